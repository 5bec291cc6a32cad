#pragma once
// Ugly sheets as text: what a specialist writes down (tests/corpus/README.md) becomes a real .xlsx or .csv, and what is to come of it.
#include <iconv.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "exchange/inside.hpp"
#include "workbook/workbook_for_tests.hpp"

namespace exchange::for_tests {

/// A line of a sheet file: its first word, and the rest.
struct Line { int number = 0; std::string word, rest; };

inline std::vector<std::string> cells_of(std::string_view text, char at = '|') {
  std::vector<std::string> all;
  for (auto const part : base::split(text, at)) {
    all.emplace_back(base::trim(part));
  }
  return all;
}

struct Tab {
  std::string name = "Sheet1";
  bool hidden = false;
  std::map<std::pair<int, int>, std::string> cells;   // row, column → as written
  std::vector<std::string> merged;
};

struct SheetFile {
  std::string name, about, set = "small", reg = "eatery", who, format = "xlsx";
  bool date_1904 = false, dry = false;
  Wish wish;
  std::vector<std::string> have;                      // records beforehand: "facility|code=F1|name=…"
  std::vector<Tab> tabs;
  std::vector<Line> expected;
};

/// The mark before a cell's text: [n] number, [d] day, [t] day with clock, [%] percent, [e] error, [f] formula -> value, [b] boolean; "" = text.
inline std::pair<std::string, std::string> kind_and_text(std::string const& written) {
  auto const end = written.find(']');
  if (!written.starts_with('[') || end == std::string::npos || end > 2) {
    return {"", written};
  }
  return {written.substr(1, end - 1), written.substr(end + 1)};
}

/// \n a line break, \s a blank, \_ a blank that does not break, \w a wide blank, \z one without width, \p a stroke.
inline std::string unescaped(std::string_view text) {
  static std::map<char, std::string> const meant{{'n', "\n"}, {'s', " "}, {'_', "\u00A0"}, {'w', "\u3000"}, {'z', "\u200B"}, {'p', "|"}, {'\\', "\\"}};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const found = text[i] == '\\' && i + 1 < text.size() ? meant.find(text[i + 1]) : meant.end();
    if (found == meant.end()) {
      out += text[i];
    } else {
      out += found->second;
      ++i;
    }
  }
  return out;
}

inline void read_line(SheetFile& file, Line const& line, bool& expecting) {
  auto const position = workbook::parse_cell_name(line.word.ends_with(':') ? line.word.substr(0, line.word.size() - 1) : line.word);
  if (expecting) {
    file.expected.push_back(line);
  } else if (line.word == "expect") {
    expecting = true;
  } else if (line.word == "set" || line.word == "reg" || line.word == "who" || line.word == "file") {
    (line.word == "set" ? file.set : line.word == "reg" ? file.reg : line.word == "who" ? file.who : file.format) = line.rest;
  } else if (line.word == "have") {
    file.have.push_back(line.rest);
  } else if (line.word == "date1904") {
    file.date_1904 = true;
  } else if (line.word == "dry") {
    file.dry = true;
  } else if (line.word == "partial") {
    file.wish.partial = true;
  } else if (line.word == "system") {
    file.wish.system = geo::parse_system(line.rest).value();
  } else if (line.word == "take-sheet") {
    file.wish.sheet = static_cast<int>(*base::parse_integer(line.rest)) - 1;
  } else if (line.word == "take-header") {
    auto const rows = base::split(line.rest, ' ');
    file.wish.header_first = static_cast<int>(*base::parse_integer(rows.front())) - 1;
    file.wish.header_last = static_cast<int>(*base::parse_integer(rows.back())) - 1;
  } else if (line.word == "map") {
    auto const pair = cells_of(line.rest, '=');
    file.wish.mapping[workbook::parse_cell_name(pair[0] + "1").value().column] = pair[1];
  } else if (line.word == "sheet") {
    file.tabs.push_back({.name = line.rest.substr(0, line.rest.find(" hidden")), .hidden = line.rest.ends_with(" hidden")});
  } else if (line.word == "merged") {
    file.tabs.back().merged.push_back(line.rest);
  } else if (position && !file.tabs.empty()) {
    auto const cells = line.word.ends_with(':') ? cells_of(line.rest) : std::vector{line.rest};
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!cells[i].empty()) {
        file.tabs.back().cells[{position->row, position->column + static_cast<int>(i)}] = cells[i];
      }
    }
  } else {
    throw base::Bug(file.name + ":" + std::to_string(line.number) + ": what is '" + line.word + "'?");
  }
}

