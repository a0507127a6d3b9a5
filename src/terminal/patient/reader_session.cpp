#include "terminal/patient/reader_session.hpp"

#include <algorithm>

namespace madoguchi::terminal {

namespace {

constexpr std::int64_t consent_life_ms = 24LL * 60 * 60 * 1000;  // as the center keeps it
constexpr std::size_t pin_digits = 4;
constexpr const char* languages[] = {"ja", "en", "zh", "ko", "pt", "vi"};

bool is_pin(const std::string& text) {
  return text.size() == pin_digits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::vector<ConsentQuestion> consent_questions(const AskedKinds& asked) {
  std::vector<ConsentQuestion> questions;
  const bool together = asked.together == AskedKinds::Together::yes;
  if (asked.medication && asked.diagnosis && together) {
    questions.push_back({"medication_diagnosis", {"medication", "diagnosis"}});
  } else {
    if (asked.medication) questions.push_back({"medication", {"medication"}});
    if (asked.diagnosis) questions.push_back({"diagnosis", {"diagnosis"}});
  }
  if (asked.operation) questions.push_back({"operation", {"operation"}});
  if (asked.health_checkups) questions.push_back({"health_checkups", {"health_checkups"}});
  if (asked.limit_certificate) questions.push_back({"limit_certificate", {"limit_certificate"}});
  if (asked.specific_diseases) questions.push_back({"specific_diseases", {"specific_diseases"}});
  return questions;
}

void ReaderSession::renew(Settings settings) {
  next_settings_ = std::move(settings);
  if (screen_ == Screen::start && card_ != CardOnReader::readable) {
    settings_ = *next_settings_;
    next_settings_.reset();
  }
}

void ReaderSession::show(Screen screen, util::Instant now) {
  screen_ = screen;
  touched_ = now;
  ++version_;
}

// Nothing of the one before stays: not the language, not a word of the answers.
void ReaderSession::begin_anew(util::Instant now) {
  if (next_settings_) settings_ = *next_settings_;
  next_settings_.reset();
  language_ = "ja";
  mode_.clear();
  questions_.clear();
  answers_.clear();
  asked_ = 0;
  tries_.reset();
  problem_.clear();
  answered_at_ = {};
  show(Screen::start, now);
}

void ReaderSession::card(CardOnReader card, std::optional<int> tries_left, util::Instant now) {
  if (card == CardOnReader::readable && card_ == CardOnReader::readable) {
    if (tries_left && tries_left != tries_) {
      tries_ = tries_left;
      ++version_;
    }
    return;
  }
  if (card == card_) return;
  card_ = card;
  if (card == CardOnReader::readable) {
    const auto language = language_;  // chosen on the start screen just now
    begin_anew(now);
    language_ = language;
    ++card_number_;
    tries_ = tries_left;
    questions_ = consent_questions(settings_.asked);
    answers_.assign(questions_.size(), false);
    show(Screen::way, now);
    return;
  }
  // Out in the middle: said for a moment, with nothing behind it.
  const bool finished = screen_ == Screen::start || screen_ == Screen::done ||
                        screen_ == Screen::take_card || screen_ == Screen::problem;
  const auto language = language_;
  begin_anew(now);
  if (card == CardOnReader::other || card == CardOnReader::no_reader || !finished) {
    problem_ = card == CardOnReader::other       ? "other_card"
               : card == CardOnReader::no_reader ? "no_reader"
                                                 : "removed";
    language_ = language;
    show(Screen::problem, now);
  }
}

void ReaderSession::tick(util::Instant now) {
  const auto since = now.ms - touched_.ms;
  switch (screen_) {
    case Screen::start:
      // A language chosen by somebody who went away again.
      if (language_ != "ja" && since >= settings_.idle_ms) begin_anew(now);
      return;
    case Screen::asking:
      return;
    case Screen::problem:
      if (card_ == CardOnReader::none && since >= settings_.removed_ms) begin_anew(now);
      if (card_ == CardOnReader::readable && since >= settings_.done_ms) {
        begin_anew(now);
        show(Screen::take_card, now);
      }
      return;
    case Screen::done:
      if (since < settings_.done_ms) return;
      begin_anew(now);
      show(Screen::take_card, now);
      return;
    case Screen::take_card:
      return;
    case Screen::way:
    case Screen::consent:
    case Screen::pin:
    case Screen::staff:
      if (since < settings_.idle_ms) return;
      begin_anew(now);
      show(Screen::take_card, now);
      return;
  }
}

bool ReaderSession::speak(const std::string& language, util::Instant now) {
  const bool known =
      std::find(std::begin(languages), std::end(languages), language) != std::end(languages);
  if (!known || screen_ == Screen::asking) return false;
  language_ = language;
  show(screen_, now);
  return true;
}

bool ReaderSession::begin_pin(util::Instant now) {
  if (screen_ != Screen::way && screen_ != Screen::staff) return false;
  if (tries_ && *tries_ == 0) {
    problem_ = "locked";
    if (screen_ == Screen::way) {
      to_staff(now);
    } else {
      show(Screen::staff, now);
    }
    return true;
  }
  mode_ = "pin";
  problem_.clear();
  ask_first(Screen::pin, now);
  return true;
}

bool ReaderSession::begin_staff(util::Instant now) {
  if (screen_ == Screen::way) {
    to_staff(now);
    return true;
  }
  if (screen_ != Screen::pin) return false;
  mode_ = "staff";  // the questions were before the PIN
  forget_unless_asked();
  show(Screen::staff, now);
  return true;
}

void ReaderSession::to_staff(util::Instant now) {
  mode_ = "staff";
  forget_unless_asked();
  if (settings_.asked.without_signature) {
    ask_first(Screen::staff, now);
  } else {
    show(Screen::staff, now);
  }
}

// The questions from the first, with no answer of before; then `next`.
void ReaderSession::ask_first(Screen next, util::Instant now) {
  answers_.assign(questions_.size(), false);
  asked_ = 0;
  show(questions_.empty() ? next : Screen::consent, now);
}

// Without the card's signature nothing is consented to unless the institution asks for it.
void ReaderSession::forget_unless_asked() {
  if (!settings_.asked.without_signature) answers_.assign(questions_.size(), false);
}

bool ReaderSession::answer(const std::string& question, bool given, util::Instant now) {
  if (screen_ != Screen::consent || questions_[asked_].name != question) return false;
  answers_[asked_] = given;
  ++asked_;
  if (asked_ == questions_.size()) {
    after_consents(now);
  } else {
    show(Screen::consent, now);
  }
  return true;
}

bool ReaderSession::refuse_all(util::Instant now) {
  if (screen_ != Screen::consent) return false;
  answers_.assign(questions_.size(), false);
  asked_ = questions_.size();
  after_consents(now);
  return true;
}

void ReaderSession::after_consents(util::Instant now) {
  show(mode_ == "staff" ? Screen::staff : Screen::pin, now);
}

bool ReaderSession::back(util::Instant now) {
  switch (screen_) {
    case Screen::consent:
      if (asked_ == 0) {
        show(Screen::way, now);
      } else {
        --asked_;
        show(Screen::consent, now);
      }
      return true;
    case Screen::pin:
      problem_.clear();
      if (questions_.empty()) {
        show(Screen::way, now);
      } else {
        asked_ = questions_.size() - 1;
        show(Screen::consent, now);
      }
      return true;
    case Screen::staff:
      problem_.clear();
      show(Screen::way, now);
      return true;
    default:
      return false;
  }
}

Consents ReaderSession::consents() const {
  Consents all;
  for (std::size_t i = 0; i < questions_.size(); ++i) {
    for (const auto& kind : questions_[i].kinds) all.emplace_back(kind, answers_[i]);
  }
  return all;
}

std::optional<CardOrder> ReaderSession::enter_pin(const std::string& pin, util::Instant now) {
  if (screen_ != Screen::pin || !is_pin(pin)) return std::nullopt;
  problem_.clear();
  show(Screen::asking, now);
  return CardOrder{"pin", pin, "", consents()};
}

std::optional<CardOrder> ReaderSession::confirmed_by(const std::string& staff,
                                                     const std::string& mode, util::Instant now) {
  const bool known = mode == "visual" || mode == "face";
  if (screen_ != Screen::staff || !known || staff.empty()) return std::nullopt;
  problem_.clear();
  forget_unless_asked();
  show(Screen::asking, now);
  return CardOrder{mode, "", staff, settings_.asked.without_signature ? consents() : Consents{}};
}

void ReaderSession::answered(const std::vector<std::string>& withheld, util::Instant now) {
  if (screen_ != Screen::asking) return;
  const auto is_withheld = [&withheld](const std::string& kind) {
    return std::find(withheld.begin(), withheld.end(), kind) != withheld.end();
  };
  for (std::size_t i = 0; i < questions_.size(); ++i) {
    const auto& kinds = questions_[i].kinds;
    if (std::any_of(kinds.begin(), kinds.end(), is_withheld)) answers_[i] = false;
  }
  answered_at_ = now;
  show(Screen::done, now);
}

void ReaderSession::failed(const std::string& problem, std::optional<int> tries_left,
                           util::Instant now) {
  if (screen_ != Screen::asking) return;
  problem_ = problem;
  if (tries_left) tries_ = tries_left;
  if (problem == "wrong_pin" && (!tries_ || *tries_ > 0)) {
    show(Screen::pin, now);
  } else if (problem == "wrong_pin" || problem == "locked") {
    problem_ = "locked";
    tries_ = 0;
    show(Screen::staff, now);
  } else {
    show(Screen::problem, now);
  }
}

PatientView ReaderSession::view() const {
  static constexpr const char* names[] = {"start",  "way",  "consent", "pin",      "staff",
                                          "asking", "done", "problem", "take_card"};
  PatientView view;
  view.screen = names[static_cast<std::size_t>(screen_)];
  view.language = language_;
  view.problem = problem_;
  if (screen_ == Screen::consent) {
    view.question = questions_[asked_].name;
    view.step = static_cast<int>(asked_) + 1;
    view.steps = static_cast<int>(questions_.size());
  }
  if (screen_ == Screen::pin || screen_ == Screen::way || screen_ == Screen::staff) {
    view.tries = tries_;
  }
  if (screen_ == Screen::done) {
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      if (answers_[i]) view.given.push_back(questions_[i].name);
    }
    if (!view.given.empty()) {
      view.until = util::iso_date_time_in_japan(answered_at_.plus_ms(consent_life_ms));
    }
  }
  return view;
}

}  // namespace madoguchi::terminal
