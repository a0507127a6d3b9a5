#pragma once

#include <optional>

#include "center/reply.hpp"

namespace madoguchi::center {

// Messages of the family come and go as XML or as JSON; everything between is made for XML.

// The form of this request's answer: that of its Content-Type, where the request is no message
// (card/verify) that of its Accept.
Asked::Form form_of(const net::Request& request);
// Makes the XML of a message that came as JSON, or says why there is none.
util::Task<std::optional<oqs::Refused>> take_form(Context& context, Asked& asked);
// A response in the form that was asked; what is no message of the family stays as it is.
util::Task<net::Response> in_form(Context& context, Asked::Form form, net::Response response);

}  // namespace madoguchi::center
