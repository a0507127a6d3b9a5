#include "flow/clients.hpp"

#include <fmt/format.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

#include "util/encoding.hpp"

namespace madoguchi::flow {

namespace fs = std::filesystem;

namespace {

// In two pieces with a flush between them, as writers do that know no better.
void write_in_pieces(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  const auto half = static_cast<std::streamsize>(bytes.size() / 2);
  out.write(bytes.data(), half);
  out.flush();
  out.write(bytes.data() + half, static_cast<std::streamsize>(bytes.size()) - half);
}

std::string padded_to_eight(const std::string& number) {
  return std::string(8 - std::min<std::size_t>(8, number.size()), ' ') + number;
}

}  // namespace

// ---- OD2 ---------------------------------------------------------------------------------------

std::string Od2::write_request(const std::string& prefix, const std::string& body_utf8) {
  const auto part = clinic_.free_part();
  write_in_pieces(clinic_.req(prefix + "req_" + part + ".xml"),
                  shift_jis("<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>\r\n" +
                            body_utf8));
  return prefix + "res_" + part;
}

std::string Od2::begin(util::Month month) {
  const auto result = write_request(
      "OQSmutic01",
      fmt::format("<XmlMsg>\r\n  <MessageHeader>\r\n    <MedicalInstitutionCode>{}"
                  "</MedicalInstitutionCode>\r\n    <ArbitraryFileIdentifier>20261123100000000窓１"
                  "</ArbitraryFileIdentifier>\r\n  </MessageHeader>\r\n  <MessageBody>\r\n"
                  "    <QualificationConfirmSearchInfo>\r\n      <MedicalTreatmentMonth>{}"
                  "</MedicalTreatmentMonth>\r\n    </QualificationConfirmSearchInfo>\r\n"
                  "  </MessageBody>\r\n</XmlMsg>",
                  clinic_.code(), month.text()));
  const auto xml = read(clinic_.wait_for({result + ".xml"}));  // 01res is never a zip
  return xml ? xml->first("ReceptionNumber") : "";
}

std::optional<Clinic::Came> Od2::download(const std::string& reception_number) {
  constexpr int tries_max = 600;  // the real one tries 3 times, 10 s apart
  for (int i = 0; i < tries_max; ++i) {
    const auto result = write_request(
        "OQSmutic02", fmt::format("<XmlMsg>\r\n  <MessageHeader>\r\n    <MedicalInstitutionCode>{}"
                                  "</MedicalInstitutionCode>\r\n  </MessageHeader>\r\n"
                                  "  <MessageBody>\r\n    <ReceptionNumber>{}</ReceptionNumber>\r\n"
                                  "  </MessageBody>\r\n</XmlMsg>",
                                  clinic_.code(), reception_number));
    auto came = clinic_.wait_for({result + ".xml", result + ".zip"});
    const auto xml = read(came);
    if (!xml) return came;
    const auto segment = xml->first("SegmentOfResult");
    if (segment == "1") return came;
    if (segment != "2") return std::nullopt;  // 9 or anything else: failed
  }
  return std::nullopt;
}

std::optional<Xml> Od2::read(const Clinic::Came& came) const {
  auto bytes = came.bytes;
  if (came.name.ends_with(".zip")) {
    const auto entries = unzipped(clinic_.res(came.name));
    if (entries.empty()) return std::nullopt;
    bytes = entries.front().bytes;
    for (const auto& entry : entries) {
      const auto name = fs::path(entry.name).filename().string();
      if (name.starts_with("OQSmutic02res_") && name.ends_with(".xml")) bytes = entry.bytes;
    }
  }
  const auto text = as_shift_jis_unless_bom(bytes);
  return text ? Xml::parse(*text) : std::nullopt;
}

// ---- MYR ---------------------------------------------------------------------------------------

bool repeats_an_element(pugi::xml_node message) {
  static const std::set<std::string_view> lists = {"ResultOfQualificationConfirmation",
                                                   "MedicalTicketInfo", "BulkConfirmUnit",
                                                   "SpecificDiseasesCertificateInfo"};
  std::set<std::string_view> seen;
  for (const auto child : message.children()) {
    if (child.type() != pugi::node_element) continue;
    if (!seen.insert(child.name()).second && !lists.contains(child.name())) return true;
    if (repeats_an_element(child)) return true;
  }
  return false;
}

std::optional<Xml> Myr::ask(const Question& question, const std::string& free_part) {
  const auto result = clinic_.res("OQSsiquc01res_" + free_part + ".xml");
  if (fs::exists(result)) return std::nullopt;
  const auto temporary = clinic_.req(".receptionagent-" + free_part + ".tmp");
  const auto text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"shift_jis\" standalone=\"no\"?>\n<XmlMsg>\n"
      "  <MessageHeader>\n    <QualificationConfirmationDate>{}</QualificationConfirmationDate>\n"
      "    <MedicalInstitutionCode>{}</MedicalInstitutionCode>\n"
      "    <ArbitraryFileIdentifier>{}</ArbitraryFileIdentifier>\n  </MessageHeader>\n"
      "  <MessageBody>\n    <QualificationConfirmSearchInfo>\n"
      "      <InsurerNumber>{}</InsurerNumber>\n{}"
      "      <InsuredIdentificationNumber>{}</InsuredIdentificationNumber>\n"
      "      <Birthdate>{}</Birthdate>\n"
      "      <LimitApplicationCertificateRelatedConsFlg>0"
      "</LimitApplicationCertificateRelatedConsFlg>\n"
      "    </QualificationConfirmSearchInfo>\n  </MessageBody>\n</XmlMsg>\n",
      question.day, question.institution, question.identifier, padded_to_eight(question.payer),
      question.symbol.empty()
          ? ""
          : "      <InsuredCardSymbol>" + question.symbol + "</InsuredCardSymbol>\n",
      question.number, question.birthdate);
  write_in_pieces(temporary, shift_jis(text));
  fs::rename(temporary, clinic_.req("OQSsiquc01req_" + free_part + ".xml"));

