#include "center/repeated.hpp"

#include <nlohmann/json.hpp>

#include "center/bulk_road.hpp"
#include "center/office_operations.hpp"
#include "center/operations.hpp"
#include "center/verify.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {

util::Task<std::string> request_hash(Context& context, const net::Request& request) {
  constexpr std::size_t large = 1024 * 1024;
  auto* home = util::Executor::current();
  const bool elsewhere = request.body.size() > large && home != nullptr;
  if (elsewhere) co_await util::ResumeOn{context.workers};
  std::string text;
  if (!request.query.empty()) {
    for (const auto& [name, value] : request.query) text += name + "=" + value + "&";
    text += "\n" + util::hex(util::sha256(request.body));
  }
  auto hash = util::hex(util::sha256(request.query.empty() ? request.body : text));
  if (elsewhere) co_await util::ResumeOn{*home};
  co_return hash;
}

util::Task<Earlier> earlier_request(Context& context, const Asked& asked) {
  Earlier earlier;
  auto found = co_await context.registry->record_of_key(asked.party.text(), asked.request_key());
  if (!found) {
    earlier.refused = store_reply(context, found.error());
    co_return earlier;
  }
  if (!*found) co_return earlier;
  const auto& entry = (*found)->entry;
  if (entry.request_hash != asked.request_hash || entry.interface != asked.interface) {
    const oqs::Problem reused{oqs::ErrorCode::request_key_reused, {}};
    earlier.refused = problem_reply(409, reused);
    co_return earlier;
  }
  earlier.record = std::move(**found);
  co_return earlier;
}

util::Task<net::Response> repeat(Context& context, store::AuditRecord record) {
  const auto kind = record.entry.kind;
  if (kind == "refusal") co_return refusal_again(record);
  if (kind == "answer") co_return co_await answer_again(context, std::move(record));
  if (kind == "acceptance") co_return co_await acceptance_again(context, std::move(record));
  if (kind == "download") co_return co_await download_again(context, std::move(record));
  if (kind == "registration") co_return import_again(record);
  if (is_office_note(record)) co_return note_again(record);
  if (kind == "setting" || kind == "look") co_return setting_again(record);
  if (kind == "history_import") co_return history_import_again(record);
  if (is_disaster_change(record)) co_return disaster_change_again(record);
  if (kind == "consent_withdrawal") co_return withdrawal_again(record);
  if (kind == "reference_number") {
    const bool by_card = record.entry.interface == "card/reference-number";
    co_return by_card ? number_by_card_again(record) : reference_number_again(record);
  }
  const oqs::Problem reused{oqs::ErrorCode::request_key_reused, {}};
  co_return problem_reply(409, reused);
}

}  // namespace madoguchi::center
