#include "tools/generate/write_population.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "tools/authority_folder.hpp"
#include "tools/registration_csv.hpp"
#include "util/file.hpp"

namespace madoguchi::tools {

namespace {

namespace fs = std::filesystem;
using store::RowKind;

constexpr std::size_t buffer_bytes = 256 * 1024;
constexpr std::int64_t day_ms = 86400000;
constexpr int authority_days = 20 * 365, card_days = 5 * 365;
constexpr std::size_t cards_at_once = 64;  // their keys are made side by side

using Done = util::Result<void, std::string>;

// One registration file on its way to the disk.
class RowFile {
 public:
  RowFile(const fs::path& path, RowKind kind, util::Instant updated_at)
      : path_(path),
        lines_(kind, updated_at),
        out_(path, std::ios::binary),
        text_(lines_.header()) {}
  void add(store::Row row) {
    lines_.append(row, text_);
    ++rows_;
    if (text_.size() >= buffer_bytes) flush();
  }
  Done close() {
    flush();
    out_.close();
    if (out_.good()) return {};
    return util::failure(fmt::format("書けません。空き容量と権限をご確認ください: {}（{}）",
                                     path_.string(), std::strerror(errno)));
  }
  std::uint64_t rows() const { return rows_; }

 private:
  void flush() {
    out_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    text_.clear();
  }
  fs::path path_;
  RegistrationLines lines_;
  std::ofstream out_;
  std::string text_;
  std::uint64_t rows_ = 0;
};

// Rows of people who moved to the next office: they belong into its files.
struct Moved {
  std::vector<store::QualificationRow> qualifications;
  std::vector<store::TicketRow> tickets;
};

class Writer {
 public:
  Writer(const PopulationOrder& order, util::Instant now)
      : order_(order),
        dir_(order.dir),
        now_(now),
        updated_at_(
            util::parse_iso_date_time(order.size.today.iso_text() + "T00:00:00+09:00").value()),
        all_(order.size) {}

  Done write(const std::function<void(std::uint64_t)>& told);
  const PopulationWritten& written() const { return written_; }

 private:
  Done write_office(const InventedOffice& office, RowFile& insurances);
  Done write_cards();
  Done make_cards(AuthorityFolder& authorities, std::size_t count, RowFile& file);
  Done write_readme() const;
  RowFile file(const std::string& name, RowKind kind) const {
    return RowFile(dir_ / (name + ".csv"), kind, updated_at_);
  }

