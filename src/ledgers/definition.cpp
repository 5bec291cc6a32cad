// A register's definition as JSON, without what the asker may not see: neither fields, nor rules and conditions that name them.
#include <algorithm>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

constexpr std::size_t list_rows_max = 300;
constexpr std::size_t columns_shown = 8;

class Drawn {
 public:
  Drawn(definitions::Set const& set, Register const& reg, identity::Person const& who)
      : set_(set), reg_(reg), who_(who), reach_(registry::reach_of(who, reg)) {}

  json::object all() const {
    json::object lists;
    json::array big, fields;
    for (auto const& field : reg_.fields) {
      if (registry::sees_field(reach_, field)) {
        fields.push_back(of_field(field));
        add_list(field.list, lists, big);
      }
    }
    json::object const kept{{"years", reg_.retention_years}, {"source", text(reg_.retention_source)}};
    auto const retention = reg_.retention_years == 0 ? json::value(nullptr) : json::value(kept);
    return {{"sources", texts(reg_.sources)}, {"key", texts(seen(reg_.key))}, {"name", text(reg_.name_field)}, {"columns", columns()},
            {"area", or_null(reg_.area_field)}, {"facility", or_null(reg_.facility_field)}, {"blur_m", reg_.blur_m},
            {"geometry_required", reg_.geometry_required},
            {"retention", retention}, {"path", text(reg_.path)}, {"digest", text(reg_.digest)}, {"fields", std::move(fields)}, {"rules", rules()},
            {"lifecycle", lifecycle()}, {"lists", std::move(lists)}, {"big_lists", std::move(big)}, {"pointed_at_by", pointed_at_by()}};
  }

 private:
  static json::value or_null(std::string_view words) { return words.empty() ? json::value(nullptr) : json::value(text(words)); }
  static json::array texts(std::vector<std::string> const& words) {
    json::array all;
    for (auto const& word : words) {
      all.push_back(text(word));
    }
    return all;
  }
  bool sees(std::string_view property) const {
    auto const* field = reg_.field(property);
    return field == nullptr || registry::sees_field(reach_, *field);
  }
  bool sees(std::optional<query::Node> const& node) const {
    auto const named = node ? query::properties_of(*node) : std::set<std::string>();
    return std::all_of(named.begin(), named.end(), [&](auto const& property) { return sees(property); });
  }
  std::vector<std::string> seen(std::vector<std::string> ids) const {
    std::erase_if(ids, [&](auto const& id) { return !sees(id); });
    return ids;
  }

  json::value columns() const {
    auto ids = seen(reg_.columns);
    for (auto const& field : reg_.fields) {
      if (reg_.columns.empty() && ids.size() < columns_shown && !field.retired && sees(field.id)) {
        ids.push_back(field.id);
      }
    }
    return texts(ids);
  }

  json::object of_field(Field const& field) const {
    auto const bound = [](std::optional<base::Decimal> const& number) { return number ? json::value(number->to_string()) : json::value(nullptr); };
    return {{"id", text(field.id)}, {"type", text(definitions::name_of(field.type))}, {"title", title_json(field.title)}, {"help", title_json(field.help)},
            {"section", title_json(field.section)}, {"required", field.required}, {"unique", field.unique}, {"unit", text(field.unit)},
            {"min", bound(field.min)}, {"max", bound(field.max)}, {"digits", field.digits}, {"length_max", field.length_max}, {"count_max", field.count_max},
            {"pattern", text(field.pattern)}, {"list", or_null(field.list)}, {"to", or_null(field.to)},
            {"form", field.form == definitions::Form::none ? json::value(nullptr) : json::value(text(definitions::name_of(field.form)))},
            {"initial", text(field.initial)}, {"computed", field.value.has_value()},
            {"value", sees(field.value) ? or_null(field.value_text) : json::value(nullptr)},
            {"personal", field.personal}, {"public", field.is_public}, {"retired", field.retired}};
  }

  void add_list(std::string const& id, json::object& lists, json::array& big) const {
    auto const* list = set_.list(id);
    if (list == nullptr || lists.contains(id) || std::find(big.begin(), big.end(), json::value(id)) != big.end()) {
      return;
    }
    if (list->rows.size() > list_rows_max) {
      big.push_back(json::value(id));
      return;
    }
    std::vector<definitions::Code const*> rows;
    for (auto const& row : list->rows) {
      rows.push_back(&row);
    }
    lists.emplace(id, json::object{{"title", title_json(list->title)}, {"rows", codes_json(rows)}});
  }

  json::array rules() const {
    json::array all;
    for (auto const& rule : reg_.rules) {
      if (!reach_.only_public && sees(rule.when) && sees(std::optional(rule.must)) && sees(rule.field)) {
        all.push_back(json::object{{"when", or_null(rule.when_text)}, {"must", text(rule.must_text)}, {"field", text(rule.field)},
                                   {"message", title_json(rule.message)}});
      }
    }
    return all;
  }

  json::value lifecycle() const {
    if (!reg_.lifecycle) {
      return nullptr;
    }
    json::array states, moves;
    for (auto const& state : reg_.lifecycle->states) {
      auto const term = state.due.value_or(definitions::Term{});
      json::object const due{{"count", term.count}, {"workdays", term.workdays}, {"source", text(term.source)}};
      states.push_back(json::object{{"id", text(state.id)}, {"title", title_json(state.title)}, {"final", state.final}, {"suspends", state.suspends},
                                    {"due", state.due ? json::value(due) : json::value(nullptr)},
                                    {"due_field", sees(state.due_field) ? or_null(state.due_field) : json::value(nullptr)}});
    }
    for (auto const& move : reg_.lifecycle->moves) {
      if (!reach_.only_public) {
        moves.push_back(json::object{{"id", text(move.id)}, {"title", title_json(move.title)}, {"from", texts(move.from)}, {"to", text(move.to)},
                                     {"by", texts(move.by)}, {"needs", texts(seen(move.needs))},
                                     {"condition", sees(move.condition) ? or_null(move.condition_text) : json::value(nullptr)},
                                     {"reopens", move.reopens}, {"needs_reason", move.needs_reason}, {"may", registry::may_move(who_, reg_, move)}});
      }
    }
    return json::object{{"initial", text(reg_.lifecycle->initial)}, {"states", std::move(states)}, {"moves", std::move(moves)}};
  }

  json::array pointed_at_by() const {
    json::array all;
    for (auto const& [other, field] : set_.pointing_at(reg_.id)) {
      auto const reach = registry::reach_of(who_, *other);
      if (reach.sees && registry::sees_field(reach, *field)) {
        all.push_back(json::object{{"register", text(other->id)}, {"title", title_json(other->title)}, {"field", text(field->id)}});
      }
    }
    return all;
  }

  definitions::Set const& set_;
  Register const& reg_;
  identity::Person const& who_;
  Reach reach_;
};

}  // namespace

json::array codes_json(std::vector<definitions::Code const*> const& rows) {
  json::array all;
  for (auto const* row : rows) {
    all.push_back(json::object{{"code", text(row->code)}, {"name", text(row->name)}, {"name_en", text(row->name_en)}, {"parent", text(row->parent)}});
  }
  return all;
}

json::object definition_json(definitions::Set const& set, Register const& reg, identity::Person const& who) { return Drawn(set, reg, who).all(); }

}  // namespace ledgers
