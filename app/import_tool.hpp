#pragma once
// `biyun import observations`: a CSV under a plan becomes evidence, observations and verdicts; all of it or nothing.
#include <filesystem>
#include <string>

#include "base/base.hpp"
#include "ingest/ingest.hpp"

namespace app {

struct ImportToolOptions {
  std::string file;              // CSV, plain or gzip
  std::string plan;              // a name of catalog/imports, or a path
  std::string data = "data";
  std::string records = {};      // address of a PostgreSQL database; "" = a file in the data folder
  bool dry_run = false;          // read and report only; the data folder is held, nothing is written to it
  bool again = false;            // though the same content was imported under the same plan before
  bool json = false;
};
/// Prints rows, values, missing, left out and every problem. 0 done, or imported before; 1 with problems: then nothing
/// was stored. That no row speaks of a point of the plan is a problem too.
/// Throws base::Failure when file, plan or data folder cannot be used.
int import_observations(ImportToolOptions const& options);

/// A file with its plan, read and unpacked. `plan.source` and `plan.digest` (of the unpacked bytes) are filled in.
struct ImportFile {
  ingest::ImportPlan plan;
  std::string csv;
};
/// Throws base::Failure.
ImportFile read_import_file(std::filesystem::path const& file, std::string const& plan);

}  // namespace app
