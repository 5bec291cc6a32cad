#pragma once
// PROJ behind an owned handle: projections given by their parameters, so that no database and no file is opened.
#include <proj.h>

#include <memory>
#include <string>

#include "geo/geo.hpp"

namespace geo::inside {

class Projection {
 public:
  explicit Projection(std::string const& definition);   // "+proj=tmerc +ellps=GRS80 …"
  std::optional<Point> to_plane(Point degrees) const;    // nothing where the projection has no answer
  std::optional<Point> to_degrees(Point metres) const;

 private:
  struct Destroy {
    void operator()(PJ* projection) const { proj_destroy(projection); }
  };
  std::unique_ptr<PJ, Destroy> projection_;
};

/// CGCS2000 Gauss-Krüger about a central meridian of whole degrees, kept for this thread. Eastings without zone.
Projection const& gauss(int meridian);

/// Every point of a geometry through `change`; nothing as soon as one has no answer.
template <typename Change>
std::optional<Geometry> mapped(Geometry geometry, Change const& change) {
  for (auto& part : geometry.parts) {
    for (auto& ring : part) {
      for (auto& p : ring) {
        auto const to = change(p);
        if (!to) {
          return std::nullopt;
        }
        p = *to;
      }
    }
  }
  for (auto& member : geometry.members) {
    auto to = mapped(std::move(member), change);
    if (!to) {
      return std::nullopt;
    }
    member = std::move(*to);
  }
  return geometry;
}

}  // namespace geo::inside
