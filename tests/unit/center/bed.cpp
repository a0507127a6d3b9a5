#include "unit/center/bed.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>

#include "net/client.hpp"
#include "store/sqlite/open.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

constexpr std::int64_t day_ms = 86400000;

util::Instant noon_of_july_10() {
  return *util::parse_iso_date_time("2024-07-10T12:00:00+09:00");
}

std::string der_of(const std::string& pem) {
  BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  X509_free(certificate);
  BIO_free(memory);
  return der;
}

std::string issuer_of(const std::string& pem) {
  BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  BIO* out = BIO_new(BIO_s_mem());
  X509_NAME_print_ex(out, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out, &text);
  std::string issuer(text, static_cast<std::size_t>(size));
  BIO_free(out);
  X509_free(certificate);
  BIO_free(memory);
  return issuer;
}

}  // namespace

Bed::Bed() : clock(noon_of_july_10()) {
  util::set_log_level(util::LogLevel::error);
  std::string pattern = std::filesystem::temp_directory_path() / "madoguchi-center-XXXXXX";
  folder_ = mkdtemp(pattern.data());
  party_ca_ = tools::make_authority(request("party authority")).value();
  card_ca_ = tools::make_authority(request("card authority")).value();
  write("party-ca.pem", party_ca_.certificate_pem);
  write("card-ca.pem", card_ca_.certificate_pem);
  write("party.crl", tools::make_revocation_list(party_ca_, {}, clock.now(), 3650).value());
  write("card.crl", tools::make_revocation_list(card_ca_, {}, clock.now(), 3650).value());
  auto server = request("center");
  server.use = tools::CertificateRequest::Use::server;
  server.ip = {"127.0.0.1"};
  const auto issued = tools::issue(party_ca_, server).value();
  write("center.pem", issued.certificate_pem);
  write("center.key", issued.key_pem);
  config.server.tls = {file("center.pem"), file("center.key"), file("party-ca.pem")};
  config.party_crl_files = {file("party.crl")};
  config.store.path = file("center.db");
  config.audit.checkpoint_key_file = file("checkpoint.key");
  config.audit.checkpoint_file = file("checkpoints.jsonl");
  config.card.trust.ca_files = {file("card-ca.pem")};
  config.card.trust.crl_files = {file("card.crl")};
  config.bulk.interval_s = 0;
}

Bed::~Bed() {
  stop();
  std::filesystem::remove_all(folder_);
}

void Bed::start() {
  auto started = Center::start(config, clock);
  ASSERT_TRUE(started) << started.error().text;
  center_ = std::move(*started);
}

void Bed::stop() {
  center_.reset();
}

void Bed::write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ / name, std::ios::trunc | std::ios::binary) << text;
}

tools::CertificateRequest Bed::request(const std::string& name) const {
  tools::CertificateRequest wanted;
  wanted.common_name = name;
  // TLS judges by the real clock, cards by the test's: valid for both.
  wanted.valid_from = noon_of_july_10().plus_ms(-400 * day_ms);
  wanted.valid_to = noon_of_july_10().plus_ms(20 * 365 * day_ms);
  return wanted;
}

edge::CenterLine Bed::line(const std::string& uri) {
  return line(uri, request(uri).valid_to);
}

edge::CenterLine Bed::line(const std::string& uri, util::Instant valid_to) {
  auto wanted = request(uri);
  wanted.valid_to = valid_to;
  wanted.san_uri = "madoguchi:" + uri;
  const auto issued = tools::issue(party_ca_, wanted).value();
  const auto name = "client-" + util::random_key();
  write(name + ".pem", issued.certificate_pem);
  write(name + ".key", issued.key_pem);
  net::ClientConfig line;
  line.port = center_->port();
  line.tls = {file(name + ".pem"), file(name + ".key"), file("party-ca.pem")};
  return line;
}

edge::CenterClient Bed::client(const std::string& uri) {
  return edge::CenterClient(line(uri));
}

