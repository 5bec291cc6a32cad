#include "identity/identity.hpp"

#include <array>

namespace identity {
namespace {

constexpr std::array<std::string_view, 5> role_names{"administrator", "monitor", "inspector", "enterprise", "guest"};
constexpr std::array<std::string_view, right_count> right_names{
    "see_measurements", "see_frames", "see_alarms", "handle_alarms", "see_points_admin", "change_points",
    "see_people", "change_people", "see_trail", "see_system", "export_tables"};

/// The matrix: a line a right in the order of Right, a column a role in the order of Role.
constexpr std::array<std::array<bool, role_names.size()>, right_count> matrix{{
    // administrator, monitor, inspector, enterprise, guest
    {true, true, true, true, true},        // see_measurements
    {true, true, true, true, false},       // see_frames: an enterprise those of its own loggers
    {true, true, true, true, false},       // see_alarms
    {true, true, true, false, false},      // handle_alarms
    {true, true, false, false, false},     // see_points_admin
    {true, true, false, false, false},     // change_points
    {true, false, false, false, false},    // see_people
    {true, false, false, false, false},    // change_people
    {true, false, false, false, false},    // see_trail
    {true, false, false, false, false},    // see_system
    {true, true, true, true, false},       // export_tables
}};

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
  return matrix.at(static_cast<std::size_t>(right)).at(static_cast<std::size_t>(role));
}

bool sees_point(Person const& person, Belonging const& point) {
  return (point.station && point.facility.empty()) || sees_inside(person, point);
}

bool sees_inside(Person const& person, Belonging const& point) {
  if (person.role == Role::guest) return false;
  if (person.role == Role::enterprise) return !person.facility.empty() && person.facility == point.facility;
  return true;
}

}  // namespace identity
