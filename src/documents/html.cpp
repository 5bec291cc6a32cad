// HTML: one page without scripts, for screen and print.
#include <algorithm>

#include "documents/drawing.hpp"
#include "documents/inside.hpp"

namespace documents {
namespace {

constexpr std::string_view style = R"(
:root{--ink:#1f2933;--muted:#5c6a74;--rule:#c3cccf;--faint:#e4e9ea;--accent:#0f5f58;
--sans:"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif;
--serif:"Noto Serif CJK SC","Source Han Serif SC",SimSun,"Songti SC",serif}
*{box-sizing:border-box}
body{margin:0;background:#f3f6f6;color:var(--ink);font:15px/1.75 var(--serif);font-variant-numeric:tabular-nums}
main{max-width:860px;margin:24px auto;padding:48px 60px 40px;background:#fff;box-shadow:0 1px 4px rgb(20 33 43/12%)}
main.wide{max-width:1180px}
h1{font:700 26px/1.35 var(--sans);text-align:center;margin:0;letter-spacing:.02em}
.subtitle{text-align:center;font:15px/1.6 var(--sans);color:var(--muted);margin:6px 0 0}
.meta{display:flex;flex-wrap:wrap;gap:2px 26px;margin:22px 0 26px;padding:9px 2px;border-top:2px solid var(--accent);
border-bottom:1px solid var(--rule);font:13px/1.7 var(--sans)}
.meta dt{display:inline;color:var(--muted)}.meta dt::after{content:"："}.meta dd{display:inline;margin:0}
h2,h3,h4{font-family:var(--sans);line-height:1.4;break-after:avoid}
h2{font-size:18px;margin:30px 0 10px;color:var(--accent)}h3{font-size:16px;margin:22px 0 8px}h4{font-size:15px;margin:18px 0 6px}
p{margin:8px 0;text-align:justify}p.indent{text-indent:2em}p.small,.notes{font:12.5px/1.65 var(--sans);color:var(--muted)}
.en{font-weight:400;font-size:.74em;color:var(--muted);margin-left:.5em}h1 .en,th .en{display:block;margin:0}th .en{line-height:1.25}
.notes{margin:6px 0 0;padding:0;list-style:none}
figure{margin:18px 0 22px;break-inside:avoid}figure.table{break-inside:auto}
figcaption{font:600 13.5px/1.5 var(--sans);text-align:center;margin-bottom:7px;break-after:avoid}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font:13px/1.45 var(--sans);border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink)}
th{font-weight:600;background:#f4f7f7;padding:6px 7px;border-bottom:1px solid var(--rule);vertical-align:middle}
th+th{border-left:1px solid var(--faint)}
td{padding:4.5px 7px;border-bottom:1px solid var(--faint)}td+td{border-left:1px solid var(--faint)}
thead{display:table-header-group}thead tr:last-child th{border-bottom:1px solid var(--ink)}tr{break-inside:avoid}
tr.strong td{font-weight:600;background:#f9fbfb;border-top:1px solid var(--rule)}
.l{text-align:left}.c{text-align:center}.r{text-align:right;white-space:nowrap}
i.mark{display:inline-block;width:.72em;height:.72em;margin-right:.4em;border-radius:1px;box-shadow:0 0 0 .5px rgb(0 0 0/25%)}
svg{display:block;width:100%;height:auto;font-family:var(--sans)}
details{font:12.5px/1.6 var(--sans);color:var(--muted);margin-top:6px}summary{cursor:pointer}
details table{width:auto;min-width:50%;margin-top:6px;color:var(--ink)}
footer{margin-top:34px;padding-top:8px;border-top:1px solid var(--rule);font:12.5px/1.6 var(--sans);color:var(--muted)}
@media(max-width:700px){main{margin:0;padding:24px 16px}}
@page{size:A4;margin:20mm 18mm}
@media print{body{background:#fff;font-size:11pt}main,main.wide{max-width:none;margin:0;padding:0;box-shadow:none}.scroll{overflow:visible}
.page-break{break-before:page}
details:not([open]){display:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)";

struct Html {
  std::string out;
  int tables = 0, charts = 0;
  double width = 560;                       // of charts, in points

  void line(std::string_view words) { out.append(words) += "\n"; }
  static std::string english(std::string const& words) { return words.empty() ? "" : "<span class=\"en\" lang=\"en\">" + xml(words) + "</span>"; }

  void cell(Table const& table, Placed const& placed, bool header) {
    auto const& about = *placed.cell;
    auto const align = align_of(table, placed, header);
    out += header ? "<th" : "<td";
    out += align == Align::center ? " class=\"c\"" : align == Align::right ? " class=\"r\"" : " class=\"l\"";
    out += about.columns > 1 ? " colspan=\"" + std::to_string(about.columns) + "\"" : "";
    out += about.rows > 1 ? " rowspan=\"" + std::to_string(about.rows) + "\"" : "";
    out += header ? about.columns > 1 ? " scope=\"colgroup\">" : " scope=\"col\">" : ">";
    out += about.mark.empty() ? "" : "<i class=\"mark\" style=\"background:" + about.mark + "\"></i>";
    out += about.bold && !header ? "<b>" + xml(about.text) + "</b>" : xml(about.text);
    out += english(about.english);
    out += header ? "</th>" : "</td>";
  }

  void rows(Table const& table, std::vector<Row> const& all, bool header) {
    auto const grid = place(all).value();
    int row = -1;
    for (auto const& placed : grid.cells) {
      while (row < placed.row) {
        out += row < 0 ? "" : "</tr>\n";
        ++row;
        out += placed.strong ? "<tr class=\"strong\">" : "<tr>";
      }
      cell(table, placed, header);
    }
    for (; row < grid.rows; ++row) {         // rows that merged cells cover wholly
      out += row < 0 ? "" : "</tr>\n";
      out += row + 1 < grid.rows ? "<tr>" : "";
    }
  }

  void whole(Table const& given) {
    auto const table = settled(given);
    out += "<div class=\"scroll\"><table>";
    if (!table.widths.empty()) {
      double total = 0;
      std::for_each(table.widths.begin(), table.widths.end(), [&](double w) { total += w; });
      out += "<colgroup>";
      for (double const w : table.widths) {
        out += "<col style=\"width:" + shown(w / total * 100, 1) + "%\">";
      }
      out += "</colgroup>";
    }
    if (!table.header.empty()) {
      out += "<thead>";
      rows(table, table.header, true);
      out += "</thead>";
    }
    out += "<tbody>";
    rows(table, table.rows, false);
    line("</tbody></table></div>");
  }

  void notes(std::vector<std::string> const& all) {
    if (all.empty()) {
      return;
    }
    out += "<ul class=\"notes\">";
    for (auto const& note : all) {
      out += "<li>" + xml(note) + "</li>";
    }
    line("</ul>");
  }

  void operator()(Heading const& heading) {
    auto const level = std::to_string(heading.level + 1);
    line("<h" + level + ">" + xml(heading.text) + english(heading.english) + "</h" + level + ">");
  }
  void operator()(Paragraph const& paragraph) {
    out += paragraph.small ? "<p class=\"small\">" : paragraph.indent ? "<p class=\"indent\">" : "<p>";
    for (auto const& run : paragraph.runs) {
      auto words = xml(run.text);
      for (auto [yes, tag] : {std::pair(run.raised, "sup"), std::pair(run.bold, "b")}) {
        words = yes ? std::string("<") + tag + ">" + words + "</" + tag + ">" : words;
      }
      if (run.beside) {
        out += english(run.text);
        continue;
      }
      out += run.colour.empty() ? words : "<span style=\"color:" + run.colour + "\">" + words + "</span>";
    }
    line("</p>");
  }
  void operator()(Table const& table) {
    out += "<figure class=\"table\">";
    if (!table.caption.empty()) {
      line("<figcaption>" + xml(caption_of("表", ++tables, table.caption)) + english(table.caption_en) + "</figcaption>");
    }
    whole(table);
    notes(table.notes);
    line("</figure>");
  }
  void operator()(Chart const& chart) {
    auto const caption = chart.caption.empty() ? "" : caption_of("图", ++charts, chart.caption);
    out += "<figure>";
    line(caption.empty() ? "" : "<figcaption>" + xml(caption) + english(chart.caption_en) + "</figcaption>");
    line(to_svg(draw(chart, width), caption));
    notes(chart.notes);
    auto table = table_of(chart);
    table.caption.clear();
    out += chart.with_table ? "<details open><summary>数据</summary>" : "<details><summary>数据</summary>";
    whole(table);
    line("</details></figure>");
  }
  void operator()(PageBreak) { line("<div class=\"page-break\"></div>"); }
};

}  // namespace

base::Result<std::string> to_html(Document const& document) {
  if (auto const sound = check(document); !sound) {
    return sound.error();
  }
  Html html;
  html.width = document.landscape ? 820 : 560;
  html.line("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
  html.line("<title>" + xml(document.title) + "</title>\n<style>" + std::string(style) + (document.landscape ? "@page{size:A4 landscape}" : "") +
      "</style>\n</head>");
  html.line(document.landscape ? "<body><main class=\"wide\">" : "<body><main>");
  html.line("<h1>" + xml(document.title) + Html::english(document.title_en) + "</h1>");
  if (!document.subtitle.empty()) {
    html.line("<p class=\"subtitle\">" + xml(document.subtitle) + "</p>");
  }
  if (!document.meta.empty()) {
    html.out += "<dl class=\"meta\">";
    for (auto const& [name, value] : document.meta) {
      html.out += "<div><dt>" + xml(name) + "</dt><dd>" + xml(value) + "</dd></div>";
    }
    html.line("</dl>");
  }
  for (auto const& block : document.blocks) {
    std::visit(html, block);
  }
  if (!document.footer.empty() || !document.notes.empty()) {
    html.out += "<footer>";
    html.notes(document.notes);
    html.line((document.footer.empty() ? "" : "<div>" + xml(document.footer) + "</div>") + "</footer>");
  }
  html.line("</main></body>\n</html>");
  return std::move(html.out);
}

}  // namespace documents
