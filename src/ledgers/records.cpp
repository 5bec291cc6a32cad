// Reading records: lists, one, its history, what points at it, counts, choices.
#include <algorithm>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

constexpr std::size_t choices_max = 50, choices_default = 20;

}  // namespace

json::array Ledgers::Inside::records_json(Call const& call, Register const& reg, std::vector<Record> const& records) const {
  Names names(parts.registry, call.session.person);
  names.add(reg, records);
  json::array all;
  for (auto const& record : records) {
    all.push_back(record_json(set(), reg, record, names, call.now()));
  }
  return all;
}

json::object Ledgers::Inside::detail_json(Call const& call, Register const& reg, Record const& record) const {
  auto made = std::move(records_json(call, reg, {record}).at(0).as_object());
  json::array moves;
  for (auto const& move : reg.lifecycle ? reg.lifecycle->moves : std::vector<definitions::Move>()) {
    bool const open = !record.withdrawn && std::find(move.from.begin(), move.from.end(), record.state) != move.from.end();
    if (!open || !registry::may_move(call.session.person, reg, move)) {
      continue;
    }
    json::array missing;
    for (auto const& problem : definitions::check_move(reg, move, record.values, record.geometry ? &*record.geometry : nullptr, {call.now()})) {
      missing.push_back(problem_json(problem));
    }
    moves.push_back(json::object{{"id", text(move.id)}, {"title", title_json(move.title)}, {"to", text(move.to)}, {"needs", json::value_from(move.needs)},
                                 {"needs_reason", move.needs_reason}, {"reopens", move.reopens}, {"missing", std::move(missing)}});
  }
  auto const reach = registry::reach_of(call.session.person, reg);
  made.emplace("moves", std::move(moves));
  made.emplace("may", json::object{{"change", reach.changes && !record.withdrawn}, {"withdraw", reach.merges && !record.withdrawn},
                                   {"restore", reach.merges && record.withdrawn && !record.merged_into}, {"merge", reach.merges && !record.withdrawn}});
  return made;
}

void Ledgers::Inside::add_names(Names& names, Register const& reg, std::string const& field_id, std::string const& canonical) const {
  auto const* field = reg.field(field_id);
  auto const* to = field != nullptr && field->type == Type::reference ? set().find(field->to) : nullptr;
  if (auto const number = base::parse_integer(canonical); to != nullptr && number) {
    names.add(*to, std::vector{RecordId{*number}});
  }
}

json::object Ledgers::Inside::changed_json(Register const& reg, std::string const& field, std::string const& before, std::string const& after,
                                           Names const& names) const {
  auto const was = shown_text(set(), reg, field, before, names), is = shown_text(set(), reg, field, after, names);
  return {{"field", text(field)}, {"title", title_json(title_of_property(reg, field))}, {"before", text(was.zh)}, {"after", text(is.zh)},
          {"before_en", text(was.en)}, {"after_en", text(is.en)}};
}

http::Response Ledgers::Inside::history(Call const& call, Register const& reg) const {
  auto const id = record_id_of(call);
  auto const versions = id ? parts.registry.history(call.session.person, reg, *id) : base::Result<std::vector<registry::Version>>(id.error());
  if (!versions) {
    return refuse(versions.error());
  }
  Names names(parts.registry, call.session.person);
  for (auto const& version : *versions) {
    for (auto const& one : version.changed) {
      add_names(names, reg, one.field, one.before);
      add_names(names, reg, one.field, one.after);
    }
  }
  json::array all;
  for (auto const& version : *versions) {
    json::array changed;
    for (auto const& one : version.changed) {
      changed.push_back(changed_json(reg, one.field, one.before, one.after, names));
    }
    all.push_back(json::object{{"number", version.number}, {"at", base::format(version.at)}, {"by", text(version.by)}, {"action", text(version.action)},
                               {"why", text(version.why)}, {"changed", std::move(changed)}});
  }
  return answer(all);
}

http::Response Ledgers::Inside::relations(Call const& call, Register const& reg) const {
  auto const id = record_id_of(call);
  auto const found = id ? parts.registry.relations(call.session.person, reg, *id, call.now()) : base::Result<std::vector<registry::Relation>>(id.error());
  if (!found) {
    return refuse(found.error());
  }
  json::array all;
  for (auto const& relation : *found) {
    all.push_back(json::object{{"register", text(relation.reg->id)}, {"title", title_json(relation.reg->title)}, {"field", text(relation.field->id)},
                               {"field_title", title_json(relation.field->title)}, {"total", relation.total},
                               {"first", records_json(call, *relation.reg, relation.first)}});
  }
  return answer(all);
}

