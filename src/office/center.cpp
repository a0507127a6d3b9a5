#include "office/center.hpp"

namespace madoguchi::office {

Problem center_away() {
  return {503,
          "F5030",
          "センターにつながらないため、登録できません。入力はそのまま残ります。つながってからもう一"
          "度お試しください。",
          "The center cannot be reached; nothing was registered. Please try again later.",
          {},
          {}};
}

Problem problem_of(const edge::CenterProblem& problem) {
  const auto code = std::string(oqs::code_of(problem.problem.error));
  if (problem.status == 403) return not_permitted(problem.problem.place);
  if (problem.retry == edge::CenterProblem::Retry::yes) {
    auto away = center_away();
    away.more["center_code"] = code;
    return away;
  }
  Problem refused{
      502,
      "F5020",
      "センターが受け付けませんでした（" + code + "）。" + oqs::message_of(problem.problem),
      "The center refused (" + code + ").",
      problem.problem.place,
      Json::object()};
  refused.more["center_code"] = code;
  return refused;
}

}  // namespace madoguchi::office
