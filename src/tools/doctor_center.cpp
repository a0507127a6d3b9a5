#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>

#include "net/client.hpp"
#include "store/checkpoint_file.hpp"
#include "store/sqlite/maintenance.hpp"
#include "store/sqlite/open.hpp"
#include "tools/doctor.hpp"
#include "tools/doctor_parts.hpp"

namespace madoguchi::tools {

namespace {

namespace fs = std::filesystem;
using doctor::Notes;

constexpr std::int64_t health_wait_ms = 5000;
constexpr std::int64_t space_fault_bytes = 256LL * 1024 * 1024;
constexpr std::int64_t checkpoint_late_factor = 10;

std::string megabytes(std::int64_t bytes) {
  return fmt::format("{} MiB", bytes / (1024 * 1024));
}

const Text permissions{"設定のパスと、実行する利用者の権限をご確認ください。",
                       "Check the path and this user's permissions."};

std::optional<store::AuditRecord> examine_database(Findings& findings,
                                                   const store::sqlite::Options& store) {
  Notes notes(findings, "database", {"データベース", "database"});
  const auto schema = store::sqlite::schema_of(store.path);
  if (!schema) {
    notes.bad("file",
              {fmt::format("読み取れません: {}（{}）", store.path, schema.error().detail),
               fmt::format("cannot be read: {} ({})", store.path, schema.error().detail)},
              {"パスと権限を確かめ、壊れているときは madoguchi db restore で控えに戻してください。",
               "Check path and permissions; restore a backup when it is damaged."});
    return std::nullopt;
  }
  if (!schema->pending.empty() || schema->min_reader > schema->newest) {
    const auto text = fmt::format("{} → {}", schema->version, schema->newest);
    const Text detail{"形式 " + text, "schema " + text};
    if (schema->pending.empty()) {
      notes.bad("schema", detail,
                {"新しい版の madoguchi をお使いください。", "Use a newer program."});
    } else {
      notes.warning("schema", detail,
                    {"madoguchi db migrate --config center.toml で移行してください。",
                     "Run madoguchi db migrate --config center.toml."});
    }
    return std::nullopt;
  }
  auto options = store;
  options.open = store::sqlite::Options::Open::read_only;
  auto registry = store::sqlite::open(options);
  const auto head =
      registry ? util::sync_wait((*registry)->head()) : util::failure(registry.error());
  if (!head) {
    notes.bad("file",
              {fmt::format("読み取れません: {}（{}）", store.path, head.error().detail),
               fmt::format("cannot be read: {} ({})", store.path, head.error().detail)},
              permissions);
    return std::nullopt;
  }
  notes.good(
      "file",
      {fmt::format("形式 {}、記録 {}件。詳しくは madoguchi db check", schema->version, head->id),
       fmt::format("schema {}, {} records; more: madoguchi db check", schema->version, head->id)});
  return *head;
}

void examine_space(Findings& findings, const std::string& id, const Text& title,
                   const std::string& file, std::int64_t wanted_bytes) {
  Notes notes(findings, "space." + id, title);
  const auto folder = fs::absolute(file).parent_path();
  struct statvfs found {};
  if (::statvfs(folder.c_str(), &found) != 0) {
    return notes.bad("",
                     {"フォルダがありません: " + folder.string(), "missing: " + folder.string()},
                     permissions);
  }
  const auto free =
      static_cast<std::int64_t>(found.f_bavail) * static_cast<std::int64_t>(found.f_frsize);
  const Text text{fmt::format("{}: 空き {}", folder.string(), megabytes(free)),
                  fmt::format("{}: {} free", folder.string(), megabytes(free))};
  const Text next{
      "古いファイルを移すか、ディスクを増やしてください。満杯になると回答が止まります。",
      "Move old files away or add space: answers stop on a full disk."};
  if (free < space_fault_bytes) {
    notes.bad("", text, next);
  } else if (free < wanted_bytes) {
    notes.warning("", text, next);
  } else {
    notes.good("", text);
  }
}

void examine_key(Notes& notes, const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & 0077) != 0) {
    notes.warning("key",
                  {"署名鍵を他の利用者が読めます: " + path, "others may read the key: " + path},
                  {"chmod 600 " + path, "chmod 600 " + path});
  } else {
    notes.good("key", {path, path});
  }
}

