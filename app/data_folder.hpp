#pragma once
// The folder that holds everything a running Biyun keeps. One process at a time.
#include <filesystem>
#include <string>
#include <vector>

namespace app {

class DataFolder {
 public:
  enum class Use {
    make,    // made if needed, locked
    work,    // must be a data folder with evidence and records; locked
    look,    // must exist; nothing is made in it, and it is locked only when it has a lock: a backup has none
  };
  /// Throws base::Failure: no right, not there, no data folder, or held by another process.
  explicit DataFolder(std::filesystem::path path, Use use = Use::make);
  ~DataFolder();
  DataFolder(DataFolder const&) = delete;
  DataFolder& operator=(DataFolder const&) = delete;

  std::filesystem::path const& path() const { return path_; }
  std::string records() const { return (path_ / "records.sqlite").string(); }
  std::string observations() const { return (path_ / "observations.duckdb").string(); }
  std::string evidence() const { return (path_ / "evidence").string(); }
  std::filesystem::path marker(std::string const& name) const { return path_ / (name + ".done"); }
  /// Names of the parts that are not there: "evidence", "records.sqlite", "observations.duckdb".
  std::vector<std::string> missing() const;

 private:
  void take_lock(Use use);
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace app
