// What registers and code lists there are.
#include <algorithm>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

constexpr std::size_t totals_max = 5'000;   // kept; beyond all are counted anew

json::object named(definitions::Set const& set, std::string const& list, std::string const& code) {
  auto const* known = set.list(list);
  auto const* row = known == nullptr ? nullptr : known->find(code);
  return {{"code", text(code)}, {"zh", text(row == nullptr ? code : row->name)}, {"en", text(row == nullptr ? code : row->name_en)}};
}
json::array all_named(definitions::Set const& set, std::string const& list, std::vector<std::string> const& codes) {
  json::array all;
  for (auto const& code : codes) {
    all.push_back(named(set, list, code));
  }
  return all;
}

bool has(std::string_view text, std::string_view word) { return base::to_lower(text).find(word) != std::string::npos; }
bool found_in(Register const& reg, std::string const& words) {
  auto const lower = base::to_lower(words);
  auto const parts = base::split(lower, ' ');
  return std::all_of(parts.begin(), parts.end(), [&](auto const word) {
    return has(reg.id, word) || has(reg.title.zh, word) || has(reg.title.en, word) || has(reg.about.zh, word) || has(reg.about.en, word);
  });
}

/// Lists written in a register's file belong to its fields.
bool sees_list(definitions::Set const& set, identity::Person const& who, std::string_view id) {
  auto const dot = id.find('.');
  auto const* reg = dot == std::string_view::npos ? nullptr : set.find(id.substr(0, dot));
  auto const* field = reg == nullptr ? nullptr : reg->field(id.substr(dot + 1));
  auto const reach = reg == nullptr ? Reach{} : registry::reach_of(who, *reg);
  return dot == std::string_view::npos || (field != nullptr && reach.sees && registry::sees_field(reach, *field));
}

http::Response lists(Call const& call, definitions::Set const& set) {
  if (auto const known = only_parameters(call, {"q", "skip", "limit", "sort"}); !known) {
    return refuse(known.error());
  }
  auto const wanted = base::to_lower(call.query("q"));
  json::array items;
  for (auto const* list : set.lists()) {
    if (sees_list(set, call.session.person, list->id) && (has(list->id, wanted) || has(list->title.zh, wanted) || has(list->title.en, wanted))) {
      items.push_back(json::object{{"id", text(list->id)}, {"title", title_json(list->title)}, {"standard", text(list->standard)},
                                   {"source", text(list->source)}, {"rows", list->rows.size()}});
    }
  }
  return gate::page(call, std::move(items), {"lists", {}});
}

http::Response list_rows(Call const& call, definitions::Set const& set) {
  if (auto const known = only_parameters(call, {"q", "parent", "skip", "limit"}); !known) {
    return refuse(known.error());
  }
  auto const id = call.param("id");
  auto const* list = sees_list(set, call.session.person, id) ? set.list(id) : nullptr;
  if (list == nullptr) {
    return refuse(Problem("not_found", "there is no list '" + base::printable(id) + "'", "id", "GET /api/v1/lists names them"));
  }
  auto const wanted = base::to_lower(call.query("q"));
  auto const parent = call.request.query_value("parent");
  std::vector<definitions::Code const*> rows;
  for (auto const& row : list->rows) {
    if ((!parent || row.parent == *parent) && (has(row.code, wanted) || has(row.name, wanted) || has(row.name_en, wanted))) {
      rows.push_back(&row);
    }
  }
  return gate::page_sorted(call, codes_json(rows), {"codes", {}});
}

}  // namespace

