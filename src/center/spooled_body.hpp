#pragma once

#include <memory>
#include <string>

#include "history/lines.hpp"

namespace madoguchi::center {

// A request's body in a file without a name beside the database: read in pieces, gone with its last
// reader, whatever happens. Nothing when the disk does not take it.
std::shared_ptr<history::ByteSource> spool(const std::string& beside, std::string body);

}  // namespace madoguchi::center
