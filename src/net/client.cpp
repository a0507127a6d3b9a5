#include "net/client.hpp"

#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <vector>

#include "net/channel.hpp"
#include "net/dial.hpp"
#include "net/listener.hpp"
#include "net/reader.hpp"
#include "net/text.hpp"
#include "net/tls.hpp"
#include "util/file_stamp.hpp"

namespace madoguchi::net {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t read_bytes = 16 * 1024;

auto problem(ClientError error, std::string detail, bool sent = false) {
  return util::failure(ClientProblem{error, std::move(detail), sent});
}

// What an alert of the server, or our own check, says. An alert about a certificate can only be
// about ours: alerts come from the other side.
ClientError error_of(const ChannelFailure& failure) {
  switch (failure.tls_reason) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      return failure.verify_result == X509_V_ERR_CERT_HAS_EXPIRED
                 ? ClientError::certificate_expired
                 : ClientError::certificate_untrusted;
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
      return ClientError::own_certificate_refused;
    case 0:
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
      return ClientError::connection_lost;
    default:
      return ClientError::protocol;
  }
}

using util::FileStamp;
using FileStamps = std::array<FileStamp, 4>;

FileStamps stamps_of(const TlsFiles& files) {
  return {FileStamp::of(files.certificate_file), FileStamp::of(files.key_file),
          FileStamp::of(files.ca_file), FileStamp::of(files.crl_file)};
}

// The newest session ticket, so that a new connection needs no full handshake.
class TicketBox {
 public:
  ~TicketBox() { SSL_SESSION_free(session_); }
  void put(SSL_SESSION* session) {  // takes it over
    std::scoped_lock lock(mutex_);
    std::swap(session_, session);
    SSL_SESSION_free(session);
  }
  void use_for(SSL* ssl) {
    std::scoped_lock lock(mutex_);
    if (session_ != nullptr) SSL_set_session(ssl, session_);
  }

 private:
  std::mutex mutex_;
  SSL_SESSION* session_ = nullptr;
};

// The TLS files as they were read, and the tickets won with them.
struct Credentials {
  SslContext context;
  TicketBox tickets;
};

struct Connection {
  Socket socket;
  std::shared_ptr<Credentials> credentials;  // outlives the channel; nullptr: plain
  Channel channel;
  steady_clock::time_point used_at = steady_clock::now();
  std::uint64_t generation = 0;  // of the client when it was made
  enum class Kept { no, yes } kept = Kept::no;

