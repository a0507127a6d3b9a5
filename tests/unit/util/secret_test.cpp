#include "util/secret.hpp"

#include <gtest/gtest.h>

namespace madoguchi::util {
namespace {

TEST(Wipe, leaves_nothing_of_a_secret) {
  for (const auto& text : {std::string("1234"), std::string(100, 'x')}) {
    std::string secret = text;
    const char* at = secret.data();
    wipe(secret);
    EXPECT_TRUE(secret.empty());
    // The string keeps its memory: what stood there is gone.
    EXPECT_EQ(std::string(at, text.size()), std::string(text.size(), '\0'));
  }
  std::string nothing;
  wipe(nothing);
}

}  // namespace
}  // namespace madoguchi::util
