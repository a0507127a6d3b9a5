#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "center/registration_rows.hpp"
#include "store/sqlite/open.hpp"
#include "tools/registration_csv.hpp"
#include "tools/scenarios.hpp"
#include "util/hash.hpp"
#include "util/task.hpp"

namespace madoguchi::tools::testing {

namespace fs = std::filesystem;

inline util::Day day(std::string_view text) {
  return util::Day::parse(text).value();
}
inline util::Instant at(std::string_view iso) {
  return util::parse_iso_date_time(iso).value();
}

// An empty folder that goes with the test.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("madoguchi-" + util::random_key())) {
    fs::create_directories(path_);
  }
  ~Folder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

inline std::string card_serial(std::size_t index) {
  return util::hex(util::sha256("card " + std::to_string(index))).substr(0, 30);
}
inline constexpr const char* card_issuer = "CN=Madoguchi Test Card CA";

// The rows of a population, one list a kind of file. Cards get serials without any certificate.
inline std::vector<std::pair<store::RowKind, std::vector<store::Row>>> files_of(
    const Population& all) {
  using Kind = store::RowKind;
  std::vector<store::Row> institutions, offices, qualifications, tickets, insurances, cards;
  for (const auto& one : all.institutions) institutions.push_back(one.row);
  for (const auto& one : all.offices) offices.push_back(one);
  for (const auto& one : all.qualifications) qualifications.push_back(one);
  for (const auto& one : all.tickets) tickets.push_back(one);
  for (const auto& one : all.insurances) insurances.push_back(one);
  for (std::size_t i = 0; i < all.cards.size(); ++i) {
    const auto& card = all.cards[i];
    if (card.kind == CardKind::unregistered || card.kind == CardKind::foreign) continue;
    cards.push_back(store::CardRow{card.person_link_key, card_serial(i), card_issuer,
                                   day("20200101"), day("20300101"),
                                   card.kind == CardKind::reported});
  }
  return {{Kind::institution, institutions},     {Kind::office, offices},
          {Kind::insurance, insurances},         {Kind::card, cards},
          {Kind::qualification, qualifications}, {Kind::ticket, tickets}};
}

// A real store that holds a population, filled through the files that the demo writes.
class FilledStore {
 public:
  explicit FilledStore(const Population& all, util::Instant updated_at) {
    store::sqlite::Options options;
    options.path = folder_ / "registry.db";
    auto opened = store::sqlite::open(options);
    EXPECT_TRUE(opened.has_value());
    registry_ = std::move(*opened);
    for (const auto& [kind, rows] : files_of(all)) {
      apply(kind, registration_csv(kind, rows, updated_at));
    }
    for (const auto& one : all.institutions) {
      if (one.assistance == ScenarioInstitution::Assistance::not_used) continue;
      store::Commit commit;
      commit.record.at = updated_at;
      commit.record.kind = "setting";
      commit.record.party = "institution:" + one.row.code;
      commit.record.interface = "OQSsiupd01";
      commit.record.detail = "{}";
      commit.setting = store::SettingChange{one.row.code, true};
      EXPECT_TRUE(util::sync_wait(registry_->commit(std::move(commit))).has_value());
    }
  }

  store::ApplyOutcome apply(store::RowKind kind, const std::string& csv) {
    auto rows = center::RegistrationRows::open(kind, csv, {});
    EXPECT_TRUE(rows.has_value());
    const auto found = (*rows)->found();
    store::BatchHeader header;
    header.kind = kind;
    header.party = "operator:test";
    header.record.at = at("2026-11-01T00:00:00+09:00");
    header.record.kind = "registration";
    header.record.party = header.party;
    header.record.detail = "{}";
    auto outcome = util::sync_wait(registry_->apply(std::move(header), std::move(*rows)));
    EXPECT_TRUE(outcome.has_value());
    EXPECT_EQ(found->refused, 0U);
    for (const auto& problem : found->problems) {
      EXPECT_EQ(problem.code, "check_digit") << problem.line << " " << problem.text;
    }
    for (const auto& problem : outcome->problems) {
      ADD_FAILURE() << store::name_of(kind) << " " << problem.line << " " << problem.code;
    }
    return *outcome;
  }

  store::Registry& registry() { return *registry_; }

 private:
  Folder folder_;
  std::unique_ptr<store::Registry> registry_;
};

inline std::size_t card_index(const Population& all, const std::string& file) {
  for (std::size_t i = 0; i < all.cards.size(); ++i) {
    if (all.cards[i].file == file) return i;
  }
  ADD_FAILURE() << "no card " << file;
  return 0;
}

inline const Scenario& scenario(const Population& all, std::string_view id) {
  for (const auto& one : all.scenarios) {
    if (one.id == id) return one;
  }
  throw std::logic_error("no scenario " + std::string(id));
}

// The question that a scenario asks the center; bulk has none.
inline domain::Question question_of(const Scenario& scenario, util::Day today) {
  domain::Question question;
  question.day = scenario.day;
  question.today = today;
  if (const auto* numbers = std::get_if<ByNumbers>(&scenario.ask)) {
    question.asking = domain::Asking::number;
    question.search.insurer_number = numbers->payer;
    question.search.number = numbers->number;
    question.search.symbol = numbers->symbol;
    question.search.branch = numbers->branch;
    question.search.birthdate = numbers->birthdate;
  } else {
    question.asking = domain::Asking::card;
  }
  return question;
}

inline store::FactsQuery query_of(const Population& all, const Scenario& scenario) {
  store::FactsQuery query;
  query.institution_code = all.institution_in(scenario.folder)->row.code;
  query.window = domain::ticket_window(scenario.day);
  if (const auto* card = std::get_if<ByCardFile>(&scenario.ask)) {
    query.who = store::ByCard{card_issuer, card_serial(card_index(all, card->file))};
  } else if (const auto* numbers = std::get_if<ByNumbers>(&scenario.ask)) {
    if (numbers->payer.starts_with("12") && numbers->payer.size() == 8) {
      query.who = store::ByAssistanceNumber{numbers->payer, numbers->number};
    } else {
      query.who = store::ByInsuranceNumber{numbers->payer, numbers->number};
    }
  }
  return query;
}

}  // namespace madoguchi::tools::testing
