// madoguchi notices: the notices of changed answers that the terminal filed

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/party_settings.hpp"
#include "app/serve.hpp"
#include "oqs/notice.hpp"
#include "terminal/notice_box.hpp"
#include "util/file.hpp"

namespace madoguchi::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t notice_bytes_max = 4UL * 1024 * 1024;

struct Filed {
  fs::path path;
  std::string bytes;
  oqs::NoticeHead head;
  enum class State { open, done } state = State::open;
};

void read_folder(const fs::path& folder, const std::string& code, Filed::State state,
                 std::vector<Filed>& filed) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (!terminal::is_notice_file(name, code)) continue;
    auto bytes = util::read_file(at->path(), notice_bytes_max);
    auto head = bytes ? oqs::read_notice_head(*bytes) : std::nullopt;
    if (!head) {
      tell(name + ": お知らせを読み取れません。/ not readable as a notice");
      continue;
    }
    filed.push_back({at->path(), std::move(*bytes), std::move(*head), state});
  }
}

std::vector<Filed> read_all(const fs::path& folder, const std::string& code) {
  std::vector<Filed> filed;
  read_folder(folder, code, Filed::State::open, filed);
  read_folder(folder / "done", code, Filed::State::done, filed);
  std::sort(filed.begin(), filed.end(),
            [](const Filed& a, const Filed& b) { return a.head.number < b.head.number; });
  return filed;
}

// Moves the file of this number into done/ or back. 0 when it stands there then.
int mark(const fs::path& folder, const std::vector<Filed>& filed, std::int64_t number,
         Filed::State wanted) {
  const auto found = std::find_if(filed.begin(), filed.end(),
                                  [number](const Filed& one) { return one.head.number == number; });
  if (found == filed.end()) {
    tell(fmt::format("{}番のお知らせはありません。/ no notice {}", number, number));
    return 1;
  }
  if (found->state == wanted) return 0;
  std::error_code ignored;
  if (wanted == Filed::State::done) fs::create_directory(folder / "done", ignored);
  const auto to =
      (wanted == Filed::State::done ? folder / "done" : folder) / found->path.filename();
  const auto moved = util::move_new(found->path, to);
  if (!moved) {
    tell(to.string() + ": " + moved.error().text());
    return 1;
  }
  return 0;
}

bool listed(const Filed& one, const NoticesArguments& arguments) {
  if (arguments.only == NoticesArguments::Only::open && one.state != Filed::State::open) {
    return false;
  }
  if (arguments.only == NoticesArguments::Only::done && one.state != Filed::State::done) {
    return false;
  }
  if (arguments.since.empty()) return true;
  // "2026-11-23T…" against "20261123".
  auto day = one.head.made_at.substr(0, 10);
  std::erase(day, '-');
  return day >= arguments.since;
}

std::string way_text(const std::string& way, OutputForm form) {
  if (form == OutputForm::screen_english) return way;
  if (way == "card") return "カード";
  if (way == "number") return "番号";
  if (way == "bulk") return "一括取得";
  if (way == "bulk_inquiry") return "一括照会";
  return way;
}

void print_one(const Filed& one, OutputForm form) {
  const bool english = form == OutputForm::screen_english;
  const auto& head = one.head;
  const auto state =
      one.state == Filed::State::open ? (english ? "open" : "未処理") : (english ? "done" : "済み");
  auto shown = [](const std::string& text) { return text.empty() ? std::string("－") : text; };
  fmt::print("{} [{}] {} {}\n", head.number, state, head.made_at.substr(0, 16),
             english ? head.title_english : head.title);
  if (english) {
    fmt::print("    reference number: {}  name: {}  asked: {} by {}  validity: {} -> {}\n",
               shown(head.reference_number), shown(head.name), head.day, way_text(head.way, form),
               shown(head.told_validity), shown(head.now_validity));
    fmt::print("    next: {}\n", head.next_english);
  } else {
    fmt::print("    照会番号：{}　氏名：{}　照会：{}（{}）　資格有効性：{} → {}\n",
               shown(head.reference_number), shown(head.name), head.day, way_text(head.way, form),
               shown(head.told_validity), shown(head.now_validity));
    fmt::print("    次の一手：{}\n", head.next);
  }
  fmt::print("    {}\n", one.path.string());
}

void print_json(const std::vector<const Filed*>& filed) {
  auto list = nlohmann::ordered_json::array();
  for (const auto* one : filed) {
    auto notice = nlohmann::ordered_json::parse(one->bytes, nullptr, false);
    notice["state"] = one->state == Filed::State::open ? "open" : "done";
    notice["file"] = one->path.string();
    list.push_back(std::move(notice));
  }
  fmt::print("{}\n", list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace

int run_notices(const NoticesArguments& arguments) {
  TerminalFile file;
  if (tell(read_settings(arguments.terminal, settings_of(file)))) return 2;
  const auto& code = file.config.institution_code;
  const fs::path folder = terminal::notice_folder(file.config);
  auto filed = read_all(folder, code);
  if (!arguments.mark.empty() || !arguments.unmark.empty()) {
    int result = 0;
    for (const auto number : arguments.mark) {
      result = std::max(result, mark(folder, filed, number, Filed::State::done));
    }
    for (const auto number : arguments.unmark) {
      result = std::max(result, mark(folder, filed, number, Filed::State::open));
    }
    return result;
  }
  std::vector<const Filed*> shown;
  for (const auto& one : filed) {
    if (listed(one, arguments)) shown.push_back(&one);
  }
  if (arguments.form == OutputForm::json) {
    print_json(shown);
    return 0;
  }
  for (const auto* one : shown) print_one(*one, arguments.form);
  if (shown.empty()) {
    fmt::print("{}\n", arguments.form == OutputForm::screen_english ? "No notices."
                                                                    : "お知らせはありません。");
  }
  return 0;
}

}  // namespace madoguchi::app
