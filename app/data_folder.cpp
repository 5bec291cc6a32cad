#include "data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/base.hpp"

namespace app {

namespace fs = std::filesystem;

DataFolder::DataFolder(Place place, Use use) : path_(std::move(place.data)), postgres_(std::move(place.records)) {
  std::error_code error;
  if (use == Use::make) {
    fs::create_directories(path_ / "evidence", error);
    if (error) {
      throw base::Failure("cannot make the data folder " + path_.string() + ": " + error.message());
    }
  } else if (use != Use::glance && !fs::is_directory(path_, error)) {
    throw base::Failure("there is no data folder " + path_.string() + "; check the name");
  }
  if (!postgres_.empty() && fs::exists(records(), error)) {
    throw base::Failure(path_.string() + " keeps its records in records.sqlite: leave --records out, or choose another folder");
  }
  if (use != Use::look && !records_reachable()) {
    throw base::Failure("the records of " + path_.string() + " are in a PostgreSQL database: name it with --records");
  }
  need_whole(use);
  take_lock(use);
}

void DataFolder::need_whole(Use use) const {
  std::error_code error;
  bool const has_records = fs::exists(records(), error) || fs::exists(mark(), error);
  if (use == Use::make && !fs::is_empty(evidence(), error) && !has_records) {   // a house begun anew would know none of its loggers
    throw base::Failure(path_.string() + " has evidence and no records.sqlite: restore a backup, or choose another folder");
  }
  auto const lacks = missing();
  if (use == Use::work) {
    if (!has_records && !postgres_.empty()) {
      throw base::Failure(path_.string() + " is no data folder with its records in PostgreSQL; check the name, or start biyun serve with --records once");
    }
    for (auto const& part : lacks) {
      if (part != fs::path(observations()).filename()) {   // they can be made anew
        throw base::Failure(path_.string() + " is no whole data folder of Biyun: it has no " + part + "; check the name, or restore a backup");
      }
    }
  } else if (use == Use::look && !has_records && lacks.size() == (postgres_.empty() ? 3U : 2U)) {
    throw base::Failure(path_.string() + " is no data folder of Biyun and no backup of one; check the name");
  }
}

void DataFolder::take_lock(Use use) {
  if (use == Use::glance) {
    return;
  }
  auto const file = (path_ / "lock").string();
  if (std::error_code error; use == Use::look && !fs::exists(file, error)) {
    return;
  }
  int const how = use == Use::look ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC;
  lock_ = ::open(file.c_str(), how, 0600);   // NOLINT(cppcoreguidelines-pro-type-vararg)
  if (lock_ < 0) {
    throw base::Failure(std::string("cannot ") + (use == Use::look ? "read" : "write into") + " the data folder " + path_.string() + ": " +
                        std::generic_category().message(errno));
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw base::Failure("the data folder " + path_.string() + " is held by another biyun: stop the server first, for a backup too, "
                        "or work on a snapshot of the file system");
  }
}

DataFolder::~DataFolder() {
  if (lock_ >= 0) {
    ::close(lock_);   // closing lets go of the lock
  }
}

std::vector<std::string> DataFolder::missing() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::path const& part : {fs::path(evidence()), fs::path(records()), fs::path(observations())}) {
    if (!fs::exists(part, error) && !(part == records() && records_elsewhere())) {
      names.push_back(part.filename().string());
    }
  }
  return names;
}

}  // namespace app
