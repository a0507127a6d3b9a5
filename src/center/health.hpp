#pragma once

#include <array>
#include <string_view>

#include "center/context.hpp"
#include "net/server.hpp"

namespace madoguchi::center {

inline constexpr std::array<std::string_view, 3> health_pages = {"/healthz", "/readyz", "/metrics"};

// The health port (plain HTTP, no persons): GET /healthz (alive), /readyz (store readable and
// writable, revocation lists readable), /metrics (Prometheus text).
util::Task<net::Response> answer_health(Context& context, const net::Server& server,
                                        net::Request request);

// Logs that the center's own certificate ends soon or has ended.
void warn_of_certificate(const Context& context);

}  // namespace madoguchi::center
