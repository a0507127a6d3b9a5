#pragma once

#include <span>
#include <string>
#include <string_view>

#include "edge/page_server.hpp"
#include "net/http.hpp"

namespace madoguchi::edge {

// What a page server says the same way with every answer.

// Where it listens, as browsers name it.
struct PagePlace {
  std::string address;
  std::uint16_t port = 0;
  bool tls = false;
  std::vector<std::string> hosts;
};

// Only under a name of its own (against DNS rebinding), and from its own pages: Host, and where the
// browser says it, Origin and Sec-Fetch-Site of anything but GET.
bool host_is_own(const PagePlace& place, std::string_view host);
bool comes_from_own_page(const PagePlace& place, const net::Request& request);

// Whether the page says that somebody touched it since it last said so; what it asks by itself
// (renewals, long polls) says nothing, and keeps no session open.
local::Use use_of(const net::Request& request);

// The built file that a GET or HEAD is for; nothing for any other. Every view of a page has an
// address (no dot in it); all of them are the one document.
const PageAsset* asset_for(std::span<const PageAsset> assets, const net::Request& request);
net::Response to_response(PageAnswer answer);
// Security headers; `no-store` unless the answer says how long it may be kept.
void seal(net::Response& response, const PagePlace& place);

std::string cookie_named(const net::Request& request, const std::string& name);  // "": none
std::string cookie_in(const net::Request& request, const PagePlace& place);
std::string set_cookie(const std::string& token, const PagePlace& place);  // "" ends it

}  // namespace madoguchi::edge
