#pragma once

#include <tl/expected.hpp>
#include <utility>

namespace madoguchi::util {

// A value, or why there is none. Errors are closed enums (or small structs around one) of the room.
template <class T, class E>
using Result = tl::expected<T, E>;

template <class E>
auto failure(E&& error) {
  return tl::make_unexpected(std::forward<E>(error));
}

}  // namespace madoguchi::util
