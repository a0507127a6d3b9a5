#pragma once

#include <memory>
#include <string>
#include <vector>

#include "card/reader.hpp"

namespace madoguchi::card {

// The readers of this machine by PC/SC (libpcsclite, its service pcscd). Only readers whose name
// contains `name_part` count; empty: all. Readers and the service may come and go at any time.
std::unique_ptr<CardReader> make_pcsc_reader(const std::string& name_part);

// Names of the readers now, for a tool; the error is why there are none to be told.
util::Result<std::vector<std::string>, ReaderError> pcsc_reader_names();

}  // namespace madoguchi::card
