// Gives every file of the named folders to one fuzz target once, without libFuzzer: what a fuzzer
// found and what stands in the corpus stays tested by every compiler and in every ./dev test.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void replay(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

// Every beginning of a seed is what a cut line leaves.
void replay_file(const std::filesystem::path& file) {
  std::cout << file.string() << std::endl;  // the last line names the input that stopped the run
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  replay(bytes);
  const std::size_t step = bytes.size() / 64 + 1;
  for (std::size_t size = 0; size < bytes.size(); size += step) replay(bytes.substr(0, size));
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[i])) {
      if (!entry.is_regular_file()) continue;
      replay_file(entry.path());
      ++files;
    }
  }
  std::cout << files << " inputs" << std::endl;
  return files == 0 ? 1 : 0;  // an empty corpus tests nothing
}
