// `madoguchi demo`: the whole system on one machine, tried by a client that knows its folders only.
#include <csignal>

#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

// Processes of the built binary that run with `word` among their arguments.
std::size_t running_with(const std::string& word) {
  std::size_t found = 0;
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const auto line = bytes_of(at->path() / "cmdline");
    if (line.starts_with(MADOGUCHI_BINARY) && line.find(word) != std::string::npos) ++found;
  }
  return found;
}

class Demo : public testing::Test {
 protected:
  Demo() {
    std::string pattern = fs::temp_directory_path() / "madoguchi-flow-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    dir = folder / "demo";
    log = (folder / "demo.log").string();
  }
  ~Demo() override {
    process.kill();
    eventually([this] { return running_with(dir.string()) == 0; });
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  void start() { process = Process({"demo", "--dir", dir.string()}, log); }
  // The guide's own person, asked by number; the validity.
  std::string ask(const std::string& part) {
    auto asked = Question();
    asked.day = util::day_in_japan(System::now()).text();
    asked.payer = "12000001";
    asked.number = "1010001";
    asked.birthdate = "19900115";
    const auto result = dir / "clinic/res" / ("OQSsiquc01res_" + part + ".xml");
    const bool came = eventually(
        [&] {
          if (!fs::exists(dir / "clinic/req")) return false;
          const auto request = dir / "clinic/req" / ("OQSsiquc01req_" + part + ".xml");
          if (!fs::exists(request) && !fs::exists(result) && !sent) {
            write_in_place(request, message(asked));
            sent = true;
          }
          return fs::exists(result) || !process.running();
        },
        std::chrono::seconds(120));
    sent = false;
    EXPECT_TRUE(came && process.running()) << bytes_of(log);
    const auto text = as_declared(bytes_of(result));
    const auto xml = text ? Xml::parse(*text) : std::nullopt;
    if (!xml) return "";
    if (xml->first("SegmentOfResult") != "1") return xml->first("ErrorCode");
    EXPECT_EQ(xml->first("Name"), "生保　一郎");
    return xml->first("QualificationValidity");
  }
  fs::path folder, dir;
  std::string log;
  Process process;
  bool sent = false;
};

TEST_F(Demo, Answers_in_its_folders_ends_clean_and_goes_on_where_it_was) {
  start();
  ASSERT_TRUE(eventually([this] { return bytes_of(log).find("D7.card") != std::string::npos; },
                         std::chrono::seconds(180)))
      << bytes_of(log);
  EXPECT_EQ(ask("first"), "1");
  process.signal(SIGINT);
  ASSERT_TRUE(eventually([this] { return !process.running(); }));
  EXPECT_EQ(process.exit_code(), 0) << bytes_of(log);
  EXPECT_TRUE(eventually([this] { return running_with(dir.string()) == 0; }));

  start();
  EXPECT_EQ(ask("second"), "1");
  EXPECT_TRUE(fs::exists(dir / "clinic/res/OQSsiquc01res_first.xml"));
  const auto verify = run({"audit", "verify", "--config", (dir / "center.toml").string()});
  EXPECT_EQ(verify.code, 0) << verify.out << verify.err;
  // Even killed, it leaves nothing running.
  process.kill();
  EXPECT_TRUE(eventually([this] { return running_with(dir.string()) == 0; }));
}

}  // namespace
}  // namespace madoguchi::flow
