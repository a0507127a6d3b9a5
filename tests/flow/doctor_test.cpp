// madoguchi doctor: every thing that may be wrong at a clinic or at the center is a line of its
// own.
#include <nlohmann/json.hpp>

#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t day_ms = 86400000;

class Doctor : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  // X's terminal with a list of test people: one by card, the others by number.
  Clinic& clinic() {
    auto& x = system.clinic(clinic_x);
    fs::copy_file(system.card("R2"), folder_of(x) / "R2.card");
    const auto row = [](const char* id, int validity, const std::string& number,
                        const std::string& birth) {
      return std::string(id) + "," + std::to_string(validity) + "," + std::string(payer) + "," +
             number + "," + birth + ",,\n";
    };
    const auto& r1 = recipient("R1");
    write_in_place(people_of(x),
                   "Id,Validity,InsurerNumber,InsuredIdentificationNumber,Birthdate,Card,Pin\n" +
                       row("T-valid", 1, r1.number, r1.birthdate) + "T-card,6,,,,R2.card,1234\n" +
                       row("T-nobody", 4, "9999999", "19800101"));
    return x;
  }
  static fs::path folder_of(const Clinic& x) { return fs::path(x.config()).parent_path(); }
  static fs::path people_of(const Clinic& x) { return folder_of(x) / "doctor-people.csv"; }
  static Finished at(const Clinic& x, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"doctor", "--terminal", x.config()};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  Finished at_center() const { return run({"doctor", "--center", system.center_config()}); }
  // By id; the worst of several lines under one id.
  using States = std::map<std::string, std::string>;
  static States states_of(const Finished& json) {
    States states;
    const auto read = nlohmann::json::parse(json.out, nullptr, false);
    EXPECT_TRUE(read.is_object()) << json.out << json.err;
    if (!read.is_object()) return states;
    bool failed = false;
    for (const auto& one : read["findings"]) {
      const auto state = one["state"].get<std::string>();
      auto& known = states[one["id"].get<std::string>()];
      if (known.empty() || known == "ok" || state == "fail") known = state;
      failed = failed || state == "fail";
      if (state == "fail" || state == "warning") {
        EXPECT_FALSE(one.value("next", "").empty()) << one;
        EXPECT_FALSE(one.value("next_english", "").empty()) << one;
      }
    }
    EXPECT_EQ(read["ok"].get<bool>(), !failed);
    EXPECT_EQ(json.code, failed ? 1 : 0) << json.out;
    return states;
  }
  static States states_at(const Clinic& x) { return states_of(at(x, {"--json"})); }
  States states_at_center() const {
    return states_of(run({"doctor", "--center", system.center_config(), "--json"}));
  }
  // Exactly these ids fail.
  static void expect_failing(const States& states, const std::set<std::string>& wanted) {
    std::set<std::string> failing;
    for (const auto& [id, state] : states) {
      if (state == "fail") failing.insert(id);
    }
    EXPECT_EQ(failing, wanted);
  }
  void issue(tools::PartySort sort, std::string_view code, std::int64_t from_ms,
             std::int64_t to_ms) {
    tools::IssueRequest request;
    request.sort = sort;
    request.code = code;
    request.valid_from = System::now().plus_ms(from_ms);
    request.valid_to = System::now().plus_ms(to_ms);
    ASSERT_TRUE(system.authorities().issue(request, System::now()));
  }

  System system;
};

