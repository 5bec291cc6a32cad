#include <zip.h>

#include <algorithm>
#include <array>

#include "workbook/inside.hpp"

namespace workbook {
namespace {

constexpr std::size_t piece_bytes = 64 << 10;
constexpr zip_uint32_t deflate_level = 4;   // a third of the time of libzip's 9, for a tenth of the bytes
constexpr std::size_t deflate_ratio_max = 1032;
constexpr zip_int64_t parts_max = 10'000;

struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using File = std::unique_ptr<zip_file_t, CloseFile>;
std::string plain_name(std::string_view name) {
  auto plain = base::to_lower(name);
  std::replace(plain.begin(), plain.end(), '\\', '/');
  return plain.starts_with('/') ? plain.substr(1) : plain;
}

}  // namespace

struct DiscardZip {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
using Zip = std::unique_ptr<zip_t, DiscardZip>;

namespace {

Zip open_buffer(std::string_view bytes) {
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  CHECK(source != nullptr, "a buffer can always be a source");
  Zip zip(zip_open_from_source(source, ZIP_RDONLY, nullptr));
  if (!zip) {
    zip_source_free(source);
  }
  return zip;
}

}  // namespace

struct Archive::Inside {
  Zip zip;
  std::map<std::string, zip_uint64_t> parts;  // by plain name
  std::size_t left = 0;                       // bytes that may still be unpacked
};

base::Result<Archive> Archive::open(std::string_view bytes, Limits const& limits) {
  auto inside = std::make_shared<Inside>();
  inside->left = limits.unpacked_bytes_max;
  inside->zip = open_buffer(bytes);
  if (!inside->zip) {
    return damaged("the file breaks off or is no whole zip", {});
  }
  auto const count = zip_get_num_entries(inside->zip.get(), 0);
  if (count > parts_max) {
    return too_large("the workbook has more than " + std::to_string(parts_max) + " parts", {});
  }
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    if (char const* name = zip_get_name(inside->zip.get(), i, ZIP_FL_ENC_GUESS)) {
      inside->parts.emplace(plain_name(name), i);
    }
  }
  return Archive(std::move(inside));
}

std::optional<std::string> Archive::name_of(std::string_view part) const {
  auto const found = inside_->parts.find(plain_name(part));
  if (found == inside_->parts.end()) {
    return std::nullopt;
  }
  return std::string(zip_get_name(inside_->zip.get(), found->second, ZIP_FL_ENC_RAW));
}

base::Outcome Archive::unpack(std::string_view part, std::function<base::Result<bool>(std::string_view)> const& take) {
  auto const found = inside_->parts.find(plain_name(part));
  if (found == inside_->parts.end()) {
    return damaged("a part of the workbook is missing", std::string(part));
  }
  File const file(zip_fopen_index(inside_->zip.get(), found->second, 0));
  if (!file) {
    auto const code = zip_error_code_zip(zip_get_error(inside_->zip.get()));
    return code == ZIP_ER_NOPASSWD || code == ZIP_ER_ENCRNOTSUPP ? encrypted() : damaged("a part cannot be unpacked", std::string(part));
  }
  std::string piece(piece_bytes, '\0');
  while (true) {
    auto const got = zip_fread(file.get(), piece.data(), piece.size());
    if (got < 0) {
      return damaged("a part cannot be unpacked", std::string(part));
    }
    auto const size = static_cast<std::size_t>(got);
    if (size > inside_->left) {
      return too_large("the workbook unpacks to more bytes than are read", std::string(part));
    }
    inside_->left -= size;
    auto const more = take(std::string_view(piece).substr(0, size));
    if (!more) {
      return more.error();
    }
    if (!more.value() || size == 0) {
      return base::Done{};
    }
  }
}

base::Result<std::string> Archive::whole(std::string_view part) {
  std::string all;
  zip_stat_t about;
  auto const found = inside_->parts.find(plain_name(part));
  if (found != inside_->parts.end() && zip_stat_index(inside_->zip.get(), found->second, 0, &about) == 0 && (about.valid & ZIP_STAT_SIZE) != 0 &&
      (about.valid & ZIP_STAT_COMP_SIZE) != 0) {
    // What the zip says may be a lie: not more than deflate can make of the bytes there are.
    all.reserve(std::min({inside_->left, static_cast<std::size_t>(about.size), static_cast<std::size_t>(about.comp_size) * deflate_ratio_max}));
  }
  auto const done = unpack(part, [&](std::string_view piece) {
    all += piece;
    return base::Result<bool>(true);
  });
  return done ? base::Result<std::string>(std::move(all)) : done.error();
}

// A new zip is made even of an old one: libzip 1.7 frees the caller's buffer when it changes an archive that lies in memory.
base::Result<std::string> zip_with(std::string_view bytes, std::vector<Part> const& parts) {
  Zip old;
  if (!bytes.empty()) {
    old = open_buffer(bytes);
    if (!old) {
      return damaged("the file breaks off or is no whole zip", {});
    }
  }
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  CHECK(target != nullptr, "a buffer can always be a target");
  Zip zip(zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, nullptr));
  CHECK(zip != nullptr, "a new zip can always be begun");
  struct FreeSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
  };
  zip_source_keep(target);
  std::unique_ptr<zip_source_t, FreeSource> const keeper(target);
  auto const add = [&](std::string const& name, zip_source_t* content) {
    auto const index = content == nullptr ? -1 : zip_file_add(zip.get(), name.c_str(), content, ZIP_FL_ENC_GUESS);
    if (index < 0) {
      zip_source_free(content);
    }
    return index;
  };
  auto const is_new = [&](std::string const& name) { return std::any_of(parts.begin(), parts.end(), [&](Part const& p) { return p.name == name; }); };
  auto const count = old ? zip_get_num_entries(old.get(), 0) : 0;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    char const* const name = zip_get_name(old.get(), i, ZIP_FL_ENC_RAW);
    if (name != nullptr && !is_new(name) && add(name, zip_source_zip(zip.get(), old.get(), i, ZIP_FL_COMPRESSED, 0, -1)) < 0) {
      return damaged("a part cannot be copied", base::printable(name));
    }
  }
  for (auto const& part : parts) {
    auto const index = add(part.name, zip_source_buffer(zip.get(), part.content.data(), part.content.size(), 0));
    if (index < 0 || zip_set_file_compression(zip.get(), static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, deflate_level) != 0) {
      return damaged("a part cannot be replaced", part.name);
    }
  }
  zip_t* const closing = zip.release();
  if (zip_close(closing) != 0) {                        // frees it only when it succeeds
    zip_discard(closing);
    return damaged("the workbook cannot be packed again", {});
  }
  zip_stat_t about;
  if (zip_source_stat(target, &about) != 0 || zip_source_open(target) != 0) {
    return damaged("the workbook cannot be packed again", {});
  }
  std::string packed(about.size, '\0');
  auto const got = zip_source_read(target, packed.data(), packed.size());
  zip_source_close(target);
  CHECK(got >= 0 && static_cast<std::size_t>(got) == packed.size(), "a buffer gives what it holds");
  return packed;
}

bool zip_is_whole(std::string const& path) {
  Zip const zip(zip_open(path.c_str(), ZIP_RDONLY, nullptr));
  if (!zip) {
    return false;
  }
  auto const count = zip_get_num_entries(zip.get(), 0);
  std::string piece(piece_bytes, '\0');
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    File const file(zip_fopen_index(zip.get(), i, 0));
    zip_int64_t got = 0;
    char last = 0;
    while (file && (got = zip_fread(file.get(), piece.data(), piece.size())) > 0) {
      auto const end = base::trim(std::string_view(piece).substr(0, static_cast<std::size_t>(got)));
      last = end.empty() ? last : end.back();
    }
    if (!file || got < 0 || last != '>') {
      return false;
    }
  }
  return count > 0;
}

}  // namespace workbook
