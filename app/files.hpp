#pragma once
// Reading what lies on the disk: the catalogue, web pages.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/base.hpp"
#include "catalog/catalog.hpp"

namespace app {

/// The folder of a part that ships with the program ("catalog", "web/dist", "samples"): $BIYUN_HOME/<name>, or beside
/// the binary, or up to three folders above it. Throws base::Failure naming the places looked at.
std::filesystem::path shipped_folder(std::string const& name);
/// Throws base::Failure when it cannot be read.
std::string read_file(std::filesystem::path const& path);
/// A file unpacked when it is gzip, as it is otherwise. At most 1 GiB of content; an empty file, a gzip that is cut off
/// and bytes after its end are problems.
base::Result<std::string> read_unpacked(std::filesystem::path const& path);
/// The whole catalogue. Throws base::Failure with every problem's file and line.
std::shared_ptr<catalog::Catalog const> load_catalog();

}  // namespace app