TEST_F(Doctor, passes_a_clinic_in_order_and_tells_nobody) {
  auto& x = clinic();
  const auto said = at(x);
  EXPECT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_NE(said.out.find("合格です"), std::string::npos) << said.out;
  EXPECT_EQ(said.out.find("×"), std::string::npos) << said.out;
  const auto english = at(x, {"--english"});
  EXPECT_EQ(english.code, 0);
  EXPECT_NE(english.out.find("Passed"), std::string::npos) << english.out;
  const auto states = states_at(x);
  for (const auto* id : {"config",
                         "certificate.file",
                         "certificate.key",
                         "certificate.party",
                         "certificate.days",
                         "authority.days",
                         "folder.work.write",
                         "folder.req.write",
                         "folder.res.write",
                         "folder.face.write",
                         "folder.req.move",
                         "folder.res.move",
                         "folder.face.move",
                         "folder.res.client",
                         "encoding.hard",
                         "encoding.rare",
                         "line.name",
                         "line.tcp",
                         "line.tls",
                         "line.party",
                         "clock",
                         "assistance",
                         "terminal",
                         "inquiry.1",
                         "inquiry.6",
                         "inquiry.4"}) {
    EXPECT_TRUE(states.contains(id)) << id;
    if (states.contains(id)) {
      EXPECT_EQ(states.at(id), "ok") << id;
    }
  }
  EXPECT_EQ(states.at("inquiry.3"), "skipped");
  for (const auto& one : everybody()) {
    for (const auto& word : {one.name, one.kana, one.number, one.birthdate}) {
      EXPECT_EQ((said.out + english.out).find(word), std::string::npos) << word;
    }
  }
  // Nothing of its own stays in the folders.
  EXPECT_TRUE(names_in(x.req()).empty());
  EXPECT_TRUE(names_in(x.res()).empty());
}

TEST_F(Doctor, works_in_every_encoding) {
  for (const auto* encoding : {"UTF-8", "UTF-8+BOM"}) {
    ClinicChoice choice;
    choice.encoding = encoding;
    auto& x = system.prepared_clinic(clinic_x, choice);
    const auto states = states_at(x);
    EXPECT_EQ(states.at("encoding.hard"), "ok") << encoding;
    EXPECT_EQ(states.at("encoding.rare"), "ok") << encoding;
  }
}

TEST_F(Doctor, tells_a_center_that_is_away_and_a_terminal_that_is_down) {
  auto& x = clinic();
  system.stop_center();
  auto states = states_at(x);
  EXPECT_EQ(states.at("line.tcp"), "fail");
  EXPECT_EQ(states.at("clock"), "skipped");
  EXPECT_EQ(states.at("assistance"), "skipped");
  EXPECT_EQ(states.at("inquiry.1"), "fail");
  EXPECT_EQ(states.at("certificate.days"), "ok") << "the rest is told all the same";
  EXPECT_EQ(states.at("encoding.hard"), "ok");
  EXPECT_EQ(x.process.terminate(), 0);
  states = states_at(x);
  expect_failing(states, {"line.tcp", "terminal"});
  EXPECT_EQ(states.at("inquiry"), "skipped");
}

