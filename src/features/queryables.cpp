// What can be asked for by name: fields and own properties the asker sees.
#include <algorithm>
#include <array>

#include "features/inside.hpp"

namespace features {
namespace {

struct Own { char const* name; Type type; char const* zh; char const* en; bool everybody; };
constexpr std::array own_properties{
    Own{"id", Type::reference, "记录号", "Record", true}, Own{"state", Type::text, "状态", "State", true}, Own{"origin", Type::text, "来源", "Origin", true},
    Own{"due", Type::date, "办理期限", "Due", false}, Own{"overdue", Type::yes_no, "是否超期", "Overdue", false},
    Own{"version", Type::reference, "版本", "Version", false}, Own{"created_at", Type::time, "登记时间", "Entered at", false},
    Own{"changed_at", Type::time, "修改时间", "Changed at", false}};
constexpr std::size_t enum_max = 100;              // longer code lists are looked up elsewhere

std::string_view place_format(Register const& reg) {
  switch (reg.geometry.value_or(geo::Shape::any)) {
    case geo::Shape::point: return "geometry-point-or-multipoint";
    case geo::Shape::line: return "geometry-linestring-or-multilinestring";
    case geo::Shape::polygon: return "geometry-polygon-or-multipolygon";
    case geo::Shape::any: break;
  }
  return "geometry-any";
}

/// An own property's text; fields are read by their definition.
base::Result<query::Value> own_value(Queryable const& queryable, std::string const& text) {
  auto const wrong = Problem("invalid", "'" + base::printable(text) + "' is no value of " + queryable.name, queryable.name);
  switch (queryable.type) {
    case Type::reference: {
      auto const number = base::parse_integer(text);
      return number ? base::Result<query::Value>(query::Value(base::Decimal(*number, 0))) : wrong;
    }
    case Type::date: {
      auto const day = base::parse_day(text);
      return day ? base::Result<query::Value>(query::Value(*day)) : wrong;
    }
    case Type::time: {
      auto const time = base::parse_time(text);
      return time ? base::Result<query::Value>(query::Value(*time)) : wrong;
    }
    case Type::yes_no: return text == "true" || text == "false" ? base::Result<query::Value>(query::Value(text == "true")) : wrong;
    default: return query::Value(text);
  }
}

json::object type_of(Type type) {
  switch (type) {
    case Type::number: case Type::decimal: return {{"type", "number"}};
    case Type::reference: return {{"type", "integer"}};
    case Type::date: return {{"type", "string"}, {"format", "date"}};
    case Type::time: return {{"type", "string"}, {"format", "date-time"}};
    case Type::yes_no: return {{"type", "boolean"}};
    case Type::codes: return {{"type", "array"}, {"items", {{"type", "string"}}}};
    default: return {{"type", "string"}};
  }
}

}  // namespace

bool tells(Reach const& reach, Field const& field) {
  return !field.retired && registry::sees_field(reach, field) && !(reach.only_public && field.blurred);
}

bool shows_place(Register const& reg, Reach const& reach) { return reg.geometry && (!reach.only_public || reg.geometry_public); }

std::vector<Queryable> queryables_of(Register const& reg, Reach const& reach) {
  std::vector<Queryable> all;
  if (shows_place(reg, reach)) {
    all.push_back({.name = "geometry", .title = {"位置", "Place"}, .of_place = true});
  }
  for (auto const& field : reg.fields) {
    if (!definitions::is_file(field.type) && tells(reach, field)) {
      all.push_back({.name = field.id, .type = field.type, .field = &field, .title = field.title});
    }
  }
  for (auto const& own : own_properties) {
    bool const has = std::string_view(own.name) != "state" || reg.lifecycle;
    if (has && (own.everybody || !reach.only_public)) {
      all.push_back({.name = own.name, .type = own.type, .title = {own.zh, own.en}});
    }
  }
  return all;
}

std::string time_property(Register const& reg, Reach const& reach) {
  for (auto const& field : reg.fields) {
    if (field.required && (field.type == Type::date || field.type == Type::time) && tells(reach, field)) {
      return field.id;
    }
  }
  return reach.only_public ? "" : "created_at";
}

json::object schema_of(definitions::Set const& set, Queryable const& queryable) {
  auto schema = queryable.of_place ? json::object{} : type_of(queryable.type);
  schema["title"] = gate::text(queryable.title.zh);
  auto const* field = queryable.field;
  if (field == nullptr) {
    return schema;
  }
  if (!field->help.zh.empty()) {
    schema["description"] = gate::text(field->help.zh);
  }
  if (!field->unit.empty()) {
    schema["x-ogc-unit"] = gate::text(field->unit);
  }
  auto const bound = [&](char const* name, std::optional<base::Decimal> const& value) {
    if (value && !field->value) {
      schema[name] = value->to_double();
    }
  };
  bound("minimum", field->min);
  bound("maximum", field->max);
  if (auto const* list = field->list.empty() ? nullptr : set.list(field->list); list != nullptr && list->rows.size() <= enum_max) {
    json::array codes;
    for (auto const& row : list->rows) {
      codes.emplace_back(gate::text(row.code));
    }
    (field->type == Type::codes ? schema["items"].as_object() : schema)["enum"] = std::move(codes);
  }
  return schema;
}

base::Result<Node> equals(definitions::Set const& set, Queryable const& queryable, std::string const& text) {
  auto value = queryable.field != nullptr ? definitions::read_value(set, *queryable.field, text) : own_value(queryable, text);
  if (!value) {
    return value.error();
  }
  if (query::is_null(*value)) {
    return Problem("invalid", "no value is given", queryable.name);
  }
  if (queryable.name == "overdue") {
    auto asked = query::make(Op::equal, {query::property("overdue"), query::literal(*std::move(value))});
    return asked;
  }
  bool const of_list = std::holds_alternative<std::vector<std::string>>(*value);
  return query::make(of_list ? Op::a_contains : Op::equal, {query::property(queryable.name), query::literal(*std::move(value))});
}

base::Result<Document> Features::Inside::queryables(Asked const& asked) const {
  auto const seen = seen_register(registry(), asked.person(), asked.call.param("collection"));
  if (!seen) {
    return seen.error();
  }
  json::object properties;
  for (auto const& queryable : queryables_of(seen->reg, seen->reach)) {
    auto schema = schema_of(set(), queryable);
    if (queryable.of_place) {
      schema["format"] = place_format(seen->reg);
      schema["x-ogc-role"] = "primary-geometry";
    } else if (queryable.name == "id") {
      schema["x-ogc-role"] = "id";
    }
    properties.emplace(queryable.name, std::move(schema));
  }
  auto const id = asked.url(std::string(root) + "/collections/" + seen->reg.id + "/queryables");
  return Document{seen->reg.title.zh, json::object{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$id", gate::text(id)}, {"type", "object"},
                                                   {"title", gate::text(seen->reg.title.zh)}, {"description", gate::text(seen->reg.about.zh)},
                                                   {"properties", std::move(properties)}, {"additionalProperties", false}},
                  std::string(schema_type)};
}

}  // namespace features
