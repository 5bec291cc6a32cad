#pragma once
// Private: the SQLite files of the evidence, one a month, and the rows of blocks in them.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "evidence/block.hpp"
#include "sql/sql.hpp"

namespace evidence {

/// A file holds blocks first, first+1 … without gaps; the next file goes on where it ends.
struct File {
  int month = 0;                               // year * 100 + month, Beijing time: 202603
  std::string path;
  std::int64_t first = 0;                      // number of its first frame
};
int month_of(base::Time at);
std::string path_of(std::string const& folder, int month);
/// The evidence files of a folder by month; `first` is read from each.
std::vector<File> files_of(std::string const& folder, bool at_rest);

std::unique_ptr<sql::Database> open_file(std::string const& path, bool read_only, bool full_sync);
std::unique_ptr<sql::Database> open_to_read(std::string const& path, bool at_rest);

/// Where a file ends, kept beside its blocks and changed with them: a block or a file cut off the end is noticed.
struct Tip {
  std::int64_t last = 0;                       // number of its last frame
  base::Digest chain{};                        // after it
  int next_month = 0;                          // of the file that goes on; 0 while this is the newest
};
std::optional<Tip> tip_of(sql::Database& file);
void set_tip(sql::Database& file, std::int64_t last, base::Digest const& chain);
void set_next(sql::Database& file, int next_month);
/// Gives the pages that removed blocks left back to the file system, in bounded steps.
void shrink(sql::Database& file);

/// What is known of a block without its bytes.
struct Outline { std::int64_t first = 0, count = 0, raw_bytes = 0, stored_bytes = 0; base::Time received_max; };

void insert(sql::Database& file, Block const& block);
/// The block that holds a frame, or the next one there is.
std::optional<Block> block_at(sql::Database& file, std::int64_t number);
std::optional<Block> last_block(sql::Database& file);
void each_outline(sql::Database& file, std::function<void(Outline const&)> const& take);
void remove(sql::Database& file, std::int64_t first, std::int64_t last);

}  // namespace evidence
