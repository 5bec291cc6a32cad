#include "assess_tool.hpp"

#include <istream>
#include <iterator>
#include <ostream>

#include <boost/json.hpp>

#include "assess/assess.hpp"
#include "tabular/tabular.hpp"

namespace {

namespace json = boost::json;
using assess::Report, base::Decimal, base::Problem, base::Result;

constexpr std::size_t line_bytes_max = 1 << 20;

// A line without its end; what is beyond the bound is read and dropped. False at the end of the input.
bool read_line(std::istream& in, std::string& line, bool& too_long) {
  line.clear();
  too_long = false;
  auto* bytes = in.rdbuf();
  for (int c = bytes->sbumpc();; c = bytes->sbumpc()) {
    if (c == std::char_traits<char>::eof()) {
      in.setstate(std::ios::eofbit);
      return !line.empty();
    }
    if (c == '\n') {
      return true;
    }
    too_long = too_long || line.size() == line_bytes_max;
    if (!too_long) {
      line += static_cast<char>(c);
    }
  }
}

std::string text_of(json::object const& object, char const* key) {
  auto const* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// A JSON number as the decimal that was written: integers are exact, others have a shortest text that reads back.
Result<Decimal> decimal_of(json::value const& value, std::string const& where) {
  auto const text = value.is_string()   ? std::string(value.get_string())
                    : value.is_int64()  ? std::to_string(value.get_int64())
                    : value.is_uint64() ? std::to_string(value.get_uint64())
                    : value.is_double() ? base::format_number(value.get_double())
                                        : std::string();
  auto number = Decimal::parse(text);
  if (!number) {
    return Problem("bad_number",
                   "the input is not a decimal number: " + base::printable(json::serialize(value)).substr(0, 80), where,
                   "write a number, or a decimal as text");
  }
  return number;
}

Result<catalog::AirIndexRules const*> rules_of(catalog::Catalog const& catalog, json::object const& line) {
  if (auto const on = text_of(line, "on"); !on.empty()) {
    auto const day = base::parse_day(on);
    if (!day) {
      return Problem("bad_date", day.error().detail, "on", "write 2026-03-05");
    }
    auto const* rules = catalog.air_index(*day);
    return rules != nullptr
               ? Result<catalog::AirIndexRules const*>(rules)
               : Problem("no_edition", "no edition of HJ 633 in the catalogue holds on " + base::format(*day), "on");
  }
  auto const standard = text_of(line, "standard");
  if (standard.empty()) {
    return Problem("missing_on", "neither 'on' nor 'standard' says which edition judges", "on",
                   "give the day of the datum");
  }
  auto const* rules = catalog.air_index(standard);
  return rules != nullptr ? Result<catalog::AirIndexRules const*>(rules)
                          : Problem("unknown_standard",
                                    "'" + base::printable(standard) + "' is no air quality index in the catalogue",
                                    "standard", "write HJ 633-2012 or HJ 633-2026");
}

std::optional<Report> report_of(std::string const& topic) {
  return topic == "iaqi"         ? std::optional(Report::iaqi)
         : topic == "aqi_daily"  ? std::optional(Report::daily)
         : topic == "aqi_hourly" ? std::optional(Report::hourly)
                                 : std::nullopt;
}

json::value or_null(std::optional<int> number) { return number ? json::value(*number) : json::value(nullptr); }

json::object written(assess::AirIndex const& index) {
  json::object iaqi, by_input, used;
  for (auto const& [input, value] : index.used) {
    auto const found = index.iaqi_by_input.find(input);
    by_input[input] = found == index.iaqi_by_input.end() ? json::value(nullptr) : json::value(found->second);
    used[input] = value.to_string();
  }
  for (auto const& [pollutant, value] : index.iaqi) {
    iaqi[pollutant] = value;
  }
  json::object result;
  result["AQI"] = or_null(index.aqi);
  result["IAQI"] = std::move(iaqi);
  result["primary"] = json::array(index.primary.begin(), index.primary.end());
  result["level"] = or_null(index.level == 0 ? std::nullopt : std::optional(index.level));
  result["class"] = index.category;
  result["exceeding"] = json::array(index.exceeding.begin(), index.exceeding.end());
  result["complete"] = index.complete;
  result["IAQI_by_input"] = std::move(by_input);
  result["used"] = std::move(used);
  return result;
}

Result<json::object> judged(catalog::Catalog const& catalog, json::object const& line) {
  auto const report = report_of(text_of(line, "topic"));
  if (!report) {
    return Problem("unknown_topic", "'" + base::printable(text_of(line, "topic")) + "' is no topic", "topic",
                   "write iaqi, aqi_daily or aqi_hourly");
  }
  auto const rules = rules_of(catalog, line);
  if (!rules) {
    return rules.error();
  }
  auto const* inputs = line.if_contains("inputs");
  if (inputs == nullptr || !inputs->is_object()) {
    return Problem("missing_inputs", "'inputs' must be an object of pollutant_period: concentration", "inputs");
  }
  std::map<std::string, Decimal> values;
  for (auto const& [name, value] : inputs->get_object()) {
    if (value.is_null()) {
      continue;  // said to be missing
    }
    auto const number = decimal_of(value, "inputs." + base::printable(std::string(name)));
    if (!number) {
      return number.error();
    }
    values.emplace(std::string(name), *number);
  }
  auto const index = assess::air_index(**rules, *report, values);
  if (!index) {
    return index.error();
  }
  json::array basis;
  for (auto const& each : index->basis) {
    basis.push_back(json::object{{"standard", each.standard}, {"clause", each.clause}, {"edition", each.edition}});
  }
  json::object out;
  out["result"] = written(*index);
  out["basis"] = std::move(basis);
  out["notes"] = json::array(index->notes.begin(), index->notes.end());
  return out;
}

json::object answer_to(catalog::Catalog const& catalog, std::string const& text, bool too_long) {
  boost::system::error_code wrong;
  auto const parsed = too_long ? json::value() : json::parse(text, wrong);
  auto const* line = parsed.if_object();
  auto const* id = line == nullptr ? nullptr : line->if_contains("id");
  json::object out;
  out["id"] = id == nullptr ? json::value(nullptr) : *id;
  auto answer = too_long ? Result<json::object>(Problem(
                               "line_too_long", "the line is longer than " + std::to_string(line_bytes_max) + " bytes"))
                : wrong  ? Result<json::object>(Problem("bad_json", "the line is not JSON: " + wrong.message()))
                : line == nullptr ? Result<json::object>(Problem("bad_json", "the line is not a JSON object"))
                                  : judged(catalog, *line);
  if (!answer) {
    auto const& problem = answer.error();
    out["error"] = json::object{
        {"code", problem.code}, {"detail", problem.detail}, {"where", problem.where}, {"mend", problem.mend}};
    return out;
  }
  for (auto& [key, value] : *answer) {
    out[key] = std::move(value);
  }
  return out;
}

}  // namespace

int assess_lines(catalog::Catalog const& catalog, std::istream& in, std::ostream& out) {
  std::string line;
  bool too_long = false;
  bool refused = false;
  while (read_line(in, line, too_long)) {
    if (base::trim(line).empty()) {
      continue;
    }
    auto const answer = answer_to(catalog, line, too_long);
    refused = refused || answer.contains("error");
    out << json::serialize(answer) << '\n' << std::flush;
  }
  return refused ? 1 : 0;
}

int assess_check(catalog::Catalog const& catalog, std::istream& tsv, std::ostream& out) {
  std::string const text(std::istreambuf_iterator<char>(tsv), {});
  auto const table = tabular::parse_table(text, '\t');
  if (!table) {
    out << to_string(table.error()) << '\n';
    return 2;
  }
  for (auto const* column : {"id", "topic", "standard", "inputs", "expected"}) {
    if (!table->column(column)) {
      out << "line 1: column '" << column << "' is missing\n";
      return 2;
    }
  }
  std::vector<catalog::Case> cases;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    auto const cell = [&](char const* column) { return std::string(table->cell(row, column)); };
    cases.push_back({cell("id"), cell("topic"), cell("standard"), cell("inputs"), cell("expected"), cell("tolerance"),
                     cell("origin"), cell("source"), cell("note")});
  }
  std::map<std::string, int> counts;
  auto const results = assess::run_cases(catalog, cases);
  for (std::size_t i = 0; i < results.size(); ++i) {
    ++counts[results[i].outcome];
    out << results[i].outcome << '\t' << results[i].id << '\t' << results[i].topic << '\t' << cases[i].inputs << '\t'
        << results[i].got;
    out << (results[i].outcome == "failed" ? "\texpected " + cases[i].expected : "") << '\n';
  }
  out << results.size() << " cases: " << counts["passed"] << " passed, " << counts["failed"] << " failed, "
      << counts["skipped"] << " skipped\n";
  return counts["failed"] > 0 ? 1 : 0;
}
