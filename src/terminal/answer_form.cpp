#include "terminal/answer_form.hpp"

#include <zip.h>

#include <algorithm>
#include <memory>

#include "oqs/messages.hpp"

namespace madoguchi::terminal {

namespace {

constexpr std::string_view result_start = "<ResultOfQualificationConfirmation>";
constexpr std::string_view result_end = "</ResultOfQualificationConfirmation>";
constexpr std::string_view validity_start = "<QualificationValidity>";
constexpr std::string_view validity_end = "</QualificationValidity>";

oqs::Problem problem(oqs::ErrorCode error) {
  return {error, ""};
}

struct ZipSourceFree {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct ZipDiscard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

util::Result<std::string, oqs::Problem> archive_bytes(zip_source_t* source) {
  const auto failed = util::failure(problem(oqs::ErrorCode::terminal_internal));
  zip_stat_t status;
  zip_stat_init(&status);
  if (zip_source_stat(source, &status) != 0 || zip_source_open(source) != 0) return failed;
  std::string bytes(status.size, '\0');
  const auto count = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (count < 0 || std::uint64_t(count) != status.size) return failed;
  return bytes;
}

// Text without the others' results and with this one's validity.
std::string with_one(const std::string& xml, std::size_t from, std::size_t to,
                     std::string_view result, std::string_view validity) {
  std::string one = xml.substr(0, from) + std::string(result) + xml.substr(to);
  const auto start = one.find(validity_start);
  const auto end = one.find(validity_end);
  if (start == std::string::npos || end == std::string::npos) return one;
  const auto value = start + validity_start.size();
  return one.replace(value, end - value, validity);
}

}  // namespace

util::Result<AnswerHead, oqs::Problem> read_head(std::string_view xml) {
  constexpr std::string_view header_end = "</MessageHeader>";
  constexpr std::string_view blanks = " \t\r\n";
  const auto unreadable = util::failure(problem(oqs::ErrorCode::answer_unreadable));
  const auto end = xml.find(header_end);
  const auto last = xml.find_last_not_of(blanks);
  if (end == std::string_view::npos || last == std::string_view::npos ||
      !xml.substr(0, last + 1).ends_with("</XmlMsg>")) {
    return unreadable;
  }
  // The body may be many megabytes: an empty one is read in its place.
  auto head = std::string(xml.substr(0, end + header_end.size()));
  head += "<MessageBody></MessageBody></XmlMsg>";
  auto document = oqs::read_result(head);
  if (!document) return unreadable;
  return AnswerHead{document->institution_code, document->arbitrary_file_identifier,
                    document->reception_number, document->segment,
                    document->error_code,       document->error_message};
}

util::Result<std::string, oqs::Problem> zip_one(const std::string& entry_name,
                                                std::string_view bytes) {
  const auto failed = util::failure(problem(oqs::ErrorCode::terminal_internal));
  std::unique_ptr<zip_source_t, ZipSourceFree> target(
      zip_source_buffer_create(nullptr, 0, 0, nullptr));
  if (!target) return failed;
  zip_source_keep(target.get());  // the archive's close gives one of the two references back
  std::unique_ptr<zip_t, ZipDiscard> archive(
      zip_open_from_source(target.get(), ZIP_TRUNCATE, nullptr));
  if (!archive) {
    zip_source_free(target.get());
    return failed;
  }
  zip_source_t* const content = zip_source_buffer(archive.get(), bytes.data(), bytes.size(), 0);
  if (content == nullptr) return failed;
  const auto index = zip_file_add(archive.get(), entry_name.c_str(), content, 0);
  if (index < 0) {
    zip_source_free(content);
    return failed;
  }
  if (zip_set_file_compression(archive.get(), zip_uint64_t(index), ZIP_CM_DEFLATE, 0) != 0) {
    return failed;
  }
  if (zip_close(archive.get()) != 0) return failed;
  static_cast<void>(archive.release());
  return archive_bytes(target.get());
}

std::vector<std::string> split_results(const std::string& xml,
                                       const std::vector<std::string>& validities) {
  std::vector<std::string_view> results;
  std::size_t from = std::string::npos;
  std::size_t to = 0;
  for (auto at = xml.find(result_start); at != std::string::npos; at = xml.find(result_start, to)) {
    const auto end = xml.find(result_end, at);
    if (end == std::string::npos) return {xml};
    from = std::min(from, at);
    to = end + result_end.size();
    results.push_back(std::string_view(xml).substr(at, to - at));
  }
  if (results.size() < 2 || validities.size() != results.size()) return {xml};
  std::vector<std::string> messages;
  for (std::size_t i = 0; i < results.size(); ++i) {
    messages.push_back(with_one(xml, from, to, results[i], validities[i]));
  }
  return messages;
}

}  // namespace madoguchi::terminal
