// madoguchi card: the virtual My Number card, and what readers are there

#include <fmt/format.h>

#include <cstdio>
#include <thread>

#include "app/commands.hpp"
#include "app/serve.hpp"
#include "card/certificate_file.hpp"
#include "card/pcsc_reader.hpp"
#include "card/vpcd.hpp"
#include "util/log.hpp"

namespace madoguchi::app {

namespace {

int done(const util::Result<void, std::string>& result, std::string_view text) {
  if (!result) {
    tell(result.error());
    return 1;
  }
  fmt::print("{}\n", text);
  return 0;
}

// Serves the slot until a signal comes.
int serve(const CardArguments& arguments) {
  std::string ca_der;
  if (!arguments.ca_file.empty()) {
    auto read = card::certificate_der_of(arguments.ca_file);
    if (!read) {
      tell(arguments.ca_file + ": " + read.error());
      return 2;
    }
    ca_der = std::move(*read);
  }
  card::VirtualCard virtual_card(card::CardSlot(arguments.slot), std::move(ca_der),
                                 {arguments.address, arguments.port});
  block_signals();
  std::thread serving([&virtual_card] { virtual_card.run(); });
  tell_service_manager("READY=1");
  wait_for_end([] {});
  virtual_card.stop();
  serving.join();
  return 0;
}

int tell_card(card::CardReader& reader) {
  auto opened = reader.open();
  if (!opened) {
    const bool foreign = opened.error().error == card::ReaderError::card_foreign;
    fmt::print("  {}\n", foreign ? "別の種類のカード / a card of another kind"
                                 : "カードを読み取れません / the card cannot be read");
    return 1;
  }
  const auto tries = opened->tries_left();
  if (!tries) {
    fmt::print("  カードを読み取れません / the card cannot be read\n");
    return 1;
  }
  fmt::print("  マイナンバーカード、暗証番号の残り {}回 / My Number card, {} tries left\n", *tries,
             *tries);
  return 0;
}

int list_readers(const CardArguments& arguments) {
  const auto names = card::pcsc_reader_names();
  if (!names) {
    tell(names.error() == card::ReaderError::service_down
             ? "pcscd が動いていません。 / pcscd does not run."
             : "カードリーダーがありません。 / No card reader.");
    return 1;
  }
  int code = 0;
  for (const auto& name : *names) {
    if (name.find(arguments.name) == std::string::npos) continue;
    fmt::print("{}\n", name);
    const auto reader = card::make_pcsc_reader(name);
    if (reader->look().card == card::ReaderLook::Card::none) {
      fmt::print("  カードなし / no card\n");
    } else {
      code = std::max(code, tell_card(*reader));
    }
  }
  return code;
}

}  // namespace

int run_card(const CardArguments& arguments) {
  const card::CardSlot slot(arguments.slot);
  switch (arguments.act) {
    case CardArguments::Act::insert:
      return done(slot.insert(arguments.card), "カードを置きました。 / The card was put there.");
    case CardArguments::Act::remove:
      return done(slot.remove(), "カードを取りました。 / The card was taken away.");
    case CardArguments::Act::serve:
      return serve(arguments);
    case CardArguments::Act::readers:
      break;
  }
  return list_readers(arguments);
}

}  // namespace madoguchi::app
