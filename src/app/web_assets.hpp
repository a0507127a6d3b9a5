#pragma once

#include <span>

#include "edge/page_server.hpp"

namespace madoguchi::app {

// Each party's pages as built from web/, "/index.html" among them; none in a program that was
// configured with -DMADOGUCHI_WEB=OFF. Made by cmake/web.cmake.
std::span<const edge::PageAsset> office_assets();
std::span<const edge::PageAsset> counter_assets();
std::span<const edge::PageAsset> patient_assets();  // at the reader; no other page with it

}  // namespace madoguchi::app
