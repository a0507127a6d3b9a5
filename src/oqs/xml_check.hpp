#pragma once

#include <string_view>

#include "oqs/messages.hpp"

namespace madoguchi::oqs {

// Whether `utf8` is one whole well-formed XML document without document type, entities of its own
// and processing instructions, within the limits. Reads every byte at most a few times and never
// nests, so that nothing hostile reaches the parser behind it, which is more lenient. The problem's
// place is the line.
util::Result<void, Problem> check_xml(std::string_view utf8, const ReadLimits& limits);

}  // namespace madoguchi::oqs
