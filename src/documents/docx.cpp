// DOCX: OOXML written by hand, packed by zip.cpp; charts are pictures.
#include <cmath>

#include "documents/drawing.hpp"
#include "documents/inside.hpp"

namespace documents {
namespace {

constexpr double points_wide = 451;                       // A4 without margins of 72 points
constexpr double points_wide_landscape = 698;
constexpr int emu_per_point = 12'700, twips_per_point = 20;

constexpr std::string_view word_styles = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults>
<w:rPrDefault>
<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:cs="Times New Roman"/>
<w:sz w:val="22"/><w:szCs w:val="22"/>
<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="340" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:qFormat/>
<w:pPr><w:spacing w:before="120" w:after="80" w:line="300" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/><w:b/>
<w:sz w:val="38"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Subtitle"><w:name w:val="Subtitle"/><w:basedOn w:val="Normal"/><w:qFormat/>
<w:pPr><w:spacing w:after="160"/><w:jc w:val="center"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/><w:color w:val="5C6A74"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Meta"><w:name w:val="Meta"/><w:basedOn w:val="Normal"/>
<w:pPr><w:pBdr><w:top w:val="single" w:sz="12" w:space="4" w:color="0F5F58"/>
<w:bottom w:val="single" w:sz="4" w:space="4" w:color="C3CCCF"/></w:pBdr><w:spacing w:after="200"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/>
<w:sz w:val="18"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>
<w:pPr><w:keepNext/>
<w:spacing w:before="280" w:after="100"/>
<w:outlineLvl w:val="0"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/><w:b/><w:color w:val="0F5F58"/>
<w:sz w:val="27"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>
<w:pPr><w:keepNext/>
<w:spacing w:before="200" w:after="80"/>
<w:outlineLvl w:val="1"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/><w:b/>
<w:sz w:val="23"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>
<w:pPr><w:keepNext/>
<w:spacing w:before="160" w:after="60"/>
<w:outlineLvl w:val="2"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/><w:b/>
<w:sz w:val="21"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>
<w:pPr><w:keepNext/>
<w:spacing w:before="140" w:after="80"/><w:jc w:val="center"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/><w:b/>
<w:sz w:val="19"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Note"><w:name w:val="Note"/><w:basedOn w:val="Normal"/>
<w:pPr><w:spacing w:before="20" w:after="20" w:line="260" w:lineRule="auto"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/><w:color w:val="5C6A74"/>
<w:sz w:val="16"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/><w:basedOn w:val="Normal"/>
<w:pPr><w:spacing w:before="20" w:after="20" w:line="250" w:lineRule="auto"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="宋体"/>
<w:sz w:val="18"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/>
<w:rPr><w:color w:val="5C6A74"/>
<w:sz w:val="16"/></w:rPr></w:style>
</w:styles>)";

constexpr std::string_view content_types = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"
ContentType="application/xml"/><Default Extension="png"
ContentType="image/png"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>)";

constexpr std::string_view package_relations = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2"
Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
Target="docProps/core.xml"/></Relationships>)";

constexpr std::string_view xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view word_space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

std::string bare(std::string const& colour) { return colour.substr(1); }   // without '#'
std::string whole_points(double points, int per_point) { return std::to_string(static_cast<long>(std::lround(points * per_point))); }

struct Docx {
  std::string out;
  std::vector<Part> pictures;
  std::optional<base::Problem> missing;     // of a picture: a font
  int tables = 0, captions = 0, charts = 0;   // captions: of charts that have one
  double width = points_wide;
  std::string cell_size;                    // of the table at hand
  int cell_half_points = 18;

