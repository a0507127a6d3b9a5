#include "net/reader.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>
#include <optional>

#include "net/text.hpp"

namespace madoguchi::net {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

std::string_view view(string_view text) {
  return {text.data(), text.size()};
}

// A chunk's size line or the end of a chunked body is never shorter than this, and Beast 1.81
// asserts so: fewer bytes wait for more.
constexpr std::size_t chunk_bytes_min = 5;
// What may stay unread inside a chunked body: one size line with its extensions, or the trailers.
constexpr std::size_t chunk_line_bytes_max = 4096;
constexpr std::size_t response_header_bytes_max = 64 * 1024;
constexpr std::size_t body_reserve_bytes_max = 64 * 1024;

// Feeds `parser` what it can take. `parser.failed` decides what an error means.
template <class Parser>
Fed feed_parser(Parser& parser, std::string_view bytes) {
  Fed fed;
  while (fed.used < bytes.size()) {
    const auto rest = bytes.substr(fed.used);
    if (parser.in_chunks() && rest.size() < chunk_bytes_min) return fed;
    error_code error;
    fed.used += parser.put({rest.data(), rest.size()}, error);
    const auto left = bytes.size() - fed.used;
    if (!error && parser.is_done()) {
      fed.reading = Reading::complete;
      return fed;
    }
    if (!error) continue;
    if (error != http::error::need_more) {
      parser.failed(error);
    } else if (!parser.is_header_done()) {
      parser.check_header(left);
    } else if (left > chunk_line_bytes_max) {
      parser.failed(http::error::bad_chunk);
    }
    if (parser.is_refused()) fed.reading = Reading::refused;
    return fed;
  }
  return fed;
}

class RequestParser : public http::basic_parser<true> {
 public:
  explicit RequestParser(const RequestReader::Limits& limits) : limits_(&limits) {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // counted here, over all pieces
    body_limit(boost::none);
    eager(true);
  }

  bool in_chunks() const { return is_header_done() && chunked(); }
  bool is_refused() const { return refusal != 0; }
  void failed(const error_code& error) {
    if (refusal == 0) refusal = error == http::error::bad_version ? 505 : 400;
  }
  void check_header(std::size_t unread) {
    if (header_bytes_ + unread > limits_->header_bytes_max) refusal = 431;
  }

  Request request;
  int refusal = 0;
  bool expects_continue = false;
  bool body_begun = false;
  bool is_http11 = true;

 private:
  void refuse(int status, error_code& error) {
    refusal = status;
    error = http::error::bad_field;
  }

  void count_header(std::size_t bytes, error_code& error) {
    header_bytes_ += bytes;
    if (header_bytes_ > limits_->header_bytes_max) refuse(431, error);
  }

  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       error_code& error) override {
    is_http11 = version == 11;
    count_header(method.size() + target.size() + 12, error);
    if (error) return;
    auto parsed = net::parse_target(view(target));
    if (!parsed) return refuse(400, error);
    request.method = view(method);
    request.path = std::move(parsed->path);
    request.query = std::move(parsed->query);
    request.headers.reserve(8);
  }
  void on_response_impl(int, string_view, int, error_code&) override {}

  void on_field_impl(http::field name, string_view text, string_view value,
                     error_code& error) override {
    count_header(text.size() + value.size() + 4, error);
    if (error) return;
    if (header_done_)
      return;  // trailers are read over: nothing after the body may change a meaning
    if (name == http::field::host) ++hosts_;
    if (name == http::field::transfer_encoding) {
      // Anything but plain chunks is a way to hide a request inside another.
      if (!is_http11) return refuse(400, error);
      if (!same_name(view(value), "chunked")) return refuse(501, error);
    }
    if (name == http::field::expect) {
      if (!same_name(view(value), "100-continue")) return refuse(417, error);
      expects_continue = is_http11;
    }
    request.headers.emplace_back(view(text), view(value));
  }

  void on_header_impl(error_code& error) override {
    header_done_ = true;
    if (hosts_ > 1 || (is_http11 && hosts_ == 0)) return refuse(400, error);
    body_bytes_max_ = *limits_->body_bytes_max_of ? (*limits_->body_bytes_max_of)(request)
                                                  : limits_->body_bytes_max;
    const auto length = content_length();
    if (!length) return;
    if (*length > body_bytes_max_) return refuse(413, error);
    request.body.reserve(
        static_cast<std::size_t>(std::min<std::uint64_t>(*length, body_reserve_bytes_max)));
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {
    body_begun = true;
  }
  std::size_t append(string_view bytes, error_code& error) {
    if (bytes.size() > body_bytes_max_ - request.body.size()) {
      refuse(413, error);
    } else {
      request.body.append(bytes.data(), bytes.size());
    }
    return bytes.size();
  }
  std::size_t on_body_impl(string_view bytes, error_code& error) override {
    return append(bytes, error);
  }
  void on_chunk_header_impl(std::uint64_t size, string_view, error_code& error) override {
    if (size > body_bytes_max_ - request.body.size()) refuse(413, error);
  }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
    return append(bytes, error);
  }
  void on_finish_impl(error_code&) override {}

  const RequestReader::Limits* limits_;
  std::size_t header_bytes_ = 2;  // the empty line
  std::size_t body_bytes_max_ = 0;
  int hosts_ = 0;
  bool header_done_ = false;
};

