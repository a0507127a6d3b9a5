#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "flow/process.hpp"

namespace madoguchi::flow {

// A table with two virtual card readers: pcscd, vpcd and our virtual cards in a network and a mount
// namespace of their own (vpcd listens on every address; pcscd has one place for its socket). Who
// finds the socket by PCSCLITE_CSOCK_NAME uses them from outside: set while this lives.
class ReaderBench {
 public:
  // `ca_file`: the cards' CA, as the cards tell it.
  ReaderBench(std::filesystem::path folder, const std::string& ca_file);
  ~ReaderBench();
  ReaderBench(const ReaderBench&) = delete;
  ReaderBench& operator=(const ReaderBench&) = delete;
  // Whether this machine lets us make namespaces (root, or an open container).
  static bool possible();

  void start_service();  // pcscd; waits until both readers are there
  void stop_service();
  // Waits until pcscd sees it.
  void insert(const std::string& card_file, int reader = 0);
  void remove(int reader = 0);
  static std::string name(int reader);  // "Virtual PCD 00 00"

 private:
  std::filesystem::path slot(int reader) const;
  bool sees_card(int reader) const;
  std::vector<std::string> inside(std::vector<std::string> words) const;

  std::filesystem::path folder_;
  Process namespaces_;  // holds them
  Process service_;
  std::vector<Process> cards_;
};

}  // namespace madoguchi::flow