  void run(std::string_view text, std::string_view properties = {}) {
    out += "<w:r>";
    if (!properties.empty()) {
      out.append("<w:rPr>").append(properties).append("</w:rPr>");
    }
    std::size_t from = 0;
    for (auto at = text.find('\n'); ; at = text.find('\n', from)) {
      out += "<w:t xml:space=\"preserve\">" + xml(text.substr(from, at - from)) + "</w:t>";
      if (at == std::string_view::npos) {
        break;
      }
      out += "<w:br/>";
      from = at + 1;
    }
    out += "</w:r>";
  }
  /// The other language: lighter, smaller than `half_points`.
  void beside(std::string const& english, int half_points) {
    if (!english.empty()) {
      auto const size = std::to_string(std::lround(half_points * beside_scale));
      run(english, "<w:b w:val=\"0\"/><w:color w:val=\"5C6A74\"/><w:sz w:val=\"" + size + "\"/>");
    }
  }
  void paragraph(char const* style, std::string_view text, std::string const& english = {}, int half_points = 18) {
    out.append("<w:p><w:pPr><w:pStyle w:val=\"").append(style).append("\"/></w:pPr>");
    run(text);
    beside(english.empty() ? "" : "  " + english, half_points);
    out += "</w:p>\n";
  }
  void notes(std::vector<std::string> const& all) {
    for (auto const& note : all) {
      paragraph("Note", note);
    }
  }

  void operator()(Heading const& heading) {
    paragraph(("Heading" + std::to_string(heading.level)).c_str(), heading.text, heading.english, 25 - 2 * heading.level);
  }
  void operator()(Paragraph const& about) {
    out += about.small ? "<w:p><w:pPr><w:pStyle w:val=\"Note\"/></w:pPr>"
           : about.indent ? "<w:p><w:pPr><w:ind w:firstLineChars=\"200\" w:firstLine=\"440\"/><w:jc w:val=\"both\"/></w:pPr>" : "<w:p>";
    for (auto const& piece : about.runs) {
      if (piece.beside) {
        beside(piece.text, 22);
        continue;
      }
      run(piece.text, std::string(piece.bold ? "<w:b/>" : "") + (piece.colour.empty() ? "" : "<w:color w:val=\"" + bare(piece.colour) + "\"/>") +
                          (piece.raised ? "<w:vertAlign w:val=\"superscript\"/>" : ""));
    }
    out += "</w:p>\n";
  }

