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

// What a number in a figure's detail is called, and which way is better: +1 the smaller, -1 the greater, 0 neither.
struct Called { std::string_view key, title, title_en, unit; int greater_is_worse; };
constexpr Called calls[] = {
    {"days_due", "应有天数", "days due", "d", 0},
    {"days_valid", "有效天数", "valid days", "d", 0},
    {"good_days", "优良天数", "good days", "d", -1},
    {"good_share", "优良天数比例", "share of good days", "%", -1},
    {"heavy_days", "重污染天数", "days of heavy pollution", "d", 1},
    {"mean", "均值", "mean", "", 1},
    {"percentile", "百分位数", "percentile", "", 1},
    {"share", "占标率", "share of the limit", "%", 1},
    {"times_over", "超标倍数", "times over", "", 1},
    {"sum", "综合指数", "composite index", "", 1},
    {"max", "最大单项指数", "greatest single index", "", 1},
    {"index", "单项指数", "single index", "", 1},
    {"value", "数值", "value", "", 0},
    {"rank", "类别", "class", "", 1},
    {"tli", "营养状态指数", "trophic index", "", 1},
    {"cwqi", "水质指数", "water quality index", "", 1},
    {"share_good", "优良断面比例", "share of good sections", "%", -1},
    {"share_inferior", "劣Ⅴ类断面比例", "share of sections beyond class V", "%", 1},
    {"ld", "昼间等效声级", "day level", "dB(A)", 1},
    {"ln", "夜间等效声级", "night level", "dB(A)", 1},
    {"ldn", "昼夜等效声级", "day-night level", "dB(A)", 1},
    {"met_day", "昼间达标率", "share met by day", "%", -1},
    {"met_night", "夜间达标率", "share met by night", "%", -1},
    {"nemerow", "内梅罗指数", "Nemerow index", "", 1},
    {"pi", "单项指数", "single index", "", 1},
    {"mass_t", "排放量", "amount", "t", 1},
    {"permit_share", "占许可量比例", "share of the permit", "%", 1},
    {"hours_exceeded", "超标小时数", "hours over the limit", "h", 1},
    {"days_exceeded", "超标天数", "days over the limit", "d", 1},
    {"valid_share", "有效率", "valid share", "", -1},
    {"samples", "样品数", "samples", "", 0},
};
constexpr std::size_t changes_max = 400;

Called const* called(std::string_view key) {
  auto const* const found = std::find_if(std::begin(calls), std::end(calls), [&](Called const& each) { return each.key == key; });
  return found == std::end(calls) ? nullptr : found;
}

struct Leaf { std::string key, owner, last, unit; double value = 0; };   // owner: the named thing the number belongs to ("PM2.5")

std::string named(json::object const& row) {
  for (auto const* name : {"pollutant", "factor", "name", "item", "zone", "span", "record"}) {
    auto const* value = row.if_contains(name);
    if (value != nullptr && value->is_string() && !value->get_string().empty()) {
      return std::string(value->get_string());
    }
  }
  return {};
}

// Numbers of a detail by their path; rows of lists by what they are about.
void gather(json::value const& value, std::string const& path, std::string const& owner, std::string const& last, std::string const& unit,
            std::vector<Leaf>& leaves) {
  if (value.is_number() && leaves.size() < changes_max) {
    leaves.push_back({path, owner, last, unit, value.to_number<double>()});
  } else if (auto const* object = value.if_object()) {
    auto const* own_unit = object->if_contains("unit");
    auto const below = own_unit != nullptr && own_unit->is_string() ? std::string(own_unit->get_string()) : unit;
    for (auto const& [key, member] : *object) {
      std::string const name(key);
      bool const is_owner = member.is_object() && !called(name);
      gather(member, path.empty() ? name : path + "." + name, is_owner ? name : owner, name, below, leaves);
    }
  } else if (auto const* list = value.if_array()) {
    for (auto const& each : *list) {
      auto const* row = each.if_object();
      auto const name = row == nullptr ? std::string() : named(*row);
      if (!name.empty()) {   // rows without a name cannot be told apart
        gather(each, path + "." + name, name, last, unit, leaves);
      }
    }
  }
}

struct Pair { std::optional<double> a, b; };

