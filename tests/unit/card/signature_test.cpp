#include <gtest/gtest.h>
#include <openssl/err.h>

#include "card/certificate.hpp"
#include "unit/card/own_ca.hpp"

namespace madoguchi::card {
namespace {

using testing::Folder;
using testing::OwnCa;
using testing::rsa_key;
using testing::Wish;

class Signature : public ::testing::Test {
 protected:
  Signature() {
    testing::put(folder_ / "ca.pem", ca_.pem());
    TrustFiles files;
    files.ca_files = {folder_ / "ca.pem"};
    checker_ = std::move(*CertificateChecker::open(files));
  }
  CardError error(std::string_view message, std::string_view signature) const {
    const auto checked = checker_->check_signature(card_, message, signature);
    EXPECT_FALSE(checked.has_value());
    return checked ? CardError::certificate_revoked : checked.error();
  }

  Folder folder_;
  OwnCa ca_{"card ca"};
  std::string card_ = ca_.issue({});
  std::unique_ptr<CertificateChecker> checker_;
  const std::string message_ = "madoguchi card question 1\n";
};

TEST_F(Signature, by_the_key_of_the_card_over_the_message_is_believed) {
  EXPECT_TRUE(
      checker_->check_signature(card_, message_, testing::signature_by(rsa_key(0), message_)));
  EXPECT_TRUE(checker_->check_signature(card_, "", testing::signature_by(rsa_key(0), "")));
}

TEST_F(Signature, over_another_message_is_wrong) {
  const std::string signature = testing::signature_by(rsa_key(0), message_);
  EXPECT_EQ(error(message_ + "\n", signature), CardError::signature_wrong);
  EXPECT_EQ(error("", signature), CardError::signature_wrong);
}

TEST_F(Signature, by_another_key_is_wrong) {
  EXPECT_EQ(error(message_, testing::signature_by(rsa_key(1), message_)),
            CardError::signature_wrong);
  EXPECT_EQ(error(message_, testing::signature_by(testing::ec_key(), message_)),
            CardError::signature_wrong);
}

TEST_F(Signature, over_another_digest_is_wrong) {
  for (const EVP_MD* digest : {EVP_sha1(), EVP_sha384(), EVP_sha512()}) {
    EXPECT_EQ(error(message_, testing::signature_by(rsa_key(0), message_, digest)),
              CardError::signature_wrong);
  }
}

TEST_F(Signature, that_is_missing_or_of_another_size_is_refused) {
  const std::string signature = testing::signature_by(rsa_key(0), message_);
  EXPECT_EQ(error(message_, ""), CardError::signature_missing);
  EXPECT_EQ(error(message_, signature.substr(0, 255)), CardError::signature_wrong);
  EXPECT_EQ(error(message_, signature + '\0'), CardError::signature_wrong);
  EXPECT_EQ(error(message_, '\0' + signature), CardError::signature_wrong);
  EXPECT_EQ(error(message_, std::string(5 * 1024 * 1024, 'x')), CardError::signature_wrong);
  EXPECT_EQ(error(message_, std::string(256, '\0')), CardError::signature_wrong);
  EXPECT_EQ(error(message_, std::string(256, '\xFF')), CardError::signature_wrong);
}

TEST_F(Signature, with_any_byte_changed_is_wrong) {
  const std::string signature = testing::signature_by(rsa_key(0), message_);
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(error(message_, changed), CardError::signature_wrong) << i;
  }
}

TEST_F(Signature, over_a_message_beyond_all_measure_is_refused) {
  const std::string huge(65 * 1024, 'x');
  EXPECT_EQ(error(huge, testing::signature_by(rsa_key(0), huge)), CardError::signature_wrong);
}

TEST_F(Signature, under_a_certificate_that_is_none_of_a_card_is_refused) {
  const std::string signature = testing::signature_by(rsa_key(0), message_);
  EXPECT_EQ(checker_->check_signature("garbage", message_, signature).error(),
            CardError::certificate_unreadable);
  Wish wish;
  wish.key = testing::ec_key();
  EXPECT_EQ(checker_
                ->check_signature(ca_.issue(wish), message_,
                                  testing::signature_by(testing::ec_key(), message_))
                .error(),
            CardError::certificate_untrusted);
  wish.key = testing::rsa_3072_key();
  EXPECT_EQ(checker_
                ->check_signature(ca_.issue(wish), message_,
                                  testing::signature_by(testing::rsa_3072_key(), message_))
                .error(),
            CardError::certificate_untrusted);
}

TEST_F(Signature, refused_leaves_nothing_in_the_error_queue_of_the_thread) {
  ERR_clear_error();
  error(message_, std::string(256, '\xFF'));
  EXPECT_FALSE(checker_->check("garbage", {}).has_value());
  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace madoguchi::card
