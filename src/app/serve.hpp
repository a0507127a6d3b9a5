#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings.hpp"

namespace madoguchi::app {

// Blocks SIGINT, SIGTERM and SIGHUP in this thread and those it starts; call first.
void block_signals();
// Raises the limit of open files as far as it may; tells when connections_max does not fit in it.
void open_many_files(std::size_t connections_max);
// Waits for SIGINT or SIGTERM; runs `reload` on each SIGHUP.
void wait_for_end(const std::function<void()>& reload);

// Tells a service manager ("READY=1", "STOPPING=1") over the datagram socket it named in
// NOTIFY_SOCKET (systemd, Type=notify); does nothing without one.
void tell_service_manager(std::string_view state);

// Prints every problem, one a line, on standard error. True when there was one.
bool tell(const std::vector<ConfigProblem>& problems);
// Prints "madoguchi: text" on standard error.
void tell(const std::string& text);

}  // namespace madoguchi::app
