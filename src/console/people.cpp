// Accounts.
#include "console/inside.hpp"

namespace console {
namespace {

json::object person(identity::Person const& one) {
  return {{"id", one.id.value}, {"login", text(one.login)}, {"name", text(one.name)}, {"role", text(identity::name_of(one.role))},
          {"facility", text(one.facility)}, {"department", text(one.department)}, {"area", text(one.area)},
          {"active", one.active}, {"must_change_password", one.must_change_password},
          {"created_at", base::format(one.created_at)}, {"last_login_at", time_or_null(one.last_login_at)}};
}

std::string all_roles() {
  std::string all;
  for (int i = 0; i < identity::role_count; ++i) {
    all += " " + std::string(identity::name_of(static_cast<identity::Role>(i)));
  }
  return all;
}

identity::Person read_person(Form& form, identity::Person one) {
  auto const role = identity::parse_role(form.text("role", std::string(identity::name_of(one.role))));
  if (!role) {
    form.wrong("role", "this is no role", "use one of" + all_roles());
  }
  one.role = role.value_or(one.role);
  one.login = form.text("login", one.login);
  one.name = form.text("name", one.name);
  one.facility = form.text("facility", one.facility);
  one.department = form.text("department", one.department);
  one.area = form.text("area", one.area);
  one.active = form.truth("active", one.active);
  one.must_change_password = form.truth("must_change_password", one.must_change_password);
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
    return page(call, std::move(items), {"people", person({})});
  });
  guarded(router, http::Method::post, "/people", Right::change_people, [this](Call const& call) {
    Form form(call.request.body);
    auto const read = read_person(form, {.must_change_password = true});
    auto const password = form.text("password");
    form.wrong(parts.people.wrong_fields(read, password));
    if (!form.ok()) {
      return refuse(form.problems());
    }
    auto const made = parts.people.create(read, password, call.who(), call.now());
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
    Form form(call.request.body);
    if (!before) {
      return refuse(before.error());
    }
    auto const read = read_person(form, *before);
    if (!form.ok()) {
      return refuse(form.problems());
    }
    auto const stored = parts.people.change(read, call.who(), call.now());
    review_listeners(call.now());
    return stored ? answer(person(*stored)) : refuse(stored.error());
  });
  guarded(router, http::Method::post, "/people/{id}/password", Right::change_people, [this, find](Call const& call) {
    auto const one = find(call);
    Form form(call.request.body);
    auto const password = form.needed_text("password");
    if (!one || !form.ok()) {
      return !one ? refuse(one.error()) : refuse(form.problems());
    }
    auto const set = parts.people.set_password(one->id, password, call.who(), call.now());
    review_listeners(call.now());
    return set ? no_content() : refuse(set.error());
  });
}

}  // namespace console