class ResponseParser : public http::basic_parser<false> {
 public:
  ResponseParser(std::size_t bytes_max, ResponseReader::Of of) : bytes_max_(bytes_max) {
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(boost::none);
    eager(true);
    skip(of == ResponseReader::Of::head_request);
    response.content_type.clear();
  }

  bool in_chunks() const { return is_header_done() && chunked(); }
  bool is_refused() const { return refused; }
  void failed(const error_code&) { refused = true; }
  void check_header(std::size_t unread) {
    if (header_bytes_ + unread > response_header_bytes_max) too_large = refused = true;
  }

  Response response;
  bool refused = false;
  bool too_large = false;

 private:
  void on_request_impl(http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int code, string_view reason, int, error_code&) override {
    header_bytes_ += reason.size() + 15;
    response.status = code;
  }
  void on_field_impl(http::field name, string_view text, string_view value,
                     error_code& error) override {
    header_bytes_ += text.size() + value.size() + 4;
    check_header(0);
    if (refused) {
      error = http::error::header_limit;
    } else if (!header_done_ && name == http::field::content_type) {
      response.content_type = view(value);
    } else if (!header_done_) {
      response.headers.emplace_back(view(text), view(value));
    }
  }
  void on_header_impl(error_code& error) override {
    header_done_ = true;
    const auto length = content_length();
    if (!length || is_done()) return;
    if (*length > bytes_max_) return refuse(error);
    response.body.reserve(
        static_cast<std::size_t>(std::min<std::uint64_t>(*length, body_reserve_bytes_max)));
  }
  void refuse(error_code& error) {
    too_large = refused = true;
    error = http::error::body_limit;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t append(string_view bytes, error_code& error) {
    if (bytes.size() > bytes_max_ - response.body.size()) {
      refuse(error);
    } else {
      response.body.append(bytes.data(), bytes.size());
    }
    return bytes.size();
  }
  std::size_t on_body_impl(string_view bytes, error_code& error) override {
    return append(bytes, error);
  }
  void on_chunk_header_impl(std::uint64_t size, string_view, error_code& error) override {
    if (size > bytes_max_ - response.body.size()) refuse(error);
  }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
    return append(bytes, error);
  }
  void on_finish_impl(error_code&) override {}

  std::size_t bytes_max_;
  std::size_t header_bytes_ = 2;
  bool header_done_ = false;
};

}  // namespace

struct RequestReader::Body {
  Limits limits;
  std::optional<RequestParser> parser;
  bool started = false;
};

RequestReader::RequestReader(const Limits& limits) : body_(std::make_unique<Body>()) {
  body_->limits = limits;
  body_->parser.emplace(body_->limits);
}
RequestReader::~RequestReader() = default;

Fed RequestReader::feed(std::string_view bytes) {
  body_->started = body_->started || !bytes.empty();
  return feed_parser(*body_->parser, bytes);
}

bool RequestReader::started() const {
  return body_->started;
}
bool RequestReader::header_complete() const {
  return body_->parser->is_header_done();
}
bool RequestReader::wants_continue() const {
  const auto& parser = *body_->parser;
  return parser.expects_continue && parser.is_header_done() && !parser.body_begun &&
         !parser.is_done();
}
int RequestReader::refusal() const {
  return body_->parser->refusal;
}
Request RequestReader::take() {
  return std::move(body_->parser->request);
}
bool RequestReader::keep_alive() const {
  return body_->parser->is_http11 && body_->parser->keep_alive();
}
bool RequestReader::is_head() const {
  return body_->parser->request.method == "HEAD";
}
void RequestReader::next() {
  body_->parser.emplace(body_->limits);
  body_->started = false;
}

struct ResponseReader::Body {
  std::size_t bytes_max = 0;
  Of of = Of::other_request;
  std::optional<ResponseParser> parser;
  bool started = false;
};

ResponseReader::ResponseReader(std::size_t response_bytes_max, Of of)
    : body_(std::make_unique<Body>()) {
  body_->bytes_max = response_bytes_max;
  body_->of = of;
  body_->parser.emplace(response_bytes_max, of);
}
ResponseReader::~ResponseReader() = default;

Fed ResponseReader::feed(std::string_view bytes) {
  body_->started = body_->started || !bytes.empty();
  auto fed = feed_parser(*body_->parser, bytes);
  while (fed.reading == Reading::complete && body_->parser->response.status / 100 == 1) {
    body_->parser.emplace(body_->bytes_max, body_->of);
    const auto more = feed_parser(*body_->parser, bytes.substr(fed.used));
    fed = {more.reading, fed.used + more.used};
  }
  return fed;
}

Reading ResponseReader::end() {
  auto& parser = *body_->parser;
  if (!parser.got_some()) return Reading::refused;
  error_code error;
  parser.put_eof(error);
  return !error && parser.is_done() ? Reading::complete : Reading::refused;
}

bool ResponseReader::started() const {
  return body_->started;
}
bool ResponseReader::too_large() const {
  return body_->parser->too_large;
}
Response ResponseReader::take() {
  return std::move(body_->parser->response);
}
bool ResponseReader::keep_alive() const {
  return body_->parser->keep_alive();
}

}  // namespace madoguchi::net
