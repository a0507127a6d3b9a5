# Tests are compiled for quick building: not optimized, with the headers that most of them share parsed once
# a target. What they test is built as it ships.
set(madoguchi_common_headers
  <algorithm> <array> <atomic> <chrono> <condition_variable> <coroutine> <cstdint> <filesystem> <functional>
  <map> <memory> <mutex> <optional> <set> <sstream> <string> <string_view> <thread> <unordered_map> <utility>
  <variant> <vector> <fmt/format.h> <nlohmann/json.hpp> <tl/expected.hpp> <gmock/gmock.h> <gtest/gtest.h>)
set(madoguchi_sources_worth_it 5) # below, parsing them once costs more than it saves

function(madoguchi_quick_test target)
  if(MADOGUCHI_SANITIZE)
    return()
  endif()
  target_compile_options(${target} PRIVATE -O0)
  get_target_property(sources ${target} SOURCES)
  list(LENGTH sources count)
  if(count GREATER_EQUAL madoguchi_sources_worth_it)
    target_precompile_headers(${target} PRIVATE ${madoguchi_common_headers})
  endif()
endfunction()
