#include "identity/identity.hpp"

#include <array>

namespace identity {
namespace {

constexpr std::array<std::string_view, role_count> role_names{
    "administrator", "monitor", "inspector", "enterprise", "guest", "leader", "officer", "partner", "grid", "third_party"};
constexpr std::array<std::string_view, right_count> right_names{
    "see_measurements", "see_frames", "see_alarms", "handle_alarms", "see_points_admin", "change_points",
    "see_people", "change_people", "see_trail", "see_system", "export_tables",
    "see_registers", "change_registers", "import_registers", "administer_registers", "see_facility"};

/// The matrix: a line a right in the order of Right, a column a role in the order of Role.
constexpr std::array<std::string_view, right_count> matrix{
    // administrator, monitor, inspector, enterprise, guest; leader, officer, partner, grid, third_party
    "+++++ +++++",   // see_measurements
    "++++. ++...",   // see_frames: an enterprise those of its own loggers
    "++++. ++...",   // see_alarms
    "+++.. .....",   // handle_alarms
    "++... .....",   // see_points_admin
    "++... .....",   // change_points
    "+.... .....",   // see_people
    "+.... .....",   // change_people
    "+.... +....",   // see_trail
    "+.... .....",   // see_system
    "++++. +++++",   // export_tables
    "+++++ +++++",   // see_registers
    "++++. .++++",   // change_registers: a definition may let any of these write or file
    "+.... .+...",   // import_registers
    "+.... .....",   // administer_registers
    "++++. ++...",   // see_facility
};
constexpr std::size_t first_half = 5;   // a blank follows

}  // namespace

std::string_view name_of(Role role) { return role_names.at(static_cast<std::size_t>(role)); }
std::string_view name_of(Right right) { return right_names.at(static_cast<std::size_t>(right)); }

std::optional<Role> parse_role(std::string_view name) {
  for (std::size_t i = 0; i < role_names.size(); ++i) {
    if (role_names[i] == name) return static_cast<Role>(i);
  }
  return std::nullopt;
}

bool may(Role role, Right right) {
  auto const column = static_cast<std::size_t>(role);
  return matrix.at(static_cast<std::size_t>(right)).at(column + (column < first_half ? 0 : 1)) == '+';
}

bool open_to_visitors(Right right) { return right == Right::see_registers; }

bool of_bureau(Role role) {
  switch (role) {
    case Role::administrator:
    case Role::monitor:
    case Role::inspector:
    case Role::leader:
    case Role::officer: return true;
    case Role::enterprise:
    case Role::guest:
    case Role::partner:
    case Role::grid:
    case Role::third_party: return false;
  }
  return false;
}

bool sees_point(Person const& person, Belonging const& point) {
  return (point.station && point.facility.empty()) || sees_inside(person, point);
}

bool sees_inside(Person const& person, Belonging const& point) {
  if (person.role == Role::enterprise) return !person.facility.empty() && person.facility == point.facility;
  return of_bureau(person.role);
}

}  // namespace identity
