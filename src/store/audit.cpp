#include "store/audit.hpp"

#include "util/hash.hpp"

namespace madoguchi::store {

namespace {

// "5:abcde": the length before the bytes keeps neighbouring fields apart.
void put(std::string& form, std::string_view field) {
  form += std::to_string(field.size());
  form += ':';
  form += field;
}

}  // namespace

std::string canonical_form(const AuditRecord& record) {
  const AuditEntry& entry = record.entry;
  std::string form;
  form.reserve(entry.detail.size() + 320);
  put(form, record.previous_hash);
  put(form, std::to_string(record.id));
  put(form, std::to_string(entry.at.ms));
  put(form, entry.kind);
  put(form, entry.party);
  put(form, entry.interface);
  put(form, entry.request_key);
  put(form, entry.request_hash);
  put(form, std::to_string(entry.person));
  put(form, entry.detail);
  return form;
}

std::string hash_of(const AuditRecord& record) {
  return util::hex(util::sha256(canonical_form(record)));
}

}  // namespace madoguchi::store