TEST_F(Doctor, tells_what_is_wrong_with_certificates) {
  auto& x = clinic();
  issue(tools::PartySort::institution, clinic_x, -10 * day_ms, 30 * day_ms);
  EXPECT_EQ(states_at(x).at("certificate.days"), "warning");
  issue(tools::PartySort::institution, clinic_x, -10 * day_ms, -day_ms);
  auto states = states_at(x);
  EXPECT_EQ(states.at("certificate.days"), "fail");
  EXPECT_TRUE(states.contains("line.party") && states.at("line.party") == "fail");
  issue(tools::PartySort::institution, clinic_x, -day_ms, 365 * day_ms);
  const auto base = system.path("pki/issued/institution-" + std::string(clinic_x)).string();
  const auto key = bytes_of(base + ".key");
  write_in_place(base + ".key",
                 bytes_of(system.path("pki/issued/institution-" + std::string(clinic_y) + ".key")));
  EXPECT_EQ(states_at(x).at("certificate.key"), "fail");
  write_in_place(base + ".key", key);
  fs::permissions(base + ".key", fs::perms::others_read, fs::perm_options::add);
  EXPECT_EQ(states_at(x).at("certificate.key"), "warning");
  fs::permissions(base + ".key", fs::perms::others_read, fs::perm_options::remove);
  // Another party's, whole in itself.
  for (const auto* ending : {".crt", ".key"}) {
    fs::copy_file(system.path("pki/issued/institution-" + std::string(clinic_y) + ending),
                  base + ending, fs::copy_options::overwrite_existing);
  }
  EXPECT_EQ(states_at(x).at("certificate.party"), "fail");
  fs::remove(base + ".crt");
  states = states_at(x);
  EXPECT_EQ(states.at("certificate.file"), "fail");
  EXPECT_EQ(states.at("line.tls"), "fail");
  // A center of an authority that is not trusted here.
  issue(tools::PartySort::institution, clinic_x, -day_ms, 365 * day_ms);
  auto foreign = tools::AuthorityFolder::init(system.path("foreign").string(), System::now(), 30);
  ASSERT_TRUE(foreign);
  auto text = bytes_of(x.config());
  text.replace(text.find("pki/party-ca.crt"), 16, "foreign/party-ca.crt");
  write_in_place(x.config(), text);
  states = states_at(x);
  EXPECT_EQ(states.at("line.tls"), "fail");
  EXPECT_EQ(states.at("authority.days"), "warning") << "30 days left";
  text.replace(text.find("foreign/party-ca.crt"), 20, "nothing/party-ca.crt");
  write_in_place(x.config(), text);
  EXPECT_EQ(states_at(x).at("authority.file"), "fail");
}

TEST_F(Doctor, tells_what_is_wrong_with_folders) {
  auto& x = clinic();
  EXPECT_EQ(x.process.terminate(), 0);
  fs::remove_all(x.face());
  auto states = states_at(x);
  EXPECT_EQ(states.at("folder.face"), "fail");
  EXPECT_EQ(states.at("folder.res.move"), "ok");
  EXPECT_FALSE(fs::exists(x.face())) << "the doctor makes nothing";
  write_in_place(folder_of(x) / "face", "a file");
  EXPECT_EQ(states_at(x).at("folder.face"), "fail");
  fs::permissions(x.res(), fs::perms::sticky_bit, fs::perm_options::add);
  EXPECT_EQ(states_at(x).at("folder.res.client"), "warning");
  auto text = bytes_of(x.config());
  text.replace(text.find("\"res\""), 5, "\"/dev/shm\"");
  write_in_place(x.config(), text);
  EXPECT_EQ(states_at(x).at("folder.res.move"), "fail") << "another file system";
  text.replace(text.find("\"/dev/shm\""), 10, "\"/proc\"");
  write_in_place(x.config(), text);
  EXPECT_EQ(states_at(x).at("folder.res.write"), "fail");
}

TEST_F(Doctor, tells_a_setting_that_is_off_a_wrong_name_and_wrong_answers) {
  auto& x = clinic();
  system.use_medical_assistance(x, "off");
  auto states = states_at(x);
  EXPECT_EQ(states.at("assistance"), "fail");
  EXPECT_EQ(states.at("inquiry.1"), "fail");
  const auto said = at(x);
  EXPECT_NE(said.out.find("E2005"), std::string::npos) << said.out;
  system.use_medical_assistance(x, "on");
  auto people = bytes_of(people_of(x));
  people.replace(people.find("T-valid,1"), 9, "T-valid,2");
  write_in_place(people_of(x), people);
  states = states_at(x);
  expect_failing(states, {"inquiry.2"});
  for (const auto* bad : {"", "Id,Validity,Colour\n", "Id,Validity,Card\nX,9,a\n",
                          "Id,Validity,Card\nX,1,\n", "\xff\xfe", "Id,Validity\n\"X"}) {
    write_in_place(people_of(x), bad);
    EXPECT_EQ(states_at(x).at("inquiry.people"), "fail") << bad;
  }
  fs::remove(people_of(x));
  EXPECT_EQ(states_at(x).at("inquiry.people"), "skipped");
  auto text = bytes_of(x.config());
  text.replace(text.find("host = \"127.0.0.1\""), 18, "host = \"no-such-host.invalid\"");
  write_in_place(x.config(), text);
  states = states_at(x);
  EXPECT_EQ(states.at("line.name"), "fail");
}

