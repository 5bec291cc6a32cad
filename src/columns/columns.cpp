#include "columns/columns.hpp"

#include <duckdb.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <mutex>

#include "columns/connection.hpp"

namespace columns {
namespace {

struct Config {
  duckdb_config handle = nullptr;
  Config() { CHECK(duckdb_create_config(&handle) == DuckDBSuccess, "DuckDB has no memory for a configuration"); }
  ~Config() { duckdb_destroy_config(&handle); }
  Config(Config const&) = delete;
  Config& operator=(Config const&) = delete;
  void set(char const* name, std::string const& value) {
    CHECK(duckdb_set_config(handle, name, value.c_str()) == DuckDBSuccess, "DuckDB does not know this setting");
  }
};

void fill(Config& config, std::string const& path, Options const& options) {
  config.set("threads", std::to_string(options.threads));
  config.set("memory_limit", std::to_string(options.memory_mib) + "MiB");
  config.set("checkpoint_threshold", std::to_string(options.checkpoint_wal_mib) + "MiB");
  // Nothing is ever fetched from the Internet.
  config.set("autoinstall_known_extensions", "false");
  config.set("autoload_known_extensions", "false");
  if (path == ":memory:") return;
  config.set("access_mode", options.read_only ? "READ_ONLY" : "READ_WRITE");
  auto const folder = std::filesystem::path(path).parent_path();
  config.set("temp_directory", (folder / (std::filesystem::path(path).stem().string() + ".spill")).string());
}

std::string open_sentence(std::string const& path, std::string const& error) {
  if (error.find("lock on file") != std::string::npos)
    return path + " is held by another process; stop that process or choose another data folder";
  return "The observations file " + path + " cannot be opened: " + error +
         "; check the folder's rights and disk, or restore the file from a backup or rebuild it from the evidence";
}

/// Whether the error speaks of the file's own bytes; what is around it (rights, room, another process) is mended elsewhere.
bool is_damage(std::string_view error) {
  constexpr std::array<std::string_view, 8> around{"lock on file", "Permission denied", "No space left", "Out of Memory", "Too many open files",
                                                   "Read-only file system", "Is a directory", "No such file or directory"};
  return std::none_of(around.begin(), around.end(), [&](auto const words) { return error.find(words) != std::string_view::npos; });
}

class File final : public Database {
 public:
  explicit File(duckdb_database handle) : handle_(handle), own_(make_connection(handle_)) {}
  ~File() override {
    own_.reset();
    duckdb_close(&handle_);
  }
  File(File const&) = delete;
  File& operator=(File const&) = delete;

  std::unique_ptr<Connection> connect() override { return make_connection(handle_); }
  void checkpoint() override {
    std::scoped_lock const lock(guard_);
    own_->run("CHECKPOINT");
  }
  base::Outcome check() override {
    std::scoped_lock const lock(guard_);
    std::vector<std::string> tables;
    own_->each("SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY table_name", {},
               [&](Row const& row) { tables.emplace_back(row.text(0)); });
    for (auto const& table : tables) {
      if (auto read = own_->try_run("SELECT bit_xor(hash(COLUMNS(*))) FROM \"" + table + '"'); !read) return read;
    }
    return base::Done{};
  }

 private:
  duckdb_database handle_;
  std::mutex guard_;                    // of own_
  std::unique_ptr<Connection> own_;
};

}  // namespace

base::Result<std::unique_ptr<Database>> Database::try_open(std::string const& path, Options options) {
  Config config;
  fill(config, path, options);
  duckdb_database handle = nullptr;
  char* error = nullptr;
  if (duckdb_open_ext(path.c_str(), &handle, config.handle, &error) == DuckDBSuccess)
    return std::unique_ptr<Database>(std::make_unique<File>(handle));
  std::string const why = error ? error : "no reason given";
  duckdb_free(error);
  return base::Problem(is_damage(why) ? "damaged" : "unreachable", open_sentence(path, why));
}

std::unique_ptr<Database> Database::open(std::string const& path, Options options) {
  auto opened = try_open(path, options);
  if (!opened) throw base::Failure(opened.error().detail);
  return std::move(*opened);
}

}  // namespace columns
