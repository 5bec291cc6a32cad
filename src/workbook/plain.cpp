// A book as a plain .xlsx: what an .xls or .csv becomes when it comes back marked.
#include "workbook/inside.hpp"

namespace workbook {
namespace {

constexpr std::string_view xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view main_space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view office_relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view package = "http://schemas.openxmlformats.org/package/2006/";
constexpr std::string_view sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
enum CellStyle : int { general, day, day_and_clock, clock, percent };

std::string join(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (auto const part : parts) {
    all += part;
  }
  return all;
}

CellStyle style_of(Cell const& cell) {
  if (!cell.is_date) {
    return cell.percent ? percent : general;
  }
  bool const has_clock = cell.text.find(':') != std::string::npos, has_day = cell.text.find('-') != std::string::npos;
  return !has_clock ? day : has_day ? day_and_clock : clock;
}

void append_cell(std::string& xml, int row, int column, Cell const& cell) {
  auto const head = "<c r=\"" + cell_name(row, column) + "\"";
  switch (cell.kind) {
    case Cell::Kind::empty: return;
    case Cell::Kind::number:
      xml += head + " s=\"" + std::to_string(style_of(cell)) + "\"><v>" + base::format_number(cell.number) + "</v></c>";
      return;
    case Cell::Kind::yes_no: xml += head + " t=\"b\"><v>" + (cell.number != 0 ? "1" : "0") + "</v></c>"; return;
    case Cell::Kind::text: case Cell::Kind::error:
      xml += head + " t=\"inlineStr\"><is><t xml:space=\"preserve\">" + escape(escaped(cell.text)) + "</t></is></c>";
      return;
  }
}

std::string sheet_xml(Sheet const& sheet) {
  std::string xml = join({xml_head, "<worksheet xmlns=\"", main_space, "\"><sheetData>"});
  std::size_t hidden = 0;
  for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
    auto const row = static_cast<int>(r);
    while (hidden < sheet.hidden_rows.size() && sheet.hidden_rows[hidden] < row) {
      ++hidden;
    }
    bool const hide = hidden < sheet.hidden_rows.size() && sheet.hidden_rows[hidden] == row;
    if (sheet.rows[r].empty() && !hide) {
      continue;
    }
    xml += "<row r=\"" + std::to_string(row + 1) + (hide ? "\" hidden=\"1\">" : "\">");
    for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) {
      append_cell(xml, row, static_cast<int>(c), sheet.rows[r][c]);
    }
    xml += "</row>";
  }
  xml += "</sheetData>";
  if (!sheet.merged.empty()) {
    xml += "<mergeCells>";
    for (auto const& area : sheet.merged) {
      xml += "<mergeCell ref=\"" + cell_name(area.row, area.column) + ":" + cell_name(area.row + area.rows - 1, area.column + area.columns - 1) + "\"/>";
    }
    xml += "</mergeCells>";
  }
  return xml + "</worksheet>";
}

std::string styles_xml() {
  return join({xml_head, "<styleSheet xmlns=\"", main_space, "\"><numFmts count=\"3\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>",
               "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd hh:mm:ss\"/><numFmt numFmtId=\"166\" formatCode=\"hh:mm:ss\"/></numFmts>",
               "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"宋体\"/></font></fonts>",
               "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>",
               "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>",
               "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"5\">",
               "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>",
               "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>",
               "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>",
               "<xf numFmtId=\"166\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>",
               "<xf numFmtId=\"10\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"});
}

}  // namespace

base::Result<std::string> as_xlsx(Book const& book) {
  std::vector<Part> parts;
  auto types = join({xml_head, "<Types xmlns=\"", package, "content-types\"><Default Extension=\"rels\" ContentType=\"",
                     "application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>",
                     "<Override PartName=\"/xl/workbook.xml\" ContentType=\"", sheet_type, "sheet.main+xml\"/>",
                     "<Override PartName=\"/xl/styles.xml\" ContentType=\"", sheet_type, "styles+xml\"/>"});
  auto main = join({xml_head, "<workbook xmlns=\"", main_space, "\" xmlns:r=\"", office_relations, "\">"});
  bool date_1904 = false;
  std::string tabs;
  auto relations = join({xml_head, "<Relationships xmlns=\"", package, "relationships\"><Relationship Id=\"rId0\" Type=\"", office_relations,
                         "/styles\" Target=\"styles.xml\"/>"});
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    auto const number = std::to_string(i + 1);
    auto const& sheet = book.sheets[i];
    for (auto const& row : sheet.rows) {
      for (auto const& cell : row) {
        date_1904 = date_1904 || cell.date_1904;
      }
    }
    types += join({"<Override PartName=\"/xl/worksheets/sheet", number, ".xml\" ContentType=\"", sheet_type, "worksheet+xml\"/>"});
    auto const name = escape(sheet.name.empty() ? "Sheet" + number : sheet.name);
    auto const state = sheet.hidden ? "\" state=\"hidden" : "";
    tabs += join({"<sheet name=\"", name, "\" sheetId=\"", number, state, "\" r:id=\"rId", number, "\"/>"});
    relations += join({"<Relationship Id=\"rId", number, "\" Type=\"", office_relations, "/worksheet\" Target=\"worksheets/sheet", number, ".xml\"/>"});
    parts.push_back({"xl/worksheets/sheet" + number + ".xml", sheet_xml(sheet)});
  }
  parts.push_back({"[Content_Types].xml", types + "</Types>"});
  parts.push_back({"_rels/.rels", join({xml_head, "<Relationships xmlns=\"", package, "relationships\"><Relationship Id=\"rId1\" Type=\"", office_relations,
                                        "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"})});
  parts.push_back({"xl/workbook.xml", main + (date_1904 ? "<workbookPr date1904=\"1\"/>" : "") + "<sheets>" + tabs + "</sheets></workbook>"});
  parts.push_back({"xl/_rels/workbook.xml.rels", relations + "</Relationships>"});
  parts.push_back({"xl/styles.xml", styles_xml()});
  return zip_with("", parts);
}

}  // namespace workbook