http::Response Ledgers::Inside::groups(Call const& call, Register const& reg) const {
  auto const ask = ask_of(call, {"by"});
  auto const by = call.query("by");
  if (!ask || by.empty()) {
    return refuse(std::vector{ask ? Problem("bad_parameter", "by is missing: what to count by", "by", "name a field or state") : ask.error()});
  }
  return tagged(call, {&reg}, [&] {
    auto const counted = parts.registry.count_by(call.session.person, reg, *ask, by, call.now());
    if (!counted) {
      return refuse(counted.error());
    }
    Names names(parts.registry, call.session.person);
    for (auto const& group : *counted) {
      add_names(names, reg, by, group.value);
    }
    json::array all;
    for (auto const& group : *counted) {
      auto const shown = shown_text(set(), reg, by, group.value, names);
      all.push_back(json::object{{"value", text(group.value)}, {"title", gate::title(shown.zh, shown.en)}, {"count", group.count}});
    }
    return answer(all);
  }, false);
}

http::Response Ledgers::Inside::choices(Call const& call, Register const& reg) const {
  auto const known = only_parameters(call, {"q", "limit"});
  auto const cut = gate::cut_of(call);
  if (!known || !cut) {
    return refuse(known ? cut.error() : known.error());
  }
  auto const reach = registry::reach_of(call.session.person, reg);
  auto const* named = reg.field(reg.name_field);
  auto const limit = std::min(call.query("limit").empty() ? choices_default : cut->limit, choices_max);
  Ask ask{.search = call.query("q"), .limit = limit, .count = false, .geometry = false};
  if (named != nullptr && registry::sees_field(reach, *named)) {
    ask.sort = named->id;
  }
  auto const page = parts.registry.list(call.session.person, reg, ask, call.now());
  if (!page) {
    return refuse(page.error());
  }
  Names names(parts.registry, call.session.person);
  names.add(reg, page->records);
  json::array all;
  for (auto const& record : page->records) {
    all.push_back(json::object{{"id", record.id.value}, {"title", text(title_of(set(), reg, record, names))}, {"key", text(key_of(reg, record))}});
  }
  return answer(all);
}

void Ledgers::Inside::add_records(http::Router& router) {
  table_of_register(router, "/records", [this](Call const& call, Register const& reg) {
    auto const ask = ask_of(call);
    if (!ask) {
      return refuse(std::vector{ask.error()});
    }
    if (call.csv) {
      return table(call, reg, *ask);
    }
    return tagged(call, {&reg}, [&] {
      auto const page = parts.registry.list(call.session.person, reg, *ask, call.now());
      if (!page) {
        return refuse(std::vector{page.error()});
      }
      auto items = records_json(call, reg, page->records);
      return answer(json::object{{"items", std::move(items)}, {"total", page->total}, {"skip", ask->skip}, {"limit", ask->limit}});
    }, false);
  });
  auto const read = [&](std::string const& path, http::Response (Inside::*work)(Call const&, Register const&) const) {
    of_register(router, http::Method::get, path, Right::see_registers,
                [this, work](Call const& call, Register const& reg) { return (this->*work)(call, reg); });
  };
  of_register(router, http::Method::get, "/records/{id}", Right::see_registers, [this](Call const& call, Register const& reg) {
    auto const id = record_id_of(call);
    auto const record = id ? parts.registry.get(call.session.person, reg, *id) : base::Result<Record>(id.error());
    return record ? answer_record(call, reg, *record) : refuse(record.error());
  });
  of_register(router, http::Method::get, "/records/{id}/versions/{number}", Right::see_registers, [this](Call const& call, Register const& reg) {
    constexpr std::int64_t version_max = 1'000'000'000;
    auto const id = record_id_of(call);
    auto const number = base::parse_integer(call.param("number"));
    auto const record = !id || !number || *number < 1 || *number > version_max
                            ? base::Result<Record>(id ? Problem("not_found", "there is no such version", "number") : id.error())
                            : parts.registry.at_version(call.session.person, reg, *id, static_cast<int>(*number));
    return record ? answer(records_json(call, reg, {*record}).at(0)) : refuse(record.error());
  });
  read("/records/{id}/history", &Inside::history);
  read("/records/{id}/relations", &Inside::relations);
  read("/groups", &Inside::groups);
  read("/choices", &Inside::choices);
}

}  // namespace ledgers
