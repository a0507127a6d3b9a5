#include "oqs/json_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "domain/identifiers.hpp"
#include "oqs/json_elements.hpp"
#include "oqs/xml_message.hpp"
#include "oqs/xml_writer.hpp"
#include "util/encoding.hpp"
#include "util/json_line.hpp"

namespace madoguchi::oqs {

namespace {

using nlohmann::json;

constexpr std::size_t depth_max = 8;
constexpr std::size_t name_bytes_max = 100;
constexpr ReadLimits own_answer{.request_bytes_max = std::numeric_limits<std::size_t>::max(),
                                .depth_max = 32,
                                .elements_max = std::numeric_limits<std::size_t>::max()};

// A name that is an element's as it stands.
bool is_element_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= name_bytes_max && name.front() > '9' &&
         std::all_of(name.begin(), name.end(), plain);
}

// Text that an XML can carry: writing it escaped changes no character into another.
bool is_xml_text(std::string_view text) {
  const auto control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  };
  return std::none_of(text.begin(), text.end(), control) &&
         text.find("\xEF\xBF\xBE") == std::string_view::npos &&
         text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}/{}", path, name);
}

// Writes the XML while the JSON is read. The first problem is the one that is told; reading goes on
// behind it for what the refusal echoes.
class Reading : public json::json_sax_t {
 public:
  explicit Reading(std::string_view interface) : interface_(interface) {
    xml_.append(result_declaration);
  }

  util::Result<std::string, Refused> end() && {
    if (!message_seen_) fail(ErrorCode::wrong_root, {});
    if (failed_) return util::failure(std::move(refused_));
    return std::move(xml_);
  }
  void fail(ErrorCode error, std::string place) {
    if (!failed_) refused_.problem = {error, std::move(place)};
    failed_ = true;
  }

  bool null() override { return no_text(); }
  bool boolean(bool) override { return no_text(); }
  bool number_integer(number_integer_t) override { return no_text(); }
  bool number_unsigned(number_unsigned_t) override { return no_text(); }
  bool number_float(number_float_t, const string_t&) override { return no_text(); }
  bool binary(binary_t&) override { return no_text(); }

  bool string(string_t& value) override {
    if (!takes(ElementForm::text)) return no_text();
    if (!is_xml_text(value)) {
      fail(ErrorCode::element_format, place());
      return true;
    }
    XmlWriter(xml_).leaf(name_, value);
    note(frames_.back().path, value);
    return true;
  }

  bool start_object(std::size_t) override {
    if (too_deep()) return true;
    if (frames_.empty()) {
      frames_.push_back({.kind = Frame::Kind::root});
    } else if (frames_.back().kind == Frame::Kind::list) {
      auto& list = frames_.back();
      open(Frame{.path = list.path,
                 .place = joined(list.place, std::to_string(list.items++)),
                 .element = list.element});
    } else if (takes(ElementForm::group)) {
      const bool message = frames_.back().kind == Frame::Kind::root;
      message_seen_ = true;
      open(Frame{.kind = message ? Frame::Kind::message : Frame::Kind::group,
                 .path = message ? std::string() : joined(frames_.back().path, name_),
                 .place = message ? std::string() : place(),
                 .element = name_});
    } else {
      skip();
    }
    return true;
  }

  bool start_array(std::size_t) override {
    if (too_deep()) return true;
    if (!frames_.empty() && takes(ElementForm::list)) {
      frames_.push_back({.kind = Frame::Kind::list,
                         .path = joined(frames_.back().path, name_),
                         .place = place(),
                         .element = name_});
    } else {
      skip();
    }
    return true;
  }

  bool key(string_t& name) override {
    if (skipped_depth_ > 0) return true;
    auto& frame = frames_.back();
    name_ = name;
    form_.reset();
    if (frame.kind == Frame::Kind::skipped) return true;
    if (!frame.names.insert(name).second) {
      fail(ErrorCode::element_repeated, place());
    } else {
      form_ = form_of(frame);
    }
    return true;
  }

