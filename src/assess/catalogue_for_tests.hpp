#pragma once
// Tests only: the real catalogue, read once from the source tree.
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "catalog/catalog.hpp"

inline std::string file_text(std::filesystem::path const& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

inline std::vector<catalog::File> catalogue_files() {
  std::filesystem::path const root = std::string(BIYUN_SOURCE_DIR) + "/catalog";
  std::vector<catalog::File> files;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".tsv" || entry.path().extension() == ".yaml") {
      files.push_back({entry.path().lexically_relative(root).string(), file_text(entry.path())});
    }
  }
  return files;
}

inline catalog::Catalog const& catalogue() {
  static auto const loaded = catalog::Catalog::load(catalogue_files()).value();
  return *loaded;
}

/// The catalogue with a text of one file replaced; nullptr where the file has no such text.
inline std::shared_ptr<catalog::Catalog const> catalogue_with(std::string const& path, std::string const& from, std::string const& to) {
  auto files = catalogue_files();
  for (auto& file : files) {
    auto const at = file.path == path ? file.text.find(from) : std::string::npos;
    if (at != std::string::npos) {
      file.text.replace(at, from.size(), to);
      return catalog::Catalog::load(files).value();
    }
  }
  return nullptr;
}
