#include "util/gather.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace madoguchi::util {

TEST(Gather, what_was_put_off_comes_at_its_end_in_order) {
  std::string done;
  {
    const Gather gather;
    ASSERT_EQ(Gather::current(), &gather);
    Gather::current()->at_end([&done] { done += "a"; });
    {
      const Gather inner;
      Gather::current()->at_end([&done] { done += "inner"; });
      EXPECT_EQ(done, "");
    }
    EXPECT_EQ(done, "inner");
    EXPECT_EQ(Gather::current(), &gather);
    Gather::current()->at_end([&done] { done += "b"; });
    std::thread([] { EXPECT_EQ(Gather::current(), nullptr); }).join();
  }
  EXPECT_EQ(done, "innerab");
  EXPECT_EQ(Gather::current(), nullptr);
}

}  // namespace madoguchi::util
