#pragma once
// Every raw frame as it came: numbered from 1 without gaps, with receive time, peer and MN, in zstd blocks,
// one SQLite row a group commit, one SQLite file a month of receive time, a SHA-256 chain over the frames.
// What append() returned is on the disk. Frames are never changed; repack() only joins small blocks into larger ones.
//
// chain(0) = 32 zero bytes
// chain(n) = SHA-256( chain(n-1) || number:u64le || received_ms:i64le || kind:u8 || len16(peer) || len16(mn) || len32(bytes) )
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/base.hpp"

namespace evidence {

enum class Kind : std::uint8_t {
  frame = 1,      // a whole HJ 212 frame from a logger ("##…" up to its CRC, without CR LF), right or wrong
  noise = 2,      // bytes from a logger's connection that are no frame
  import = 3,     // a piece of an imported file: one line of JSON (file digest, first line, mapping) and the raw lines
  sent = 4,       // a command or answer of ours that changes a logger (clock, key, parameter)
};
struct Frame {
  base::FrameNumber number;
  base::Time received_at;
  Kind kind = Kind::frame;
  std::string peer;
  std::string mn;      // as found in the frame; "" if none
  std::string bytes;
};

struct Options {
  int compression_level = 3;
  int repack_level = 12;
  std::size_t repack_block_bytes = 2 << 20;   // raw bytes of a repacked block; no block is much larger
  bool full_sync = true;
  bool at_rest = false;                       // nobody writes the folder: it is only read, and nothing is made in it
};
struct Size { std::uint64_t frames = 0, raw_bytes = 0, stored_bytes = 0, blocks = 0; };
struct Verification {
  std::uint64_t frames = 0;
  base::Digest head{};                         // chain digest of the last frame
  std::vector<base::Problem> findings;         // empty = unbroken; each names file, block, frame
};

/// One writer (append, repack), any number of readers; all functions may be called from any thread.
class Log {
 public:
  /// Throws base::Failure (folder unreadable, file damaged, disk full).
  Log(std::string folder, Options options = {});
  ~Log();
  /// Numbers the frames (their `number` is set), stores them durably as one block and returns the last number.
  base::FrameNumber append(std::vector<Frame>& frames);
  base::FrameNumber last() const;
  /// Calls `take` for each frame from `from` on, in order, until it returns false.
  void read(base::FrameNumber from, std::function<bool(Frame const&)> const& take) const;
  std::optional<Frame> one(base::FrameNumber number) const;
  std::vector<Frame> some(std::vector<base::FrameNumber> const& numbers) const;   // those that exist, in the order asked
  /// Walks chain and blocks from first to last; `progress(done, all)` returns false to cancel.
  Verification verify(std::function<bool(std::uint64_t, std::uint64_t)> const& progress = {}) const;
  /// Joins blocks of frames received before `before`; returns blocks saved. Work is done in bounded steps.
  /// `go_on` is asked before each step; what was done stays when it says no.
  std::size_t repack(base::Time before, std::function<bool()> const& go_on = {});
  Size size() const;
  base::Digest head() const;
  /// Consistent copy of all files into a folder.
  void backup_to(std::string const& folder) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace evidence
