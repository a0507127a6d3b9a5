#include "unit/center/history_bed.hpp"

namespace madoguchi::center {

namespace {

constexpr std::int64_t day_ms = 86400000;

std::string line_of(const ClaimOf& claim, std::size_t number) {
  return "RE," + std::to_string(number) + ",1212," + claim.month + "," + claim.name + "," +
         claim.sex + "," + claim.birthdate + ",,,,,,,,,,,," + claim.search_number + "\r\nKO," +
         claim.payer + "," + claim.number + ",,1,100\r\nSY,8840066,20240601,1,,ヒミツ\r\n" +
         "IY,21,1," + claim.drug + ",2,30,28,,,,,,,,,28\r\n" + "SI,40,1," + treatment_marker +
         ",,30,1,,,,,,,1\r\n" + "SI,50,1," + operation_marker + ",,40,1,,,,,,,,1\r\n";
}

}  // namespace

std::string claims_file(const std::vector<ClaimOf>& claims) {
  std::string text =
      "IR,1,13,1,0000029,,別の医院," + (claims.empty() ? "202407" : claims[0].billed) + ",00,\r\n";
  for (std::size_t i = 0; i < claims.size(); ++i) text += line_of(claims[i], i + 1);
  return text + "GO," + std::to_string(claims.size()) + "," + std::to_string(claims.size() * 100) +
         ",99\r\n";
}

std::string checkup_csv(const ClaimOf& of) {
  return "CheckupDate,PayerNumber,Number,Name,Sex1,Birthdate,OrganizationName,ItemCode,ItemName,"
         "DataType,DataValue,Unit\n20240601," +
         of.payer + "," + of.number + "," + of.name + "," + of.sex + "," + of.birthdate +
         ",センター," + checkup_marker + ",身長,PQ,165.5,cm\n";
}

void HistoryBed::SetUp() {
  bed.start();
  bed.register_all();
  card = bed.card("card of P1", bed.clock.now().plus_ms(1000 * day_ms));
  register_card(bed, card, "L1");
}

nlohmann::json HistoryBed::import(const std::string& kind, const std::string& bytes,
                                  const std::string& key) {
  auto line = bed.client("operator:1");
  net::Request request;
  request.method = "POST";
  request.path = "/history/import";
  request.query = {{"kind", kind}};
  request.headers = {{"Idempotency-Key", key}};
  request.body = bytes;
  const auto response = line.send(request, 30000);
  if (!response) {
    ADD_FAILURE() << oqs::message_of(response.error().problem);
    return {};
  }
  return nlohmann::json::parse(response->body);
}

HistoryBed::Read HistoryBed::read_card(const Bed::Card& of, const Consents& consents,
                                       const std::string& mode, const std::string& institution) {
  auto line = bed.client("institution:" + institution);
  oqs::CardQuestion asked;
  const auto challenge = line.challenge(10000);
  EXPECT_TRUE(challenge);
  asked.challenge = challenge ? challenge->challenge : "";
  asked.day = util::day_in_japan(bed.clock.now()).text();
  asked.mode = mode;
  asked.certificate_der = of.der;
  asked.arbitrary_file_identifier = "abcdefghijklmnop";
  asked.consents = consents;
  if (mode == "pin") {
    sign(asked, of, institution);
  } else {
    asked.staff = "佐藤";
  }
  const auto answer = line.verify_card(asked, {}, util::random_key(), 10000);
  if (!answer) {
    ADD_FAILURE() << oqs::message_of(answer.error().problem);
    return {};
  }
  return {answer->record_id, oqs::read_result(answer->body).value().validity};
}

std::string HistoryBed::Viewed::reason(const std::string& kind) const {
  if (!json.is_object() || !json.contains("kinds")) return error;
  for (const auto& one : json["kinds"]) {
    if (one["kind"] == kind) return one["reason"];
  }
  return "absent";
}

HistoryBed::Viewed HistoryBed::post(const std::string& uri, const std::string& path,
                                    const std::string& body, const net::Headers& headers) {
  auto line = bed.client(uri);
  net::Request request;
  request.method = "POST";
  request.path = path;
  request.headers = headers;
  request.body = body;
  const auto response = line.send(request, 20000);
  Viewed viewed;
  if (!response) {
    viewed.status = response.error().status;
    viewed.error = oqs::code_of(response.error().problem.error);
    return viewed;
  }
  viewed.body = response->body;
  viewed.json = nlohmann::json::parse(response->body, nullptr, false);
  return viewed;
}

HistoryBed::Viewed HistoryBed::view(const std::string& card_record, const std::string& role,
                                    const std::string& factors, const std::string& institution) {
  net::Headers headers;
  if (!role.empty()) {
    headers = {{"Madoguchi-Operator", "someone"},
               {"Madoguchi-Role", role},
               {"Madoguchi-Factors", factors}};
  }
  return post("institution:" + institution, "/history/view",
              "{\"card_record\":" + (card_record.empty() ? "0" : card_record) + "}", headers);
}

std::string HistoryBed::set(const std::string& elements, const std::string& institution,
                            const std::string& role) {
  net::Headers headers = {{"Content-Type", "application/xml"},
                          {"Idempotency-Key", util::random_key()}};
  if (!role.empty()) {
    headers.emplace_back("Madoguchi-Operator", "someone");
    headers.emplace_back("Madoguchi-Role", role);
    headers.emplace_back("Madoguchi-Factors", "1-01,3-02");
  }
  const auto answer =
      post("institution:" + institution, "/oqs/OQSsiupd01",
           "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg><MessageHeader>"
           "<MedicalInstitutionCode>" +
               institution +
               "</MedicalInstitutionCode><ArbitraryFileIdentifier>s</ArbitraryFileIdentifier>"
               "</MessageHeader><MessageBody><EnvironmentSettingInfo>" +
               elements + "</EnvironmentSettingInfo></MessageBody></XmlMsg>",
           headers);
  return answer.body.empty() ? answer.error : answer.body;
}

void HistoryBed::all_kinds(const std::string& use) {
  std::string elements;
  for (const auto* name :
       {"MedicationInfo", "DiagnosisInfo", "OperationInfo", "SpecificHealthCheckupsInfo"}) {
    elements += std::string("<") + name + ">" + use + "</" + name + ">";
  }
  set(elements);
}

}  // namespace madoguchi::center