  bool end_object() override { return end_frame(); }
  bool end_array() override { return end_frame(); }

  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    fail(ErrorCode::not_json, fmt::format("byte {}", position));
    return false;
  }

 private:
  struct Frame {
    enum class Kind { root, message, group, list, skipped } kind = Kind::group;
    std::string path = {};     // below XmlMsg
    std::string place = {};    // the same with the numbers of items
    std::string element = {};  // its name; of a list, that of its items
    std::set<std::string> names = {};
    std::size_t items = 0;
  };

  // Where the value that comes stands: within what is skipped, where that began.
  std::string place() const {
    if (frames_.empty()) return {};
    const auto& frame = frames_.back();
    const bool known = frame.kind != Frame::Kind::skipped && is_element_name(name_);
    return known ? joined(frame.place, name_) : frame.place;
  }

  std::optional<ElementForm> form_of(const Frame& frame) {
    if (frame.kind == Frame::Kind::root) {
      if (name_ == "XmlMsg") return ElementForm::group;
      fail(ErrorCode::wrong_root, {});
      return std::nullopt;
    }
    auto form = request_element(interface_, joined(frame.path, name_));
    if (form && is_element_name(name_)) return form;
    fail(ErrorCode::not_json, place());
    return std::nullopt;
  }

  // Whether a value of this form may stand here.
  bool takes(ElementForm form) const {
    return skipped_depth_ == 0 && !frames_.empty() && form_ == form &&
           frames_.back().kind != Frame::Kind::list && frames_.back().kind != Frame::Kind::skipped;
  }

  // A value of another type than what stands here.
  bool no_text() {
    if (skipped_depth_ > 0) return true;
    if (frames_.empty()) {
      fail(ErrorCode::not_json, {});
    } else if (frames_.back().kind == Frame::Kind::list) {
      auto& list = frames_.back();
      fail(ErrorCode::element_format, joined(list.place, std::to_string(list.items++)));
    } else {
      fail(ErrorCode::element_format, place());
    }
    return true;
  }

  bool too_deep() {
    if (skipped_depth_ == 0 && frames_.size() < depth_max) return false;
    if (skipped_depth_ == 0) {  // told before what is wrong in the depth
      failed_ = false;
      fail(ErrorCode::too_deep, place());
    }
    ++skipped_depth_;
    return true;
  }

  void skip() {
    auto where = place();
    no_text();
    frames_.push_back({.kind = Frame::Kind::skipped, .place = std::move(where)});
  }

  void open(Frame frame) {
    XmlWriter(xml_).begin(frame.element);
    frames_.push_back(std::move(frame));
    form_.reset();
  }

  bool end_frame() {
    if (skipped_depth_ > 0) {
      --skipped_depth_;
      return true;
    }
    const auto& frame = frames_.back();
    const bool element = frame.kind == Frame::Kind::group || frame.kind == Frame::Kind::message;
    if (element) XmlWriter(xml_).end(frame.element);
    frames_.pop_back();
    form_.reset();
    return true;
  }

  // What an error result repeats of its request.
  void note(const std::string& parent, const std::string& value) {
    if (parent != "MessageHeader") return;
    if (name_ == "ArbitraryFileIdentifier") {
      refused_.header.arbitrary_file_identifier = {value, escaped(value)};
    } else if (name_ == "QualificationConfirmationDate") {
      refused_.day = util::Day::parse(folded(value));
    } else if (auto code = folded(value);
               domain::form_of_institution_code(code) != domain::NumberForm::bad_format) {
      refused_.header.institution_code = std::move(code);
    }
  }

  std::string_view interface_;
  std::string xml_;
  std::vector<Frame> frames_;
  std::size_t skipped_depth_ = 0;
  std::string name_;                 // of the value that comes
  std::optional<ElementForm> form_;  // that it must have
  bool message_seen_ = false;
  bool failed_ = false;
  Refused refused_;
};

bool is_element(pugi::xml_node node) {
  return node.type() == pugi::node_element;
}

void append_element(std::string& out, pugi::xml_node element);

// All items of a list, from its first one on.
void append_list(std::string& out, pugi::xml_node first) {
  out += '[';
  for (auto item = first; item; item = item.next_sibling(first.name())) {
    if (item != first) out += ',';
    append_element(out, item);
  }
  out += ']';
}

// Our writers leave empty values out: an element without content is a group without members.
void append_element(std::string& out, pugi::xml_node element) {
  if (element.first_child() && !has_elements(element)) {
    const auto text = text_of(element);
    const bool blanks_between_tags = text == "\n";
    out += blanks_between_tags ? "{}" : util::json_text(text);
    return;
  }
  out += '{';
  const auto begin = out.size();
  for (const auto child : element.children()) {
    if (!is_element(child)) continue;
    const bool list = is_answer_list(child.name());
    if (list && child.previous_sibling(child.name())) continue;
    if (out.size() > begin) out += ',';
    out += util::json_text(child.name());
    out += ':';
    list ? append_list(out, child) : append_element(out, child);
  }
  out += '}';
}

}  // namespace

util::Result<std::string, Refused> xml_of_json(std::string_view interface, std::string_view text) {
  Reading reading(interface);
  if (const auto valid = util::check_utf8(text); !valid) {
    reading.fail(ErrorCode::wrong_encoding, fmt::format("byte {}", valid.error().offset + 1));
    return std::move(reading).end();
  }
  json::sax_parse(text, &reading);
  return std::move(reading).end();
}

util::Result<std::string, Problem> json_of_xml(std::string_view xml) {
  const auto message = XmlMessage::open(xml, own_answer, RootForm::strict);
  if (!message) return util::failure(message.error());
  std::string out;
  out.reserve(xml.size());
  out += R"({"XmlMsg":)";
  append_element(out, message->header().parent());
  out += '}';
  return out;
}

}  // namespace madoguchi::oqs
