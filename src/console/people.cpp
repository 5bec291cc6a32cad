// Accounts.
#include "console/inside.hpp"

namespace console {
namespace {

json::object person(identity::Person const& one) {
  return {{"id", one.id.value}, {"login", text(one.login)}, {"name", text(one.name)}, {"role", text(identity::name_of(one.role))},
          {"facility", text(one.facility)}, {"active", one.active}, {"must_change_password", one.must_change_password},
          {"created_at", base::format(one.created_at)}, {"last_login_at", time_or_null(one.last_login_at)}};
}

base::Result<identity::Person> read_person(json::object const& body, identity::Person one) {
  auto const role = identity::parse_role(text_of(body, "role", std::string(identity::name_of(one.role))));
  if (!role) {
    return base::Problem("invalid", "'" + text_of(body, "role") + "' is no role", "role", "administrator, monitor, inspector, enterprise or guest");
  }
  one.role = *role;
  one.login = text_of(body, "login", one.login);
  one.name = text_of(body, "name", one.name);
  one.facility = text_of(body, "facility", one.facility);
  one.active = truth_of(body, "active", one.active);
  one.must_change_password = truth_of(body, "must_change_password", one.must_change_password);
  return one;
}

}  // namespace

void Console::Inside::add_people(http::Router& router) {
  using identity::Right;
  list(router, "/people", Right::see_people, [this](Call const& call) {
    json::array items;
    for (auto const& one : parts.people.all()) {
      items.push_back(person(one));
    }
    return page(call, std::move(items), "people");
  });
  guarded(router, http::Method::post, "/people", Right::change_people, [this](Call const& call) {
    auto const body = body_of(call);
    auto const read = body ? read_person(*body, {.must_change_password = true}) : base::Result<identity::Person>(body.error());
    auto const made = read ? parts.people.create(*read, text_of(*body, "password"), call.who(), call.now()) : read;
    return made ? answer(person(*made), 201) : refuse(made.error());
  });
  auto const find = [this](Call const& call) -> base::Result<identity::Person> {
    for (auto const& one : parts.people.all()) {
      if (std::to_string(one.id.value) == call.param("id")) {
        return one;
      }
    }
    return base::Problem("not_found", "there is no account " + base::printable(call.param("id")), "id");
  };
  guarded(router, http::Method::put, "/people/{id}", Right::change_people, [this, find](Call const& call) {
    auto const before = find(call);
    auto const body = body_of(call);
    if (!before || !body) {
      return refuse(!before ? before.error() : body.error());
    }
    auto const read = read_person(*body, *before);
    auto const stored = read ? parts.people.change(*read, call.who(), call.now()) : read;
    return stored ? answer(person(*stored)) : refuse(stored.error());
  });
  guarded(router, http::Method::post, "/people/{id}/password", Right::change_people, [this, find](Call const& call) {
    auto const one = find(call);
    auto const body = body_of(call);
    if (!one || !body) {
      return refuse(!one ? one.error() : body.error());
    }
    auto const set = parts.people.set_password(one->id, text_of(*body, "password"), call.who(), call.now());
    return set ? no_content() : refuse(set.error());
  });
}

}  // namespace console
