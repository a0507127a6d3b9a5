// madoguchi pki: a private certificate authority for one operator's parties and for test cards

#include <fmt/format.h>

#include <cstdio>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"
#include "tools/authority_folder.hpp"
#include "util/clock.hpp"

namespace madoguchi::app {

namespace {

constexpr std::int64_t day_ms = 86400000;
constexpr std::int64_t clock_skew_ms = 3600000;  // a party's clock may be behind the operator's
constexpr int authority_days_min = 20 * 365;

int tell_problem(const tools::AuthorityProblem& problem) {
  tell(problem.text());
  const bool wrong_use = problem.error == tools::AuthorityError::wrong_code ||
                         problem.error == tools::AuthorityError::missing ||
                         problem.error == tools::AuthorityError::exists;
  return wrong_use ? 2 : 1;
}

int init(const PkiArguments& arguments, util::Instant now) {
  const int days = std::max(arguments.days, authority_days_min);
  const auto made = tools::AuthorityFolder::init(arguments.dir, now, days);
  if (!made) return tell_problem(made.error());
  fmt::print(
      "認証局を作りました。秘密鍵（*.key）は他人に渡さないでください。\n"
      "Made the authorities. Keep the *.key files to yourself.\n"
      "  {0}/party-ca.crt  {0}/party.crl   参加者とセンター / parties and center\n"
      "  {0}/card-ca.crt   {0}/card.crl    試験用カード / test cards\n",
      arguments.dir);
  return 0;
}

// Also renews the revocation lists, as every change does.
int issue(const PkiArguments& arguments, tools::PartySort sort, util::Instant now) {
  auto folder = tools::AuthorityFolder::open(arguments.dir);
  if (!folder) return tell_problem(folder.error());
  tools::IssueRequest request;
  request.sort = sort;
  request.code = arguments.code;
  request.names = arguments.names;
  request.pin = arguments.pin;
  request.valid_from = now.plus_ms(-clock_skew_ms);
  request.valid_to = now.plus_ms(day_ms * arguments.days);
  const auto issued = folder->issue(request, now);
  if (!issued) return tell_problem(issued.error());
  fmt::print("番号 / serial: {}\n期限 / valid to: {}\n", issued->serial_hex,
             util::day_in_japan(issued->valid_to).iso_text());
  if (sort != tools::PartySort::card) {
    fmt::print("{}\n{}\n", folder->certificate_file(sort, arguments.code),
               folder->key_file(sort, arguments.code));
    return 0;
  }
  fmt::print(
      "{}\n登録用 / for card.csv:\n"
      "PersonLinkKey,CertificateSerial,Issuer,ValidFrom,ValidTo,Revoked\n"
      "(PersonLinkKey),{},{},{},{},0\n",
      folder->card_file(arguments.code), issued->serial_hex, folder->card_issuer(),
      util::day_in_japan(issued->valid_from).text(), util::day_in_japan(issued->valid_to).text());
  return 0;
}

int revoke(const PkiArguments& arguments, util::Instant now) {
  auto folder = tools::AuthorityFolder::open(arguments.dir);
  if (!folder) return tell_problem(folder.error());
  const auto done = folder->revoke(arguments.serial, now);
  if (!done) return tell_problem(done.error());
  fmt::print(
      "失効させました。失効リストはセンターが自動で読み直します。\n"
      "Revoked. The center rereads the revocation list by itself.\n");
  return 0;
}

int list(const PkiArguments& arguments, util::Instant now) {
  auto folder = tools::AuthorityFolder::open(arguments.dir);
  if (!folder) return tell_problem(folder.error());
  fmt::print("種別 / kind  コード / code  期限 / valid to  状態 / state  番号 / serial\n");
  for (const auto& one : folder->issued()) {
    const auto* newest = folder->newest(one.sort, one.code);
    const char* state = one.revoked_at                         ? "失効 / revoked"
                        : one.valid_to < now                   ? "期限切れ / expired"
                        : newest->serial_hex != one.serial_hex ? "旧 / replaced"
                                                               : "有効 / valid";
    fmt::print("{}  {}  {}  {}  {}\n", tools::name_of(one.sort), one.code,
               util::day_in_japan(one.valid_to).iso_text(), state, one.serial_hex);
  }
  return 0;
}

}  // namespace

int run_pki(const PkiArguments& arguments) {
  const auto now = util::SystemClock().now();
  Progress progress("証明書を作っています / making keys");
  switch (arguments.act) {
    case PkiArguments::Act::init:
      return init(arguments, now);
    case PkiArguments::Act::issue: {
      const auto sort = tools::party_sort_named(arguments.kind);
      if (!sort) return tell_problem({tools::AuthorityError::wrong_code, arguments.kind});
      return issue(arguments, *sort, now);
    }
    case PkiArguments::Act::revoke:
      return revoke(arguments, now);
    case PkiArguments::Act::list:
      return list(arguments, now);
    case PkiArguments::Act::card:
      break;
  }
  return issue(arguments, tools::PartySort::card, now);
}

}  // namespace madoguchi::app
