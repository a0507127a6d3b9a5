#include "center/responders.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "net/server.hpp"
#include "unit/card/own_responder.hpp"
#include "unit/center/card_reader.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

using card::testing::OwnCa;
using card::testing::ResponseWish;

constexpr std::int64_t wait_ms = 10000;
constexpr std::int64_t hour_ms = 3600000;

// A responder on plain HTTP, on OpenSSL's functions, that a test makes good, silent or false.
class TestResponder {
 public:
  explicit TestResponder(OwnCa ca) : ca_(std::move(ca)) {
    server_ = net::Server::start({}, [this](net::Request request) {
                return answer(std::move(request));
              }).value();
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + "/ocsp";
  }
  void about(const std::string& certificate_der, const ResponseWish& wish) {
    const std::scoped_lock lock(mutex_);
    certificate_der_ = certificate_der;
    wish_ = wish;
  }
  std::atomic<int> asked = 0;
  std::atomic<int> status = 200;

 private:
  util::Task<net::Response> answer(net::Request request) {
    ++asked;
    net::Response response;
    response.status = status;
    response.content_type = "application/ocsp-response";
    const std::scoped_lock lock(mutex_);
    EXPECT_EQ(request.path, "/ocsp");
    if (status == 200) {
      response.body = card::testing::response_of(ca_, certificate_der_, request.body, wish_);
    }
    co_return response;
  }
  OwnCa ca_;
  std::mutex mutex_;
  std::string certificate_der_;
  ResponseWish wish_;
  std::unique_ptr<net::Server> server_;
};

class CardResponder : public ::testing::Test {
 protected:
  void start(const std::string& url) {
    bed.config.card.trust.ocsp_urls = {url};
    bed.config.card.ocsp_timeout_ms = 5000;
    bed.start();
    bed.register_all();
    card = registered_card(bed, "L1");
  }
  void start() {
    const auto& authority = bed.card_authority();
    responder =
        std::make_unique<TestResponder>(OwnCa(authority.certificate_pem, authority.key_pem));
    start(responder->url());
    says(V_OCSP_CERTSTATUS_GOOD);
  }
  void says(int status) {
    ResponseWish wish;
    wish.status = status;
    wish.this_update = bed.clock.now();
    wish.next_update = bed.clock.now().plus_ms(hour_ms);
    responder->about(card.der, wish);
  }
  // Validity of an answer by card, or the code of what refused it.
  std::string outcome() {
    auto line = bed.client("institution:1310000011");
    const auto answer =
        line.verify_card(signed_question(bed, line, card), {}, util::random_key(), wait_ms);
    if (!answer) return std::string(oqs::code_of(answer.error().problem.error));
    return oqs::read_result(answer->body)->validity;
  }
  Bed bed;
  Bed::Card card;
  std::unique_ptr<TestResponder> responder;
};

TEST_F(CardResponder, that_says_revoked_is_believed_before_any_list_knows) {
  start();
  EXPECT_EQ(outcome(), "1");
  EXPECT_EQ(responder->asked, 1);
  bed.clock.set(bed.clock.now().plus_ms(2 * hour_ms));
  says(V_OCSP_CERTSTATUS_REVOKED);
  EXPECT_EQ(outcome(), "E4004");
}

TEST_F(CardResponder, is_asked_again_after_its_next_update_only) {
  start();
  EXPECT_EQ(outcome(), "1");
  says(V_OCSP_CERTSTATUS_REVOKED);
  EXPECT_EQ(outcome(), "1");  // what it said an hour is good for
  EXPECT_EQ(responder->asked, 1);
  bed.clock.set(bed.clock.now().plus_ms(hour_ms + 1000));
  says(V_OCSP_CERTSTATUS_REVOKED);
  EXPECT_EQ(outcome(), "E4004");
  EXPECT_EQ(responder->asked, 2);
}

TEST_F(CardResponder, good_never_beats_a_list_that_says_revoked) {
  start();
  bed.revoke_card(card);
  EXPECT_EQ(outcome(), "E4004");
}

TEST_F(CardResponder, that_does_not_know_the_certificate_makes_it_unusable) {
  start();
  says(V_OCSP_CERTSTATUS_UNKNOWN);
  EXPECT_EQ(outcome(), "E4006");
  says(V_OCSP_CERTSTATUS_GOOD);  // not kept: it may have been issued today
  EXPECT_EQ(outcome(), "1");
}

TEST_F(CardResponder, silent_or_false_leaves_it_to_the_list_and_is_left_alone_for_a_while) {
  start();
  responder->status = 503;
  EXPECT_EQ(outcome(), "1");
  EXPECT_EQ(outcome(), "1");
  EXPECT_EQ(responder->asked, 1);
  responder->status = 200;
  says(V_OCSP_CERTSTATUS_REVOKED);
  bed.clock.set(bed.clock.now().plus_ms(31000));
  says(V_OCSP_CERTSTATUS_REVOKED);
  EXPECT_EQ(outcome(), "E4004");
}

TEST_F(CardResponder, signed_by_a_stranger_is_no_answer) {
  const OwnCa stranger("card authority", card::testing::rsa_key(3));
  responder = std::make_unique<TestResponder>(stranger);
  start(responder->url());
  says(V_OCSP_CERTSTATUS_REVOKED);
  EXPECT_EQ(outcome(), "1");
}

TEST_F(CardResponder, nobody_at_its_address_leaves_it_to_the_list) {
  start("http://127.0.0.1:1/");
  EXPECT_EQ(outcome(), "1");
}

TEST(ResponderPlace, is_http_with_host_port_and_path) {
  const auto full = responder_place("http://ocsp.example:8080/a/b");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->host, "ocsp.example");
  EXPECT_EQ(full->port, 8080);
  EXPECT_EQ(full->path, "/a/b");
  const auto bare = responder_place("http://ocsp.example");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->port, 80);
  EXPECT_EQ(bare->path, "/");
  for (const auto* bad :
       {"", "ocsp.example", "https://ocsp.example/", "http://", "http://:80/", "http://a:0/",
        "http://a:70000/", "http://a:x/", "http://u@a/", "http://a/?x=1", "http://a b/"}) {
    EXPECT_FALSE(responder_place(bad)) << bad;
  }
}

}  // namespace
}  // namespace madoguchi::center
