// One edition of HJ 633: break points, categories, and the rules beside the tables.
#include <algorithm>

#include "catalog/loader.hpp"

namespace catalog {
namespace {

// Bounds of assess::AirIndexTable, which keeps an edition in whole numbers: inputs of a report, places of a break point.
constexpr std::size_t daily_max = 7, hourly_max = 6;
constexpr int places_max = 3;

}  // namespace

std::pair<std::string, std::string> split_input(std::string const& input) {
  auto const at = input.rfind('_');
  return at == std::string::npos ? std::pair(input, std::string())
                                 : std::pair(input.substr(0, at), input.substr(at + 1));
}

void Loader::load_break_points(AirIndexRules& rules, File const& file) {
  Sheet sheet(file,
              {"pollutant", "period", "concentration_low", "concentration_high", "index_low", "index_high", "unit",
               "clause", "evidence"},
              problems_);
  while (sheet.next()) {
    BreakPoint point;
    point.pollutant = sheet.need("pollutant");
    point.period = sheet.need("period");
    point.concentration_low = sheet.need_decimal("concentration_low");
    point.concentration_high = sheet.need_decimal("concentration_high");
    point.index_low = sheet.integer("index_low").value_or(-1);
    point.index_high = sheet.integer("index_high").value_or(-1);
    if (point.concentration_low.scale() > places_max || point.concentration_high.scale() > places_max) {
      sheet.fault("bad_number", "a break point has at most " + std::to_string(places_max) + " places");
    }
    point.unit = sheet.unit("unit");
    sheet.source(rules.edition.number);
    auto const* before = rules.break_points.empty() ? nullptr : &rules.break_points.back();
    bool const first = before == nullptr || before->pollutant != point.pollutant || before->period != point.period;
    bool const joined =
        first ? point.concentration_low == Decimal() && point.index_low == 0
              : point.concentration_low == before->concentration_high && point.index_low == before->index_high;
    if (!joined || point.concentration_low >= point.concentration_high || point.index_low >= point.index_high) {
      sheet.fault("bad_break_point", "a row rises and begins where the row above ends; the first begins at 0");
    }
    rules.break_points.push_back(std::move(point));
  }
}

void Loader::load_categories(AirIndexRules& rules, File const& file) {
  Sheet sheet(
      file,
      {"low", "high", "name", "name_en", "level", "colour_name", "colour", "health", "advice", "clause", "evidence"},
      problems_);
  while (sheet.next()) {
    AirIndexRules::Category category;
    category.low = sheet.integer("low").value_or(-1);
    category.high = sheet.integer("high");
    category.name = sheet.need("name");
    category.name_en = sheet.need("name_en");
    category.level = sheet.need("level");
    category.colour_name = sheet.need("colour_name");
    category.colour = sheet.need("colour");
    category.health = sheet.need("health");
    category.advice = sheet.need("advice");
    sheet.source(rules.edition.number);
    auto const* before = rules.categories.empty() ? nullptr : &rules.categories.back();
    if (before != nullptr && (!before->high || *before->high + 1 != category.low)) {
      sheet.fault("bad_category", "a category begins where the one above ends");
    }
    rules.categories.push_back(std::move(category));
  }
}

void Loader::load_index_rules(AirIndexRules& rules, Leaf const& leaf) {
  leaf.only({"factor_codes", "daily_inputs", "hourly_inputs", "hourly_also", "judged_as", "digits",
             "concentration_rounding", "index_max", "above_table", "primary_above", "exceeding_above",
             "publish_incomplete_only_above_100", "sources"});
  rules.daily_inputs = leaf.texts("daily_inputs");
  rules.hourly_inputs = leaf.texts("hourly_inputs");
  rules.hourly_also = leaf.texts("hourly_also");
  for (auto const& [pollutant, code] : leaf.pairs("factor_codes")) {
    rules.factor_codes[pollutant] = code.text();
  }
  for (auto const& [input, as] : leaf.pairs("judged_as")) {
    rules.judged_as[input] = as.text();
  }
  for (auto const& [pollutant, digits] : leaf.pairs("digits")) {
    auto const number = base::parse_integer(digits.text());
    if (!number || *number < 0 || *number > 6) {
      digits.fault("bad_number", "'" + digits.text() + "' is not a number of places from 0 to 6");
      continue;
    }
    rules.digits[pollutant] = static_cast<int>(*number);
  }
  auto const rounding = leaf.text("concentration_rounding");
  if (rounding != "half_even" && rounding != "up" && rounding != "down") {
    leaf.fault("bad_choice", "concentration_rounding is half_even, up or down");
  }
  rules.concentration_rounding = rounding == "up"     ? base::Rounding::up
                                 : rounding == "down" ? base::Rounding::down
                                                      : base::Rounding::half_even;
  rules.index_max = leaf.integer("index_max").value_or(0);
  rules.primary_above = leaf.integer("primary_above").value_or(0);
  rules.exceeding_above = leaf.integer("exceeding_above").value_or(0);
  rules.publish_incomplete_only_above_100 = leaf.yes("publish_incomplete_only_above_100");
  for (auto const& item : leaf.items("above_table")) {
    item.only({"input", "index", "instead"});
    auto const input = item.text("input");
    rules.above_table[input] = item.text("index") == "none" ? std::nullopt : item.integer("index");
    if (item.has("instead")) {
      rules.above_table_instead[input] = item.text("instead");
    }
  }
  for (auto const& [what, source] : leaf.pairs("sources")) {
    source.only({"clause", "evidence", "note"});
    rules.sources[what] = {rules.edition.number, source.text("clause"), source.text("evidence") == "recalled",
                           source.text("note", false)};
  }
}

void Loader::check_bounds(AirIndexRules const& rules, std::string const& path) {
  if (rules.daily_inputs.size() > daily_max || rules.hourly_inputs.size() > hourly_max) {
    problems_.add("too_many", "a day's report has at most " + std::to_string(daily_max) + " inputs, an hour's " + std::to_string(hourly_max), path);
  }
  for (auto const& hourly : rules.hourly_inputs) {
    auto const same = [&](std::string const& daily) { return split_input(daily).first == split_input(hourly).first; };
    if (std::none_of(rules.daily_inputs.begin(), rules.daily_inputs.end(), same)) {
      problems_.add("unknown_input", "'" + hourly + "' is of a pollutant that the day's report does not ask for", path);
    }
  }
}

// Every input that a report asks for must have break points.
void Loader::check_index_rules(AirIndexRules const& rules, std::string const& path) {
  check_bounds(rules, path);
  auto inputs = rules.daily_inputs;
  inputs.insert(inputs.end(), rules.hourly_inputs.begin(), rules.hourly_inputs.end());
  inputs.insert(inputs.end(), rules.hourly_also.begin(), rules.hourly_also.end());
  for (auto const& input : inputs) {
    auto const as = rules.judged_as.find(input);
    auto const [pollutant, period] = split_input(as == rules.judged_as.end() ? input : as->second);
    bool const known = std::any_of(rules.break_points.begin(), rules.break_points.end(), [&](BreakPoint const& point) {
      return point.pollutant == pollutant && point.period == period;
    });
    if (!known || !rules.factor_codes.contains(pollutant)) {
      problems_.add("unknown_input", "'" + input + "' has no break points or no factor code", path);
    }
  }
  for (auto const* what : {"table", "index", "primary", "categories", "rounding"}) {
    if (!rules.sources.contains(what)) {
      problems_.add("missing_source", "sources must name the clause of '" + std::string(what) + "'", path);
    }
  }
  if (inputs.empty() || rules.categories.empty()) {
    problems_.add("missing_file", "an air quality index needs inputs and categories", path);
  }
}

void Loader::load_air_index(Edition const& edition, Folder const& folder) {
  auto const* points = folder.find("breakpoints.tsv");
  auto const* categories = folder.find("categories.tsv");
  auto const* written = folder.find("rules.yaml");
  if (points == nullptr || categories == nullptr || written == nullptr) {
    problems_.add("missing_file", "an air quality index needs breakpoints.tsv, categories.tsv and rules.yaml",
                  "standards/" + folder.id);
    return;
  }
  AirIndexRules rules;
  rules.edition = edition;
  load_break_points(rules, *points);
  load_categories(rules, *categories);
  if (auto const* groups = folder.find("sensitive_groups.tsv")) {
    Sheet sheet(*groups, {"pollutant", "groups", "clause", "evidence"}, problems_);
    while (sheet.next()) {
      rules.sensitive_groups[sheet.need("pollutant")] = sheet.need("groups");
    }
  }
  if (auto const leaf = Leaf::parse(*written, problems_, guide)) {
    load_index_rules(rules, *leaf);
    check_index_rules(rules, written->path);
  }
  made_->air_index_.push_back(std::move(rules));
}

}  // namespace catalog
