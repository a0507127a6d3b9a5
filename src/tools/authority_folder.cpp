#include "tools/authority_folder.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "card/software_card.hpp"
#include "domain/identifiers.hpp"
#include "tools/authority_files.hpp"
#include "util/file.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::size_t code_bytes_max = 64;

struct SortName {
  PartySort sort;
  std::string_view name;
};
constexpr SortName sorts[] = {{PartySort::institution, "institution"},
                              {PartySort::office, "office"},
                              {PartySort::operator_, "operator"},
                              {PartySort::center, "center"},
                              {PartySort::card, "card"}};

// A code becomes part of a file name and of a certificate.
bool is_code(std::string_view code) {
  if (code.empty() || code.size() > code_bytes_max || code.front() == '.') return false;
  return std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '.' || c == '_';
  });
}

bool is_code_of(PartySort sort, std::string_view code) {
  if (sort == PartySort::institution) {
    return is_code(code) &&
           domain::form_of_institution_code(code) != domain::NumberForm::bad_format;
  }
  return is_code(code);
}

bool is_address(std::string_view name) {
  return name.find(':') != std::string_view::npos ||
         name.find_first_not_of("0123456789.") == std::string_view::npos;
}

CertificateRequest request_of(const IssueRequest& from) {
  CertificateRequest request;
  request.valid_from = from.valid_from;
  request.valid_to = from.valid_to;
  request.common_name = std::string(name_of(from.sort)) + " " + from.code;
  if (from.sort == PartySort::center) {
    request.use = CertificateRequest::Use::server;
    for (const auto& name : from.names)
      (is_address(name) ? request.ip : request.dns).push_back(name);
    if (from.names.empty()) (is_address(from.code) ? request.ip : request.dns).push_back(from.code);
  } else if (from.sort == PartySort::card) {
    request.use = CertificateRequest::Use::card;
    request.key = KeyKind::rsa_2048;
  } else {
    request.san_uri = "madoguchi:" + std::string(name_of(from.sort)) + ":" + from.code;
  }
  return request;
}

PartyAuthorities authorities_from(const nlohmann::json& json) {
  PartyAuthorities read;
  read.current = json.at("current").get<int>();
  read.last = json.at("last").get<int>();
  if (json.contains("old")) read.old = json.at("old").get<int>();
  if (json.contains("rotated_at_ms")) {
    read.rotated_at = util::Instant{json.at("rotated_at_ms").get<std::int64_t>()};
  }
  return read;
}

// Every request's certificate, in their order, on as many threads as there are cores.
std::vector<util::Result<Issued, std::string>> make_all(const std::vector<IssueRequest>& requests,
                                                        const Issued& parties,
                                                        const Issued& cards) {
  std::vector<util::Result<Issued, std::string>> made(requests.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < requests.size(); i = next++) {
      const auto& by = requests[i].sort == PartySort::card ? cards : parties;
      made[i] = tools::issue(by, request_of(requests[i]));
    }
  };
  std::vector<std::thread> threads;
  const auto cores = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  for (std::size_t i = 1; i < std::min(cores, requests.size()); ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  return made;
}

}  // namespace

std::string AuthorityProblem::text() const {
  switch (error) {
    case AuthorityError::exists:
      return "この場所には認証局がすでにあります。別のフォルダを指定してください: " + detail;
    case AuthorityError::missing:
      return "この場所に認証局がありません。先に madoguchi pki init を実行してください: " + detail;
    case AuthorityError::unreadable:
      return "認証局のファイルを読み取れません。権限と内容をご確認ください: " + detail;
    case AuthorityError::not_written:
      return "ファイルを書き込めません。空き容量と権限をご確認ください: " + detail;
    case AuthorityError::wrong_code:
      return "コードの形式が正しくありません（医療機関コードは10桁）: " + detail;
    case AuthorityError::unknown_serial:
      return "この番号の証明書は発行されていません。madoguchi pki list でご確認ください: " + detail;
    case AuthorityError::busy:
      return "別のプログラムがこの認証局を使用中です。終わってからお試しください: " + detail;
    case AuthorityError::rotating:
      return "認証局の切り替えはすでに始まっています。madoguchi pki rotate --status "
             "でご確認ください: " +
             detail;
    case AuthorityError::not_rotating:
      return "認証局の切り替えは行われていません。madoguchi pki rotate で始めます: " + detail;
    case AuthorityError::still_used:
      return "古い認証局の証明書がまだ使われています。madoguchi pki issue "
             "で新しい証明書を発行し、各参加者に入れ替えてから終えてください"
             "（それでも終えるときは --force）: " +
             detail;
    case AuthorityError::issued_since:
      return "新しい認証局がすでに証明書を発行したため、取り消せません。"
             "切り替えを最後まで進めてください: " +
             detail;
    case AuthorityError::failed:
      break;
  }
  return "証明書を作れませんでした: " + detail;
}

