#include "flow/page_session.hpp"

#include "flow/system.hpp"

namespace madoguchi::flow {

void PageSession::sign_in(const std::string& config, const std::string& account,
                          const std::string& role) {
  const auto made = run({"account", "add", account, "--name", "試験　" + account, "--role", role,
                         "--config", config});
  ASSERT_EQ(sign_in_first(account, made.out), "") << made.err;
}

}  // namespace madoguchi::flow