edge::CenterClient Bed::revoked_client(const std::string& uri) {
  auto wanted = request(uri);
  wanted.san_uri = "madoguchi:" + uri;
  const auto issued = tools::issue(party_ca_, wanted).value();
  write("revoked.pem", issued.certificate_pem);
  write("revoked.key", issued.key_pem);
  net::ClientConfig line;
  line.port = center_->port();
  line.tls = {file("revoked.pem"), file("revoked.key"), file("party-ca.pem")};
  edge::CenterClient connected(line);
  // Revoked while the connection lives.
  EXPECT_TRUE(connected.challenge(10000));
  revoked_parties_.push_back({issued.serial_hex, clock.now()});
  write("party.crl",
        tools::make_revocation_list(party_ca_, revoked_parties_, clock.now(), 3650).value());
  clock.set(clock.now().plus_ms(2000));  // the lists are looked at once a second
  return connected;
}

void Bed::import(const std::string& uri, const std::string& kind, const std::string& csv) {
  auto line = client(uri);
  const auto report = line.import(kind, csv, edge::CenterClient::Scope::changes,
                                  edge::CenterClient::Run::publish, util::random_key(), 30000);
  ASSERT_TRUE(report) << oqs::message_of(report.error().problem);
  for (const auto& problem : report->problems) {
    EXPECT_TRUE(problem.warning) << kind << " line " << problem.line << " " << problem.field << " "
                                 << problem.code << " " << problem.text;
  }
  EXPECT_EQ(report->refused, 0U);
}

void Bed::register_all() {
  import("operator:1", "institution",
         "MedicalInstitutionCode,Name,DesignatedFrom\n1310000011,●●医療機関,20200101\n"
         "1310000029,別の医院,20200101\n1340000015,駅前薬局,20200101\n");
  import("operator:1", "office",
         "OfficeCode,Name,Telephone,RegistrationDay\n13101,〇〇市福祉事務所,03-0000-0001,15\n");
  // P1 has a ticket at X, P2 none, P3 one at Y only, P4 is not disclosed (with a ticket at X),
  // P5 was abolished on 2024-07-05, P6 also has insurance (and P1's ticket kind).
  import(
      "office:13101", "qualification",
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
      "Sex1,Birthdate,PostNumber,Address,QualificationDate,DisqualificationDate,NotDisclosed,"
      "UpdatedAt\n"
      "13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ "
      "ｲﾁﾛｳ,1,19900115,100-0001,〇〇市一丁目,20240110,,0,20240110090000\n"
      "13101,R2,L2,12000006,1010016,髙橋　﨑子,ﾀｶﾊｼ "
      "ｻｷｺ,2,19850303,100-0001,〇〇市二丁目,20240110,,0,20240110090000\n"
      "13101,R3,L3,12000006,1010024,山田　三郎,ﾔﾏﾀﾞ "
      "ｻﾌﾞﾛｳ,1,19700707,100-0001,〇〇市三丁目,20240110,,0,20240110090000\n"
      "13101,R4,L4,12000006,1010032,秘密　四子,ﾋﾐﾂ "
      "ﾖﾝｺ,2,19600606,100-0001,〇〇市四丁目,20240110,,1,20240110090000\n"
      "13101,R5,L5,12000006,1010040,廃止　五郎,ﾊｲｼ "
      "ｺﾞﾛｳ,1,19550505,100-0001,〇〇市五丁目,20240110,20240705,0,20240110090000\n"
      "13101,R6,L6,12000006,1010057,併用　六子,ﾍｲﾖｳ "
      "ﾛｸｺ,2,19880808,100-0001,〇〇市六丁目,20240110,,0,20240110090000\n");
  import(
      "office:13101", "ticket",
      "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
      "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
      "DesignatedMedicalInstitutionName,"
      "MedicalTreatmentType,InjuryName1,SelfPayAmount,SingleOrCombinedUse,StatusOfSocialInsurance,"
      "UpdatedAt\n"
      "13101,R1,00000001,01,202407,20240701,20240731,1310000011,●●医療機関,02,ＸＸＸ,0,01,02,"
      "20240701090000\n"
      "13101,R3,00000003,01,202407,20240701,20240731,1310000029,別の医院,02,ＸＸＸ,0,01,02,"
      "20240701090000\n"
      "13101,R4,00000004,01,202407,20240701,20240731,1310000011,●●医療機関,02,ＸＸＸ,0,01,02,"
      "20240701090000\n"
      "13101,R6,00000006,01,202407,20240701,20240731,1310000011,●●医療機関,02,ＸＸＸ,0,02,01,"
      "20240701090000\n");
  import(
      "operator:1", "insurance",
      "PersonLinkKey,InsuredCardClassification,InsurerNumber,InsuredCardSymbol,"
      "InsuredIdentificationNumber,"
      "InsuredBranchNumber,Name,NameKana,Sex1,Birthdate,QualificationDate,InsurerName\n"
      "L6,01,33120015,記号,123456,01,併用　六子,ﾍｲﾖｳ ﾛｸｺ,2,19880808,20200401,見本健康保険組合\n");
  use_medical_assistance(clinic_x);
  use_medical_assistance(clinic_y);
}

