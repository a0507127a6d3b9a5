#include "tools/faults/fault_catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/digits.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::string_view end_none = "--fault none で終わり、次の照会から元どおりです。";
constexpr std::string_view end_none_english = "--fault none; the next question is answered again.";
constexpr int days_max = 4000, seconds_max = 600;

// One row a fault.
// clang-format off
const std::vector<FaultText> texts = {
    {FaultKind::line_loss, "line-loss", "1", "seed", "E6001",
     "端末とセンターの間の線が、どの回答の途中でも切れます（切れる所は種で決まる乱数）。端末は同じ要求番号で20秒やり直し、それからE6001の結果を置きます。センターの記録は要求ごとに1つです。",
     "The line is cut in the middle of every answer, at points drawn from the seed. The "
     "terminal repeats with the same key for 20 s, then delivers E6001; the center keeps "
     "one record a request.",
     end_none, end_none_english},
    {FaultKind::flaky_line, "flaky-line", "1", "seed", "",
     "回答の半分ほどが途中で切れます。端末がやり直すので、遅れても正しい結果が1つだけ届きます。",
     "About half of the answers are cut. The terminal repeats: the right result comes "
     "once, a little later.",
     end_none, end_none_english},
    {FaultKind::slow_center, "slow-center", "8", "seconds", "E6001 (=30)",
     "回答が8秒遅れます。レセプトコンピュータの待ち時間を試せます。20秒を超える値（slow-center=30）ではE6001になります。",
     "Answers come 8 s late: try your own timeouts. Beyond the terminal's 20 s "
     "(slow-center=30) it is E6001.",
     end_none, end_none_english},
    {FaultKind::center_down, "center-down", "", "", "E6001",
     "センターを止めます。", "The center is stopped.",
     "--fault none でセンターが動きだし、端末がつなぎ直します。", "--fault none starts the center; terminals reconnect."},
    {FaultKind::false_center, "false-center", "", "", "E6003",
     "別の認証局の証明書をもつ偽のセンターにつながります。", "The line leads to a server with a certificate of another authority.",
     end_none, end_none_english},
    {FaultKind::garbled_answer, "garbled-answer", "", "", "E6004",
     "証明書は正しいセンターが、電文でないもの（HTML）を返します。", "A server with the center's certificate answers HTML instead of a message.",
     end_none, end_none_english},
    {FaultKind::expired_center, "expired-center", "", "", "E6010",
     "期限の切れた証明書をもつセンターにつながります。",
     "The line leads to a center whose certificate has ended.",
     end_none, end_none_english},
    {FaultKind::terminal_down, "terminal-down", "", "", "E6006",
     "clinic の端末を止めます。req/ の要求は置かれたまま待ち、madoguchi ask / tap はE6006になります。", "The clinic's terminal is stopped: requests stay in req/, ask and tap say E6006.",
     "--fault none で端末が動きだし、待っていた要求に答えます。", "--fault none starts it; the waiting requests are answered."},
    {FaultKind::stale_office, "stale-office", "", "", "N0006 N0028 N0009",
     "福祉事務所の今月の登録がまだの状態にします（今月の券を本当に取り消します）。有効だった人がカードでは6（未登録）、番号では2になります。",
     "The offices' registration of this month is missing (its tickets are really "
     "cancelled): by card it is 6, by number 2.",
     "--fault none で今月の券を登録し直します。", "--fault none registers this month's tickets again."},
    {FaultKind::revoked_certificate, "revoked-certificate", "", "", "E2003",
     "clinic の証明書を失効させます（デモの認証局で本当に失効）。", "The clinic's certificate is really revoked in the demo's authority.",
     "--fault none で新しい証明書を発行し、端末が読み直します。", "--fault none issues a new one, which the terminal reads by itself."},
    {FaultKind::foreign_certificate, "foreign-certificate", "", "", "E6002",
     "clinic の証明書を、センターの知らない認証局のものに置き換えます。", "The clinic's certificate is replaced by one of an authority that the center does not know.",
     "--fault none で元の証明書に戻します。", "--fault none puts the former one back."},
    {FaultKind::full_disk, "full-disk", "center", "center terminal", "E5002 E6011",
     "センター（full-disk=terminal では clinic の端末）がファイルに書き込めなくなります（動いているプログラムに書き込みの上限をかけます。権限はいりません）。記録を残せないセンターは、どの照会にも答えません（E5002）。書けない端末のカード確認はE6011です。",
     "The center (with full-disk=terminal the clinic's terminal) can write no file any more: "
     "a file size limit is put on the running process, which needs no privilege. A center that "
     "cannot record answers nothing (E5002); a terminal that cannot write says E6011 to a card.",
     "--fault none で上限を外し、自分で回復します。", "--fault none lifts the limit; it recovers by itself."},
    {FaultKind::clock_jump, "clock-jump", "center:-1", "center:±days terminal:±days", "E3001 E4006 E2004",
     "センター（center:日数）または端末（terminal:日数）の時計をずらして動かします。センターが1日遅れると、今日の照会は未来の日付になりE3001、カードは失効リストがまだ有効でないのでE4006です。+1300日で端末の証明書が期限切れのE2004です。",
     "The center or the terminals run with a clock that is off. One day behind: today is "
     "the future, E3001, and the cards' list is not in force yet, E4006. "
     "+1300: the terminal's certificate has expired, E2004.",
     "--fault none で本当の時刻に戻します。", "--fault none: real time again."},
    {FaultKind::low_limits, "low-limits", "requests",
     "requests wrong-tries bulk-interval bulk-units challenges challenge-life",
     "E2007 E2008 E3008 E3009 E3010 E5003 E4008",
     "センターの上限を小さくして動かします。requests: 1分に1回（E2007）、wrong-tries: 該当しない照会1回（E2008）、bulk-interval: 一括取得の間隔1時間（E3008）、bulk-units: 一括1人まで（E3009、E3010）、challenges: カードの受付1つまで（E5003）、challenge-life: 受付が5秒で切れ、線が6秒遅い（E4008）。",
     "The center runs with one small limit: requests a minute, wrong tries, pause between "
     "bulk jobs, persons in one, waiting cards, life of a card's challenge on a slow line.",
     "--fault none で元の設定に戻します。", "--fault none: the former settings again."},
    {FaultKind::unreadable_card, "unreadable-card", "", "", "E4001",
     "cards/D7.card を途中で切り、cards/D8.card の中身を壊します。", "cards/D7.card is truncated, cards/D8.card garbled.",
     "--fault none で元のカードに戻します。", "--fault none puts the cards back."},
};
// clang-format on

