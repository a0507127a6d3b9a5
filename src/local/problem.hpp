#pragma once

#include <string>

namespace madoguchi::local {

enum class LocalError {
  unavailable,         // the file cannot be read or written: nothing was changed
  corrupt,             // not a file of this program, or damaged
  newer,               // of a newer program
  key,                 // the key file cannot be read or is none
  exists,              // an account of this name
  unknown,             // no such account
  role_unknown,        // not one of the party's roles
  name_invalid,        // account: 1 to 64 of a-z 0-9 . _ -; name: 1 to 100 characters
  last_administrator,  // somebody must be able to keep the accounts
};
struct LocalProblem {
  LocalError error = LocalError::unavailable;
  std::string detail;  // for a log, no person in it
};

}  // namespace madoguchi::local
