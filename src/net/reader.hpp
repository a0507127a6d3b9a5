#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.hpp"

// Inside the room: bytes to messages. Beast's parser reads the grammar; limits, targets and what a
// message may contain are decided here.
namespace madoguchi::net {

enum class Reading { more, complete, refused };
struct Fed {
  Reading reading = Reading::more;
  std::size_t used = 0;  // bytes taken; the rest must be fed again, with more behind it
};

// Reads requests one after the other, in memory that is kept.
class RequestReader {
 public:
  struct Limits {
    std::size_t header_bytes_max = 0;
    std::size_t body_bytes_max = 0;
    const std::function<std::size_t(const Request& head)>* body_bytes_max_of = nullptr;
  };
  explicit RequestReader(const Limits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  Fed feed(std::string_view bytes);  // not after `complete` or `refused`
  bool started() const;              // a byte of the current request was fed
  bool header_complete() const;
  bool wants_continue() const;  // "Expect: 100-continue" was sent and no byte of the body was fed
  int refusal() const;          // status after `refused`: 400, 413, 417, 431, 501, 505
  // After `complete`, before `next`:
  Request take();
  bool keep_alive() const;
  bool is_head() const;
  void next();  // begins another request

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

// Reads one response.
class ResponseReader {
 public:
  enum class Of { head_request, other_request };
  ResponseReader(std::size_t response_bytes_max, Of of);
  ~ResponseReader();
  ResponseReader(const ResponseReader&) = delete;
  ResponseReader& operator=(const ResponseReader&) = delete;

  Fed feed(std::string_view bytes);  // a 1xx answer is passed over
  Reading end();                     // the other side closed in order: a body without length ends
  bool started() const;
  bool too_large() const;  // why it was refused
  Response take();
  bool keep_alive() const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::net
