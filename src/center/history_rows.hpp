#pragma once

#include <memory>
#include <string>
#include <vector>

#include "history/checkup_files.hpp"
#include "history/lines.hpp"
#include "history/uke_reader.hpp"
#include "store/history.hpp"

namespace madoguchi::center {

// What a file's rows found on their way to the store, to be read after the last one.
struct HistoryFound {
  std::vector<history::FileNote> notes;  // those that fit nobody, the first thousand
};

// Claims of a file that was read through and found sound.
std::unique_ptr<store::HistoryRows> claim_rows(store::Registry& registry,
                                               std::shared_ptr<history::ByteSource> bytes,
                                               history::UkeEncoding encoding,
                                               std::shared_ptr<HistoryFound> found);
std::unique_ptr<store::HistoryRows> checkup_rows(store::Registry& registry,
                                                 std::vector<history::Checkup> checkups,
                                                 std::shared_ptr<HistoryFound> found);
std::unique_ptr<store::HistoryRows> dispensing_rows(store::Registry& registry,
                                                    std::vector<history::Dispensing> dispensings,
                                                    std::shared_ptr<HistoryFound> found);
std::unique_ptr<store::HistoryRows> master_rows(std::vector<store::MasterRow> rows);

}  // namespace madoguchi::center
