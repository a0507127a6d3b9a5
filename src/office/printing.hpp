#pragma once

#include "forms/forms.hpp"
#include "office/jobs.hpp"
#include "office/parts.hpp"

namespace madoguchi::office {

// POST /api/print {kind: ticket|opinion, ids | month}: numbers the sheets and begins the job
// "print".
Answer begin_print(Parts& parts, const Call& call);
// GET /api/print: what was printed. GET /api/print/{file}.pdf.
Answer list_prints(Parts& parts, const Call& call);
Answer hand_out_print(Parts& parts, const Call& call);

// Renders from the mirror, puts the print on record at the center, and only then keeps the file.
Jobs::Outcome run_print(Parts& parts, JobView& view, const Json& input, const OnBehalf& author);

// The office on its papers, and why a paper could not be made (F5010).
forms::OfficeFace face_of(Parts& parts);
Problem print_problem(const forms::FormProblem& problem);

}  // namespace madoguchi::office
