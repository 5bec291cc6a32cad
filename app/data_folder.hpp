#pragma once
// The folder that holds everything a running Biyun keeps. One process at a time.
#include <filesystem>
#include <string>
#include <vector>

namespace app {

/// What a command is told of where a house is.
struct Place {
  std::string data = "data";
  std::string records;             // address of a PostgreSQL database; "" = records.sqlite in the folder
};
/// Where the records are: in a file, or in a PostgreSQL database; then `mark` says in the folder which one belongs to it.
struct RecordsAt { std::string file, postgres; std::filesystem::path mark, evidence; };

class DataFolder {
 public:
  enum class Use {
    make,    // made if needed, locked
    work,    // must be a data folder with evidence and records; locked
    look,    // must exist; nothing is made in it, and it is locked only when it has a lock: a backup has none
    glance,  // need not exist; nothing is made or locked, a server may run on it
  };
  /// Throws base::Failure: no right, not there, no data folder, held by another process, or its records are somewhere else.
  explicit DataFolder(Place place, Use use = Use::make);
  explicit DataFolder(std::filesystem::path const& path, Use use = Use::make) : DataFolder(Place{path.string(), {}}, use) {}
  ~DataFolder();
  DataFolder(DataFolder const&) = delete;
  DataFolder& operator=(DataFolder const&) = delete;

  std::filesystem::path const& path() const { return path_; }
  std::string records() const { return (path_ / "records.sqlite").string(); }
  RecordsAt records_at() const { return {records(), postgres_, mark(), evidence()}; }
  /// In a PostgreSQL database, which was perhaps not named.
  bool records_elsewhere() const { return !postgres_.empty() || std::filesystem::exists(mark()); }
  bool records_reachable() const { return !records_elsewhere() || !postgres_.empty(); }
  std::string observations() const { return (path_ / "observations.duckdb").string(); }
  std::string evidence() const { return (path_ / "evidence").string(); }
  std::filesystem::path files() const { return path_ / "files"; }          // attachments
  std::filesystem::path catalog() const { return path_ / "catalog"; }      // the bureau's own definitions
  std::filesystem::path mark() const { return path_ / "records.postgres"; }
  std::filesystem::path marker(std::string const& name) const { return path_ / (name + ".done"); }
  /// Names of the parts that are not there: "evidence", "records.sqlite", "observations.duckdb".
  std::vector<std::string> missing() const;

 private:
  void need_whole(Use use) const;
  void take_lock(Use use);
  std::filesystem::path path_;
  std::string postgres_;
  int lock_ = -1;
};

}  // namespace app
