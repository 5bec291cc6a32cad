// Fields, rules and the lifecycle of a register's file.
#include <algorithm>
#include <set>

#include "definitions/loader.hpp"

namespace definitions {
namespace {

constexpr std::size_t text_length = 200, memo_length = 4000, length_limit = 20'000, files_limit = 20;
constexpr int digits_limit = 9;

/// The keys of a type beside those every field may have.
std::vector<std::string_view> keys_of(Type type) {
  switch (type) {
    case Type::text: return {"max", "pattern"};
    case Type::memo: return {"max"};
    case Type::number: return {"min", "max", "unit"};
    case Type::decimal: return {"digits", "min", "max", "unit"};
    case Type::code: case Type::codes: return {"list", "values"};
    case Type::reference: return {"to"};
    case Type::attachment: case Type::photo: return {"count"};
    case Type::identifier: return {"form"};
    default: return {};
  }
}

}  // namespace

std::optional<query::Node> SetLoader::expression(Register const& reg, yaml::Leaf const& leaf, std::string_view key, bool needed) {
  auto const written = leaf.text(key, needed);
  if (written.empty()) {
    return std::nullopt;
  }
  auto const node = query::parse_text(written);
  auto const fault = [&](std::string const& detail, std::string const& mend = {}) { leaf.find(key)->fault("bad_expression", detail, mend); };
  if (!node) {
    fault(base::to_string(node.error()));
    return std::nullopt;
  }
  if (auto const functions = query::check_functions(*node); !functions) {
    fault(base::to_string(functions.error()));
    return std::nullopt;
  }
  for (auto const& name : query::properties_of(*node)) {
    if (reg.field(name) == nullptr && !is_own_property(name)) {
      fault("'" + name + "' is no field of this register");
      return std::nullopt;
    }
  }
  return *node;
}

void SetLoader::load_type(Field& field, yaml::Leaf const& leaf) {
  auto const written = leaf.text("type");
  auto const type = parse_type(written);
  if (!type) {
    leaf.fault("unknown_type", "'" + written + "' is no type of field", "see the table in " + std::string(guide));
    return;
  }
  field.type = *type;
  auto const own = keys_of(*type);
  for (auto const* const key : {"max", "min", "pattern", "unit", "digits", "list", "values", "to", "count", "form"}) {
    if (leaf.has(key) && std::find(own.begin(), own.end(), std::string_view(key)) == own.end()) {
      leaf.find(key)->fault("wrong_key", "a field of type " + written + " has no '" + key + "'");
    }
  }
}

void SetLoader::load_bounds(Field& field, yaml::Leaf const& leaf) {
  if (field.type == Type::text || field.type == Type::memo) {
    auto const length = leaf.integer("max", false).value_or(static_cast<int>(field.type == Type::text ? text_length : memo_length));
    field.length_max = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(length, 1)), 1, length_limit);
  } else if (field.type == Type::number || field.type == Type::decimal) {
    field.min = leaf.decimal("min", false);
    field.max = leaf.decimal("max", false);
    field.unit = leaf.text("unit", false);
    field.digits = leaf.integer("digits", false).value_or(0);
    if (field.digits < 0 || field.digits > digits_limit) {
      leaf.find("digits")->fault("bad_number", "digits are 0 to " + std::to_string(digits_limit));
    }
    if (field.min && field.max && *field.min > *field.max) {
      leaf.fault("bad_range", "min is greater than max");
    }
  } else if (is_file(field.type)) {
    auto const count = leaf.integer("count", false).value_or(1);
    field.count_max = static_cast<std::size_t>(std::clamp(count, 1, static_cast<int>(files_limit)));
  }
  field.pattern = leaf.text("pattern", false);
  if (!is_pattern(field.pattern)) {
    leaf.find("pattern")->fault("bad_pattern", "'" + field.pattern + "' is no pattern", "RE2 syntax, as [A-Z]{2}[0-9]{4}");
  }
}

