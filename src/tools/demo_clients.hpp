#pragma once

#include <cstdint>
#include <string>

#include "tools/scenarios.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// How receipt computers write their requests (oqs-interface.md 1.6, §5 quirk 9).
enum class ClientHabit {
  in_place_shift_jis,  // Shift_JIS with CRLF, written in place, piece by piece
  renamed_lower_case,  // "shift_jis", written as .tmp and renamed
  single_quoted_utf8,  // UTF-8 in single quotes, a blank before '>'
};

// The request message as a client of this habit writes it, in its own encoding.
std::string client_request(ClientHabit habit, const std::string& institution_code, util::Day day,
                           const ByNumbers& numbers, const std::string& identifier);

// Puts a request into HOME/req the way such a client does, under a name that no request or result
// has. The result's name without folder and ending ("OQSsiquc01res_202611230001").
util::Result<std::string, std::string> send_request(ClientHabit habit, const std::string& home,
                                                    const std::string& institution_code,
                                                    util::Day day, const ByNumbers& numbers);

// The same for a request to switch 医療扶助 to 利用する: OQSsiupd01, written in place.
util::Result<std::string, std::string> send_assistance_on(const std::string& home,
                                                          const std::string& institution_code,
                                                          util::Day day);

// Waits for HOME/res/NAME.xml (or .err beside its request) and returns it as UTF-8.
util::Result<std::string, std::string> wait_for_result(const std::string& home,
                                                       const std::string& name,
                                                       std::int64_t timeout_ms);

// A request message in plain UTF-8, for the control socket.
std::string plain_request(const std::string& institution_code, util::Day day,
                          const ByNumbers& numbers);
std::string plain_bulk_request(const std::string& institution_code, util::Month month);
// All of them in one OQSmuquc01req.
std::string plain_inquiry_request(const std::string& institution_code, util::Day day,
                                  const std::vector<ByNumbers>& people);
// A 照会番号 as OQSsiimm01req or, as its only unit, as OQSmuimm01req.
std::string plain_reference_request(const std::string& institution_code, const ByReference& given);
std::string plain_download_request(const std::string& institution_code,
                                   const std::string& reception_number);

}  // namespace madoguchi::tools
