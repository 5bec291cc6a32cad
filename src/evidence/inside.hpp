#pragma once
// Private: what the log holds in memory.
#include <deque>
#include <mutex>
#include <shared_mutex>

#include "evidence/files.hpp"

namespace evidence {

constexpr std::size_t unpacked_blocks_max = 8;         // the blocks last read stay unpacked
constexpr std::size_t open_readers_max = 8;            // files open for reading at once

using Frames = std::shared_ptr<std::vector<Frame> const>;

struct Log::Inside {
  Inside(std::string folder, Options options);

  std::string const folder;
  Options const options;

  std::mutex writing;                                  // appends, and the transactions of repack
  std::unique_ptr<sql::Database> writer;               // of the newest file
  int writer_month = 0;
  Packer packer;

  std::mutex repacking;                                // one at a time
  Packer repacker;

  mutable std::shared_mutex sharing;                   // of what follows
  std::vector<File> files;
  std::int64_t last = 0;
  base::Digest head{};
  Size size;

  mutable std::mutex reading;                          // of what follows
  mutable std::map<int, std::unique_ptr<sql::Database>> readers;
  mutable std::deque<Frames> unpacked;                 // newest use first

  void write(std::vector<Frame>& frames);              // with `writing` held, as the next two
  void next_file(int month);
  std::vector<Block> blocks_of(std::span<Frame const> frames);
  std::size_t repack(File const& file, base::Time before, std::function<bool()> const& go_on);
  std::size_t join(File const& file, std::vector<Outline> const& group);
  std::optional<File> file_of(std::int64_t number) const;   // the file that holds it or would
  std::vector<File> files_now() const;                      // they only grow
  sql::Database& reader(File const& file) const;       // with `reading` held
  std::optional<Block> block(std::int64_t number) const;    // the one that holds it, or the next there is
  Frames frames(std::int64_t number) const;            // those of the block that holds it; empty if there is none
};

std::string name_of(File const& file, Block const& block);

}  // namespace evidence
