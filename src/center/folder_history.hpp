#pragma once

#include "center/history_record.hpp"
#include "oqs/folder_history.hpp"

namespace madoguchi::center {

// What a receipt computer's result file tells of what this look allows: the months of claims and
// dispensings, and the check-ups. Nothing of a withheld kind.
oqs::FolderHistory folder_history(const HistoryLook& look, const HistoryMaterial& material);

// One line a kind that is withheld and why; empty when none is.
std::string withheld_text(const HistoryLook& look);

}  // namespace madoguchi::center
