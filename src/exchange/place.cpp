// The columns of a sheet that say where: degrees in two columns or plane coordinates, their datum, or a whole geometry as WKT.
#include <algorithm>
#include <array>

#include "exchange/inside.hpp"

namespace exchange {

bool Place::take(std::string_view column, std::string const& text) {
  constexpr std::array all{longitude, latitude, east, north, place, datum};
  if (std::find(all.begin(), all.end(), column) == all.end()) {
    return false;
  }
  if (!means_nothing(text)) {
    texts_.insert_or_assign(std::string(column), text);
  }
  return true;
}

base::Result<std::optional<geo::Geometry>> Place::result() const {
  auto const text = [&](std::string_view name) -> std::string const* {
    auto const found = texts_.find(name);
    return found == texts_.end() ? nullptr : &found->second;
  };
  auto const at = [](Problem const& problem, std::string_view column) { return Problem("bad_geometry", problem.detail, std::string(column), problem.mend); };
  auto system = system_;
  if (auto const* declared = text(datum)) {
    auto const read = geo::parse_system(*declared);
    if (!read) {
      return at(read.error(), datum);
    }
    system = *read;
  }
  if (auto const* wkt = text(place)) {
    auto geometry = geo::parse_wkt(*wkt);
    geometry = geometry ? geo::to_inside(*geometry, system) : geometry;
    if (!geometry) {
      return at(geometry.error(), place);
    }
    return std::optional(*std::move(geometry));
  }
  bool const plane = text(east) != nullptr || text(north) != nullptr;
  auto const x_column = plane ? east : longitude;
  auto const y_column = plane ? north : latitude;
  auto const* x_text = text(x_column);
  auto const* y_text = text(y_column);
  if (x_text == nullptr && y_text == nullptr) {
    return std::optional<geo::Geometry>();
  }
  if (x_text == nullptr || y_text == nullptr) {
    return Problem("bad_geometry", "one of the two coordinates is missing", std::string(x_text == nullptr ? x_column : y_column), "give both or none");
  }
  if (plane && system.datum != geo::Datum::gauss3) {
    return Problem("bad_geometry", "plane coordinates without their system", std::string(east), "declare it, as CGCS2000 3 度带 114E");
  }
  auto const read = [&](std::string const& one) {
    auto const number = base::parse_number(one);
    return number ? base::Result<double>(*number) : geo::parse_angle(one);
  };
  auto const x = read(*x_text);
  auto const y = read(*y_text);
  if (!x || !y) {
    return at(x ? y.error() : x.error(), x ? y_column : x_column);
  }
  auto const inside = geo::to_inside(geo::Point{*x, *y}, system);
  if (!inside) {
    return at(inside.error(), x_column);
  }
  return std::optional(geo::make_point(inside->x, inside->y));
}

}  // namespace exchange
