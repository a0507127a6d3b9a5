#pragma once

#include <span>

#include "edge/page_server.hpp"

namespace madoguchi::app {

// The office's pages as built from web/, "/index.html" the first of them; none in a program that
// was configured with -DMADOGUCHI_WEB=OFF. Made by cmake/web.cmake.
std::span<const edge::PageAsset> office_assets();

}  // namespace madoguchi::app