inline SheetFile read_sheet_file(std::string const& path) {
  SheetFile file{.name = std::filesystem::path(path).stem().string()};
  std::ifstream in(path);
  bool expecting = false;
  int number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    auto const line = base::trim(text);
    if (line.starts_with("# ") && file.about.empty()) {
      file.about = line.substr(2);
    }
    if (!line.empty() && !line.starts_with('#')) {
      auto const blank = line.find(' ');
      read_line(file, {number, std::string(line.substr(0, blank)), blank == std::string_view::npos ? "" : std::string(base::trim(line.substr(blank)))}, expecting);
    }
  }
  return file;
}

inline double serial_of(std::string const& day, bool date_1904) {
  auto const at = base::parse_time(day.size() > 10 ? day : day + " 00:00").value();
  constexpr double day_ms = 86'400'000;
  constexpr int epoch_1900 = 25'569, epoch_1904 = 24'107;
  return static_cast<double>(at.ms + 8 * 3'600'000) / day_ms + (date_1904 ? epoch_1904 : epoch_1900);
}

inline std::string cell_xml(std::string const& where, std::string const& written, bool date_1904) {
  auto const [kind, raw] = kind_and_text(written);
  auto const text = workbook::escape(unescaped(raw));
  auto const cell = [&](std::string const& more, std::string const& inside) { return "<c r=\"" + where + "\"" + more + ">" + inside + "</c>"; };
  if (kind == "n") return cell("", "<v>" + text + "</v>");
  if (kind == "d") return cell(" s=\"1\"", "<v>" + base::format_number(serial_of(raw, date_1904)) + "</v>");
  if (kind == "t") return cell(" s=\"2\"", "<v>" + base::format_number(serial_of(raw, date_1904)) + "</v>");
  if (kind == "%") return cell(" s=\"3\"", "<v>" + text + "</v>");
  if (kind == "b") return cell(" t=\"b\"", "<v>" + text + "</v>");
  if (kind == "e") return cell(" t=\"e\"", "<v>" + text + "</v>");
  if (kind == "f") {
    auto const arrow = raw.find("->");
    auto const formula = std::string(base::trim(raw.substr(0, arrow))), value = arrow == std::string::npos ? "" : std::string(base::trim(raw.substr(arrow + 2)));
    return cell(base::parse_number(value) || value.empty() ? "" : " t=\"str\"", "<f>" + workbook::escape(formula) + "</f>" + (value.empty() ? "" : "<v>" + workbook::escape(value) + "</v>"));
  }
  return cell(" t=\"inlineStr\"", "<is><t xml:space=\"preserve\">" + text + "</t></is>");
}

inline std::string sheet_xml(Tab const& tab, bool date_1904) {
  std::string rows, merged;
  int row = -1;
  for (auto const& [at, written] : tab.cells) {
    if (at.first != row) {
      rows += (row < 0 ? "" : "</row>") + std::string("<row r=\"") + std::to_string(at.first + 1) + "\">";
      row = at.first;
    }
    rows += cell_xml(workbook::cell_name(at.first, at.second), written, date_1904);
  }
  for (auto const& area : tab.merged) {
    merged += "<mergeCell ref=\"" + area + "\"/>";
  }
  return "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" + rows + (row < 0 ? "" : "</row>") + "</sheetData>" +
         (merged.empty() ? "" : "<mergeCells count=\"" + std::to_string(tab.merged.size()) + "\">" + merged + "</mergeCells>") + "</worksheet>";
}

