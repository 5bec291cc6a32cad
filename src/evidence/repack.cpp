// Joins small blocks into larger ones: better compressed and quicker to read. Frames and chain stay as they are.
#include <algorithm>

#include "evidence/inside.hpp"

namespace evidence {
namespace {

/// Blocks that follow one another and are together about as large as a repacked one.
std::vector<std::vector<Outline>> groups_of(sql::Database& file, base::Time before, std::int64_t target_bytes) {
  std::vector<std::vector<Outline>> groups(1);
  std::int64_t bytes = 0;
  auto const next_group = [&] {
    if (groups.back().size() < 2) groups.back().clear();
    else groups.emplace_back();
    bytes = 0;
  };
  each_outline(file, [&](Outline const& block) {
    if (block.received_max >= before || block.raw_bytes > target_bytes / 2) return next_group();
    if (bytes + block.raw_bytes > target_bytes) next_group();
    groups.back().push_back(block);
    bytes += block.raw_bytes;
  });
  next_group();
  groups.pop_back();                            // the open one is empty
  return groups;
}

}  // namespace

std::size_t Log::repack(base::Time before, std::function<bool()> const& go_on) {
  CHECK(!inside_->options.at_rest, "a log that is at rest is only read");
  std::scoped_lock const one_at_a_time(inside_->repacking);
  std::size_t saved = 0;
  for (auto const& file : inside_->files_now()) saved += inside_->repack(file, before, go_on);
  return saved;
}

std::size_t Log::Inside::repack(File const& file, base::Time before, std::function<bool()> const& go_on) {
  std::vector<std::vector<Outline>> groups;
  {
    std::scoped_lock const lock(reading);
    groups = groups_of(reader(file), before, static_cast<std::int64_t>(options.repack_block_bytes));
  }
  std::size_t saved = 0;
  for (auto const& group : groups) {
    if (go_on && !go_on()) return saved;
    saved += join(file, group);
  }
  // The newest file fills its free pages with the next blocks; no older one becomes the newest again.
  if (std::scoped_lock const lock(writing); file.month == writer_month) return saved;
  shrink(*open_file(file.path, false, options.full_sync));
  return saved;
}

/// One step: reads and compresses beside the appends; only the exchange of rows holds them up.
std::size_t Log::Inside::join(File const& file, std::vector<Outline> const& group) {
  auto const first = group.front().first, last_number = group.back().first + group.back().count - 1;
  auto const before = first > 1 ? block(first - 1) : std::nullopt;
  if (first > 1 && (!before || before->last() != first - 1))
    throw base::Failure(file.path + " lacks the block before frame " + std::to_string(first) +
                        "; it was not repacked, run the verification and restore the file from a backup");
  std::vector<Frame> frames;
  base::Digest chain{};
  std::int64_t stored_before = 0;
  for (auto const& outline : group) {
    auto const stored = block(outline.first);
    auto inside = stored && base::sha256(stored->blob) == stored->sum ? unpack(*stored) : base::Problem("damaged_block", "its digest differs");
    if (!inside) throw base::Failure(file.path + ", block of frame " + std::to_string(outline.first) + " is damaged: " + inside.error().detail +
                                     "; it was not repacked, restore the file from a backup");
    std::move(inside->begin(), inside->end(), std::back_inserter(frames));
    chain = stored->chain;
    stored_before += outline.stored_bytes;
  }
  auto const joined = repacker.pack(frames, before ? before->chain : base::Digest{}, options.repack_level);
  if (joined.chain != chain) throw base::Failure(file.path + ", frames " + std::to_string(first) + " to " + std::to_string(last_number) +
                                                 " do not follow the chain; they were not repacked, run the verification");
  std::scoped_lock const lock(writing);
  std::unique_ptr<sql::Database> own;           // of an older file
  if (file.month != writer_month) own = open_file(file.path, false, options.full_sync);
  auto& database = own ? *own : *writer;
  sql::Transaction transaction(database);
  remove(database, first, last_number);
  insert(database, joined);
  transaction.commit();
  std::unique_lock const share(sharing);
  size.blocks -= group.size() - 1;
  size.stored_bytes = size.stored_bytes + joined.blob.size() - static_cast<std::uint64_t>(stored_before);
  return group.size() - 1;
}

}  // namespace evidence
