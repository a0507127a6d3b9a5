#include "terminal/page/center_problem.hpp"

#include "oqs/errors.hpp"

namespace madoguchi::terminal {

edge::Problem problem_of(const edge::CenterProblem& problem) {
  const auto& told = problem.problem;
  if (problem.status == 403) return edge::not_permitted(told.place);
  const bool away = problem.retry == edge::CenterProblem::Retry::yes;
  edge::Problem page{away ? 503 : 409,
                     std::string(oqs::code_of(told.error)),
                     std::string(oqs::staff_text(told.error)),
                     std::string(oqs::vendor_text(told.error)),
                     told.place,
                     edge::Json::object()};
  return page;
}

}  // namespace madoguchi::terminal
