#include "net/session.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <typeinfo>

#include "net/text.hpp"
#include "util/log.hpp"

namespace madoguchi::net {

namespace {

// Bodies above this are not copied behind their header but written on their own.
constexpr std::size_t joined_body_bytes_max = 64 * 1024;
// What a connection may keep in memory while it is idle.
constexpr std::size_t kept_buffer_bytes_max = 4096;
// What is read over from a client that still sends although it was answered for good.
constexpr std::size_t linger_bytes_max = 16 * 1024 * 1024;
// Pipelined requests answered before other connections get their turn.
constexpr unsigned answered_in_a_row_max = 32;

std::atomic<RefusalText> refusal_maker = nullptr;

RequestReader::Limits reader_limits(const ServerLimits& limits) {
  return {limits.header_bytes_max, limits.body_bytes_max, &limits.body_bytes_max_of};
}

std::int64_t system_now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool is_writable(const Response& response) {
  if (response.status < 200 || response.status > 999 || !safe_field_value(response.content_type)) {
    return false;
  }
  for (const auto& [name, value] : response.headers) {
    if (!safe_field_name(name) || !safe_field_value(value)) return false;
  }
  return true;
}

bool is_framing(std::string_view name) {
  return same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding") ||
         same_name(name, "Connection") || same_name(name, "Date");
}

void release(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > kept_buffer_bytes_max) std::string().swap(buffer);
}

Response refusal_of(int status) {
  return {status, "application/json", {}, refusal_text(status)};
}

}  // namespace

void set_refusal_text(RefusalText make) {
  refusal_maker = make;
}

std::string refusal_text(int status) {
  if (const auto make = refusal_maker.load(); make != nullptr) return make(status);
  return fmt::format(R"({{"code":"H{}","message":"{}"}})", status, reason_phrase(status));
}

Session::Session(Loop& loop, int fd, SslPointer ssl)
    : loop_(loop),
      socket_(loop.io(), fd),
      fd_(fd),
      channel_(ssl ? Channel(fd, std::move(ssl)) : Channel(fd)),
      reader_(reader_limits(loop.shared().config.limits)) {}

void Session::begin(Loop::Entries::iterator entry) {
  entry_ = entry;
  if (channel_.ssl() == nullptr) {
    phase_ = Phase::reading;
    enter(Waiting::idle);
  }
  drive();
}

void Session::drive() {
  const auto self = shared_from_this();
  while (true) {
    Next next = Next::suspend;
    switch (phase_) {
      case Phase::handshaking:
        next = handshake();
        break;
      case Phase::reading:
        next = read();
        break;
      case Phase::writing:
        next = write();
        break;
      case Phase::lingering:
        next = linger();
        break;
      case Phase::running:
      case Phase::closed:
        return;
    }
    if (next == Next::suspend) return;
    if (next != Next::go_on) return wait(next);
  }
}

void Session::wait(Next next) {
  using Socket = boost::asio::posix::stream_descriptor;
  answered_in_a_row_ = 0;
  const auto turn = ++turn_;
  socket_.async_wait(next == Next::wait_read ? Socket::wait_read : Socket::wait_write,
                     [self = shared_from_this(), turn](const boost::system::error_code& error) {
                       if (!error && turn == self->turn_) self->drive();
                     });
}

Session::Next Session::handshake() {
  switch (channel_.handshake().io) {
    case Io::want_read:
      return Next::wait_read;
    case Io::want_write:
      return Next::wait_write;
    case Io::done:
      peer_ = peer_certificate(channel_.ssl());
      // A ticket outlives neither the certificate it stands for nor the list that revokes it.
      if (may_ask()) {
        phase_ = Phase::reading;
        enter(Waiting::idle);
        return Next::go_on;
      }
      break;
    case Io::ended:
    case Io::failed:
      break;
  }
  ++loop_.handshakes_failed;
  // The alert must arrive although the client may already be sending its request.
  return begin_linger();
}

