// Records as JSON and as people read them.
#include <algorithm>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

RecordId number_of(query::Value const& value) {
  auto const* number = std::get_if<base::Decimal>(&value);
  return RecordId{number == nullptr ? 0 : number->coefficient()};
}

json::value time_json(base::Time at) { return at.ms == 0 ? json::value(nullptr) : json::value(base::format(at)); }

json::value files_json(std::vector<std::string> const& items) {
  json::array all;
  for (auto const& item : items) {
    auto const file = definitions::parse_attachment(item);
    all.push_back(file ? json::value(file_json(*file)) : json::value(text(item)));
  }
  return all;
}

std::string yes_no(bool yes, bool english) { return english ? (yes ? "yes" : "no") : (yes ? "是" : "否"); }

std::string_view constexpr geometry_property = "geometry";

}  // namespace

void Names::add(Register const& to, std::vector<RecordId> const& ids) {
  auto const reach = registry::reach_of(who_, to);
  auto const* named = to.field(to.name_field);
  if (!reach.sees || named == nullptr || !registry::sees_field(reach, *named)) {
    return;
  }
  auto& known = known_[to.id];
  std::vector<RecordId> wanted;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(wanted), [&](RecordId id) { return id && !known.contains(id); });
  if (!wanted.empty()) {
    known.merge(registry_.names(to, wanted));
  }
}

void Names::add(Register const& reg, std::vector<Record> const& records) {
  for (auto const& field : reg.fields) {
    auto const* to = field.type == Type::reference ? registry_.set().find(field.to) : nullptr;
    if (to == nullptr) {
      continue;
    }
    std::vector<RecordId> ids;
    for (auto const& record : records) {
      if (auto const found = record.values.find(field.id); found != record.values.end()) {
        ids.push_back(number_of(found->second));
      }
    }
    add(*to, ids);
  }
}

std::string Names::find(std::string_view reg, RecordId id) const {
  auto const known = known_.find(reg);
  auto const found = known == known_.end() ? decltype(known->second.end()){} : known->second.find(id);
  return known == known_.end() || found == known->second.end() ? "" : found->second;
}

std::string Names::meant(Field const& field, query::Value const& value) const { return find(field.to, number_of(value)); }

std::string key_of(Register const& reg, Record const& record) {
  std::string key;
  for (auto const& id : reg.key) {
    auto const found = record.values.find(id);
    auto const* field = reg.field(id);
    if (found != record.values.end() && field != nullptr) {
      key += (key.empty() ? "" : "/") + definitions::to_text(*field, found->second);
    }
  }
  return key;
}

std::string title_of(definitions::Set const& set, Register const& reg, Record const& record, Names const& names) {
  auto const found = record.values.find(reg.name_field);
  auto const* field = reg.field(reg.name_field);
  auto title = found == record.values.end() || field == nullptr ? std::string()
               : field->type == Type::reference                 ? names.meant(*field, found->second)
                                                                : definitions::shown(set, *field, found->second);
  title = title.empty() ? key_of(reg, record) : title;
  return title.empty() ? "#" + std::to_string(record.id.value) : title;
}

json::object title_json(definitions::Title const& title) { return gate::title(title.zh, title.en); }
json::object file_json(definitions::Attachment const& file) {
  auto const url = std::string(root) + "/files/" + file.digest + "?name=" + http::url_encode(file.name);
  return {{"digest", text(file.digest)}, {"type", text(file.type)}, {"size", file.size}, {"name", text(file.name)}, {"url", text(url)}};
}
json::object problem_json(Problem const& problem) {
  json::object made{{"code", text(problem.code)}, {"detail", text(problem.detail)}};
  if (!problem.where.empty()) {
    made.emplace("where", text(problem.where));
  }
  if (!problem.mend.empty()) {
    made.emplace("mend", text(problem.mend));
  }
  return made;
}

json::value value_json(Field const& field, query::Value const& value) {
  struct Writer {
    Field const& field;
    json::value operator()(std::monostate) const { return nullptr; }
    json::value operator()(bool yes) const { return yes; }
    json::value operator()(double number) const { return number; }
    json::value operator()(base::Decimal const& number) const {
      return field.type == Type::reference ? json::value(number.coefficient()) : json::value(number.to_string());
    }
    json::value operator()(std::string const& words) const { return text(words); }
    json::value operator()(base::Day day) const { return json::value(base::format(day)); }
    json::value operator()(base::Time time) const { return json::value(base::format(time)); }
    json::value operator()(std::vector<std::string> const& items) const {
      if (definitions::is_file(field.type)) {
        return files_json(items);
      }
      json::array all;
      for (auto const& item : items) {
        all.push_back(text(item));
      }
      return all;
    }
    json::value operator()(geo::Geometry const& geometry) const { return json::parse(geo::to_geojson(geometry)); }
  };
  return std::visit(Writer{field}, value);
}

