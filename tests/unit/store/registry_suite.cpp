#include "unit/store/registry_suite.hpp"

#include <unistd.h>

#include <stdexcept>

namespace madoguchi::store {

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "madoguchi-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::optional<NumberedRow> ListSource::next() {
  if (at_ == rows_.size()) return std::nullopt;
  NumberedRow row{at_ + 2, rows_[at_]};  // line 1 is the header
  ++at_;
  return row;
}

util::Day day(std::string_view yyyymmdd) {
  return util::Day::parse(yyyymmdd).value();
}
util::Month month(std::string_view yyyymm) {
  return util::Month::parse(yyyymm).value();
}

QualificationRow qualification(std::string recipient_key, std::string link_key,
                               std::string beneficiary) {
  domain::PersonDetails person;
  person.name = "生保　一郎";
  person.name_kana = "ｾｲﾎ ｲﾁﾛｳ";
  person.sex1 = "1";
  person.birthdate = day("19900115");
  person.post_number = "1000001";
  person.address = "東京都千代田区";
  return {
      std::move(link_key),
      {"13101", std::move(recipient_key), domain::PublicExpenseNumber::parse("12131017").value(),
       domain::BeneficiaryNumber::parse(beneficiary).value(), person, day("20240110"), std::nullopt,
       domain::LossKind::none, "", false},
      1,
      false};
}

TicketRow ticket(std::string recipient_key, std::string yyyymm, std::string issue_number) {
  TicketRow row;
  domain::Ticket& ticket = row.ticket;
  ticket.office_code = "13101";
  ticket.recipient_key = std::move(recipient_key);
  ticket.issue_number = std::move(issue_number);
  ticket.ticket_type = "01";
  ticket.treatment_month = month(yyyymm);
  ticket.from = ticket.treatment_month.first_day();
  ticket.to = ticket.treatment_month.last_day();
  ticket.institution_code = clinic;
  ticket.institution_name = "●●医療機関";
  ticket.injury_name1 = "傷病";
  ticket.treatment_type = "02";
  ticket.self_pay_amount = "0";
  ticket.single_or_combined = "01";
  ticket.remarks3 = "備考";
  row.updated_at = 1;
  return row;
}

InsuranceRow insurance(std::string link_key, std::string number) {
  InsuranceRow row;
  row.person_link_key = std::move(link_key);
  row.insurance.insurer_number = "33120015";
  row.insurance.symbol = "千";
  row.insurance.number = std::move(number);
  row.insurance.branch = "01";
  row.insurance.birthdate = day("19900115");
  row.insurance.start = day("20200401");
  row.insurance.fields = {{domain::Field::InsurerNumber, "33120015"},
                          {domain::Field::Name, "生保　一郎"},
                          {domain::Field::InsurerName, "千葉県警察共済組合"}};
  row.insurance.specific_diseases = {{"1", "20240101", "20240101", "20241231", "10000"}};
  row.updated_at = 1;
  return row;
}

CardRow card(std::string link_key, std::string serial_hex) {
  return {std::move(link_key), std::move(serial_hex), "CN=Test CA",
          day("20240101"),     day("20290101"),       false};
}

InstitutionRow institution(std::string_view code) {
  return {std::string(code), "●●医療機関", "医科", "東京都", "13", day("20200401"), std::nullopt};
}

OfficeRow office(std::string code) {
  return {std::move(code), "〇〇市福祉事務所", "0312345678", {"12131017"}, 15};
}

BatchHeader header_for(RowKind kind) {
  BatchHeader header;
  header.kind = kind;
  header.party = "office:13101";
  header.office_code = "13101";
  header.record = entry();
  header.record.kind = "registration";
  header.record.party = header.party;
  return header;
}

AuditEntry entry(std::string key) {
  AuditEntry entry;
  entry.at = util::Instant{1720569600000};
  entry.kind = "answer";
  entry.party = "institution:1310000011";
  entry.interface = "OQSsiquc01";
  entry.request_key = std::move(key);
  entry.request_hash = std::string(64, 'a');
  entry.person = 7;
  entry.detail = R"({"rule":"D7"})";
  return entry;
}

std::vector<std::string> codes(const ApplyOutcome& outcome) {
  std::vector<std::string> codes;
  for (const RowProblem& problem : outcome.problems) codes.push_back(problem.code);
  return codes;
}

void RegistrySuite::SetUp() {
  backend_ = GetParam().make();
  reopen();
}

void RegistrySuite::reopen() {
  registry_.reset();
  registry_ = backend_->open();
  ASSERT_NE(registry_, nullptr);
}

namespace {
template <class T>
T value_of(util::Result<T, StoreProblem> result) {
  if (!result) throw std::runtime_error("store problem: " + result.error().detail);
  return std::move(*result);
}
}  // namespace

AuditRecord RegistrySuite::commit(Commit commit) {
  return value_of(util::sync_wait(registry().commit(std::move(commit))));
}

AuditRecord RegistrySuite::record(std::string key) {
  Commit one;
  one.record = entry(std::move(key));
  return commit(std::move(one));
}

ApplyOutcome RegistrySuite::apply(BatchHeader header, std::vector<Row> rows, std::size_t refused) {
  return value_of(util::sync_wait(
      registry().apply(std::move(header), std::make_unique<ListSource>(std::move(rows), refused))));
}

ApplyOutcome RegistrySuite::apply(std::vector<Row> rows) {
  BatchHeader header = header_for(static_cast<RowKind>(rows.front().index()));
  return apply(std::move(header), std::move(rows));
}

std::vector<FactsRead> RegistrySuite::facts(std::vector<FactsQuery> queries) {
  return value_of(util::sync_wait(registry().facts(std::move(queries))));
}

FactsRead RegistrySuite::by_number(std::string beneficiary, std::optional<domain::BatchId> as_of) {
  return facts({{std::string(clinic),
                 ByAssistanceNumber{"12131017", std::move(beneficiary)},
                 {month("202406"), month("202408")},
                 as_of}})
      .at(0);
}

FactsRead RegistrySuite::by_insurance(std::string number, std::optional<domain::BatchId> as_of) {
  return facts({{std::string(clinic),
                 ByInsuranceNumber{"33120015", std::move(number)},
                 {month("202406"), month("202408")},
                 as_of}})
      .at(0);
}

FactsRead RegistrySuite::by_card(std::string serial_hex, std::optional<domain::BatchId> as_of) {
  return facts({{std::string(clinic),
                 ByCard{"CN=Test CA", std::move(serial_hex)},
                 {month("202406"), month("202408")},
                 as_of}})
      .at(0);
}

BulkRead RegistrySuite::bulk(std::string_view institution_code, std::string yyyymm,
                             std::optional<domain::BatchId> as_of) {
  return value_of(
      util::sync_wait(registry().bulk(std::string(institution_code), month(yyyymm), as_of)));
}

std::vector<FeedItem> RegistrySuite::feed(FeedScopeKind kind, std::string code,
                                          domain::VersionId after) {
  return value_of(util::sync_wait(registry().feed({kind, std::move(code)}, after, 1000))).items;
}

}  // namespace madoguchi::store
