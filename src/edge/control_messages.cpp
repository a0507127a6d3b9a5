#include "edge/control_messages.hpp"

#include <nlohmann/json.hpp>

#include "util/secret.hpp"

namespace madoguchi::edge {

namespace {

using Json = nlohmann::json;

// A path or a name may hold bytes that are no UTF-8: they are shown as U+FFFD, never thrown over.
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ControlProblem not_json(std::string_view place) {
  return control_problem({oqs::ErrorCode::not_json, std::string(place)});
}

// One object; members that are read are checked for their kind, unknown ones refused, so that a
// misspelled "consents" is not taken for "none given".
class Reader {
 public:
  explicit Reader(std::string_view json) : json_(Json::parse(json, nullptr, false)) {
    if (!json_.is_object()) problem_ = "$";
  }
  template <class T>
  void member(const char* name, T& into) {
    ++known_;
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    if (found == json_.end()) {
      --known_;
      return;
    }
    read(*found, name, into);
  }
  void wipe(const char* name) {
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    if (found != json_.end() && found->is_string()) {
      util::wipe(found->get_ref<std::string&>());
    }
  }
  bool good() const { return problem_.empty() && known_ == json_.size(); }
  const std::string& place() const { return problem_; }

 private:
  void read(const Json& value, const char* name, std::string& into) {
    if (value.is_string())
      into = value.get<std::string>();
    else
      problem_ = name;
  }
  void read(const Json& value, const char* name, bool& into) {
    if (value.is_boolean())
      into = value.get<bool>();
    else
      problem_ = name;
  }
  template <class T>
  requires std::is_unsigned_v<T>
  void read(const Json& value, const char* name, T& into) {
    if (value.is_number_unsigned())
      into = value.get<T>();
    else
      problem_ = name;
  }
  void read(const Json& value, const char* name, std::vector<std::string>& into) {
    if (!value.is_array()) problem_ = name;
    for (const auto& item : value) {
      if (item.is_string())
        into.push_back(item.get<std::string>());
      else
        problem_ = name;
    }
  }
  void read(const Json& value, const char* name, std::vector<std::pair<std::string, bool>>& into) {
    if (!value.is_object()) {
      problem_ = name;
      return;
    }
    for (const auto& [kind, given] : value.items()) {
      if (given.is_boolean())
        into.emplace_back(kind, given.get<bool>());
      else
        problem_ = name;
    }
  }

  Json json_;
  std::size_t known_ = 0;
  std::string problem_;
};

}  // namespace

ControlProblem control_problem(const oqs::Problem& problem) {
  return {std::string(oqs::code_of(problem.error)), std::string(oqs::staff_text(problem.error)),
          problem.place};
}

std::string write_tap_question(const TapQuestion& question) {
  auto consents = Json::object();
  for (const auto& [kind, given] : question.consents) consents[kind] = given;
  return text_of({{"card", question.card},
                  {"pin", question.pin},
                  {"mode", question.mode},
                  {"staff", question.staff},
                  {"day", question.day},
                  {"consents", consents}});
}

util::Result<TapQuestion, ControlProblem> read_tap_question(std::string_view json) {
  TapQuestion question;
  Reader reader(json);
  reader.member("card", question.card);
  reader.member("pin", question.pin);
  reader.wipe("pin");
  reader.member("mode", question.mode);
  reader.member("staff", question.staff);
  reader.member("day", question.day);
  reader.member("consents", question.consents);
  if (!reader.good()) return util::failure(not_json(reader.place()));
  return question;
}

std::string write_tap_answer(const TapAnswer& answer) {
  return text_of({{"files", answer.files},
                  {"waiting", answer.waiting},
                  {"record", answer.record},
                  {"result", answer.result},
                  {"confirmation_key", answer.confirmation_key}});
}

util::Result<TapAnswer, ControlProblem> read_tap_answer(std::string_view json) {
  TapAnswer answer;
  Reader reader(json);
  reader.member("files", answer.files);
  reader.member("waiting", answer.waiting);
  reader.member("record", answer.record);
  reader.member("result", answer.result);
  reader.member("confirmation_key", answer.confirmation_key);
  if (!reader.good()) return util::failure(not_json(reader.place()));
  return answer;
}

std::string write_status(const ControlStatus& status) {
  return text_of({{"waiting", status.waiting},
                  {"undelivered", status.undelivered},
                  {"answered", status.answered},
                  {"refused", status.refused},
                  {"center_reachable", status.center_reachable},
                  {"last_problem", status.last_problem}});
}

util::Result<ControlStatus, ControlProblem> read_status(std::string_view json) {
  ControlStatus status;
  Reader reader(json);
  reader.member("waiting", status.waiting);
  reader.member("undelivered", status.undelivered);
  reader.member("answered", status.answered);
  reader.member("refused", status.refused);
  reader.member("center_reachable", status.center_reachable);
  reader.member("last_problem", status.last_problem);
  if (!reader.good()) return util::failure(not_json(reader.place()));
  return status;
}

std::string write_control_problem(const ControlProblem& problem) {
  Json out = {{"code", problem.code}, {"message", problem.message}, {"place", problem.place}};
  if (problem.tries_left >= 0) out["tries_left"] = problem.tries_left;
  return text_of(out);
}

}  // namespace madoguchi::edge
