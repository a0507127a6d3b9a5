#pragma once

#include <string>

#include "oqs/folder_history.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

// The result of YZKsiquc and TKKsiquc as PDF: drugs, treatments and operations, check-ups, each as
// a list. The same input makes the same bytes. The error is for a log.
util::Result<std::string, std::string> history_paper(const oqs::FolderHistory& history,
                                                     util::Day printed_on);

}  // namespace madoguchi::terminal