  void cell(Table const& table, Placed const& placed, bool header, double wide) {
    auto const& about = *placed.cell;
    out += "<w:tc><w:tcPr><w:tcW w:w=\"" + whole_points(wide, twips_per_point) + "\" w:type=\"dxa\"/>";
    out += about.columns > 1 ? "<w:gridSpan w:val=\"" + std::to_string(about.columns) + "\"/>" : "";
    out += about.rows > 1 ? "<w:vMerge w:val=\"restart\"/>" : "";
    auto const ground = header ? "F4F7F7" : placed.strong ? "F6F9F9" : "";
    out += *ground == '\0' ? "" : std::string("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"") + ground + "\"/>";
    out += "<w:vAlign w:val=\"center\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Cell\"/>";
    out += header ? "<w:keepNext/>" : "";
    auto const align = align_of(table, placed, header);
    out += align == Align::center ? "<w:jc w:val=\"center\"/></w:pPr>" : align == Align::right ? "<w:jc w:val=\"right\"/></w:pPr>" : "</w:pPr>";
    if (!about.mark.empty()) {
      run("■ ", "<w:color w:val=\"" + bare(about.mark) + "\"/>" + cell_size);
    }
    run(about.text, (header || about.bold || placed.strong ? "<w:b/>" : "") + cell_size);
    beside(about.english.empty() ? "" : (header ? "\n" : " ") + about.english, cell_half_points);
    out += "</w:p></w:tc>";
  }
  void covered(int columns, double wide) {   // below a merged cell
    out += "<w:tc><w:tcPr><w:tcW w:w=\"" + whole_points(wide, twips_per_point) + "\" w:type=\"dxa\"/>";
    out += columns > 1 ? "<w:gridSpan w:val=\"" + std::to_string(columns) + "\"/>" : "";
    out += "<w:vMerge/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Cell\"/></w:pPr></w:p></w:tc>";
  }

  void rows(Table const& table, Grid const& grid, std::vector<double> const& shares, bool header) {
    struct Above { Placed placed; int left = 0; };
    std::vector<Above> above(shares.size());                // by first column: what still reaches down
    std::size_t next = 0;
    auto const wide = [&](int column, int columns) {
      double all = 0;
      for (int c = column; c < column + columns; ++c) {
        all += shares[static_cast<std::size_t>(c)] * width;
      }
      return all;
    };
    for (int row = 0; row < grid.rows; ++row) {
      out += header ? "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" : "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
      for (int column = 0; column < grid.columns;) {
        auto& over = above[static_cast<std::size_t>(column)];
        if (over.left > 0) {
          covered(over.placed.cell->columns, wide(column, over.placed.cell->columns));
          --over.left;
          column += over.placed.cell->columns;
          continue;
        }
        auto const& placed = grid.cells[next++];
        CHECK(placed.row == row && placed.column == column, "cells come in the order they are read");
        cell(table, placed, header, wide(column, placed.cell->columns));
        over = {placed, placed.cell->rows - 1};
        column += placed.cell->columns;
      }
      out += "</w:tr>\n";
    }
  }

  void whole(Table const& given) {
    auto const table = settled(given);
    auto const header = place(table.header).value(), body = place(table.rows).value();
    auto const shares = widths_of(table, header, body);
    if (shares.empty()) {
      return;
    }
    cell_half_points = shares.size() > 14 ? 13 : shares.size() > 10 ? 15 : shares.size() > 7 ? 16 : 18;
    cell_size = "<w:sz w:val=\"" + std::to_string(cell_half_points) + "\"/>";
    out += "<w:tbl><w:tblPr><w:tblW w:w=\"" + whole_points(width, twips_per_point) + "\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>";
    for (auto const* edge : {"top", "bottom"}) {
      out += std::string("<w:") + edge + " w:val=\"single\" w:sz=\"10\" w:space=\"0\" w:color=\"1F2933\"/>";
    }
    out += "<w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"D5DCDE\"/>";
    out += "<w:insideV w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"D5DCDE\"/>";
    out += "</w:tblBorders><w:tblLayout w:type=\"fixed\"/>";
    out += "<w:tblCellMar><w:left w:w=\"70\" w:type=\"dxa\"/><w:right w:w=\"70\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>";
    for (double const share : shares) {
      out += "<w:gridCol w:w=\"" + whole_points(share * width, twips_per_point) + "\"/>";
    }
    out += "</w:tblGrid>\n";
    rows(table, header, shares, true);
    rows(table, body, shares, false);
    out += "</w:tbl>\n";
    if (table.notes.empty()) {
      paragraph("Note", "");                // two tables in a row would become one
    }
    notes(table.notes);
  }
  void operator()(Table const& table) {
    if (!table.caption.empty()) {
      paragraph("Caption", caption_of("表", ++tables, table.caption), table.caption_en, 19);
    }
    whole(table);
  }

  void operator()(Chart const& chart) {
    if (!chart.caption.empty()) {
      paragraph("Caption", caption_of("图", ++captions, chart.caption), chart.caption_en, 19);
    }
    auto const size = draw(chart, width);
    auto const number = std::to_string(++charts);
    auto const picture = png(chart, width);
    if (!picture) {
      missing = picture.error();
      return;
    }
    pictures.push_back({"word/media/chart" + number + ".png", *picture});
    auto const extent = "cx=\"" + whole_points(size.width, emu_per_point) + "\" cy=\"" + whole_points(size.height, emu_per_point) + "\"";
    out += "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">"
           "<wp:extent " + extent +
           "/><wp:docPr id=\"" + number + "\" name=\"图 " + number + "\" descr=\"" + xml(chart.caption) +
           "\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"" + number +
           "\" name=\"chart" + number + ".png\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rChart" + number +
           "\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext " + extent +
           "/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"
           "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>\n";
    notes(chart.notes);
    if (chart.with_table) {
      auto table = table_of(chart);
      table.caption.clear();
      whole(table);
    }
  }
  void operator()(PageBreak) { out += "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>\n"; }
};

std::string relations_of(Docx const& docx) {
  constexpr std::string_view kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  std::string all(xml_head);
  all += "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  auto const relation = [&](std::string const& id, std::string_view what, std::string const& target) {
    all.append("<Relationship Id=\"").append(id).append("\" Type=\"").append(kind).append(what).append("\" Target=\"").append(target).append("\"/>");
  };
  relation("rStyles", "styles", "styles.xml");
  relation("rFooter", "footer", "footer1.xml");
  for (int i = 1; i <= docx.charts; ++i) {
    relation("rChart" + std::to_string(i), "image", "media/chart" + std::to_string(i) + ".png");
  }
  return all + "</Relationships>";
}

