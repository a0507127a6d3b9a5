#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/decide.hpp"
#include "domain/project.hpp"

// The decision table once more, slow and obvious, written from the text of the rule book and
// sharing no code with `decide`: days are compared as numbers yyyymmdd, periods walked day by day,
// "the latest" found by asking for each whether any other is later.
namespace madoguchi::domain::reference {

using Index = std::size_t;

inline int date(util::Day d) {
  return d.year() * 10000 + d.month() * 100 + d.day();
}
inline int months(util::Day d) {
  return d.year() * 12 + d.month();
}
inline int months(util::Month m) {
  return m.year() * 12 + m.month();
}

struct Model {
  const Facts& facts;
  const Question& question;

  // ---- 4.2

  bool on(const AssistanceQualification& q, util::Day d) const {
    if (date(d) < date(q.start)) return false;
    if (!q.end) return true;
    if (question.settings.loss_date_is_covered) return date(d) <= date(*q.end);
    return date(d) < date(*q.end);
  }

  static bool on(const Insurance& i, util::Day d) {
    return date(i.start) <= date(d) && !(i.end && date(*i.end) <= date(d));
  }

  static std::set<std::string> kinds(const std::string& institution) {
    if (institution.at(2) == '1') return {"01-01", "01-02"};
    if (institution.at(2) == '3') return {"01-03"};
    if (institution.at(2) == '4') return {"02-04"};
    if (institution.at(2) == '6') return {"01-05"};
    return {};
  }

  bool right_kind(const Ticket& t) const {
    return kinds(facts.institution.code).contains(t.ticket_type + "-" + t.treatment_type);
  }
  bool mine(const Ticket& t) const { return t.institution_code == facts.institution.code; }

  static bool same_recipient(const Ticket& t, const AssistanceQualification& q) {
    return t.office_code + "/" + t.recipient_key == q.office_code + "/" + q.recipient_key;
  }

  // A day of the ticket's period on which `covered` holds.
  static bool some_day(const Ticket& t, const std::function<bool(util::Day)>& covered) {
    for (util::Day d = t.from; date(d) <= date(t.to); d = d.plus_days(1)) {
      if (covered(d)) return true;
    }
    return false;
  }

  // ---- "the latest": the first one that no other beats

  static std::optional<Index> unbeaten(const std::vector<Index>& all,
                                       const std::function<bool(Index, Index)>& beats) {
    for (const Index candidate : all) {
      bool beaten = false;
      for (const Index other : all) beaten = beaten || beats(other, candidate);
      if (!beaten) return candidate;
    }
    return std::nullopt;
  }

  static std::optional<Index> latest_start(const PersonFacts& p, const std::vector<Index>& all) {
    return unbeaten(all, [&](Index a, Index b) {
      const auto& x = p.qualifications[a];
      const auto& y = p.qualifications[b];
      if (date(x.start) != date(y.start)) return date(x.start) > date(y.start);
      return x.office_code > y.office_code;
    });
  }

  static std::vector<Index> qualifications(
      const PersonFacts& p, const std::function<bool(const AssistanceQualification&)>& wanted) {
    std::vector<Index> found;
    for (Index i = 0; i < p.qualifications.size(); ++i) {
      if (wanted(p.qualifications[i])) found.push_back(i);
    }
    return found;
  }

  static std::optional<std::pair<std::string, std::string>> numbers(const PersonFacts& p,
                                                                    const Ticket& t) {
    const auto of_recipient =
        qualifications(p, [&](const auto& q) { return same_recipient(t, q); });
    const auto of_period = qualifications(p, [&](const auto& q) {
      return same_recipient(t, q) && some_day(t, [&](util::Day d) {
               return date(q.start) <= date(d) && !(q.end && date(*q.end) <= date(d));
             });
    });
    const auto from = latest_start(p, of_period.empty() ? of_recipient : of_period);
    std::string first, second;
    if (from) first = p.qualifications[*from].payer.text();
    if (from) second = p.qualifications[*from].beneficiary.text();
    if (t.payer) first = t.payer->text();
    if (t.beneficiary) second = t.beneficiary->text();
    if (first.empty() || second.empty()) return std::nullopt;
    return std::pair{first, second};
  }

