#pragma once

#include <optional>
#include <string>

#include "edge/page_server.hpp"

namespace madoguchi::edge {

// /api/sign-in…, /api/sign-out, /api/session, /api/accounts…: what a page server answers itself.
class SignInPages {
 public:
  SignInPages(const PageConfig& config, local::Accounts& accounts)
      : config_(config), accounts_(accounts) {}

  struct Said {
    PageAnswer answer;
    std::optional<std::string> cookie;  // to be set; empty: ended
  };
  // Nothing when the address is none of its own. `token` is the request's cookie, `session` the one
  // that it names.
  std::optional<Said> answer(const PageRequest& request, const std::string& token,
                             const std::optional<local::Session>& session);

 private:
  Said begin(const PageRequest& request);
  Said go_on(const PageRequest& request, const std::string& token);
  Said told(const local::SignInResult& result);
  PageAnswer session_answer(const local::Session& session) const;
  PageAnswer accounts_answer(const PageRequest& request, const local::Session& session);
  PageAnswer add_account(const PageRequest& request, const local::Session& session);
  PageAnswer change_account(const PageRequest& request, const std::string& id,
                            const local::Session& session);

  const PageConfig& config_;
  local::Accounts& accounts_;
};

// Problems that every page server has.
PageAnswer not_signed_in();
PageAnswer wrong_token();
PageAnswer not_permitted();
PageAnswer no_such_page();

}  // namespace madoguchi::edge
