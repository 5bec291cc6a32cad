// Zip in and out. Members are taken by number into memory; no name from a zip ever becomes a path of ours.
#include <zip.h>

#include <algorithm>
#include <utility>

#include "geofiles/inside.hpp"

namespace geofiles {
namespace {

base::Problem torn(std::string detail, std::string where = {}) {
  return base::Problem("damaged", std::move(detail), std::move(where), "pack the files again, as a plain zip without a password");
}

zip_t* archive_of(void* pointer) { return static_cast<zip_t*>(pointer); }

bool climbs(std::string_view name) {
  if (name.starts_with('/') || name.find('\0') != name.npos || (name.size() > 1 && name[1] == ':')) return true;
  auto const parts = base::split(name, '/');
  return std::find(parts.begin(), parts.end(), "..") != parts.end();
}

}  // namespace

base::Result<Unzip> Unzip::open(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* const archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  std::string const said = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (archive == nullptr) {
    zip_source_free(source);
    return torn("the zip cannot be opened: " + said);
  }
  Unzip unzip(archive);
  if (auto const listed = unzip.list(); !listed) return listed.error();
  return unzip;
}

base::Outcome Unzip::list() {
  auto const count = zip_get_num_entries(archive_of(archive_), 0);
  if (count < 0 || static_cast<std::size_t>(count) > members_max) {
    return base::Problem("too_large", "the zip has " + std::to_string(count) + " members, at most " + std::to_string(members_max) + " are looked at");
  }
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t about;
    char const* const raw = zip_get_name(archive_of(archive_), i, ZIP_FL_ENC_RAW);
    if (raw == nullptr || zip_stat_index(archive_of(archive_), i, 0, &about) != 0) return torn("the directory of the zip cannot be read");
    std::string name = raw;
    if (!base::is_utf8(name)) name = recode(name, "GB18030", "UTF-8").value_or(base::printable(name));   // Windows in China packs so
    std::replace(name.begin(), name.end(), '\\', '/');
    if (climbs(name)) return torn("a name in the zip leads out of it", base::printable(name));
    auto const base_name = std::string_view(name).substr(name.rfind('/') + 1);
    if (base_name.empty() || base_name.starts_with("._") || name.starts_with("__MACOSX/")) continue;
    members_.push_back({name, i, (about.valid & ZIP_STAT_SIZE) != 0 ? about.size : 0});
  }
  return base::Done{};
}

Unzip::Unzip(Unzip&& other) noexcept
    : archive_(std::exchange(other.archive_, nullptr)), members_(std::move(other.members_)), left_(other.left_) {}

Unzip::~Unzip() {
  if (archive_ != nullptr) zip_discard(archive_of(archive_));
}

base::Result<std::string> Unzip::take(Member const& member) {
  base::Problem const bomb("too_large", "unpacked the zip has more than " + std::to_string(unpacked_max >> 20) + " MB", member.name,
                           "send it in smaller parts");
  if (member.size > left_) return bomb;
  zip_file_t* const file = zip_fopen_index(archive_of(archive_), member.index, 0);
  if (file == nullptr) return torn(std::string("cannot be unpacked: ") + zip_strerror(archive_of(archive_)), member.name);
  std::string bytes;
  std::string piece(std::size_t{1} << 16, '\0');
  zip_int64_t got = 0;
  while ((got = zip_fread(file, piece.data(), piece.size())) > 0 && bytes.size() <= left_) bytes.append(piece, 0, static_cast<std::size_t>(got));
  bool const closed = zip_fclose(file) == 0;             // here the checksum speaks
  if (bytes.size() > left_) return bomb;
  if (got < 0 || !closed) return torn("cannot be unpacked: its content is damaged", member.name);
  left_ -= bytes.size();
  return bytes;
}

std::string zip_of(std::vector<std::pair<std::string, std::string>> const& files) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const whole = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* const archive = whole == nullptr ? nullptr : zip_open_from_source(whole, ZIP_TRUNCATE, &error);
  if (archive == nullptr) throw base::Failure("no memory for a zip");
  zip_source_keep(whole);
  bool sound = true;
  for (auto const& [name, bytes] : files) {
    zip_source_t* const part = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    auto const index = part == nullptr ? -1 : zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8);
    sound = sound && index >= 0;
    if (index < 0) zip_source_free(part);
    // the clock is not read here: every export of the same rows has the same bytes
    else sound = zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, 0x21, 0) == 0 && sound;
  }
  if (zip_close(archive) != 0) {
    zip_discard(archive);
    sound = false;
  }
  std::string packed;
  if (sound && zip_source_open(whole) == 0) {
    zip_source_seek(whole, 0, SEEK_END);
    packed.resize(static_cast<std::size_t>(std::max<zip_int64_t>(zip_source_tell(whole), 0)));
    zip_source_seek(whole, 0, SEEK_SET);
    sound = zip_source_read(whole, packed.data(), packed.size()) == static_cast<zip_int64_t>(packed.size());
    zip_source_close(whole);
  }
  zip_source_free(whole);
  if (!sound || packed.empty()) throw base::Failure("the zip cannot be made");
  return packed;
}

}  // namespace geofiles