  bool in_window(const Ticket& t) const {
    const int distance = months(t.treatment_month) - months(question.day);
    return distance >= -12 && distance <= 3;
  }
  bool this_month(const Ticket& t) const {
    return months(t.treatment_month) == months(question.day);
  }
  bool covers_day(const Ticket& t) const {
    return date(t.from) <= date(question.day) && date(question.day) <= date(t.to);
  }

  static bool secret(const PersonFacts& p) {
    for (const auto& q : p.qualifications) {
      if (q.not_disclosed) return true;
    }
    return false;
  }

  // ---- results

  static Verdict verdict(Validity validity, Reason reason, Index person, Index qualification) {
    Verdict v;
    v.validity = validity;
    v.reason = reason;
    v.person = person;
    v.qualification = qualification;
    return v;
  }

  static Decision finish(Decision d) {
    std::set<int> codes;
    for (const Verdict& v : d.verdicts) codes.insert(static_cast<int>(v.validity));
    if (codes.empty()) {
      d.validity = Validity::none;
    } else if (codes.contains(6)) {
      d.validity = Validity::valid_unregistered;
    } else if (codes.contains(1)) {
      d.validity = Validity::valid;
    } else {
      d.validity = d.verdicts[0].validity;
    }
    return d;
  }

  static Decision refuse(Reason reason) {
    Decision d;
    d.refused = reason;
    return d;
  }

  static Decision nothing(Reason reason) {
    Decision d;
    d.withheld = {reason};
    return finish(d);
  }

  Decision decide() const {
    if (date(question.day) > date(question.today)) return refuse(Reason::future_day);
    if (question.asking == Asking::card) return card();
    const std::string& asked = question.search.insurer_number;
    const bool assistance = asked.length() == 8 && asked[0] == '1' && asked[1] == '2';
    if (!assistance) return by_insurance();
    if (!facts.institution.uses_medical_assistance) {
      return refuse(Reason::assistance_not_used_number);
    }
    return by_number();
  }

  // ---- card

  Decision card() const {
    Decision d;
    if (facts.people.empty()) return nothing(Reason::never_recipient);
    const PersonFacts& p = facts.people[0];
    assistance_by_card(p, d);
    bool insured_today = false;
    for (const Insurance& i : p.insurances) insured_today = insured_today || on(i, question.day);
    bool recipient_now = false;
    for (const Verdict& v : d.verdicts) {
      if (v.validity != Validity::invalid) recipient_now = true;
    }
    const auto insurance = insurance_of(p, 0, [](const Insurance&) { return true; });
    if (insurance && (insured_today || !recipient_now)) d.verdicts.push_back(*insurance);
    return finish(d);
  }

  void assistance_by_card(const PersonFacts& p, Decision& d) const {
    if (secret(p)) return d.withheld.push_back(Reason::not_disclosed);
    if (!facts.institution.uses_medical_assistance) {
      return d.withheld.push_back(Reason::assistance_not_used);
    }
    const auto now =
        latest_start(p, qualifications(p, [&](const auto& q) { return on(q, question.day); }));
    if (now) return recipient_by_card(p, *now, d);
    const auto past = unbeaten(
        qualifications(p, [&](const auto& q) { return date(q.start) <= date(question.day); }),
        [&](Index a, Index b) {
          const auto& x = p.qualifications[a];
          const auto& y = p.qualifications[b];
          return std::tuple(date(*x.end), date(x.start), x.office_code) >
                 std::tuple(date(*y.end), date(y.start), y.office_code);
        });
    if (!past) return d.withheld.push_back(Reason::never_recipient);
    for (const Insurance& i : p.insurances) {
      if (on(i, question.day)) return d.withheld.push_back(Reason::ended_insured);
    }
    if (months(question.day) - months(*p.qualifications[*past].end) > 1) {
      return d.withheld.push_back(Reason::never_recipient);
    }
    d.verdicts.push_back(verdict(Validity::invalid, Reason::suspended_or_abolished, 0, *past));
  }

