#pragma once
// What the files of this room tell one another.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace files {

constexpr std::string_view xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr std::string_view pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

constexpr std::string_view geopackage = "application/geopackage+sqlite3", kml = "application/vnd.google-earth.kml+xml", binary_dxf = "image/vnd.dxf";

constexpr std::size_t zip_members_max = 100'000;     // looked at in a zip's directory
constexpr std::size_t zip_comment_max = 65'535;      // APPNOTE.TXT 4.3.16
constexpr std::size_t brands_bytes_max = 4'096;      // of the "ftyp" box
constexpr std::size_t script_looked_at = 2'048;      // bytes in which a script gives itself away

inline unsigned octet(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
inline std::uint32_t little_endian(std::string_view bytes) {    // at most four
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | octet(bytes, i);
  return value;
}
inline std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value = value << 8 | octet(bytes, i);
  return value;
}

/// By the names in its directory: an office document, OFD or a plain zip; nothing for programs (jar, apk, macros) and for a torn one.
std::optional<std::string_view> type_of_zip(std::string_view bytes);
/// May something of this type be called so? A name without an extension contradicts nothing.
bool fits(std::string_view type, std::string_view name);

}  // namespace files
