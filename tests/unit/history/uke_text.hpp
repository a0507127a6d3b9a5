#pragma once

#include <string>
#include <vector>

#include "util/encoding.hpp"

namespace madoguchi::history {

// A small claims file, line by line; tests spoil one thing of it. All invented.
struct UkeText {
  std::vector<std::string> lines;
  std::string line_end = "\r\n";
  std::string utf8() const {
    std::string text;
    for (const auto& line : lines) text += line + line_end;
    return text;
  }
  std::string cp932() const {
    return util::cp932_from_utf8(utf8(), util::Unencodable::black_circle).value().bytes;
  }
};

// Day columns 1 to 31 with `count` on `day`.
inline std::string on_day(int day, int count) {
  std::string text;
  for (int i = 1; i <= 31; ++i) {
    text += (i > 1 ? "," : "") + (i == day ? std::to_string(count) : std::string());
  }
  return text;
}

// One out-patient claim: two days of care, a drug for 28 days, an examination, an operation.
inline UkeText clinic_file() {
  return {{
      "IR,1,13,1,0000011,,●●医療機関,202408,00,03-0000-0001",
      "RE,1,1212,202407,生保　一郎,1,19900115,,,,,,,0001,,,,,,,,,,,,,,,,,,,,,,,セイホ　イチロウ,",
      "KO,12000006,1010008,,2,500,0,,,,,",
      "SY,8840066,20240701,1,,ヒミツノビョウメイ,01,",
      "SI,11,1,111000110,,288,1,,,,,,," + on_day(3, 1),
      "IY,21,1,620000001,2,30,28,,,,,,," + on_day(3, 28),
      "IY,,1,620000002,1,10,28,,,,,,," + on_day(3, 28),
      "SI,60,1,160008010,,26,1,,,,,,," + on_day(10, 1),
      "SI,50,1,150000190,,156,1,,,,,,," + on_day(10, 1),
      "SI,54,1,150233410,1.5,20,1,,,,,,," + on_day(10, 1),
      "CO,22,1,810000001,ヒミツノコメント",
      "IY,,1,620000003,1,5,2,,,,,,," + on_day(10, 2),
      "GO,1,500,99",
  }};
}

inline UkeText pharmacy_file() {
  return {{
      "YK,1,13,4,0000015,駅前薬局,50608,00,03-0000-0002",
      "RE,1,4212,50607,生保　一郎,1,4020115,,,13,1,0000011,●●医療機関,,1",
      "KO,12000006,1010008,,1,300,,,,",
      "SH,1,011,",
      "CZ,1,5060703,5060704,1,28,10,,",
      "IY,1,620000001,2,,,",
      "IY,1,620000004,1,,,",
      "SH,5,999,",
      "CZ,1,5060703,5060704,1,2,10,,",
      "IY,1,620000005,3,,,",
      "GO,1,300,99",
  }};
}

}  // namespace madoguchi::history
