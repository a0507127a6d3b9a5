// madoguchi pki: a private certificate authority for one operator's parties and for test cards

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"
#include "tools/authority_folder.hpp"
#include "tools/certificate_facts.hpp"
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

struct Standing {
  const char* name;  // in JSON
  const char* text;
};
Standing standing_of(const tools::AuthorityFolder& folder, const tools::IssuedCertificate& one,
                     util::Instant now) {
  const auto& live = folder.party_authorities();
  const bool trusted = one.sort == tools::PartySort::card || one.authority == live.current ||
                       (live.old && one.authority == *live.old);
  if (one.revoked_at) return {"revoked", "失効 / revoked"};
  if (one.valid_to < now) return {"expired", "期限切れ / expired"};
  if (!trusted) return {"untrusted", "認証局が終了 / authority ended"};
  if (folder.newest(one.sort, one.code)->serial_hex != one.serial_hex) {
    return {"replaced", "旧 / replaced"};
  }
  return {"valid", "有効 / valid"};
}

nlohmann::ordered_json json_of(const tools::AuthorityFolder& folder,
                               const tools::IssuedCertificate& one, util::Instant now) {
  nlohmann::ordered_json out{{"kind", tools::name_of(one.sort)},
                             {"code", one.code},
                             {"serial", one.serial_hex},
                             {"valid_from", util::iso_date_time_in_japan(one.valid_from)},
                             {"valid_to", util::iso_date_time_in_japan(one.valid_to)},
                             {"days_left", tools::days_between(now, one.valid_to)},
                             {"state", standing_of(folder, one, now).name},
                             {"authority", one.authority}};
  if (one.revoked_at) out["revoked_at"] = util::iso_date_time_in_japan(*one.revoked_at);
  return out;
}

void print_table(const tools::AuthorityFolder& folder,
                 const std::vector<tools::IssuedCertificate>& certificates, util::Instant now) {
  fmt::print(
      "種別 / kind  コード / code  期限 / valid to  残り日数 / days left  状態 / state  "
      "認証局 / CA  番号 / serial\n");
  for (const auto& one : certificates) {
    fmt::print("{:<11}  {:<12}  {}  {:>5}  {}  {}  {}\n", tools::name_of(one.sort), one.code,
               util::day_in_japan(one.valid_to).iso_text(), tools::days_between(now, one.valid_to),
               standing_of(folder, one, now).text, one.authority, one.serial_hex);
  }
}

int list(const PkiArguments& arguments, util::Instant now) {
  auto folder = tools::AuthorityFolder::open(arguments.dir);
  if (!folder) return tell_problem(folder.error());
  if (!arguments.json) {
    print_table(*folder, folder->issued(), now);
    return 0;
  }
  auto all = nlohmann::ordered_json::array();
  for (const auto& one : folder->issued()) all.push_back(json_of(*folder, one, now));
  fmt::print("{}\n", all.dump(2));
  return 0;
}

int renew(const PkiArguments& arguments, util::Instant now) {
  auto folder = tools::AuthorityFolder::open(arguments.dir);
  if (!folder) return tell_problem(folder.error());
  const auto done = folder->renew(now);
  if (!done) return tell_problem(done.error());
  fmt::print(
      "失効リストを作り直しました（{}日有効）。センターは自動で読み直します。\n"
      "The revocation lists are new, valid for {} days. The center rereads them by itself.\n"
      "  {}/party.crl\n  {}/card.crl\n",
      tools::revocation_list_days, tools::revocation_list_days, arguments.dir, arguments.dir);
  return 0;
}

nlohmann::ordered_json authority_json(const tools::AuthorityFolder& folder, int number,
                                      util::Instant now) {
  nlohmann::ordered_json out{{"authority", number}};
  const auto pem = folder.party_authority_pem(number);
  const auto read = pem ? tools::read_certificates(*pem) : util::failure(std::string("unreadable"));
  if (!read) return out;
  out["subject"] = read->front().subject;
  out["valid_to"] = util::iso_date_time_in_japan(read->front().valid_to);
  out["days_left"] = tools::days_between(now, read->front().valid_to);
  return out;
}