bool is_known_value(FaultKind kind, std::string_view value) {
  switch (kind) {
    case FaultKind::line_loss:
    case FaultKind::flaky_line:
      return util::digits(value).has_value();
    case FaultKind::slow_center: {
      const auto seconds = util::digits(value);
      return seconds && *seconds >= 1 && *seconds <= seconds_max;
    }
    case FaultKind::clock_jump: {
      for (const std::string_view whose : {"center:", "terminal:"}) {
        if (!value.starts_with(whose) || value.size() < whose.size() + 2) continue;
        const char sign = value[whose.size()];
        const auto days = util::digits(value.substr(whose.size() + 1));
        return (sign == '+' || sign == '-') && days && *days >= 1 && *days <= days_max;
      }
      return false;
    }
    case FaultKind::full_disk:
    case FaultKind::low_limits: {
      const auto others = text_of(kind).other_values;
      return fmt::format(" {} ", others).find(fmt::format(" {} ", value)) != std::string::npos;
    }
    default:
      return value.empty();
  }
}

}  // namespace

const std::vector<FaultText>& fault_texts() {
  return texts;
}

const FaultText& text_of(FaultKind kind) {
  return *std::find_if(texts.begin(), texts.end(),
                       [kind](const FaultText& one) { return one.kind == kind; });
}

std::string Fault::text() const {
  const std::string name(text_of(kind).name);
  return value.empty() ? name : name + "=" + value;
}

util::Result<Fault, std::string> fault_named(std::string_view text) {
  const auto name = text.substr(0, text.find('='));
  for (const auto& one : texts) {
    if (one.name != name) continue;
    Fault fault{one.kind, std::string(one.usual_value)};
    if (name.size() != text.size()) fault.value = text.substr(name.size() + 1);
    if (is_known_value(one.kind, fault.value)) return fault;
    return util::failure(fmt::format("{} の値が正しくありません: {}（例 {}{}{}）", name, text, name,
                                     one.usual_value.empty() ? "" : "=", one.usual_value));
  }
  return util::failure(
      fmt::format("この名前の障害はありません: {}（一覧: madoguchi demo --fault list）", name));
}

std::string fault_list() {
  std::string text =
      "障害の一覧 / faults:  madoguchi demo --fault NAME[=VALUE]\n"
      "動いているデモにも、同じ --dir を付けて別の画面から使えます。終わり: --fault none\n"
      "Works on a running demo too, from another terminal with the same --dir. End: --fault none\n";
  for (const auto& one : texts) {
    text +=
        fmt::format("\n{}{}{}{}\n", one.name, one.usual_value.empty() ? "" : "=", one.usual_value,
                    one.other_values.empty() ? "" : fmt::format("   [{}]", one.other_values));
    if (!one.codes.empty()) text += fmt::format("  出るコード / codes: {}\n", one.codes);
    text += fmt::format("  {}\n  {}\n  終わり: {}\n  End: {}\n", one.what, one.what_english,
                        one.end, one.end_english);
  }
  return text;
}

int number_in(const Fault& fault, std::string_view behind) {
  std::string_view text = fault.value;
  if (text.starts_with(behind)) text.remove_prefix(behind.size());
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const int number = util::digits(text).value_or(0);
  return negative ? -number : number;
}

}  // namespace madoguchi::tools
