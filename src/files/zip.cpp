// The directory of a zip (PKWARE APPNOTE.TXT 4.3): only names are read, nothing is unpacked.
#include "files/files.hpp"
#include "files/inside.hpp"

namespace files {
namespace {

struct Directory { std::size_t at = 0, end = 0; };

/// The end record is the last thing of the file but for its comment.
std::optional<Directory> directory_of(std::string_view bytes) {
  constexpr std::size_t record = 22;
  if (bytes.size() < record) return std::nullopt;
  auto const low = bytes.size() > record + zip_comment_max ? bytes.size() - record - zip_comment_max : 0;
  for (std::size_t at = bytes.size() - record + 1; at-- > low;) {
    if (bytes.substr(at, 4) != "PK\x05\x06") continue;
    std::size_t const size = little_endian(bytes.substr(at + 12, 4)), offset = little_endian(bytes.substr(at + 16, 4));
    if (little_endian(bytes.substr(at + 20, 2)) != bytes.size() - at - record || offset > at || size != at - offset) continue;
    return Directory{offset, at};
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> type_of_zip(std::string_view bytes) {
  constexpr std::size_t header = 46;
  auto const directory = directory_of(bytes);
  if (!directory) return std::nullopt;
  std::optional<std::string_view> office;
  bool parts = false;
  std::size_t members = 0;
  for (std::size_t at = directory->at; at < directory->end; ++members) {
    if (members == zip_members_max || at + header > directory->end || bytes.substr(at, 4) != "PK\x01\x02") return std::nullopt;
    std::size_t const name_size = little_endian(bytes.substr(at + 28, 2));
    std::size_t const more = std::size_t{little_endian(bytes.substr(at + 30, 2))} + little_endian(bytes.substr(at + 32, 2));
    if (at + header + name_size + more > directory->end) return std::nullopt;
    auto const name = bytes.substr(at + header, name_size);
    if (name == "META-INF/MANIFEST.MF" || name == "AndroidManifest.xml" || name.ends_with("vbaProject.bin")) return std::nullopt;
    parts = parts || name == "[Content_Types].xml";
    if (name == "xl/workbook.xml") office = xlsx;
    if (name == "word/document.xml") office = docx;
    if (name == "ppt/presentation.xml") office = pptx;
    if (name == "OFD.xml") return "application/ofd";
    at += header + name_size + more;
  }
  return parts && office ? office : std::optional<std::string_view>("application/zip");
}

}  // namespace files
