// Map files into a register: each feature's place with its attributes matched by name, as a sheet's columns are.
#include <algorithm>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

constexpr std::size_t samples_max = 3;

Column column_of(std::vector<Known> const& known, std::string const& title, int index) {
  Column column{.index = index, .title = title};
  auto const [name, unit] = title_and_unit(title);
  column.unit = unit;
  for (auto const& one : known) {
    bool const fits = std::find(one.names.begin(), one.names.end(), bare(title)) != one.names.end() ||
                      std::find(one.names.begin(), one.names.end(), bare(name)) != one.names.end();
    if (fits && column.field.empty() && !one.field.starts_with('@')) {
      column.field = one.field;
    }
  }
  return column;
}

}  // namespace

bool is_map_file(std::string_view bytes) {
  auto const head = bytes.substr(0, 512);
  if (head.starts_with("PK")) {
    return bytes.find("xl/workbook") == std::string_view::npos && bytes.find("[Content_Types].xml") == std::string_view::npos;
  }
  auto const text = base::trim(head.starts_with("\xEF\xBB\xBF") ? head.substr(3) : head);
  bool const dxf = text.starts_with("0") && base::trim(text.substr(1)).starts_with("SECTION");
  return head.starts_with("SQLite format 3") || text.starts_with("{") || text.starts_with("<?xml") || text.starts_with("<kml") || dxf ||
         text.starts_with("999") || head.starts_with("AutoCAD Binary DXF");
}

base::Result<Report> import_map(Parts const& parts, registry::By const& by, Register const& reg, Upload const& upload, Wish const& wish,
                                Progress const& progress) {
  if (!reg.geometry) {
    return Problem("invalid", reg.title.zh + " has no places: a map file cannot be taken", "file", "send a sheet");
  }
  auto read = geofiles::read(upload.bytes, {.system = wish.system});
  if (!read) {
    return read.error();
  }
  Report report{.format = std::string(geofiles::name_of(read->format))};
  report.sheets.emplace_back(read->layer + " · " + read->system, static_cast<int>(read->features.size()));
  auto const known = known_columns(reg);
  std::map<std::string, std::size_t> columns;
  for (auto const& feature : read->features) {
    for (auto const& [title, text] : feature.properties) {
      auto const [at, fresh] = columns.emplace(title, report.columns.size());
      if (fresh) {
        report.columns.push_back(column_of(known, title, static_cast<int>(report.columns.size())));
      }
      if (auto& samples = report.columns[at->second].samples; samples.size() < samples_max && !text.empty()) {
        samples.push_back(text);
      }
    }
  }
  for (auto const& [index, field] : wish.mapping) {
    for (auto& column : report.columns) {
      column.field = column.index == index ? field : column.field == field ? "" : column.field;
    }
  }
  for (auto const& field : reg.fields) {
    bool const mapped = std::any_of(report.columns.begin(), report.columns.end(), [&](auto const& column) { return column.field == field.id; });
    if (field.required && !mapped) {
      report.unmapped_required.push_back(field.id);
    }
  }
  for (auto const& fault : read->faults) {
    ++report.refused;
    report.problems.push_back({.row = 0, .cell = fault.where, .field = "geometry", .detail = fault.detail, .mend = fault.mend});
  }
  Meaning meaning(parts.registry, by.person);
  std::vector<int> rows;
  auto const feed = [&](std::function<bool(registry::Draft const&)> const& take) {
    for (std::size_t i = 0; i < read->features.size(); ++i) {
      auto const& feature = read->features[i];
      registry::Draft draft{.geometry = feature.geometry};
      bool good = true;
      ++report.rows;
      for (auto const& [title, text] : feature.properties) {
        auto const& column = report.columns[columns.at(title)];
        auto const* field = column.field.empty() ? nullptr : reg.field(column.field);
        if (field == nullptr) {
          continue;
        }
        auto value = meaning.of(*field, {.kind = workbook::Cell::Kind::text, .text = text}, column.unit);
        if (!value) {
          good = false;
          report.problems.push_back({static_cast<int>(i), column.index, "feature " + std::to_string(i + 1) + " " + title, field->id, text,
                                     value.error().detail, value.error().mend});
        } else if (!query::is_null(*value)) {
          draft.values.insert_or_assign(field->id, *std::move(value));
        }
      }
      if (!good) {
        ++report.refused;
        continue;
      }
      rows.push_back(static_cast<int>(i));
      if (!take(draft)) {
        return;
      }
    }
  };
  registry::Bulk bulk{.feed = feed, .source = upload.name + " " + upload.digest.substr(0, 12), .dry = wish.dry, .partial = wish.partial,
                      .agree = [&] { return wish.partial || report.refused == 0; }};
  if (progress) {
    bulk.progress = [&](std::size_t done) { return progress(done, read->features.size()); };
  }
  auto const result = parts.registry.put_all(by, reg, bulk);
  if (!result) {
    return result.error();
  }
  for (auto const& [at, problem] : result->problems) {
    report.problems.push_back({rows[at], -1, "feature " + std::to_string(rows[at] + 1), problem.where, "", problem.detail, problem.mend});
  }
  finish(parts, by, reg, upload, *result, report);
  return report;
}

}  // namespace exchange
