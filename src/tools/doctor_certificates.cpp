#include <fmt/format.h>
#include <sys/stat.h>

#include "tools/certificate_facts.hpp"
#include "tools/doctor_parts.hpp"
#include "util/file.hpp"

namespace madoguchi::tools::doctor {

namespace {

constexpr std::size_t file_bytes_max = 64UL * 1024 * 1024;

const Text renew{"新しい証明書の発行を依頼し、ファイルを入れ替えてください（再起動は不要です）。",
                 "Ask for a new certificate and replace the file; no restart is needed."};

std::string until(util::Instant at) {
  return util::day_in_japan(at).iso_text();
}

// One certificate's time; nothing when it is good and lasts.
enum class Life { good, ends_soon, ended, not_begun };
Life life_of(const CertificateFacts& facts, util::Instant now, std::int64_t warning_days) {
  if (facts.valid_to < now) return Life::ended;
  if (facts.valid_from > now) return Life::not_begun;
  return days_between(now, facts.valid_to) < warning_days ? Life::ends_soon : Life::good;
}

void tell_life(Notes& notes, const CertificateFacts& facts, util::Instant now) {
  const auto days = days_between(now, facts.valid_to);
  const Text left{fmt::format("残り{}日（{}まで）", days, until(facts.valid_to)),
                  fmt::format("{} days left, until {}", days, until(facts.valid_to))};
  switch (life_of(facts, now, days_left_warning)) {
    case Life::good:
      return notes.good("days", left);
    case Life::ends_soon:
      return notes.warning("days", left, renew);
    case Life::ended:
      return notes.bad("days",
                       {fmt::format("有効期限が切れています（{}まで）", until(facts.valid_to)),
                        fmt::format("expired on {}", until(facts.valid_to))},
                       renew);
    case Life::not_begun:
      break;
  }
  notes.bad("days",
            {fmt::format("有効期間がまだ始まっていません（{}から）", until(facts.valid_from)),
             fmt::format("not valid before {}", until(facts.valid_from))},
            {"この機器の日時をご確認ください。", "Check this machine's clock."});
}

void tell_party(Notes& notes, const CertificateFacts& facts, const std::string& uri) {
  if (uri.empty()) {
    std::string names;
    for (const auto& name : facts.names) names += (names.empty() ? "" : ", ") + name;
    return notes.good("party", {facts.subject + "（" + names + "）", facts.subject + ": " + names});
  }
  if (facts.uris.size() == 1 && facts.uris.front() == uri) {
    return notes.good("party", {uri, uri});
  }
  const auto found = facts.uris.empty() ? std::string("－") : facts.uris.front();
  notes.bad("party",
            {fmt::format("証明書の参加者が設定と違います（証明書 {}、設定 {}）", found, uri),
             fmt::format("the certificate names {}, the configuration {}", found, uri)},
            {"設定 institution.code と center.certificate_file をご確認ください。",
             "Check institution.code and center.certificate_file."});
}

// What the lists of one file say, each a line.
void tell_lists(Notes& notes, const std::string& file,
                const std::vector<RevocationListFacts>& lists, util::Instant now) {
  const Text again{
      "madoguchi pki renew で失効リストを作り直すか、発行元の新しいものに"
      "入れ替えてください。",
      "Write it anew with madoguchi pki renew, or fetch the issuer's new one."};
  for (const auto& list : lists) {
    if (list.by != RevocationListFacts::Signed::by_authority) {
      notes.bad("signature",
                {fmt::format("{}: 設定の認証局の署名ではありません（{}）", file, list.issuer),
                 fmt::format("{}: not signed by a configured authority ({})", file, list.issuer)},
                again);
      continue;
    }
    if (!list.next_update) {
      notes.warning("days", {file + ": 次回の更新日がありません", file + ": no next update"},
                    again);
      continue;
    }
    const auto days = days_between(now, *list.next_update);
    const Text text{fmt::format("{} 失効{}件、次の更新まで{}日（{}）", list.issuer, list.revoked,
                                days, until(*list.next_update)),
                    fmt::format("{}: {} revoked, next update in {} days ({})", list.issuer,
                                list.revoked, days, until(*list.next_update))};
    if (*list.next_update < now) {
      notes.bad("days", text, again);
    } else if (days < list_days_left_warning) {
      notes.warning("days", text, again);
    } else {
      notes.good("days", text);
    }
  }
}

}  // namespace

void examine_certificate(Findings& findings, const std::string& certificate_file,
                         const std::string& key_file, const std::string& uri, util::Instant now) {
  Notes notes(findings, "certificate", {"証明書", "certificate"});
  const auto pem = util::read_file(certificate_file, file_bytes_max);
  const auto facts = pem ? read_certificates(*pem) : util::failure(pem.error().text());
  if (!facts) {
    return notes.bad(
        "file",
        {fmt::format("証明書を読み取れません: {}（{}）", certificate_file, facts.error()),
         fmt::format("cannot be read: {} ({})", certificate_file, facts.error())},
        {"設定 certificate_file の場所と権限をご確認ください。",
         "Check certificate_file: place and permissions."});
  }
  notes.good("file", {certificate_file, certificate_file});
  const auto key = util::read_file(key_file, file_bytes_max);
  if (!key || !key_belongs(*pem, *key)) {
    const auto why = key ? std::string("証明書の鍵ではありません") : key.error().text();
    notes.bad("key",
              {fmt::format("秘密鍵が使えません: {}（{}）", key_file, why),
               fmt::format("the key cannot be used: {} ({})", key_file,
                           key ? "not the key of this certificate" : key.error().text())},
              {"証明書と同時に受け取った秘密鍵を設定 key_file に指定してください。",
               "Set key_file to the key that came with the certificate."});
  } else {
    struct stat status {};
    const bool open_to_others =
        ::stat(key_file.c_str(), &status) == 0 && (status.st_mode & 0077) != 0;
    if (open_to_others) {
      notes.warning("key",
                    {"秘密鍵を他の利用者が読めます: " + key_file,
                     "others may read the private key: " + key_file},
                    {"chmod 600 " + key_file, "chmod 600 " + key_file});
    } else {
      notes.good("key", {"証明書と一致する秘密鍵があります", "the private key belongs to it"});
    }
  }
  tell_party(notes, facts->front(), uri);
  tell_life(notes, facts->front(), now);
}

void examine_anchors(Findings& findings, const std::string& id, const Text& title,
                     const std::string& ca_file, util::Instant now) {
  Notes notes(findings, id, title);
  const auto pem = util::read_file(ca_file, file_bytes_max);
  const auto anchors = pem ? read_certificates(*pem) : util::failure(pem.error().text());
  const Text fetch{"運用者から新しい認証局のファイルを受け取り、入れ替えてください。",
                   "Get the authority file from the operator anew."};
  if (!anchors) {
    return notes.bad("file",
                     {fmt::format("認証局を読み取れません: {}（{}）", ca_file, anchors.error()),
                      fmt::format("cannot be read: {} ({})", ca_file, anchors.error())},
                     fetch);
  }
  for (const auto& anchor : *anchors) {
    const auto days = days_between(now, anchor.valid_to);
    const Text text{
        fmt::format("{} 残り{}日（{}まで）", anchor.subject, days, until(anchor.valid_to)),
        fmt::format("{}: {} days left, until {}", anchor.subject, days, until(anchor.valid_to))};
    switch (life_of(anchor, now, days_left_warning)) {
      case Life::good:
        notes.good("days", text);
        break;
      case Life::ends_soon:
        notes.warning("days", text, fetch);
        break;
      default:
        // While a rotation goes on one good authority is enough.
        if (anchors->size() > 1) {
          notes.warning("days", text, fetch);
        } else {
          notes.bad("days", text, fetch);
        }
    }
  }
  if (anchors->size() > 1) {
    notes.good("rotation", {fmt::format("認証局が{}つあります（切り替え中）", anchors->size()),
                            fmt::format("{} authorities: a rotation goes on", anchors->size())});
  }
}

void examine_lists(Findings& findings, const std::string& id, const Text& title,
                   const std::vector<std::string>& crl_files,
                   const std::vector<std::string>& ca_files, util::Instant now) {
  Notes notes(findings, id, title);
  if (crl_files.empty()) {
    return notes.skipped("", {"失効リストの設定はありません", "no revocation list is configured"});
  }
  std::string authorities;
  for (const auto& file : ca_files) {
    if (const auto pem = util::read_file(file, file_bytes_max)) authorities += *pem;
  }
  for (const auto& file : crl_files) {
    const auto bytes = util::read_file(file, file_bytes_max);
    const auto lists =
        bytes ? read_revocation_lists(*bytes, authorities) : util::failure(bytes.error().text());
    if (lists) {
      tell_lists(notes, file, *lists, now);
    } else {
      notes.bad("file",
                {fmt::format("失効リストを読み取れません: {}（{}）", file, lists.error()),
                 fmt::format("cannot be read: {} ({})", file, lists.error())},
                {"ファイルの場所と権限をご確認ください。", "Check its place and permissions."});
    }
  }
}

}  // namespace madoguchi::tools::doctor
