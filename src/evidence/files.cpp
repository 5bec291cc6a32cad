#include "evidence/files.hpp"

#include <algorithm>
#include <filesystem>

namespace evidence {
namespace {

constexpr std::string_view name_start = "evidence-", name_end = ".sqlite";

constexpr char const* block_table = R"(
  CREATE TABLE block(
    first INTEGER PRIMARY KEY, count INTEGER NOT NULL, raw_bytes INTEGER NOT NULL,
    received_min INTEGER NOT NULL, received_max INTEGER NOT NULL,
    sum BLOB NOT NULL, chain BLOB NOT NULL, frames BLOB NOT NULL);
)";
constexpr char const* tip_table = R"(
  CREATE TABLE tip(
    one INTEGER PRIMARY KEY CHECK(one = 1), last INTEGER NOT NULL, chain BLOB NOT NULL,
    next_month INTEGER NOT NULL DEFAULT 0);
)";
constexpr int shrink_step_pages = 2048;         // 8 MiB of a file at a time

base::Digest digest_of(std::string_view bytes) {
  base::Digest digest{};                        // what has another length is damage, and differs from any digest
  if (bytes.size() == digest.size()) std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

Block block_of(sql::Row const& row) {
  Block block;
  block.first = row.integer(0);
  block.count = row.integer(1);
  block.raw_bytes = row.integer(2);
  block.received_min.ms = row.integer(3);
  block.received_max.ms = row.integer(4);
  block.sum = digest_of(row.blob(5));
  block.chain = digest_of(row.blob(6));
  block.blob = row.blob(7);
  return block;
}

constexpr std::string_view block_columns = "first, count, raw_bytes, received_min, received_max, sum, chain, frames";

bool has_table(sql::Database& file, std::string_view name) {
  return file.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").with(name).one([](sql::Row const&) {});
}

std::string select(std::string_view rest) { return "SELECT " + std::string(block_columns) + " FROM block " + std::string(rest); }

}  // namespace

int month_of(base::Time at) {
  auto const civil = base::to_beijing(at);
  return civil.year * 100 + civil.month;
}

std::string path_of(std::string const& folder, int month) {
  return (std::filesystem::path(folder) / (std::string(name_start) + std::to_string(month) + std::string(name_end))).string();
}

std::vector<File> files_of(std::string const& folder, bool at_rest) {
  std::error_code error;
  if (!at_rest) std::filesystem::create_directories(folder, error);
  std::vector<File> files;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    auto const name = entry->path().filename().string();
    if (!name.starts_with(name_start) || !name.ends_with(name_end)) continue;
    auto const middle = name.substr(name_start.size(), name.size() - name_start.size() - name_end.size());
    auto const month = base::parse_integer(middle);
    if (!month || middle.size() != 6) continue;
    files.push_back({static_cast<int>(*month), entry->path().string(), 0});
  }
  if (error) throw base::Failure("The evidence folder " + folder + " cannot be read: " + error.message() + "; check its rights");
  std::sort(files.begin(), files.end(), [](File const& a, File const& b) { return a.month < b.month; });
  for (auto& file : files) {
    auto const database = at_rest ? open_to_read(file.path, true) : open_file(file.path, false, true);
    if (!has_table(*database, "block")) continue;
    database->prepare("SELECT min(first) FROM block").one([&](sql::Row const& row) { file.first = row.integer(0); });
  }
  std::erase_if(files, [](File const& file) { return file.first == 0; });   // made, and killed before its first block
  return files;
}

std::unique_ptr<sql::Database> open_file(std::string const& path, bool read_only, bool full_sync) {
  auto database = sql::Database::open_sqlite(path, {.read_only = read_only, .full_sync = full_sync});
  if (read_only) return database;
  // Pages that repacking frees can be given back later only if the file was made so from its first page on.
  bool made = false;
  database->prepare("SELECT count(*) FROM sqlite_master").one([&](sql::Row const& row) { made = row.integer(0) > 0; });
  if (!made) database->script("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
  database->migrate("evidence", {block_table, tip_table});
  return database;
}

std::unique_ptr<sql::Database> open_to_read(std::string const& path, bool at_rest) {
  return sql::Database::open_sqlite(path, {.read_only = true, .at_rest = at_rest, .full_sync = false});
}

std::optional<Tip> tip_of(sql::Database& file) {
  std::optional<Tip> tip;
  if (!has_table(file, "tip")) return tip;
  file.prepare("SELECT last, chain, next_month FROM tip").one([&](sql::Row const& row) {
    tip = {row.integer(0), digest_of(row.blob(1)), static_cast<int>(row.integer(2))};
  });
  return tip;
}

void set_tip(sql::Database& file, std::int64_t last, base::Digest const& chain) {
  file.prepare("INSERT INTO tip(one, last, chain) VALUES (1, ?, ?) "
               "ON CONFLICT(one) DO UPDATE SET last = excluded.last, chain = excluded.chain")
      .with(last, sql::Blob{std::string(base::as_bytes(chain))})
      .run();
}

void set_next(sql::Database& file, int next_month) { file.prepare("UPDATE tip SET next_month = ?").with(next_month).run(); }

void shrink(sql::Database& file) {
  auto const free_pages = [&] {
    std::int64_t pages = 0;
    file.prepare("PRAGMA freelist_count").one([&](sql::Row const& row) { pages = row.integer(0); });
    return pages;
  };
  for (auto pages = free_pages(); pages > 0;) {
    file.script("PRAGMA incremental_vacuum(" + std::to_string(shrink_step_pages) + ")");
    auto const rest = free_pages();
    if (rest >= pages) return;                  // a file that was not made so keeps them for its next blocks
    pages = rest;
  }
}

void insert(sql::Database& file, Block const& block) {
  file.prepare("INSERT INTO block(first, count, raw_bytes, received_min, received_max, sum, chain, frames) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .with(block.first, block.count, block.raw_bytes, block.received_min, block.received_max,
            sql::Blob{std::string(base::as_bytes(block.sum))}, sql::Blob{std::string(base::as_bytes(block.chain))}, sql::Blob{block.blob})
      .run();
}

std::optional<Block> block_at(sql::Database& file, std::int64_t number) {
  std::optional<Block> found;
  auto const take = [&](sql::Row const& row) { found = block_of(row); };
  file.prepare(select("WHERE first <= ? ORDER BY first DESC LIMIT 1")).with(number).one(take);
  if (found && found->last() >= number) return found;
  found.reset();
  file.prepare(select("WHERE first > ? ORDER BY first LIMIT 1")).with(number).one(take);
  return found;
}

std::optional<Block> last_block(sql::Database& file) {
  std::optional<Block> found;
  file.prepare(select("ORDER BY first DESC LIMIT 1")).one([&](sql::Row const& row) { found = block_of(row); });
  return found;
}

void each_outline(sql::Database& file, std::function<void(Outline const&)> const& take) {
  file.prepare("SELECT first, count, raw_bytes, length(frames), received_max FROM block ORDER BY first").each([&](sql::Row const& row) {
    take({row.integer(0), row.integer(1), row.integer(2), row.integer(3), {row.integer(4)}});
  });
}

void remove(sql::Database& file, std::int64_t first, std::int64_t last) {
  file.prepare("DELETE FROM block WHERE first BETWEEN ? AND ?").with(first, last).run();
}

}  // namespace evidence
