#pragma once

#include <string>
#include <string_view>

#include "oqs/messages.hpp"

// The message family as JSON: {"XmlMsg": {"MessageHeader": {…}, "MessageBody": {…}}} with the same
// element names. Every value is a string. What may stand several times is always an array, and
// nothing else is (docs/openapi.json).
namespace madoguchi::oqs {

// A request of `interface` ("OQSsiquc01") as the XML that its reader takes. Strict: an element that
// the interface does not have, a value of another type, a name twice, a character that no XML may
// hold refuse the whole message; the place is the path below XmlMsg, items by number from 0. The
// reader behind it judges the values and their limits.
util::Result<std::string, Refused> xml_of_json(std::string_view interface, std::string_view json);

// An answer of ours, element by element in its order: whatever the XML withholds, the JSON does.
util::Result<std::string, Problem> json_of_xml(std::string_view xml);

}  // namespace madoguchi::oqs
