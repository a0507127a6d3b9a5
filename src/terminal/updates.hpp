#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "edge/acting_center.hpp"
#include "update/versions.hpp"

namespace madoguchi::terminal {

// Newer versions of the program, from the center. Safe from several threads; may block.
class Updates {
 public:
  struct Settings {
    update::VersionsSettings versions;
    update::Version running;        // of this process
    std::function<void()> restart;  // ends this process in order and starts what is current
  };
  // `center` outlives it.
  Updates(Settings settings, edge::ActingCenter& center);

  // Why something was not done: the center could not be asked, or the package is not taken.
  struct Trouble {
    std::optional<edge::CenterProblem> line;
    std::optional<update::Problem> package;
  };
  template <class T>
  using Done = util::Result<T, Trouble>;

  // What the center offers and this machine may install; nothing when there is nothing newer.
  Done<std::optional<update::Manifest>> check(const edge::OnBehalf& by);
  // Installs what `check` told, if it is still that version. It runs after the next start.
  Done<update::Manifest> install(const update::Version& wanted, const edge::OnBehalf& by);
  Done<update::Version> rollback();
  // Soon after it returned, so that its answer still goes out.
  void restart() const {
    if (settings_.restart) settings_.restart();
  }

  update::Version running() const { return settings_.running; }
  update::Version current() const { return versions_.current(); }
  std::optional<update::Version> previous() const { return versions_.previous(); }

 private:
  Done<std::optional<update::Head>> latest(const edge::OnBehalf& by);

  Settings settings_;
  update::Versions versions_;
  edge::ActingCenter& center_;
};

}  // namespace madoguchi::terminal
