#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/registration_columns.hpp"
#include "store/rows.hpp"
#include "util/csv.hpp"
#include "util/result.hpp"

namespace madoguchi::center {

// Why a whole file is refused (domain.md 11.2: header or office mismatch); rows are refused one by
// one.
struct FileProblem {
  std::string code;   // "column_missing", "column_repeated", "column_unknown", "encoding", "empty"
  std::string field;  // column name
  std::size_t offset = 0;  // encoding: first byte that is not text
  std::string text;        // Japanese
};

// The columns of one kind of file.
using Columns = domain::RegistrationColumns;
const Columns& columns_of(store::RowKind kind);

// CSV bytes (UTF-8 with or without BOM, or CP932) to UTF-8.
struct DecodedFile {
  std::string text;
  enum class Form { utf8, utf8_bom, cp932 } form = Form::utf8;
};
util::Result<DecodedFile, FileProblem> decode_file(std::string_view bytes);

struct RowSettings {
  std::string office_code;          // of an office's certificate; empty: any (operator)
  bool strict_check_digit = false;  // Q10
  std::size_t problems_max = 100000;
  // A later UpdatedAt is refused: it would make every real correction look old.
  util::Instant latest{INT64_MAX};
};

// Reads the rows of one registration file: checks form, code tables, dates and periods of each row
// and hands on the good ones. What is wrong is collected with line, field, code and text.
class RegistrationRows : public store::RowSource {
 public:
  static util::Result<std::unique_ptr<RegistrationRows>, FileProblem> open(store::RowKind kind,
                                                                           std::string text,
                                                                           RowSettings settings);
  std::optional<store::NumberedRow> next() override;
  std::size_t refused() const override { return found_->refused; }
  std::vector<store::RowProblem> problems() const override { return found_->problems; }

  // What was found, to be read after the last row.
  struct Found {
    std::size_t rows = 0;     // data rows seen
    std::size_t refused = 0;  // of them refused for their form
    std::size_t problems_total = 0;
    std::vector<store::RowProblem> problems;
  };
  // Shared, because the source itself belongs to the store while it is read.
  std::shared_ptr<Found> found() const { return found_; }

 private:
  RegistrationRows(store::RowKind kind, std::string text, RowSettings settings);
  store::RowKind kind_;
  std::string text_;
  RowSettings settings_;
  util::CsvReader reader_;
  std::map<std::string, std::size_t, std::less<>> columns_;
  std::shared_ptr<Found> found_ = std::make_shared<Found>();
};

}  // namespace madoguchi::center
