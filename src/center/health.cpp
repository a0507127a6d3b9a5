#include "center/health.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "center/reply.hpp"
#include "net/certificate_end.hpp"
#include "util/json_line.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

net::Response ready(Context& context) {
  const auto healthy = context.registry->healthy();
  const auto lists = context.parties.unreadable_lists();
  const auto cards = context.cards ? context.cards->problems() : std::vector<std::string>();
  const bool checkpoints = !context.checkpoints_fail;
  const bool ready = healthy && checkpoints && lists.empty() && cards.empty();
  util::JsonLine out;
  out.add_truth("ready", ready);
  if (!healthy) out.add("store", healthy.error().detail);
  if (!checkpoints) out.add("checkpoint_file", context.config.audit.checkpoint_file);
  if (!lists.empty()) out.add("revocation_list", lists.front());
  if (!cards.empty()) out.add("card_trust", cards.front());
  return json_reply(ready ? 200 : 503, std::move(out).finish());
}

net::Response metrics(Context& context, const net::Server& server) {
  const auto counted = server.counters();
  net::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  auto add = [&response](std::string_view name, std::string_view type, std::uint64_t value) {
    response.body +=
        fmt::format("# TYPE madoguchi_{0} {1}\nmadoguchi_{0} {2}\n", name, type, value);
  };
  add("connections_open", "gauge", counted.connections_open);
  add("connections_total", "counter", counted.connections_total);
  add("handshakes_failed_total", "counter", counted.handshakes_failed);
  add("requests_total", "counter", counted.requests_total);
  add("requests_refused_total", "counter", counted.requests_refused);
  add("answers_total", "counter", context.counters.answers);
  add("refusals_total", "counter", context.counters.refusals);
  add("polls_total", "counter", context.counters.polls);
  add("busy_total", "counter", context.counters.busy);
  add("store_failures_total", "counter", context.counters.store_failures);
  add("published_batch", "gauge", static_cast<std::uint64_t>(context.registry->published()));
  return response;
}

}  // namespace

util::Task<net::Response> answer_health(Context& context, const net::Server& server,
                                        net::Request request) {
  const auto* const page = std::find(health_pages.begin(), health_pages.end(), request.path);
  if (request.method == "GET" && page != health_pages.end()) {
    if (page == &health_pages[0]) co_return json_reply(200, R"({"alive":true})");
    co_return page == &health_pages[1] ? ready(context) : metrics(context, server);
  }
  co_return problem_reply(404, {oqs::ErrorCode::unknown_address, {}});
}

void warn_of_certificate(const Context& context) {
  const auto& file = context.config.server.tls.certificate_file;
  const auto text = net::certificate_warning(file, context.clock.now().ms);
  if (!text.empty()) util::log(util::LogLevel::warning, "center", text);
}

}  // namespace madoguchi::center
