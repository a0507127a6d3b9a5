#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "oqs/errors.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"

// How the readers of the house's own JSON messages take their members. Nothing outside this room
// includes it.
namespace madoguchi::oqs {

using nlohmann::json;

inline constexpr std::size_t challenge_bytes = 32;

enum class Presence { required, optional };

// Reads members of their exact type; keeps the first problem.
class Members {
 public:
  Members(const json& object, std::string place, std::optional<Problem>& problem)
      : object_(object), place_(std::move(place)), problem_(problem) {}

  void fail(ErrorCode error, std::string_view name) {
    if (!problem_) problem_ = Problem{error, place_ + std::string(name)};
  }

  std::string text(const char* name, Presence presence, std::size_t characters_max) {
    const auto* value = member(name, presence);
    if (value == nullptr) return {};
    if (!value->is_string()) return fail(ErrorCode::element_format, name), std::string();
    const auto& text = value->get_ref<const std::string&>();
    if (text.empty() && presence == Presence::required) fail(ErrorCode::element_missing, name);
    if (util::characters(text) > characters_max) fail(ErrorCode::element_format, name);
    return text;
  }

  std::string bytes(const char* name, Presence presence, std::size_t bytes_max) {
    const auto encoded = text(name, presence, bytes_max * 2);
    const auto decoded = util::from_base64(encoded);
    if (!decoded || decoded->size() > bytes_max) {
      return fail(ErrorCode::element_format, name), std::string();
    }
    return *decoded;
  }

  // What the center gave, kept as its text: it is part of what the card signs.
  std::string challenge() {
    auto encoded = text("challenge", Presence::required, 64);
    const auto decoded = util::from_base64(encoded);
    if (!decoded || decoded->size() != challenge_bytes) {
      fail(ErrorCode::element_format, "challenge");
    }
    return encoded;
  }

  std::int64_t number(const char* name) {
    const auto* value = member(name, Presence::required);
    if (value == nullptr) return 0;
    const bool fits = value->is_number_integer() &&
                      (!value->is_number_unsigned() ||
                       value->get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max());
    if (!fits || value->get<std::int64_t>() < 0) {
      fail(ErrorCode::element_format, name);
      return 0;
    }
    return value->get<std::int64_t>();
  }

  std::size_t count(const char* name) { return static_cast<std::size_t>(number(name)); }

  bool flag(const char* name) {
    const auto* value = member(name, Presence::required);
    if (value == nullptr) return false;
    if (!value->is_boolean()) fail(ErrorCode::element_format, name);
    return value->is_boolean() && value->get<bool>();
  }

  // The member's list; an empty one when it is absent.
  const json& list(const char* name, Presence presence) {
    static const json none = json::array();
    const auto* value = member(name, presence);
    if (value == nullptr) return none;
    if (!value->is_array()) return fail(ErrorCode::element_format, name), none;
    return *value;
  }

 private:
  const json* member(const char* name, Presence presence) {
    const auto found = object_.find(name);
    if (found != object_.end()) return &*found;
    if (presence == Presence::required) fail(ErrorCode::element_missing, name);
    return nullptr;
  }

  const json& object_;
  std::string place_;
  std::optional<Problem>& problem_;
};

}  // namespace madoguchi::oqs
