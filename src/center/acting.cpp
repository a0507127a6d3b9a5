#include "center/acting.hpp"

#include <algorithm>

#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr std::size_t account_characters_max = 64;
constexpr std::size_t factors_max = 4;

bool is_account(std::string_view text) {
  return !text.empty() && text.size() <= account_characters_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool digit(char c, char highest = '9') {
  return c >= '0' && c <= highest;
}

// "1-01,3-02": element 1 to 3 (OQSCD041) and method (OQSCD042).
bool are_factors(std::string_view text) {
  for (std::size_t count = 1; count <= factors_max; ++count) {
    const bool pair = text.size() >= 4 && digit(text[0], '3') && text[0] != '0' && text[1] == '-' &&
                      digit(text[2]) && digit(text[3]);
    if (!pair) return false;
    text.remove_prefix(4);
    if (text.empty()) return true;
    if (text.front() != ',') return false;
    text.remove_prefix(1);
  }
  return false;
}

auto malformed(const char* header) {
  return util::failure(oqs::Problem{oqs::ErrorCode::element_format, header});
}

}  // namespace

util::Result<std::optional<Acting>, oqs::Problem> acting_of(const net::Request& request) {
  const auto account = net::header(request.headers, "Madoguchi-Operator");
  const auto role = net::header(request.headers, "Madoguchi-Role");
  const auto factors = net::header(request.headers, "Madoguchi-Factors");
  const auto approver = net::header(request.headers, "Madoguchi-Approver");
  if (account.empty() && role.empty() && factors.empty() && approver.empty()) {
    return std::optional<Acting>();
  }
  if (!is_account(account)) return malformed("Madoguchi-Operator");
  const auto named = domain::role_named(role);
  if (!named) return malformed("Madoguchi-Role");
  if (!are_factors(factors)) return malformed("Madoguchi-Factors");
  if (!approver.empty() && (!is_account(approver) || approver == account)) {
    return malformed("Madoguchi-Approver");
  }
  return std::optional(
      Acting{std::string(account), *named, std::string(factors), std::string(approver)});
}

bool may(const std::optional<Acting>& acting, domain::Act act) {
  return acting ? domain::may(acting->role, act) : domain::machine_may(act);
}

std::string acting_json(const std::optional<Acting>& acting) {
  if (!acting) return {};
  util::JsonLine out;
  out.add("operator", acting->account)
      .add("role", domain::name_of(acting->role))
      .add("factors", acting->factors);
  if (!acting->approver.empty()) out.add("approver", acting->approver);
  return std::move(out).finish();
}

util::Task<Permission> permission(Context& context, Asked& asked, domain::Act act) {
  Permission permission;
  auto acting = acting_of(asked.request);
  if (!acting) {
    permission.refused = co_await refuse_problem(context, asked, 422, acting.error());
    co_return permission;
  }
  permission.acting = std::move(*acting);
  asked.acting = acting_json(permission.acting);
  if (!may(permission.acting, act)) {
    const oqs::Problem problem{oqs::ErrorCode::not_permitted, std::string(domain::name_of(act))};
    permission.refused = co_await refuse_problem(context, asked, 403, problem);
  }
  co_return permission;
}

}  // namespace madoguchi::center
