// Saved views: a filter, an order and columns under a name.
#include <algorithm>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

using registry::By, registry::SavedView;

json::object view_json(SavedView const& view) {
  json::array columns;
  for (auto const column : base::split(view.columns, ',')) {
    if (!column.empty()) {
      columns.push_back(json::value(text(column)));
    }
  }
  return {{"id", view.id}, {"name", text(view.name)}, {"filter", text(view.filter)}, {"sort", text(view.sort)}, {"columns", std::move(columns)},
          {"shared", view.shared}, {"owner", text(view.owner)}};
}

SavedView read_view(Body& body, Register const& reg, Reach const& reach) {
  SavedView view{.name = body.text("name"), .filter = body.text("filter"), .sort = body.text("sort"), .shared = body.truth("shared")};
  auto const known = [&](std::string_view name) {
    auto const* field = reg.field(name);
    return field != nullptr ? registry::sees_field(reach, *field) : definitions::is_own_property(name);
  };
  if (auto const name = std::string_view(view.sort).substr(view.sort.starts_with('-') ? 1 : 0); !name.empty() && !known(name)) {
    body.wrong("sort", "'" + base::printable(name) + "' is nothing to sort by", "use a field of the register, with - in front to turn it round");
  }
  for (auto const& column : body.texts("columns")) {
    if (!known(column)) {
      body.wrong("columns", "'" + base::printable(column) + "' is no field of " + reg.title.zh, "look at GET /registers/" + reg.id);
    }
    view.columns += (view.columns.empty() ? "" : ",") + column;
  }
  return view;
}

base::Result<std::int64_t> view_id(Call const& call) {
  auto const id = base::parse_integer(call.param("id"));
  return id && *id > 0 ? base::Result<std::int64_t>(*id) : Problem("not_found", "there is no view " + base::printable(call.param("id")), "id");
}

}  // namespace

void Ledgers::Inside::add_views(http::Router& router) {
  of_register(router, http::Method::get, "/views", Right::see_registers, [this](Call const& call, Register const& reg) {
    json::array all;
    for (auto const& view : parts.registry.views(call.session.person, reg)) {
      all.push_back(view_json(view));
    }
    return answer(all);
  });
  auto const save = [this](Call const& call, Register const& reg, std::int64_t id) {
    Body body(call, {"name", "filter", "sort", "columns", "shared"});
    auto view = read_view(body, reg, registry::reach_of(call.session.person, reg));
    view.id = id;
    if (!body.ok()) {
      return refuse(body.problems());
    }
    std::vector<Problem> problems;
    auto const saved = parts.registry.save_view({.person = call.session.person, .now = call.now(), .problems = &problems}, reg, std::move(view));
    constexpr int was_created = 201, was_changed = 200;
    return saved ? answer(view_json(*saved), id == 0 ? was_created : was_changed) : refuse_all(saved.error(), problems);
  };
  of_register(router, http::Method::post, "/views", Right::see_registers, [save](Call const& call, Register const& reg) { return save(call, reg, 0); });
  of_register(router, http::Method::put, "/views/{id}", Right::see_registers, [save](Call const& call, Register const& reg) {
    auto const id = view_id(call);
    return id ? save(call, reg, *id) : refuse(id.error());
  });
  of_register(router, http::Method::del, "/views/{id}", Right::see_registers, [this](Call const& call, Register const& reg) {
    auto const id = view_id(call);
    auto const removed = id ? parts.registry.remove_view({.person = call.session.person, .now = call.now()}, reg, *id) : base::Outcome(id.error());
    return removed ? gate::no_content() : refuse(removed.error());
  });
}

}  // namespace ledgers
