#pragma once
// Tests only: the real catalogue, read once from the source tree.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "catalog/catalog.hpp"

inline std::string file_text(std::filesystem::path const& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

inline catalog::Catalog const& catalogue() {
  static auto const loaded = [] {
    std::filesystem::path const root = std::string(BIYUN_SOURCE_DIR) + "/catalog";
    std::vector<catalog::File> files;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".tsv" || entry.path().extension() == ".yaml") {
        files.push_back({entry.path().lexically_relative(root).string(), file_text(entry.path())});
      }
    }
    return catalog::Catalog::load(files).value();
  }();
  return *loaded;
}
