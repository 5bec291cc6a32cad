// Plans as JSON: read with every fault named by its place, written on one line.
#include <algorithm>
#include <boost/json.hpp>

#include "ingest/imports.hpp"

namespace ingest {
namespace {

namespace json = boost::json;
using base::Problem;

/// Reads members of one object; the first fault is kept.
class Members {
 public:
  Members(json::object const& object, std::string where) : object_(object), where_(std::move(where)) {}
  std::optional<Problem> problem;

  void text(std::string_view name, std::string& into) {
    auto const* value = find(name);
    if (value == nullptr) return;
    if (value->is_string()) into = std::string(value->get_string());
    else fault(name, "is no text");
  }
  void flag(std::string_view name, bool& into) {
    auto const* value = find(name);
    if (value == nullptr) return;
    if (value->is_bool()) into = value->get_bool();
    else fault(name, "is neither true nor false");
  }
  void texts(std::string_view name, std::vector<std::string>& into) {
    auto const* value = find(name);
    if (value == nullptr) return;
    if (!value->is_array()) return fault(name, "is no list");
    into.clear();
    for (auto const& one : value->get_array()) {
      if (!one.is_string()) return fault(name, "holds something that is no text");
      into.emplace_back(one.get_string());
    }
  }
  json::value const* find(std::string_view name) {
    known_.emplace_back(name);
    return object_.if_contains(name);
  }
  void fault(std::string_view name, std::string_view what) {
    if (!problem) problem = Problem("bad_plan", "'" + std::string(name) + "' " + std::string(what), where_ + std::string(name), "correct the plan");
  }
  void nothing_else() {
    for (auto const& [name, value] : object_)
      if (std::find(known_.begin(), known_.end(), std::string_view(name)) == known_.end()) fault(name, "is no member of a plan");
  }

 private:
  json::object const& object_;
  std::string where_;
  std::vector<std::string> known_;
};

void read_columns(Members& members, ImportPlan& plan) {
  auto const* list = members.find("columns");
  if (list == nullptr) return members.fault("columns", "is missing");
  if (!list->is_array()) return members.fault("columns", "is no list");
  for (auto const& one : list->get_array()) {
    if (!one.is_object()) return members.fault("columns", "holds something that is no object");
    ImportColumn column;
    Members inside(one.get_object(), "columns[" + std::to_string(plan.columns.size()) + "].");
    inside.text("column", column.column);
    inside.text("factor", column.factor);
    inside.text("unit", column.unit);
    inside.nothing_else();
    if (column.column.empty() || column.factor.empty()) inside.fault("column", "and 'factor' are both needed");
    if (inside.problem) {
      members.problem = inside.problem;
      return;
    }
    plan.columns.push_back(std::move(column));
  }
}

void read_codes(Members& members, ImportPlan& plan) {
  auto const* codes = members.find("point_codes");
  if (codes == nullptr) return;
  if (!codes->is_object()) return members.fault("point_codes", "is no object");
  for (auto const& [cell, code] : codes->get_object()) {
    if (!code.is_string()) return members.fault("point_codes", "holds a code that is no text");
    plan.point_codes.emplace(cell, code.get_string());
  }
}

std::optional<Problem> check(ImportPlan const& plan) {
  auto const bad = [](std::string where, std::string what) { return Problem("bad_plan", std::move(what), std::move(where), "correct the plan"); };
  std::size_t const wanted = plan.time_style == "iso" ? 1 : plan.time_style == "ymdh" ? 4 : plan.time_style == "date_hour" ? 2 : 0;
  if (wanted == 0) return bad("time_style", "'" + plan.time_style + "' is none of iso, ymdh, date_hour");
  if (plan.time_columns.size() != wanted)
    return bad("time_columns", "style " + plan.time_style + " needs " + std::to_string(wanted) + " time columns, not " +
                                   std::to_string(plan.time_columns.size()));
  if (plan.columns.empty()) return bad("columns", "no column is to be imported");
  if (plan.point_column.empty() && plan.point_code.empty()) return bad("point_code", "neither point_column nor point_code says where the values belong");
  return std::nullopt;
}

base::Result<ImportPlan> plan_of(json::value const& value) {
  if (!value.is_object()) return Problem("bad_plan", "a plan is a JSON object", "", "see catalog/imports for examples");
  ImportPlan plan;
  Members members(value.get_object(), "");
  std::string kind(observe::name_of(plan.kind));
  members.text("source", plan.source);
  members.text("digest", plan.digest);
  members.text("kind", kind);
  members.text("point_column", plan.point_column);
  members.text("point_code", plan.point_code);
  read_codes(members, plan);
  members.texts("time_columns", plan.time_columns);
  members.text("time_style", plan.time_style);
  members.flag("time_is_end", plan.time_is_end);
  members.texts("missing", plan.missing);
  read_columns(members, plan);
  members.find("note");
  members.nothing_else();
  if (members.problem) return *members.problem;
  auto const parsed = observe::parse_kind(kind);
  if (!parsed) return Problem("bad_plan", "'" + kind + "' is no kind of observation", "kind", "choose realtime, minute, hour, day or manual");
  plan.kind = *parsed;
  if (auto problem = check(plan)) return *problem;
  return plan;
}

json::array to_array(std::vector<std::string> const& texts) {
  json::array out;
  for (auto const& text : texts) out.emplace_back(text);
  return out;
}

json::object to_json(ImportPlan const& plan) {
  json::object codes;
  for (auto const& [cell, code] : plan.point_codes) codes.emplace(cell, code);
  json::array columns;
  for (auto const& one : plan.columns) columns.push_back(json::object{{"column", one.column}, {"factor", one.factor}, {"unit", one.unit}});
  json::object out;
  out["source"] = plan.source;
  out["digest"] = plan.digest;
  out["kind"] = observe::name_of(plan.kind);
  out["point_column"] = plan.point_column;
  out["point_code"] = plan.point_code;
  out["point_codes"] = std::move(codes);
  out["time_columns"] = to_array(plan.time_columns);
  out["time_style"] = plan.time_style;
  out["time_is_end"] = plan.time_is_end;
  out["missing"] = to_array(plan.missing);
  out["columns"] = std::move(columns);
  return out;
}

}  // namespace

std::string to_text(ImportPlan const& plan) { return json::serialize(to_json(plan)); }

base::Result<ImportPlan> parse_plan(std::string_view text) {
  boost::system::error_code error;
  auto const value = json::parse(text, error);
  if (error) return Problem("bad_plan", "the plan is no JSON: " + error.message(), "", "see catalog/imports for examples");
  return plan_of(value);
}

std::string to_piece(ImportPlan const& plan, std::int64_t first_line, std::string_view header, std::string_view lines) {
  json::object head;
  head["first_line"] = first_line;
  head["plan"] = to_json(plan);
  std::string out = json::serialize(head);
  return out.append("\n").append(header).append("\n").append(lines);
}

void each_row(std::string_view piece, ImportSetting const& setting, TakeRow const& take) {
  auto const end = piece.find('\n');
  boost::system::error_code error;
  auto const head = json::parse(piece.substr(0, end), error);
  if (error || end == std::string_view::npos || !head.is_object()) return;
  auto const* inside = head.get_object().if_contains("plan");
  if (inside == nullptr) return;
  auto plan = plan_of(*inside);
  if (plan) read_lines(std::move(*plan), piece.substr(end + 1), setting, take);
}

}  // namespace ingest
