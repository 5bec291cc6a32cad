// Paths followed into figures, and what they find shown as text.
#include <algorithm>
#include <cmath>

#include "reports/inside.hpp"

namespace reports {
namespace {

constexpr std::string_view row_key = "$key";

base::Problem unknown(Expression const& expression, std::string const& name, char const* why) {
  return base::Problem("unknown_path", "'" + expression.text + "': there is no '" + name + "' " + why, expression.place,
                       "look at the figure's detail (GET /api/v1/figures), or write '" + name + "?' where it may be absent");
}

std::string plain(json::value const& value) {
  if (auto const* text = value.if_string()) {
    return std::string(*text);
  }
  if (value.is_number()) {
    return base::format_number(value.to_number<double>());
  }
  return value.is_bool() ? value.get_bool() ? "是" : "否" : std::string();
}

struct Reached { json::value const* value = nullptr; std::string reason; };   // no value: the reason
base::Result<Found> copied(base::Result<Reached> const& reached) {
  if (!reached) {
    return reached.error();
  }
  return reached->value == nullptr ? Found{{}, reached->reason} : Found{*reached->value, {}};
}

/// Follows the steps from `at` on. `of` is the figure that all is part of.
class Walk {
 public:
  Walk(Expression const& expression, Entry const* of) : expression_(expression), of_(of) {}

  base::Result<Reached> from(json::value const& start, std::size_t at) {
    json::value const* value = &start;
    for (; at < expression_.path.size(); ++at) {
      auto const& step = expression_.path[at];
      remember_reason(*value);
      auto const next = child(*value, step);
      if (!next) {
        return next.error();
      }
      value = *next;
      if (value != nullptr && !step.where_key.empty()) {
        value = item(*value, step);
      }
      if (value == nullptr || value->is_null()) {
        return Reached{nullptr, why()};
      }
    }
    if (value->is_null()) {                                 // an item of a list that is nothing
      return Reached{nullptr, why()};
    }
    return Reached{value, {}};
  }

 private:
  std::string why() const { return !reason_.empty() ? reason_ : of_ != nullptr && !of_->reason.empty() ? of_->reason : "无数据"; }
  /// What an object says of why something in it is missing.
  void remember_reason(json::value const& value) {
    for (auto const* const key : {"reason", "refused"}) {
      auto const* object = value.if_object();
      auto const* reason = object != nullptr ? object->if_contains(key) : nullptr;
      if (auto const* by_name = reason != nullptr ? reason->if_object() : nullptr) {   // {"PM10": "…"}: of each member of its siblings
        reason = by_name->if_contains(expression_.path.back().name);
      }
      if (reason != nullptr && reason->is_string() && !reason->get_string().empty()) {
        reason_ = chinese(std::string(reason->get_string()));
      }
    }
  }
  base::Result<json::value const*> child(json::value const& value, Step const& step) const {
    bool const lenient = step.optional || (of_ != nullptr && !of_->judged);
    if (auto const* object = value.if_object()) {
      auto const* found = object->if_contains(step.name);
      if (found == nullptr && !lenient) {
        return unknown(expression_, step.name, "in it");
      }
      return found;
    }
    if (auto const* array = value.if_array()) {
      auto const index = base::parse_integer(step.name);
      if (!index || *index < 0) {
        return unknown(expression_, step.name, "in a list; name an item by its number or by [key=value]");
      }
      return static_cast<std::size_t>(*index) < array->size() ? &(*array)[static_cast<std::size_t>(*index)] : nullptr;
    }
    return unknown(expression_, step.name, "in a single value");
  }
  static json::value const* item(json::value const& list, Step const& step) {
    if (auto const* array = list.if_array()) {
      for (auto const& one : *array) {
        auto const* object = one.if_object();
        auto const* key = object != nullptr ? object->if_contains(step.where_key) : nullptr;
        if (key != nullptr && plain(*key) == step.where_value) {
          return &one;
        }
      }
    }
    return nullptr;
  }

