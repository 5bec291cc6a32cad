#include "data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/base.hpp"

namespace app {

DataFolder::DataFolder(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code error;
  std::filesystem::create_directories(path_ / "evidence", error);
  if (error) {
    throw base::Failure("cannot make the data folder " + path_.string() + ": " + error.message());
  }
  auto const file = (path_ / "lock").string();
  lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);   // NOLINT(cppcoreguidelines-pro-type-vararg)
  if (lock_ < 0) {
    throw base::Failure("cannot write into the data folder " + path_.string() + ": " + std::generic_category().message(errno));
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw base::Failure("the data folder " + path_.string() + " is held by another biyun; stop that one or choose another folder");
  }
}

DataFolder::~DataFolder() { ::close(lock_); }   // closing lets go of the lock

}  // namespace app
