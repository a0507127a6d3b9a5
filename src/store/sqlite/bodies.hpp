#pragma once

#include <string>
#include <string_view>

#include "store/rows.hpp"

namespace madoguchi::store::sqlite {

// The packed form of each kind of row. Unpacking throws Failure (corrupt) on anything that was not
// packed here: part of a row is never answered.

std::string packed(const domain::AssistanceQualification& qualification);
domain::AssistanceQualification unpacked_qualification(std::string_view body);

// Without office and recipient key: those stand in `recipient`.
std::string packed(const domain::Ticket& ticket);
domain::Ticket unpacked_ticket(std::string_view body);

std::string packed(const domain::Insurance& insurance);
domain::Insurance unpacked_insurance(std::string_view body);

std::string packed(const CardRow& card);  // validity days; the rest stands in columns

util::Day valid_to_in_card(std::string_view body);

std::string packed(const InstitutionRow& institution);
std::string name_in_institution(std::string_view body);
InstitutionRow unpacked_institution(std::string_view body);  // without its code

std::string packed(const OfficeRow& office);
domain::Office unpacked_office(std::string_view body);
OfficeRow unpacked_office_row(std::string_view body);

}  // namespace madoguchi::store::sqlite
