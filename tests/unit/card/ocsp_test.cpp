#include "card/ocsp.hpp"

#include <gtest/gtest.h>

#include "card/certificate.hpp"
#include "card/revocation.hpp"
#include "unit/card/own_responder.hpp"

namespace madoguchi::card {
namespace {

using testing::at;
using testing::Folder;
using testing::OwnCa;
using testing::response_of;
using testing::ResponseWish;
using testing::rsa_key;

const util::Instant now = at("2024-07-01T09:00:00+09:00");

class Ocsp : public ::testing::Test {
 protected:
  Ocsp() { certificate_ = certificate_from_der(der_); }
  util::Result<OcspAnswer, OcspFault> judged(const std::string& response, util::Instant when = now,
                                             OcspRules rules = {},
                                             const std::vector<X509_CRL*>& lists = {}) const {
    return judge_ocsp(response, request_, certificate_.get(), ca_.authority(), lists, rules, when);
  }
  util::Result<OcspAnswer, OcspFault> judged(const ResponseWish& wish, util::Instant when = now,
                                             OcspRules rules = {}) const {
    return judged(response_of(ca_, der_, request_, wish), when, rules);
  }
  void expect_fault(const ResponseWish& wish, OcspFault fault, util::Instant when = now) const {
    const auto answer = judged(wish, when);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error(), fault) << text_of(answer.error());
  }
  ResponseWish delegated(testing::Wish responder) const {
    responder.key = rsa_key(1);
    ResponseWish wish;
    wish.signer_der = ca_.issue(responder);
    wish.signer_key = rsa_key(1);
    return wish;
  }
  static testing::Wish responder() {
    testing::Wish wish;
    wish.name = "responder";
    wish.serial_hex = "77";
    wish.extensions = testing::responder_extensions;
    return wish;
  }

  OwnCa ca_{"card ca"};
  std::string der_ = ca_.issue({});
  CertificatePtr certificate_;
  std::string request_ = ocsp_request(certificate_from_der(der_).get(), ca_.authority());
};

TEST_F(Ocsp, tells_good_revoked_and_unknown) {
  const std::pair<int, OcspStatus> rows[] = {{V_OCSP_CERTSTATUS_GOOD, OcspStatus::good},
                                             {V_OCSP_CERTSTATUS_REVOKED, OcspStatus::revoked},
                                             {V_OCSP_CERTSTATUS_UNKNOWN, OcspStatus::unknown}};
  for (const auto& [said, meant] : rows) {
    ResponseWish wish;
    wish.status = said;
    const auto answer = judged(wish);
    ASSERT_TRUE(answer) << text_of(answer.error());
    EXPECT_EQ(answer->status, meant);
    EXPECT_EQ(answer->next_update, at("2024-07-02T00:00:00+09:00"));
  }
}

TEST_F(Ocsp, believes_a_responder_that_the_CA_delegated) {
  const auto answer = judged(delegated(responder()));
  ASSERT_TRUE(answer) << text_of(answer.error());
  EXPECT_EQ(answer->status, OcspStatus::good);
}

TEST_F(Ocsp, believes_nobody_else) {
  // The CA's own certificate for something else, also a card's.
  auto card = responder();
  card.extensions = testing::card_extensions;
  expect_fault(delegated(card), OcspFault::wrong_signature);
  auto any = responder();
  any.extensions = {{"basicConstraints", "critical,CA:FALSE"},
                    {"keyUsage", "critical,digitalSignature"}};
  expect_fault(delegated(any), OcspFault::wrong_signature);
  // A delegated one that is over.
  auto over = responder();
  over.to = at("2024-06-30T00:00:00+09:00");
  expect_fault(delegated(over), OcspFault::wrong_signature);
  // Another CA, of the same name and of another, itself and by its own responder.
  for (const char* name : {"card ca", "other ca"}) {
    const OwnCa other(name, rsa_key(3));
    EXPECT_EQ(judged(response_of(other, der_, request_, {})).error(), OcspFault::wrong_signature);
    auto theirs = delegated(responder());
    auto wish = responder();
    wish.key = rsa_key(1);
    theirs.signer_der = other.issue(wish);
    EXPECT_EQ(judged(theirs).error(), OcspFault::wrong_signature);
  }
  // SHA-1.
  ResponseWish weak;
  weak.digest = EVP_sha1();
  expect_fault(weak, OcspFault::wrong_signature);
}

TEST_F(Ocsp, believes_no_responder_that_is_on_the_list) {
  const auto wish = delegated(responder());
  OwnCa::ListWish listed;
  listed.serials_hex = {"77"};
  const auto lists = revocation_lists_from(ca_.list_der(listed)).value();
  const auto response = response_of(ca_, der_, request_, wish);
  EXPECT_TRUE(judged(response));
  const auto answer = judged(response, now, {}, {lists.front().get()});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), OcspFault::wrong_signature);
}

TEST_F(Ocsp, nonce_must_be_the_requests) {
  ResponseWish wish;
  wish.nonce = ResponseWish::Nonce::another;
  expect_fault(wish, OcspFault::wrong_nonce);
  OcspRules lenient;
  lenient.nonce = OcspRules::Nonce::optional;
  EXPECT_EQ(judged(wish, now, lenient).error(), OcspFault::wrong_nonce);
  wish.nonce = ResponseWish::Nonce::absent;
  expect_fault(wish, OcspFault::wrong_nonce);
  EXPECT_TRUE(judged(wish, now, lenient));
  // An answer to an earlier request is a replay.
  const auto before = response_of(ca_, der_, request_, {});
  const auto fresh = ocsp_request(certificate_.get(), ca_.authority());
  EXPECT_EQ(judge_ocsp(before, fresh, certificate_.get(), ca_.authority(), {}, {}, now).error(),
            OcspFault::wrong_nonce);
}

