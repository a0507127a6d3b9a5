#pragma once

#include "oqs/messages.hpp"
#include "oqs/xml_writer.hpp"

namespace madoguchi::oqs {

// Where 照会番号 stands: inside each result, or (bulk) once behind the results of a unit.
enum class ReferenceNumberPlace { in_result, behind_results };

// Whether results stand in a ResultList, or (§2.5) directly.
enum class ResultsPlace { in_list, direct };
struct AnswerForm {
  ReferenceNumberPlace reference_number = ReferenceNumberPlace::in_result;
  ResultsPlace results = ResultsPlace::in_list;
};

// ProcessingResultStatus to the results of one answer (§2.3 #2-#6); what is empty is absent.
void write_answer(XmlWriter& xml, const domain::Answer& answer, AnswerForm form,
                  const WriteSettings& settings);
// The same of a unit that failed.
void write_unit_error(XmlWriter& xml, const Problem& problem);

}  // namespace madoguchi::oqs
