#include "tools/demo_clients.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "domain/identifiers.hpp"
#include "oqs/setting_messages.hpp"
#include "util/encoding.hpp"
#include "util/file.hpp"

namespace madoguchi::tools {

namespace {

namespace fs = std::filesystem;

constexpr int daily_requests_max = 9999;
constexpr std::size_t result_bytes_max = 16UL * 1024 * 1024;
constexpr auto poll_every = std::chrono::milliseconds(50);

// One client's way of writing tags and lines.
struct Manner {
  std::string declaration;
  std::string line_end;
  std::string before_close;  // "<Name >"
};

Manner manner_of(ClientHabit habit) {
  switch (habit) {
    case ClientHabit::in_place_shift_jis:
      return {R"(<?xml version="1.0" encoding="Shift_JIS" standalone="no"?>)", "\r\n", ""};
    case ClientHabit::renamed_lower_case:
      return {R"(<?xml version="1.0" encoding="shift_jis" standalone="no"?>)", "\n", ""};
    case ClientHabit::single_quoted_utf8:
      break;
  }
  return {"<?xml version='1.0' encoding='UTF-8' standalone='no'?>", "\n", " "};
}

class Message {
 public:
  explicit Message(Manner manner) : manner_(std::move(manner)) {
    text_ = manner_.declaration + manner_.line_end;
  }
  Message& open(const char* name) {
    text_ += fmt::format("<{}{}>{}", name, manner_.before_close, manner_.line_end);
    return *this;
  }
  Message& close(const char* name) {
    text_ += fmt::format("</{}>{}", name, manner_.line_end);
    return *this;
  }
  Message& leaf(const char* name, const std::string& value) {
    text_ +=
        fmt::format("<{0}{1}>{2}</{0}>{3}", name, manner_.before_close, value, manner_.line_end);
    return *this;
  }
  std::string text() && { return std::move(text_); }