std::string_view name_of(PartySort sort) {
  return sorts[static_cast<std::size_t>(sort)].name;
}

std::optional<PartySort> party_sort_named(std::string_view name) {
  for (const auto& one : sorts) {
    if (one.name == name) return one.sort;
  }
  return std::nullopt;
}

util::Result<AuthorityFolder, AuthorityProblem> AuthorityFolder::init(const std::string& path,
                                                                      util::Instant now, int days) {
  std::error_code error;
  std::filesystem::create_directories(path + "/issued", error);
  if (error) return failed(AuthorityError::not_written, path + ": " + error.message());
  std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  const auto held = lock_folder(path);
  if (!held) return util::failure(held.error());
  for (const auto* name : {"/index.json", "/party-ca.key", "/card-ca.key"}) {
    if (std::filesystem::exists(path + name, error)) return failed(AuthorityError::exists, path);
  }
  auto made =
      make_authority_files(path, "party-ca", party_authority_name, KeyKind::ec_p256, now, days);
  if (made)
    made = make_authority_files(path, "card-ca", card_authority_name, KeyKind::rsa_2048, now, days);
  AuthorityFolder folder(path);
  if (made) made = folder.renew_lists(now);
  if (made) made = folder.write_index();  // last: a folder with an index is whole
  if (!made) return util::failure(made.error());
  return folder;
}

util::Result<AuthorityFolder, AuthorityProblem> AuthorityFolder::open(const std::string& path) {
  AuthorityFolder folder(path);
  auto read = folder.read_index();
  if (!read) return util::failure(read.error());
  return folder;
}

util::Result<IssuedCertificate, AuthorityProblem> AuthorityFolder::issue(
    const IssueRequest& request, util::Instant now) {
  auto issued = issue_all({request}, now);
  if (!issued) return util::failure(issued.error());
  return std::move(issued->front());
}

util::Result<std::vector<IssuedCertificate>, AuthorityProblem> AuthorityFolder::issue_all(
    const std::vector<IssueRequest>& requests, util::Instant now) {
  std::vector<IssuedCertificate> entries;
  if (requests.empty()) return entries;
  for (const auto& request : requests) {
    if (!is_code_of(request.sort, request.code)) {
      return failed(AuthorityError::wrong_code, request.code);
    }
  }
  const auto held = lock_folder(path_);
  if (!held) return util::failure(held.error());
  auto read = read_index();  // another process may have issued since
  if (!read) return util::failure(read.error());
  const auto parties = authority(PartySort::institution);
  const auto cards = authority(PartySort::card);
  if (!parties) return util::failure(parties.error());
  if (!cards) return util::failure(cards.error());
  const auto made = make_all(requests, *parties, *cards);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (!made[i]) return failed(AuthorityError::failed, made[i].error());
    const auto& from = requests[i];
    entries.push_back({made[i]->serial_hex, from.sort, from.code, from.valid_from, from.valid_to,
                       std::nullopt, stem(from.sort, from.code),
                       from.sort == PartySort::card ? 1 : authorities_.current});
    if (from.revoked == IssueRequest::Revoked::yes) entries.back().revoked_at = now;
  }
  issued_.insert(issued_.end(), entries.begin(), entries.end());
  // The index first: what it does not know could never be revoked.
  auto done = write_index();
  if (done) done = renew_lists(now);
  for (std::size_t i = 0; i < requests.size() && done; ++i) {
    done = write_files(requests[i], *made[i]);
  }
  if (!done) return util::failure(done.error());
  return entries;
}

util::Result<void, AuthorityProblem> AuthorityFolder::write_files(const IssueRequest& request,
                                                                  const Issued& made) const {
  const auto base = in("issued/" + stem(request.sort, request.code));
  if (request.sort == PartySort::card) {
    const auto path = request.card_path.empty() ? base + ".card" : request.card_path;
    const auto card =
        card::SoftwareCard::create(path, made.certificate_pem, made.key_pem, request.pin);
    if (!card) return failed(AuthorityError::not_written, path + ": " + card.error());
    return {};
  }
  auto done = write_file(base + ".key", made.key_pem, 0600);
  if (!done) return done;
  return write_file(base + ".crt", made.certificate_pem, 0600);
}

util::Result<void, AuthorityProblem> AuthorityFolder::revoke(std::string serial_hex,
                                                             util::Instant now) {
  const auto held = lock_folder(path_);
  if (!held) return util::failure(held.error());
  auto read = read_index();
  if (!read) return read;
  const auto found =
      std::find_if(issued_.begin(), issued_.end(),
                   [&](const IssuedCertificate& one) { return one.serial_hex == serial_hex; });
  if (found == issued_.end()) return failed(AuthorityError::unknown_serial, serial_hex);
  if (!found->revoked_at) found->revoked_at = now;
  auto written = write_index();
  if (!written) return written;
  return renew_lists(now);
}

