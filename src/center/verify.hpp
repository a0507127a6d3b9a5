#pragma once

#include "center/question_record.hpp"
#include "center/reply.hpp"

namespace madoguchi::center {

// POST /oqs/OQSsiquc01: one question by number.
util::Task<net::Response> verify_number(Context& context, Asked asked);

// The way of one verification from its question to its durable answer, for both ways of asking:
// facts, decision, projection, record, answer. `consents` become durable with the record.
struct Verification {
  QuestionRecord record;
  std::string wrong_try_hash;  // by number: what a "no such qualification" costs; empty: nothing
};
util::Task<net::Response> answer_question(Context& context, Asked asked, Verification verification);

// The answer of an earlier request, made again from its record.
util::Task<net::Response> answer_again(Context& context, store::AuditRecord record);

// The error that a decision's refusal is told as.
oqs::ErrorCode error_of_refusal(domain::Reason refused);

// What identifies one wrong question in the budget of wrong tries.
std::string wrong_try_hash(const domain::NumberSearch& search);

}  // namespace madoguchi::center
