#include <optional>
#include <string>
#include <vector>

#include "fuzz/input.hpp"
#include "net/reader.hpp"
#include "net/text.hpp"

using namespace madoguchi;

namespace {

// The first byte says who reads and how the bytes come; the rest is what came.
enum class Pieces { whole, single_bytes, growing };

constexpr std::size_t header_bytes_max = 2048;
constexpr std::size_t body_bytes_max = 1024;
// What an unread size line of a chunk may hold depends on how its bytes come (net/reader.cpp); so
// longer inputs are not compared.
constexpr std::size_t comparable_bytes_max = 2000;

// What was read. A refusal may come early or late: of a header in pieces Beast looks at its end
// first.
using Messages = std::vector<std::string>;

// Gives `bytes` to `feed` as a socket would: what was not taken comes again with more behind it.
// `feed` returns true when it wants no more.
template <class Feed>
void in_pieces(std::string_view bytes, Pieces pieces, Feed feed) {
  std::string unread;
  for (std::size_t at = 0, step = 1; at < bytes.size(); ++step) {
    const auto size = pieces == Pieces::whole          ? bytes.size()
                      : pieces == Pieces::single_bytes ? 1
                                                       : step % 37 + 1;
    unread += bytes.substr(at, size);
    at += size;
    if (feed(unread)) return;
  }
}

void expect_safe_text(const net::Headers& headers) {
  for (const auto& [name, value] : headers) {
    MADOGUCHI_HOLDS(net::safe_field_name(name));
    for (const char c : value) MADOGUCHI_HOLDS(c != '\r' && c != '\n' && c != '\0');
  }
}

void expect_safe(const net::Request& request) {
  MADOGUCHI_HOLDS(request.path.starts_with('/'));
  MADOGUCHI_HOLDS(request.path.find('\0') == std::string::npos);
  MADOGUCHI_HOLDS(("/" + request.path + "/").find("/../") == std::string::npos);
  MADOGUCHI_HOLDS(request.body.size() <= body_bytes_max);
  expect_safe_text(request.headers);
  // What was read as a target and is written again is read the same.
  const auto again = net::parse_target(net::make_target(request.path, request.query));
  MADOGUCHI_HOLDS(again && again->path == request.path && again->query == request.query);
}

std::string text_of(const net::Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers) text += name + ": " + value + "\n";
  return text;
}

Messages hear_requests(std::string_view bytes, Pieces pieces) {
  const std::function<std::size_t(const net::Request&)> body_limit =
      [](const net::Request& head) -> std::size_t {
    return head.path == "/small" ? 16 : body_bytes_max;
  };
  net::RequestReader reader({.header_bytes_max = header_bytes_max,
                             .body_bytes_max = body_bytes_max,
                             .body_bytes_max_of = &body_limit});
  Messages heard;
  in_pieces(bytes, pieces, [&](std::string& unread) {
    while (!unread.empty()) {
      const auto fed = reader.feed(unread);
      MADOGUCHI_HOLDS(fed.used <= unread.size());
      unread.erase(0, fed.used);
      if (fed.reading == net::Reading::more) return false;
      if (fed.reading == net::Reading::refused) {
        MADOGUCHI_HOLDS(reader.refusal() >= 400 && reader.refusal() <= 505);
        return true;
      }
      const bool kept = reader.keep_alive();
      const auto request = reader.take();
      expect_safe(request);
      heard.push_back(request.method + " " + request.path + "\n" + text_of(request.headers) +
                      request.body);
      if (!kept) return true;
      reader.next();
    }
    return false;
  });
  return heard;
}

Messages hear_response(std::string_view bytes, Pieces pieces, net::ResponseReader::Of of) {
  net::ResponseReader reader(body_bytes_max, of);
  auto reading = net::Reading::more;
  in_pieces(bytes, pieces, [&](std::string& unread) {
    const auto fed = reader.feed(unread);
    MADOGUCHI_HOLDS(fed.used <= unread.size());
    unread.erase(0, fed.used);
    reading = fed.reading;
    return reading != net::Reading::more;
  });
  if (reading == net::Reading::more) reading = reader.end();
  if (reading != net::Reading::complete) return {};
  const auto response = reader.take();
  MADOGUCHI_HOLDS(response.status / 100 != 1);
  MADOGUCHI_HOLDS(response.body.size() <= body_bytes_max);
  expect_safe_text(response.headers);
  return {std::to_string(response.status) + response.content_type + "\n" +
          text_of(response.headers) + response.body};
}

}  // namespace

// However the bytes come, the same messages are read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto kind = data[0] % 3;
  const auto bytes = fuzz::text_of(data + 1, size - 1);
  const auto hear = [&](Pieces pieces) {
    return kind == 0 ? hear_requests(bytes, pieces)
                     : hear_response(bytes, pieces,
                                     kind == 1 ? net::ResponseReader::Of::other_request
                                               : net::ResponseReader::Of::head_request);
  };
  const auto whole = hear(Pieces::whole);
  for (const auto pieces : {Pieces::single_bytes, Pieces::growing}) {
    const auto heard = hear(pieces);
    if (size <= comparable_bytes_max) MADOGUCHI_HOLDS(heard == whole);
  }
  (void)net::parse_target(bytes);
  return 0;
}