const IssuedCertificate* AuthorityFolder::newest(PartySort sort, std::string_view code) const {
  const auto found = std::find_if(
      issued_.rbegin(), issued_.rend(),
      [&](const IssuedCertificate& one) { return one.sort == sort && one.code == code; });
  return found == issued_.rend() ? nullptr : &*found;
}

std::string AuthorityFolder::stem(PartySort sort, std::string_view code) const {
  return std::string(name_of(sort)) + "-" + std::string(code);
}
std::string AuthorityFolder::certificate_file(PartySort sort, std::string_view code) const {
  return in("issued/" + stem(sort, code) + ".crt");
}
std::string AuthorityFolder::key_file(PartySort sort, std::string_view code) const {
  return in("issued/" + stem(sort, code) + ".key");
}
std::string AuthorityFolder::card_file(std::string_view code) const {
  return in("issued/" + stem(PartySort::card, code) + ".card");
}
std::string AuthorityFolder::card_issuer() const {
  return "CN=" + std::string(card_authority_name);  // RFC 2253, as the checker of cards reads it
}

util::Result<void, AuthorityProblem> AuthorityFolder::write_index() const {
  auto list = nlohmann::ordered_json::array();
  for (const auto& one : issued_) {
    nlohmann::ordered_json entry{
        {"serial", one.serial_hex},           {"kind", name_of(one.sort)},      {"code", one.code},
        {"valid_from_ms", one.valid_from.ms}, {"valid_to_ms", one.valid_to.ms}, {"file", one.file}};
    if (one.revoked_at) entry["revoked_at_ms"] = one.revoked_at->ms;
    if (one.authority != 1) entry["authority"] = one.authority;
    list.push_back(std::move(entry));
  }
  // A program that knows no rotation must not touch a folder that has seen one.
  nlohmann::ordered_json index{{"format", authorities_.last == 1 ? 1 : 2}};
  if (authorities_.last != 1) {
    index["party_authority"] = {{"current", authorities_.current}, {"last", authorities_.last}};
    if (authorities_.old) index["party_authority"]["old"] = *authorities_.old;
    if (authorities_.rotated_at) {
      index["party_authority"]["rotated_at_ms"] = authorities_.rotated_at->ms;
    }
  }
  index["issued"] = std::move(list);
  return write_file(in("index.json"), index.dump(1) + "\n", 0600);
}

util::Result<void, AuthorityProblem> AuthorityFolder::read_index() {
  const auto bytes = util::read_file(in("index.json"), file_bytes_max);
  if (!bytes) {
    const bool none = bytes.error().error == util::FileError::not_found;
    return failed(none ? AuthorityError::missing : AuthorityError::unreadable,
                  path_ + ": " + bytes.error().text());
  }
  const auto index = nlohmann::json::parse(*bytes, nullptr, false);
  std::vector<IssuedCertificate> issued;
  PartyAuthorities authorities;
  try {
    const auto format = index.at("format").get<int>();
    if (format != 1 && format != 2) return failed(AuthorityError::unreadable, in("index.json"));
    if (format == 2) authorities = authorities_from(index.at("party_authority"));
    for (const auto& from : index.at("issued")) {
      const auto sort = party_sort_named(from.at("kind").get<std::string>());
      if (!sort) return failed(AuthorityError::unreadable, in("index.json"));
      IssuedCertificate one;
      one.serial_hex = from.at("serial").get<std::string>();
      one.sort = *sort;
      one.code = from.at("code").get<std::string>();
      one.valid_from.ms = from.at("valid_from_ms").get<std::int64_t>();
      one.valid_to.ms = from.at("valid_to_ms").get<std::int64_t>();
      one.file = from.at("file").get<std::string>();
      one.authority = from.value("authority", 1);
      if (from.contains("revoked_at_ms")) {
        one.revoked_at = util::Instant{from.at("revoked_at_ms").get<std::int64_t>()};
      }
      issued.push_back(std::move(one));
    }
  } catch (const nlohmann::json::exception&) {
    return failed(AuthorityError::unreadable, in("index.json"));
  }
  issued_ = std::move(issued);
  authorities_ = authorities;
  return {};
}

util::Result<Issued, AuthorityProblem> AuthorityFolder::authority(PartySort sort) const {
  return read_authority(sort == PartySort::card ? "card-ca"
                                                : party_authority_stem(authorities_.current));
}

util::Result<Issued, AuthorityProblem> AuthorityFolder::read_authority(
    const std::string& stem) const {
  Issued issued;
  auto certificate = util::read_file(in(stem + ".crt"), file_bytes_max);
  auto key = util::read_file(in(stem + ".key"), file_bytes_max);
  if (!certificate || !key) return failed(AuthorityError::unreadable, in(stem));
  issued.certificate_pem = std::move(*certificate);
  issued.key_pem = std::move(*key);
  return issued;
}

}  // namespace madoguchi::tools