json::object record_json(definitions::Set const& set, Register const& reg, Record const& record, Names const& names, base::Time now) {
  json::object values, called;
  for (auto const& field : reg.fields) {
    auto const found = record.values.find(field.id);
    if (found == record.values.end() || query::is_null(found->second)) {
      continue;
    }
    values.emplace(field.id, value_json(field, found->second));
    if (auto const name = field.type == Type::reference ? names.meant(field, found->second) : std::string(); !name.empty()) {
      called.emplace(field.id, text(name));
    }
  }
  bool const overdue = record.due && *record.due < base::beijing_day(now);
  return {{"id", record.id.value},
          {"version", record.version},
          {"state", record.state.empty() ? json::value(nullptr) : json::value(text(record.state))},
          {"state_since", time_json(record.state_since)},
          {"due", record.due ? json::value(base::format(*record.due)) : json::value(nullptr)},
          {"overdue", overdue},
          {"origin", text(record.origin)},
          {"created_at", base::format(record.created_at)},
          {"created_by", text(record.created_by)},
          {"changed_at", base::format(record.changed_at)},
          {"changed_by", text(record.changed_by)},
          {"merged_into", record.merged_into ? json::value(record.merged_into.value) : json::value(nullptr)},
          {"withdrawn", record.withdrawn},
          {"values", std::move(values)},
          {"names", std::move(called)},
          {"geometry", record.geometry ? json::parse(geo::to_geojson(*record.geometry)) : json::value(nullptr)},
          {"title", text(title_of(set, reg, record, names))}};
}

definitions::Title title_of_property(Register const& reg, std::string_view property) {
  if (auto const* field = reg.field(property)) {
    return field->title;
  }
  static std::map<std::string, definitions::Title, std::less<>> const own{
      {"state", {"状态", "State"}}, {"geometry", {"位置", "Place"}}, {"withdrawn", {"已撤销", "Withdrawn"}}, {"origin", {"来源", "Origin"}}, {"due", {"期限", "Due"}}};
  auto const found = own.find(property);
  return found == own.end() ? definitions::Title{std::string(property), std::string(property)} : found->second;
}

Shown shown_text(definitions::Set const& set, Register const& reg, std::string_view property, std::string const& canonical, Names const& names) {
  if (canonical.empty()) {
    return {};
  }
  if (auto const* field = reg.field(property)) {
    auto const value = definitions::read_value(set, *field, canonical);
    if (!value) {
      return {canonical, canonical};   // of an earlier definition
    }
    auto const name = field->type == Type::reference ? names.meant(*field, *value) : std::string();
    auto const unit = field->unit.empty() ? std::string() : " " + field->unit;
    return name.empty() ? Shown{definitions::shown(set, *field, *value) + unit, definitions::shown(set, *field, *value, true) + unit} : Shown{name, name};
  }
  if (property == "state") {
    auto const* state = reg.lifecycle ? reg.lifecycle->state(canonical) : nullptr;
    return state == nullptr ? Shown{canonical, canonical} : Shown{state->title.zh, state->title.en};
  }
  if (property == "withdrawn" || property == "overdue") {
    return {yes_no(canonical == "true", false), yes_no(canonical == "true", true)};
  }
  if (property == geometry_property) {
    constexpr std::size_t wkt_shown_max = 120;
    auto const cut = canonical.size() > wkt_shown_max ? canonical.substr(0, wkt_shown_max) + "…" : canonical;
    return {cut, cut};
  }
  return {canonical, canonical};
}

std::map<std::string, std::string> canonical_texts(Register const& reg, Record const& record) {
  std::map<std::string, std::string> all{{"state", record.state}, {"withdrawn", record.withdrawn ? "true" : "false"}};
  all[std::string(geometry_property)] = record.geometry ? geo::to_wkt(*record.geometry) : "";
  for (auto const& field : reg.fields) {
    auto const found = record.values.find(field.id);
    all[field.id] = found == record.values.end() ? "" : definitions::to_text(field, found->second);
  }
  return all;
}

}  // namespace ledgers
