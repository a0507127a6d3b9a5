#pragma once

#include <string>
#include <string_view>

#include "office/jobs.hpp"
#include "office/parts.hpp"

namespace madoguchi::office {

// A registration file that came by upload or through the drop folder.
struct IncomingFile {
  std::string name, kind, scope, source;  // scope: changes, full; source: upload, folder
  std::string bytes;                      // in its own encoding
};
// Keeps the file and begins the job that looks at it ("preview", or "folder" with more in its
// input), in one transaction.
struct KeptImport {
  std::string id, job;
};
KeptImport keep_import(Parts& parts, const IncomingFile& file, const OnBehalf& author,
                       const std::string& job_kind, Json input);

// POST and GET /api/imports, GET /api/imports/{id}, /errors.csv, POST …/{publish|discard|undo}.
Answer upload_import(Parts& parts, const Call& call);
Answer list_imports(Parts& parts, const Call& call);
Answer show_import(Parts& parts, const Call& call);
Answer import_errors(Parts& parts, const Call& call);
Answer publish_import(Parts& parts, const Call& call);
Answer discard_import(Parts& parts, const Call& call);
Answer undo_import(Parts& parts, const Call& call);

// Jobs: "preview" compares the file with the mirror and rehearses it at the center; "import"
// publishes it, with the job's id as key.
Jobs::Outcome run_preview(Parts& parts, JobView& view, const Json& input, const OnBehalf& author);
Jobs::Outcome run_import(Parts& parts, JobView& view, const Json& input, const OnBehalf& author);
// When they were cancelled before they began.
void put_back_preview(Parts& parts, const Json& input);
void put_back_import(Parts& parts, const Json& input);

// The job "undo": a counter-change of a whole file.
Jobs::Outcome run_undo(Parts& parts, JobView& view, const Json& input, const OnBehalf& author);

// Everything about a file but its bytes, for the report beside it.
Json import_report(Parts& parts, const std::string& id);

// Adds what keeps a file of the drop folder from being registered without a person's word; once.
void add_problems(Parts& parts, const std::string& id, const Json& problems);
// Whether a problem is one of those: "wrong_month", "full_removes", "full_refuses".
bool asks_for_a_person(const Json& problem);

// The problems of a report as a CSV file in the encoding of the file they are about.
std::string error_file(const Json& problems, std::string_view source);

}  // namespace madoguchi::office
