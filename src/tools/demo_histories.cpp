#include "tools/demo_histories.hpp"

#include <set>

#include "edge/center_client.hpp"
#include "tools/demo_session.hpp"
#include "tools/generate/invented_claims.hpp"
#include "tools/scenario_cast.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"

namespace madoguchi::tools {

namespace {

constexpr int months_back = 12;
constexpr std::int64_t import_wait_ms = 60000;

// Names in claims are full width; kana is left to the registered one where it is half width.
std::vector<ClaimedPerson> people_of(const Population& population) {
  std::vector<ClaimedPerson> people;
  std::set<std::string> known;  // an interval more is no person more
  for (const auto& row : population.qualifications) {
    const auto& qualification = row.qualification;
    if (!known.insert(row.person_link_key).second) continue;
    const auto& person = qualification.person;
    if (person.sex1 != "1" && person.sex1 != "2") continue;
    if (!util::cp932_from_utf8(person.name, util::Unencodable::black_circle)->lost.empty()) {
      continue;  // no claims file can write this name
    }
    people.push_back({person.name, "", person.sex1, person.birthdate, qualification.payer.text(),
                      qualification.beneficiary.text()});
  }
  return people;
}

std::string name_of(std::string_view code) {
  if (code == pharmacy_code) return "見本薬局";
  return code == clinic_y_code ? "見本医院" : "見本医療機関";
}

}  // namespace

std::vector<DemoHistory> demo_histories(const Population& population, util::Day today) {
  std::vector<DemoHistory> files = {{"drug_master", invented_drug_master()},
                                    {"procedure_master", invented_procedure_master()}};
  const auto people = people_of(population);
  const auto now = util::Month::of(today);
  for (int back = months_back; back >= 1; --back) {
    std::string bytes;
    std::uint64_t seed = 1;
    for (const auto code : {clinic_code, clinic_y_code, pharmacy_code}) {
      InventedClaims of;
      of.institution_code = code;
      of.institution_name = name_of(code);
      of.issuer_code = clinic_y_code;
      of.issuer_name = name_of(clinic_y_code);
      of.month = now.plus_months(-back);
      of.seed = seed++;
      if (back == 6 && code == clinic_y_code) {
        of.contents = InventedClaims::Contents::with_operation;
      }
      bytes += invented_claims(of, people);
    }
    files.push_back({"uke", std::move(bytes)});
  }
  for (const int years : {2, 1}) {
    const auto day = now.plus_months(-12 * years).first_day().plus_days(9);
    files.push_back({"checkup_csv", invented_checkups(people, day, 1)});
  }
  return files;
}

util::Result<void, std::string> import_demo_histories(const DemoWorld& world, util::Day today) {
  edge::CenterLine line;
  line.port = world.center_port;
  const auto own = world.path + "/pki/issued/operator-demo";
  line.tls = {own + ".crt", own + ".key", world.path + "/pki/party-ca.crt"};
  edge::CenterClient center(line);
  for (auto& file : demo_histories(world.population, today)) {
    net::Request request;
    request.method = "POST";
    request.path = "/history/import";
    request.query = {{"kind", file.kind}};
    request.headers = {{"Idempotency-Key", util::random_key()}};
    request.body = std::move(file.bytes);
    const auto done = center.send(request, import_wait_ms);
    if (!done) return util::failure(oqs::message_of(done.error().problem));
  }
  return {};
}

}  // namespace madoguchi::tools
