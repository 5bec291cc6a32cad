// Who may see and change what of a register: decided here and nowhere else.
#include <algorithm>
#include <cmath>

#include "registry/inside.hpp"

namespace registry {
namespace {

using identity::Person, identity::Right, identity::Role;

bool names(std::vector<std::string> const& list, std::string_view one) { return std::find(list.begin(), list.end(), one) != list.end(); }

/// Officers of a department that keeps the register, be it a desk of the bureau or another department.
bool keeps(Person const& person, Register const& reg) {
  return (person.role == Role::officer || person.role == Role::partner) && names(reg.keeper, person.department);
}
bool assists(Person const& person, Register const& reg) {
  return (person.role == Role::officer || person.role == Role::partner) && names(reg.assist, person.department);
}
/// Whether one of `roles` is the person's; "keeper" means who keeps the register.
bool among(Person const& person, Register const& reg, std::vector<std::string> const& roles) {
  return names(roles, identity::name_of(person.role)) || (names(roles, "keeper") && keeps(person, reg));
}

/// Whether the whole register is open to the person, not only its public side.
bool reads(Person const& person, Register const& reg) {
  auto const& read = reg.access.read;
  switch (person.role) {
    case Role::administrator: return true;
    case Role::guest: return false;
    case Role::enterprise: return !reg.facility_field.empty() && !person.facility.empty() && (read.empty() || names(read, "enterprise"));
    case Role::third_party: return names(read, "third_party") || among(person, reg, reg.access.write);
    case Role::partner: return keeps(person, reg) || assists(person, reg) || names(read, "partner");
    case Role::grid: return !person.area.empty() && !reg.area_field.empty() && (read.empty() || names(read, "grid"));
    default: return read.empty() || keeps(person, reg) || among(person, reg, read);
  }
}

bool writes(Person const& person, Register const& reg) {
  if (!identity::may(person.role, Right::change_registers)) {
    return false;
  }
  if (person.role == Role::administrator) {
    return true;
  }
  if (person.role == Role::enterprise) {
    return reg.access.enterprise_files;
  }
  auto const& write = reg.access.write;
  return write.empty() ? keeps(person, reg) || assists(person, reg) : among(person, reg, write) || keeps(person, reg);
}

double rounded_to(double degrees, double step) { return std::round(degrees / step) * step; }

/// The place as the public sees it: one point of a grid of `metres`.
geo::Geometry blurred(geo::Geometry const& geometry, double metres) {
  constexpr double metres_a_degree = 111'320;
  constexpr double half_turn = 180, pi = 3.141592653589793;
  auto const at = geo::centre(geometry);
  auto const step_y = metres / metres_a_degree;
  auto const step_x = step_y / std::max(0.01, std::cos(rounded_to(at.y, step_y) * pi / half_turn));
  return geo::make_point(rounded_to(at.x, step_x), rounded_to(at.y, step_y));
}

}  // namespace

Reach reach_of(Person const& person, Register const& reg) {
  Reach reach;
  if (!identity::may(person.role, Right::see_registers)) {
    return reach;
  }
  reach.sees = reads(person, reg);
  if (!reach.sees) {
    reach.sees = reach.only_public = reg.access.is_public;
    return reach;
  }
  bool const keeper = keeps(person, reg) || person.role == Role::administrator;
  bool const writer = writes(person, reg);
  reach.own_only = person.role == Role::enterprise;
  reach.area = reg.area_field.empty() || person.role == Role::administrator ? "" : person.area;
  reach.sees_personal = keeper || writer || person.role == Role::inspector || person.role == Role::monitor;
  reach.creates = writer && (person.role != Role::enterprise || reg.facility_field != "id");
  reach.changes = writer;
  reach.merges = keeper;
  reach.imports = writer && identity::may(person.role, Right::import_registers);
  return reach;
}

bool may_move(Person const& person, Register const& reg, definitions::Move const& move) {
  auto const reach = reach_of(person, reg);
  if (!reach.sees || reach.only_public || !identity::may(person.role, Right::change_registers)) {
    return false;
  }
  return person.role == Role::administrator || among(person, reg, move.by);
}

bool sees_field(Reach const& reach, Field const& field) {
  if (reach.only_public) {
    return field.is_public && !field.personal;
  }
  return !field.personal || reach.sees_personal;
}

void veil(Register const& reg, Reach const& reach, Record& record) {
  for (auto const& field : reg.fields) {
    if (!sees_field(reach, field)) {
      record.values.erase(field.id);
    } else if (auto const found = record.values.find(field.id); reach.only_public && field.blurred && found != record.values.end()) {
      found->second = definitions::blurred(field, found->second);
    }
  }
  if (!reach.only_public) {
    return;
  }
  record.created_by.clear();
  record.changed_by.clear();
  record.due.reset();
  if (record.geometry && !reg.geometry_public) {
    record.geometry.reset();
  } else if (record.geometry && reg.blur_m > 0) {
    record.geometry = blurred(*record.geometry, reg.blur_m);
  }
}

bool same_or_inside(std::string_view area, std::string_view division) { return division.starts_with(area); }

base::Outcome within(Register const& reg, Sight const& sight, Record const& record) {
  auto const value = [&](std::string const& field) -> Value const* {
    auto const found = record.values.find(field);
    return found == record.values.end() ? nullptr : &found->second;
  };
  if (sight.reach.own_only) {
    auto const* facility = reg.facility_field == "id" ? nullptr : value(reg.facility_field);
    auto const* number = facility == nullptr ? nullptr : std::get_if<base::Decimal>(facility);
    auto const id = reg.facility_field == "id" ? record.id : RecordId{number == nullptr ? 0 : number->coefficient()};
    if (std::find(sight.own.begin(), sight.own.end(), id) == sight.own.end()) {
      return Problem("forbidden", "the record belongs to another enterprise", reg.facility_field);
    }
  }
  if (!sight.reach.area.empty()) {
    auto const* area = value(reg.area_field);
    auto const* division = area == nullptr ? nullptr : std::get_if<std::string>(area);
    if (division == nullptr || !same_or_inside(sight.reach.area, *division)) {
      return Problem("forbidden", "the record lies outside your area " + sight.reach.area, reg.area_field);
    }
  }
  return base::Done{};
}

query::Lookup lookup_of(Register const& reg, Record const& record, base::Time now) {
  return [&reg, &record, now](std::string_view name) -> Value {
    if (auto const found = record.values.find(name); found != record.values.end()) {
      return found->second;
    }
    if (reg.field(name) != nullptr) {
      return {};
    }
    if (name == "id") { return base::Decimal(record.id.value, 0); }
    if (name == "version") { return base::Decimal(record.version, 0); }
    if (name == "state") { return record.state; }
    if (name == "origin") { return record.origin; }
    if (name == "created_by") { return record.created_by; }
    if (name == "changed_by") { return record.changed_by; }
    if (name == "created_at") { return record.created_at; }
    if (name == "changed_at") { return record.changed_at; }
    if (name == "due") { return record.due ? Value(*record.due) : Value(); }
    if (name == "overdue") { return record.due.has_value() && *record.due < base::beijing_day(now); }
    if (name == "geometry") { return record.geometry ? Value(*record.geometry) : Value(); }
    return {};
  };
}

Sight Registry::Inside::sight_of(identity::Person const& who, Register const& reg, sql::Database& database) const {
  Sight sight{reach_of(who, reg), {}};
  auto const* facilities = parts.set.find("facility");
  if (sight.reach.own_only && facilities != nullptr) {
    constexpr std::size_t own_max = 200;
    auto const& named = *facilities->field(facilities->name_field);
    database.prepare("SELECT id FROM " + table_of("facility") + " WHERE withdrawn = 0 AND " + column_of(named) + " = ? ORDER BY id")
        .with(who.facility).each([&](auto const& row) {
          if (sight.own.size() < own_max) {
            sight.own.push_back(RecordId{row.integer(0)});
          }
        });
  }
  return sight;
}

Sight Registry::Inside::sight_of(identity::Person const& who, Register const& reg) const {
  return sight_of(who, reg, *parts.readers.lease());
}

}  // namespace registry
