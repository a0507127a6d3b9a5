#include "center/notice_maker.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

constexpr std::size_t page_versions = 5000;
constexpr std::int64_t day_ms = 86400000;
constexpr std::int64_t japan_ahead_ms = 9 * 3600 * 1000;
constexpr domain::VersionId progress_versions = 500'000;  // between two lines of the log

std::string state_of(const domain::Answer& answer) {
  return util::hex(util::sha256(domain::claim_state(answer)));
}

// What there is to say of one answer, `last_state` being what was said of it before.
std::optional<oqs::NoticeKind> kind_of(const oqs::Notice& answer, const std::string& last_state,
                                       const NoticeSettings& settings) {
  const auto then = state_of(answer.told);
  const auto now = state_of(answer.now);
  if (now == (last_state.empty() ? then : last_state)) return std::nullopt;
  if (now == then) return oqs::NoticeKind::as_answered;
  switch (domain::claim_change(answer.told, answer.now)) {
    case domain::ClaimChange::lost:
      return oqs::NoticeKind::lost;
    case domain::ClaimChange::registered:
      if (settings.registered_since == NoticeSettings::RegisteredSince::untold) break;
      return oqs::NoticeKind::registered;
    case domain::ClaimChange::changed:
      return oqs::NoticeKind::changed;
    case domain::ClaimChange::none:
      break;
  }
  return std::nullopt;
}

}  // namespace

bool NoticeMaker::read_cursor() {
  if (cursor_) return true;
  const auto read = util::sync_wait(context_.registry->notice_cursor());
  if (read) cursor_ = *read;
  return cursor_.has_value();
}

std::optional<bool> NoticeMaker::has_work() {
  if (!read_cursor()) return std::nullopt;
  const auto changed = util::sync_wait(context_.registry->changed_people(cursor_->version, 1));
  if (!changed) return std::nullopt;
  return changed->until > cursor_->version;
}

bool NoticeMaker::look(store::AuditId indexed) {
  if (!read_cursor()) return false;
  auto told_at = cursor_->version;
  for (;;) {
    if (stopping_) return false;
    const auto page =
        util::sync_wait(context_.registry->changed_people(cursor_->version, page_versions));
    if (!page) return false;
    std::vector<store::NoticeRow> notices;
    if (!examine(page->people, page->as_of, notices)) return false;
    auto cursor = *cursor_;
    cursor.version = page->until;
    if (!page->more) {
      cursor.batch = page->as_of;
      cursor.record = indexed;
    }
    if (!keep(std::move(notices), cursor)) return false;
    if (cursor.version - told_at >= progress_versions) {
      told_at = cursor.version;
      util::log(
          util::LogLevel::info, "center",
          "comparing earlier answers with what changed: version " + std::to_string(cursor.version));
    }
    if (!page->more) return true;
  }
}

std::vector<store::ToldRow> NoticeMaker::late_of(const std::vector<store::ToldRow>& rows) {
  std::vector<store::ToldRow> late;
  if (!read_cursor()) return late;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(late), [this](const auto& row) {
    return row.record > cursor_->record && row.as_of < cursor_->batch;
  });
  return late;
}

bool NoticeMaker::look_at_late(const std::vector<store::ToldRow>& rows) {
  if (!read_cursor()) return false;
  std::vector<store::NoticeRow> notices;
  std::vector<domain::PersonId> people;
  for (const auto& row : rows) people.push_back(row.person);
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  if (!examine(std::move(people), cursor_->batch, notices)) return false;
  return notices.empty() || keep(std::move(notices), *cursor_);
}

bool NoticeMaker::examine(std::vector<domain::PersonId> people, domain::BatchId as_of,
                          std::vector<store::NoticeRow>& notices) {
  const auto now = context_.clock.now();
  const auto oldest = util::Month::of(util::day_in_japan(now))
                          .plus_months(-context_.config.notices.lookback_months)
                          .first_day();
  auto told = util::sync_wait(context_.registry->told_about(
      std::move(people), util::Instant{oldest.number() * day_ms - japan_ahead_ms}));
  if (!told) return false;
  // In the record's order, whoever it is about: then each record is read once.
  std::stable_sort(told->begin(), told->end(),
                   [](const auto& a, const auto& b) { return a.told.record < b.told.record; });
  const auto latest = latest_answers(*told, as_of);
  if (!latest) return false;
  for (const auto& [key, one] : *latest) {
    const auto& [answer, about] = one;
    if (!answer.speaks) continue;
    const auto said = about->last_states.find(answer.unit);
    const auto& last_state = said == about->last_states.end() ? std::string() : said->second;
    const auto kind = kind_of(answer.notice, last_state, context_.config.notices);
    if (!kind) continue;
    store::NoticeRow row;
    row.institution_code = about->told.institution_code;
    row.record = about->told.record;
    row.person = about->told.person;
    row.unit = answer.unit;
    row.as_of = as_of;
    row.at = now;
    row.kind = oqs::name_of(*kind);
    row.state = state_of(answer.notice.now);
    notices.push_back(std::move(row));
  }
  return true;
}

// Of several answers to the same question the last one counts: it is what the institution has. A
// bulk job's content that is fetched again is no new answer.
std::optional<NoticeMaker::Latest> NoticeMaker::latest_answers(
    const std::vector<store::ToldAbout>& told, domain::BatchId as_of) {
  Latest latest;
  std::set<std::string> fetched;
  ChangedAnswers answers(context_);
  for (const auto& one : told) {
    if (stopping_) return std::nullopt;
    auto read = util::sync_wait(answers.told(one.told.record, one.told.person, as_of));
    if (!read) return std::nullopt;
    for (auto& answer : *read) {
      auto key = std::to_string(one.told.person) + " " + one.told.institution_code + " " +
                 answer.question_key;
      const auto& reception = answer.notice.reception_number;
      const auto unit = std::to_string(answer.unit);
      const bool again =
          !reception.empty() && !fetched.insert(reception + " " + unit + " " + key).second;
      if (again) continue;
      latest.insert_or_assign(std::move(key), std::pair{std::move(answer), &one});
    }
  }
  return latest;
}

bool NoticeMaker::keep(std::vector<store::NoticeRow> notices, const store::NoticeCursor& cursor) {
  const auto count = notices.size();
  if (!util::sync_wait(context_.registry->add_notices(std::move(notices), cursor))) {
    cursor_.reset();  // what is stored is read anew
    return false;
  }
  cursor_ = cursor;
  if (count > 0) {
    util::log(util::LogLevel::info, "center",
              std::to_string(count) + " earlier answers changed; their institutions are told");
    context_.feed_waiters.wake_all();
  }
  return true;
}

}  // namespace madoguchi::center
