// madoguchi doctor: 運用テスト of an institution's terminal or of the center

#include "tools/doctor.hpp"
#include "app/commands.hpp"
#include "app/findings.hpp"
#include "app/party_settings.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"

namespace madoguchi::app {

namespace {

FindingsForm form_of(const DoctorArguments& arguments) {
  if (arguments.json) return FindingsForm::json;
  return arguments.english ? FindingsForm::english : FindingsForm::japanese;
}

int examine_clinic(const DoctorArguments& arguments) {
  TerminalFile file;
  if (tell(read_settings(arguments.terminal, settings_of(file)))) return 2;
  const auto clock = clock_from(file.start_at);
  Progress progress("調べています / examining");
  const auto findings =
      tools::examine_clinic({file.config, file.start_at, arguments.people, arguments.terminal},
                            clock ? clock->now() : util::SystemClock().now());
  progress.end();
  const auto& code = file.config.institution_code;
  return print_findings({"運用テスト 医療機関 " + code, "Operation test, institution " + code},
                        findings, form_of(arguments));
}

int examine_center(const DoctorArguments& arguments) {
  CenterFile file;
  if (tell(read_settings(arguments.center, settings_of(file)))) return 2;
  const auto clock = clock_from(file.start_at);
  Progress progress("調べています / examining");
  const auto findings = tools::examine_center({file.config, file.start_at},
                                              clock ? clock->now() : util::SystemClock().now());
  progress.end();
  return print_findings({"運用テスト センター", "Operation test, center"}, findings,
                        form_of(arguments));
}

}  // namespace

int run_doctor(const DoctorArguments& arguments) {
  return arguments.center.empty() ? examine_clinic(arguments) : examine_center(arguments);
}

}  // namespace madoguchi::app
