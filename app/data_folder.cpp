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

DataFolder::DataFolder(fs::path path, Use use) : path_(std::move(path)) {
  std::error_code error;
  if (use == Use::make) {
    fs::create_directories(path_ / "evidence", error);
    if (error) {
      throw base::Failure("cannot make the data folder " + path_.string() + ": " + error.message());
    }
    if (!fs::is_empty(evidence(), error) && !fs::exists(records(), error)) {   // a house begun anew would know none of its loggers
      throw base::Failure(path_.string() + " has evidence and no records.sqlite: restore a backup, or choose another folder");
    }
  } else if (!fs::is_directory(path_, error)) {
    throw base::Failure("there is no data folder " + path_.string() + "; check the name");
  }
  auto const lacks = missing();
  if (use == Use::work) {
    for (auto const& part : lacks) {
      if (part != fs::path(observations()).filename()) {   // they can be made anew
        throw base::Failure(path_.string() + " is no whole data folder of Biyun: it has no " + part + "; check the name, or restore a backup");
      }
    }
  } else if (use == Use::look && lacks.size() == 3) {
    throw base::Failure(path_.string() + " is no data folder of Biyun and no backup of one; check the name");
  }
  take_lock(use);
}

void DataFolder::take_lock(Use use) {
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
    if (!fs::exists(part, error)) {
      names.push_back(part.filename().string());
    }
  }
  return names;
}

}  // namespace app
