#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "util/calendar.hpp"

namespace madoguchi::terminal {

// What lies on the reader, as far as the patient's screen is concerned.
enum class CardOnReader {
  none,
  readable,
  other,      // no card of this kind, or two
  no_reader,  // unplugged, no service
};

// One question of the consent screens. Medication and visits may be asked together (domain.md 6.2);
// operations and check-ups each alone.
struct ConsentQuestion {
  std::string name;                // "medication_diagnosis", "operation", …
  std::vector<std::string> kinds;  // what a yes gives
};
// In the order of asking; kinds that the institution has switched off are never asked.
struct AskedKinds {
  bool medication = false, diagnosis = false, operation = false, health_checkups = false;
  bool limit_certificate = false, specific_diseases = false;
  enum class Together {
    no,
    yes
  } together = Together::yes;      // medication and visits as one question
  bool without_signature = false;  // also of whom staff confirm, by the institution's setting
};
std::vector<ConsentQuestion> consent_questions(const AskedKinds& asked);

// What the patient is shown. No word of it tells what the institution is told.
struct PatientView {
  std::string screen;  // start, way, consent, pin, staff, asking, done, problem, take_card
  std::string language;
  std::string question;      // of consent
  int step = 0, steps = 0;   // of consent
  std::optional<int> tries;  // left for the PIN, when the card told
  std::string problem;       // of problem and pin: wrong_pin, locked, removed, other_card, …
  std::vector<std::string> given;  // of done: names of questions that were answered with yes
  std::string until;               // of done: when consents end, ISO; empty: none given
};

using Consents = std::vector<std::pair<std::string, bool>>;  // kind, given

// What is to be asked of the card and the center now.
struct CardOrder {
  std::string mode;  // pin, visual, face
  std::string pin;
  std::string staff;  // account of who confirmed without a signature
  Consents consents;
  std::uint64_t card_number = 0;  // of the reader: whose answers these are
};

// The patient at the reader: one card from in to out. Pure; every call says what time it is.
// Nothing of a patient outlives the card: a removed card, a time-out or another card begins anew
// with nothing.
class ReaderSession {
 public:
  struct Settings {
    AskedKinds asked;
    std::int64_t idle_ms = 60'000;    // without a touch: back to the start
    std::int64_t done_ms = 20'000;    // the last screen, while the card still lies there
    std::int64_t removed_ms = 5'000;  // "the card was taken out"
  };
  explicit ReaderSession(Settings settings) : settings_(std::move(settings)) {}
  void renew(Settings settings);  // in force from the next card on

  void card(CardOnReader card, std::optional<int> tries_left, util::Instant now);
  void tick(util::Instant now);  // time passes

  // Touches. One that does not belong to the screen is ignored (false).
  bool speak(const std::string& language, util::Instant now);
  bool begin_pin(util::Instant now);
  bool begin_staff(util::Instant now);  // the patient asks for staff instead of the PIN
  bool answer(const std::string& question, bool given, util::Instant now);
  bool refuse_all(util::Instant now);
  bool back(util::Instant now);
  // Four digits; what is to be asked now. The PIN is not kept.
  std::optional<CardOrder> enter_pin(const std::string& pin, util::Instant now);
  // By a member of staff at their own page, for whoever stands at the staff screen.
  std::optional<CardOrder> confirmed_by(const std::string& staff, const std::string& mode,
                                        util::Instant now);

  // What came of an order; for a card that is gone meanwhile it is too late to show anything.
  // `withheld`: kinds that the center does not take as given, whatever the patient chose.
  void answered(const std::vector<std::string>& withheld, util::Instant now);
  void failed(const std::string& problem, std::optional<int> tries_left, util::Instant now);

  PatientView view() const;
  std::uint64_t version() const { return version_; }          // grows with each change of the view
  std::uint64_t card_number() const { return card_number_; }  // which card an order belongs to
  bool staff_wanted() const { return screen_ == Screen::staff; }

 private:
  enum class Screen { start, way, consent, pin, staff, asking, done, problem, take_card };
  void show(Screen screen, util::Instant now);
  void begin_anew(util::Instant now);
  void after_consents(util::Instant now);
  void to_staff(util::Instant now);
  void ask_first(Screen next, util::Instant now);
  void forget_unless_asked();
  Consents consents() const;

  Settings settings_;
  std::optional<Settings> next_settings_;
  Screen screen_ = Screen::start;
  std::string language_ = "ja";
  std::string mode_;  // pin or staff, as chosen
  std::vector<ConsentQuestion> questions_;
  std::vector<bool> answers_;
  std::size_t asked_ = 0;  // which question stands on the screen
  CardOnReader card_ = CardOnReader::none;
  std::optional<int> tries_;
  std::string problem_;
  util::Instant touched_;
  util::Instant answered_at_;
  std::uint64_t version_ = 1;
  std::uint64_t card_number_ = 0;
};

}  // namespace madoguchi::terminal
