#include "office/center.hpp"

namespace madoguchi::office {

Problem clock_ahead() {
  return {
      409,
      "F4092",
      "この端末の時計がセンターの時計より1日以上進んでいるため、登録できません。時計を合わせてから"
      "、もう一度お試しください。入力はそのまま残ります。",
      "This machine's clock is more than a day ahead of the center's; nothing was registered. "
      "Please set the clock and try again.",
      {},
      Json::object()};
}

Problem center_away() {
  return {503,
          "F5030",
          "センターにつながらないため、登録できません。入力はそのまま残ります。つながってからもう一"
          "度お試しください。",
          "The center cannot be reached; nothing was registered. Please try again later.",
          {},
          {}};
}

namespace {

// What stands between this office and the center, where that is no loss of the line.
std::optional<Problem> certificate_problem(oqs::ErrorCode error) {
  using oqs::ErrorCode;
  switch (error) {
    case ErrorCode::own_certificate:
    case ErrorCode::party_certificate:
    case ErrorCode::party_revoked:
      return Problem{
          502,
          "F5021",
          "この福祉事務所の証明書がセンターに受け入れられません（期限切れ、失効、または時計"
          "の違い）。管理者は、端末の時計と証明書の期限を確かめ、新しい証明書を設定してくだ"
          "さい。入力はそのまま残ります。",
          "The center does not accept this office's certificate (ended, revoked, or this "
          "machine's clock is wrong). Please check the clock and renew the certificate.",
          {},
          Json::object()};
    case ErrorCode::center_certificate_expired:
      return Problem{
          502,
          "F5022",
          "センターの証明書の期限が切れているか、この端末の時計が違っています。時計を確かめ"
          "、合っていればセンターの運用者へご連絡ください。入力はそのまま残ります。",
          "The center's certificate has ended, or this machine's clock is wrong. Please "
          "check the clock, then tell the operator.",
          {},
          Json::object()};
    case ErrorCode::center_untrusted:
      return Problem{
          502,
          "F5023",
          "接続先がセンターであることを確認できないため、何も送っていません。設定（center."
          "host と ca_file）を管理者へご確認ください。",
          "The other side is not proved to be the center; nothing was sent. Please have "
          "the settings checked.",
          {},
          Json::object()};
    default:
      return std::nullopt;
  }
}

}  // namespace

Problem problem_of(const edge::CenterProblem& problem) {
  const auto code = std::string(oqs::code_of(problem.problem.error));
  if (auto certificate = certificate_problem(problem.problem.error)) {
    certificate->more["center_code"] = code;
    return *certificate;
  }
  if (problem.status == 403) return not_permitted(problem.problem.place);
  if (problem.retry == edge::CenterProblem::Retry::yes) {
    auto away = center_away();
    away.more["center_code"] = code;
    return away;
  }
  Problem refused{
      502,
      "F5020",
      "センターが受け付けませんでした（" + code + "）。" + oqs::message_of(problem.problem),
      "The center refused (" + code + ").",
      problem.problem.place,
      Json::object()};
  refused.more["center_code"] = code;
  return refused;
}

}  // namespace madoguchi::office