bool Session::may_ask() const {
  if (channel_.ssl() == nullptr) return true;
  // A server of pages asks browsers for none (TlsFiles::Clients::pages).
  if (SSL_get_verify_mode(channel_.ssl()) == SSL_VERIFY_NONE) return true;
  return peer_ && !shut_out_ && peer_->not_after_ms > system_now_ms();
}

bool Session::check_peer(SSL_CTX* context) {
  shut_out_ = shut_out_ || (channel_.ssl() != nullptr && is_shut_out(context, channel_.ssl()));
  return shut_out_;
}

Session::Next Session::read() {
  if (unread_is_new_) return feed(unread_);
  auto& scratch = loop_.scratch();
  const auto result = channel_.read(scratch.data(), scratch.size());
  switch (result.io) {
    case Io::done:
      break;
    case Io::want_read:
      return Next::wait_read;
    case Io::want_write:
      return Next::wait_write;
    case Io::ended:
      if (reader_.started()) return refuse(400);  // truncated
      close();
      return Next::suspend;
    case Io::failed:
      close();
      return Next::suspend;
  }
  const std::string_view got(scratch.data(), result.bytes);
  if (unread_.empty()) return feed(got);
  unread_.append(got);
  return feed(unread_);
}

// `bytes` is `unread_` or lies in the loop's scratch buffer, which the next session overwrites.
Session::Next Session::feed(std::string_view bytes) {
  const bool begins = !reader_.started();
  const auto fed = reader_.feed(bytes);
  if (bytes.data() == unread_.data()) {
    unread_.erase(0, fed.used);
  } else {
    unread_.assign(bytes.substr(fed.used));
  }
  unread_is_new_ = false;
  if (fed.reading == Reading::refused) return refuse(reader_.refusal());
  if (fed.reading == Reading::complete) return run();
  if (begins) enter(Waiting::request);
  if (reader_.wants_continue() && !continued_) {
    continued_ = true;
    out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    out_written_ = 0;
    after_ = After::read_on;
    phase_ = Phase::writing;
    return Next::go_on;
  }
  return channel_.has_buffered() ? Next::go_on : Next::wait_read;
}

Session::Next Session::run() {
  if (!may_ask()) {  // expired or revoked since: the handshake of the next connection says so
    close();
    return Next::suspend;
  }
  ++loop_.requests_total;
  keep_alive_ = reader_.keep_alive();
  is_head_ = reader_.is_head();
  Request request = reader_.take();
  request.peer = peer_;
  reader_.next();
  continued_ = false;
  phase_ = Phase::running;
  enter(Waiting::running);
  loop_.handler_begins();
  calling_ = true;
  const auto failed = [self = shared_from_this()](const std::exception_ptr& error) {
    std::string kind = "unknown";
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& thrown) {
      kind = typeid(thrown).name();  // not its text, which may speak of a person (law 9)
    } catch (...) {
    }
    util::log(util::LogLevel::error, "net", "a handler failed with " + kind);
    self->finish(refusal_of(500));
  };
  try {
    util::start(
        loop_.shared().handler(std::move(request)),
        [self = shared_from_this()](Response response) { self->finish(std::move(response)); },
        failed);
  } catch (...) {
    failed(std::current_exception());
  }
  calling_ = false;
  if (phase_ != Phase::writing) return Next::suspend;
  if (++answered_in_a_row_ < answered_in_a_row_max) return Next::go_on;
  answered_in_a_row_ = 0;
  loop_.post([self = shared_from_this()] { self->drive(); });
  return Next::suspend;
}

void Session::finish(Response response) {
  if (util::Executor::current() != &loop_) {
    auto moved = std::make_shared<Response>(std::move(response));
    loop_.post([self = shared_from_this(), moved] { self->finish(std::move(*moved)); });
    return;
  }
  loop_.handler_ended();
  if (phase_ != Phase::running) return;  // closed meanwhile
  if (!is_writable(response)) {
    util::log(util::LogLevel::error, "net", "a handler's answer cannot be written as HTTP");
    response = refusal_of(500);
  }
  std::string body = std::move(response.body);
  set_answer(response, std::move(body));
  if (!calling_) drive();
}

