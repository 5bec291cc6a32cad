// Figures as JSON, and what differs between two.
#include <algorithm>
#include <cmath>

#include "evaluations/inside.hpp"

namespace evaluations {
namespace {

json::value number_or_null(std::optional<double> value) { return value ? gate::number(*value) : json::value(nullptr); }

// "2026-11-26" "2026-11" "2026-Q4" "2026" "2025-heating" "2026-rest"
std::string_view form_of(std::string_view span) {
  auto const tail = span.substr(std::min<std::size_t>(span.size(), 4));
  constexpr std::size_t month_bytes = 3;
  return tail.empty()                 ? "year"
         : tail == "-heating"         ? "heating"
         : tail == "-rest"            ? "rest"
         : tail.starts_with("-Q")     ? "quarter"
         : tail.size() == month_bytes ? "month"
                                      : "day";
}

// What a number in a figure's detail is called, and which way is better: +1 the smaller, -1 the greater, 0 neither. Numbers that are not named here
// (limits, weights, ranks of tables) are no change of what was measured. A key may name its parent too ("/share" has none), and then stands before the
// same without. Unit "@": that of its row.
struct Called { std::string_view key, title, title_en, unit; int greater_is_worse; };
constexpr Called calls[] = {
    {"days_valid", "有效天数", "valid days", "d", 0},
    {"good_days", "优良天数", "good days", "d", -1},
    {"good_share", "优良天数比例", "share of good days", "%", -1},
    {"heavy_days", "重污染天数", "days of heavy pollution", "d", 1},
    {"day/mean", "平均声级", "mean level", "dB(A)", 1},
    {"night/mean", "平均声级", "mean level", "dB(A)", 1},
    {"day/rank", "等级", "grade", "", 1},
    {"night/rank", "等级", "grade", "", 1},
    {"mean", "均值", "mean", "@", 1},
    {"percentile", "百分位数", "percentile", "@", 1},
    {"parts/share", "负荷比", "load share", "%", 0},
    {"/share", "点次达标率", "share of point-times met", "%", -1},
    {"share", "占标率", "share of the limit", "%", 1},
    {"times_over", "超标倍数", "times over", "", 1},
    {"composite/sum", "综合指数", "composite index", "", 1},
    {"index", "单项指数", "single index", "", 1},
    {"used/value", "本底值", "background value", "@", 0},
    {"background/value", "本底值", "background value", "@", 0},
    {"value", "数值", "value", "@", 0},
    {"rank", "类别", "class", "", 1},
    {"tli", "营养状态指数", "trophic index", "", 1},
    {"cwqi", "水质指数", "water quality index", "", 1},
    {"share_good", "优良断面比例", "share of good sections", "%", -1},
    {"share_inferior", "劣Ⅴ类断面比例", "share of sections beyond class V", "%", 1},
    {"ld", "昼间等效声级", "day level", "dB(A)", 1},
    {"ln", "夜间等效声级", "night level", "dB(A)", 1},
    {"ldn", "昼夜等效声级", "day-night level", "dB(A)", 1},
    {"day_share", "昼间达标率", "share met by day", "%", -1},
    {"night_share", "夜间达标率", "share met by night", "%", -1},
    {"nemerow", "内梅罗指数", "Nemerow index", "", 1},
    {"pi", "单项污染指数", "single index", "", 1},
    {"factors/max", "最大值", "greatest", "@", 1},
    {"mass_t", "排放量", "amount", "t", 1},
    {"year_mass_t", "本年累计排放量", "amount of the year so far", "t", 1},
    {"permit_share", "年累计占许可年排放量", "of what a year may used so far", "%", 1},
    {"hours_exceeded", "超标小时数", "hours over the limit", "h", 1},
    {"days_exceeded", "超标天数", "days over the limit", "d", 1},
    {"valid_share", "有效率", "valid share", "", -1},
    {"wells", "监测井数", "wells", "", 0},
    {"sections", "断面数", "sections", "", 0},
};
/// Objects whose members are names of their own: {"良": 12}.
constexpr Called counts[] = {{"by_level", "天数", "days", "d", 0}, {"primary_days", "首要污染物天数", "days as primary pollutant", "d", 0},
                             {"by_class", "个数", "of that class", "", 0}, {"by_class_exempt", "个数（扣除本底）", "of that class without background", "", 0},
                             {"values", "浓度", "concentration", "@", 1}, {"iaqi", "分指数", "index", "", 1}};
struct Part { std::string_view key, title, title_en; };
constexpr Part parts[] = {{"/day", "区域昼间", "area by day"}, {"/night", "区域夜间", "area by night"}, {"day", "昼间", "by day"},
                          {"night", "夜间", "by night"}, {"road", "道路", "roads"}, {"without_events", "扣除异常事件", "without events"},
                          {"exempt", "扣除本底", "without background"}};
constexpr std::size_t changes_max = 400;

template <std::size_t size>
Called const* called(Called const (&of)[size], std::string_view parent, std::string_view key) {
  auto const whole = std::string(parent) + "/" + std::string(key);
  auto const* const found = std::find_if(std::begin(of), std::end(of), [&](Called const& each) { return each.key == whole || each.key == key; });
  return found == std::end(of) ? nullptr : found;
}

/// A number of a detail: where it stands, what it is called, whose it is ("PM2.5").
struct Leaf { std::string key, title, title_en, unit; double value = 0; int greater_is_worse = 0; };

std::string text_in(json::object const& row, std::string_view name) {
  auto const* value = row.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

struct Named { std::string key, zh, en; };
Named named(catalog::Catalog const& catalog, json::object const& row) {
  Named made;
  for (auto const* name : {"pollutant", "factor", "name", "item", "zone", "record"}) {
    auto const text = text_in(row, name);
    made.key = made.key.empty() ? text : made.key;
  }
  auto const variant = text_in(row, "variant");
  made.key += variant.empty() ? "" : "-" + variant;
  auto const zh = text_in(row, "name"), en = text_in(row, "name_en");
  auto const* factor = en.empty() ? catalog.factor(text_in(row, "factor")) : nullptr;
  made.zh = zh.empty() ? made.key : zh;
  made.en = !en.empty() ? en : factor != nullptr && !factor->name_en.empty() ? factor->name_en : made.zh;
  return made;
}

/// Walks a detail; rows of lists are told apart by what they are about.
class Walk {
 public:
  Walk(catalog::Catalog const& catalog, base::Day on) : catalog_(catalog), air_(catalog.air_index(on)) {}
  std::vector<Leaf> leaves;

  void object(json::object const& of, std::string const& path, std::string const& parent, std::string const& zh, std::string const& en, std::string unit) {
    unit = text_in(of, "unit").empty() ? unit : text_in(of, "unit");
    for (auto const& [key, member] : of) {
      std::string const name(key);
      auto const at = path.empty() ? name : path + "." + name;
      if (auto const* known = member.is_number() ? called(calls, parent, name) : nullptr; known != nullptr) {
        add({at, zh + std::string(known->title), en + std::string(known->title_en), known->unit == "@" ? unit : std::string(known->unit),
             member.to_number<double>(), known->greater_is_worse});
      } else if (auto const* inner = member.if_object()) {
        below(*inner, at, parent, name, zh, en, unit);
      } else if (auto const* list = member.if_array()) {
        rows(*list, at, name, zh, en, unit);
      }
    }
  }

 private:
  void add(Leaf leaf) {
    if (leaves.size() < changes_max) {
      leaves.push_back(std::move(leaf));
    }
  }
  /// Of a pollutant of air where its row has no unit: that of the index's table.
  std::string unit_of(std::string const& pollutant, std::string const& otherwise) const {
    for (auto const& row : air_ == nullptr ? std::vector<catalog::BreakPoint>() : air_->break_points) {
      if (row.pollutant == pollutant) {
        return std::string(base::symbol(row.unit));
      }
    }
    return otherwise;
  }
  void below(json::object const& inner, std::string const& at, std::string const& parent, std::string const& name, std::string const& zh,
             std::string const& en, std::string const& unit) {
    if (auto const* counted = called(counts, "", name); counted != nullptr) {
      for (auto const& [key, value] : inner) {
        if (value.is_number()) {
          std::string const one(key);
          add({at + "." + one, zh + one + " " + std::string(counted->title), en + one + " " + std::string(counted->title_en),
               counted->unit == "@" ? unit_of(one, unit) : std::string(counted->unit), value.to_number<double>(), counted->greater_is_worse});
        }
      }
      return;
    }
    if (parent == "parts") {   // a part of a composite, by its name
      object(inner, at, parent, zh + name + " ", en + name + " ", unit_of(name, unit));
      return;
    }
    auto const whole = parent + "/" + name;
    auto const* const part = std::find_if(std::begin(parts), std::end(parts), [&](Part const& each) { return each.key == whole || each.key == name; });
    bool const known = part != std::end(parts);
    object(inner, at, name, known ? zh + std::string(part->title) + " " : zh, known ? en + std::string(part->title_en) + " " : en, unit);
  }
  void rows(json::array const& list, std::string const& at, std::string const& name, std::string const& zh, std::string const& en, std::string const& unit) {
    for (auto const& each : list) {
      auto const* row = each.if_object();
      auto const one = row == nullptr ? Named() : named(catalog_, *row);
      if (!one.key.empty()) {   // rows without a name cannot be told apart
        object(*row, at + "." + one.key, name, zh + one.zh + " ", en + one.en + " ", unit_of(one.key, unit));
      }
    }
  }
  catalog::Catalog const& catalog_;
  catalog::AirIndexRules const* air_;
};

std::vector<Leaf> leaves_of(catalog::Catalog const& catalog, Figure const& figure) {
  Walk walk(catalog, figure.to);
  auto const detail = parsed(figure.detail);
  if (auto const* object = detail.if_object()) {
    walk.object(*object, "", "", "", "", "");
  }
  return std::move(walk.leaves);
}

json::object change_json(Leaf const& leaf, std::optional<double> a, std::optional<double> b) {
  json::object row{{"key", text(leaf.key)}, {"title", text(leaf.title)}, {"title_en", text(leaf.title_en)}, {"unit", text(leaf.unit)}, {"a", number_or_null(a)},
                   {"b", number_or_null(b)}};
  bool const both = a && b;
  auto const change = both ? *a - *b : 0;
  constexpr double percent = 100;
  row["change"] = both ? gate::number(change) : json::value(nullptr);
  row["percent"] = both && *b != 0 ? gate::number(change / std::abs(*b) * percent) : json::value(nullptr);
  row["better"] = both && change != 0 && leaf.greater_is_worse != 0 ? json::value((change < 0) == (leaf.greater_is_worse > 0)) : json::value(nullptr);
  return row;
}

}  // namespace

json::object kind_json(Kind const& kind) {
  json::array forms;
  for (auto const form : kind.forms) {
    forms.push_back(text(evaluate::name_of(form)));
  }
  return {{"id", text(kind.id)}, {"title", text(kind.title)}, {"title_en", text(kind.title_en)}, {"field", text(kind.field)}, {"object", text(kind.object)},
          {"forms", std::move(forms)}, {"unit", text(kind.unit)}, {"greater_is_worse", kind.greater_is_worse}, {"is_public", kind.is_public}};
}

std::string origin_of(Figure const& figure, Object const* object) {
  auto const told = parsed(figure.detail);   // of a list without details the object's alone: it covers all its data
  return evaluate::weakest_origin(object == nullptr ? "" : object->origin, told.is_object() ? text_in(told.get_object(), "data_origin") : "");
}

json::object figure_json(Figure const& figure, Object const* object, bool detail) {
  auto const known = object != nullptr;
  auto const told = parsed(figure.detail);
  auto const origin = origin_of(figure, object);
  json::object row{{"id", figure.id}, {"kind", text(figure.kind)}, {"object", text(figure.object)}, {"object_name", text(known ? object->name : figure.object)},
                   {"object_name_en", text(known ? object->name_en : "")}, {"origin", text(origin)}, {"span", text(figure.span)},
                   {"form", text(form_of(figure.span))}, {"from", base::format(figure.from)}, {"to", base::format(figure.to)},
                   {"result", text(figure.result)}, {"number", number_or_null(figure.number)}, {"value", text(figure.value)}, {"unit", text(figure.unit)},
                   {"rank", figure.rank}, {"grade", text(figure.grade)}, {"grade_en", text(figure.grade_en)}, {"colour", text(figure.colour)},
                   {"valid_share", number_or_null(figure.valid_share)}, {"standard", text(figure.standard)}, {"clause", text(figure.clause)},
                   {"edition", text(figure.edition)}, {"digest", text(figure.digest)}, {"provisional", figure.provisional}, {"revision", figure.revision},
                   {"computed_at", gate::time_or_null(figure.computed_at)}, {"superseded_at", gate::time_or_null(figure.superseded_at)}};
  if (detail) {
    row["detail"] = told;
  }
  return row;
}

json::object revision_json(Figure const& figure) {
  return {{"id", figure.id}, {"revision", figure.revision}, {"value", text(figure.value)}, {"number", number_or_null(figure.number)},
          {"result", text(figure.result)}, {"computed_at", gate::time_or_null(figure.computed_at)},
          {"superseded_at", gate::time_or_null(figure.superseded_at)}, {"edition", text(figure.edition)}, {"digest", text(figure.digest)}};
}

json::array changes_json(catalog::Catalog const& catalog, Kind const& kind, Figure const& a, Figure const& b) {
  json::array rows;
  rows.push_back(change_json({"number", kind.title, kind.title_en, kind.unit, 0, kind.greater_is_worse ? 1 : -1}, a.number, b.number));
  auto const of_a = leaves_of(catalog, a), of_b = leaves_of(catalog, b);
  auto const value_in = [](std::vector<Leaf> const& of, std::string const& key) {
    auto const at = std::find_if(of.begin(), of.end(), [&](Leaf const& each) { return each.key == key; });
    return at == of.end() ? std::nullopt : std::optional(at->value);
  };
  for (auto const& leaf : of_a) {
    rows.push_back(change_json(leaf, leaf.value, value_in(of_b, leaf.key)));
  }
  for (auto const& leaf : of_b) {
    if (!value_in(of_a, leaf.key)) {
      rows.push_back(change_json(leaf, std::nullopt, leaf.value));
    }
  }
  return rows;
}

}  // namespace evaluations