void SetLoader::load_values(Register const& reg, Field& field, yaml::Leaf const& leaf) {
  if (field.type == Type::department || field.type == Type::grid_cell) {
    field.list = field.type == Type::department ? "departments" : "divisions";
    return;
  }
  if (field.type != Type::code && field.type != Type::codes) {
    return;
  }
  field.list = leaf.text("list", false);
  if (field.list.empty() != leaf.has("values")) {
    leaf.fault("bad_list", "a code field has either 'list' or 'values'");
    return;
  }
  if (!field.list.empty()) {
    return;
  }
  field.list = reg.id + "." + field.id;
  CodeList list{.id = field.list, .title = field.title};
  for (auto const& item : leaf.items("values")) {
    item.only({"code", "zh", "en", "note"});
    Code code{item.text("code"), item.text("zh"), item.text("en"), "", item.text("note", false)};
    if (code.code.find(';') != std::string::npos || !list.by_code.emplace(code.code, list.rows.size()).second) {
      item.fault("code_twice", "code '" + code.code + "' stands twice or holds ';'");
      continue;
    }
    list.by_name.emplace(code.name, list.rows.size());
    list.rows.push_back(std::move(code));
  }
  made_->lists_.emplace(list.id, std::move(list));
}

void SetLoader::load_field(Register& reg, yaml::Leaf const& leaf) {
  leaf.only({"id",   "type",    "title", "help", "section", "required", "unique", "public", "personal", "blurred", "index", "initial", "was", "item",
             "also", "retired", "value", "max",  "min",     "pattern",  "unit",   "digits", "list",     "values",  "to",    "count",   "form"});
  Field field{.id = leaf.text("id")};
  field_places_[reg.id + "." + field.id] = leaf.where();
  if (!is_id(field.id) || is_own_property(field.id) || reg.field(field.id) != nullptr) {
    leaf.fault("bad_id", "'" + field.id + "' is no good id: small letters, digits and _, at most 40, once, and not a property every record has");
  }
  load_type(field, leaf);
  field.title = title_of(leaf, "title", true);
  field.help = title_of(leaf, "help", false);
  field.section = title_of(leaf, "section", false);
  field.required = leaf.yes("required");
  field.unique = leaf.yes("unique");
  field.is_public = leaf.yes("public");
  field.personal = leaf.yes("personal");
  field.blurred = leaf.yes("blurred");
  field.indexed = leaf.yes("index");
  field.retired = leaf.yes("retired");
  field.initial = leaf.text("initial", false);
  field.was = leaf.text("was", false);
  field.item = leaf.text("item", false);
  field.also = leaf.texts("also");
  load_bounds(field, leaf);
  load_values(reg, field, leaf);
  if (field.type == Type::reference) {
    field.to = leaf.text("to");
  }
  if (field.type == Type::identifier) {
    auto const form = parse_form(leaf.text("form"));
    form ? void(field.form = *form) : leaf.fault("unknown_form", "'" + leaf.text("form") + "' is no form of identifier", "see " + std::string(guide));
  }
  if (field.personal && field.is_public) {
    leaf.fault("bad_access", "personal data are never public");
  }
  if (field.blurred && !field.is_public) {
    leaf.fault("bad_access", "only what is public is blurred for the public", "add public: true");
  }
  if (leaf.has("value") && field.required) {
    leaf.fault("bad_field", "a computed field cannot be required");
  }
  reg.fields.push_back(std::move(field));
}

void SetLoader::load_rule(Register& reg, yaml::Leaf const& leaf) {
  leaf.only({"when", "must", "field", "message"});
  auto when = expression(reg, leaf, "when", false);
  auto must = expression(reg, leaf, "must", true);
  auto field = leaf.text("field");
  if (reg.field(field) == nullptr) {
    leaf.fault("unknown_field", "'" + field + "' is no field here");
  }
  if (must) {
    reg.rules.push_back({std::move(when), std::move(*must), leaf.text("when", false), leaf.text("must"), std::move(field),
                         title_of(leaf, "message", true)});
  }
}

