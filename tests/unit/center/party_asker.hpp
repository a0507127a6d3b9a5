#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "unit/center/bed.hpp"

namespace madoguchi::center {

// What came back: an answer's bytes, or code and place of the problem.
struct Said {
  int status = 0;
  std::string bytes;
  nlohmann::json json;
};

// One request of a party, on a line of its own.
inline Said ask_as(Bed& bed, const std::string& uri, const std::string& method,
                   const std::string& path, net::Headers headers = {}, const std::string& body = "",
                   const std::vector<std::pair<std::string, std::string>>& query = {}) {
  auto line = bed.client(uri);
  net::Request request;
  request.method = method;
  request.path = path;
  request.query = query;
  request.headers = std::move(headers);
  request.body = body;
  const auto got = line.send(request, 30000);
  if (got) return {got->status, got->body, nlohmann::json::parse(got->body, nullptr, false)};
  const auto& problem = got.error();
  return {problem.status,
          std::string(oqs::code_of(problem.problem.error)),
          {{"code", oqs::code_of(problem.problem.error)}, {"place", problem.problem.place}}};
}

}  // namespace madoguchi::center
