#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "office/answer.hpp"
#include "office/office.hpp"
#include "unit/center/bed.hpp"

namespace madoguchi::office {

// Polls until `done`, for at most half a minute; whether it came to pass.
bool eventually(const std::function<bool()>& done);

inline const edge::SignedIn caseworker{"tanaka", "田中", "caseworker", "1-01,3-02"};
inline const edge::SignedIn clerk{"suzuki", "鈴木", "clerk", "1-01,3-02"};
inline const edge::SignedIn supervisor{"sato", "佐藤", "supervisor", "1-01,3-02"};
inline const edge::SignedIn second_supervisor{"ito", "伊藤", "supervisor", "1-01,3-02"};
inline const edge::SignedIn administrator{"admin", "管理者", "administrator", "1-01,3-02"};

// A real center with its people registered (tests/unit/center/bed.cpp), and an office beside it, at
// noon of 2024-07-10 in Japan.
class Bed {
 public:
  Bed();
  ~Bed() { stop(); }
  void start();       // the office, and waits until it has read everything
  void start_away();  // the office alone: it knows what it read before
  void stop() { office.reset(); }

  center::Bed center;
  OfficeConfig config;
  std::unique_ptr<Office> office;

  struct Answered {
    int status = 0;
    std::string text;
    Json body;
    std::string code() const { return text_of(body, "code"); }
  };
  Answered get(const edge::SignedIn& who, const std::string& path_and_query);
  Answered post(const edge::SignedIn& who, const std::string& path_and_query, const Json& body);
  Answered post_text(const edge::SignedIn& who, const std::string& path_and_query,
                     const std::string& body);
  Json person(const std::string& key);  // as the supervisor sees it
  std::int64_t seen() { return number_of(person("R1"), "seen"); }
  // Waits for the end of a job that `answered` began; the job.
  Json ended(const edge::SignedIn& who, const Answered& answered);
};

}  // namespace madoguchi::office
