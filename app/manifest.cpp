#include "manifest.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <memory>

#include "files.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::Problem;

constexpr char const* manifest_name = "manifest.json";
constexpr std::string_view mend = "take another backup";

/// Of a file that may be larger than the memory. Throws base::Failure.
std::string sha256_of(fs::path const& path) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  std::ifstream in(path, std::ios::binary);
  std::vector<char> piece(1 << 20);
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
    EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad() || !in.eof()) {
    throw base::Failure("cannot read " + path.string());
  }
  base::Digest digest{};
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return base::hex(digest);
}

/// Relative names of the files that a manifest speaks of.
std::vector<std::string> names_in(fs::path const& folder) {
  std::vector<std::string> names;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    auto const name = fs::relative(entry.path(), folder).generic_string();
    if (entry.is_regular_file() && name != manifest_name && name != "lock") {
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

void sync(fs::path const& path) {
  int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);   // NOLINT(cppcoreguidelines-pro-type-vararg)
  if (file < 0 || ::fsync(file) != 0) {
    throw base::Failure("cannot bring " + path.string() + " to the disk: " + std::generic_category().message(errno));
  }
  ::close(file);
}

std::string text_in(json::object const& from, std::string_view name) {
  auto const* value = from.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}
std::int64_t number_in(json::object const& from, std::string_view name) {
  auto const* value = from.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : -1;
}

/// A name that stays inside the folder.
bool is_inside(std::string const& name) {
  auto const path = fs::path(name).lexically_normal();
  return !name.empty() && path.is_relative() && *path.begin() != "..";
}

std::optional<Manifest> understood(json::value const& value) {
  auto const* const object = value.if_object();
  auto const* const files = object != nullptr ? object->if_contains("files") : nullptr;
  if (files == nullptr || !files->is_array()) {
    return std::nullopt;
  }
  Manifest manifest{.version = text_in(*object, "version"), .made_at = {}, .last_frame = number_in(*object, "last_frame"),
                    .head = text_in(*object, "head"), .files = {}};
  auto const made_at = base::parse_time(text_in(*object, "made_at"));
  if (!made_at || manifest.last_frame < 0) {
    return std::nullopt;
  }
  manifest.made_at = *made_at;
  for (auto const& one : files->get_array()) {
    if (!one.is_object()) return std::nullopt;
    auto const& from = one.get_object();
    Manifest::File file{text_in(from, "path"), text_in(from, "sha256"), number_in(from, "bytes")};
    if (!is_inside(file.path) || file.bytes < 0) return std::nullopt;
    manifest.files.push_back(std::move(file));
  }
  return manifest;
}

}  // namespace

void write_manifest(fs::path const& folder, Manifest manifest) {
  json::array files;
  for (auto const& name : names_in(folder)) {
    sync(folder / name);
    files.push_back(json::object{{"path", name}, {"bytes", static_cast<std::int64_t>(fs::file_size(folder / name))},
                                 {"sha256", sha256_of(folder / name)}});
  }
  json::object const whole{{"version", manifest.version}, {"made_at", base::format(manifest.made_at)}, {"last_frame", manifest.last_frame},
                           {"head", manifest.head}, {"files", std::move(files)}};
  auto const part = folder / (std::string(manifest_name) + ".part");
  std::ofstream out(part, std::ios::binary);
  out << json::serialize(whole) << "\n";
  out.close();
  if (!out) {
    throw base::Failure("cannot write " + part.string());
  }
  sync(part);
  fs::rename(part, folder / manifest_name);
  sync(folder);
}

base::Result<std::optional<Manifest>> read_manifest(fs::path const& folder) {
  if (!fs::exists(folder / manifest_name)) {
    return std::optional<Manifest>();
  }
  std::error_code error;
  auto manifest = understood(json::parse(read_file(folder / manifest_name), error));
  if (error || !manifest) {
    return Problem("damaged_manifest", "is damaged", manifest_name, std::string(mend));
  }
  return manifest;
}

std::vector<Problem> differences(Manifest const& manifest, fs::path const& folder) {
  std::vector<Problem> found;
  auto const find = [&](char const* code, std::string const& name, char const* what) { found.emplace_back(code, what, name, std::string(mend)); };
  auto names = names_in(folder);
  for (auto const& file : manifest.files) {
    auto const there = std::lower_bound(names.begin(), names.end(), file.path);
    if (there == names.end() || *there != file.path) {
      find("missing_file", file.path, "is missing");
      continue;
    }
    names.erase(there);
    if (static_cast<std::int64_t>(fs::file_size(folder / file.path)) != file.bytes) {
      find("changed_file", file.path, "has another size than when the backup was made");
    } else if (sha256_of(folder / file.path) != file.sha256) {
      find("changed_file", file.path, "differs from its SHA-256");
    }
  }
  for (auto const& name : names) {
    find("added_file", name, "was added after the backup was made");
  }
  return found;
}

}  // namespace app
