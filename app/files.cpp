#include "files.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <map>

namespace app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t file_bytes_max = std::size_t{1} << 30;   // held in memory, packed and unpacked
constexpr std::string_view gzip_start = "\x1f\x8b";

base::Problem too_large(std::string const& name) { return base::Problem("too_large", "The file holds more than 1 GiB.", name, "Send it in parts."); }

/// A gzip stream, which may be several one after another. Nothing may be cut off and nothing may follow.
base::Result<std::string> unpacked(std::string const& packed, std::string const& name) {
  z_stream stream{};
  CHECK(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK, "zlib has no memory for a stream");
  std::unique_ptr<z_stream, decltype(&inflateEnd)> const end(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));   // NOLINT: zlib only reads it
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  std::array<char, 1 << 16> piece{};
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    int const code = inflate(&stream, Z_NO_FLUSH);
    text.append(piece.data(), piece.size() - stream.avail_out);
    if (text.size() > file_bytes_max) return too_large(name);
    if (code == Z_STREAM_END) {
      if (stream.avail_in == 0) return text;
      auto const rest = std::string_view(packed).substr(packed.size() - stream.avail_in);
      if (!rest.starts_with(gzip_start)) {
        return base::Problem("damaged", std::to_string(rest.size()) + " bytes follow after the end of the gzip stream.", name, "Get the file again.");
      }
      inflateReset(&stream);
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      return base::Problem("damaged", "The file is damaged: gzip cannot unpack it.", name, "Get the file again.");
    } else if (stream.avail_in == 0 && stream.avail_out != 0) {
      return base::Problem("truncated", "The file is cut off: its gzip stream does not end.", name, "Get the file again.");
    }
  }
}

/// As it lies on the disk.
base::Result<std::string> bytes_of(fs::path const& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return base::Problem("not_a_file", "This is a folder.", path.string(), "Name a file.");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return base::Problem("not_found", "The file cannot be opened.", path.string(), "Check the name and your rights.");
  }
  std::string bytes;
  std::array<char, 1 << 16> piece{};
  while (in.read(piece.data(), piece.size()), in.gcount() > 0) {
    bytes.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > file_bytes_max) return too_large(path.string());
  }
  if (in.bad()) {
    return base::Problem("unreadable", "The file cannot be read to its end.", path.string(), "Check the disk.");
  }
  return bytes;
}

}  // namespace

fs::path shipped_folder(std::string const& name) {
  std::vector<fs::path> places;
  if (char const* home = std::getenv("BIYUN_HOME"); home != nullptr) {   // NOLINT(concurrency-mt-unsafe): read at start
    places.emplace_back(home);
  }
  std::error_code error;
  auto here = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (int i = 0; i < 4 && !error; ++i, here = here.parent_path()) {
    places.push_back(here);
  }
  std::string looked;
  for (auto const& place : places) {
    if (fs::is_directory(place / name, error)) {
      return place / name;
    }
    looked += (looked.empty() ? "" : ", ") + (place / name).string();
  }
  throw base::Failure("the folder '" + name + "' was not found; looked at " + looked + "; set BIYUN_HOME to where it is");
}

std::string read_file(fs::path const& path) {
  auto bytes = bytes_of(path);
  if (!bytes) {
    throw base::Failure("cannot read " + base::to_string(bytes.error()));
  }
  return *std::move(bytes);
}

base::Result<std::string> read_unpacked(fs::path const& path) {
  auto bytes = bytes_of(path);
  if (bytes && bytes->starts_with(gzip_start)) {
    bytes = unpacked(*bytes, path.string());
  }
  if (bytes && bytes->empty()) {
    return base::Problem("empty", "The file is empty.", path.string());
  }
  return bytes;
}

std::vector<yaml::File> catalogue_files(fs::path const& own, std::function<bool(std::string_view)> const& wanted) {
  std::map<std::string, yaml::File> files;
  std::error_code error;
  for (auto const& root : {shipped_folder("catalog"), own}) {
    if (root.empty() || !fs::is_directory(root, error)) {
      continue;   // a bureau need not have files of its own
    }
    for (auto const& entry : fs::recursive_directory_iterator(root)) {
      auto const kind = entry.path().extension();
      auto const path = fs::relative(entry.path(), root).generic_string();
      if ((kind == ".tsv" || kind == ".yaml") && entry.is_regular_file() && wanted(path)) {
        files[path] = {path, read_file(entry.path()), root == own};
      }
    }
  }
  std::vector<yaml::File> all;
  for (auto& [path, file] : files) {
    all.push_back(std::move(file));
  }
  return all;
}

std::string refusals(std::vector<base::Problem> const& problems, fs::path const& own) {
  std::string all;
  for (auto problem : problems) {
    std::error_code error;
    if (auto const file = own / problem.where.substr(0, problem.where.rfind(':')); !own.empty() && !problem.where.empty() && fs::exists(file, error)) {
      problem.where = (own / problem.where).string();
    }
    all += "\n  " + base::to_string(problem);
  }
  return all;
}

std::shared_ptr<catalog::Catalog const> load_catalog(fs::path const& own) {
  auto const files = catalogue_files(own, [](std::string_view path) { return !catalog::is_of_others(path); });
  std::vector<base::Problem> problems;
  auto loaded = catalog::Catalog::load(files, &problems);
  if (!loaded) {
    throw base::Failure("the catalogue in " + shipped_folder("catalog").string() + (own.empty() ? "" : ", and over it " + own.string() + ",") +
                        " is not in order:" + refusals(problems, own));
  }
  return *loaded;
}

}  // namespace app
