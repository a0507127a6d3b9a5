#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "store/sqlite/open.hpp"
#include "store/sqlite/readers.hpp"
#include "store/sqlite/writer.hpp"
#include "util/file.hpp"

namespace madoguchi::store::sqlite {

template <class T>
using Outcome = util::Result<T, StoreProblem>;

// The ways of every call of the registry to the database: a read on the caller's thread, a job for
// the writer. Base of the registry's body.
class Access {
 protected:
  Access(Options options, std::optional<util::FileLock> lock)
      : options_(std::move(options)),
        lock_(std::move(lock)),
        readers_(options_.path, options_.cache_kib),
        answering_(std::make_shared<Readers>(options_.path, options_.cache_kib)) {
    if (options_.open != Options::Open::write) return;
    Writer::Limits limits;
    limits.group_jobs_max = options_.group_commits_max;
    writer_ = std::make_unique<Writer>(options_.path, options_.cache_kib, limits, answering_);
  }

  static StoreProblem reading_only() {
    return {StoreError::unavailable, "the store was opened for reading only"};
  }

  static domain::BatchId published_in(Connection& db) {
    return single(db, 0, "SELECT value FROM meta WHERE name = 'published'");
  }

  // Runs `from(reader, published)` on this thread in one read transaction.
  template <class T, class From>
  Outcome<T> read(From from) {
    try {
      auto lease = readers_.take();
      // Asked before the snapshot is taken: the snapshot has at least what this number covers.
      domain::BatchId published = writer_ ? writer_->published() : 0;
      const Snapshot snapshot(lease.db());
      if (!writer_) published = published_in(lease.db());
      return from(lease.reader(), published);
    } catch (const Failure& failure) {
      return util::failure(problem_of(failure));
    }
  }

  // The same in a snapshot that is held from read to read until anything but the record changes.
  template <class T, class From>
  Outcome<T> read_settled(From from) {
    if (!writer_) return read<T>(std::move(from));
    try {
      auto lease = answering_->take();
      auto& held = lease.reader().held;
      // Both asked before the snapshot is taken: it has at least what these numbers cover.
      const auto changes = writer_->changes();
      const auto published = writer_->published();
      if (!held || held->changes != changes) {
        held.reset();
        held.emplace(lease.db(), changes, published);
      }
      return from(lease.reader(), held->published);
    } catch (const Failure& failure) {
      answering_->let_go();
      return util::failure(problem_of(failure));
    }
  }

  // A job for the writer; its value comes when it is durable.
  template <class T, class Work>
  util::Completion<Outcome<T>> write(WriteJob::Statements statements, Work work,
                                     WriteJob::Touches touches = WriteJob::Touches::everything) {
    util::Completion<Outcome<T>> done;
    if (!writer_) {
      done.set(util::failure(reading_only()));
      return done;
    }
    auto value = std::make_shared<std::optional<T>>();
    auto shared = std::make_shared<Work>(std::move(work));
    writer_->post(WriteJob{WriteJob::Lane::answers, statements, WriteJob::Sync::full, touches,
                           [value, shared](Session& session) -> std::optional<StoreProblem> {
                             auto result = (*shared)(session);
                             if (!result) return result.error();
                             value->emplace(std::move(*result));
                             return std::nullopt;
                           },
                           [value, done](std::optional<StoreProblem> problem) {
                             if (problem) {
                               done.set(util::failure(std::move(*problem)));
                             } else {
                               done.set(std::move(**value));
                             }
                           }});
    return done;
  }

  // The same in the import's lane.
  template <class Work>
  util::Completion<Outcome<bool>> write_behind(Work work) {
    util::Completion<Outcome<bool>> done;
    if (!writer_) {
      done.set(util::failure(reading_only()));
      return done;
    }
    auto shared = std::make_shared<Work>(std::move(work));
    writer_->post(WriteJob{WriteJob::Lane::import, WriteJob::Statements::several,
                           WriteJob::Sync::deferred, WriteJob::Touches::unseen,
                           [shared](Session& session) -> std::optional<StoreProblem> {
                             (*shared)(session);
                             return std::nullopt;
                           },
                           [done](std::optional<StoreProblem> problem) {
                             if (problem) {
                               done.set(util::failure(std::move(*problem)));
                             } else {
                               done.set(true);
                             }
                           }});
    return done;
  }

  Options options_;
  std::optional<util::FileLock> lock_;
  // Gone in the opposite order: first what the body adds (the imports), then the readers, and last
  // the writer, which as the last connection moves the log back into the file.
  std::unique_ptr<Writer> writer_;
  mutable Readers readers_;
  std::shared_ptr<Readers> answering_;  // with snapshots that are held; the writer lets them go
};

}  // namespace madoguchi::store::sqlite