  std::string last;
  const bool twice = eventually([&] {
    auto bytes = bytes_of(result);
    const bool same = !bytes.empty() && bytes == last;
    last = std::move(bytes);
    return same;
  });
  const auto decoded = twice ? as_declared(last) : std::nullopt;
  const auto xml = decoded ? Xml::parse(*decoded) : std::nullopt;
  if (!xml || repeats_an_element(xml->root())) return std::nullopt;
  const bool fits = xml->first("MedicalInstitutionCode") == question.institution &&
                    xml->first("ArbitraryFileIdentifier") == question.identifier;
  return fits ? xml : std::nullopt;
}

std::optional<Xml> Myr::read_face(const Clinic::Came& face, const std::string& today) const {
  static const std::regex name(R"(OQSsiquc01res_face_.+_(\d{8})\d{6}\.xml)", std::regex::icase);
  std::smatch parts;
  if (!std::regex_match(face.name, parts, name) || parts[1] != today) return std::nullopt;
  const bool says_shift_jis =
      face.bytes.substr(0, 80).find("encoding=\"Shift_JIS\"") != std::string::npos;
  if (says_shift_jis != (faces_ == Encoding::shift_jis)) return std::nullopt;
  const auto text = as_declared(face.bytes);
  const auto xml = text ? Xml::parse(*text) : std::nullopt;
  if (!xml || repeats_an_element(xml->root())) return std::nullopt;
  const bool good = xml->count("ResultOfQualificationConfirmation") == 1 &&
                    xml->first("SegmentOfResult") == "1" &&
                    xml->first("ProcessingResultStatus") == "1" &&
                    !xml->first("NameKana").empty() && !xml->first("Birthdate").empty();
  return good ? xml : std::nullopt;
}

// ---- EMR ---------------------------------------------------------------------------------------

