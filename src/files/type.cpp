// What a run of bytes is: an allow-list of ours. The order matters where one beginning is a part of another ("#!AMR").
#include <algorithm>
#include <array>

#include "files/files.hpp"
#include "files/inside.hpp"

namespace files {
namespace {

using std::operator""sv;

struct Known { std::string_view type, extensions; };   // extensions: a blank before and after each
constexpr std::array known_types = std::to_array<Known>({
    {"image/jpeg", " jpg jpeg jpe jfif "},
    {"image/png", " png "},
    {"image/gif", " gif "},
    {"image/webp", " webp "},
    {"image/heic", " heic heif hif "},
    {"image/heif", " heif heic hif "},
    {"application/pdf", " pdf "},
    {"application/ofd", " ofd "},                      // GB/T 33190, the fixed layout of Chinese offices
    {xlsx, " xlsx "},
    {docx, " docx "},
    {pptx, " pptx "},
    {"application/zip", " zip kmz "},
    {"application/vnd.ms-excel", " xls et "},          // et, wps, dps: WPS Office writes the same containers
    {"application/msword", " doc wps "},
    {"application/vnd.ms-powerpoint", " ppt dps "},
    {"video/mp4", " mp4 m4v "},
    {"video/3gpp", " 3gp 3gpp 3g2 mp4 "},
    {"video/quicktime", " mov qt "},
    {"audio/mp4", " m4a mp4 "},
    {"audio/mpeg", " mp3 "},
    {"audio/amr", " amr "},
    {"audio/wav", " wav "},
    {"text/plain", " txt csv tsv log md json geojson dxf dat asc "},
    {geopackage, " gpkg "},                            // these three for imports only
    {kml, " kml xml "},
    {binary_dxf, " dxf "},
});

struct Magic { std::size_t at; std::string_view bytes, type; };
constexpr std::array magics = std::to_array<Magic>({
    {0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    {0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    {0, "GIF87a"sv, "image/gif"},
    {0, "GIF89a"sv, "image/gif"},
    {0, "%PDF-"sv, "application/pdf"},
    {0, "#!AMR\n"sv, "audio/amr"},
    {0, "#!AMR-WB\n"sv, "audio/amr"},
    {0, "ID3"sv, "audio/mpeg"},
});

/// ISO 14496-12: the first box is "ftyp"; its major brand says what follows, for pictures also the brands beside it.
std::optional<std::string_view> type_of_media(std::string_view bytes) {
  auto const size = big_endian(bytes.substr(0, 4));
  if (size < 16 || size > bytes.size() || size > brands_bytes_max) return std::nullopt;
  auto const one_of = [](std::string_view brand, std::string_view list) { return list.find(brand) != list.npos; };
  auto const major = bytes.substr(8, 4);
  constexpr auto heic = "heic|heix|heim|heis|hevc|hevx"sv;
  if (one_of(major, heic)) return "image/heic";
  if (one_of(major, "mif1|msf1"sv)) {
    for (std::size_t at = 16; at + 4 <= size; at += 4) {
      if (one_of(bytes.substr(at, 4), heic)) return "image/heic";
    }
    return "image/heif";
  }
  if (major == "qt  ") return "video/quicktime";
  if (major.starts_with("3g")) return "video/3gpp";
  if (one_of(major, "M4A |M4B "sv)) return "audio/mp4";
  if (one_of(major, "isom|iso2|iso3|iso4|iso5|iso6|mp41|mp42|mp71|avc1|mmp4|M4V |MSNV|dash"sv)) return "video/mp4";
  return std::nullopt;
}

/// A sound frame of MPEG layer III without an ID3 tag (ISO 11172-3, 2.4.2.3).
bool is_mp3_frame(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  auto const b1 = octet(bytes, 1), b2 = octet(bytes, 2);
  bool const sync = octet(bytes, 0) == 0xFF && (b1 & 0xE0) == 0xE0;
  return sync && (b1 & 0x18) != 0x08 && (b1 & 0x06) == 0x02 && (b2 & 0xF0) != 0xF0 && (b2 & 0xF0) != 0 && (b2 & 0x0C) != 0x0C;
}

/// MS-CFB: the entries of the directory lie on multiples of 128 bytes; the stream's name tells the program. An installer (.msi)
/// or a mail is the same container with other streams, and is not kept.
std::optional<std::string_view> type_of_ole(std::string_view bytes) {
  struct Stream { std::string_view name, type; };
  static constexpr std::array streams = std::to_array<Stream>({{"Workbook", "application/vnd.ms-excel"},
                                                               {"Book", "application/vnd.ms-excel"},
                                                               {"WordDocument", "application/msword"},
                                                               {"PowerPoint Document", "application/vnd.ms-powerpoint"}});
  constexpr std::size_t entry = 128, name_length_at = 64, kind_at = 66;
  constexpr unsigned stream_kind = 2;
  for (std::size_t at = 512; at + entry <= bytes.size(); at += entry) {
    auto const here = bytes.substr(at, entry);
    if (octet(here, kind_at) != stream_kind) continue;
    for (auto const& stream : streams) {
      if (little_endian(here.substr(name_length_at, 2)) != 2 * (stream.name.size() + 1)) continue;
      bool same = true;
      for (std::size_t i = 0; i < stream.name.size(); ++i) same = same && here[2 * i] == stream.name[i] && here[2 * i + 1] == '\0';
      if (same) return stream.type;
    }
  }
  return std::nullopt;
}

bool is_gb18030(std::string_view bytes) {
  auto const in = [&](std::size_t at, unsigned low, unsigned high) {
    return at < bytes.size() && octet(bytes, at) >= low && octet(bytes, at) <= high;
  };
  for (std::size_t at = 0; at < bytes.size();) {
    if (in(at, 0, 0x7F)) {
      at += 1;
    } else if (in(at, 0x81, 0xFE) && (in(at + 1, 0x40, 0x7E) || in(at + 1, 0x80, 0xFE))) {
      at += 2;
    } else if (in(at, 0x81, 0xFE) && in(at + 1, 0x30, 0x39) && in(at + 2, 0x81, 0xFE) && in(at + 3, 0x30, 0x39)) {
      at += 4;
    } else {
      return false;
    }
  }
  return true;
}

/// A guess on the safe side: whatever a browser or a shell might run. `text` has no blank in front.
bool may_run(std::string_view text) {
  if (text.starts_with("<") || text.starts_with("#!")) return true;            // markup of any kind, scripts
  auto const low = base::to_lower(text);
  for (auto const mark : {"<script"sv, "<html"sv, "<!doctype"sv, "<svg"sv, "<iframe"sv, "<body"sv, "<?php"sv, "<%"sv, "<img"sv, "<object"sv}) {
    if (low.find(mark) != low.npos) return true;
  }
  auto const beginning = text.substr(0, script_looked_at);   // JavaScript minds case, "Let us …" is no script
  if (beginning.find_first_of("=({") == beginning.npos) return false;
  for (auto const word : {"'use strict'"sv, "\"use strict\""sv, "(function"sv, "!function"sv, "function "sv, "(()"sv, "var "sv, "let "sv,
                          "const "sv, "import "sv, "export "sv, "window."sv, "document."sv, "eval("sv, "alert("sv}) {
    if (beginning.starts_with(word)) return true;
  }
  return false;
}

bool is_plain_text(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  bool const controls = std::any_of(bytes.begin(), bytes.end(), [](char c) {
    auto const u = static_cast<unsigned char>(c);
    return (u < 0x20 && c != '\t' && c != '\r' && c != '\n') || u == 0x7F;
  });
  auto const text = base::trim(bytes);
  return !controls && !text.empty() && (base::is_utf8(bytes) || is_gb18030(bytes)) && !may_run(text);
}

/// "jpg" of "现场.JPG"; "" when the name has none. Blanks and dots at the end are what Windows drops.
std::string extension_of(std::string_view name) {
  while (!name.empty() && (name.back() == '.' || name.back() == ' ')) name.remove_suffix(1);
  auto const dot = name.rfind('.');
  if (dot == name.npos) return {};
  auto const extension = base::to_lower(name.substr(dot + 1));
  bool letter = false;
  for (char const c : extension) {
    bool const is_letter = c >= 'a' && c <= 'z';
    if (!is_letter && (c < '0' || c > '9')) return {};   // "报告.最终版"
    letter = letter || is_letter;
  }
  return letter ? extension : std::string{};             // "第1.2"
}

}  // namespace

std::optional<std::string_view> type_of(std::string_view bytes) {
  for (auto const& magic : magics) {
    if (bytes.size() > magic.at + magic.bytes.size() && bytes.substr(magic.at, magic.bytes.size()) == magic.bytes) return magic.type;
  }
  if (bytes.size() > 12 && bytes.starts_with("RIFF")) {
    auto const form = bytes.substr(8, 4);
    return form == "WEBP" ? std::optional("image/webp"sv) : form == "WAVE" ? std::optional("audio/wav"sv) : std::nullopt;
  }
  if (bytes.size() >= 16 && bytes.substr(4, 4) == "ftyp") return type_of_media(bytes);
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return type_of_zip(bytes);
  if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return type_of_ole(bytes);
  if (is_mp3_frame(bytes)) return "audio/mpeg";
  if (is_plain_text(bytes)) return "text/plain";
  return std::nullopt;
}

std::optional<std::string_view> type_for(Purpose purpose, std::string_view bytes) {
  if (auto const type = type_of(bytes); type || purpose == Purpose::attachment) return type;
  constexpr std::size_t application_at = 68;           // of SQLite's header: GeoPackage 1.2 and later, 1.0, 1.1
  auto const application = bytes.size() > application_at + 4 ? bytes.substr(application_at, 4) : ""sv;
  if (bytes.starts_with("SQLite format 3\0"sv) && (application == "GPKG" || application == "GP10" || application == "GP11")) return geopackage;
  if (bytes.starts_with("AutoCAD Binary DXF\r\n"sv)) return binary_dxf;
  if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) return "text/plain";   // "Unicode text" of spreadsheets
  auto const text = base::trim(bytes.substr(bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0, script_looked_at));
  auto first = text.starts_with("<") ? 0 : text.npos;    // the first element, behind declarations and comments
  while (first != text.npos && first + 1 < text.size() && (text[first + 1] == '?' || text[first + 1] == '!')) first = text.find('<', first + 1);
  if (first != text.npos && text.substr(first).starts_with("<kml") && base::is_utf8(bytes)) return kml;
  return std::nullopt;
}

bool shown(std::string_view type) {
  auto const* const found = std::find_if(known_types.begin(), known_types.end(), [&](Known const& k) { return k.type == type; });
  return found != known_types.end() && (type.starts_with("image/") || type == "application/pdf");
}

bool fits(std::string_view type, std::string_view name) {
  auto const extension = extension_of(name);
  if (extension.empty()) return true;
  auto const* const found = std::find_if(known_types.begin(), known_types.end(), [&](Known const& k) { return k.type == type; });
  return found != known_types.end() && found->extensions.find(" " + extension + " ") != std::string_view::npos;
}

}  // namespace files
