#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/domain/reference_model.hpp"
#include "unit/domain/world.hpp"

// What must hold of every answer, whatever the world.
namespace madoguchi::domain::invariants {

inline bool has(const Answer& a, Side side) {
  return std::any_of(a.results.begin(), a.results.end(),
                     [side](const ResultAnswer& r) { return r.side == side; });
}

inline void state_6_withholds(const Answer& a) {
  for (const ResultAnswer& r : a.results) {
    if (r.validity != Validity::valid_unregistered) continue;
    ASSERT_TRUE(r.tickets.empty());
    for (const Field field : {Field::InsurerNumber, Field::InsuredIdentificationNumber,
                              Field::Address, Field::PostNumber, Field::DisqualificationDate}) {
      ASSERT_EQ(world::value(r, field), nullptr);
    }
  }
}

inline void one_side_by_number(const Question& q, const Answer& a) {
  if (q.asking != Asking::number) return;
  ASSERT_FALSE(has(a, q.search.is_assistance() ? Side::insurance : Side::assistance));
}

inline void hidden_people_have_no_A1(const Facts& f, const Answer& a) {
  for (const PersonFacts& p : f.people) {
    const bool secret = std::any_of(p.qualifications.begin(), p.qualifications.end(),
                                    [](const auto& q) { return q.not_disclosed; });
    if (!secret && !p.qualifications.empty()) return;
  }
  ASSERT_FALSE(has(a, Side::assistance));
}

inline Facts without_foreign_tickets(Facts f) {
  for (PersonFacts& p : f.people) {
    std::erase_if(p.tickets,
                  [&](const Ticket& t) { return t.institution_code != f.institution.code; });
  }
  return f;
}

// The one way in which a foreign ticket may speak: the asked numbers stand on it and nowhere else,
// so without it they are unknown numbers (D22). Whoever knows them has seen that ticket.
inline bool asked_by_foreign_ticket(const Facts& f, const Facts& without, const Question& q) {
  if (q.asking != Asking::number || !q.search.is_assistance()) return false;
  const reference::Model all{f, q};
  const reference::Model own{without, q};
  for (std::size_t p = 0; p < f.people.size(); ++p) {
    for (const auto& interval : f.people[p].qualifications) {
      if (all.named(f.people[p], interval) != own.named(without.people[p], interval)) return true;
    }
  }
  return false;
}

inline void foreign_tickets_change_nothing(const Facts& f, const Question& q, const Answer& a) {
  if (q.settings.number_inquiry_other_institution_flag) return;  // Q2 tells it on purpose
  const Facts without = without_foreign_tickets(f);
  if (asked_by_foreign_ticket(f, without, q)) return;
  ASSERT_EQ(world::ask(without, q), a);
}

// By number the other side could as well not exist.
inline void other_side_changes_nothing(Facts f, const Question& q, const Answer& a) {
  if (q.asking != Asking::number) return;
  for (PersonFacts& p : f.people) {
    if (q.search.is_assistance()) {
      p.insurances.clear();
    } else {
      p.qualifications.clear();
      p.tickets.clear();
    }
  }
  ASSERT_EQ(world::ask(f, q), a);
}

inline void expect_same(const Decision& expected, const Decision& actual) {
  ASSERT_EQ(actual.refused, expected.refused);
  ASSERT_EQ(actual.withheld, expected.withheld);
  ASSERT_EQ(actual.validity, expected.validity);
  ASSERT_EQ(actual.verdicts.size(), expected.verdicts.size());
  for (std::size_t i = 0; i < expected.verdicts.size(); ++i) {
    ASSERT_EQ(actual.verdicts[i].reason, expected.verdicts[i].reason);
    ASSERT_TRUE(actual.verdicts[i] == expected.verdicts[i]) << "verdict " << i;
  }
}

// A unit of a bulk inquiry tells what the single inquiry tells, less consents and what stands with
// them; 照会番号 stands beside its result.
inline void a_unit_tells_no_more(const Facts& f, const Question& q, const Decision& decision,
                                 const Answer& single) {
  if (q.asking != Asking::number) return;
  const Answer unit = project_unit(f, q, decision);
  ASSERT_EQ(unit.validity, single.validity);
  ASSERT_EQ(unit.told, single.told);
  ASSERT_EQ(unit.remarks, single.remarks);
  ASSERT_EQ(unit.results.size(), single.results.size());
  for (std::size_t i = 0; i < unit.results.size(); ++i) {
    const ResultAnswer& result = unit.results[i];
    ASSERT_EQ(result.tickets, single.results[i].tickets);
    ASSERT_TRUE(result.specific_diseases.empty());
    ASSERT_EQ(world::value(result, Field::ReferenceNumber), nullptr);
    const auto* beside = world::value(single.results[i], Field::ReferenceNumber);
    ASSERT_EQ(unit.reference_number, beside ? *beside : "");
    for (const FieldValue& field : result.fields) {
      if (field.field == Field::LimitApplicationCertificateChanged) {
        ASSERT_EQ(result.side, Side::insurance);
        continue;
      }
      const auto* told = world::value(single.results[i], field.field);
      ASSERT_TRUE(told && *told == field.value) << element_name(field.field);
    }
  }
  ASSERT_TRUE(!unit.results.empty() || unit.reference_number.empty());
}

// Compares one question's decision with the reference model and its answer with all of the above.
inline void check(const Facts& f, const Question& q) {
  const Decision actual = decide(f, q);
  const Decision expected = reference::decide(f, q);
  ASSERT_NO_FATAL_FAILURE(expect_same(expected, actual));
  const Answer answer = project(f, q, actual);
  if (expected.refused) {
    ASSERT_EQ(answer, Answer{});
    return;
  }
  ASSERT_EQ(answer.validity, expected.validity);
  ASSERT_EQ(answer.told, reference::told(expected));
  ASSERT_EQ(answer.remarks.empty(), answer.told == Told::nothing);
  ASSERT_NO_FATAL_FAILURE(state_6_withholds(answer));
  ASSERT_NO_FATAL_FAILURE(one_side_by_number(q, answer));
  ASSERT_NO_FATAL_FAILURE(hidden_people_have_no_A1(f, answer));
  ASSERT_NO_FATAL_FAILURE(foreign_tickets_change_nothing(f, q, answer));
  ASSERT_NO_FATAL_FAILURE(other_side_changes_nothing(f, q, answer));
  ASSERT_NO_FATAL_FAILURE(a_unit_tells_no_more(f, q, actual, answer));
}

}  // namespace madoguchi::domain::invariants