std::optional<Emr::Found> Emr::ask(const Question& question) {
  const auto text = message(question);
  const auto literal =
      "<ArbitraryFileIdentifier>" + question.identifier + "</ArbitraryFileIdentifier>";
  write_in_pieces(clinic_.req("OQSsiquc01req_" + clinic_.free_part() + ".xml"), text);
  std::optional<Found> found;
  eventually([&] {
    for (const auto& name : names_in(clinic_.res())) {
      auto bytes = bytes_of(clinic_.res(name));  // read as UTF-8 whatever is declared
      if (bytes.find(literal) == std::string::npos) continue;
      found = Found{name, std::move(bytes)};
      return true;
    }
    return false;
  });
  return found;
}

std::optional<Emr::Found> Emr::send(const std::string& prefix, const std::string& text) {
  const auto part = clinic_.free_part();
  write_in_pieces(clinic_.req(prefix + "req_" + part + ".xml"), text);
  std::optional<Found> found;
  eventually([&] {
    for (const auto& name : {prefix + "res_" + part + ".xml", prefix + "req_" + part + ".err"}) {
      if (!fs::exists(clinic_.res(name))) continue;
      found = Found{name, bytes_of(clinic_.res(name))};
    }
    return found.has_value();
  });
  return found;
}

void Emr::give_up(const Question& question) {
  const auto text = message(question);
  const auto path = clinic_.req("OQSsiquc01req_" + clinic_.free_part() + ".xml");
  write_in_place(path, std::string_view(text).substr(0, text.size() / 2));
  fs::remove(path);
}

// ---- SANO --------------------------------------------------------------------------------------

std::optional<Xml> Sano::ask(const Question& question, int patient) {
  const auto part = fmt::format("{}{:05}", question.day, patient);
  write_in_pieces(
      clinic_.req("OQSsiquc01req_" + part + ".xml"),
      fmt::format("<?xml version='1.0' encoding='UTF-8' standalone='no'?>\n<XmlMsg >\n"
                  "<MessageHeader >\n<QualificationConfirmationDate >{}"
                  "</QualificationConfirmationDate>\n<MedicalInstitutionCode >{}"
                  "</MedicalInstitutionCode>\n<ArbitraryFileIdentifier >{}"
                  "</ArbitraryFileIdentifier>\n</MessageHeader>\n<MessageBody >\n"
                  "<QualificationConfirmSearchInfo >\n<InsurerNumber >{}</InsurerNumber>\n"
                  "<InsuredIdentificationNumber >{}</InsuredIdentificationNumber>\n"
                  "<InsuredBranchNumber></InsuredBranchNumber>\n<Birthdate >{}</Birthdate>\n"
                  "<LimitApplicationCertificateRelatedConsFlg >0"
                  "</LimitApplicationCertificateRelatedConsFlg>\n"
                  "</QualificationConfirmSearchInfo>\n</MessageBody>\n</XmlMsg>\n",
                  question.day, question.institution, question.identifier, question.payer,
                  question.number, question.birthdate));
  const auto came = clinic_.wait_for({"OQSsiquc01res_" + part + ".xml"});
  const auto text = as_declared(came.bytes);
  return text ? Xml::parse(*text) : std::nullopt;
}

// ---- ELW ---------------------------------------------------------------------------------------

Elw::Elw(Clinic& clinic) : clinic_(clinic), inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  ::inotify_add_watch(inotify_, clinic.res().c_str(),
                      IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_MODIFY);
}

Elw::~Elw() {
  ::close(inotify_);
}

std::optional<Clinic::Came> Elw::next() {
  std::set<std::string> appeared;
  std::optional<Clinic::Came> changed;
  eventually([&] {
    alignas(inotify_event) char buffer[4096];
    const auto got = ::read(inotify_, buffer, sizeof buffer);
    for (ssize_t at = 0; at < got && !changed;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      const std::string name = event->len > 0 ? event->name : "";
      if ((event->mask & (IN_CREATE | IN_MOVED_TO)) != 0) {
        appeared.insert(name);
      } else if (appeared.contains(name)) {
        changed = Clinic::Came{name, bytes_of(clinic_.res(name))};
      }
    }
    return changed.has_value();
  });
  if (changed) fs::remove(clinic_.res(changed->name));
  return changed;
}

}  // namespace madoguchi::flow