void examine_checkpoints(Findings& findings, const center::AuditSettings& audit,
                         const std::optional<store::AuditRecord>& head, util::Instant now) {
  Notes notes(findings, "checkpoint", {"監査の署名", "checkpoints"});
  const auto key = store::verifying_key(audit.checkpoint_key_file);
  if (!key) {
    return notes.bad(
        "key",
        {fmt::format("署名鍵を読み取れません: {}（{}）", audit.checkpoint_key_file, key.error()),
         fmt::format("the key cannot be read: {} ({})", audit.checkpoint_key_file, key.error())},
        {"初めてのときはセンターを起動すると作られます。失くしたときは控えから戻して"
         "ください。",
         "The center makes it at its first start; a lost one comes from its backup."});
  }
  examine_key(notes, audit.checkpoint_key_file);
  const auto file = store::read_checkpoint_file(audit.checkpoint_file, audit.chain, *key);
  const Text verify{"madoguchi audit verify --config center.toml で確かめてください。",
                    "Look with madoguchi audit verify --config center.toml."};
  if (!file.there || file.checkpoints.empty()) {
    const bool needed = head && head->id > 0;
    const Text none{"まだありません: " + audit.checkpoint_file,
                    "none yet: " + audit.checkpoint_file};
    if (needed) return notes.bad("file", none, verify);
    return notes.good("file", none);
  }
  const auto newest =
      std::max_element(file.checkpoints.begin(), file.checkpoints.end(),
                       [](const auto& a, const auto& b) { return a.at.ms < b.at.ms; });
  const auto text = fmt::format("{} / {}", newest->head, util::iso_date_time_in_japan(newest->at));
  if (!key->verify(*newest)) {
    return notes.bad("file", {"最後の署名が正しくありません: " + text, "bad signature: " + text},
                     verify);
  }
  if (!file.unreadable_lines.empty() || !file.false_marks.empty()) {
    return notes.bad("file",
                     {"読み取れない行があります: " + audit.checkpoint_file,
                      "unreadable lines: " + audit.checkpoint_file},
                     verify);
  }
  const bool behind =
      head && head->id > newest->head &&
      head->entry.at.ms + audit.checkpoint_every_s * 1000 * checkpoint_late_factor < now.ms;
  if (behind) {
    return notes.bad(
        "file",
        {fmt::format("新しい記録に署名がありません（署名 {}、記録 {}）", newest->head, head->id),
         fmt::format("newer records are not signed (signed {}, records {})", newest->head,
                     head->id)},
        {"センターが動いているか、ファイルに書けるかをご確認ください。",
         "Check that the center runs and can write the file."});
  }
  notes.good("file", {"最後の署名 " + text, "last checkpoint " + text});
}

void examine_health(Findings& findings, const center::CenterConfig& config) {
  Notes notes(findings, "health", {"稼働確認", "health"});
  const auto place = fmt::format("{}:{}", config.health_address, config.health_port);
  if (config.health_port == 0) {
    return notes.skipped("", {"health.port が 0 のため確かめられません", "health.port is 0"});
  }
  net::ClientConfig plain;
  plain.host = config.health_address;
  plain.port = config.health_port;
  net::Client client(plain);
  net::Request request;
  request.method = "GET";
  request.path = "/readyz";
  const auto response = client.send(request, health_wait_ms);
  if (!response) {
    return notes.bad(
        "",
        {fmt::format("センターが動いていません: {}（{}）", place, response.error().detail),
         fmt::format("the center does not run: {} ({})", place, response.error().detail)},
        {"madoguchi center --config center.toml（サービスなら systemctl start）で起動して"
         "ください。",
         "Start it: madoguchi center --config center.toml."});
  }
  if (response->status != 200) {
    return notes.bad("",
                     {"準備ができていません: " + response->body, "not ready: " + response->body},
                     {"上の項目とセンターのログをご確認ください。",
                      "See the lines above and the center's log."});
  }
  notes.good("", {"動いています（" + place + "）", "running at " + place});
}

}  // namespace

Findings examine_center(const CenterUnderTest& center, util::Instant now) {
  const auto& config = center.config;
  Findings findings;
  Notes(findings, "config", {"設定", "configuration"}).good("", {"読み取れます", "can be read"});
  if (!center.start_at.empty()) {
    Notes(findings, "config.clock", {"時計", "clock"})
        .warning(
            "", {"試験用の時計です: " + center.start_at, "a test clock: " + center.start_at},
            {"本番では clock.start_at を消してください。", "Remove clock.start_at in production."});
  }
  const auto& tls = config.server.tls;
  doctor::examine_certificate(findings, tls.certificate_file, tls.key_file, "", now);
  doctor::examine_anchors(findings, "authority", {"参加者の認証局", "authority of the parties"},
                          tls.ca_file, now);
  doctor::examine_lists(findings, "revocation", {"参加者の失効リスト", "revocation of the parties"},
                        config.party_crl_files, {tls.ca_file}, now);
  for (const auto& file : config.card.trust.ca_files) {
    doctor::examine_anchors(findings, "card_authority",
                            {"カードの認証局", "authority of the cards"}, file, now);
  }
  doctor::examine_lists(findings, "card_revocation",
                        {"カードの失効リスト", "revocation of the cards"},
                        config.card.trust.crl_files, config.card.trust.ca_files, now);
  const auto head = examine_database(findings, config.store);
  std::error_code ignored;
  const auto size = fs::file_size(config.store.path, ignored);
  examine_space(findings, "database", {"空き容量（データベース）", "disk space (database)"},
                config.store.path, ignored ? 0 : static_cast<std::int64_t>(size));
  examine_space(findings, "checkpoint", {"空き容量（監査の署名）", "disk space (checkpoints)"},
                config.audit.checkpoint_file, 0);
  examine_checkpoints(findings, config.audit, head, now);
  examine_health(findings, config);
  return findings;
}

}  // namespace madoguchi::tools
