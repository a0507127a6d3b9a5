#include "edge/page_answer.hpp"

#include <utility>

namespace madoguchi::edge {

PageAnswer json_answer(const Json& body, int status) {
  PageAnswer answer;
  answer.status = status;
  answer.body = dumped(body);
  return answer;
}

PageAnswer csv_answer(std::string text, std::string_view file_name) {
  PageAnswer answer;
  answer.content_type = "text/csv; charset=utf-8";
  answer.headers.emplace_back("Content-Disposition",
                              "attachment; filename=\"" + std::string(file_name) + "\"");
  answer.body = std::move(text);
  return answer;
}

PageAnswer problem_answer(const Problem& problem) {
  Json body = problem.more;
  body["code"] = problem.code;
  body["message"] = problem.message;
  body["message_en"] = problem.message_en;
  if (!problem.place.empty()) body["place"] = problem.place;
  return json_answer(body, problem.status);
}

Problem malformed(std::string_view place) {
  return malformed(place, "入力内容が正しくありません。項目をご確認ください。",
                   "The value has a wrong form. Please check the field.");
}

Problem malformed(std::string_view place, std::string message, std::string message_en) {
  return {422, "F4000", std::move(message), std::move(message_en), std::string(place), {}};
}

Problem not_permitted(std::string_view act) {
  return {403,
          "F4030",
          "この操作の権限がありません。権限のある職員に依頼してください。",
          "Your role may not do this. Please ask somebody whose role may.",
          std::string(act),
          {}};
}

Problem not_found() {
  return {404,
          "F4040",
          "見つかりません。一覧を読み直してください。",
          "Not found. Please reload the list.",
          {},
          {}};
}

Problem wrong_state(std::string message, std::string message_en) {
  return {409, "F4091", std::move(message), std::move(message_en), {}, {}};
}

Problem changed_meanwhile(Json theirs) {
  Problem problem{
      409,
      "F4090",
      "ほかの職員が先に変更しました。何も上書きしていません。違いを確認してやり直してください。",
      "Somebody else changed this first. Nothing was overwritten. Please compare and "
      "try again.",
      {},
      Json::object()};
  problem.more["theirs"] = std::move(theirs);
  return problem;
}

Problem disk_failed() {
  return {500,
          "F5000",
          "この端末の記録に失敗しました。ディスクの空きを管理者へご確認ください。",
          "The database of this machine failed. Please have the disk checked.",
          {},
          {}};
}

std::string text_of(const Json& object, std::string_view name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_of(const Json& object, std::string_view name, std::int64_t otherwise) {
  if (!object.is_object()) return otherwise;
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>()
                                                             : otherwise;
}

std::string dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json parsed(std::string_view text) {
  auto value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json::object() : value;
}

}  // namespace madoguchi::edge
