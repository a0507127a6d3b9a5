#pragma once

#include <string>

#include "oqs/messages.hpp"

namespace madoguchi::oqs {

enum class Language { japanese, english };

// The guide's screen in text: every field of both its pictures in their order, 「－」 where
// withheld, then one line what to do next. Several results stand under one another; an error shows
// code and text.
std::string screen_text(const ResultDocument& document, Language language);

}  // namespace madoguchi::oqs
