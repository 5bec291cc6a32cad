#include "files/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "files/inside.hpp"

namespace files {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view incoming = "incoming";   // half-written files, never read
constexpr std::size_t digest_digits = 64, folder_digits = 2;

[[noreturn]] void fail(std::string const& what, std::string const& path, int error) {
  throw base::Failure(what + " " + path + ": " + std::generic_category().message(error));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { if (number_ >= 0) ::close(number_); }
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

void sync_folder(std::string const& path) {
  Descriptor const folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.get()) != 0) fail("cannot make durable:", path, errno);
}

void write_durably(std::string const& path, std::string_view bytes) {
  Descriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0440));
  if (!file) fail("cannot write", path, errno);
  while (!bytes.empty()) {
    auto const written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) fail("cannot make durable:", path, errno);
}

/// Taken away unless the rename went through.
struct Leftover {
  std::string path;
  ~Leftover() { if (!path.empty()) ::unlink(path.c_str()); }
};

/// The whole file; nothing with errno ENOENT when there is none, nothing with another errno when it cannot be read.
std::optional<std::string> read_whole(std::string const& path) {
  Descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  struct stat about{};
  if (::fstat(file.get(), &about) != 0) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(std::max<off_t>(about.st_size, 0)), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    auto const got = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

bool is_digits(std::string_view text, std::size_t count) {
  return text.size() == count && text.find_first_not_of("0123456789abcdef") == text.npos;
}

std::vector<std::string> names_in(std::string const& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) names.push_back(at->path().filename().string());
  if (error) fail("cannot list", folder, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

/// Names of subfolders and of the files in them, as they are.
std::vector<std::pair<std::string, std::string>> entries_of(std::string const& folder) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (auto const& first : names_in(folder)) {
    if (!is_digits(first, folder_digits)) continue;
    auto below = folder;
    below.append("/").append(first);
    for (auto& rest : names_in(below)) entries.emplace_back(first, std::move(rest));
  }
  return entries;
}

/// Half-written files of a run that was cut off. Whoever writes holds a shared lock; while one does, nothing is cleaned.
void clean(std::string const& folder) {
  Descriptor const lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return;
  for (auto const& name : names_in(folder)) {
    auto path = folder;
    path.append("/").append(name);
    ::unlink(path.c_str());
  }
}

}  // namespace

Store::Store(std::string folder, Limits limits, Use use) : folder_(std::move(folder)), limits_(limits) {
  std::error_code error;
  if (use == Use::look) {
    if (::access(folder_.c_str(), R_OK | X_OK) != 0) fail("cannot read", folder_, errno);
    return;
  }
  auto const half = folder_ + "/" + std::string(incoming);
  fs::create_directories(half, error);
  if (error) fail("cannot make", folder_, error.value());
  if (::access(half.c_str(), R_OK | W_OK | X_OK) != 0 || ::access(folder_.c_str(), R_OK | W_OK | X_OK) != 0) fail("cannot use", folder_, errno);
  clean(half);
}

std::string Store::path_of(std::string_view digest) const {
  return folder_ + "/" + std::string(digest.substr(0, folder_digits)) + "/" + std::string(digest.substr(folder_digits));
}

base::Result<Kept> Store::put(std::string_view bytes, std::string_view name, Purpose purpose) {
  auto const called = base::printable(name);
  if (bytes.empty()) return base::Problem("invalid", "the file is empty", called, "choose the file again; the upload may have been cut off");
  if (bytes.size() > limits_.bytes_max) {
    return base::Problem("too_large", "the file has " + std::to_string(bytes.size()) + " bytes, at most " + std::to_string(limits_.bytes_max) + " are kept",
                         called, "send a smaller picture, or several parts");
  }
  auto const type = type_for(purpose, bytes);
  if (!type) {
    return base::Problem("bad_type", "this kind of file is not kept", called,
                         purpose == Purpose::import ? "send .xlsx, .xls, .csv, a zipped Shapefile, GeoPackage, KML, DXF or GeoJSON"
                                                    : "send a picture, PDF, OFD, office document without macros, zip, recording, film or plain text");
  }
  if (!fits(*type, name)) {
    return base::Problem("bad_type", "by its content the file is " + std::string(*type) + ", its name says something else", called,
                         "give it the ending that belongs to its content");
  }
  Kept kept{base::hex(base::sha256(bytes)), std::string(*type), bytes.size()};
  auto const path = path_of(kept.digest);
  auto const last = path.substr(0, path.rfind('/'));
  if (auto const there = read_whole(path); there && *there == bytes) {   // a damaged one is replaced below
    sync_folder(last);
    return kept;
  }
  if (::mkdir(last.c_str(), 0750) == 0) sync_folder(folder_);
  else if (errno != EEXIST) fail("cannot make", last, errno);

  static std::atomic<std::uint64_t> count{0};
  auto const half = folder_ + "/" + std::string(incoming);
  Descriptor const lock(::open(half.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock || ::flock(lock.get(), LOCK_SH) != 0) fail("cannot use", half, errno);
  Leftover temporary{half + "/" + kept.digest + "." + std::to_string(::getpid()) + "." + std::to_string(++count)};
  write_durably(temporary.path, bytes);
  if (::rename(temporary.path.c_str(), path.c_str()) != 0) fail("cannot rename into", path, errno);
  temporary.path.clear();
  sync_folder(last);
  return kept;
}

std::optional<std::string> Store::get(std::string_view digest) const {
  if (!is_digits(digest, digest_digits)) return std::nullopt;
  auto const path = path_of(digest);
  auto bytes = read_whole(path);
  if (!bytes && errno != ENOENT) fail("cannot read", path, errno);
  if (bytes && base::hex(base::sha256(*bytes)) != digest) {
    throw base::Failure("the kept file " + path + " is damaged: it is not what its name says; restore it from a backup");
  }
  return bytes;
}

bool Store::has(std::string_view digest) const {
  return is_digits(digest, digest_digits) && ::access(path_of(digest).c_str(), F_OK) == 0;
}

std::vector<std::string> Store::all() const {
  std::vector<std::string> digests;
  for (auto const& [first, rest] : entries_of(folder_)) {
    if (is_digits(rest, digest_digits - folder_digits)) digests.push_back(first + rest);
  }
  return digests;
}

std::vector<base::Problem> Store::verify() const {
  std::vector<base::Problem> problems;
  for (auto const& [first, rest] : entries_of(folder_)) {
    auto const path = path_of(first + rest);
    if (!is_digits(rest, digest_digits - folder_digits)) {
      problems.emplace_back("stray", "this file was not put here by the store", path, "move it away");
      continue;
    }
    auto const bytes = read_whole(path);
    if (!bytes) {
      problems.emplace_back("unreadable", std::generic_category().message(errno), path, "check the disk and the rights of the file");
    } else if (base::hex(base::sha256(*bytes)) != first + rest) {
      problems.emplace_back("damaged", "the content is not what the name says", path, "restore the file from a backup");
    }
  }
  return problems;
}

}  // namespace files
