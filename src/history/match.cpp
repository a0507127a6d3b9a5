#include "history/match.hpp"

#include <algorithm>
#include <array>

#include "domain/fields.hpp"
#include "util/encoding.hpp"
#include "util/search_form.hpp"

namespace madoguchi::history {

namespace {

struct NamedWhy {
  NoMatch why;
  std::string_view name, text;
};
constexpr std::array<NamedWhy, 5> names = {
    {{NoMatch::matched, "matched", ""},
     {NoMatch::no_number, "no_number", "登録と照合できる番号がありません。"},
     {NoMatch::nobody, "nobody", "この番号の人は登録されていません。"},
     {NoMatch::differs, "differs", "番号の人と、氏名・生年月日・男女区分が一致しません。"},
     {NoMatch::several, "several", "該当する人が2人以上います。"}}};

// A person's details as one registration wrote them.
struct Details {
  std::vector<std::string> names, kanas;
  std::string sex1, sex2;
  util::Day birthdate;
};

Details details_of(const domain::AssistanceQualification& qualification) {
  const auto& person = qualification.person;
  return {{person.name, person.name_of_other},
          {person.name_kana, person.name_of_other_kana},
          person.sex1,
          person.sex2,
          person.birthdate};
}

Details details_of(const domain::Insurance& insurance) {
  const auto value = [&insurance](domain::Field field) {
    for (const auto& one : insurance.fields) {
      if (one.field == field) return one.value;
    }
    return std::string();
  };
  using domain::Field;
  return {{value(Field::Name), value(Field::NameOfOther)},
          {value(Field::NameKana), value(Field::NameOfOtherKana)},
          value(Field::Sex1),
          value(Field::Sex2),
          insurance.birthdate};
}

bool any_same(const std::string& asked, const std::vector<std::string>& known) {
  const auto form = util::search_form(asked);
  return !form.empty() && std::any_of(known.begin(), known.end(), [&form](const auto& one) {
    return util::search_form(one) == form;
  });
}

bool same_sex(const std::string& asked, const Details& known) {
  // 3 未設定 on the front: the back tells it.
  return asked == known.sex1 || (known.sex1 == "3" && (known.sex2.empty() || asked == known.sex2));
}

bool same_person(const ClaimIdentity& asked, const Details& known) {
  return asked.birthdate == known.birthdate && same_sex(asked.sex, known) &&
         (any_same(asked.name, known.names) || any_same(asked.kana, known.kanas));
}

bool same_number(const ClaimPayer& asked, const domain::AssistanceQualification& known) {
  return asked.of == ClaimPayer::Of::public_expense && asked.payer == known.payer.text() &&
         asked.number == known.beneficiary.text();
}

bool same_number(const ClaimPayer& asked, const domain::Insurance& known) {
  return asked.of == ClaimPayer::Of::insurance && asked.payer == known.insurer_number &&
         util::fold_width(asked.number) == util::fold_width(known.number) &&
         util::fold_width(asked.symbol) == util::fold_width(known.symbol);
}

enum class Fit { none, number, person };

template <class Known>
Fit fit_of(const ClaimIdentity& identity, const Known& known) {
  const bool number =
      std::any_of(identity.payers.begin(), identity.payers.end(),
                  [&known](const auto& payer) { return same_number(payer, known); });
  if (!number) return Fit::none;
  return same_person(identity, details_of(known)) ? Fit::person : Fit::number;
}

Fit fit_of(const ClaimIdentity& identity, const domain::PersonFacts& person) {
  auto fit = Fit::none;
  for (const auto& one : person.qualifications) fit = std::max(fit, fit_of(identity, one));
  for (const auto& one : person.insurances) fit = std::max(fit, fit_of(identity, one));
  return fit;
}

}  // namespace

std::string_view name_of(NoMatch why) {
  return names[static_cast<std::size_t>(why)].name;
}
std::string_view text_of(NoMatch why) {
  return names[static_cast<std::size_t>(why)].text;
}
std::optional<NoMatch> no_match_named(std::string_view name) {
  for (const auto& one : names) {
    if (one.name == name) return one.why;
  }
  return std::nullopt;
}

std::vector<ClaimPayer> known_kinds_of_numbers(const ClaimIdentity& identity) {
  std::vector<ClaimPayer> known;
  for (const auto& payer : identity.payers) {
    const bool assistance = payer.payer.size() == 8 && payer.payer.starts_with("12");
    if (payer.of == ClaimPayer::Of::insurance ? !payer.number.empty() : assistance) {
      known.push_back(payer);
    }
  }
  return known;
}

Match match_person(const ClaimIdentity& identity, const std::vector<domain::PersonFacts>& people) {
  if (known_kinds_of_numbers(identity).empty()) return {0, NoMatch::no_number};
  Match match;
  for (const auto& person : people) {
    const auto fit = fit_of(identity, person);
    if (fit == Fit::number && match.why == NoMatch::nobody) match.why = NoMatch::differs;
    if (fit != Fit::person || person.id == match.person) continue;
    if (match.person != 0) return {0, NoMatch::several};
    match = {person.id, NoMatch::matched};
  }
  return match;
}

}  // namespace madoguchi::history