int rotation_status(const PkiArguments& arguments, const tools::AuthorityFolder& folder,
                    util::Instant now) {
  const auto& live = folder.party_authorities();
  const auto used = folder.in_use_of_old(now);
  nlohmann::ordered_json status{{"rotating", live.old.has_value()},
                                {"current", authority_json(folder, live.current, now)}};
  if (live.old) status["old"] = authority_json(folder, *live.old, now);
  if (live.rotated_at) status["rotated_at"] = util::iso_date_time_in_japan(*live.rotated_at);
  status["in_use_of_old"] = nlohmann::ordered_json::array();
  for (const auto& one : used) status["in_use_of_old"].push_back(json_of(folder, one, now));
  if (arguments.json) {
    fmt::print("{}\n", status.dump(2));
    return 0;
  }
  for (const auto* which : {"current", "old"}) {
    if (!status.contains(which)) continue;
    const auto& one = status[which];
    fmt::print("{}: {} {}  残り {} 日 / days left\n",
               which == std::string_view("old") ? "古い認証局 / old" : "いまの認証局 / current",
               one["authority"].get<int>(), one.value("subject", std::string("？")),
               one.value("days_left", std::int64_t{0}));
  }
  if (!live.old) {
    fmt::print("切り替えは行われていません。 / No rotation goes on.\n");
  } else if (used.empty()) {
    fmt::print(
        "古い認証局の証明書を使う参加者はありません。--finish で終えられます。\n"
        "Nobody uses the old authority. End it with --finish.\n");
  } else {
    fmt::print("古い認証局の証明書が{}件使われています / certificates still of the old one: {}\n",
               used.size(), used.size());
    print_table(folder, used, now);
  }
  return 0;
}

int rotate(const PkiArguments& arguments, util::Instant now) {
  using Rotation = PkiArguments::Rotation;
  auto folder = tools::AuthorityFolder::open(arguments.dir);
  if (!folder) return tell_problem(folder.error());
  if (arguments.rotation == Rotation::status) return rotation_status(arguments, *folder, now);
  util::Result<void, tools::AuthorityProblem> done;
  std::vector<tools::IssuedCertificate> ended;
  if (arguments.rotation == Rotation::begin) {
    done = folder->rotate(now, authority_days_min);
  } else if (arguments.rotation == Rotation::abort) {
    done = folder->abort_rotation(now);
  } else {
    using StillUsed = tools::AuthorityFolder::StillUsed;
    ended = folder->in_use_of_old(now);
    done = folder->finish_rotation(now, arguments.force ? StillUsed::ignore : StillUsed::refuse);
  }
  if (!done) return tell_problem(done.error());
  if (arguments.rotation == Rotation::begin) {
    fmt::print(
        "新しい認証局を加えました。いまは両方が信頼されます。次にすること:\n"
        "  1. {0}/party-ca.crt（2つの認証局）をすべての参加者に配る。センターは自動で読み直します\n"
        "  2. センターと参加者の証明書を発行し直す: madoguchi pki issue … --dir {0}\n"
        "  3. 残りを見る: madoguchi pki rotate --status --dir {0}\n"
        "  4. 終える: madoguchi pki rotate --finish --dir {0}\n"
        "A new authority stands beside the old one; both are trusted. Distribute party-ca.crt, "
        "reissue, look at --status, end with --finish.\n",
        arguments.dir);
  } else if (arguments.rotation == Rotation::abort) {
    fmt::print("切り替えを取り消しました。 / The new authority was taken back.\n");
  } else {
    for (const auto& one : ended) {
      fmt::print("使えなくなりました / works no more: {} {} {}\n", tools::name_of(one.sort),
                 one.code, one.serial_hex);
    }
    fmt::print(
        "古い認証局を外しました。{0}/party-ca.crt をすべての参加者に配ってください。\n"
        "The old authority is trusted no more. Distribute {0}/party-ca.crt.\n",
        arguments.dir);
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
    case PkiArguments::Act::renew:
      return renew(arguments, now);
    case PkiArguments::Act::rotate:
      return rotate(arguments, now);
    case PkiArguments::Act::card:
      break;
  }
  return issue(arguments, tools::PartySort::card, now);
}

}  // namespace madoguchi::app
