#include "followup/after_checks.hpp"

#include "util/hash.hpp"
#include "util/search_form.hpp"

namespace madoguchi::followup {

namespace {

using sql::Query;
using sql::single;

bool is_digits(std::string_view text, std::size_t count) {
  return text.size() == count && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool can_be_asked(const std::string& payer, const std::string& number,
                  const std::string& birthdate) {
  return is_digits(payer, 8) && is_digits(number, 7) && util::Day::parse(birthdate).has_value();
}

// Whether a taken name is none of those that the answer tells: in kanji or in kana, as people say
// it. Width, kana, blanks and common variants of characters make no difference.
bool is_other_name(const std::string& taken, const CheckedNow& told) {
  const auto wanted = util::search_form(taken);
  if (wanted.empty()) return false;
  bool any = false;
  for (const auto* name : {&told.name, &told.kana, &told.other, &told.other_kana}) {
    const auto form = util::search_form(*name);
    if (form == wanted) return false;
    any = any || !form.empty();
  }
  return any;
}

// One line, still to be dealt with.
template <class Work>
Done change_line(Book& book, std::int64_t id, Work&& work) {
  return book.change([&](sql::Connection& db) -> Done {
    const auto open =
        single(db, -1,
               "SELECT state IN ('waiting', 'by_hand', 'failed', 'differs') FROM after_check"
               " WHERE id = ?1",
               id);
    if (open < 0) return util::failure(Refusal::not_found);
    if (open == 0) return util::failure(Refusal::wrong_state);
    return work(db);
  });
}

}  // namespace

util::Result<std::int64_t, Refusal> take_down(Book& book, const TakenDown& taken,
                                              const std::string& staff) {
  const bool names = !taken.name.empty() || !taken.kana.empty();
  const bool numbers = !taken.payer.empty() || !taken.number.empty();
  const bool whole = can_be_asked(taken.payer, taken.number, taken.birthdate);
  if ((!names && !whole) || (numbers && !whole) || taken.day > book.today()) {
    return util::failure(Refusal::malformed);
  }
  return book.change([&](sql::Connection& db) {
    Query(db,
          "INSERT INTO after_check (at, day, staff, name, kana, birthdate, payer, number, note,"
          " key, state, checked_at, record, validity, code, message, dropped_by)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, '', 0, '', '', '', '')",
          book.now(), taken.day.text(), staff, taken.name, taken.kana, taken.birthdate, taken.payer,
          taken.number, taken.note, util::random_key(), whole ? "waiting" : "by_hand")
        .run();
    return single(db, 0, "SELECT last_insert_rowid()");
  });
}

Done add_numbers(Book& book, std::int64_t id, const std::string& payer, const std::string& number,
                 const std::string& birthdate) {
  if (!can_be_asked(payer, number, birthdate)) return util::failure(Refusal::malformed);
  return change_line(book, id, [&](sql::Connection& db) -> Done {
    // Another question needs another key.
    Query(db,
          "UPDATE after_check SET payer = ?2, number = ?3, birthdate = ?4, key = ?5,"
          " state = 'waiting', code = '', message = '', validity = '', record = 0, checked_at = '',"
          " answered_name = '', answered_kana = '' WHERE id = ?1",
          id, payer, number, birthdate, util::random_key())
        .run();
    return {};
  });
}

Done drop(Book& book, std::int64_t id, const std::string& who) {
  return change_line(book, id, [&](sql::Connection& db) -> Done {
    Query(db, "UPDATE after_check SET state = 'dropped', dropped_by = ?2 WHERE id = ?1", id, who)
        .run();
    return {};
  });
}

Done confirm_answered(Book& book, std::int64_t id, const std::string& who) {
  return change_line(book, id, [&](sql::Connection& db) -> Done {
    const bool differs =
        single(db, 0, "SELECT state = 'differs' FROM after_check WHERE id = ?1", id) > 0;
    if (!differs) return util::failure(Refusal::wrong_state);
    Query(db, "UPDATE after_check SET state = 'checked', confirmed_by = ?2 WHERE id = ?1", id, who)
        .run();
    return {};
  });
}

Json after_checks_json(Book& book) {
  return book.read([](sql::Connection& db) {
    Json shown{{"items", Json::array()}};
    std::int64_t open = 0;
    Query row(
        db,
        "SELECT id, at, day, staff, name, kana, birthdate, payer, number, note, state,"
        " checked_at, record, validity, code, message, dropped_by, answered_name, answered_kana,"
        " confirmed_by FROM after_check"
        " ORDER BY id DESC LIMIT 500");
    while (row.row()) {
      const auto state = row.text(10);
      if (state == "waiting" || state == "by_hand" || state == "failed" || state == "differs") {
        ++open;
      }
      shown["items"].push_back({{"id", row.integer(0)},
                                {"at", row.text(1)},
                                {"day", row.text(2)},
                                {"staff", row.text(3)},
                                {"name", row.text(4)},
                                {"kana", row.text(5)},
                                {"birthdate", row.text(6)},
                                {"InsurerNumber", row.text(7)},
                                {"InsuredIdentificationNumber", row.text(8)},
                                {"note", row.text(9)},
                                {"state", state},
                                {"checked_at", row.text(11)},
                                {"record", row.integer(12)},
                                {"validity", row.text(13)},
                                {"code", row.text(14)},
                                {"message", row.text(15)},
                                {"dropped_by", row.text(16)},
                                {"answered_name", row.text(17)},
                                {"answered_kana", row.text(18)},
                                {"confirmed_by", row.text(19)}});
    }
    shown["open"] = open;
    return shown;
  });
}

std::int64_t open_after_checks(Book& book) {
  return book.read([](sql::Connection& db) {
    return single(db, 0,
                  "SELECT count(*) FROM after_check"
                  " WHERE state IN ('waiting', 'by_hand', 'failed', 'differs')");
  });
}

std::optional<ToCheck> next_to_check(Book& book) {
  return book.read([](sql::Connection& db) -> std::optional<ToCheck> {
    Query row(db,
              "SELECT id, key, day, payer, number, birthdate, staff FROM after_check"
              " WHERE state = 'waiting' ORDER BY id LIMIT 1");
    if (!row.row()) return std::nullopt;
    return ToCheck{row.integer(0),
                   std::string(row.text(1)),
                   util::Day::parse(row.text(2)).value_or(util::Day()),
                   std::string(row.text(3)),
                   std::string(row.text(4)),
                   std::string(row.text(5)),
                   std::string(row.text(6))};
  });
}

void checked(Book& book, std::int64_t id, const CheckedNow& told) {
  book.change([&](sql::Connection& db) {
    bool differs = false;
    {
      Query taken(db, "SELECT name, kana FROM after_check WHERE id = ?1", id);
      differs = taken.row() && (is_other_name(std::string(taken.text(0)), told) ||
                                is_other_name(std::string(taken.text(1)), told));
    }
    Query(db,
          "UPDATE after_check SET state = ?7, checked_at = ?2, record = CAST(?3 AS INTEGER),"
          " validity = ?4, code = ?5, message = ?6, answered_name = ?8, answered_kana = ?9"
          " WHERE id = ?1 AND state = 'waiting'",
          id, book.now(), told.record, told.validity, told.code, told.message,
          differs ? "differs" : "checked", told.name, told.kana)
        .run();
  });
}

void check_failed(Book& book, std::int64_t id, const std::string& code,
                  const std::string& message) {
  book.change([&](sql::Connection& db) {
    Query(db,
          "UPDATE after_check SET state = 'failed', checked_at = ?2, code = ?3, message = ?4"
          " WHERE id = ?1 AND state = 'waiting'",
          id, book.now(), code, message)
        .run();
  });
}

}  // namespace madoguchi::followup