TEST_F(Ocsp, times_hold_with_five_minutes_between_the_clocks) {
  EXPECT_TRUE(judged(ResponseWish{}, at("2024-07-02T00:05:00+09:00")));
  expect_fault({}, OcspFault::too_old, at("2024-07-02T00:05:01+09:00"));
  EXPECT_TRUE(judged(ResponseWish{}, at("2024-06-30T23:55:00+09:00")));
  expect_fault({}, OcspFault::from_the_future, at("2024-06-30T23:54:59+09:00"));
  ResponseWish moment;
  moment.next_update.reset();
  EXPECT_TRUE(judged(moment, at("2024-07-01T00:15:00+09:00")));
  expect_fault(moment, OcspFault::too_old, at("2024-07-01T00:15:01+09:00"));
}

TEST_F(Ocsp, another_certificate_is_another_question) {
  testing::Wish other;
  other.serial_hex = "0d0e0f";
  EXPECT_EQ(judged(response_of(ca_, ca_.issue(other), request_, {})).error(),
            OcspFault::other_question);
}

TEST_F(Ocsp, garbage_and_refusals_are_none) {
  const auto good = response_of(ca_, der_, request_, {});
  for (const auto& bad : {std::string(), std::string("garbage"), good.substr(0, good.size() / 2),
                          good + "x", std::string(100000, '\x30')}) {
    EXPECT_FALSE(judged(bad));
  }
  for (const int status : {OCSP_RESPONSE_STATUS_TRYLATER, OCSP_RESPONSE_STATUS_UNAUTHORIZED,
                           OCSP_RESPONSE_STATUS_INTERNALERROR}) {
    ResponseWish refused;
    refused.response_status = status;
    expect_fault(refused, OcspFault::unreadable);
  }
  for (std::size_t i = 0; i < good.size(); i += 7) {  // no byte may be changed
    auto changed = good;
    changed[i] = static_cast<char>(changed[i] ^ 0x20);
    const auto answer = judged(changed);
    EXPECT_TRUE(!answer || answer->status == OcspStatus::good) << i;
  }
}

class OcspAndList : public Ocsp {
 protected:
  std::unique_ptr<CertificateChecker> checker(const std::vector<std::string>& revoked,
                                              bool with_list = true) {
    testing::put(folder_ / "ca.pem", ca_.pem());
    OwnCa::ListWish list;
    list.serials_hex = revoked;
    testing::put(folder_ / "ca.crl", ca_.list_pem(list));
    TrustFiles files;
    files.ca_files = {folder_ / "ca.pem"};
    if (with_list) files.crl_files = {folder_ / "ca.crl"};
    files.ocsp_urls = {"http://127.0.0.1:1/"};
    return std::move(*CertificateChecker::open(files));
  }
  static std::optional<OcspAnswer> says(OcspStatus status) {
    return OcspAnswer{status, now, std::nullopt};
  }
  Folder folder_;
};

TEST_F(OcspAndList, whoever_says_revoked_is_believed) {
  const auto revoked = checker({"0a1b2c"});
  EXPECT_EQ(revoked->check(der_, now, says(OcspStatus::good)).error(),
            CardError::certificate_revoked);
  EXPECT_EQ(revoked->check(der_, now, says(OcspStatus::unknown)).error(),
            CardError::certificate_revoked);
  EXPECT_EQ(revoked->check(der_, now).error(), CardError::certificate_revoked);
  const auto clean = checker({});
  EXPECT_EQ(clean->check(der_, now, says(OcspStatus::revoked)).error(),
            CardError::certificate_revoked);
  EXPECT_TRUE(clean->check(der_, now, says(OcspStatus::good)));
  EXPECT_TRUE(clean->check(der_, now));  // the responder is silent: the list decides
}

TEST_F(OcspAndList, good_stands_in_for_a_list_and_unknown_for_nothing) {
  const auto without = checker({}, false);
  EXPECT_EQ(without->check(der_, now).error(), CardError::revocation_unknown);
  EXPECT_TRUE(without->check(der_, now, says(OcspStatus::good)));
  EXPECT_EQ(without->check(der_, now, says(OcspStatus::unknown)).error(),
            CardError::revocation_unknown);
  // The responder of the CA does not know this certificate: a clean list does not make up for it.
  EXPECT_EQ(checker({})->check(der_, now, says(OcspStatus::unknown)).error(),
            CardError::revocation_unknown);
}

TEST_F(OcspAndList, question_goes_to_the_responder_of_the_certificates_CA) {
  const auto with = checker({});
  const auto question = with->ocsp_question(der_, now);
  ASSERT_TRUE(question);
  EXPECT_EQ(question->url, "http://127.0.0.1:1/");
  EXPECT_EQ(with->ocsp_question(der_, now)->key, question->key);
  EXPECT_NE(with->ocsp_question(der_, now)->request, question->request);  // its nonce
  const auto answer =
      with->judge(der_, *question, response_of(ca_, der_, question->request, {}), now);
  ASSERT_TRUE(answer) << text_of(answer.error());
  EXPECT_EQ(answer->status, OcspStatus::good);
  // Nothing is asked about strangers.
  EXPECT_FALSE(with->ocsp_question(OwnCa("other", rsa_key(3)).issue({}), now));
  EXPECT_FALSE(with->ocsp_question("garbage", now));
}

}  // namespace
}  // namespace madoguchi::card
