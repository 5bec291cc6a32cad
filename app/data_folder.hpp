#pragma once
// The folder that holds everything a running Biyun keeps. One process at a time.
#include <filesystem>
#include <string>

namespace app {

class DataFolder {
 public:
  /// Makes the folder if needed and locks it. Throws base::Failure: no right, or held by another process.
  explicit DataFolder(std::filesystem::path path);
  ~DataFolder();
  DataFolder(DataFolder const&) = delete;
  DataFolder& operator=(DataFolder const&) = delete;

  std::filesystem::path const& path() const { return path_; }
  std::string records() const { return (path_ / "records.sqlite").string(); }
  std::string observations() const { return (path_ / "observations.duckdb").string(); }
  std::string evidence() const { return (path_ / "evidence").string(); }
  std::filesystem::path marker(std::string const& name) const { return path_ / (name + ".done"); }

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace app