  explicit Connection(Socket connected) : socket(std::move(connected)), channel(socket.get()) {}
  Connection(Socket connected, std::shared_ptr<Credentials> with, SslPointer ssl)
      : socket(std::move(connected)),
        credentials(std::move(with)),
        channel(socket.get(), std::move(ssl)) {}
  // An orderly end: without it OpenSSL would also give up the session's ticket.
  ~Connection() { channel.end_writing(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
};
using ConnectionPointer = std::unique_ptr<Connection>;

// A kept connection is dead when the server closed it; a byte nobody asked for kills it too.
bool is_alive(Connection& connection) {
  char byte = 0;
  return connection.channel.read(&byte, 1).io == Io::want_read;
}

Ready wait_for(Connection& connection, Io io, Deadline deadline) {
  return wait_ready(connection.socket.get(), io == Io::want_write ? POLLOUT : POLLIN, deadline);
}

util::Result<std::string, ClientProblem> write_head(const Request& request,
                                                    const std::string& host) {
  std::string out = request.method + " " + make_target(request.path, request.query) +
                    " HTTP/1.1\r\nHost: " + host + "\r\n";
  if (!safe_field_name(request.method) || !request.path.starts_with('/')) {
    return problem(ClientError::protocol, "the request has no method or path");
  }
  for (const auto& [name, value] : request.headers) {
    if (!safe_field_name(name) || !safe_field_value(value)) {
      return problem(ClientError::protocol, "a header field cannot be written");
    }
    if (same_name(name, "Host") || same_name(name, "Content-Length") ||
        same_name(name, "Transfer-Encoding") || same_name(name, "Connection") ||
        same_name(name, "Expect")) {
      continue;  // framing is ours
    }
    out += name + ": " + value + "\r\n";
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return out + "\r\n";
}

bool may_repeat(const Request& request) {
  return request.method == "GET" || request.method == "HEAD" ||
         !header(request.headers, "Idempotency-Key").empty();
}

// One request on one connection. The answer is looked for while the request is still being written:
// a server that refuses a large body answers and stops reading.
class Exchange {
 public:
  Exchange(Connection& connection, std::string_view head, const Request& request,
           std::size_t response_bytes_max, Deadline deadline)
      : connection_(connection),
        parts_{head, request.body},
        reader_(response_bytes_max, request.method == "HEAD" ? ResponseReader::Of::head_request
                                                             : ResponseReader::Of::other_request),
        deadline_(deadline) {
    // Small requests go out in one record.
    if (request.body.size() <= read_bytes) {
      joined_ = std::string(head) + request.body;
      parts_ = {joined_, {}};
    }
  }

  util::Result<Response, ClientProblem> run() {
    while (true) {
      const Io writing = write();
      const auto reading = read();
      if (reading == Reading::complete) return reader_.take();
      if (failure_) return util::failure(*failure_);
      const short events = writing == Io::want_write ? POLLIN | POLLOUT : POLLIN;
      if (wait_ready(connection_.socket.get(), events, deadline_) == Ready::timed_out) {
        return problem(ClientError::timed_out, "no answer in time", sent_);
      }
    }
  }
  bool keep_alive() const { return all_written() && left_over_ == 0 && reader_.keep_alive(); }
  bool answer_begun() const { return reader_.started(); }

 private:
  bool all_written() const { return parts_[0].empty() && parts_[1].empty(); }

  Io write() {
    for (auto& part : parts_) {
      while (!part.empty() && !write_failed_) {
        const auto result = connection_.channel.write(part);
        if (result.io == Io::want_write) return Io::want_write;
        if (result.io == Io::want_read) return Io::want_read;
        if (result.io != Io::done) {
          write_failed_ = true;  // why may still be readable: an alert, an early answer
          break;
        }
        sent_ = true;
        part.remove_prefix(result.bytes);
      }
    }
    return Io::done;
  }

  Reading read() {
    while (true) {
      const auto result = connection_.channel.read(buffer_.data(), buffer_.size());
      if (result.io == Io::want_read || result.io == Io::want_write) {
        if (write_failed_) fail(ClientError::connection_lost, connection_.channel.failure().text());
        return Reading::more;
      }
      if (result.io == Io::ended) return ended();
      if (result.io == Io::failed) {
        const auto& why = connection_.channel.failure();
        fail(error_of(why), why.text());
        return Reading::refused;
      }
      unread_.append(buffer_.data(), result.bytes);
      const auto fed = reader_.feed(unread_);
      unread_.erase(0, fed.used);
      if (fed.reading == Reading::complete) left_over_ = unread_.size();
      if (fed.reading == Reading::refused) {
        fail(reader_.too_large() ? ClientError::response_too_large : ClientError::protocol,
             "the answer is not HTTP or too large");
      }
      if (fed.reading != Reading::more) return fed.reading;
    }
  }

  Reading ended() {
    if (reader_.started() && reader_.end() == Reading::complete) return Reading::complete;
    fail(ClientError::connection_lost, "the server closed the connection");
    return Reading::refused;
  }

  void fail(ClientError error, std::string detail) {
    // A server that refuses the certificate has not looked at the request.
    const bool sent = sent_ && error != ClientError::own_certificate_refused;
    failure_ = ClientProblem{error, std::move(detail), sent};
  }

  Connection& connection_;
  std::string joined_;
  std::array<std::string_view, 2> parts_;
  ResponseReader reader_;
  Deadline deadline_;
  std::array<char, read_bytes> buffer_;
  std::string unread_;
  std::size_t left_over_ = 0;
  std::optional<ClientProblem> failure_;
  bool sent_ = false;
  bool write_failed_ = false;
};

}  // namespace

struct Client::Body {
  ClientConfig config;
  std::string host_field;
  std::mutex mutex;  // of everything below
  std::condition_variable freed;
  std::vector<ConnectionPointer> idle;  // the most recently used one last
  std::size_t open = 0;                 // idle and in use
  std::uint64_t generation = 0;         // counts `close_idle`
  std::set<int> waiting;                // sockets of exchanges
  bool interrupted = false;
  std::mutex tls_mutex;  // of the two below
  std::shared_ptr<Credentials> credentials;
  FileStamps stamps;

  util::Result<std::shared_ptr<Credentials>, ClientProblem> read_credentials();
  util::Result<ConnectionPointer, ClientProblem> connect(Deadline deadline);
  util::Result<void, ClientProblem> shake_hands(Connection& connection, Deadline deadline) const;
  // A place under `connections_max`, with a kept connection when there is a live one.
  enum class From { kept_or_new, only_new };
  util::Result<ConnectionPointer, ClientProblem> take(From from, Deadline deadline);
  bool begin_exchange(int fd);  // false: interrupted
  void end_exchange(int fd);
  // nullptr: only the place. One made before `close_idle` is not kept.
  void give_back(ConnectionPointer connection);
};

util::Result<std::shared_ptr<Credentials>, ClientProblem> Client::Body::read_credentials() {
  std::scoped_lock lock(tls_mutex);
  const auto now = stamps_of(config.tls);
  if (credentials && now == stamps) return credentials;
  auto context = make_client_context(config.tls);
  if (!context) {
    // In the middle of a renewal certificate and key do not fit: the old pair serves until they do.
    if (credentials) return credentials;
    return problem(ClientError::own_certificate_unreadable, context.error().detail);
  }
  auto fresh = std::make_shared<Credentials>();
  fresh->context = std::move(*context);
  SSL_CTX* raw = fresh->context.get();
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(raw, [](SSL* ssl, SSL_SESSION* session) {
    static_cast<TicketBox*>(SSL_get_app_data(ssl))->put(session);
    return 1;
  });
  credentials = std::move(fresh);
  stamps = now;
  return credentials;
}

util::Result<ConnectionPointer, ClientProblem> Client::Body::connect(Deadline deadline) {
  std::shared_ptr<Credentials> with;
  if (!config.tls.ca_file.empty()) {
    auto read = read_credentials();
    if (!read) return util::failure(read.error());
    with = std::move(*read);
  }
  const auto until =
      std::min(deadline, steady_clock::now() + milliseconds(config.connect_timeout_ms));
  auto socket = dial(config.host, config.port, until);
  if (!socket) return util::failure(socket.error());
  if (!with) return std::make_unique<Connection>(std::move(*socket));
  auto ssl = make_client_side(with->context.get(),
                              config.server_name.empty() ? config.host : config.server_name);
  if (!ssl) return problem(ClientError::certificate_untrusted, "the server's name cannot be one");
  SSL_set_app_data(ssl.get(), &with->tickets);
  with->tickets.use_for(ssl.get());
  auto connection = std::make_unique<Connection>(std::move(*socket), with, std::move(ssl));
  if (auto shaken = shake_hands(*connection, until); !shaken) {
    return util::failure(shaken.error());
  }
  return connection;
}

util::Result<void, ClientProblem> Client::Body::shake_hands(Connection& connection,
                                                            Deadline deadline) const {
  while (true) {
    const auto result = connection.channel.handshake();
    if (result.io == Io::done) return {};
    if (result.io == Io::ended || result.io == Io::failed) {
      const auto& why = connection.channel.failure();
      return problem(error_of(why), config.host + ": " + why.text());
    }
    if (wait_for(connection, result.io, deadline) == Ready::timed_out) {
      return problem(ClientError::timed_out, config.host + ": no handshake in time");
    }
  }
}

util::Result<ConnectionPointer, ClientProblem> Client::Body::take(From from, Deadline deadline) {
  std::uint64_t of_generation = 0;
  {
    std::unique_lock lock(mutex);
    const auto oldest = steady_clock::now() - milliseconds(config.idle_ms_max);
    const auto free = [&] { return !idle.empty() || open < config.connections_max; };
    if (!freed.wait_until(lock, deadline, free)) {
      return problem(ClientError::timed_out, "all connections are in use");
    }
    while (!idle.empty()) {
      auto connection = std::move(idle.back());
      idle.pop_back();
      if (from == From::kept_or_new && connection->used_at > oldest && is_alive(*connection)) {
        return connection;
      }
      --open;
      if (from == From::only_new) break;  // its place is ours
    }
    ++open;
    of_generation = generation;
  }
  auto made = connect(deadline);
  if (made) {
    (*made)->generation = of_generation;
  } else {
    give_back(nullptr);
  }
  return made;
}

void Client::Body::give_back(ConnectionPointer connection) {
  std::scoped_lock lock(mutex);
  if (connection && connection->generation == generation) {
    connection->used_at = steady_clock::now();
    connection->kept = Connection::Kept::yes;
    idle.push_back(std::move(connection));
  } else {
    --open;
  }
  freed.notify_one();
}

bool Client::Body::begin_exchange(int fd) {
  std::scoped_lock lock(mutex);
  if (!interrupted) waiting.insert(fd);
  return !interrupted;
}

void Client::Body::end_exchange(int fd) {
  std::scoped_lock lock(mutex);
  waiting.erase(fd);
}

Client::Client(ClientConfig config) : body_(std::make_unique<Body>()) {
  body_->config = std::move(config);
  auto& set = body_->config;
  set.connections_max = std::max<std::size_t>(set.connections_max, 1);
  const bool is_local = set.host.starts_with(local_prefix);
  std::string name = !set.server_name.empty() ? set.server_name : set.host;
  if (is_local && set.server_name.empty()) name = "localhost";
  if (name.find(':') != std::string::npos) name = "[" + name + "]";
  body_->host_field = is_local ? name : name + ":" + std::to_string(set.port);
}

Client::~Client() = default;

void Client::close_idle() {
  std::scoped_lock lock(body_->mutex);
  body_->open -= body_->idle.size();
  body_->idle.clear();
  ++body_->generation;
  body_->freed.notify_all();
}

void Client::interrupt() {
  std::scoped_lock lock(body_->mutex);
  body_->interrupted = true;
  // Whoever waits for a response sees the connection end.
  for (const int fd : body_->waiting) ::shutdown(fd, SHUT_RDWR);
}

util::Result<Response, ClientProblem> Client::send(const Request& request,
                                                   std::int64_t timeout_ms) {
  const auto deadline = steady_clock::now() + milliseconds(timeout_ms);
  const auto head = write_head(request, body_->host_field);
  if (!head) return util::failure(head.error());
  auto from = Body::From::kept_or_new;
  while (true) {
    auto connection = body_->take(from, deadline);
    if (!connection) return util::failure(connection.error());
    const bool was_kept = (*connection)->kept == Connection::Kept::yes;
    const int fd = (*connection)->socket.get();
    if (!body_->begin_exchange(fd)) {
      body_->give_back(std::move(*connection));
      return problem(ClientError::timed_out, "interrupted");
    }
    Exchange exchange(**connection, *head, request, body_->config.response_bytes_max, deadline);
    auto response = exchange.run();
    body_->end_exchange(fd);
    const bool keep = response && exchange.keep_alive();
    const bool again = !response && response.error().error == ClientError::connection_lost &&
                       was_kept && !exchange.answer_begun() &&
                       (may_repeat(request) || !response.error().sent);
    if (!keep) connection->reset();  // closed before its place is free
    body_->give_back(std::move(*connection));
    if (!again) return response;
    from = Body::From::only_new;
  }
}

}  // namespace madoguchi::net
