// Map files into a register: each feature's place with its attributes matched by name, as a sheet's columns are.
#include <algorithm>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

constexpr std::size_t map_samples_max = 3;

Column column_of(std::vector<Known> const& known, std::string const& title, int index) {
  Column column{.index = index, .title = title};
  auto const [name, unit] = title_and_unit(title);
  column.unit = unit;
  for (auto const& one : known) {
    bool const fits = std::find(one.names.begin(), one.names.end(), bare(title)) != one.names.end() ||
                      std::find(one.names.begin(), one.names.end(), bare(name)) != one.names.end();
    if (fits && column.field.empty() && (!one.field.starts_with('@') || one.field == state)) {
      column.field = one.field;
    }
  }
  return column;
}

/// Features as drafts; what is wrong is remembered by feature and attribute.
class FeatureReader {
 public:
  FeatureReader(Parts const& parts, registry::By const& by, Register const& reg, Wish const& wish, geofiles::Read const& read, Report& report)
      : reg_(reg), read_(read), report_(report), meaning_(parts.registry.set(), resolver(parts, by.person)), states_(names_of_states(reg)) {
    match(wish);
  }
  void feed(std::function<bool(registry::Draft const&)> const& take) {
    for (std::size_t i = 0; i < read_.features.size(); ++i) {
      ++report_.rows;
      auto const draft = draft_of(i);
      if (!draft) {
        ++report_.refused;
        continue;
      }
      numbers.push_back(static_cast<int>(i));
      if (!take(*draft)) {
        return;
      }
    }
  }
  static std::string name_of(int feature) { return "feature " + std::to_string(feature + 1); }
  std::vector<int> numbers;                        // of the feature of each draft given on

 private:
  void match(Wish const& wish);
  std::optional<registry::Draft> draft_of(std::size_t at);
  void fault(std::size_t at, Column const& column, std::string const& text, Problem const& problem) {
    if (report_.problems.size() < problems_max) {
      report_.problems.push_back({static_cast<int>(at), column.index, name_of(static_cast<int>(at)) + " " + column.title, column.field, base::printable(text),
                                  problem.detail, problem.mend});
    }
  }

  Register const& reg_;
  geofiles::Read const& read_;
  Report& report_;
  Meaning meaning_;
  std::map<std::string, std::string> states_;
  std::map<std::string, std::size_t> columns_;
};

/// Columns from the attributes of all features, with the fields they are; what was passed over as no place is refused.
void FeatureReader::match(Wish const& wish) {
  auto const known = known_columns(reg_);
  for (auto const& feature : read_.features) {
    for (auto const& [title, text] : feature.properties) {
      auto const [at, fresh] = columns_.emplace(title, report_.columns.size());
      if (fresh) {
        auto column = column_of(known, title, static_cast<int>(report_.columns.size()));
        auto const& made = report_.columns;
        bool const taken = std::any_of(made.begin(), made.end(), [&](auto const& one) { return one.field == column.field; });
        column.field = taken ? "" : column.field;
        report_.columns.push_back(std::move(column));
      }
      if (auto& samples = report_.columns[at->second].samples; samples.size() < map_samples_max && !text.empty()) {
        samples.push_back(text);
      }
    }
  }
  put_mapping(wish, report_);
  note_missing_columns(reg_, report_);
  for (auto const& wrong : read_.faults) {
    ++report_.refused;
    report_.problems.push_back({.row = 0, .cell = wrong.where, .field = "geometry", .detail = wrong.detail, .mend = wrong.mend});
  }
}

std::optional<registry::Draft> FeatureReader::draft_of(std::size_t at) {
  auto const& feature = read_.features[at];
  registry::Draft draft{.geometry = feature.geometry};
  bool good = true;
  for (auto const& [title, text] : feature.properties) {
    auto const& column = report_.columns[columns_.at(title)];
    if (column.field == state) {
      auto read = read_state(reg_, states_, text);
      good = good && read;
      read ? void(draft.state = *read) : fault(at, column, text, read.error());
      continue;
    }
    auto const* field = column.field.empty() ? nullptr : reg_.field(column.field);
    if (field == nullptr) {
      continue;
    }
    auto value = meaning_.of(*field, {.kind = workbook::Cell::Kind::text, .text = text}, column.unit);
    if (!value) {
      good = false;
      fault(at, column, text, value.error());
    } else if (!query::is_null(*value)) {
      draft.values.insert_or_assign(field->id, *std::move(value));
    }
  }
  return good ? std::optional(std::move(draft)) : std::nullopt;
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
  auto const read = geofiles::read(upload.bytes, {.system = wish.system});
  if (!read) {
    return read.error();
  }
  Report report{.format = std::string(geofiles::name_of(read->format))};
  report.sheets.emplace_back(read->layer + " · " + read->system, static_cast<int>(read->features.size()));
  FeatureReader reader(parts, by, reg, wish, *read, report);
  registry::Bulk bulk{.feed = [&](auto const& take) { reader.feed(take); },
                      .source = source_of(upload),
                      .dry = wish.dry,
                      .partial = wish.partial,
                      .agree = [&] { return wish.partial || report.refused == 0; },
                      .row_name = [&](std::size_t row) { return FeatureReader::name_of(reader.numbers[row]); }};
  if (progress) {
    bulk.progress = [&](std::size_t done) { return progress(done, read->features.size()); };
  }
  auto const result = parts.registry.put_all(by, reg, bulk);
  if (!result) {
    return result.error();
  }
  for (auto const& [at, problem] : result->problems) {
    auto const feature = reader.numbers[at];
    if (report.problems.size() < problems_max) {
      report.problems.push_back({feature, -1, FeatureReader::name_of(feature), problem.where, "", problem.detail, problem.mend});
    }
  }
  finish(parts, by, reg, upload, *result, report);
  return report;
}

}  // namespace exchange
