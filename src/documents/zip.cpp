// A zip whose bytes follow from its parts alone.
#include <zip.h>

#include <memory>

#include "documents/inside.hpp"

namespace documents {
namespace {

constexpr zip_uint16_t first_day = (0U << 9U) | (1U << 5U) | 1U;   // 1980-01-01, as DOS counts

void need(bool good, char const* what) {
  if (!good) {
    throw base::Failure(std::string("cannot pack a document: ") + what);
  }
}

}  // namespace

std::string zip(std::vector<Part> const& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  need(target != nullptr, "no memory");
  zip_source_keep(target);
  auto const free_target = [](zip_source_t* source) { zip_source_free(source); };
  std::unique_ptr<zip_source_t, decltype(free_target)> const kept(target, free_target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  if (archive == nullptr) {
    zip_source_free(target);
    need(false, zip_error_strerror(&error));
  }
  auto const discard = [](zip_t* open) { zip_discard(open); };
  std::unique_ptr<zip_t, decltype(discard)> guard(archive, discard);
  for (auto const& part : parts) {
    zip_source_t* source = zip_source_buffer(archive, part.content.data(), part.content.size(), 0);
    auto const index = source == nullptr ? -1 : zip_file_add(archive, part.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      need(false, "a part cannot be added");
    }
    need(zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, first_day, 0) == 0, "a part's day cannot be set");
    need(zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 6) == 0, "a part cannot be packed");
  }
  need(zip_close(archive) == 0, "it cannot be closed");
  guard.release();
  zip_stat_t about;
  need(zip_source_open(target) == 0 && zip_source_stat(target, &about) == 0, "it cannot be read back");
  std::string bytes(about.size, '\0');
  auto const got = zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  need(got == static_cast<zip_int64_t>(bytes.size()), "it cannot be read back");
  return bytes;
}

}  // namespace documents