State SetLoader::state_of(yaml::Leaf const& leaf) {
  leaf.only({"id", "title", "final", "suspends", "due"});
  State state{.id = leaf.text("id"), .title = title_of(leaf, "title", true), .final = leaf.yes("final"), .suspends = leaf.yes("suspends")};
  if (!is_id(state.id)) {
    leaf.fault("bad_id", "'" + state.id + "' is no good id of a state");
  }
  auto const* due = leaf.find("due");
  if (due == nullptr) {
    return state;
  }
  due->only({"within", "source", "field"});
  state.due_field = due->text("field", false);
  if (!state.due_field.empty()) {
    return state;
  }
  auto const written = due->text("within");
  auto const words = base::split(written, ' ');
  auto const count = base::parse_integer(words[0]);
  if (words.size() != 2 || !count || *count < 0 || *count > 3660 || (words[1] != "workdays" && words[1] != "days")) {
    due->fault("bad_term", "a term is written '20 workdays' or '30 days'");
    return state;
  }
  state.due = Term{static_cast<int>(*count), words[1] == "workdays", due->text("source")};
  return state;
}

Move SetLoader::move_of(yaml::Leaf const& leaf) {
  leaf.only({"id", "title", "from", "to", "by", "needs", "condition", "reopens", "reason"});
  Move move{.id = leaf.text("id"), .title = title_of(leaf, "title", true), .from = leaf.texts("from"), .to = leaf.text("to"),
            .by = leaf.texts("by"), .needs = leaf.texts("needs"), .condition_text = leaf.text("condition", false),
            .reopens = leaf.yes("reopens"), .needs_reason = leaf.yes("reason")};
  if (!is_id(move.id) || move.from.empty() || move.by.empty()) {
    leaf.fault("bad_move", "a move needs a good id, states it comes 'from' and roles it is done 'by'");
  }
  return move;
}

void SetLoader::load_lifecycle(Register& reg, yaml::Leaf const& leaf) {
  auto const* life = leaf.find("lifecycle");
  if (life == nullptr) {
    return;
  }
  life->only({"initial", "states", "moves"});
  Lifecycle made{.initial = life->text("initial")};
  for (auto const& state : life->items("states")) {
    made.states.push_back(state_of(state));
    auto const& due = made.states.back().due_field;
    auto const* field = reg.field(due);
    if (!due.empty() && (field == nullptr || field->type != Type::date)) {
      state.fault("unknown_field", "'" + due + "' is no date field here");
    }
  }
  for (auto const& item : life->items("moves")) {
    auto move = move_of(item);
    move.condition = expression(reg, item, "condition", false);
    for (auto const& id : move.needs) {
      if (reg.field(id) == nullptr || reg.field(id)->value) {
        item.fault("unknown_field", "'" + id + "' is no field here that can be given");
      }
    }
    made.moves.push_back(std::move(move));
  }
  reg.lifecycle = std::move(made);
  check_lifecycle(reg, *life);
}

void SetLoader::check_lifecycle(Register const& reg, yaml::Leaf const& leaf) {
  auto const& life = *reg.lifecycle;
  std::set<std::string> reached{life.initial}, ids;
  for (std::size_t round = 0; round < life.states.size(); ++round) {
    for (auto const& move : life.moves) {
      if (std::any_of(move.from.begin(), move.from.end(), [&](auto const& from) { return reached.contains(from); })) {
        reached.insert(move.to);
      }
    }
  }
  for (auto const& move : life.moves) {
    auto named = move.from;
    named.push_back(move.to);
    for (auto const& state : named) {
      if (life.state(state) == nullptr) {
        leaf.fault("unknown_state", "move '" + move.id + "' names '" + state + "', which is no state");
      }
    }
    if (!ids.insert(move.id).second) {
      leaf.fault("move_twice", "move '" + move.id + "' stands twice");
    }
  }
  ids.clear();
  for (auto const& state : life.states) {
    if (!ids.insert(state.id).second) {
      leaf.fault("state_twice", "state '" + state.id + "' stands twice");
    }
    if (!reached.contains(state.id)) {
      leaf.fault("unreachable", "no move leads to state '" + state.id + "'");
    }
  }
  if (life.state(life.initial) == nullptr) {
    leaf.fault("unknown_state", "the initial state '" + life.initial + "' is no state");
  }
}

}  // namespace definitions
