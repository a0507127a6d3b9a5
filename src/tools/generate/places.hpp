#pragma once

#include <string>
#include <string_view>

#include "tools/generate/chance.hpp"

namespace madoguchi::tools {

// A municipality that there is, in the prefecture of that number (1-47). Towns, streets and post
// numbers in addresses are invented.
struct Municipality {
  int prefecture;
  std::string_view name;
};
// The nth of the list, which begins anew behind its last.
const Municipality& municipality(std::size_t n);
std::size_t municipalities();

// "東京都", "北海道", "京都府".
std::string full_prefecture_name(int number);
// "桜台3丁目12-5", with a building in some cases.
std::string invented_street(Chance& chance);
// "見本台クリニック": a name of an institution of that fee table ('1' '3' '4' '6').
std::string invented_institution_name(char fee_table, Chance& chance);

}  // namespace madoguchi::tools
