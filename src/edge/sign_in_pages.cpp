#include "edge/sign_in_pages.hpp"

#include <nlohmann/json.hpp>

#include "oqs/json_text.hpp"
#include "util/json_line.hpp"

namespace madoguchi::edge {

namespace {

using nlohmann::json;

constexpr std::string_view sign_in_path = "/api/sign-in";
constexpr std::string_view accounts_path = "/api/accounts";
constexpr std::size_t form_bytes_max = 16UL * 1024;
constexpr std::size_t text_bytes_max = 1024;

PageAnswer json_answer(util::JsonLine line) {
  PageAnswer answer;
  answer.body = std::move(line).finish();
  return answer;
}

PageAnswer wrong_form(const std::string& place) {
  return problem_answer({422, "F1004", "項目の形式が正しくありません。入力内容をご確認ください。",
                         "An element is missing or of another form.", place, ""});
}

// An object whose members are all texts (or `true`); nothing when it is anything else.
std::optional<json> form_of(const PageRequest& request) {
  auto read = oqs::json_object(request.body, {form_bytes_max, 2});
  if (!read) return std::nullopt;
  for (const auto& [name, value] : read->items()) {
    const bool text =
        value.is_string() && value.get_ref<const std::string&>().size() <= text_bytes_max;
    if (!text && !value.is_boolean()) return std::nullopt;
  }
  return std::move(*read);
}

std::string text_in(const json& form, const char* name) {
  const auto found = form.find(name);
  return found != form.end() && found->is_string() ? found->get<std::string>() : std::string();
}
bool truth_in(const json& form, const char* name) {
  const auto found = form.find(name);
  return found != form.end() && found->is_boolean() && found->get<bool>();
}

std::string_view name_of(local::Step step) {
  switch (step) {
    case local::Step::second_factor:
      return "second_factor";
    case local::Step::enroll:
      return "enroll";
    case local::Step::new_password:
      return "new_password";
    case local::Step::signed_in:
      break;
  }
  return "signed_in";
}

PageAnswer problem_of(const local::SignInProblem& problem) {
  using local::SignInError;
  switch (problem.error) {
    case SignInError::wait: {
      const auto minutes = std::to_string((problem.wait_s + 59) / 60);
      auto answer = problem_answer(
          {429, "F2002", "入力の誤りが続いたため、" + minutes + "分ほど待ってからお試しください。",
           "Too many wrong tries: wait about " + minutes + " min.", "", ""});
      answer.headers.emplace_back("Retry-After", std::to_string(problem.wait_s));
      return answer;
    }
    case SignInError::expired:
      return problem_answer(
          {401, "F2003", "サインインの途中で時間が過ぎました。もう一度、最初から入力してください。",
           "The sign-in under way is over; begin again.", "", "sign_in"});
    case SignInError::password_weak:
      return problem_answer(
          {422, "F2004",
           "このパスワードは使えません。アカウント名を含まない、もっと長いものにしてください。",
           "Choose a longer password without the account's name.", "password", ""});
    case SignInError::unavailable:
      return problem_answer({503, "F5001",
                             "いまは確認できません。しばらく待ってからお試しください。",
                             "The accounts cannot be read now.", "", ""});
    case SignInError::wrong:
      break;
  }
  return problem_answer({401, "F2001", "アカウント、パスワードまたは確認コードが違います。",
                         "Account, password or code is wrong.", "", ""});
}

PageAnswer problem_of(const local::LocalProblem& problem) {
  using local::LocalError;
  switch (problem.error) {
    case LocalError::exists:
      return problem_answer({409, "F3001",
                             "このアカウント名は使われています。別の名前にしてください。",
                             "An account of this name exists.", "account", ""});
    case LocalError::unknown:
      return problem_answer({404, "F3002", "このアカウントはありません。一覧をご確認ください。",
                             "There is no such account.", "account", ""});
    case LocalError::role_unknown:
      return wrong_form("role");
    case LocalError::name_invalid:
      return problem_answer(
          {422, "F3003",
           "アカウント名は半角の英小文字・数字と . _ - の64文字まで、氏名は100文字までです。",
           "Account: 1 to 64 of a-z 0-9 . _ -; name: 1 to 100 characters.", "account", ""});
    case LocalError::last_administrator:
      return problem_answer({409, "F3004",
                             "管理者が一人もいなくなります。先に別の管理者を登録してください。",
                             "The last administrator cannot go; make another one first.", "", ""});
    default:
      return problem_answer({503, "F5001",
                             "いまは保存できません。しばらく待ってからお試しください。",
                             "The accounts cannot be written now.", "", ""});
  }
}

std::string account_json(const local::Account& account) {
  util::JsonLine out;
  out.add("account", account.id)
      .add("name", account.name)
      .add("role", account.role)
      .add("state", account.state == local::Account::State::active ? "active" : "locked")
      .add_truth("second_factor", account.has_second_factor)
      .add_truth("must_change_password", account.must_change_password)
      .add("last_sign_in",
           account.last_sign_in ? util::iso_date_time_in_japan(*account.last_sign_in) : "");
  return std::move(out).finish();
}

PageAnswer password_answer(const local::LocalResult<local::OneTimePassword>& result) {
  if (!result) return problem_of(result.error());
  util::JsonLine out;
  out.add("account", result->account).add("one_time_password", result->password);
  return json_answer(std::move(out));
}

}  // namespace

PageAnswer not_signed_in() {
  return problem_answer({401, "F2000", "サインインしてください。入力中の内容は残っています。",
                         "Sign in; what you typed is kept.", "", "sign_in"});
}
PageAnswer wrong_token() {
  return problem_answer({403, "F2005", "この画面は古くなっています。画面を読み込み直してください。",
                         "The page is stale or foreign: load it again.", "X-CSRF-Token", ""});
}
PageAnswer not_permitted() {
  return problem_answer({403, "F2006",
                         "この操作の権限がありません。管理者または査察指導員へご確認ください。",
                         "Your role may not do this.", "", ""});
}
PageAnswer no_such_page() {
  return problem_answer({404, "F1001", "このページはありません。アドレスをご確認ください。",
                         "There is nothing at this address.", "", ""});
}

SignInPages::Said SignInPages::told(const local::SignInResult& result) {
  if (!result) return {problem_of(result.error()), std::nullopt};
  util::JsonLine out;
  out.add("state", name_of(result->step));
  if (!result->secret.empty()) out.add("secret", result->secret).add("otpauth", result->otpauth);
  return {json_answer(std::move(out)), result->token};
}

SignInPages::Said SignInPages::begin(const PageRequest& request) {
  const auto form = form_of(request);
  if (!form) return {wrong_form(""), std::nullopt};
  return told(accounts_.begin(text_in(*form, "account"), text_in(*form, "password")));
}

SignInPages::Said SignInPages::go_on(const PageRequest& request, const std::string& token) {
  const auto form = form_of(request);
  if (!form) return {wrong_form(""), std::nullopt};
  const auto step = std::string_view(request.path).substr(sign_in_path.size());
  if (step == "/second-factor") return told(accounts_.second_factor(token, text_in(*form, "code")));
  if (step == "/enroll") return told(accounts_.enroll(token, text_in(*form, "code")));
  if (step == "/new-password") {
    return told(accounts_.new_password(token, text_in(*form, "password")));
  }
  return {no_such_page(), std::nullopt};
}

PageAnswer SignInPages::session_answer(const local::Session& session) const {
  util::JsonLine out;
  out.add("account", session.account)
      .add("name", session.name)
      .add("role", session.role)
      .add("csrf", session.csrf)
      .add("expires_at", util::iso_date_time_in_japan(session.expires_at));
  auto answer = json_answer(std::move(out));
  if (config_.session_more) {
    const auto more =
        config_.session_more({session.account, session.name, session.role, session.factors});
    if (!more.empty()) answer.body.insert(answer.body.size() - 1, "," + more);
  }
  return answer;
}

PageAnswer SignInPages::add_account(const PageRequest& request, const local::Session& session) {
  const auto form = form_of(request);
  if (!form) return wrong_form("");
  return password_answer(accounts_.add(text_in(*form, "account"), text_in(*form, "name"),
                                       text_in(*form, "role"), session.account));
}

PageAnswer SignInPages::change_account(const PageRequest& request, const std::string& id,
                                       const local::Session& session) {
  const auto form = form_of(request);
  if (!form) return wrong_form("");
  using Change = local::Accounts::Change;
  Change change;
  for (const auto& [name, value] : form->items()) {
    if (name == "name" && value.is_string()) {
      change.name = value.get<std::string>();
    } else if (name == "role" && value.is_string()) {
      change.role = value.get<std::string>();
    } else if (name == "state" && (value == "active" || value == "locked")) {
      change.state =
          value == "active" ? local::Account::State::active : local::Account::State::locked;
    } else if (name != "reset_factor" && name != "reset_password") {
      return wrong_form(name);
    }
  }
  const bool factor = truth_in(*form, "reset_factor");
  const bool password = truth_in(*form, "reset_password");
  change.reset = factor && password ? Change::Reset::both
                 : factor           ? Change::Reset::factor
                 : password         ? Change::Reset::password
                                    : Change::Reset::nothing;
  return password_answer(accounts_.change(id, change, session.account));
}

PageAnswer SignInPages::accounts_answer(const PageRequest& request, const local::Session& session) {
  if (session.role != config_.keeper_role) return not_permitted();
  const auto rest = std::string_view(request.path).substr(accounts_path.size());
  if (request.method == "POST") {
    if (rest.empty()) return add_account(request, session);
    return change_account(request, std::string(rest.substr(1)), session);
  }
  if (request.method != "GET" || !rest.empty()) return no_such_page();
  const auto accounts = accounts_.list();
  if (!accounts) return problem_of(accounts.error());
  std::string items = "[";
  for (const auto& account : *accounts) {
    if (items.size() > 1) items += ',';
    items += account_json(account);
  }
  util::JsonLine out;
  out.add_json("items", items + "]");
  return json_answer(std::move(out));
}

std::optional<SignInPages::Said> SignInPages::answer(const PageRequest& request,
                                                     const std::string& token,
                                                     const std::optional<local::Session>& session) {
  const std::string_view path = request.path;
  const bool post = request.method == "POST";
  if (path == sign_in_path && post) return begin(request);
  if (path.starts_with("/api/sign-in/") && post) return go_on(request, token);
  if (path == "/api/sign-out" && post) {
    accounts_.sign_out(token);
    return Said{json_answer(util::JsonLine()), ""};
  }
  const bool accounts = path == accounts_path || path.starts_with("/api/accounts/");
  if (path != "/api/session" && !accounts) return std::nullopt;
  if (!session) return Said{not_signed_in(), std::nullopt};
  if (!accounts) return Said{session_answer(*session), std::nullopt};
  return Said{accounts_answer(request, *session), std::nullopt};
}

}  // namespace madoguchi::edge
