#include "app/commands.hpp"
#include "app/operator_commands.hpp"

namespace madoguchi::app {

namespace {

CLI::App* act_of(CLI::App* sub, Run& run, CardArguments& card, CardArguments::Act act) {
  sub->callback([&run, &card, act] {
    card.act = act;
    run = [&card] { return run_card(card); };
  });
  return sub;
}

}  // namespace

void add_card(CLI::App& app, Run& run) {
  static CardArguments card;
  using Act = CardArguments::Act;
  auto* group = command(
      app, "card", "仮想のカードとカードリーダー / the virtual card, and card readers",
      "  madoguchi card insert slot demo/cards/D7.card   # カードを置く / put a card there\n"
      "  madoguchi card remove slot                      # 取る / take it away\n"
      "  madoguchi card serve --slot slot                # pcscd に本物のカードとして見せる / for "
      "pcscd\n"
      "  madoguchi card readers                          # カードリーダーの一覧 / what is there\n");
  group->require_subcommand(1);
  auto* insert = act_of(command(*group, "insert", "カードを置く / put a card into a slot",
                                "  madoguchi card insert slot demo/cards/D7.card\n"),
                        run, card, Act::insert);
  insert->add_option("slot", card.slot, "カードを置くフォルダ。なければ作る / the slot's folder")
      ->required();
  insert->add_option("card", card.card, "カードのファイル / software card")->required();
  auto* remove = act_of(command(*group, "remove", "カードを取る / take the card away",
                                "  madoguchi card remove slot\n"),
                        run, card, Act::remove);
  remove->add_option("slot", card.slot, "フォルダ / the slot's folder")->required();
  auto* serve = act_of(
      command(*group, "serve",
              "置かれたカードを vpcd（仮想リーダー）に見せる / serve the slot's card to vpcd",
              "  madoguchi card serve --slot slot --ca-file demo/pki/card-ca.crt\n"
              "  madoguchi card serve --slot second --port 35964   # 2台目 / a second reader\n"),
      run, card, Act::serve);
  serve->add_option("--slot", card.slot, "フォルダ / the slot's folder")->required();
  serve->add_option("--ca-file", card.ca_file,
                    "カードの認証局の証明書（EF 000B）/ the CA's certificate on the card");
  serve->add_option("--address", card.address, "vpcd のアドレス / of vpcd")->capture_default_str();
  serve->add_option("--port", card.port, "vpcd のポート / of vpcd")->capture_default_str();
  auto* readers =
      act_of(command(*group, "readers", "カードリーダーの一覧 / the machine's readers",
                     "  madoguchi card readers\n  madoguchi card readers --name SCR3310\n"),
             run, card, Act::readers);
  readers->add_option("--name", card.name, "名前の一部 / part of the name");
}

}  // namespace madoguchi::app
