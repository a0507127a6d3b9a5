#pragma once

#include <string>

namespace madoguchi::store {

enum class StoreError {
  unavailable,   // cannot be read or written now (disk full, read-only, I/O): nothing was stored
  locked,        // another process writes this store
  schema_newer,  // written by a newer program than this one may read
  corrupt,
  key_used,           // the request key was used before (look with `record_of_key`)
  cancelled,          // the store is closing
  withdrawn,          // whoever asked for it does not want it any more: nothing was stored
  changed_meanwhile,  // what the commit was decided on holds no longer: decide anew
};
struct StoreProblem {
  StoreError error = StoreError::unavailable;
  std::string detail;  // for a log: cause in English, no person in it
};

}  // namespace madoguchi::store
