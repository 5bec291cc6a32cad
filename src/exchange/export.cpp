// Registers as workbooks: the template that can be filled in, and all records as a list that reads in again as it went out.
#include <algorithm>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

using registry::RecordId;

constexpr std::size_t page_rows = 1'000, choices_max = 200, code_rows_max = 200;
constexpr std::size_t cell_bytes_max = 30'000;     // a spreadsheet's cell holds 32,767 characters

struct Listed {
  std::vector<Field const*> fields;
  bool point = false, shape = false, state = false;
  std::vector<workbook::Column> columns;
};

workbook::Column column_of(definitions::Set const& set, Field const& field, std::string const& group, bool choices) {
  using Format = workbook::Column::Format;
  workbook::Column column{.title = field.title.zh, .group = group, .unit = field.unit, .help = field.help.zh, .required = field.required && !field.value};
  if (field.value) {
    column.help = "由系统计算：" + field.value_text;
  }
  switch (field.type) {
    case Type::number: column.format = Format::number; break;
    case Type::decimal:
      column.format = Format::number;
      column.digits = field.digits;
      break;
    case Type::date: column.format = Format::date; break;
    case Type::identifier: column.format = Format::code; break;
    default: break;
  }
  auto const* list = set.list(field.list);
  if (choices && field.type == Type::yes_no) {
    column.choices = {"是", "否"};
  } else if (choices && list != nullptr && field.type != Type::codes && list->rows.size() <= choices_max) {
    for (auto const& row : list->rows) {
      column.choices.push_back(row.name);
    }
  }
  constexpr double narrow = 12, wide = 24;
  column.width = field.type == Type::memo || field.type == Type::reference || field.type == Type::text ? wide : narrow;
  return column;
}

/// `entered`: only what can be filled in.
Listed sheet_of(definitions::Set const& set, Register const& reg, registry::Reach const& reach, bool entered) {
  using Format = workbook::Column::Format;
  Listed sheet;
  std::string group;
  for (auto const& field : reg.fields) {
    group = field.section.zh.empty() ? group : field.section.zh;
    if (field.retired || definitions::is_file(field.type) || !registry::sees_field(reach, field) || (entered && field.value)) {
      continue;
    }
    sheet.fields.push_back(&field);
    sheet.columns.push_back(column_of(set, field, group, entered));
  }
  sheet.point = reg.geometry == geo::Shape::point && (!reach.only_public || reg.geometry_public);
  sheet.shape = reg.geometry && !sheet.point && (!reach.only_public || reg.geometry_public);
  sheet.state = reg.lifecycle.has_value();
  if (sheet.point) {
    sheet.columns.push_back({.title = "经度", .group = "位置", .format = Format::number, .digits = 7, .help = "CGCS2000，度"});
    sheet.columns.push_back({.title = "纬度", .group = "位置", .format = Format::number, .digits = 7, .help = "CGCS2000，度"});
  }
  if (sheet.shape) {
    sheet.columns.push_back({.title = "图形WKT", .group = "位置", .width = 24, .help = "CGCS2000，经度在前"});
  }
  if (sheet.state) {
    workbook::Column column{.title = "办理状态", .group = "办理"};
    for (auto const& one : reg.lifecycle->states) {
      column.choices.push_back(one.title.zh);
    }
    sheet.columns.push_back(std::move(column));
  }
  return sheet;
}

using Names = std::map<std::string, std::map<RecordId, std::string>>;

/// What the records of a page refer to, by key and name, one question a register.
Names names_of(Parts const& parts, Listed const& sheet, std::vector<registry::Record> const& records) {
  std::map<std::string, std::vector<RecordId>> wanted;
  for (auto const* field : sheet.fields) {
    for (auto const& record : field->type == Type::reference ? records : std::vector<registry::Record>{}) {
      if (auto const found = record.values.find(field->id); found != record.values.end()) {
        wanted[field->to].push_back(RecordId{std::get<base::Decimal>(found->second).coefficient()});
      }
    }
  }
  Names names;
  for (auto const& [reg, ids] : wanted) {
    names[reg] = parts.registry.keys_and_names(*parts.registry.set().find(reg), ids);
  }
  return names;
}

std::vector<std::string> cells_of(CellTexts& texts, Register const& reg, Listed const& sheet, registry::Record const& record, Names const& names) {
  std::vector<std::string> cells;
  for (auto const* field : sheet.fields) {
    auto const found = record.values.find(field->id);
    if (found == record.values.end()) {
      cells.emplace_back();
    } else if (field->type == Type::reference) {
      auto const& known = names.at(field->to);
      auto const name = known.find(RecordId{std::get<base::Decimal>(found->second).coefficient()});
      cells.push_back(name == known.end() ? "" : name->second);
    } else {
      cells.push_back(texts.of(*field, found->second));
    }
  }
  if (sheet.point) {
    auto const* at = record.geometry && record.geometry->kind == geo::Kind::point ? &record.geometry->parts.front().front().front() : nullptr;
    cells.push_back(at == nullptr ? "" : base::format_number(at->x));
    cells.push_back(at == nullptr ? "" : base::format_number(at->y));
  }
  if (sheet.shape) {
    auto wkt = record.geometry ? geo::to_wkt(*record.geometry) : std::string();
    cells.push_back(wkt.size() > cell_bytes_max ? "" : std::move(wkt));
  }
  if (sheet.state) {
    auto const* one = reg.lifecycle->state(record.state);
    cells.push_back(one == nullptr ? record.state : one->title.zh);
  }
  return cells;
}

