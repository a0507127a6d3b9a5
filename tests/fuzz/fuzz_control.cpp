#include "edge/control_messages.hpp"
#include "fuzz/input.hpp"

using namespace madoguchi;

// The control socket's messages: what is read is written and read again as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  if (const auto question = edge::read_tap_question(text)) {
    const auto again = edge::read_tap_question(edge::write_tap_question(*question));
    MADOGUCHI_HOLDS(again.has_value());
    MADOGUCHI_HOLDS(again->card == question->card && again->pin == question->pin);
    MADOGUCHI_HOLDS(again->mode == question->mode && again->staff == question->staff);
    MADOGUCHI_HOLDS(again->day == question->day && again->consents == question->consents);
  } else {
    MADOGUCHI_HOLDS(!question.error().code.empty() && question.error().place.size() < 1000);
  }
  if (const auto answer = edge::read_tap_answer(text)) {
    const auto again = edge::read_tap_answer(edge::write_tap_answer(*answer));
    MADOGUCHI_HOLDS(again && again->files == answer->files && again->waiting == answer->waiting);
    MADOGUCHI_HOLDS(again->record == answer->record && again->result == answer->result);
  }
  if (const auto status = edge::read_status(text)) {
    const auto again = edge::read_status(edge::write_status(*status));
    MADOGUCHI_HOLDS(again && again->waiting == status->waiting);
    MADOGUCHI_HOLDS(again->center_reachable == status->center_reachable);
  }
  return 0;
}
