// Walks every block: is it there, is it whole, does the chain over its frames end where it says?
#include <algorithm>
#include <filesystem>

#include "evidence/inside.hpp"

namespace evidence {
namespace {

constexpr std::size_t findings_max = 100;

class Walk {
 public:
  Walk(Verification& out, std::uint64_t all, bool at_rest, std::function<bool(std::uint64_t, std::uint64_t)> const& progress)
      : out_(out), all_(all), at_rest_(at_rest), progress_(progress) {}

  /// False when cancelled or when nothing more can be said.
  bool go(File const& file) {
    auto const name = std::filesystem::path(file.path).filename().string();
    try {
      auto const database = open_to_read(file.path, at_rest_);
      auto const integrity = database->integrity();
      if (integrity == "ok") return blocks(file, *database);
      find("damaged_file", name, "the file is damaged: " + integrity.substr(0, integrity.find('\n')));
    } catch (base::Failure const& failure) {    // damage so great that SQLite refuses the file is a finding as well
      find("damaged_file", name, failure.what());
    }
    knows_chain_ = false;                       // later files are looked at on their own
    return true;
  }
  void finish(std::int64_t last) {
    if (knows_chain_ && next_ <= last) find("missing_frames", "the end", "frames " + std::to_string(next_) + " to " + std::to_string(last) + " are missing");
  }

 private:
  void find(std::string code, std::string where, std::string what) {
    out_.findings.emplace_back(std::move(code), std::move(what), std::move(where), "restore the file from a backup");
  }

  bool blocks(File const& file, sql::Database& database) {
    for (auto number = std::int64_t{0};;) {
      auto const block = block_at(database, number);
      if (!block) return true;
      check(file, *block);
      number = block->last() + 1;
      if (out_.findings.size() >= findings_max || (progress_ && !progress_(out_.frames, all_))) return false;
    }
  }

  void check(File const& file, Block const& block) {
    auto const where = name_of(file, block);
    if (!knows_chain_) next_ = block.first;
    if (block.first > next_) {
      find("missing_frames", where, "frames " + std::to_string(next_) + " to " + std::to_string(block.first - 1) + " before it are missing");
    }
    if (block.first < next_) find("doubled_frames", where, "frame " + std::to_string(block.first) + " stands in an earlier block too");
    bool const follows = knows_chain_ && block.first == next_;
    check_inside(where, block, follows);
    // Go on with what the block says, so that one break is one finding.
    next_ = block.last() + 1;
    out_.head = block.chain;
    knows_chain_ = true;
  }

  void check_inside(std::string const& where, Block const& block, bool follows) {
    if (base::sha256(block.blob) != block.sum) return find("changed_block", where, "its bytes differ from their SHA-256");
    auto const frames = unpack(block);
    if (!frames) return find("damaged_block", where, frames.error().detail);
    out_.frames += frames->size();
    auto chain = out_.head;
    auto earliest = frames->front().received_at, latest = earliest;
    std::int64_t raw_bytes = 0;
    for (auto const& frame : *frames) {
      earliest = std::min(earliest, frame.received_at);
      latest = std::max(latest, frame.received_at);
      raw_bytes += static_cast<std::int64_t>(frame.bytes.size());
      chain = chained(chain, frame);
    }
    if (earliest != block.received_min || latest != block.received_max)
      find("changed_time", where, "its frames were received from " + base::format(earliest) + " to " + base::format(latest) + ", its row says otherwise");
    if (raw_bytes != block.raw_bytes) find("changed_size", where, "its frames have another size than its row says");
    if (follows && chain != block.chain)
      find("broken_chain", where, "the chain from frame " + std::to_string(block.first) + " to frame " + std::to_string(block.last()) +
           " does not end where the block says: a frame in it, or the block before it, was changed");
  }

  Verification& out_;
  std::uint64_t all_;
  bool at_rest_;
  std::function<bool(std::uint64_t, std::uint64_t)> const& progress_;
  std::int64_t next_ = 1;                       // number the next block must start with
  bool knows_chain_ = true;
};

}  // namespace

Verification Log::verify(std::function<bool(std::uint64_t, std::uint64_t)> const& progress) const {
  std::shared_lock share(inside_->sharing);
  auto const files = inside_->files;
  auto const end = inside_->last;
  share.unlock();
  Verification out;
  Walk walk(out, static_cast<std::uint64_t>(end), inside_->options.at_rest, progress);
  for (auto const& file : files)
    if (!walk.go(file)) return out;
  walk.finish(end);
  return out;
}

}  // namespace evidence
