// madoguchi generate: registration files of an invented population

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"
#include "tools/generate/write_population.hpp"
#include "util/clock.hpp"

namespace madoguchi::app {

int run_generate(const GenerateArguments& arguments) {
  const auto now = util::SystemClock().now();
  tools::PopulationOrder order;
  order.size.recipients = arguments.recipients;
  order.size.months = arguments.months;
  order.size.seed = arguments.seed;
  order.size.today = util::day_in_japan(now);
  order.dir = arguments.dir;
  order.cards = arguments.cards;
  order.pki_dir = arguments.pki;
  if (!arguments.day.empty()) {
    const auto day = util::Day::parse(arguments.day);
    if (!day) {
      tell("日付は 20260401 の形で指定してください: " + arguments.day);
      return 2;
    }
    order.size.today = *day;
  }
  Progress progress(fmt::format("{}人を作っています / making {} recipients", arguments.recipients,
                                arguments.recipients));
  const auto written =
      tools::write_population(order, now, [&progress, &arguments](std::uint64_t recipients) {
        progress.now(fmt::format("{} / {}", recipients, arguments.recipients));
      });
  progress.end();
  if (!written) {
    tell(written.error());
    return 1;
  }
  fmt::print(
      "{0} に作りました。登録の順は {0}/README.md をご覧ください。\n"
      "Written to {0}; see {0}/README.md for the order of registration.\n"
      "  福祉事務所 / offices          {1:>10}\n"
      "  医療機関 / institutions       {2:>10}\n"
      "  受給者 / recipients           {3:>10}\n"
      "  資格の区間 / qualifications   {4:>10}\n"
      "  医療券・調剤券 / tickets      {5:>10}\n"
      "  医療保険 / insurances         {6:>10}\n"
      "  カード / cards                {7:>10}\n",
      arguments.dir, written->offices, written->institutions, written->recipients,
      written->qualifications, written->tickets, written->insurances, written->cards);
  return 0;
}

}  // namespace madoguchi::app
