#include "tools/insurance_draft.hpp"

namespace madoguchi::tools {

domain::Insurance insurance_of(const domain::PersonDetails& person, const InsuranceDraft& draft) {
  using domain::Field;
  domain::Insurance made;
  made.insurer_number = draft.insurer_number;
  made.symbol = draft.symbol;
  made.number = draft.number;
  made.branch = draft.branch;
  made.birthdate = person.birthdate;
  made.start = draft.start;
  made.end = draft.end;
  const auto put = [&made](Field field, const std::string& value) {
    if (!value.empty()) made.fields.push_back({field, value});
  };
  put(Field::InsuredCardClassification, "01");
  put(Field::InsurerNumber, draft.insurer_number);
  put(Field::InsuredCardSymbol, draft.symbol);
  put(Field::InsuredIdentificationNumber, draft.number);
  put(Field::InsuredBranchNumber, draft.branch);
  put(Field::PersonalFamilyClassification, draft.branch == "00" ? "1" : "2");
  put(Field::Name, person.name);
  put(Field::NameKana, person.name_kana);
  put(Field::Sex1, person.sex1);
  put(Field::Birthdate, person.birthdate.text());
  put(Field::Address, person.address);
  put(Field::PostNumber, person.post_number);
  put(Field::QualificationDate, draft.start.text());
  if (draft.end) put(Field::DisqualificationDate, draft.end->text());
  put(Field::InsuredPartialContributionRatio, "030");
  put(Field::ReasonOfLoss, draft.reason_of_loss);
  put(Field::InsurerName, draft.insurer_name);
  return made;
}

}  // namespace madoguchi::tools
