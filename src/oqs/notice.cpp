#include "oqs/notice.hpp"

#include "oqs/json_text.hpp"
#include "oqs/office_messages.hpp"
#include "oqs/result_json.hpp"
#include "oqs/screen_words.hpp"

namespace madoguchi::oqs {

namespace {

using nlohmann::ordered_json;

constexpr JsonLimits notice_limits{4UL * 1024 * 1024, 12};

struct KindWords {
  std::string_view name;
  Word title, next;
};

const KindWords& words_of(NoticeKind kind) {
  static constexpr KindWords lost{
      "lost",
      {"回答した資格が有効ではなくなりました。",
       "The qualification that was told is not valid any more."},
      {"請求の前に、この受診の請求先を確かめてください。回答の内容は「now」にあります。不明な点は福"
       "祉事務所へご確認ください。",
       "Before the claim, check who pays for this visit. What holds now stands under `now`. Ask "
       "the welfare office when in doubt."}};
  static constexpr KindWords registered{
      "registered",
      {"未登録だった医療券/調剤券情報が登録されました。",
       "The ticket that was missing is registered."},
      {"一括取得またはもう一度の照会で券の内容を取り込み、請求してください。",
       "Fetch the ticket by bulk acquisition or by asking again, and claim with it."}};
  static constexpr KindWords changed{
      "changed",
      {"回答した内容が変わりました。", "What was told has changed."},
      {"「differences」の項目を確かめ、請求の内容を直してください。",
       "Check the elements under `differences` and correct the claim."}};
  static constexpr KindWords as_answered{
      "as_answered",
      {"内容が最初の回答のとおりに戻りました。", "What was first told holds again."},
      {"前のお知らせは取り消しです。最初の回答のとおりに請求できます。",
       "The earlier notice is withdrawn. Claim as first told."}};
  switch (kind) {
    case NoticeKind::lost:
      return lost;
    case NoticeKind::registered:
      return registered;
    case NoticeKind::as_answered:
      return as_answered;
    case NoticeKind::changed:
      break;
  }
  return changed;
}

ordered_json both(const Word& word) {
  return {{"ja", word.japanese}, {"en", word.english}};
}

std::string validity_text(const domain::Answer& answer) {
  return answer.validity ? std::to_string(static_cast<int>(*answer.validity)) : std::string();
}

ordered_json answer_json(const domain::Answer& answer) {
  return {{"QualificationValidity", validity_text(answer)},
          {"ResultList", results_json(answer.results)}};
}

std::string value_in(const domain::Answer& answer, domain::Field wanted) {
  for (const auto& result : answer.results) {
    for (const auto& [field, value] : result.fields) {
      if (field == wanted) return value;
    }
  }
  return {};
}

ordered_json asked_json(const Notice& notice) {
  ordered_json asked{{"way", notice.way},
                     {"at", util::iso_date_time_in_japan(notice.asked_at)},
                     {"record", notice.record}};
  if (notice.day) asked["QualificationConfirmationDate"] = notice.day->text();
  if (notice.month) asked["MedicalTreatmentMonth"] = notice.month->text();
  if (!notice.arbitrary_file_identifier.empty()) {
    asked["ArbitraryFileIdentifier"] = notice.arbitrary_file_identifier.value;
  }
  if (!notice.reception_number.empty()) asked["ReceptionNumber"] = notice.reception_number;
  for (const auto& [name, text] : notice.search.elements) {
    asked["QualificationConfirmSearchInfo"][name] = text.value;
  }
  return asked;
}

// As shown then; where nothing was shown, as it is shown now.
ordered_json person_json(const Notice& notice) {
  ordered_json person = ordered_json::object();
  auto reference = notice.now.reference_number;
  for (const auto* answer : {&notice.now, &notice.told}) {
    if (reference.empty()) reference = value_in(*answer, domain::Field::ReferenceNumber);
  }
  if (reference.empty()) reference = notice.told.reference_number;
  if (!reference.empty()) person["ReferenceNumber"] = reference;
  for (const auto field :
       {domain::Field::Name, domain::Field::NameKana, domain::Field::Birthdate}) {
    auto value = value_in(notice.told, field);
    if (value.empty()) value = value_in(notice.now, field);
    if (!value.empty()) person[std::string(element_name(field))] = value;
  }
  return person;
}

std::string text_at(const nlohmann::json& json, const char* outer, const char* inner) {
  const auto found = json.find(outer);
  if (found == json.end() || !found->is_object()) return {};
  const auto value = found->find(inner);
  return value != found->end() && value->is_string() ? value->get<std::string>() : std::string();
}

std::string text_at(const nlohmann::json& json, const char* name) {
  const auto value = json.find(name);
  return value != json.end() && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace

std::string_view name_of(NoticeKind kind) {
  return words_of(kind).name;
}

std::string write_notice(const Notice& notice) {
  const auto& words = words_of(notice.kind);
  auto differences = ordered_json::array();
  for (const auto& one : domain::claim_differences(notice.told, notice.now)) {
    differences.push_back(
        {{"place", one.place}, {"element", one.element}, {"told", one.then}, {"now", one.now}});
  }
  const ordered_json json{{"notice", notice.number},
                          {"made_at", util::iso_date_time_in_japan(notice.made_at)},
                          {"kind", words.name},
                          {"title", both(words.title)},
                          {"next", both(words.next)},
                          {"MedicalInstitutionCode", notice.institution_code},
                          {"asked", asked_json(notice)},
                          {"person", person_json(notice)},
                          {"told", answer_json(notice.told)},
                          {"now", answer_json(notice.now)},
                          {"differences", std::move(differences)}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

namespace {

std::string day_words(const util::Day& day) {
  return std::to_string(day.month()) + "月" + std::to_string(day.day()) + "日";
}

// Of a `no`: what the office names as its reason.
Word reason_words(std::string_view reason) {
  if (reason == "not_eligible") return {"医療扶助の対象ではありません。", "Not eligible."};
  if (reason == "other_institution") {
    return {"他の医療機関への委託です。", "Commissioned to another institution."};
  }
  if (reason == "need_not_decided") {
    return {"医療の要否の決定がまだです。", "The need of treatment is not decided yet."};
  }
  if (reason == "self_pay_open") {
    return {"本人支払額が決まっていません。", "The self-pay amount is still open."};
  }
  if (reason == "contact_office") {
    return {"福祉事務所へお電話ください。", "Please call the office."};
  }
  return {"詳しくは福祉事務所へご確認ください。", "Ask the office for details."};
}

// What the reply says, and what is to be done next.
ordered_json reply_words(const OfficeReply& reply) {
  if (reply.answer == "yes") {
    return {
        {"ja", "委託します。券が登録されたら、一括取得またはもう一度の照会で取り込んでください。"},
        {"en",
         "Commissioned. Once the ticket is registered, fetch it by bulk acquisition or "
         "by asking again."}};
  }
  if (reply.answer == "date" && reply.date) {
    return {
        {"ja", day_words(*reply.date) + "に登録する予定です。その後にもう一度照会してください。"},
        {"en", "To be registered on " + reply.date->text() + ". Ask again after that."}};
  }
  if (reply.answer == "paper") {
    return {{"ja", "紙の医療券/調剤券を送ります。届いた券で請求してください。"},
            {"en", "A paper ticket is sent. Claim with it."}};
  }
  const auto reason = reason_words(reply.reason);
  return {{"ja", "委託しません。" + std::string(reason.japanese)},
          {"en", "Not commissioned. " + std::string(reason.english)}};
}

}  // namespace

std::string write_reply_notice(const Notice& asked, const OfficeReply& reply,
                               const domain::Office& office) {
  ordered_json said{{"month", reply.month.text()}, {"answer", reply.answer}};
  if (reply.date) said["date"] = reply.date->text();
  if (!reply.reason.empty()) said["reason"] = reply.reason;
  // By number the office may not be named (column 2 of the matrix): its number alone is not given
  // either.
  if (asked.way == "card")
    said["office"] = {{"name", office.name}, {"telephone", office.telephone}};
  const ordered_json json{
      {"notice", asked.number},
      {"made_at", util::iso_date_time_in_japan(asked.made_at)},
      {"kind", "reply"},
      {"title",
       {{"ja", "福祉事務所から回答がありました。"}, {"en", "The welfare office replied."}}},
      {"next", reply_words(reply)},
      {"MedicalInstitutionCode", asked.institution_code},
      {"asked", asked_json(asked)},
      {"person", person_json(asked)},
      {"told", {{"QualificationValidity", validity_text(asked.told)}}},
      {"reply", std::move(said)}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

std::optional<NoticeHead> read_notice_head(std::string_view text) {
  const auto json = json_object(text, notice_limits);
  if (!json) return std::nullopt;
  const auto number = json->find("notice");
  if (number == json->end() || !number->is_number_integer()) return std::nullopt;
  NoticeHead head;
  head.number = number->get<std::int64_t>();
  head.made_at = text_at(*json, "made_at");
  head.kind = text_at(*json, "kind");
  head.title = text_at(*json, "title", "ja");
  head.title_english = text_at(*json, "title", "en");
  head.next = text_at(*json, "next", "ja");
  head.next_english = text_at(*json, "next", "en");
  head.way = text_at(*json, "asked", "way");
  head.asked_at = text_at(*json, "asked", "at");
  head.day = text_at(*json, "asked", "QualificationConfirmationDate");
  if (head.day.empty()) head.day = text_at(*json, "asked", "MedicalTreatmentMonth");
  head.reference_number = text_at(*json, "person", "ReferenceNumber");
  head.name = text_at(*json, "person", "Name");
  head.told_validity = text_at(*json, "told", "QualificationValidity");
  head.now_validity = text_at(*json, "now", "QualificationValidity");
  return head;
}

}  // namespace madoguchi::oqs