 private:
  Manner manner_;
  std::string text_;
};

void search_block(Message& message, const ByNumbers& numbers) {
  message.open("QualificationConfirmSearchInfo");
  message.leaf("InsurerNumber", domain::padded_insurer_number(numbers.payer));
  if (!numbers.symbol.empty()) message.leaf("InsuredCardSymbol", numbers.symbol);
  message.leaf("InsuredIdentificationNumber", numbers.number);
  message.leaf("InsuredBranchNumber", numbers.branch);
  message.leaf("Birthdate", numbers.birthdate.text());
  message.leaf("LimitApplicationCertificateRelatedConsFlg", "0");
  message.close("QualificationConfirmSearchInfo");
}

std::string number_request(const Manner& manner, const std::string& institution_code, util::Day day,
                           const ByNumbers& numbers, const std::string& identifier) {
  Message message(manner);
  message.open("XmlMsg").open("MessageHeader");
  message.leaf("QualificationConfirmationDate", day.text());
  message.leaf("MedicalInstitutionCode", institution_code);
  if (!identifier.empty()) message.leaf("ArbitraryFileIdentifier", identifier);
  message.close("MessageHeader").open("MessageBody");
  search_block(message, numbers);
  message.close("MessageBody").close("XmlMsg");
  return std::move(message).text();
}

Manner plain() {
  return {R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)", "", ""};
}

// The day and a counter, as clients name their requests; one that is used by nothing yet.
util::Result<std::string, std::string> unused_part(const fs::path& home,
                                                   const std::string& interface, util::Day day) {
  for (int count = 1; count <= daily_requests_max; ++count) {
    auto part = fmt::format("{}{:04}", day.text(), count);
    std::error_code error;
    const bool used = fs::exists(home / "req" / (interface + "req_" + part + ".xml"), error) ||
                      fs::exists(home / "res" / (interface + "res_" + part + ".xml"), error);
    if (!used) return part;
  }
  return util::failure("今日の要求が多すぎます: " + (home / "req").string());
}

// In place, in two pieces, as programs do that know no better.
bool write_pieces(const fs::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  const auto half = static_cast<std::streamsize>(bytes.size() / 2);
  out.write(bytes.data(), half);
  out.flush();
  out.write(bytes.data() + half, static_cast<std::streamsize>(bytes.size()) - half);
  out.close();
  return out.good();
}

}  // namespace

std::string client_request(ClientHabit habit, const std::string& institution_code, util::Day day,
                           const ByNumbers& numbers, const std::string& identifier) {
  auto text = number_request(manner_of(habit), institution_code, day, numbers, identifier);
  if (habit == ClientHabit::single_quoted_utf8) return text;
  auto encoded = util::cp932_from_utf8(text, util::Unencodable::xml_reference);
  return encoded ? std::move(encoded->bytes) : text;
}

util::Result<std::string, std::string> send_request(ClientHabit habit, const std::string& home,
                                                    const std::string& institution_code,
                                                    util::Day day, const ByNumbers& numbers) {
  const auto part = unused_part(home, "OQSsiquc01", day);
  if (!part) return part;
  const auto bytes = client_request(habit, institution_code, day, numbers, "demo" + *part);
  const auto path = fs::path(home) / "req" / ("OQSsiquc01req_" + *part + ".xml");
  std::error_code error;
  if (habit == ClientHabit::renamed_lower_case) {
    const auto temporary = fs::path(home) / "req" / (".receptionagent-" + *part + ".tmp");
    if (!write_pieces(temporary, bytes)) return util::failure("書けません: " + temporary.string());
    fs::rename(temporary, path, error);
    if (error) return util::failure("書けません: " + path.string());
  } else if (!write_pieces(path, bytes)) {
    return util::failure("書けません: " + path.string());
  }
  return "OQSsiquc01res_" + *part;
}

util::Result<std::string, std::string> send_assistance_on(const std::string& home,
                                                          const std::string& institution_code,
                                                          util::Day day) {
  const auto part = unused_part(home, "OQSsiupd01", day);
  if (!part) return part;
  const auto path = fs::path(home) / "req" / ("OQSsiupd01req_" + *part + ".xml");
  const auto request = oqs::write_setting_request(institution_code, "demo" + *part,
                                                  oqs::SettingChanges{oqs::Use::yes});
  if (!write_pieces(path, request)) return util::failure("書けません: " + path.string());
  return "OQSsiupd01res_" + *part;
}

util::Result<std::string, std::string> wait_for_result(const std::string& home,
                                                       const std::string& name,
                                                       std::int64_t timeout_ms) {
  const auto result = fs::path(home) / "res" / (name + ".xml");
  auto request_name = name;
  request_name.replace(request_name.find("res_"), 4, "req_");
  const auto fault = fs::path(home) / "res" / (request_name + ".err");
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (std::chrono::steady_clock::now() < give_up) {
    std::error_code error;
    if (fs::exists(result, error)) {
      const auto bytes = util::read_file(result, result_bytes_max);
      oqs::ReadLimits limits;
      limits.request_bytes_max = result_bytes_max;
      auto text = bytes ? oqs::utf8_request(*bytes, limits)
                        : util::failure(oqs::Problem{oqs::ErrorCode::file_unreadable, {}});
      if (!text) return util::failure("読み取れません: " + result.string());
      return std::move(*text);
    }
    if (fs::exists(fault, error)) {
      const auto text = util::read_file(fault, result_bytes_max);
      return util::failure(fault.filename().string() + ": " + text.value_or(""));
    }
    std::this_thread::sleep_for(poll_every);
  }
  return util::failure("結果が届きません: " + result.string());
}

std::string plain_request(const std::string& institution_code, util::Day day,
                          const ByNumbers& numbers) {
  return number_request(plain(), institution_code, day, numbers, "");
}

std::string plain_bulk_request(const std::string& institution_code, util::Month month) {
  Message message(plain());
  message.open("XmlMsg").open("MessageHeader");
  message.leaf("MedicalInstitutionCode", institution_code);
  message.close("MessageHeader").open("MessageBody").open("QualificationConfirmSearchInfo");
  message.leaf("MedicalTreatmentMonth", month.text());
  message.close("QualificationConfirmSearchInfo").close("MessageBody").close("XmlMsg");
  return std::move(message).text();
}

std::string plain_inquiry_request(const std::string& institution_code, util::Day day,
                                  const std::vector<ByNumbers>& people) {
  Message message(plain());
  message.open("XmlMsg").open("MessageHeader");
  message.leaf("QualificationConfirmationDate", day.text());
  message.leaf("MedicalInstitutionCode", institution_code);
  message.close("MessageHeader").open("MessageBody");
  for (const auto& numbers : people) search_block(message, numbers);
  message.close("MessageBody").close("XmlMsg");
  return std::move(message).text();
}

std::string plain_reference_request(const std::string& institution_code, const ByReference& given) {
  Message message(plain());
  message.open("XmlMsg").open("MessageHeader");
  message.leaf("MedicalInstitutionCode", institution_code);
  message.close("MessageHeader").open("MessageBody").open("ReferenceNumberRegistrationInfo");
  message.leaf("ReferenceNumber", given.reference_number);
  message.leaf("InsurerNumber", domain::padded_insurer_number(given.person.payer));
  message.leaf("InsuredIdentificationNumber", given.person.number);
  message.close("ReferenceNumberRegistrationInfo").close("MessageBody").close("XmlMsg");
  return std::move(message).text();
}

std::string plain_download_request(const std::string& institution_code,
                                   const std::string& reception_number) {
  Message message(plain());
  message.open("XmlMsg").open("MessageHeader");
  message.leaf("MedicalInstitutionCode", institution_code);
  message.close("MessageHeader").open("MessageBody");
  message.leaf("ReceptionNumber", reception_number);
  message.close("MessageBody").close("XmlMsg");
  return std::move(message).text();
}

}  // namespace madoguchi::tools
