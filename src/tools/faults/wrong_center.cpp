#include "tools/faults/wrong_center.hpp"

#include <filesystem>

#include "net/server.hpp"
#include "tools/authority_folder.hpp"
#include "tools/faults/foreign_certificate.hpp"
#include "util/clock.hpp"
#include "util/file.hpp"
#include "util/hash.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::string_view page =
    "<html><body>Service Temporarily Unavailable</body></html>\n";  // as gateways say it

util::Task<net::Response> answer_html(net::Request) {
  net::Response response;
  response.content_type = "text/html";
  response.body = page;
  co_return response;
}

util::Result<void, std::string> make_foreign(const std::string& folder) {
  const auto issued = foreign_center_certificate(util::SystemClock().now());
  if (!issued) return util::failure(issued.error());
  const bool written = util::replace_file(folder + "/center.crt", issued->certificate_pem) &&
                       util::replace_file(folder + "/center.key", issued->key_pem);
  if (!written) return util::failure("書けません: " + folder);
  return {};
}

constexpr std::string_view expired_code = "expired";

util::Result<void, std::string> issue_expired(const std::string& pki) {
  auto authorities = AuthorityFolder::open(pki);
  if (!authorities) return util::failure(authorities.error().text());
  const auto now = util::SystemClock().now();
  IssueRequest request;
  request.sort = PartySort::center;
  request.code = expired_code;
  request.names = {"localhost", "127.0.0.1"};
  request.valid_from = now.plus_ms(-7200000);
  request.valid_to = now.plus_ms(-3600000);
  const auto issued = authorities->issue(request, now);
  if (!issued) return util::failure(issued.error().text());
  return {};
}

}  // namespace

struct WrongCenter::Body {
  std::string folder;  // of its own certificate; empty: none
  std::unique_ptr<net::Server> server;
  ~Body() {
    server.reset();
    std::error_code ignored;
    if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
  }
};

WrongCenter::WrongCenter(std::unique_ptr<Body> body) : body_(std::move(body)) {}
WrongCenter::~WrongCenter() = default;

std::uint16_t WrongCenter::port() const {
  return body_->server->port();
}

util::Result<std::unique_ptr<WrongCenter>, std::string> WrongCenter::start(Kind kind,
                                                                           const std::string& pki) {
  auto body = std::make_unique<Body>();
  net::ServerConfig config;
  config.tls.ca_file = pki + "/party-ca.crt";
  config.tls.certificate_file = pki + "/issued/center-localhost.crt";
  config.tls.key_file = pki + "/issued/center-localhost.key";
  if (kind == Kind::expired) {
    if (auto made = issue_expired(pki); !made) return util::failure(made.error());
    config.tls.certificate_file = pki + "/issued/center-expired.crt";
    config.tls.key_file = pki + "/issued/center-expired.key";
  }
  if (kind == Kind::foreign) {
    body->folder =
        std::filesystem::temp_directory_path() / ("madoguchi-false-center-" + util::random_key());
    std::error_code error;
    std::filesystem::create_directory(body->folder, error);
    std::filesystem::permissions(body->folder, std::filesystem::perms::owner_all, error);
    if (auto made = make_foreign(body->folder); !made) return util::failure(made.error());
    config.tls.certificate_file = body->folder + "/center.crt";
    config.tls.key_file = body->folder + "/center.key";
  }
  auto server = net::Server::start(std::move(config), answer_html);
  if (!server) return util::failure("偽のセンターを始められません: " + server.error().detail);
  body->server = std::move(*server);
  return std::unique_ptr<WrongCenter>(new WrongCenter(std::move(body)));
}

}  // namespace madoguchi::tools
