#include "center/message_form.hpp"

#include <algorithm>

#include "oqs/json_form.hpp"

namespace madoguchi::center {

namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view xml_type = "application/xml";
constexpr std::string_view message_paths = "/oqs/";
constexpr std::size_t large = 256UL * 1024;  // converted on the workers: nobody waits behind it

// Whether a header names the media type, in any case and with any parameters.
bool names(std::string_view header, std::string_view type) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 0x20 : a) == b; };
  const auto found = std::search(header.begin(), header.end(), type.begin(), type.end(), same);
  if (found == header.end()) return false;
  const auto behind = found + static_cast<std::ptrdiff_t>(type.size());
  return behind == header.end() || *behind == ';' || *behind == ',' || *behind == ' ';
}

}  // namespace

Asked::Form form_of(const net::Request& request) {
  const bool message = request.path.starts_with(message_paths);
  const auto header = net::header(request.headers, message ? "Content-Type" : "Accept");
  // Who takes both gets the XML, which is the form of the files.
  const bool json = names(header, json_type) && !names(header, xml_type);
  return json ? Asked::Form::json : Asked::Form::xml;
}

util::Task<std::optional<oqs::Refused>> take_form(Context& context, Asked& asked) {
  if (asked.form == Asked::Form::xml || !asked.request.path.starts_with(message_paths)) {
    co_return std::nullopt;
  }
  auto* home = util::Executor::current();
  const bool elsewhere = asked.request.body.size() > large && home != nullptr;
  if (elsewhere) co_await util::ResumeOn{context.workers};
  auto xml = oqs::xml_of_json(asked.interface, asked.request.body);
  if (elsewhere) co_await util::ResumeOn{*home};
  if (!xml) co_return std::move(xml.error());
  asked.request.body = std::move(*xml);
  co_return std::nullopt;
}

util::Task<net::Response> in_form(Context& context, Asked::Form form, net::Response response) {
  const bool message = response.content_type == net::Response().content_type;
  if (form == Asked::Form::xml || !message) co_return response;
  auto* home = util::Executor::current();
  const bool elsewhere = response.body.size() > large && home != nullptr;
  if (elsewhere) co_await util::ResumeOn{context.workers};
  auto json = oqs::json_of_xml(response.body);
  if (elsewhere) co_await util::ResumeOn{*home};
  if (!json) co_return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  auto in_json = json_reply(response.status, std::move(*json));
  in_json.headers = std::move(response.headers);
  co_return in_json;
}

}  // namespace madoguchi::center