  void recipient_by_card(const PersonFacts& p, Index now, Decision& d) const {
    const AssistanceQualification& q = p.qualifications[now];
    std::set<std::string> payers_and_numbers;
    bool d9 = false, d10 = false, d11 = false, d12 = false;
    for (const Ticket& t : p.tickets) {
      if (!same_recipient(t, q) || !in_window(t)) continue;
      const bool own = mine(t) && right_kind(t);
      const auto billed = numbers(p, t);
      if (own && this_month(t) && covers_day(t) && billed->first == q.payer.text()) {
        payers_and_numbers.insert(billed->first + "/" + billed->second);
      }
      if (own && this_month(t) && !covers_day(t)) d10 = true;
      if (own && !this_month(t)) d9 = true;
      if (!mine(t) && this_month(t) && right_kind(t)) d11 = true;
      if (this_month(t) && !right_kind(t)) d12 = true;
    }
    for (const std::string& pair : payers_and_numbers) {
      Verdict v = verdict(Validity::valid, Reason::valid, 0, now);
      for (Index i = 0; i < p.tickets.size(); ++i) {
        const Ticket& t = p.tickets[i];
        if (same_recipient(t, q) && mine(t) && right_kind(t) && this_month(t) && covers_day(t)) {
          const auto billed = numbers(p, t);
          if (billed->first + "/" + billed->second == pair) v.tickets.push_back(i);
        }
      }
      d.verdicts.push_back(v);
    }
    if (!payers_and_numbers.empty()) return;
    Reason reason = Reason::nothing_registered;
    if (d12) reason = Reason::wrong_kind_elsewhere;
    if (d11) reason = Reason::commissioned_elsewhere;
    if (d9) reason = Reason::own_ticket_other_month;
    if (d10) reason = Reason::own_ticket_period_over;
    d.verdicts.push_back(verdict(Validity::valid_unregistered, reason, 0, now));
  }

  // ---- insurance rows

  std::optional<Verdict> insurance_of(const PersonFacts& p, Index person,
                                      const std::function<bool(const Insurance&)>& meant) const {
    std::vector<Index> current, past;
    for (Index i = 0; i < p.insurances.size(); ++i) {
      const Insurance& insurance = p.insurances[i];
      if (!meant(insurance) || date(insurance.start) > date(question.day)) continue;
      (on(insurance, question.day) ? current : past).push_back(i);
    }
    Verdict v;
    v.side = Side::insurance;
    v.person = person;
    if (!current.empty()) {
      v.insurance = unbeaten(current, [&](Index a, Index b) {
        return date(p.insurances[a].start) > date(p.insurances[b].start);
      });
      v.validity = Validity::valid;
      v.reason = Reason::insurance_valid;
      return v;
    }
    if (past.empty()) return std::nullopt;
    v.insurance = unbeaten(past, [&](Index a, Index b) {
      const Insurance& x = p.insurances[a];
      const Insurance& y = p.insurances[b];
      return std::pair(date(*x.end), date(x.start)) > std::pair(date(*y.end), date(y.start));
    });
    v.validity = Validity::invalid;
    v.reason = Reason::insurance_ended;
    for (Index i = 0; i < p.insurances.size(); ++i) {
      const Insurance& other = p.insurances[i];
      if (i == *v.insurance) continue;
      const bool follows = date(other.start) >= date(*p.insurances[*v.insurance].end);
      if (follows || on(other, question.day)) {
        v.validity = Validity::invalid_newer;
        v.reason = Reason::insurance_newer;
      }
    }
    return v;
  }

  static std::string narrow(std::string text) {  // the full-width digits of the generated worlds
    const std::vector<std::string> wide{"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"};
    for (std::size_t digit = 0; digit < wide.size(); ++digit) {
      for (auto at = text.find(wide[digit]); at != std::string::npos; at = text.find(wide[digit])) {
        text.replace(at, wide[digit].size(), std::to_string(digit));
      }
    }
    return text;
  }

  Decision by_insurance() const {
    const NumberSearch& s = question.search;
    const auto meant = [&](const Insurance& i) {
      const bool branch_differs =
          !s.branch.empty() && (i.branch.empty() || std::stoi(i.branch) != std::stoi(s.branch));
      const bool symbol_differs = !s.symbol.empty() && narrow(i.symbol) != narrow(s.symbol);
      return i.insurer_number == s.insurer_number && i.number == s.number && !branch_differs &&
             !symbol_differs && date(i.birthdate) == date(s.birthdate);
    };
    std::vector<Index> people;
    for (Index p = 0; p < facts.people.size(); ++p) {
      bool any = false;
      for (const Insurance& i : facts.people[p].insurances) any = any || meant(i);
      if (any) people.push_back(p);
    }
    if (people.size() > 1) {
      Decision d = nothing(Reason::insurance_several);
      d.validity = Validity::several;
      return d;
    }
    if (people.empty()) return nothing(Reason::insurance_unknown);
    const auto v = insurance_of(facts.people[people[0]], people[0], meant);
    if (!v) return nothing(Reason::insurance_unknown);
    Decision d;
    d.verdicts = {*v};
    return finish(d);
  }