std::string core_of(Document const& document) {
  auto const day = base::format(document.made_on) + "T00:00:00Z";
  return std::string(xml_head) + "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
         "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>" +
         xml(document.title) + "</dc:title><dc:creator>" + xml(document.author) + "</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">" + day +
         "</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">" + day + "</dcterms:modified></cp:coreProperties>";
}

std::string footer_of(Document const& document, double width) {
  auto const field = [](std::string_view what) {
    return "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> " + std::string(what) +
           " </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
  };
  auto const words = [](std::string const& text) { return "<w:r><w:t xml:space=\"preserve\">" + xml(text) + "</w:t></w:r>"; };
  return std::string(xml_head) + "<w:ftr " + std::string(word_space) +
      "><w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:pBdr><w:top w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"C3CCCF\"/>"
         "</w:pBdr><w:tabs><w:tab w:val=\"right\" w:pos=\"" + whole_points(width, twips_per_point) + "\"/></w:tabs></w:pPr>" +
         words(document.footer.empty() ? document.title : document.footer) + "<w:r><w:tab/></w:r>" + words("第 ") + field("PAGE") + words(" 页，共 ") +
         field("NUMPAGES") + words(" 页") + "</w:p></w:ftr>";
}

std::string section_of(Document const& document) {
  auto const size = document.landscape ? "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>" : "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>";
  return std::string("<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rFooter\"/>") + size +
         "<w:pgMar w:top=\"1300\" w:right=\"1440\" w:bottom=\"1200\" w:left=\"1440\" w:header=\"700\" w:footer=\"600\" w:gutter=\"0\"/></w:sectPr>";
}

}  // namespace

base::Result<std::string> to_docx(Document const& document) {
  if (auto const sound = check(document); !sound) {
    return sound.error();
  }
  Docx docx;
  docx.width = document.landscape ? points_wide_landscape : points_wide;
  docx.out = std::string(xml_head) + "<w:document " + std::string(word_space) +
             " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
             " xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\""
             " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\""
             " xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>\n";
  docx.paragraph("Title", document.title);
  if (!document.title_en.empty()) {
    docx.paragraph("Subtitle", document.title_en);
  }
  if (!document.subtitle.empty()) {
    docx.paragraph("Subtitle", document.subtitle);
  }
  std::string meta;
  for (auto const& [name, value] : document.meta) {
    meta += (meta.empty() ? "" : "    ") + name + "：" + value;
  }
  if (!meta.empty()) {
    docx.paragraph("Meta", meta);
  }
  for (auto const& block : document.blocks) {
    std::visit(docx, block);
  }
  docx.notes(document.notes);
  docx.out += section_of(document) + "</w:body></w:document>";
  if (docx.missing) {
    return *docx.missing;
  }
  std::vector<Part> parts{{"[Content_Types].xml", std::string(content_types)}, {"_rels/.rels", std::string(package_relations)},
                          {"docProps/core.xml", core_of(document)}, {"word/document.xml", std::move(docx.out)},
                          {"word/_rels/document.xml.rels", relations_of(docx)}, {"word/styles.xml", std::string(word_styles)},
                          {"word/footer1.xml", footer_of(document, docx.width)}};
  parts.insert(parts.end(), std::make_move_iterator(docx.pictures.begin()), std::make_move_iterator(docx.pictures.end()));
  return zip(parts);
}

}  // namespace documents