json::object change_json(std::string const& key, std::string const& title, std::string const& title_en, std::string const& unit, Pair const& pair,
                         int greater_is_worse) {
  json::object row{{"key", text(key)}, {"title", text(title)}, {"title_en", text(title_en)}, {"unit", text(unit)}, {"a", number_or_null(pair.a)},
                   {"b", number_or_null(pair.b)}};
  bool const both = pair.a && pair.b;
  auto const change = both ? *pair.a - *pair.b : 0;
  constexpr double percent = 100;
  row["change"] = both ? gate::number(change) : json::value(nullptr);
  row["percent"] = both && *pair.b != 0 ? gate::number(change / std::abs(*pair.b) * percent) : json::value(nullptr);
  row["better"] = both && change != 0 && greater_is_worse != 0 ? json::value((change < 0) == (greater_is_worse > 0)) : json::value(nullptr);
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

json::object figure_json(Figure const& figure, Object const* object, bool detail) {
  auto const known = object != nullptr;
  json::object row{{"id", figure.id}, {"kind", text(figure.kind)}, {"object", text(figure.object)}, {"object_name", text(known ? object->name : figure.object)},
                   {"object_name_en", text(known ? object->name_en : "")}, {"origin", text(known ? object->origin : "")}, {"span", text(figure.span)},
                   {"form", text(form_of(figure.span))}, {"from", base::format(figure.from)}, {"to", base::format(figure.to)},
                   {"result", text(figure.result)}, {"number", number_or_null(figure.number)}, {"value", text(figure.value)}, {"unit", text(figure.unit)},
                   {"rank", figure.rank}, {"grade", text(figure.grade)}, {"grade_en", text(figure.grade_en)}, {"colour", text(figure.colour)},
                   {"valid_share", number_or_null(figure.valid_share)}, {"standard", text(figure.standard)}, {"clause", text(figure.clause)},
                   {"edition", text(figure.edition)}, {"digest", text(figure.digest)}, {"provisional", figure.provisional}, {"revision", figure.revision},
                   {"computed_at", gate::time_or_null(figure.computed_at)}, {"superseded_at", gate::time_or_null(figure.superseded_at)}};
  if (detail) {
    row["detail"] = parsed(figure.detail);
  }
  return row;
}

json::object revision_json(Figure const& figure) {
  return {{"id", figure.id}, {"revision", figure.revision}, {"value", text(figure.value)}, {"number", number_or_null(figure.number)},
          {"result", text(figure.result)}, {"computed_at", gate::time_or_null(figure.computed_at)},
          {"superseded_at", gate::time_or_null(figure.superseded_at)}, {"edition", text(figure.edition)}, {"digest", text(figure.digest)}};
}

json::array changes_json(Kind const& kind, Figure const& a, Figure const& b) {
  json::array rows;
  rows.push_back(change_json("number", kind.title, kind.title_en, kind.unit, {a.number, b.number}, kind.greater_is_worse ? 1 : -1));
  std::vector<Leaf> leaves, other;
  gather(parsed(a.detail), "", "", "", "", leaves);
  gather(parsed(b.detail), "", "", "", "", other);
  std::vector<Leaf> all = leaves;
  for (auto const& leaf : other) {
    if (std::none_of(leaves.begin(), leaves.end(), [&](Leaf const& each) { return each.key == leaf.key; })) {
      all.push_back(leaf);
    }
  }
  auto const value_in = [](std::vector<Leaf> const& of, std::string const& key) -> std::optional<double> {
    auto const at = std::find_if(of.begin(), of.end(), [&](Leaf const& each) { return each.key == key; });
    return at == of.end() ? std::nullopt : std::optional(at->value);
  };
  for (auto const& leaf : all) {
    auto const* known = called(leaf.last);
    auto const before = leaf.owner.empty() ? "" : leaf.owner + " ";
    auto const unit = !leaf.unit.empty() && (known == nullptr || known->unit.empty()) ? leaf.unit : std::string(known == nullptr ? "" : known->unit);
    rows.push_back(change_json(leaf.key, before + std::string(known == nullptr ? leaf.last : known->title),
                               before + std::string(known == nullptr ? leaf.last : known->title_en), unit,
                               {value_in(leaves, leaf.key), value_in(other, leaf.key)}, known == nullptr ? 0 : known->greater_is_worse));
  }
  return rows;
}

}  // namespace evaluations
