#pragma once
// Reading what lies on the disk: the catalogue, web pages.
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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
/// Files of the catalogue by their path in it, as far as `wanted`: those that ship with the program, and over them the bureau's own in `own`, which
/// need not exist ("" = none). Of one path the own file wins, whole.
std::vector<yaml::File> catalogue_files(std::filesystem::path const& own, std::function<bool(std::string_view path)> const& wanted);
/// Each problem on a line of its own; a file of the bureau's own is named with its folder.
std::string refusals(std::vector<base::Problem> const& problems, std::filesystem::path const& own);
/// Standards, factors and what stands beside them. Throws base::Failure with every problem's file and line.
std::shared_ptr<catalog::Catalog const> load_catalog(std::filesystem::path const& own = {});

}  // namespace app
