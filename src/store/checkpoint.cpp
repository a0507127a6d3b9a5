#include <nlohmann/json.hpp>

#include "store/audit.hpp"

namespace madoguchi::store {

std::string checkpoint_text(const Checkpoint& checkpoint) {
  std::string text = "madoguchi checkpoint 1\n";
  for (const std::string& field :
       {checkpoint.chain, std::to_string(checkpoint.head), checkpoint.head_hash,
        std::to_string(checkpoint.at.ms), checkpoint.key_id}) {
    text += std::to_string(field.size()) + ":" + field + "\n";
  }
  return text;
}

std::string checkpoint_line(const Checkpoint& checkpoint) {
  const nlohmann::ordered_json line{
      {"chain", checkpoint.chain},         {"head", checkpoint.head},
      {"head_hash", checkpoint.head_hash}, {"at", checkpoint.at.ms},
      {"key_id", checkpoint.key_id},       {"signature", checkpoint.signature}};
  // `replace`: a chain name that is no UTF-8 must not throw; such a line then fails its signature.
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<Checkpoint> parse_checkpoint_line(const std::string& line) {
  const auto parsed = nlohmann::json::parse(line, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  Checkpoint checkpoint;
  const auto text = [&](const char* name, std::string& into) {
    const auto found = parsed.find(name);
    if (found == parsed.end() || !found->is_string()) return false;
    into = found->get<std::string>();
    return true;
  };
  const auto number = [&](const char* name, std::int64_t& into) {
    const auto found = parsed.find(name);
    if (found == parsed.end() || !found->is_number_integer()) return false;
    into = found->get<std::int64_t>();
    return true;
  };
  const bool whole = text("chain", checkpoint.chain) && number("head", checkpoint.head) &&
                     text("head_hash", checkpoint.head_hash) && number("at", checkpoint.at.ms) &&
                     text("key_id", checkpoint.key_id) && text("signature", checkpoint.signature);
  if (!whole) return std::nullopt;
  return checkpoint;
}

}  // namespace madoguchi::store
