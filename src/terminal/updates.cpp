#include "terminal/updates.hpp"

#include "util/hash.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Json;
constexpr std::int64_t wait_ms = 60000;

Updates::Trouble of(const edge::CenterProblem& problem) {
  return {problem, std::nullopt};
}
Updates::Trouble of(const update::Problem& problem) {
  return {std::nullopt, problem};
}

}  // namespace

Updates::Updates(Settings settings, edge::ActingCenter& center)
    : settings_(std::move(settings)), versions_(settings_.versions), center_(center) {}

Updates::Done<std::optional<update::Head>> Updates::latest(const edge::OnBehalf& by) {
  using Found = std::optional<update::Head>;
  const auto told = center_.get("/updates/latest", {}, by, wait_ms);
  if (!told) return util::failure(of(told.error()));
  if (told->is_object() && told->empty()) return Found();
  auto head = update::Head::parse(edge::dumped(*told));
  if (!head) return util::failure(of(head.error()));
  return Found(std::move(*head));
}

Updates::Done<std::optional<update::Manifest>> Updates::check(const edge::OnBehalf& by) {
  using Found = std::optional<update::Manifest>;
  const auto head = latest(by);
  if (!head) return util::failure(head.error());
  if (!*head) return Found();
  auto manifest = versions_.judged(**head);
  if (!manifest && manifest.error().error == update::Error::not_newer) return Found();
  if (!manifest) return util::failure(of(manifest.error()));
  return Found(std::move(*manifest));
}

Updates::Done<update::Manifest> Updates::install(const update::Version& wanted,
                                                 const edge::OnBehalf& by) {
  const auto head = latest(by);
  if (!head) return util::failure(head.error());
  const auto offered = *head ? update::unverified(**head)
                             : util::failure(update::Problem{update::Error::not_newer, {}});
  if (!offered) return util::failure(of(offered.error()));
  if (offered->version != wanted) {
    // Somebody read the notes of another one.
    return util::failure(of(update::Problem{update::Error::not_newer, offered->version.text()}));
  }
  std::optional<edge::CenterProblem> line;
  const auto piece = [this, &line, &by](const update::Manifest& manifest,
                                        std::uint64_t at) -> update::Versions::Piece {
    const auto told = center_.get("/updates/" + manifest.version.text(),
                                  {{"at", std::to_string(at)}}, by, wait_ms);
    if (!told) {
      line = told.error();
      return util::failure(update::Problem{update::Error::storage, "center"});
    }
    auto bytes = util::from_base64(edge::text_of(*told, "bytes"));
    if (!bytes) return util::failure(update::Problem{update::Error::wrong_content, {}});
    return std::move(*bytes);
  };
  auto installed = versions_.install(**head, piece);
  if (line) return util::failure(of(*line));
  if (!installed) return util::failure(of(installed.error()));
  return std::move(*installed);
}

Updates::Done<update::Version> Updates::rollback() {
  const auto back = versions_.rollback();
  if (!back) return util::failure(of(back.error()));
  return *back;
}

}  // namespace madoguchi::terminal