inline std::string xlsx_of(SheetFile const& file) {
  std::string const main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
  std::string const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  std::string const package = "http://schemas.openxmlformats.org/package/2006/";
  std::string const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  std::string types, tabs, relations;
  std::vector<workbook::Part> parts;
  for (std::size_t i = 0; i < file.tabs.size(); ++i) {
    auto const number = std::to_string(i + 1);
    types += "<Override PartName=\"/xl/worksheets/sheet" + number + ".xml\" ContentType=\"" + kind + "worksheet+xml\"/>";
    tabs += "<sheet name=\"" + workbook::escape(file.tabs[i].name) + "\" sheetId=\"" + number + "\"" + (file.tabs[i].hidden ? " state=\"hidden\"" : "") + " r:id=\"rId" + number + "\"/>";
    relations += "<Relationship Id=\"rId" + number + "\" Type=\"" + office + "/worksheet\" Target=\"worksheets/sheet" + number + ".xml\"/>";
    parts.push_back({"xl/worksheets/sheet" + number + ".xml", sheet_xml(file.tabs[i], file.date_1904)});
  }
  std::string styles;
  for (auto const* const format : {"0", "14", "22", "9"}) {
    styles += "<xf numFmtId=\"" + std::string(format) + "\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>";
  }
  parts.insert(parts.begin(),
               {{"[Content_Types].xml", "<Types xmlns=\"" + package + "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                                        "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"" + kind + "sheet.main+xml\"/>"
                                        "<Override PartName=\"/xl/styles.xml\" ContentType=\"" + kind + "styles+xml\"/>" + types + "</Types>"},
                {"_rels/.rels", "<Relationships xmlns=\"" + package + "relationships\"><Relationship Id=\"rId1\" Type=\"" + office + "/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"},
                {"xl/workbook.xml", "<workbook " + main + " xmlns:r=\"" + office + "\">" + (file.date_1904 ? "<workbookPr date1904=\"1\"/>" : "") + "<sheets>" + tabs + "</sheets></workbook>"},
                {"xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"" + package + "relationships\">" + relations + "<Relationship Id=\"rIdStyles\" Type=\"" + office + "/styles\" Target=\"styles.xml\"/></Relationships>"},
                {"xl/styles.xml", "<styleSheet " + main + "><fonts count=\"1\"><font><sz val=\"11\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
                                  "<fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
                                  "<cellXfs count=\"4\">" + styles + "</cellXfs></styleSheet>"}});
  return workbook::zip_with("", parts).value();
}

inline std::string csv_of(Tab const& tab) {
  std::string out;
  int row = 0, column = 0;
  for (auto const& [at, written] : tab.cells) {
    for (; row < at.first; ++row, column = 0) {
      out += "\r\n";
    }
    for (; column < at.second; ++column) {
      out += ',';
    }
    auto const text = unescaped(kind_and_text(written).second);
    bool const quoted = text.find_first_of(",\"\n") != std::string::npos;
    out += quoted ? "\"" : "";
    for (char const c : text) {
      out += quoted && c == '"' ? "\"\"" : std::string(1, c);
    }
    out += quoted ? "\"" : "";
  }
  return out + "\r\n";
}

inline std::string encoded(std::string text, char const* encoding) {
  auto* const converter = iconv_open(encoding, "UTF-8");
  std::string out(text.size() * 4 + 16, '\0');
  char *from = text.data(), *to = out.data();
  std::size_t left = text.size(), room = out.size();
  CHECK(iconv(converter, &from, &left, &to, &room) != static_cast<std::size_t>(-1), "the sheet can be written in its encoding");
  iconv_close(converter);
  out.resize(out.size() - room);
  return out;
}

/// "xlsx", "csv utf-8", "csv utf-8-bom", "csv gbk", "csv utf-16", or a file beside the sheets.
inline std::string bytes_of(SheetFile const& file, std::string const& folder) {
  if (file.format == "xlsx") return xlsx_of(file);
  if (file.format == "csv utf-8") return csv_of(file.tabs.front());
  if (file.format == "csv utf-8-bom") return "\xEF\xBB\xBF" + csv_of(file.tabs.front());
  if (file.format == "csv gbk") return encoded(csv_of(file.tabs.front()), "GB18030");
  if (file.format == "csv utf-16") return encoded(csv_of(file.tabs.front()), "UTF-16");
  return workbook_tests::bytes_of(folder + "/" + file.format);
}

}  // namespace exchange::for_tests
