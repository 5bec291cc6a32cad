// Coordinate systems by the order of their axes, as their authority names it (18-058, 6.2).
#include <algorithm>

#include "features/inside.hpp"

namespace features {
namespace {

constexpr int metre_digits = 3, datong_meridian = 114;

template <typename Change>
bool change_points(geo::Geometry& geometry, Change const& change) {
  for (auto& part : geometry.parts) {
    for (auto& ring : part) {
      if (!std::all_of(ring.begin(), ring.end(), change)) {
        return false;
      }
    }
  }
  return std::all_of(geometry.members.begin(), geometry.members.end(), [&](geo::Geometry& member) { return change_points(member, change); });
}

void turn(geo::Geometry& geometry) {
  change_points(geometry, [](geo::Point& p) {
    std::swap(p.x, p.y);
    return true;
  });
}

}  // namespace

std::vector<System> const& systems() {
  static std::vector<System> const all{
      {.uri = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
      {.uri = "http://www.opengis.net/def/crs/EPSG/0/4326", .turned = true},
      {.uri = "http://www.opengis.net/def/crs/EPSG/0/4490", .turned = true},
      {.uri = "http://www.opengis.net/def/crs/EPSG/0/4547", .plane = geo::System{geo::Datum::gauss3, datong_meridian, false}, .turned = true,
       .digits = metre_digits},
      {.uri = "http://www.opengis.net/def/crs/EPSG/0/3857", .mercator = true, .digits = metre_digits}};
  return all;
}

System const& storage_system() { return systems()[2]; }

System const* find_system(std::string_view uri) {
  auto const found = std::find_if(systems().begin(), systems().end(), [&](System const& system) { return system.uri == uri; });
  return found == systems().end() ? nullptr : &*found;
}

json::array system_uris() {
  json::array uris;
  for (auto const& system : systems()) {
    uris.emplace_back(system.uri);
  }
  return uris;
}

std::optional<geo::Geometry> out_to(System const& system, geo::Geometry geometry) {
  if (system.plane) {
    auto made = geo::from_inside(std::move(geometry), *system.plane);
    if (!made) {
      return std::nullopt;
    }
    geometry = *std::move(made);
  }
  if (system.mercator) {
    change_points(geometry, [](geo::Point& p) {
      p = geo::to_mercator(p);
      return true;
    });
  }
  if (system.turned) {
    turn(geometry);
  }
  return geometry;
}

base::Result<geo::Geometry> in_from(System const& system, geo::Geometry geometry) {
  if (system.turned) {
    turn(geometry);
  }
  if (system.plane) {
    return geo::to_inside(std::move(geometry), *system.plane);
  }
  if (system.mercator) {
    change_points(geometry, [](geo::Point& p) {
      p = geo::from_mercator(p);
      return true;
    });
  }
  bool const on_earth = change_points(geometry, [](geo::Point const& p) { return p.x >= -180 && p.x <= 180 && p.y >= -90 && p.y <= 90; });
  if (!on_earth) {
    return Problem("bad_coordinate", "a coordinate does not lie on the earth in " + std::string(system.uri), {}, "mind the order of its axes");
  }
  return geometry;
}

}  // namespace features
