#pragma once

#include "center/question_record.hpp"
#include "tools/explain.hpp"

// The part of `explain` that is about answers. Not for other rooms.
namespace madoguchi::tools {

// An answer, made anew.
struct AnswerMadeAnew {
  center::QuestionRecord record;
  domain::Facts facts;
  center::Replayed replayed;
  std::string hash;  // of the message made anew
};

void explain_to_operator(const AnswerMadeAnew& answer, Explanation& out);
void explain_to_institution(const AnswerMadeAnew& answer, Explanation& out);
// not_theirs when the answer concerns no recipient of the office. `office` empty: the first that it
// concerns.
util::Result<void, ExplainProblem> explain_to_office(const AnswerMadeAnew& answer,
                                                     std::string office, Explanation& out);

// What was sent beside what was made anew.
void add_replay(const std::string& recorded_hash, const std::string& hash, Explanation& out);

void add(Explanation& out, std::string key, std::string label, std::string english,
         std::vector<std::string> values);

}  // namespace madoguchi::tools
