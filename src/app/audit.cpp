// madoguchi audit verify|list|export: the record, read beside the running center

#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/party_settings.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"
#include "center/question_record.hpp"
#include "store/checkpoint_file.hpp"
#include "store/sqlite/open.hpp"
#include "util/file.hpp"

namespace madoguchi::app {

namespace {

using Records = std::vector<store::AuditRecord>;

constexpr std::size_t page_records = 1000;

struct Opened {
  CenterFile file;
  std::unique_ptr<store::Registry> registry;
};

std::optional<Opened> opened(const std::string& config) {
  Opened out;
  if (tell(read_settings(config, settings_of(out.file)))) return std::nullopt;
  auto options = out.file.config.store;
  options.open = store::sqlite::Options::Open::read_only;
  auto registry = store::sqlite::open(options);
  if (!registry) {
    tell("データベースを開けません: " + options.path + "（" + registry.error().detail + "）");
    return std::nullopt;
  }
  out.registry = std::move(*registry);
  return out;
}

int tell_store(const store::StoreProblem& problem) {
  tell("データベースを読み取れません: " + problem.detail);
  return 2;
}

int verify(const Opened& center) {
  const auto& settings = center.file.config.audit;
  const auto key = store::verifying_key(settings.checkpoint_key_file);
  if (!key) {
    tell("監査の署名鍵を読み取れません: " + settings.checkpoint_key_file + "（" + key.error() +
         "）");
    return 2;
  }
  const auto outside = store::read_checkpoint_file(settings.checkpoint_file, settings.chain, *key);
  Progress progress("記録を確かめています / walking the chain");
  const auto report = store::verify_chain(*center.registry, outside.checkpoints, *key);
  progress.end();
  if (!report) return tell_store(report.error());
  fmt::print("記録 / records: {}\nチェックポイント / checkpoints: {}\n先頭 / head: {}\n",
             report->records, report->checkpoints, report->head_hash);
  bool whole = report->faults.empty();
  if (!outside.there) {
    whole = whole && report->records == 0;
    fmt::print("異常 / FAULT [checkpoint] チェックポイントのファイルがありません: {}\n",
               settings.checkpoint_file);
  }
  for (const auto line : outside.unreadable_lines) {
    whole = false;
    fmt::print("異常 / FAULT [checkpoint] {}:{}: 読み取れない行です。\n", settings.checkpoint_file,
               line);
  }
  for (const auto line : outside.false_marks) {
    whole = false;
    fmt::print("異常 / FAULT [restore] {}:{}: 復元の印の署名または順序が正しくありません。\n",
               settings.checkpoint_file, line);
  }
  for (const auto& restore : outside.restores) {
    fmt::print(
        "復元 / RESTORED {} に記録 {} まで戻されました。記録 {}〜{} "
        "は差し替え前のファイルにあります。"
        "理由 / reason: {}\n",
        util::iso_date_time_in_japan(restore.mark.at), restore.mark.head, restore.mark.head + 1,
        restore.superseded_head, restore.reason);
  }
  for (const auto& fault : report->faults) {
    fmt::print("異常 / FAULT [{}] {}: {}\n", fault.what, fault.id, fault.text);
  }
  for (const auto& step : report->clock_steps) {
    fmt::print(
        "注意 / NOTE [clock] {}: この記録の前に時計が{}秒戻っています。順序は番号のとおりです。 / "
        "the clock was set back; the order is that of the ids\n",
        step.id, step.back_ms / 1000);
  }
  fmt::print("{}\n", whole && !outside.restores.empty()
                         ? "正常: 上の復元のほかに、記録の欠けや書き換えはありません。 / "
                           "OK: complete and unchanged apart from the restore."
                     : whole
                         ? "正常: 記録は欠けも書き換えもありません。 / OK: complete and unchanged."
                         : "異常があります。元の記録と控えを保全し、運用者へ連絡してください。 / "
                           "NOT OK: secure the originals and tell the operator.");
  return whole ? 0 : 1;
}

// Rows and validity of a question, the error of a refusal, counts of a registration: no persons.
std::string summary_of(const store::AuditRecord& record) {
  if (const auto question = center::read_question_record(record.entry.detail)) {
    return fmt::format("{} → {}", fmt::join(question->rows, ","),
                       question->validity == 0 ? "-" : std::to_string(question->validity));
  }
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) return {};
  std::string text;
  for (const auto* name : {"error", "month", "units", "errors", "MedicalAssistance"}) {
    if (!detail.contains(name)) continue;
    const auto& value = detail[name];
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", name,
                        value.is_string() ? value.get<std::string>() : value.dump());
  }
  if (detail.contains("withdrawn")) text += "withdrawn";
  if (detail.contains("registration") && detail["registration"].is_object()) {
    for (const auto* name : {"batch", "added", "changed", "removed", "unchanged", "refused"}) {
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", name,
                          detail["registration"].value(name, std::int64_t{0}));
    }
  }
  return text;
}

// Gives every record from `from` on to `take`, oldest first, until it returns false.
template <class Take>
int walk(const Opened& center, std::int64_t from, const std::string& party, Take take) {
  for (auto next = std::max<std::int64_t>(from, 1);;) {
    const auto page = util::sync_wait(center.registry->records(next, page_records));
    if (!page) return tell_store(page.error());
    for (const auto& record : *page) {
      if (!party.empty() && record.entry.party != party) continue;
      if (!take(record)) return 0;
    }
    if (page->size() < page_records) return 0;
    next = page->back().id + 1;
  }
}