std::vector<store::AuditRecord> Bed::records() const {
  auto options = config.store;
  options.open = store::sqlite::Options::Open::read_only;
  auto registry = store::sqlite::open(options).value();
  constexpr std::size_t all = 100000;
  return util::sync_wait(registry->records(1, all)).value();
}

void Bed::use_medical_assistance(const std::string& institution, oqs::Use use) {
  auto line = client("institution:" + institution);
  const auto answer =
      ask(line, "OQSsiupd01", setting_update(institution, oqs::code_of(use)), util::random_key());
  ASSERT_EQ(answer.document.medical_assistance, oqs::code_of(use)) << answer.xml;
}

Bed::Card Bed::card(const std::string& name, util::Instant valid_to) {
  auto wanted = request(name);
  wanted.use = tools::CertificateRequest::Use::card;
  wanted.key = tools::KeyKind::rsa_2048;
  wanted.valid_to = valid_to;
  auto issued = tools::issue(card_ca_, wanted).value();
  return {der_of(issued.certificate_pem), std::move(issued)};
}

Bed::Card Bed::foreign_card(const std::string& name) {
  const auto foreign = tools::make_authority(request("foreign authority")).value();
  auto wanted = request(name);
  wanted.use = tools::CertificateRequest::Use::card;
  wanted.key = tools::KeyKind::rsa_2048;
  auto issued = tools::issue(foreign, wanted).value();
  return {der_of(issued.certificate_pem), std::move(issued)};
}

void Bed::revoke_card(const Card& card) {
  revoked_cards_.push_back({card.issued.serial_hex, clock.now()});
  write("card.crl",
        tools::make_revocation_list(card_ca_, revoked_cards_, clock.now(), 3650).value());
}

std::string Bed::card_issuer() const {
  return issuer_of(card_ca_.certificate_pem);
}

std::string Bed::health(const std::string& path) {
  net::ClientConfig plain;
  plain.port = center_->health_port();
  net::Client client(plain);
  net::Request request;
  request.method = "GET";
  request.path = path;
  const auto response = client.send(request, 10000);
  return response ? std::to_string(response->status) + " " + response->body : "no answer";
}

std::string message(const NumberQuestion& question) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>"
      "<XmlMsg><MessageHeader><QualificationConfirmationDate>" +
      question.day + "</QualificationConfirmationDate><MedicalInstitutionCode>" +
      question.institution + "</MedicalInstitutionCode><ArbitraryFileIdentifier>" +
      question.file_id +
      "</ArbitraryFileIdentifier></MessageHeader><MessageBody><QualificationConfirmSearchInfo>"
      "<InsurerNumber>" +
      question.payer + "</InsurerNumber>";
  if (!question.symbol.empty()) {
    text += "<InsuredCardSymbol>" + question.symbol + "</InsuredCardSymbol>";
  }
  text += "<InsuredIdentificationNumber>" + question.number + "</InsuredIdentificationNumber>";
  if (!question.branch.empty()) {
    text += "<InsuredBranchNumber>" + question.branch + "</InsuredBranchNumber>";
  }
  return text + "<Birthdate>" + question.birthdate +
         "</Birthdate><LimitApplicationCertificateRelatedConsFlg>0"
         "</LimitApplicationCertificateRelatedConsFlg></QualificationConfirmSearchInfo>"
         "</MessageBody></XmlMsg>";
}

