#pragma once

#include "net/client.hpp"

namespace madoguchi::edge {

// How a party reaches the center: address, expected name, own certificate. Rooms above `edge` use
// this name and include nothing of `net`.
using CenterLine = net::ClientConfig;

}  // namespace madoguchi::edge