  // ---- number

  bool named(const PersonFacts& p, const AssistanceQualification& q) const {
    const std::pair asked{question.search.insurer_number, question.search.number};
    if (std::pair{q.payer.text(), q.beneficiary.text()} == asked) return true;
    for (const Ticket& t : p.tickets) {
      if (same_recipient(t, q) && in_window(t) && (this_month(t) || mine(t)) &&
          numbers(p, t) == asked) {
        return true;
      }
    }
    return false;
  }

  Decision by_number() const {
    bool wrong_birthdate = false, hidden_one = false;
    std::vector<std::pair<Index, Index>> matching;  // person, interval
    for (Index p = 0; p < facts.people.size(); ++p) {
      const PersonFacts& person = facts.people[p];
      for (Index i = 0; i < person.qualifications.size(); ++i) {
        const AssistanceQualification& q = person.qualifications[i];
        if (date(q.start) > date(question.day) || !named(person, q)) continue;
        const bool birthdate_ok = date(q.person.birthdate) == date(question.search.birthdate) ||
                                  !question.settings.number_inquiry_requires_birthdate;
        if (!birthdate_ok) wrong_birthdate = true;
        if (birthdate_ok && secret(person)) hidden_one = true;
        if (birthdate_ok && !secret(person)) matching.emplace_back(p, i);
      }
    }
    if (matching.empty()) {
      if (hidden_one) return nothing(Reason::number_not_disclosed);
      if (wrong_birthdate) return nothing(Reason::number_birthdate_differs);
      return nothing(Reason::number_unknown);
    }
    std::vector<std::pair<Index, Index>> running;
    std::set<Index> running_people;
    for (const auto& [p, i] : matching) {
      if (on(facts.people[p].qualifications[i], question.day)) {
        running.emplace_back(p, i);
        running_people.insert(p);
      }
    }
    if (running_people.size() > 1) return refuse(Reason::ambiguous_number);
    if (!running.empty()) {
      std::vector<Index> intervals;
      for (const auto& [p, i] : running) intervals.push_back(i);
      const Index person = running[0].first;
      return active_by_number(person, *latest_start(facts.people[person], intervals));
    }
    return ended_by_number(matching);
  }

  Decision active_by_number(Index person, Index interval) const {
    const PersonFacts& p = facts.people[person];
    const AssistanceQualification& q = p.qualifications[interval];
    const std::pair asked{question.search.insurer_number, question.search.number};
    Verdict v = verdict(Validity::invalid, Reason::number_nothing_registered, person, interval);
    bool over = false, other_month = false, elsewhere = false;
    for (Index i = 0; i < p.tickets.size(); ++i) {
      const Ticket& t = p.tickets[i];
      if (!same_recipient(t, q) || !in_window(t)) continue;
      if (!mine(t) && this_month(t)) elsewhere = true;
      if (!mine(t) || !right_kind(t) || numbers(p, t) != asked) continue;
      if (!this_month(t)) other_month = true;
      if (this_month(t) && !covers_day(t)) over = true;
      if (this_month(t) && covers_day(t) && q.payer.text() == asked.first) v.tickets.push_back(i);
    }
    if (elsewhere) v.reason = Reason::number_commissioned_elsewhere;
    if (other_month) v.reason = Reason::number_own_ticket_other_month;
    if (over) v.reason = Reason::number_own_ticket_period_over;
    if (!v.tickets.empty()) {
      v.reason = Reason::number_valid;
      v.validity = Validity::valid;
    }
    Decision d;
    d.verdicts = {v};
    return finish(d);
  }