Ledgers::Inside::Totals Ledgers::Inside::totals(Call const& call, Register const& reg) const {
  auto const& person = call.session.person;
  auto const* facilities = set().find("facility");   // an enterprise's own is known by it
  auto const key = reg.id + "\n" + scope_of(call) + "\n" + std::to_string(parts.registry.version_of(reg)) + "\n" +
                   (facilities == nullptr ? "" : std::to_string(parts.registry.version_of(*facilities)));
  {
    std::lock_guard const lock(totals_mutex_);
    if (auto const found = totals_.find(key); found != totals_.end()) {
      return found->second;
    }
  }
  Totals counted;
  Ask ask{.limit = 1, .geometry = false};
  if (auto const page = parts.registry.list(person, reg, ask, call.now())) {
    counted.total = page->total;
  }
  ask.filter = query::property("overdue");
  if (auto const page = parts.registry.list(person, reg, ask, call.now())) {   // refused where the due day is not to be seen
    counted.overdue = page->total;
  }
  std::lock_guard const lock(totals_mutex_);
  if (totals_.size() >= totals_max) {
    totals_.clear();
  }
  totals_.emplace(key, counted);
  return counted;
}

json::object Ledgers::Inside::summary(Call const& call, Register const& reg) const {
  auto const reach = registry::reach_of(call.session.person, reg);
  auto const count = totals(call, reg);
  json::object const may{{"sees", reach.sees}, {"only_public", reach.only_public}, {"creates", reach.creates},
                         {"changes", reach.changes}, {"merges", reach.merges}, {"imports", reach.imports}};
  bool const place_hidden = reach.only_public && !reg.geometry_public;
  return {{"id", text(reg.id)}, {"title", title_json(reg.title)}, {"about", title_json(reg.about)}, {"group", named(set(), "register_groups", reg.group)},
          {"serves", json::value_from(reg.serves)}, {"keeper", all_named(set(), "departments", reg.keeper)},
          {"geometry", reg.geometry && !place_hidden ? json::value(text(geo::name_of(*reg.geometry))) : json::value(nullptr)},
          {"total", count.total}, {"overdue", count.overdue ? json::value(*count.overdue) : json::value(nullptr)},
          {"reach", may}, {"public", reg.access.is_public}};
}

void Ledgers::Inside::add_registers(http::Router& router) {
  gate.list(router, std::string(root) + "/registers", Right::see_registers, [this](Call const& call) {
    if (auto const known = only_parameters(call, {"q", "group", "serves", "skip", "limit", "sort"}); !known) {
      return refuse(known.error());
    }
    auto const group = call.query("group"), serves = call.query("serves"), wanted = call.query("q");
    std::vector<Register const*> seen;
    for (auto const& reg : set().registers()) {
      bool const fits = (group.empty() || reg.group == group) && (serves.empty() || std::count(reg.serves.begin(), reg.serves.end(), serves) != 0);
      if (fits && registry::reach_of(call.session.person, reg).sees && (wanted.empty() || found_in(reg, wanted))) {
        seen.push_back(&reg);
      }
    }
    return tagged(call, seen, [&] {
      json::array items;
      for (auto const* reg : seen) {
        items.push_back(summary(call, *reg));
      }
      json::object head;
      for (auto const* const name : {"id", "title", "about", "group", "serves", "keeper", "geometry", "total", "overdue", "reach", "public"}) {
        head.emplace(name, nullptr);
      }
      return gate::page(call, std::move(items), {"registers", std::move(head)});
    }, true);
  });
  of_register(router, http::Method::get, "", Right::see_registers, [this](Call const& call, Register const& reg) {
    std::vector<Register const*> of{&reg};
    return tagged(call, of, [&] {
      auto made = summary(call, reg);
      made.emplace("assist", all_named(set(), "departments", reg.assist));
      for (auto& member : definition_json(set(), reg, call.session.person)) {
        made.emplace(member.key(), std::move(member.value()));
      }
      return answer(made);
    }, true);
  });
  guarded(router, http::Method::get, "/lists", Right::see_registers, [this](Call const& call) { return lists(call, set()); });
  guarded(router, http::Method::get, "/lists/{id}", Right::see_registers, [this](Call const& call) { return list_rows(call, set()); });
}

}  // namespace ledgers
