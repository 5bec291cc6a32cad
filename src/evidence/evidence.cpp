#include "evidence/evidence.hpp"

#include <algorithm>
#include <filesystem>

#include "evidence/inside.hpp"

namespace evidence {

std::string name_of(File const& file, Block const& block) {
  return std::filesystem::path(file.path).filename().string() + ", block of frames " + std::to_string(block.first) + " to " +
         std::to_string(block.last());
}

Log::Inside::Inside(std::string folder_, Options options_) : folder(std::move(folder_)), options(options_), files(files_of(folder, options.at_rest)) {
  auto const open = [&](std::string const& path) { return options.at_rest ? open_to_read(path, true) : open_file(path, false, options.full_sync); };
  for (auto const& file : files) {
    auto const database = open(file.path);
    each_outline(*database, [&](Outline const& block) {
      ++size.blocks;
      size.frames += static_cast<std::uint64_t>(block.count);
      size.raw_bytes += static_cast<std::uint64_t>(block.raw_bytes);
      size.stored_bytes += static_cast<std::uint64_t>(block.stored_bytes);
    });
  }
  if (files.empty()) return;
  auto const& newest = files.back();
  writer = open(newest.path);
  writer_month = newest.month;
  auto const block = last_block(*writer);
  CHECK(block, "a file that is kept has a block");
  auto const tip = tip_of(*writer).value_or(Tip{block->last(), block->chain});
  if (tip.next_month > newest.month && !std::filesystem::exists(path_of(folder, tip.next_month)))
    throw base::Failure(path_of(folder, tip.next_month) + " is missing: the evidence goes on in it after frame " +
                        std::to_string(tip.last) + "; restore the file from a backup, or move the folder aside to begin a new log");
  // Blocks cut off the end leave their numbers used: new frames go on after them, and the verification names the gap.
  last = std::max(tip.last, block->last());
  head = tip.last >= block->last() ? tip.chain : block->chain;
}

Log::Log(std::string folder, Options options) : inside_(std::make_unique<Inside>(std::move(folder), options)) {}
Log::~Log() = default;

base::FrameNumber Log::append(std::vector<Frame>& frames) {
  CHECK(!inside_->options.at_rest, "a log that is at rest is only read");
  std::scoped_lock const lock(inside_->writing);
  if (!frames.empty()) inside_->write(frames);
  return last();
}

/// All or none: one transaction in the file of the month in which the first frame was received. A clock that was set
/// back must not part the numbers, so the month of the evidence never goes back.
void Log::Inside::write(std::vector<Frame>& frames) {
  auto const month = std::max(writer_month, month_of(frames.front().received_at));
  if (month != writer_month) next_file(month);
  auto number = last;
  for (auto& frame : frames) frame.number.value = ++number;
  auto const blocks = blocks_of(frames);
  auto const& chain = blocks.back().chain;
  sql::Transaction transaction(*writer);
  for (auto const& block : blocks) insert(*writer, block);
  set_tip(*writer, number, chain);
  transaction.commit();

  std::unique_lock const share(sharing);
  if (files.empty() || files.back().month != month) files.push_back({month, path_of(folder, month), blocks.front().first});
  last = number;
  head = chain;
  for (auto const& block : blocks) {
    ++size.blocks;
    size.frames += static_cast<std::uint64_t>(block.count);
    size.raw_bytes += static_cast<std::uint64_t>(block.raw_bytes);
    size.stored_bytes += block.blob.size();
  }
}

/// The new file is there before the old one names it: killed between, the log begins the empty file again.
void Log::Inside::next_file(int month) {
  auto next = open_file(path_of(folder, month), false, options.full_sync);
  if (writer) set_next(*writer, month);
  writer = std::move(next);
  writer_month = month;
}

/// One block; a very large commit becomes several.
std::vector<Block> Log::Inside::blocks_of(std::span<Frame const> frames) {
  std::vector<Block> blocks;
  for (std::size_t from = 0; from < frames.size();) {
    auto end = from;
    for (std::size_t bytes = 0; end < frames.size() && bytes < options.repack_block_bytes; ++end) bytes += frames[end].bytes.size();
    end = std::max(end, from + 1);
    auto const& before = blocks.empty() ? head : blocks.back().chain;
    blocks.push_back(packer.pack(frames.subspan(from, end - from), before, options.compression_level));
    from = end;
  }
  return blocks;
}

base::FrameNumber Log::last() const {
  std::shared_lock const share(inside_->sharing);
  return {inside_->last};
}
base::Digest Log::head() const {
  std::shared_lock const share(inside_->sharing);
  return inside_->head;
}
Size Log::size() const {
  std::shared_lock const share(inside_->sharing);
  return inside_->size;
}

std::optional<File> Log::Inside::file_of(std::int64_t number) const {
  std::shared_lock const share(sharing);
  auto const after = std::find_if(files.begin(), files.end(), [&](File const& file) { return file.first > number; });
  return after == files.begin() ? std::nullopt : std::optional(*std::prev(after));
}

std::vector<File> Log::Inside::files_now() const {
  std::shared_lock const share(sharing);
  return files;
}

sql::Database& Log::Inside::reader(File const& file) const {
  auto const found = readers.find(file.month);
  if (found != readers.end()) return *found->second;
  if (readers.size() >= open_readers_max) readers.erase(readers.begin());
  return *readers.emplace(file.month, open_to_read(file.path, options.at_rest)).first->second;
}

std::optional<Block> Log::Inside::block(std::int64_t number) const {
  auto const file = file_of(number);
  if (!file) return std::nullopt;
  std::scoped_lock const lock(reading);
  return block_at(reader(*file), number);
}

Frames Log::Inside::frames(std::int64_t number) const {
  auto const holds = [&](Frames const& block) {
    return block->front().number.value <= number && number <= block->back().number.value;
  };
  {
    std::scoped_lock const lock(reading);
    auto const found = std::find_if(unpacked.begin(), unpacked.end(), holds);
    if (found != unpacked.end()) {
      std::rotate(unpacked.begin(), found, std::next(found));
      return unpacked.front();
    }
  }
  auto const stored = block(number);
  if (!stored || stored->first > number || stored->last() < number) return nullptr;
  auto inside = unpack(*stored);
  if (!inside) throw base::Failure(name_of(*file_of(number), *stored) + " is damaged: " + inside.error().detail +
                                   "; run the verification and restore the file from a backup");
  auto const shared = std::make_shared<std::vector<Frame> const>(*std::move(inside));
  std::scoped_lock const lock(reading);
  unpacked.push_front(shared);
  if (unpacked.size() > unpacked_blocks_max) unpacked.pop_back();
  return shared;
}

void Log::read(base::FrameNumber from, std::function<bool(Frame const&)> const& take) const {
  auto const end = last().value;
  for (auto number = std::max<std::int64_t>(from.value, 1); number <= end;) {
    auto const frames = inside_->frames(number);
    if (!frames) throw base::Failure("The evidence lacks frame " + std::to_string(number) + "; run the verification and restore the file from a backup");
    for (auto const& frame : *frames)
      if (frame.number.value >= number && frame.number.value <= end && !take(frame)) return;
    number = frames->back().number.value + 1;
  }
}

std::optional<Frame> Log::one(base::FrameNumber number) const {
  if (number.value < 1 || number > last()) return std::nullopt;
  auto const frames = inside_->frames(number.value);
  if (!frames) return std::nullopt;
  return frames->at(static_cast<std::size_t>(number.value - frames->front().number.value));
}

std::vector<Frame> Log::some(std::vector<base::FrameNumber> const& numbers) const {
  std::vector<Frame> out;
  for (auto const number : numbers)
    if (auto frame = one(number)) out.push_back(*std::move(frame));
  return out;
}

void Log::backup_to(std::string const& folder) const {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw base::Failure("The folder " + folder + " for the copy of the evidence cannot be made: " + error.message() + "; check its rights");
  // Oldest first: what is appended meanwhile stands in the newest, so the copy is the log as it was at one moment. A file
  // begun meanwhile is left out: the one before it may have grown after it was copied.
  auto const files = inside_->files_now();
  for (auto const& file : files) open_to_read(file.path, inside_->options.at_rest)->backup_to(path_of(folder, file.month));
  if (files.empty()) return;
  auto const& newest = files.back();
  auto const tip = tip_of(*open_to_read(path_of(folder, newest.month), true));
  // The next file was named and had no frame yet.
  if (tip && tip->next_month > newest.month) open_file(path_of(folder, tip->next_month), false, true);
}

}  // namespace evidence