  Decision ended_by_number(const std::vector<std::pair<Index, Index>>& matching) const {
    const auto interval = [&](Index m) -> const AssistanceQualification& {
      return facts.people[matching[m].first].qualifications[matching[m].second];
    };
    std::vector<Index> all(matching.size());
    for (Index m = 0; m < all.size(); ++m) all[m] = m;
    const Index last = *unbeaten(all, [&](Index a, Index b) {
      return std::tuple(date(*interval(a).end), date(interval(a).start), interval(a).office_code) >
             std::tuple(date(*interval(b).end), date(interval(b).start), interval(b).office_code);
    });
    const auto [person, index] = matching[last];
    Verdict v = verdict(Validity::invalid, Reason::number_ended, person, index);
    for (const AssistanceQualification& other : facts.people[person].qualifications) {
      if (date(other.start) > date(interval(last).start) && on(other, question.day) &&
          !named(facts.people[person], other)) {
        v.reason = Reason::number_newer_qualification;
        v.validity = Validity::invalid_newer;
      }
    }
    Decision d;
    d.verdicts = {v};
    return finish(d);
  }
};

// 5.3 for one person.
inline Decision bulk(const Facts& facts, Index person, util::Month month,
                     const DecisionSettings& settings) {
  Question question;
  question.settings = settings;
  const Model model{facts, question};
  const PersonFacts& p = facts.people[person];
  Decision d;
  if (Model::secret(p)) {
    d.withheld = {Reason::not_disclosed};
    return d;
  }
  if (!facts.institution.uses_medical_assistance) {
    d.withheld = {Reason::assistance_not_used};
    return d;
  }
  const auto carrying = [&](const Ticket& t) {
    return Model::qualifications(p, [&](const auto& q) {
      return Model::same_recipient(t, q) && Model::numbers(p, t)->first == q.payer.text() &&
             Model::some_day(t, [&](util::Day day) { return model.on(q, day); });
    });
  };
  std::set<std::pair<std::string, std::string>> pairs;
  std::vector<Index> tickets;
  for (Index i = 0; i < p.tickets.size(); ++i) {
    const Ticket& t = p.tickets[i];
    if (model.mine(t) && model.right_kind(t) && months(t.treatment_month) == months(month) &&
        !carrying(t).empty()) {
      tickets.push_back(i);
      pairs.insert(*Model::numbers(p, t));
    }
  }
  if (tickets.empty()) return d;
  std::vector<Index> insurances;
  for (const auto& pair : pairs) {
    std::vector<Index> intervals;
    Verdict v = Model::verdict(Validity::valid, Reason::bulk_valid, person, 0);
    for (const Index i : tickets) {
      if (Model::numbers(p, p.tickets[i]) != pair) continue;
      v.tickets.push_back(i);
      for (const Index q : carrying(p.tickets[i])) intervals.push_back(q);
    }
    v.qualification = Model::latest_start(p, intervals);
    d.verdicts.push_back(v);
  }
  for (Index i = 0; i < p.insurances.size(); ++i) {
    bool beside = false;
    for (const Index t : tickets) {
      beside = beside || (p.tickets[t].single_or_combined == "02" &&
                          Model::some_day(p.tickets[t], [&](util::Day day) {
                            return Model::on(p.insurances[i], day);
                          }));
    }
    if (beside) insurances.push_back(i);
  }
  const auto latest = Model::unbeaten(insurances, [&](Index a, Index b) {
    return date(p.insurances[a].start) > date(p.insurances[b].start);
  });
  if (latest) {
    Verdict v;
    v.side = Side::insurance;
    v.validity = Validity::valid;
    v.reason = Reason::insurance_valid;
    v.person = person;
    v.insurance = latest;
    d.verdicts.push_back(v);
  }
  return Model::finish(d);
}

inline Decision decide(const Facts& facts, const Question& question) {
  return Model{facts, question}.decide();
}

// What an institution may be told of each reason: the fourth column of the table.
inline Told told(const Decision& d) {
  const Reason reason = d.verdicts.empty() ? d.withheld.at(0) : d.verdicts[0].reason;
  const std::string name(name_of(reason));
  const std::set<std::string> valid{"valid", "number_valid", "insurance_valid", "bulk_valid"};
  if (valid.contains(name)) return Told::nothing;
  if (name.find("own_ticket_other_month") != std::string::npos) return Told::own_ticket_other_month;
  if (name.find("own_ticket_period_over") != std::string::npos) return Told::own_ticket_period_over;
  if (!d.verdicts.empty() && d.validity == Validity::valid_unregistered) return Told::unregistered;
  if (name == "number_commissioned_elsewhere" || name == "number_nothing_registered") {
    return Told::unregistered_by_number;
  }
  if (d.validity == Validity::invalid) return Told::ended;
  if (d.validity == Validity::invalid_newer) return Told::newer;
  if (d.validity == Validity::several) return Told::several;
  return Told::no_qualification;
}

}  // namespace madoguchi::domain::reference
