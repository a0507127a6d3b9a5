#pragma once

#include <optional>
#include <string_view>

namespace madoguchi::oqs {

enum class ElementForm {
  text,   // a string
  group,  // an object
  list,   // an array of objects
};

// How an element stands in a JSON request of `interface`; `path` is the one below XmlMsg, without
// numbers of items: "MessageBody/QualificationConfirmSearchInfo/Birthdate". Nothing when requests
// of this interface have no such element.
std::optional<ElementForm> request_element(std::string_view interface, std::string_view path);

// Whether elements of this name are a list in every answer.
bool is_answer_list(std::string_view name);

}  // namespace madoguchi::oqs
