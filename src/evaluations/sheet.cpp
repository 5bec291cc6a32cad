// 依据说明: a page to print and to sign. Complete in itself: no script, nothing that is loaded.
#include <algorithm>

#include "evaluations/inside.hpp"

namespace evaluations {
namespace {

constexpr std::string_view style = R"(
@page{size:A4;margin:18mm 16mm}
*{box-sizing:border-box}
body{font:14px/1.6 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;color:#1a1a1a}
body{max-width:900px;margin:24px auto;padding:0 16px;background:#fff}
h1{font-size:22px;text-align:center;margin:0}h1 small,h2 small,th small,.t small{font-weight:400;color:#555}h1 small{display:block;font-size:14px}
h2{font-size:16px;border-bottom:1px solid #999;margin:24px 0 8px;break-after:avoid}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:4px 8px;text-align:left;vertical-align:top}
th{background:#f3f3f3;font-weight:600;width:22%}
thead th{width:auto}thead{display:table-header-group}tr{break-inside:avoid}
.why{table-layout:fixed}.why th:nth-child(1){width:11%}.why th:nth-child(2){width:56%}.n{color:#555;overflow-wrap:anywhere}
.v{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}.d{font-size:12px;color:#444}
.s{font-weight:600}.s::before{content:"▲ "}.d1{padding-left:16px}.d2{padding-left:32px}.d3{padding-left:48px}.d4{padding-left:64px}
.sign{break-inside:avoid;margin-top:36px}.sign td{height:56px;width:33%}footer{margin-top:16px;font-size:12px;color:#555}code{overflow-wrap:anywhere}
@media print{body{margin:0;padding:0;max-width:none}}
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (char const c : base::is_utf8(text) ? std::string(text) : base::printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

struct State { std::string_view word, zh, en; };
constexpr State states[] = {{"missing", "缺数据", "missing"}, {"invalid", "无效", "invalid"}, {"uncertain", "存疑", "uncertain"},
                            {"excluded", "已剔除", "excluded"}, {"cannot_judge", "不能判定", "cannot be judged"}};

std::string state_shown(std::string_view word) {
  auto const* const found = std::find_if(std::begin(states), std::end(states), [&](State const& each) { return each.word == word; });
  return found == std::end(states) ? escaped(word) : std::string(found->zh) + " " + std::string(found->en);
}

std::string two(std::string const& zh, std::string const& en) { return escaped(zh) + (en.empty() || en == zh ? "" : " <small>" + escaped(en) + "</small>"); }

std::string with_unit(std::string const& value, std::string const& unit) { return escaped(value + (unit.empty() || value.empty() ? "" : " " + unit)); }
/// A unit is a number's; a class or a word ("Ⅲ", "达标") has none.
bool is_quantity(std::string_view value) {
  for (std::string_view const sign : {"<", ">", "≤", "≥", "+", "-", "−"}) {
    if (value.starts_with(sign)) {
      value.remove_prefix(sign.size());
      break;
    }
  }
  return !value.empty() && value.front() >= '0' && value.front() <= '9';
}
std::string value_of(assess::Why const& why) { return with_unit(why.value, is_quantity(why.value) ? why.unit : ""); }
/// The number before rounding, or that a class was given for.
std::string exact_of(assess::Why const& why) {
  return why.value.empty() || is_quantity(why.value) ? "修约前 <small>before rounding</small> " + escaped(why.exact)
                                                     : "数值 <small>value</small> " + with_unit(why.exact, why.unit);
}

void add_line(assess::Why const& why, std::string const& number, int depth, std::string& out) {
  constexpr int indent_max = 4;
  out += "<tr><td class=\"n\">" + number + "</td><td class=\"t d" + std::to_string(std::min(depth, indent_max)) + "\">" + two(why.title, why.title_en);
  if (!why.how.empty()) {
    out += "<div class=\"d\">" + two(why.how, why.how_en) + "</div>";
  }
  if (!why.state.empty()) {
    out += "<div class=\"d s\">" + state_shown(why.state) + "</div>";
  }
  if (!why.note.empty()) {
    out += "<div class=\"d\">" + escaped(why.note) + "</div>";
  }
  for (auto const& basis : why.basis) {
    out += "<div class=\"d\">依据 <small>basis</small> " + escaped(basis.standard + " " + basis.clause) + "</div>";
  }
  out += "</td><td class=\"v\">" + value_of(why);
  if (!why.exact.empty() && why.exact != why.value) {
    out += "<div class=\"d\">" + exact_of(why) + "</div>";
  }
  out += "</td></tr>\n";
  int at = 0;
  for (auto const& each : why.from) {
    add_line(each, (number == "0" ? "" : number + ".") + std::to_string(++at), depth + 1, out);
  }
}

void add_bases(assess::Why const& why, std::vector<assess::Basis>& all) {
  for (auto const& basis : why.basis) {
    auto const same = [&](assess::Basis const& each) { return each.standard == basis.standard && each.clause == basis.clause; };
    if (std::none_of(all.begin(), all.end(), same)) {
      all.push_back(basis);
    }
  }
  for (auto const& each : why.from) {
    add_bases(each, all);
  }
}

std::string fact(std::string_view zh, std::string_view en, std::string const& value) {
  return value.empty() ? "" : "<tr><th>" + std::string(zh) + " <small>" + std::string(en) + "</small></th><td>" + value + "</td></tr>\n";
}

/// What was really measured too: who reads a printed sheet has no other screen to look at.
std::string origin_shown(std::string const& origin) {
  struct Word { std::string_view origin, zh, en; };
  constexpr Word words[] = {{"real", "实测", "measured"},
                            {"published", "公开资料", "published"},
                            {"imported", "由文件导入", "read from files"},
                            {"simulated", "模拟，不是监测结果", "simulated, not measured"},
                            {"invented", "虚构，不是监测结果", "invented, not measured"}};
  auto const* const found = std::find_if(std::begin(words), std::end(words), [&](Word const& each) { return each.origin == origin; });
  return found == std::end(words) ? escaped(origin) : two(std::string(found->zh), std::string(found->en));
}

std::string facts_of(Sheet const& sheet) {
  std::string out = "<table>\n";
  if (auto const* figure = sheet.figure; figure != nullptr) {
    auto const* object = sheet.object;
    out += fact("对象", "object",
                object == nullptr ? escaped(figure->object) : two(object->name, object->name_en) + " <code>" + escaped(object->ref) + "</code>");
    out += fact("时段", "span", escaped(figure->span + "（" + base::format(figure->from) + " — " + base::format(figure->to) + "）"));
    auto const grade = figure->grade == figure->value ? "" : figure->grade;
    out += fact("结果", "result", escaped(figure->value + (figure->unit.empty() || figure->value.empty() ? "" : " " + figure->unit)) +
                                      (grade.empty() ? "" : "（" + two(grade, figure->grade_en) + "）") +
                                      (figure->result == "cannot_judge" ? " " + state_shown(figure->result) : ""));
    out += fact("数据来源", "whose data", origin_shown(origin_of(*figure, object)));
    constexpr double percent = 100;
    out += fact("有效数据比例", "valid share", figure->valid_share ? base::Decimal::from_double(*figure->valid_share * percent, 1).to_string() + " %" : "");
    out += fact("标准版本", "edition", escaped(figure->standard + " " + figure->clause));
    out += fact("版本文件摘要", "digest of the edition's files", figure->digest.empty() ? "" : "<code>" + escaped(figure->digest) + "</code>");
    out += fact("修订", "revision", std::to_string(figure->revision) + (figure->provisional ? "（时段未结束，暂行 <small>provisional</small>）" : ""));
    out += fact("计算时间", "computed at", figure->computed_at.ms == 0 ? "" : base::format(figure->computed_at));
    out += fact("已被取代", "superseded at", figure->superseded_at.ms == 0 ? "" : base::format(figure->superseded_at));
  } else {
    out += fact("结果", "result", value_of(sheet.why) + (sheet.why.state.empty() ? "" : " " + state_shown(sheet.why.state)));
  }
  return out + fact("引用", "reference", "<code>" + escaped(sheet.ref) + "</code>") + "</table>\n";
}

}  // namespace

std::string sheet_html(Sheet const& sheet) {
  auto const& why = sheet.why;
  std::string out = "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>依据说明 " + escaped(why.title) + "</title><style>" +
                    std::string(style) + "</style></head><body>\n<h1>依据说明<small>Statement of basis</small></h1>\n<h2>" + two(why.title, why.title_en) +
                    "</h2>\n";
  out += facts_of(sheet);
  out +=
      "<h2>由来 <small>how it came about</small></h2>\n<table class=\"why\"><thead><tr><th>序号</th><th>内容 <small>what</small></th><th>数值 "
      "<small>value</small></th></tr></thead><tbody>\n";
  add_line(why, "0", 0, out);
  out += "</tbody></table>\n";
  std::vector<assess::Basis> bases;
  add_bases(why, bases);
  if (!bases.empty()) {
    out += "<h2>依据的标准 <small>standards</small></h2>\n<table><thead><tr><th>标准 <small>standard</small></th><th>条款 <small>clause</small></th>"
           "<th>版本 <small>edition</small></th></tr></thead><tbody>\n";
    for (auto const& basis : bases) {
      out += "<tr><td>" + escaped(basis.standard) + "</td><td>" + escaped(basis.clause) + "</td><td>" + escaped(basis.edition) + "</td></tr>\n";
    }
    out += "</tbody></table>\n";
  }
  out += "<table class=\"sign\"><tr><td>编制 <small>prepared by</small></td><td>审核 <small>checked by</small></td><td>日期 <small>date</small></td></tr></table>\n";
  out += "<footer>" + escaped(sheet.bureau) + (sheet.bureau_en.empty() ? "" : " · " + escaped(sheet.bureau_en)) + " · 打印于 <small>printed at</small> " +
         base::format(sheet.now) + "</footer>\n</body></html>\n";
  return out;
}

http::Response page_of_html(std::string html) {
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; "
                       "frame-ancestors 'self'"},
                      {"X-Frame-Options", "SAMEORIGIN"},
                      {"Cache-Control", "no-store"}};
  response.body = std::move(html);
  return response;
}

}  // namespace evaluations
