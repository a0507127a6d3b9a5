#include "center/office_imports.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/acting.hpp"
#include "center/office_operations.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr std::string_view withdrawn = "withdrawn";

std::string_view name_of(store::ImportProgress::State state) {
  using State = store::ImportProgress::State;
  if (state == State::waiting) return "waiting";
  return state == State::staging ? "staging" : "publishing";
}

std::string key_of(const Asked& asked) {
  return asked.request.path.substr(office_imports_path.size());
}

std::string progress_json(const FileUnderWay& file) {
  util::JsonLine out;
  out.add("state", name_of(file.progress->state))
      .add_truth("dry", file.dry)
      .add("started", util::iso_date_time_in_japan(file.started))
      .add_number("bytes", static_cast<std::int64_t>(file.bytes))
      .add_number("lines", static_cast<std::int64_t>(file.lines->load()))
      .add_number("line", static_cast<std::int64_t>(file.progress->line))
      .add_number("rows", static_cast<std::int64_t>(file.progress->rows));
  return std::move(out).finish();
}

// What became of a file, from its record.
struct Ended {
  std::string state;  // published, dry, withdrawn, refused
  std::int64_t batch = 0;
  store::AuditId record = 0;
};

Ended ended(const store::AuditRecord& record) {
  Ended end{"refused", 0, record.id};
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object() || record.entry.kind != "registration") return end;
  if (is_withdrawal(detail)) end.state = withdrawn;
  const auto counts = detail.find("registration");
  if (counts == detail.end() || !counts->is_object()) return end;
  end.batch = counts->value("batch", std::int64_t{0});
  const bool whole = counts->value("whole", false);
  const bool refused = whole && counts->value("refused", std::int64_t{0}) > 0;
  if (counts->value("dry", false)) {
    end.state = "dry";
  } else if (!refused) {
    end.state = "published";
  }
  return end;
}

std::string ended_json(const Ended& end) {
  util::JsonLine out;
  out.add("state", end.state).add_number("batch", end.batch).add_number("record", end.record);
  return std::move(out).finish();
}

using FoundEnd = util::Result<std::optional<Ended>, store::StoreProblem>;
util::Task<FoundEnd> end_on_record(Context& context, const Asked& asked, const std::string& key) {
  auto record = co_await context.registry->record_of_key(asked.party.text(), key);
  if (!record) co_return util::failure(record.error());
  const bool of_file = *record && (*record)->entry.interface.starts_with("import/");
  if (!of_file) co_return std::optional<Ended>();
  co_return std::optional(ended(**record));
}

// What DELETE says of a file that has ended: that it came too late, unless nothing was registered.
util::Task<net::Response> tell_end(Context& context, const Asked& asked, const Ended& end) {
  if (end.state == "published") {
    co_return co_await refuse_json(context, asked, 409, oqs::ErrorCode::import_published);
  }
  co_return json_reply(200, ended_json(end));
}

// The outcome of the file, in its own place: with its key, and as a registration of nothing.
store::Commit withdrawal(const Context& context, const Asked& asked, const std::string& key,
                         const FileUnderWay& file) {
  store::Commit commit;
  commit.record = entry_of(context, asked, "registration");
  commit.record.interface = file.interface;
  commit.record.request_key = key;
  commit.record.request_hash = file.request_hash;
  util::JsonLine said;
  said.add("started", util::iso_date_time_in_japan(file.started))
      .add_truth("dry", file.dry)
      .add_number("rows_staged", static_cast<std::int64_t>(file.progress->rows));
  util::JsonLine detail;
  if (!asked.acting.empty()) detail.add_json("acting", asked.acting);
  detail.add_json(withdrawn, std::move(said).finish());
  commit.record.detail = std::move(detail).finish();
  return commit;
}

}  // namespace

bool is_withdrawal(const nlohmann::json& detail) {
  return detail.contains(withdrawn);
}

std::size_t lines_of(std::string_view text) {
  const auto ends = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  const bool open_end = !text.empty() && text.back() != '\n';
  const auto lines = ends + (open_end ? 1 : 0);
  return lines > 0 ? lines - 1 : 0;
}

// Polled while a file is registered: counted, not recorded; nobody's content is in it.
util::Task<net::Response> tell_import(Context& context, Asked asked) {
  auto allowed = co_await permission(context, asked, domain::Act::view);
  if (allowed.refused) co_return std::move(*allowed.refused);
  ++context.counters.polls;
  const auto key = key_of(asked);
  const auto party = asked.party.text();
  if (const auto file = context.imports_under_way.find(party, key)) {
    co_return json_reply(200, progress_json(*file));
  }
  auto end = co_await end_on_record(context, asked, key);
  if (!end) co_return store_reply(context, end.error());
  if (!*end) co_return problem_reply(404, {oqs::ErrorCode::import_unknown, {}});
  co_return json_reply(200, ended_json(**end));
}

util::Task<net::Response> withdraw_import(Context& context, Asked asked) {
  auto allowed = co_await permission(context, asked, domain::Act::view);
  if (allowed.refused) co_return std::move(*allowed.refused);
  const auto key = key_of(asked);
  const auto party = asked.party.text();
  const auto file = context.imports_under_way.find(party, key);
  auto end = co_await end_on_record(context, asked, key);
  if (!end) co_return store_reply(context, end.error());
  if (*end) co_return co_await tell_end(context, asked, **end);
  if (!file) co_return co_await refuse_json(context, asked, 404, oqs::ErrorCode::import_unknown);
  if (!may(allowed.acting, file->act)) {
    const oqs::Problem problem{oqs::ErrorCode::not_permitted,
                               std::string(domain::name_of(file->act))};
    co_return co_await refuse_problem(context, asked, 403, problem);
  }
  auto commit = withdrawal(context, asked, key, *file);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done && done.error().error == store::StoreError::key_used) {  // it ended just now
    end = co_await end_on_record(context, asked, key);
    if (!end || !*end) {
      co_return store_reply(context, {store::StoreError::unavailable, "no record of a used key"});
    }
    co_return co_await tell_end(context, asked, **end);
  }
  if (!done) co_return store_reply(context, done.error());
  file->progress->withdrawn = true;
  const Ended now{std::string(withdrawn), 0, done->id};
  co_return json_reply(200, ended_json(now));
}

}  // namespace madoguchi::center
