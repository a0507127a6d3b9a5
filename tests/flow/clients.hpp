#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flow/requests.hpp"
#include "flow/system.hpp"

// Receipt computers of our own, one for each that oqs-interface.md §5 tells of. Each writes, waits
// and reads in its own way; none of them knows the others' ways.
namespace madoguchi::flow {

// OD2: writes in place in Shift_JIS with CRLF, fetches the tickets of a month, reads what it gets
// as Shift_JIS unless a BOM stands before it (quirks 1, 9, 10, 12, 13).
class Od2 {
 public:
  explicit Od2(Clinic& clinic) : clinic_(clinic) {}
  // 01req and its 01res: the ReceptionNumber, "" when the job failed.
  std::string begin(util::Month month);
  // 02req until the job has ended, each time under a new name with the same number; the result
  // file.
  std::optional<Clinic::Came> download(const std::string& reception_number);
  // The message in a result file; nothing when this client could not read it.
  std::optional<Xml> read(const Clinic::Came& came) const;

 private:
  std::string write_request(const std::string& prefix, const std::string& body_utf8);
  Clinic& clinic_;
};

// MYR: writes a .tmp in req/ and renames it, refuses to ask when a result of that name exists,
// polls for the exact name until two reads are the same, and takes no duplicate element (quirks 4,
// 8, 9, 11, 14).
class Myr {
 public:
  enum class Encoding { shift_jis, utf8 };
  Myr(Clinic& clinic, Encoding faces) : clinic_(clinic), faces_(faces) {}
  // The answer, checked as MYR checks it; nothing when it refuses to ask or to believe.
  std::optional<Xml> ask(const Question& question, const std::string& free_part);
  // A face file as its parser takes it; nothing when it would be refused.
  std::optional<Xml> read_face(const Clinic::Came& face, const std::string& today) const;

 private:
  Clinic& clinic_;
  Encoding faces_;
};

// EMR: one line of UTF-8 without BOM; knows its result by the literal of its identifier; waits for
// a result or an .err (quirks 2, 5, 6, 21).
class Emr {
 public:
  explicit Emr(Clinic& clinic) : clinic_(clinic) {}
  struct Found {
    std::string name, text;
  };
  // `identifier` as it stands in the message, escapes included.
  std::optional<Found> ask(const Question& question);
  // Any message under any prefix: the result, or the .err with the request beside it.
  std::optional<Found> send(const std::string& prefix, const std::string& text);
  // Writes half a request and gives up: deletes it.
  void give_up(const Question& question);

 private:
  Clinic& clinic_;
};

// SANO: single quotes in the prolog, a blank before '>', an empty branch number, 13 digits in the
// name (quirk 23).
class Sano {
 public:
  explicit Sano(Clinic& clinic) : clinic_(clinic) {}
  std::optional<Xml> ask(const Question& question, int patient);

 private:
  Clinic& clinic_;
};

// ELW: watches res/ and acts on a change of a file only, never on a new one; then deletes it
// (quirks 3, 7).
class Elw {
 public:
  explicit Elw(Clinic& clinic);
  ~Elw();
  Elw(const Elw&) = delete;
  Elw& operator=(const Elw&) = delete;
  // The next file that changed after it had appeared; nothing when none does.
  std::optional<Clinic::Came> next();

 private:
  Clinic& clinic_;
  int inotify_ = -1;
};

// Elements of one message that stand twice where they may stand once: what MYR refuses.
bool repeats_an_element(pugi::xml_node message);

}  // namespace madoguchi::flow
