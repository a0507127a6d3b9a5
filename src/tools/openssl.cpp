#include "tools/openssl.hpp"

namespace madoguchi::tools {

std::string memory_text(BIO* memory) {
  char* bytes = nullptr;
  const long count = BIO_get_mem_data(memory, &bytes);
  return {bytes, static_cast<std::size_t>(count)};
}

Memory memory_of(const std::string& text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string serial_text(const ASN1_INTEGER* serial) {
  const Number number(ASN1_INTEGER_to_BN(serial, nullptr));
  const std::unique_ptr<char, void (*)(char*)> upper(BN_bn2hex(number.get()),
                                                     [](char* text) { OPENSSL_free(text); });
  std::string out;
  for (const char* at = upper.get(); *at != '\0'; ++at) {
    if (out.empty() && *at == '0') continue;
    out.push_back(*at >= 'A' && *at <= 'F' ? static_cast<char>(*at - 'A' + 'a') : *at);
  }
  return out;
}

}  // namespace madoguchi::tools
