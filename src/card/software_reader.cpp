#include "card/software_reader.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "util/hash.hpp"

namespace madoguchi::card {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds between_looks{20};
constexpr std::string_view link_name = "card";

fs::path link_in(const std::string& folder) {
  return fs::path(folder) / link_name;
}

// The card's file as it was when the channel was opened, and whether it still lies there.
class FileChannel final : public CardChannel {
 public:
  FileChannel(Applet applet, std::optional<CardSlot> slot)
      : applet_(std::move(applet)),
        slot_(std::move(slot)),
        mark_(slot_ ? slot_->mark() : std::string()) {}
  util::Result<std::string, ReaderProblem> transmit(std::string_view apdu) override {
    if (slot_ && slot_->mark() != mark_) {
      return util::failure(ReaderProblem{ReaderError::card_pulled_out});
    }
    return applet_.answer(apdu);
  }

 private:
  Applet applet_;
  std::optional<CardSlot> slot_;
  std::string mark_;
};

class SoftwareReader final : public CardReader {
 public:
  explicit SoftwareReader(std::string folder) : slot_(std::move(folder)) {}

  ReaderLook look() override {
    ReaderLook look;
    look.reader = slot_.exists() ? ReaderLook::Reader::ready : ReaderLook::Reader::missing;
    if (look.reader == ReaderLook::Reader::missing) return seen_ = look;
    look.name = slot_.folder();
    look.mark = slot_.mark();
    look.card = look.mark.empty() ? ReaderLook::Card::none : ReaderLook::Card::one;
    return seen_ = look;
  }

  void wait(std::chrono::milliseconds at_most) override {
    const auto until = std::chrono::steady_clock::now() + at_most;
    std::unique_lock lock(mutex_);
    while (std::chrono::steady_clock::now() < until && !interrupted_) {
      if (slot_.mark() != seen_.mark ||
          slot_.exists() != (seen_.reader == ReaderLook::Reader::ready)) {
        return;
      }
      changed_.wait_for(lock, between_looks, [this] { return interrupted_; });
    }
  }

  void interrupt() override {
    {
      const std::scoped_lock lock(mutex_);
      interrupted_ = true;
    }
    changed_.notify_all();
  }

  util::Result<JpkiCard, ReaderProblem> open() override {
    if (!slot_.exists()) return util::failure(ReaderProblem{ReaderError::reader_missing});
    const auto file = slot_.card_file();
    if (file.empty()) return util::failure(ReaderProblem{ReaderError::no_card});
    return JpkiCard::open(std::make_unique<FileChannel>(applet_of(file, {}), slot_));
  }

 private:
  CardSlot slot_;
  ReaderLook seen_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool interrupted_ = false;
};

}  // namespace

util::Result<void, std::string> CardSlot::insert(const std::string& card_file) const {
  std::error_code error;
  const auto target = fs::canonical(card_file, error);
  if (error) return util::failure(card_file + ": " + error.message());
  fs::create_directories(folder_, error);
  // A new link each time, so that the same card put there again is seen as put there.
  const auto fresh = fs::path(folder_) / (".card-" + util::hex(util::random_bytes(6)));
  if (!error) fs::create_symlink(target, fresh, error);
  if (!error) fs::rename(fresh, link_in(folder_), error);
  if (error) return util::failure(folder_ + ": " + error.message());
  return {};
}

util::Result<void, std::string> CardSlot::remove() const {
  std::error_code error;
  fs::remove(link_in(folder_), error);
  if (error) return util::failure(folder_ + ": " + error.message());
  return {};
}

bool CardSlot::exists() const {
  std::error_code ignored;
  return fs::is_directory(folder_, ignored);
}

std::string CardSlot::card_file() const {
  std::error_code error;
  const auto target = fs::canonical(link_in(folder_), error);
  return error ? std::string() : target.string();
}

std::string CardSlot::mark() const {
  struct stat found {};
  if (::lstat(link_in(folder_).c_str(), &found) != 0) return {};
  return fmt::format("{}-{}-{}", found.st_ino, found.st_ctim.tv_sec, found.st_ctim.tv_nsec);
}

Applet applet_of(const std::string& card_file, const std::string& ca_der) {
  auto card = SoftwareCard::open(card_file);
  if (!card) return {std::nullopt, ca_der};
  return {std::move(*card), ca_der};
}

util::Result<JpkiCard, ReaderProblem> open_card_file(const std::string& card_file) {
  auto card = SoftwareCard::open(card_file);
  if (!card) return util::failure(ReaderProblem{ReaderError::card_unreadable});
  return JpkiCard::open(std::make_unique<FileChannel>(Applet(std::move(*card), {}), std::nullopt));
}

std::unique_ptr<CardReader> make_software_reader(const std::string& folder) {
  return std::make_unique<SoftwareReader>(folder);
}

}  // namespace madoguchi::card