  Expression const& expression_;
  Entry const* of_;
  std::string reason_;
};

base::Result<Found> find_in_world(World const& world, Expression const& expression, std::size_t at, Used& used) {
  if (at >= expression.path.size()) {
    return unknown(expression, "", "after 'top'");
  }
  auto const& name = expression.path[at].name;
  if (auto const one = world.ones.find(name); one != world.ones.end()) {
    used.insert(&one->second);
    return copied(Walk(expression, &one->second).from(one->second.value, at + 1));
  }
  if (auto const list = world.lists.find(name); list != world.lists.end()) {
    if (at + 1 < expression.path.size()) {
      return unknown(expression, expression.path[at + 1].name, "in a list of figures; it is for 'rows'");
    }
    json::array all;
    for (auto const& entry : list->second) {
      used.insert(&entry);
      if (entry.judged) {
        all.push_back(entry.value);
      }
    }
    return Found{std::move(all), {}};
  }
  for (auto const& [known, object] : {std::pair("object", &world.object), std::pair("span", &world.span), std::pair("report", &world.report)}) {
    if (name == known) {
      return copied(Walk(expression, nullptr).from(*object, at + 1));
    }
  }
  return unknown(expression, name, "among the figures of this template");
}

}  // namespace

base::Result<Found> find(World const& world, Row const* row, Expression const& expression, Used& used) {
  if (expression.path.empty()) {
    return Found{"", {}};
  }
  auto const by_key = [](Step const& step) { return step.name == row_key; };
  if (row != nullptr && std::any_of(expression.path.begin(), expression.path.end(), by_key)) {   // the same key of another map
    auto named = expression;
    for (auto& step : named.path) {
      step.name = by_key(step) ? row->key : step.name;
    }
    return find(world, row, named, used);
  }
  auto const& first = expression.path.front().name;
  if (row == nullptr || first == "top") {
    return find_in_world(world, expression, row == nullptr ? 0 : 1, used);
  }
  if (first == "row") {
    return Found{row->number, {}};
  }
  if (row->entry != nullptr) {
    if (first != "span" && first != "object") {
      used.insert(row->entry);
    }
    return copied(Walk(expression, row->entry).from(row->entry->value, 0));
  }
  used.insert(row->of);
  if (first == "key") {
    return Found{json::value(row->key), {}};
  }
  return copied(Walk(expression, row->of).from(*row->item, first == "it" ? 1 : 0));
}

base::Result<std::vector<Row>> rows_of(World const& world, Expression const& expression, Used& used) {
  std::vector<Row> rows;
  if (auto const list = world.lists.find(expression.path.front().name); list != world.lists.end() && expression.path.size() == 1) {
    for (auto const& entry : list->second) {
      rows.push_back({.entry = &entry, .number = rows.size() + 1});
    }
    return rows;
  }
  auto const one = world.ones.find(expression.path.front().name);
  if (one == world.ones.end()) {
    return unknown(expression, expression.path.front().name, "that has rows");
  }
  used.insert(&one->second);
  auto const reached = Walk(expression, &one->second).from(one->second.value, 1);
  if (!reached) {
    return reached.error();
  }
  auto const* value = reached->value;
  if (value == nullptr) {
    return rows;
  }
  if (auto const* array = value->if_array()) {
    for (auto const& item : *array) {
      rows.push_back({.item = &item, .number = rows.size() + 1, .of = &one->second});
    }
  } else if (auto const* object = value->if_object()) {
    for (auto const& pair : *object) {
      rows.push_back({.item = &pair.value(), .key = std::string(pair.key()), .number = rows.size() + 1, .of = &one->second});
    }
  } else {
    return unknown(expression, expression.path.back().name, "with rows: it is a single value");
  }
  return rows;
}

namespace {

base::Decimal decimal_of(double value) {
  auto const exact = base::Decimal::parse(base::format_number(value));
  return exact ? *exact : base::Decimal::from_double(value, 6);
}

/// Rounded once, by GB/T 8170, from what the evaluation says.
std::string number_text(double value, Expression const& expression) {
  bool has_sign = false, percent = false, trimmed = false;
  std::optional<int> digits;
  std::string unit;
  for (auto const& filter : expression.filters) {
    has_sign = has_sign || filter.name == "signed";
    percent = percent || filter.name == "percent";
    value = filter.name == "abs" ? std::abs(value) : value;
    unit = filter.name == "unit" ? filter.arguments[0] : unit;
    trimmed = trimmed || filter.name == "most";
    if ((filter.name == "digits" || filter.name == "percent" || filter.name == "most") && !filter.arguments.empty()) {
      digits = static_cast<int>(base::parse_integer(filter.arguments[0]).value_or(0));
    }
  }
  if (constexpr double decimal_max = 1e15; std::abs(value) >= decimal_max) {   // more than a decimal holds: as it is
    return base::format_number(value) + unit;
  }
  auto decimal = decimal_of(value);
  if (percent) {
    decimal = decimal_of((decimal * base::Decimal(100, 0)).to_double());
  }
  if (digits) {
    decimal = decimal.scale() > *digits || !trimmed ? decimal.rounded(*digits) : decimal;
  }
  decimal = trimmed ? decimal.trimmed() : decimal;
  auto const zero = decimal.coefficient() == 0;
  return (has_sign && !zero && !decimal.negative() ? "+" : "") + decimal.to_string() + (percent ? "%" : "") + unit;
}

Filter const* filter_of(Expression const& expression, std::string_view name) {
  auto const found = std::find_if(expression.filters.begin(), expression.filters.end(), [&](Filter const& filter) { return filter.name == name; });
  return found == expression.filters.end() ? nullptr : &*found;
}

bool rounds(Expression const& expression) {
  return filter_of(expression, "digits") != nullptr || filter_of(expression, "most") != nullptr || filter_of(expression, "percent") != nullptr;
}

std::string argument(Filter const& filter, std::size_t i, std::string_view usual) {
  return i < filter.arguments.size() ? filter.arguments[i] : std::string(usual);
}

std::string date_text(std::string const& text) {
  auto const day = base::parse_day(text);
  if (!day) {
    return text;
  }
  auto const c = base::to_beijing(base::start_of(*day));
  return std::to_string(c.year) + "年" + std::to_string(c.month) + "月" + std::to_string(c.day) + "日";
}

/// "2026-11-03 08:00"
std::string time_text(std::string const& text) {
  auto const time = base::parse_time(text);
  if (!time) {
    return text;
  }
  constexpr std::size_t to_minutes = 16;
  auto shown = base::format(*time).substr(0, to_minutes);
  std::replace(shown.begin(), shown.end(), 'T', ' ');
  return shown;
}

/// Lists and maps as one text; nothing where no filter says how.
std::optional<std::string> list_text(json::value const& value, Expression const& expression) {
  std::vector<std::string> words;
  std::string between = "、";
  auto const* pairs = filter_of(expression, "pairs");
  auto const* keys = filter_of(expression, "keys");
  auto const* joined = filter_of(expression, "join");
  if (auto const* object = value.if_object()) {
    if (pairs == nullptr && keys == nullptr) {
      return std::nullopt;
    }
    for (auto const& pair : *object) {
      auto const& item = pair.value();
      if (!(item.is_number() && item.to_number<double>() == 0) && !item.is_null()) {
        words.push_back(std::string(pair.key()) + (pairs != nullptr ? " " + plain(item) + argument(*pairs, 0, "") : ""));
      }
    }
    between = keys != nullptr ? argument(*keys, 0, between) : between;
  } else if (auto const* array = value.if_array()) {
    for (auto const& item : *array) {
      auto const* fields = item.if_object();
      if (fields != nullptr && (joined == nullptr || joined->arguments.size() < 2)) {
        return std::nullopt;
      }
      auto const* field = fields != nullptr ? fields->if_contains(joined->arguments[1]) : &item;
      words.push_back(field == nullptr ? std::string() : plain(*field));
    }
    between = joined != nullptr ? argument(*joined, 0, between) : between;
  }
  std::string all;
  for (auto const& word : words) {
    all += (all.empty() ? "" : between) + word;
  }
  return all;
}

/// "down 下降 up 上升": what a word is called.
std::string renamed(std::string const& word, Filter const& names) {
  for (std::size_t i = 0; i + 1 < names.arguments.size(); i += 2) {
    if (names.arguments[i] == word) {
      return names.arguments[i + 1];
    }
  }
  return word;
}

std::size_t size_of(json::value const& value) { return value.is_array() ? value.get_array().size() : value.is_object() ? value.get_object().size() : 1; }

}  // namespace

base::Result<Shown> show(World const& world, Row const* row, Expression const& expression, Used& used) {
  auto const found = find(world, row, expression, used);
  if (!found) {
    return found.error();
  }
  if (found->missing()) {
    auto const* instead = filter_of(expression, "or");
    return instead != nullptr ? Shown{instead->arguments[0], base::parse_number(instead->arguments[0]), {}} : Shown{std::string(dash), {}, found->reason};
  }
  json::value counted;
  auto const* value = &found->value;
  if (filter_of(expression, "count") != nullptr) {
    counted = size_of(*value);
    value = &counted;
  }
  if (value->is_number()) {
    double const number = value->to_number<double>();
    return Shown{number_text(number, expression), number, {}};
  }
  // Numbers that come as text keep the places they have, unless others are asked for.
  if (auto const number = value->is_string() ? base::parse_number(std::string_view(value->get_string())) : std::nullopt; number && rounds(expression)) {
    return Shown{number_text(*number, expression), number, {}};
  }
  if (auto const* words = filter_of(expression, "yes"); words != nullptr && value->is_bool()) {
    return Shown{words->arguments[value->get_bool() ? 0 : 1], {}, {}};
  }
  if (value->is_array() || value->is_object()) {
    auto text = list_text(*value, expression);
    if (!text) {
      return base::Problem("bad_value", "'" + expression.text + "' is a list, not a single value", expression.place,
                           "write | join 、 field, | pairs 天 or | count");
    }
    return Shown{text->empty() ? std::string(dash) : *std::move(text), {}, {}};
  }
  auto text = plain(*value);
  if (std::any_of(expression.path.begin(), expression.path.end(), [](Step const& step) { return step.name == "reason" || step.name == "refused"; })) {
    text = chinese(text);                                      // evaluations give reasons in both languages
  }
  text = filter_of(expression, "date") != nullptr ? date_text(text) : filter_of(expression, "time") != nullptr ? time_text(text) : text;
  if (auto const* names = filter_of(expression, "as")) {
    text = renamed(text, *names);
  }
  auto const* unit = filter_of(expression, "unit");
  auto const number = value->is_string() ? base::parse_number(text) : std::nullopt;
  return Shown{text.empty() ? std::string(dash) : text + (unit != nullptr ? unit->arguments[0] : ""), number, {}};
}

base::Result<std::string> filled(World const& world, Row const* row, Text const& text, Used& used) {
  std::string all;
  for (auto const& piece : text) {
    if (!piece.value) {
      all += piece.text;
      continue;
    }
    auto const shown = show(world, row, *piece.value, used);
    if (!shown) {
      return shown.error();
    }
    all += shown->text;
  }
  return all;
}

base::Result<Words> filled(World const& world, Title const& title, Used& used) {
  auto zh = filled(world, nullptr, title.zh, used), en = filled(world, nullptr, title.en, used);
  if (!zh || !en) {
    return !zh ? zh.error() : en.error();
  }
  return Words{*std::move(zh), *std::move(en)};
}

base::Result<std::string> colour_of(World const& world, Row const* row, Expression const& expression, Used& used) {
  auto shown = show(world, row, expression, used);
  if (!shown) {
    return shown.error();
  }
  if (shown->text == dash || shown->text.empty()) {
    return std::string();
  }
  if (shown->text.size() != 7 || shown->text[0] != '#' || shown->text.find_first_not_of("0123456789abcdefABCDEF", 1) != std::string::npos) {
    return base::Problem("bad_value", "'" + expression.text + "' gives '" + shown->text + "', which is no colour", expression.place,
                         "name a field that holds one, as 'colour' of a figure does");
  }
  return std::move(shown->text);
}

base::Result<bool> holds(World const& world, Condition const& condition, Time now) {
  std::map<std::string, query::Value, std::less<>> values;
  for (auto const& name : query::properties_of(*condition.node)) {
    auto const path = parse_expression(name, condition.place);
    if (!path) {
      return path.error();
    }
    Used ignored;
    auto const found = find(world, nullptr, *path, ignored);
    if (!found) {
      return found.error();
    }
    auto const& value = found->value;
    auto& into = values[name];
    if (value.is_bool()) {
      into = value.get_bool();
    } else if (value.is_number()) {
      into = value.to_number<double>();
    } else if (value.is_string()) {
      into = std::string(value.get_string());
    } else if (value.is_array() || value.is_object()) {
      into = static_cast<double>(size_of(value));              // of a list: how many
    }
  }
  auto const yes = query::holds(*condition.node, [&](std::string_view name) { return values.find(name)->second; }, {now});
  if (!yes) {
    return base::Problem(yes.error().code, yes.error().detail, condition.place, yes.error().mend);
  }
  return *yes;
}

}  // namespace reports