TEST_F(Doctor, passes_a_center_in_order) {
  ASSERT_EQ(system.clinic(clinic_x)
                .send(message(about(recipient("R1"), system.today())))
                .xml()
                .first("QualificationValidity"),
            "1");
  // The first checkpoint comes with the next tick.
  EXPECT_TRUE(eventually([this] { return fs::exists(system.path("checkpoints.jsonl")); }));
  const auto said = at_center();
  EXPECT_EQ(said.code, 0) << said.out << said.err;
  const auto states = states_at_center();
  for (const auto* id :
       {"certificate.file", "certificate.key", "certificate.days", "authority.days",
        "revocation.days", "card_authority.days", "card_revocation.days", "database.file",
        "checkpoint.key", "checkpoint.file", "health"}) {
    EXPECT_TRUE(states.contains(id)) << id;
    if (states.contains(id)) {
      EXPECT_EQ(states.at(id), "ok") << id;
    }
  }
  EXPECT_TRUE(states.contains("space.database"));
}

TEST_F(Doctor, tells_what_is_wrong_with_a_center) {
  EXPECT_TRUE(eventually([this] { return fs::exists(system.path("checkpoints.jsonl")); }));
  system.stop_center();
  expect_failing(states_at_center(), {"health"});
  // Lists that have run out.
  ASSERT_TRUE(system.authorities().renew_lists(System::now().plus_ms(-100 * day_ms)));
  expect_failing(states_at_center(), {"health", "revocation.days", "card_revocation.days"});
  ASSERT_TRUE(system.authorities().renew_lists(System::now().plus_ms(-80 * day_ms)));
  EXPECT_EQ(states_at_center().at("revocation.days"), "warning");
  ASSERT_TRUE(system.authorities().renew_lists(System::now()));
  const auto list = bytes_of(system.path("pki/party.crl"));
  fs::copy_file(system.path("pki/card.crl"), system.path("pki/party.crl"),
                fs::copy_options::overwrite_existing);
  EXPECT_EQ(states_at_center().at("revocation.signature"), "fail");
  write_in_place(system.path("pki/party.crl"), "no list");
  EXPECT_EQ(states_at_center().at("revocation.file"), "fail");
  write_in_place(system.path("pki/party.crl"), list);
  const auto checkpoints = bytes_of(system.path("checkpoints.jsonl"));
  write_in_place(system.path("checkpoints.jsonl"), "what\n" + checkpoints);
  EXPECT_EQ(states_at_center().at("checkpoint.file"), "fail");
  fs::remove(system.path("checkpoints.jsonl"));
  EXPECT_EQ(states_at_center().at("checkpoint.file"), "fail");
  write_in_place(system.path("checkpoints.jsonl"), checkpoints);
  const auto key = bytes_of(system.path("checkpoint.key"));
  fs::remove(system.path("checkpoint.key"));
  EXPECT_EQ(states_at_center().at("checkpoint.key"), "fail");
  EXPECT_FALSE(fs::exists(system.path("checkpoint.key"))) << "the doctor makes no key";
  write_in_place(system.path("checkpoint.key"), key);
  fs::permissions(system.path("checkpoint.key"), fs::perms::owner_read | fs::perms::owner_write,
                  fs::perm_options::replace);
  write_in_place(system.path("center.db"), "no database");
  fs::remove(system.path("center.db-wal"));
  EXPECT_EQ(states_at_center().at("database.file"), "fail");
  fs::remove(system.path("center.db"));
  EXPECT_EQ(states_at_center().at("database.file"), "fail");
  EXPECT_FALSE(fs::exists(system.path("center.db"))) << "nor a database";
}

}  // namespace
}  // namespace madoguchi::flow
