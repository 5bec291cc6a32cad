#pragma once
// Ugly workbooks from hand-written XML, as no good library would write them.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "workbook/inside.hpp"

namespace workbook_tests {

struct Ugly {
  std::string sheet;                                    // what stands within <worksheet>
  std::vector<std::string> strings{};                   // <si> contents
  std::vector<std::string> formats{};                   // custom number formats: styles 1, 2 …; style 0 is General
  std::string workbook_pr{}, styles{};                  // styles: a whole styles.xml instead; "none" = no such part
};

inline std::string xlsx(Ugly const& ugly) {
  std::string const main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
  std::string const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  std::string const package = "http://schemas.openxmlformats.org/package/2006/";
  std::string const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  std::string strings, formats, styles;
  for (auto const& text : ugly.strings) {
    strings += "<si>" + text + "</si>";
  }
  for (std::size_t i = 0; i < ugly.formats.size(); ++i) {
    auto const id = std::to_string(170 + i);
    formats += "<numFmt numFmtId=\"" + id + "\" formatCode=\"" + workbook::escape(ugly.formats[i]) + "\"/>";
    styles += "<xf numFmtId=\"" + id + "\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>";
  }
  auto const style_sheet = "<styleSheet " + main + "><numFmts>" + formats +
                           "</numFmts><fonts count=\"1\"><font><sz val=\"11\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
                           "<fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
                           "<cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>" + styles + "</cellXfs></styleSheet>";
  auto const override_of = [&](std::string const& part, std::string const& type) { return "<Override PartName=\"" + part + "\" ContentType=\"" + kind + type + "+xml\"/>"; };
  bool const styled = ugly.styles != "none";
  std::vector<workbook::Part> parts{
      {"[Content_Types].xml", "<Types xmlns=\"" + package + "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                              "<Default Extension=\"xml\" ContentType=\"application/xml\"/>" + override_of("/xl/workbook.xml", "sheet.main") +
                              override_of("/xl/worksheets/sheet1.xml", "worksheet") + override_of("/xl/sharedStrings.xml", "sharedStrings") +
                              (styled ? override_of("/xl/styles.xml", "styles") : "") + "</Types>"},
      {"_rels/.rels", "<Relationships xmlns=\"" + package + "relationships\"><Relationship Id=\"rId1\" Type=\"" + office + "/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"},
      {"xl/workbook.xml", "<workbook " + main + " xmlns:r=\"" + office + "\">" + ugly.workbook_pr + "<sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"" + package + "relationships\"><Relationship Id=\"rId1\" Type=\"" + office + "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                                     "<Relationship Id=\"rId2\" Type=\"" + office + "/sharedStrings\" Target=\"sharedStrings.xml\"/>" +
                                     (styled ? "<Relationship Id=\"rId3\" Type=\"" + office + "/styles\" Target=\"styles.xml\"/>" : "") + "</Relationships>"},
      {"xl/worksheets/sheet1.xml", ugly.sheet.starts_with("<?xml") ? ugly.sheet : "<worksheet " + main + ">" + ugly.sheet + "</worksheet>"},
      {"xl/sharedStrings.xml", "<sst " + main + ">" + strings + "</sst>"},
      {"docProps/keep.txt", "a part that nobody reads"}};
  if (styled) {
    parts.push_back({"xl/styles.xml", ugly.styles.empty() ? style_sheet : ugly.styles});
  }
  return workbook::zip_with("", parts).value();
}

inline std::string little_bytes(std::uint64_t value, int size) {
  std::string out;
  for (int i = 0; i < size; ++i) {
    out += static_cast<char>(value >> (8 * i) & 0xFF);
  }
  return out;
}

/// A compound file (the container of .xls) with one stream.
inline std::string compound(std::string const& name, std::string stream) {
  stream.resize(std::max<std::size_t>((stream.size() + 511) / 512 * 512, 4096), '\0');
  auto const sectors = stream.size() / 512;
  auto const none = little_bytes(0xFFFFFFFF, 4), end = little_bytes(0xFFFFFFFE, 4);
  std::string header = std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + std::string(16, '\0') + little_bytes(0x3E, 2) + little_bytes(3, 2) + little_bytes(0xFFFE, 2) +
                       little_bytes(9, 2) + little_bytes(6, 2) + std::string(10, '\0') + little_bytes(1, 4) + little_bytes(1, 4) + little_bytes(0, 4) + little_bytes(4096, 4) +
                       end + little_bytes(0, 4) + end + little_bytes(0, 4) + little_bytes(0, 4);
  for (int i = 1; i < 109; ++i) {
    header += none;
  }
  std::string table = little_bytes(0xFFFFFFFD, 4) + end;  // sector 0 is this table, sector 1 the folder
  for (std::size_t i = 0; i < sectors; ++i) {
    table += i + 1 == sectors ? end : little_bytes(i + 3, 4);
  }
  while (table.size() < 512) {
    table += none;
  }
  auto const entry = [&](std::string const& of, char type, std::uint64_t first, std::uint64_t size) {
    std::string wide;
    for (char const c : of) {
      wide += std::string{c, '\0'};
    }
    auto const name_bytes = of.empty() ? 0 : wide.size() + 2;
    wide.resize(64, '\0');
    return wide + little_bytes(name_bytes, 2) + type + '\1' + none + none + (type == 5 ? little_bytes(1, 4) : none) + std::string(36, '\0') + little_bytes(first, 4) + little_bytes(size, 8);
  };
  return header + table + entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, stream.size()) + entry("", 0, 0, 0) + entry("", 0, 0, 0) + stream;
}

/// The texts of a sheet, a line a row, cells parted by '|'.
inline std::string shown(workbook::Sheet const& sheet) {
  std::string all;
  for (auto const& row : sheet.rows) {
    for (auto const& cell : row) {
      all += cell.text + "|";
    }
    all += "\n";
  }
  return all;
}
inline std::string read_shown(std::string const& bytes) {
  auto const book = workbook::read(bytes);
  return book ? shown(book->sheets[0]) : book.error().code + ": " + base::to_string(book.error());
}

/// A folder of the test's own, gone after it.
struct Folder {
  std::filesystem::path path;
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "workbook-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  [[nodiscard]] std::string file(std::string const& name) const { return (path / name).string(); }
};
inline std::string bytes_of(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void keep(std::string const& path, std::string const& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

}  // namespace workbook_tests
