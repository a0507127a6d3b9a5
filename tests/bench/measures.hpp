#pragma once

#include "bench/bed.hpp"
#include "bench/dataset.hpp"
#include "bench/figures.hpp"

namespace madoguchi::bench {

struct Settings {
  std::size_t recipients = bar_recipients;
  std::size_t connections = 256;  // of the verify load, on each side
  std::size_t rounds = 9;         // slices of each side, in turns
  double slice_s = 2;
};

// One run: a center on a copy of the data set, and everything that is measured at it. Each
// measurement adds its figures; their order does not matter.
class Measures {
 public:
  Measures(Bed& bed, Dataset data, std::string database, Settings settings, Figures& figures);

  void cold_start();  // first: starts the center
  void verify();      // also the memory
  void handshakes();  // full and resumed
  void req_to_res();
  void card_to_screen();  // also to the face/ file
  void bulk_5000();
  void import_rows();
  void open_loop();
  void uke_100k();  // also the memory
  void history_view();

 private:
  std::string ask(std::size_t clinic);  // the next number inquiry of a clinic, whole HTTP request
  std::string answer(std::size_t clinic);  // of the center to one
  void need_nginx();
  std::size_t someone_of(std::size_t clinic);

  Bed& bed_;
  Dataset data_;
  std::string database_;
  Settings settings_;
  Figures& figures_;
  std::uint64_t asked_ = 0;
  bool nginx_runs_ = false;
};

}  // namespace madoguchi::bench
