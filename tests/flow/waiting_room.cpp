#include "flow/waiting_room.hpp"

#include <fmt/format.h>

#include <set>

namespace madoguchi::flow {

namespace fs = std::filesystem;

WaitingRoom::WaitingRoom(Clinic& clinic, util::Day today) : clinic_(clinic), today_(today) {}

void WaitingRoom::feed(std::size_t questions) {
  // Valid, unregistered (2), not disclosed (4), elsewhere (2).
  static const std::pair<const char*, const char*> kinds[] = {
      {"R1", "1"}, {"R2", "2"}, {"R7", "1"}, {"R4", "4"}, {"R3", "2"}};
  for (std::size_t i = 0; i < questions; ++i) {
    const auto& [key, validity] = kinds[expected_.size() % std::size(kinds)];
    feed_about(recipient(key), validity);
  }
}

void WaitingRoom::feed_about(const Recipient& person, const std::string& validity) {
  const auto part = fmt::format("{}{:06}", today_.text(), expected_.size());
  auto asked = about(person, today_);
  asked.institution = clinic_.code();
  asked.identifier = part;
  const auto path = clinic_.req("OQSsiquc01req_" + part + ".xml");
  if (expected_.size() % 2 == 0) {
    write_in_place(path, message(asked));
  } else {
    const auto temporary = clinic_.req(".receptionagent-" + part + ".tmp");
    write_in_place(temporary, message(asked));
    fs::rename(temporary, path);
  }
  expected_[part] = validity;
}

void WaitingRoom::check(const std::string& part, const std::string& bytes) {
  const auto text = as_declared(bytes);
  const auto xml = text ? Xml::parse(*text) : std::nullopt;
  if (!xml) {
    ADD_FAILURE() << "not whole: " << bytes;
    return;
  }
  EXPECT_EQ(xml->first("ArbitraryFileIdentifier"), part);
  if (xml->first("SegmentOfResult") != "1") {
    ++errors_;
    ADD_FAILURE() << bytes;
    return;
  }
  EXPECT_EQ(xml->first("QualificationValidity"), expected_[part]) << *text;
}

void WaitingRoom::collect() {
  static const std::string head = "OQSsiquc01res_";
  for (const auto& name : names_in(clinic_.res())) {
    const auto bytes = bytes_of(clinic_.res(name));
    fs::remove(clinic_.res(name));
    const bool result = name.starts_with(head) && name.ends_with(".xml");
    const auto part = result ? name.substr(head.size(), name.size() - head.size() - 4) : "";
    if (!expected_.contains(part)) {
      ADD_FAILURE() << name << " was not asked for: " << bytes;
      continue;
    }
    EXPECT_EQ(++came_[part], 1) << name << " came again";
    check(part, bytes);
  }
}

std::size_t WaitingRoom::answered() {
  collect();
  return came_.size();
}

bool WaitingRoom::all_answered() {
  const bool all =
      eventually([this] { return answered() == expected_.size(); }, std::chrono::seconds(180));
  EXPECT_TRUE(all) << came_.size() << " of " << expected_.size();
  return all;
}

void WaitingRoom::expect_one_record_each(const std::vector<System::Audit>& records) const {
  std::set<std::string> keys;
  std::set<std::string> questions;
  std::size_t answers = 0;
  for (const auto& record : records) {
    if (!record.request_key.empty()) {
      EXPECT_TRUE(keys.insert(record.party + " " + record.request_key).second)
          << "two records of one request";
    }
    if (record.kind != "answer" || record.interface != "OQSsiquc01") continue;
    if (record.party != "institution:" + clinic_.code()) continue;
    ++answers;
    questions.insert(record.request_hash);
  }
  EXPECT_EQ(answers, expected_.size());
  EXPECT_EQ(questions.size(), expected_.size()) << "each question differs by its identifier";
}

}  // namespace madoguchi::flow