std::string inquiry_request(const std::vector<UnitQuestion>& units, const std::string& day,
                            const std::string& institution) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>"
      "<XmlMsg><MessageHeader><QualificationConfirmationDate>" +
      day + "</QualificationConfirmationDate><MedicalInstitutionCode>" + institution +
      "</MedicalInstitutionCode><ArbitraryFileIdentifier>many-1</ArbitraryFileIdentifier>"
      "</MessageHeader><MessageBody>";
  const auto leaf = [&text](const std::string& name, const std::string& value) {
    if (!value.empty()) text += "<" + name + ">" + value + "</" + name + ">";
  };
  for (const auto& one : units) {
    text += "<QualificationConfirmSearchInfo>";
    leaf("InsurerNumber", one.payer);
    leaf("InsuredCardSymbol", one.symbol);
    leaf("InsuredIdentificationNumber", one.number);
    leaf("InsuredBranchNumber", one.branch);
    leaf("Birthdate", one.birthdate);
    leaf("LimitApplicationCertificateRelatedConsFlg", one.limit);
    leaf("ArbitraryIdentifier", one.unit);
    text += "</QualificationConfirmSearchInfo>";
  }
  return text + "</MessageBody></XmlMsg>";
}

std::string tickets_request(const std::string& institution, const std::string& month) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg><MessageHeader>"
         "<MedicalInstitutionCode>" +
         institution +
         "</MedicalInstitutionCode><ArbitraryFileIdentifier>20240710PC1</ArbitraryFileIdentifier>"
         "</MessageHeader><MessageBody><QualificationConfirmSearchInfo><MedicalTreatmentMonth>" +
         month + "</MedicalTreatmentMonth></QualificationConfirmSearchInfo></MessageBody></XmlMsg>";
}

std::string download_request(const std::string& institution, const std::string& reception) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg><MessageHeader>"
         "<MedicalInstitutionCode>" +
         institution + "</MedicalInstitutionCode></MessageHeader><MessageBody><ReceptionNumber>" +
         reception + "</ReceptionNumber></MessageBody></XmlMsg>";
}

std::string setting_update(const std::string& institution, std::string_view use) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg><MessageHeader>"
         "<MedicalInstitutionCode>" +
         institution +
         "</MedicalInstitutionCode><ArbitraryFileIdentifier>set-1</ArbitraryFileIdentifier>"
         "</MessageHeader><MessageBody><EnvironmentSettingInfo><MedicalAssistance>" +
         std::string(use) + "</MedicalAssistance></EnvironmentSettingInfo></MessageBody></XmlMsg>";
}

Answered ask(edge::CenterClient& client, const std::string& interface, const std::string& xml,
             const std::string& key) {
  Answered answered;
  const auto answer = client.ask(interface, xml, key, 20000);
  if (!answer) {
    ADD_FAILURE() << oqs::code_of(answer.error().problem.error) << " "
                  << oqs::message_of(answer.error().problem);
    return answered;
  }
  answered.xml = answer->body;
  answered.record = answer->record_id;
  auto document = oqs::read_result(answer->body);
  if (!document) {
    ADD_FAILURE() << answer->body;
    return answered;
  }
  answered.document = std::move(*document);
  return answered;
}

Answered ask(edge::CenterClient& client, const NumberQuestion& question) {
  return ask(client, "OQSsiquc01", message(question), util::random_key());
}

Answered download_of(edge::CenterClient& client, const std::string& interface,
                     const std::string& reception, const std::string& institution) {
  for (;;) {
    auto answer =
        ask(client, interface, download_request(institution, reception), util::random_key());
    if (answer.document.segment != "2") return answer;
  }
}

std::string without_time(std::string xml) {
  const std::string open = "<ProcessExecutionTime>";
  const auto at = xml.find(open);
  if (at != std::string::npos) xml.erase(at + open.size(), 14);
  return xml;
}

}  // namespace madoguchi::center
