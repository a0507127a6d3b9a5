#include "oqs/errors.hpp"

#include <array>
#include <cstddef>

namespace madoguchi::oqs {

namespace {

struct Texts {
  std::string_view code, staff, vendor;
};

constexpr std::array texts = {
#define X(name, code, staff, vendor) Texts{code, staff, vendor},
    MADOGUCHI_ERRORS(X)
#undef X
};

const Texts& texts_of(ErrorCode error) {
  return texts.at(static_cast<std::size_t>(error));
}

}  // namespace

std::string_view code_of(ErrorCode error) {
  return texts_of(error).code;
}

std::string_view staff_text(ErrorCode error) {
  return texts_of(error).staff;
}

std::string_view vendor_text(ErrorCode error) {
  return texts_of(error).vendor;
}

const std::vector<ErrorCode>& all_errors() {
  static const std::vector<ErrorCode> errors = {
#define X(name, code, staff, vendor) ErrorCode::name,
      MADOGUCHI_ERRORS(X)
#undef X
  };
  return errors;
}

std::string message_of(const Problem& problem) {
  std::string text(staff_text(problem.error));
  if (!problem.place.empty()) text.append("（").append(problem.place).append("）");
  return text;
}

}  // namespace madoguchi::oqs
