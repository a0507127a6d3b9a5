#include "oqs/file_names.hpp"

#include <algorithm>
#include <array>

namespace madoguchi::oqs {

namespace {

constexpr std::size_t prefix_bytes = 8;
constexpr std::size_t step_bytes = 2;
constexpr std::size_t free_part_bytes_max = 200;
constexpr std::string_view request_mark = "req_";
constexpr std::string_view extension = ".xml";

// The catalogue §1.4: OQS and EPS number their interfaces freely, of the others one each is known.
constexpr std::array<std::string_view, 2> families = {"OQS", "EPS"};
constexpr std::array<std::string_view, 4> sisters = {"YZKsiquc", "TKKsiquc", "CIPsiquc",
                                                     "PMHsimsm"};

constexpr std::array<std::string_view, 12> offered_interfaces = {
    "OQSsiquc01", "OQSsiimm01", "OQSmuquc01", "OQSmuquc02", "OQSmuimm01", "OQSmuimm02",
    "OQSmutic01", "OQSmutic02", "OQSsiinq01", "OQSsiupd01", "YZKsiquc01", "TKKsiquc01"};

// Two steps: 01 takes in and gives a reception number, 02 downloads by it.
constexpr std::string_view bulk_prefix = "OQSmu";
constexpr std::string_view download_step = "02";

template <class List>
bool contains(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool of_the_family(std::string_view prefix) {
  if (prefix.size() != prefix_bytes ||
      !std::all_of(prefix.begin(), prefix.end(), is_letter_or_digit)) {
    return false;
  }
  return contains(sisters, prefix) || contains(families, prefix.substr(0, 3));
}

bool ends_with_extension(std::string_view name) {
  if (name.size() < extension.size()) return false;
  const auto tail = name.substr(name.size() - extension.size());
  return std::equal(tail.begin(), tail.end(), extension.begin(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 0x20 : a) == b; });
}

// A name within its folder: what a path, or a C string, would make of it must be the name itself.
bool is_plain(std::string_view name) {
  return name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

}  // namespace

std::optional<RequestName> request_name(std::string_view file_name) {
  if (!is_plain(file_name) || !ends_with_extension(file_name)) return std::nullopt;
  auto rest = file_name.substr(0, file_name.size() - extension.size());
  const auto prefix = rest.substr(0, prefix_bytes);
  if (!of_the_family(prefix)) return std::nullopt;
  rest.remove_prefix(prefix_bytes);
  const auto step = rest.substr(0, step_bytes);
  if (step.size() != step_bytes || !std::all_of(step.begin(), step.end(), is_digit)) {
    return std::nullopt;
  }
  rest.remove_prefix(step_bytes);
  if (!rest.starts_with(request_mark)) return std::nullopt;
  rest.remove_prefix(request_mark.size());
  if (rest.empty() || rest.size() > free_part_bytes_max) return std::nullopt;
  return RequestName{std::string(prefix), std::string(step), std::string(rest)};
}

bool offered(const RequestName& name) {
  return contains(offered_interfaces, name.interface());
}

bool is_download(std::string_view interface) {
  return interface.starts_with(bulk_prefix) && interface.ends_with(download_step);
}

std::string result_file_name(const RequestName& name, std::string_view result_extension) {
  return name.interface().append("res_").append(name.free_part).append(result_extension);
}

std::string error_file_name(std::string_view request_file_name) {
  const auto base = ends_with_extension(request_file_name)
                        ? request_file_name.substr(0, request_file_name.size() - extension.size())
                        : request_file_name;
  return std::string(base).append(".err");
}

std::string face_file_name(std::string_view institution_code, std::string_view twenty_hex,
                           util::Instant at) {
  return std::string("OQSsiquc01res_face_")
      .append(institution_code)
      .append(twenty_hex)
      .append("_")
      .append(util::date_time_in_japan(at))
      .append(extension);
}

}  // namespace madoguchi::oqs
