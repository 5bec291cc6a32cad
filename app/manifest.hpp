#pragma once
// What a backup holds: every file with its size and SHA-256, and where its evidence ends. Written last, so that a
// backup without it was not finished; kept as manifest.json beside the files.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/base.hpp"

namespace app {

struct Manifest {
  struct File { std::string path, sha256; std::int64_t bytes = 0; };
  std::string version;            // of the program
  base::Time made_at;
  std::int64_t last_frame = 0;    // of the evidence
  std::string head;               // its chain, hex
  std::vector<File> files;        // by path, relative to the folder
};

/// Names all files of `folder` in `manifest` and writes it durably. Throws base::Failure.
void write_manifest(std::filesystem::path const& folder, Manifest manifest);
/// Nothing when the folder has none; a problem when it cannot be understood.
base::Result<std::optional<Manifest>> read_manifest(std::filesystem::path const& folder);
/// Files that are missing, changed or not named; each digest is computed anew.
std::vector<base::Problem> differences(Manifest const& manifest, std::filesystem::path const& folder);

}  // namespace app
