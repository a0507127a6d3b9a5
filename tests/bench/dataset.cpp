#include "bench/dataset.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "bench/bed.hpp"
#include "bench/population.hpp"
#include "oqs/messages.hpp"
#include "oqs/setting_messages.hpp"
#include "store/sqlite/migrate.hpp"
#include "util/clock.hpp"
#include "util/hash.hpp"

namespace madoguchi::bench {

namespace {

namespace fs = std::filesystem;

// Another number makes everybody's stored set anew: what is in it has changed. (So does another
// schema.)
constexpr int recipe = 1;
constexpr std::size_t piece_rows = 500000;

class Making {
 public:
  Making(const Bed& bed, const Dataset& wanted) : bed_(bed), wanted_(wanted) {}

  void run() {
    auto operator_line = bed_.operator_();
    wait_until("starting the center", [&] {
      return operator_line.send({"GET", "/feed", {}, {}, {}, {}}, 1000).has_value();
    });
    import(operator_line, "institution", institution_csv(), 0);
    import(operator_line, "office", office_csv(), 0);
    for (std::size_t n = 0; n <= bulk_clinic; ++n) {
      const auto request = oqs::write_setting_request(institution_code(n), "setting",
                                                      oqs::SettingChanges{oqs::Use::yes});
      const auto answer = bed_.clinic(n).ask("OQSsiupd01", request, util::random_key(), 10000);
      must(answer.has_value(), "setting");
      const auto result = oqs::read_result(answer->body);
      must(result && oqs::setting_of(*result), "setting");
    }
    pieces("qualification", 1,
           [](std::size_t first, std::size_t count) { return qualification_csv(first, count); });
    tickets(1, wanted_.month.plus_months(-1), 1, 0);
    tickets(2, wanted_.month, 1, 0);
    tickets(3, wanted_.month, 4, 1);
  }

 private:
  void tickets(int issue, util::Month month, std::size_t every, std::size_t detour) {
    pieces("ticket", every, [=](std::size_t first, std::size_t count) {
      TicketFile file;
      file.first = first;
      file.count = count;
      file.every = every;
      file.month = month;
      file.detour = detour;
      file.issue = issue;
      return ticket_csv(file);
    });
  }

  void pieces(const std::string& kind, std::size_t every,
              const std::function<std::string(std::size_t, std::size_t)>& csv) {
    auto office = bed_.office();
    const auto piece = piece_rows * every;
    for (std::size_t first = 0; first < wanted_.recipients; first += piece) {
      const auto count = std::min(piece, wanted_.recipients - first);
      const auto rows = (count + every - 1) / every;
      const auto seconds = import(office, kind, csv(first, count), 0);
      rows_ += rows;
      fmt::print(stderr,
                 "bench: 測定用データを作成中 / making the data: {} of {} rows ({:.0f} a "
                 "second)\n",
                 rows_, wanted_.recipients + wanted_.tickets(),
                 static_cast<double>(rows) / seconds);
    }
  }

  const Bed& bed_;
  const Dataset& wanted_;
  std::size_t rows_ = 0;
};

}  // namespace

Dataset dataset(const std::string& folder, std::size_t recipients) {
  Dataset found;
  found.recipients = recipients;
  const auto name = fmt::format("{}/data-{}-{}-{}", folder, recipe,
                                store::sqlite::migrations().size(), recipients);
  found.database = name + "/center.db";
  // Written last: a set without it was cut off in the making.
  const auto done = name + "/month";
  std::string month;
  if (std::ifstream(done) >> month) {
    found.month = util::Month::parse(month).value();
    return found;
  }
  fs::remove_all(name);
  fs::create_directories(name);
  found.month = util::Month::of(util::day_in_japan(util::SystemClock().now()));
  {
    Bed bed(name + "/making");
    bed.start_center(found.database);
    Making(bed, found).run();
  }
  std::ofstream(done) << found.month.text() << "\n";
  return found;
}

}  // namespace madoguchi::bench
