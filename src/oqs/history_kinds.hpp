#pragma once

#include <vector>

#include "domain/history_rights.hpp"
#include "oqs/json_members.hpp"

// How messages name kinds of histories. Nothing outside this room includes it.
namespace madoguchi::oqs {

// The list `kinds`, each once.
std::vector<domain::HistoryKind> read_history_kinds(const json& list, Members& members);

}  // namespace madoguchi::oqs
