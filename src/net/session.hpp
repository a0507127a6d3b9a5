#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <optional>
#include <string>

#include "net/channel.hpp"
#include "net/loop.hpp"
#include "net/reader.hpp"

namespace madoguchi::net {

// The body of a refusal the server gives by itself (`set_refusal_text`).
std::string refusal_text(int status);

// One connection: handshake, then requests one after the other, each answered before the next is
// looked at. Lives on its loop's thread; the loop's list owns it, as do waits and running handlers.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Loop& loop, int fd, SslPointer ssl);
  void begin(Loop::Entries::iterator entry);
  void late(Waiting waiting);  // its time for that is over; leaves the front of that list
  void close();                // at once; a running handler's answer is dropped
  void release_buffers() { channel_.release_buffers(); }  // it has been idle for a while
  // Remembers that `context` lets the peer in no more: no further request is taken.
  bool check_peer(SSL_CTX* context);

 private:
  enum class Phase { handshaking, reading, running, writing, lingering, closed };
  enum class Next { go_on, wait_read, wait_write, suspend };
  enum class After { read_on, next_request, linger };

  void drive();
  void wait(Next next);
  Next handshake();
  Next read();
  Next feed(std::string_view bytes);
  Next run();
  Next write();
  Next written();
  Next linger();
  Next begin_linger();
  Next refuse(int status);
  bool may_ask() const;
  void finish(Response response);
  void set_answer(const Response& head, std::string body);
  void enter(Waiting waiting) { loop_.enter(entry_, waiting); }

  Loop& loop_;
  boost::asio::posix::stream_descriptor socket_;
  int fd_;
  Channel channel_;
  RequestReader reader_;
  Loop::Entries::iterator entry_;
  std::optional<PeerCertificate> peer_;
  std::string unread_;          // received, not yet taken by the reader
  bool unread_is_new_ = false;  // never shown to the reader of the current request
  std::string out_;
  std::string out_behind_;  // a large body, written after `out_`
  std::size_t out_written_ = 0;
  std::size_t lingered_bytes_ = 0;
  std::uint64_t turn_ = 0;  // of the wait that counts
  unsigned answered_in_a_row_ = 0;
  Phase phase_ = Phase::handshaking;
  After after_ = After::next_request;
  bool keep_alive_ = true;
  bool is_head_ = false;
  bool continued_ = false;
  bool calling_ = false;  // inside the handler's first part: `drive` is already on the stack
  bool shut_out_ = false;
};

}  // namespace madoguchi::net
