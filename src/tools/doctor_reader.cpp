#include "card/pcsc_reader.hpp"
#include "card/software_reader.hpp"
#include "tools/doctor_parts.hpp"

namespace madoguchi::tools::doctor {

namespace {

using terminal::ReaderSettings;

void tell_card(Notes& notes, card::CardReader& reader) {
  auto opened = reader.open();
  if (!opened) {
    using card::ReaderError;
    const auto error = opened.error().error;
    if (error == ReaderError::no_card) {
      return notes.good("card", {"カードは置かれていません", "no card lies on it"});
    }
    if (error == ReaderError::several_cards) {
      return notes.warning(
          "card", {"2台以上にカードがあります", "cards lie on several readers"},
          {"reader.name で使う1台を選んでください。", "Choose one with reader.name."});
    }
    return notes.warning(
        "card", {"置かれているカードを読み取れません", "the card cannot be read"},
        {"マイナンバーカードを置き直してお試しください。", "Try again with a My Number card."});
  }
  const auto left = opened->tries_left();
  if (!left) {
    return notes.warning("card", {"置かれているカードを読み取れません", "the card cannot be read"},
                         {"カードを置き直してお試しください。", "Put the card there again."});
  }
  notes.good("card",
             {"マイナンバーカードを読み取れます（暗証番号の残り " + std::to_string(*left) + "回）",
              "a My Number card can be read, " + std::to_string(*left) + " tries left"});
}

}  // namespace

void examine_reader(Findings& findings, const ReaderSettings& settings) {
  Notes notes(findings, "reader", {"カードリーダー", "card reader"});
  if (settings.kind == ReaderSettings::Kind::none) {
    return notes.skipped("", {"使わない設定です", "none is configured"});
  }
  const bool software = settings.kind == ReaderSettings::Kind::software;
  const auto reader = software ? card::make_software_reader(settings.slot_dir)
                               : card::make_pcsc_reader(settings.name);
  const auto look = reader->look();
  switch (look.reader) {
    case card::ReaderLook::Reader::no_service:
      return notes.bad("", {"pcscd が動いていません", "pcscd does not run"},
                       {"pcscd を入れて起動してください（apt install pcscd）。",
                        "Install and start pcscd (apt install pcscd)."});
    case card::ReaderLook::Reader::missing:
      return notes.bad("",
                       {software ? "フォルダがありません: " + settings.slot_dir : "見つかりません",
                        software ? "no such folder: " + settings.slot_dir : "not found"},
                       {"つながっているか、reader.name が合っているかをご確認ください（madoguchi "
                        "card readers）。",
                        "Check its cable and reader.name (madoguchi card readers)."});
    case card::ReaderLook::Reader::ready:
      break;
  }
  if (software) {
    notes.warning("", {"試験用のフォルダです: " + look.name, "a folder, for tests: " + look.name},
                  {"本番では reader.kind を pcsc にしてください。",
                   "Set reader.kind to pcsc in production."});
  } else {
    notes.good("", {look.name, look.name});
  }
  tell_card(notes, *reader);
}

}  // namespace madoguchi::tools::doctor