  const PopulationOrder& order_;
  fs::path dir_;
  util::Instant now_, updated_at_;
  InventedPopulation all_;
  PopulationWritten written_;
  Moved moved_;
  std::vector<std::string> card_holders_;
};

Done Writer::write_office(const InventedOffice& office, RowFile& insurances) {
  auto qualifications = file("qualification-" + office.row().code, RowKind::qualification);
  auto tickets = file("ticket-" + office.row().code, RowKind::ticket);
  for (auto& row : moved_.qualifications) qualifications.add(std::move(row));
  for (auto& row : moved_.tickets) tickets.add(std::move(row));
  moved_ = {};
  for (std::uint64_t n = 0; n < office.recipients(); ++n) {
    auto one = office.recipient(n);
    if (card_holders_.size() < order_.cards) card_holders_.push_back(one.person_link_key);
    for (auto& row : one.qualifications) {
      const bool here = row.qualification.office_code == office.row().code;
      here ? qualifications.add(std::move(row)) : moved_.qualifications.push_back(std::move(row));
    }
    for (auto& row : one.tickets) {
      const bool here = row.ticket.office_code == office.row().code;
      here ? tickets.add(std::move(row)) : moved_.tickets.push_back(std::move(row));
    }
    if (one.insurance) insurances.add(std::move(*one.insurance));
    ++written_.recipients;
  }
  written_.qualifications += qualifications.rows();
  written_.tickets += tickets.rows();
  auto done = qualifications.close();
  return done ? tickets.close() : done;
}

Done Writer::write(const std::function<void(std::uint64_t)>& told) {
  auto offices = file("office", RowKind::office);
  auto institutions = file("institution", RowKind::institution);
  auto insurances = file("insurance", RowKind::insurance);
  for (std::size_t n = 0; n < all_.offices(); ++n) {
    const InventedOffice office(all_, n);
    offices.add(office.row());
    for (const auto& row : office.institutions()) institutions.add(row);
    auto done = write_office(office, insurances);
    if (!done) return done;
    told(written_.recipients);
  }
  written_.offices = offices.rows();
  written_.institutions = institutions.rows();
  written_.insurances = insurances.rows();
  for (auto* one : {&offices, &institutions, &insurances}) {
    if (auto done = one->close(); !done) return done;
  }
  if (auto done = write_cards(); !done) return done;
  return write_readme();
}

Done Writer::write_cards() {
  if (card_holders_.empty()) return {};
  const auto path = order_.pki_dir.empty() ? (dir_ / "pki").string() : order_.pki_dir;
  auto authorities = order_.pki_dir.empty() ? AuthorityFolder::init(path, now_, authority_days)
                                            : AuthorityFolder::open(path);
  if (!authorities) return util::failure(authorities.error().text());
  fs::create_directories(dir_ / "cards");
  auto cards = file("card", RowKind::card);
  while (written_.cards < card_holders_.size()) {
    const auto count = std::min(cards_at_once, card_holders_.size() - written_.cards);
    if (auto done = make_cards(*authorities, count, cards); !done) return done;
  }
  return cards.close();
}

Done Writer::make_cards(AuthorityFolder& authorities, std::size_t count, RowFile& file) {
  std::vector<IssueRequest> requests;
  for (std::size_t i = 0; i < count; ++i) {
    IssueRequest request;
    request.sort = PartySort::card;
    request.code = card_holders_[written_.cards + i];
    request.valid_from = now_.plus_ms(-day_ms);
    request.valid_to = now_.plus_ms(card_days * day_ms);
    request.card_path = (dir_ / "cards" / (request.code + ".card")).string();
    requests.push_back(std::move(request));
  }
  const auto issued = authorities.issue_all(requests, now_);
  if (!issued) return util::failure(issued.error().text());
  for (const auto& one : *issued) {
    file.add(store::CardRow{one.code, one.serial_hex, authorities.card_issuer(),
                            util::day_in_japan(one.valid_from), util::day_in_japan(one.valid_to),
                            false});
    ++written_.cards;
  }
  return {};
}

Done Writer::write_readme() const {
  const auto& size = order_.size;
  const auto text = fmt::format(
      R"(# 架空の登録ファイル / Invented registration files

`madoguchi generate --recipients {0} --months {1} --day {2} --seed {3}` が作りました。同じ指定からは同じ内容ができます
（カードの鍵だけは毎回新しく作ります）。氏名・番号・住所の町名と番地・医療機関はすべて架空です。都道府県と市区の名前だけが実在します。

Made by `madoguchi generate`; the same order makes the same bytes (keys of cards excepted).
People, numbers, streets and institutions are invented; only prefectures and municipalities exist.

| ファイル / file | 行 / rows | 登録する者 / registered by |
|---|---|---|
| `institution.csv` | {4} | 運用者 / operator |
| `office.csv` | {5} | 運用者 / operator |
| `insurance.csv` | {6} | 運用者 / operator |
| `card.csv`（`--cards` のとき。カードは `cards/`、暗証番号1234） | {7} | 運用者 / operator |
| `qualification-*.csv` | {8} | 各福祉事務所 / each office |
| `ticket-*.csv` | {9} | 各福祉事務所 / each office |

受給者 / recipients: {10}

## 登録の順 / In this order

```
madoguchi import institution institution.csv --config operator.toml
madoguchi import office office.csv --config operator.toml
for kind in qualification ticket; do
  for file in $kind-*.csv; do
    code=${{file#$kind-}}; code=${{code%.csv}}
    madoguchi import $kind $file --config office-$code.toml     # 福祉事務所ごとの証明書で / with each office's certificate
  done
done
madoguchi import insurance insurance.csv --config operator.toml
madoguchi import card card.csv --config operator.toml           # --cards のとき / with --cards
```

福祉事務所のファイルは、その福祉事務所の証明書（`madoguchi pki issue office コード`）でだけ登録できます。
Only the office's own certificate may register its files (`madoguchi pki issue office CODE`).

列の説明 / columns: docs/registration.md
)",
      size.recipients, size.months, size.today.text(), size.seed, written_.institutions,
      written_.offices, written_.insurances, written_.cards, written_.qualifications,
      written_.tickets, written_.recipients);
  const auto done = util::replace_file(dir_ / "README.md", text, 0644);
  if (!done) return util::failure("書けません: " + (dir_ / "README.md").string());
  return {};
}

}  // namespace

util::Result<PopulationWritten, std::string> write_population(
    const PopulationOrder& order, util::Instant now,
    const std::function<void(std::uint64_t recipients)>& told) try {
  if (fs::exists(order.dir) && !(fs::is_directory(order.dir) && fs::is_empty(order.dir))) {
    return util::failure(
        "このフォルダは空ではありません。上書きしません。別の場所を --dir で指定してください: " +
        order.dir);
  }
  fs::create_directories(order.dir);
  Writer writer(order, now);
  const auto done = writer.write(told);
  if (!done) return util::failure(done.error());
  return writer.written();
} catch (const fs::filesystem_error& error) {
  return util::failure("フォルダを用意できません。権限をご確認ください: " + order.dir + "（" +
                       error.code().message() + "）");
}

}  // namespace madoguchi::tools
