#include <filesystem>

#include "tools/doctor.hpp"
#include "tools/doctor_parts.hpp"
#include "tools/test_people.hpp"

namespace madoguchi::tools {

Findings examine_clinic(const ClinicUnderTest& clinic, util::Instant now) {
  const auto& config = clinic.config;
  Findings findings;
  doctor::Notes(findings, "config", {"設定", "configuration"})
      .good("", {clinic.config_file, clinic.config_file});
  if (!clinic.start_at.empty()) {
    doctor::Notes(findings, "config.clock", {"時計", "clock"})
        .warning(
            "", {"試験用の時計です: " + clinic.start_at, "a test clock: " + clinic.start_at},
            {"本番では clock.start_at を消してください。", "Remove clock.start_at in production."});
  }
  const auto& tls = config.center.tls;
  doctor::examine_certificate(findings, tls.certificate_file, tls.key_file,
                              "madoguchi:institution:" + config.institution_code, now);
  doctor::examine_anchors(findings, "authority", {"センターの認証局", "authority of the center"},
                          tls.ca_file, now);
  std::vector<std::string> lists;
  if (!tls.crl_file.empty()) lists.push_back(tls.crl_file);
  doctor::examine_lists(findings, "revocation",
                        {"センターの失効リスト", "revocation of the center"}, lists, {tls.ca_file},
                        now);
  doctor::examine_folders(findings, config);
  doctor::examine_encoding(findings, config);
  doctor::examine_reader(findings, config.reader);
  doctor::examine_line(findings, config, now);
  const auto people =
      clinic.people_file.empty()
          ? (std::filesystem::absolute(clinic.config_file).parent_path() / test_people_name)
                .string()
          : clinic.people_file;
  doctor::examine_terminal(findings, config, people, util::day_in_japan(now));
  return findings;
}

}  // namespace madoguchi::tools