int list(const Opened& center, const AuditArguments& arguments) {
  const auto count_max = arguments.count > 0 ? arguments.count : std::int64_t{100};
  std::int64_t shown = 0;
  std::int64_t more_from = 0;
  fmt::print("番号 / id  日時 / time  参加者 / party  種別 / kind  結果 / result\n");
  const int code =
      walk(center, arguments.from, arguments.party, [&](const store::AuditRecord& record) {
        if (shown == count_max) {
          more_from = record.id;
          return false;
        }
        ++shown;
        fmt::print("{}  {}  {}  {}  {}  {}\n", record.id,
                   util::iso_date_time_in_japan(record.entry.at), record.entry.party,
                   record.entry.interface, record.entry.kind, summary_of(record));
        return true;
      });
  if (more_from != 0) {
    fmt::print("続きがあります / more: --from {}\n", more_from);
  }
  return code;
}

// Cards that proved less than a signature does: eligibility only, on somebody's word.
struct CardCounts {
  std::int64_t signed_ = 0, visual = 0, face = 0, rechecks = 0;
};

void count(CardCounts& counts, const center::QuestionRecord& question) {
  if (question.recheck_of != 0) {
    ++counts.rechecks;
  } else if (question.card_signed) {
    ++counts.signed_;
  } else {
    ++(question.card_mode == "face" ? counts.face : counts.visual);
  }
}

int list_unsigned(const Opened& center, const AuditArguments& arguments) {
  std::map<std::string, CardCounts> all;
  std::int64_t shown = 0;
  fmt::print(
      "番号 / id  日時 / time  参加者 / party  方法 / mode  確認した職員 / staff  結果 / result\n");
  const int code =
      walk(center, arguments.from, arguments.party, [&](const store::AuditRecord& record) {
        if (record.entry.kind != "answer") return true;
        const auto question = center::read_question_record(record.entry.detail);
        if (!question || question->question.asking != domain::Asking::card) return true;
        count(all[record.entry.party], *question);
        const bool told = question->recheck_of == 0 && !question->card_signed;
        if (!told || (arguments.count != 0 && shown >= arguments.count)) return true;
        ++shown;
        fmt::print("{}  {}  {}  {}  {}  {}\n", record.id,
                   util::iso_date_time_in_japan(record.entry.at), record.entry.party,
                   question->card_mode, question->staff, summary_of(record));
        return true;
      });
  if (code != 0) return code;
  fmt::print("\n参加者 / party  署名あり / signed  目視 / visual  顔 / face  再確認 / rechecks\n");
  for (const auto& [party, counts] : all) {
    fmt::print("{}  {}  {}  {}  {}\n", party, counts.signed_, counts.visual, counts.face,
               counts.rechecks);
  }
  return 0;
}

std::string export_line(const store::AuditRecord& record) {
  const auto& entry = record.entry;
  const nlohmann::ordered_json line{{"id", record.id},
                                    {"at", util::iso_date_time_in_japan(entry.at)},
                                    {"at_ms", entry.at.ms},
                                    {"kind", entry.kind},
                                    {"party", entry.party},
                                    {"interface", entry.interface},
                                    {"request_key", entry.request_key},
                                    {"request_hash", entry.request_hash},
                                    {"person", entry.person},
                                    {"detail", entry.detail},
                                    {"previous_hash", record.previous_hash},
                                    {"hash", record.hash}};
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// Everything unless a count was asked for: an export that stops silently after a page would pass
// for the whole record.
int export_records(const Opened& center, const AuditArguments& arguments) {
  const auto count_max = arguments.count;
  const bool to_file = !arguments.output.empty();
  std::FILE* out = stdout;
  if (to_file) {
    // Details hold what was asked: the file is for its owner only, from its first byte.
    const auto made = util::replace_file(arguments.output, "", 0600);
    out = made ? std::fopen(arguments.output.c_str(), "ab") : nullptr;
    if (out == nullptr) {
      tell("書き出せません。場所と権限をご確認ください: " + arguments.output);
      return 2;
    }
  }
  Progress progress("書き出しています / exporting");
  std::int64_t written = 0;
  bool failed = false;
  int code = walk(center, arguments.from, arguments.party, [&](const store::AuditRecord& record) {
    if (count_max > 0 && written == count_max) return false;
    const auto line = export_line(record);
    failed = std::fwrite(line.data(), 1, line.size(), out) != line.size();
    ++written;
    return !failed;
  });
  progress.end();
  failed = std::fflush(out) != 0 || failed;
  if (to_file) failed = std::fclose(out) != 0 || failed;
  if (failed) {
    tell("最後まで書き出せませんでした。空き容量をご確認ください: " + arguments.output);
    code = 2;
  } else if (to_file) {
    fmt::print("{}件を書き出しました / records exported: {}\n", written, arguments.output);
  }
  return code;
}

}  // namespace

int run_audit(const AuditArguments& arguments) {
  const auto center = opened(arguments.config);
  if (!center) return 2;
  switch (arguments.act) {
    case AuditArguments::Act::verify:
      return verify(*center);
    case AuditArguments::Act::list:
      return list(*center, arguments);
    case AuditArguments::Act::unsigned_:
      return list_unsigned(*center, arguments);
    case AuditArguments::Act::export_:
      break;
  }
  return export_records(*center, arguments);
}

}  // namespace madoguchi::app