void Session::set_answer(const Response& head, std::string body) {
  if (same_name(header(head.headers, "Connection"), "close") || loop_.shared().stopping) {
    keep_alive_ = false;
  }
  out_.clear();
  auto out = std::back_inserter(out_);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", head.status, reason_phrase(head.status),
                 loop_.date());
  const bool has_body = head.status != 204 && head.status != 304;
  if (has_body) {
    if (!head.content_type.empty()) {
      fmt::format_to(out, "Content-Type: {}\r\n", head.content_type);
    }
    fmt::format_to(out, "Content-Length: {}\r\n", body.size());
  }
  if (!keep_alive_) out_ += "Connection: close\r\n";
  for (const auto& [name, value] : head.headers) {
    if (!is_framing(name)) fmt::format_to(out, "{}: {}\r\n", name, value);
  }
  out_ += "\r\n";
  if (has_body && !is_head_) {
    if (body.size() <= joined_body_bytes_max) {
      out_ += body;
    } else {
      out_behind_ = std::move(body);
    }
  }
  out_written_ = 0;
  after_ = keep_alive_ ? After::next_request : After::linger;
  phase_ = Phase::writing;
  enter(Waiting::writing);
}

Session::Next Session::refuse(int status) {
  ++loop_.requests_refused;
  keep_alive_ = false;
  is_head_ = false;
  set_answer(refusal_of(status), refusal_text(status));
  return Next::go_on;
}

Session::Next Session::write() {
  while (out_written_ < out_.size()) {
    const auto result = channel_.write(std::string_view(out_).substr(out_written_));
    switch (result.io) {
      case Io::done:
        out_written_ += result.bytes;
        continue;
      case Io::want_read:
      case Io::want_write:
        if (after_ != After::read_on) enter(Waiting::writing);
        return result.io == Io::want_read ? Next::wait_read : Next::wait_write;
      case Io::ended:
      case Io::failed:
        close();
        return Next::suspend;
    }
  }
  return written();
}

Session::Next Session::written() {
  out_written_ = 0;
  release(out_);
  if (!out_behind_.empty()) {
    out_.swap(out_behind_);
    return Next::go_on;
  }
  switch (after_) {
    case After::read_on:
      phase_ = Phase::reading;
      return channel_.has_buffered() ? Next::go_on : Next::wait_read;
    case After::linger:
      return begin_linger();
    case After::next_request:
      break;
  }
  phase_ = Phase::reading;
  unread_is_new_ = !unread_.empty();
  if (!unread_is_new_) release(unread_);
  enter(Waiting::idle);
  if (loop_.shared().stopping && !unread_is_new_) return begin_linger();
  return unread_is_new_ || channel_.has_buffered() ? Next::go_on : Next::wait_read;
}

Session::Next Session::begin_linger() {
  channel_.end_writing();
  phase_ = Phase::lingering;
  enter(Waiting::lingering);
  return Next::go_on;
}

// Closing a socket with unread bytes resets it, and the reset may overtake the answer. So what the
// client still sends is read over for a while.
Session::Next Session::linger() {
  auto& scratch = loop_.scratch();
  while (lingered_bytes_ < linger_bytes_max) {
    const auto got = ::recv(fd_, scratch.data(), scratch.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
      return Next::wait_read;
    }
    if (got <= 0) break;
    lingered_bytes_ += static_cast<std::size_t>(got);
  }
  close();
  return Next::suspend;
}

void Session::late(Waiting waiting) {
  ++turn_;
  switch (waiting) {
    case Waiting::handshake:
      ++loop_.handshakes_failed;
      break;
    case Waiting::request:
      if (phase_ != Phase::reading) break;  // it does not even take its "100 Continue"
      socket_.cancel();
      refuse(408);
      return drive();
    case Waiting::idle:
      channel_.end_writing();
      break;
    case Waiting::writing:
    case Waiting::lingering:
    case Waiting::running:
      break;
  }
  close();
}

void Session::close() {
  if (phase_ == Phase::closed) return;
  const auto self = shared_from_this();
  phase_ = Phase::closed;
  ++turn_;
  boost::system::error_code ignored;
  socket_.close(ignored);
  loop_.leave(entry_);
}

}  // namespace madoguchi::net
