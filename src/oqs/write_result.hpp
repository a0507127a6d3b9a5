#pragma once

#include "oqs/messages.hpp"
#include "oqs/xml_writer.hpp"

namespace madoguchi::oqs {

// Where 照会番号 stands: inside each result, or (bulk) once behind the results of a unit.
enum class ReferenceNumberPlace { in_result, behind_results };

// ProcessingResultStatus to ResultList of one answer (§2.3 #2-#6); what is empty is absent.
void write_answer(XmlWriter& xml, const domain::Answer& answer, ReferenceNumberPlace place,
                  const WriteSettings& settings);

}  // namespace madoguchi::oqs