void explain_field(definitions::Set const& set, Field const& field, std::vector<std::string>& lines) {
  std::string line = field.title.zh + (field.required ? "（必填）" : "") + "：" + std::string(definitions::name_of(field.type));
  if (!field.unit.empty()) {
    line += "，单位 " + field.unit;
  }
  if (field.min || field.max) {
    line += "，范围 " + (field.min ? field.min->to_string() : "") + "～" + (field.max ? field.max->to_string() : "");
  }
  if (!field.help.zh.empty()) {
    line += "。" + field.help.zh;
  }
  lines.push_back(std::move(line));
  auto const* list = set.list(field.list);
  for (std::size_t i = 0; list != nullptr && i < list->rows.size() && list->rows.size() <= code_rows_max; ++i) {
    lines.push_back("    " + list->rows[i].code + "  " + list->rows[i].name);
  }
}

}  // namespace

base::Outcome write_template(Parts const& parts, Register const& reg, identity::Person const& who, std::string const& path) {
  auto const reach = registry::reach_of(who, reg);
  if (!reach.sees || reach.only_public) {
    return Problem("forbidden", "you may not enter records in " + reg.title.zh, reg.id);
  }
  auto const& set = parts.registry.set();
  auto const sheet = sheet_of(set, reg, reach, true);
  constexpr int blank_rows = 200;
  workbook::Writer writer(path, {.sheet = reg.title.zh, .title = reg.title.zh, .subtitle = "带 * 的必填；空单元格不改变已有内容", .blank_rows = blank_rows}, sheet.columns);
  std::vector<std::string> lines{reg.title.zh + " " + reg.title.en, reg.about.zh, "按 " + reg.field(reg.key.front())->title.zh + " 识别已有记录：相同的更新，新的增加。", ""};
  for (auto const* field : sheet.fields) {
    explain_field(set, *field, lines);
  }
  writer.notes(lines);
  writer.close();
  return base::Done{};
}

base::Outcome export_sheet(Parts const& parts, identity::Person const& who, Register const& reg, registry::Ask const& ask, base::Time now,
                           std::string const& path, Progress const& progress) {
  auto const reach = registry::reach_of(who, reg);
  auto const sheet = sheet_of(parts.registry.set(), reg, reach, false);
  auto page_ask = ask;
  page_ask.limit = page_rows;
  page_ask.skip = 0;
  auto page = parts.registry.list(who, reg, page_ask, now);
  if (!page) {
    return page.error();
  }
  auto const total = page->total;
  workbook::Writer writer(path,
                          {.sheet = reg.title.zh,
                           .title = reg.title.zh,
                           .subtitle = "导出时间：" + base::format(now).substr(0, 16) + "    共 " + std::to_string(total) + " 条"},
                          sheet.columns);
  page_ask.count = false;
  CellTexts texts(parts.registry.set());
  bool const by_id = ask.sort.empty() || ask.sort == "id";
  for (std::size_t done = 0;;) {
    auto const names = names_of(parts, sheet, page->records);
    for (auto const& record : page->records) {
      writer.row(cells_of(texts, reg, sheet, record, names));
    }
    done += page->records.size();
    if (progress && !progress(done, total)) {
      return Problem("cancelled", "the export was stopped");
    }
    if (!page->more || page->records.empty()) {
      break;
    }
    by_id ? void(page_ask.after = page->records.back().id) : void(page_ask.skip = done);
    page = parts.registry.list(who, reg, page_ask, now);
    if (!page) {
      return page.error();
    }
  }
  writer.close();
  return base::Done{};
}

base::Result<std::string> export_map(Parts const& parts, identity::Person const& who, Register const& reg, registry::Ask const& ask, base::Time now,
                                     geofiles::Format format, geo::System const& system) {
  auto const reach = registry::reach_of(who, reg);
  if (!reg.geometry) {
    return Problem("invalid", reg.title.zh + " has no places", "format", "export it as a sheet");
  }
  auto const sheet = sheet_of(parts.registry.set(), reg, reach, false);
  geofiles::Write how{.format = format, .layer = reg.id, .system = system};
  for (auto const* field : sheet.fields) {
    how.fields.push_back({field->id, field->title.zh, field->type == Type::number || field->type == Type::decimal});
  }
  how.fields.push_back({"state", "办理状态", false});
  auto page_ask = ask;
  page_ask.limit = page_rows;
  page_ask.sort.clear();
  page_ask.skip = 0;
  page_ask.count = false;
  auto page = parts.registry.list(who, reg, page_ask, now);
  if (!page) {
    return page.error();
  }
  auto names = names_of(parts, sheet, page->records);
  CellTexts texts(parts.registry.set());
  std::size_t at = 0;
  return geofiles::write(how, [&]() -> std::optional<geofiles::Feature> {
    for (;;) {
      if (at == page->records.size()) {
        if (!page->more || page->records.empty()) {
          return std::nullopt;
        }
        page_ask.after = page->records.back().id;
        page = parts.registry.list(who, reg, page_ask, now);
        if (!page) {
          return std::nullopt;
        }
        names = names_of(parts, sheet, page->records);
        at = 0;
        continue;
      }
      auto const& record = page->records[at++];
      if (!record.geometry) {
        continue;
      }
      geofiles::Feature feature{.geometry = *record.geometry};
      auto const cells = cells_of(texts, reg, sheet, record, names);
      for (std::size_t i = 0; i < sheet.fields.size(); ++i) {
        feature.properties.emplace_back(sheet.fields[i]->id, cells[i]);
      }
      feature.properties.emplace_back("state", sheet.state ? cells.back() : "");
      return feature;
    }
  });
}

}  // namespace exchange
