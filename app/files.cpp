#include "files.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t unpacked_bytes_max = std::size_t{1} << 30;   // held in memory

struct GzipCloser {
  void operator()(gzFile_s* file) const { gzclose(file); }
};

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
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  if (!in || !out) {
    throw base::Failure("cannot read " + path.string());
  }
  return std::move(out).str();
}

base::Result<std::string> read_unpacked(fs::path const& path) {
  std::unique_ptr<gzFile_s, GzipCloser> const file(gzopen(path.c_str(), "rb"));   // reads plain files too
  if (!file) {
    return base::Problem("not_found", "The file cannot be opened.", path.string(), "Check the name and your rights.");
  }
  std::string text;
  std::array<char, 1 << 16> piece{};
  for (int size = 0; (size = gzread(file.get(), piece.data(), piece.size())) != 0;) {
    if (size < 0) {
      return base::Problem("damaged", "The file is damaged: gzip cannot unpack it.", path.string());
    }
    text.append(piece.data(), static_cast<std::size_t>(size));
    if (text.size() > unpacked_bytes_max) {
      return base::Problem("too_large", "The file holds more than 1 GiB.", path.string(), "Send it in parts.");
    }
  }
  return text;
}

std::shared_ptr<catalog::Catalog const> load_catalog() {
  auto const folder = shipped_folder("catalog");
  std::vector<catalog::File> files;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    auto const kind = entry.path().extension();
    if (entry.is_regular_file() && (kind == ".tsv" || kind == ".yaml")) {
      files.push_back({fs::relative(entry.path(), folder).generic_string(), read_file(entry.path())});
    }
  }
  std::sort(files.begin(), files.end(), [](auto const& a, auto const& b) { return a.path < b.path; });
  std::vector<base::Problem> problems;
  auto loaded = catalog::Catalog::load(files, &problems);
  if (!loaded) {
    std::string all = "the catalogue in " + folder.string() + " is not in order:";
    for (auto const& problem : problems) {
      all += "\n  " + base::to_string(problem);
    }
    throw base::Failure(all);
  }
  return *loaded;
}

}  // namespace app
