#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/claim.hpp"
#include "history/lines.hpp"

namespace madoguchi::history {

// Something found in a file: where (line and field from 1; field 0: the whole line), a stable code,
// a text for the staff.
struct FileNote {
  std::size_t line = 0;
  std::size_t field = 0;
  std::string code;
  std::string text;  // Japanese
  enum class Weight { error, warning } weight = Weight::error;
};

enum class UkeEncoding { cp932, utf8 };

// A claims file (レセプト電算, domain.md 9) that is read claim by claim: medical, dental, pharmacy;
// visiting nursing as far as its public layout goes. CRLF or LF, a last 0x1A, trailing empty fields
// there or not, era or western dates. Several of them one after the other (IR … GO IR … GO) are one
// file. CP932 is the rule; UTF-8 is taken in too, when the whole file is valid UTF-8, and told.
struct UkeFindings {
  std::size_t lines = 0, claims = 0, refused = 0;  // refused: of the claims, for their form
  UkeEncoding encoding = UkeEncoding::cp932;
  std::map<std::string, std::size_t> unknown_records;  // counted, not fatal
  std::vector<FileNote> notes;                         // up to `notes_max`
  std::size_t notes_total = 0;
  // Set: the file is refused whole (no claims file, DPC, cut off, wrong totals). Nothing of it may
  // be stored, for claims before the place were told already.
  std::optional<FileNote> refusal;
};

class UkeReader {
 public:
  struct Limits {
    std::size_t notes_max = 1000;
    std::size_t lines_of_claim_max = 20000;
  };
  UkeReader(ByteSource& bytes, UkeEncoding encoding) : UkeReader(bytes, encoding, Limits{}) {}
  UkeReader(ByteSource& bytes, UkeEncoding encoding, Limits limits);
  ~UkeReader();

  // The next claim whose form is right; nothing at the end of the file, or where it is refused.
  std::optional<Claim> next();
  const UkeFindings& findings() const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

// UTF-8 when every line is and one of them is not ASCII; else CP932. Reads the whole source.
UkeEncoding uke_encoding(ByteSource& bytes);

}  // namespace madoguchi::history
