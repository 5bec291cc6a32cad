// Soundness: what is wrong without doubt is mended, a crossing only when asked, everything else refused with its place.
#include <algorithm>
#include <array>
#include <cmath>

#include "geo/inside.hpp"

namespace geo {
namespace {

struct Mended {
  std::size_t closed = 0, turned = 0, doubled = 0, joined = 0;
};

std::string count_of(std::size_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + ' ' + std::string(number == 1 ? one : many);
}

void note(std::string& text, std::string const& addition) { text += (text.empty() ? "" : "; ") + addition; }

std::string describe(Mended const& mended, std::string const& first_place) {
  std::string text;
  if (mended.joined > 0) {
    note(text, "a collection taken as one geometry of " + count_of(mended.joined, "part", "parts"));
  }
  if (mended.closed > 0) {
    note(text, count_of(mended.closed, "open ring", "open rings") + " closed");
  }
  if (mended.doubled > 0) {
    note(text, count_of(mended.doubled, "doubled point", "doubled points") + " dropped");
  }
  if (mended.turned > 0) {
    note(text, count_of(mended.turned, "ring", "rings") + " turned");
  }
  return text.empty() || first_place.empty() ? text : text + " (first at " + first_place + ")";
}

bool is_of(Kind kind, Shape shape) {
  return shape == Shape::any || static_cast<int>(inside::single_of(kind)) == static_cast<int>(shape);
}

// A collection of nothing but the wanted shape is that shape in several parts: KML and GeometryCollections come so.
bool join(Geometry& geometry, Shape wanted) {
  std::vector<std::vector<Ring>> parts;
  for (auto& member : geometry.members) {
    if (member.kind == Kind::collection ? !join(member, wanted) : !is_of(member.kind, wanted)) {
      return false;
    }
    std::ranges::move(member.parts, std::back_inserter(parts));
  }
  geometry = {inside::multi_of(static_cast<Kind>(wanted)), std::move(parts), {}};
  return true;
}

// Twice the signed area, about the first point so that far-off coordinates do not eat the digits; positive anticlockwise.
double turning(Ring const& ring) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    sum += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) - (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
  }
  return sum;
}

class Mender {
 public:
  explicit Mender(Mended& mended) : mended_(mended) {}
  bool mend(Geometry& geometry, std::string const& prefix) {
    auto const single = inside::single_of(geometry.kind);
    for (std::size_t i = 0; i < geometry.members.size(); ++i) {
      if (!mend(geometry.members[i], prefix + "member " + std::to_string(i + 1) + ", ")) {
        return false;
      }
    }
    for (std::size_t i = 0; i < geometry.parts.size(); ++i) {
      auto& part = geometry.parts[i];
      for (std::size_t k = 0; k < part.size(); ++k) {
        where_ = prefix + "part " + std::to_string(i + 1) + (single == Kind::polygon ? ", ring " + std::to_string(k + 1) : "");
        if (!in_range(part[k]) || !mend_ring(part[k], single, k == 0)) {
          return false;
        }
      }
    }
    return true;
  }
  base::Problem problem() const { return *fault_; }
  std::string first_place;

 private:
  bool fail(std::string detail, std::string where, std::string mend = {}) {
    fault_ = inside::bad(std::move(detail), std::move(where), std::move(mend));
    return false;
  }
  bool in_range(Ring const& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      auto const p = ring[i];
      if (std::abs(p.x) <= 180 && std::abs(p.y) <= 90) {
        continue;
      }
      auto const where = where_ + ", point " + std::to_string(i + 1);
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
        return fail("a coordinate is not a number", where);
      }
      auto const at = inside::place(p);
      if (std::abs(p.x) <= 90 && std::abs(p.y) <= 180) {
        return fail(at + " is not longitude, latitude: latitude and longitude look swapped", where, "give longitude first, then latitude");
      }
      bool const plane = std::abs(p.x) > 1000 || std::abs(p.y) > 1000;
      return fail(at + " is not a place on the earth in degrees", where,
                  plane ? "these look like metres of a plane system: declare which (such as EPSG:4547)" : "longitude is -180..180, latitude -90..90");
    }
    return true;
  }
  void at(Point p) { first_place = first_place.empty() ? inside::place(p) : first_place; }
  bool mend_ring(Ring& ring, Kind single, bool outer) {
    if (single == Kind::point) {
      return true;
    }
    if (auto const doubled = std::ranges::adjacent_find(ring); doubled != ring.end()) {
      at(*doubled);
      auto const rest = std::ranges::unique(ring);
      mended_.doubled += rest.size();
      ring.erase(rest.begin(), rest.end());
    }
    if (single == Kind::line) {
      return ring.size() >= 2 || fail("a line needs two different points", where_);
    }
    if (ring.size() > 1 && ring.front() != ring.back()) {
      ring.push_back(ring.front());
      ++mended_.closed;
      at(ring.front());
    }
    if (ring.size() < 4) {
      return fail("a ring needs three different points, here are " + std::to_string(ring.size() < 2 ? ring.size() : ring.size() - 1), where_);
    }
    double const way = turning(ring);
    if (way != 0 && (way > 0) != outer) {          // RFC 7946 3.1.6: outer rings anticlockwise, holes clockwise
      std::ranges::reverse(ring);
      ++mended_.turned;
      at(ring.front());
    }
    return true;
  }

  Mended& mended_;
  std::string where_;
  std::optional<base::Problem> fault_;
};

struct Fault {
  std::string detail;
  Point at;
};

std::string sentence_of(std::string_view reason) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> sentences{{
      {"Ring Self-intersection", "a ring touches itself or doubles back"},
      {"Self-intersection", "the outline crosses itself or doubles back"},
      {"Hole lies outside shell", "a hole lies outside its outer ring"},
      {"Holes are nested", "a hole lies in another hole"},
      {"Nested shells", "a part lies in another part"},
      {"Duplicate Rings", "two rings are the same"},
      {"Interior is disconnected", "holes cut the area in pieces that belong to one part"},
      {"Too few points in geometry component", "a ring has no area"},
  }};
  for (auto const& [from, to] : sentences) {
    if (reason == from) {
      return std::string(to);
    }
  }
  return "the geometry is not valid";
}

std::optional<Fault> fault_of(GEOSGeometry const* geometry) {
  char* reason = nullptr;
  GEOSGeometry* at = nullptr;
  auto const valid = GEOSisValidDetail_r(inside::context(), geometry, 0, &reason, &at);
  inside::Handle const point(at);
  std::optional<Fault> fault;
  if (valid != 1) {
    fault = Fault{sentence_of(reason == nullptr ? "" : reason), {}};
    auto const box = box_of(inside::from_geos(at));
    fault->at = box ? Point{box->west, box->south} : Point{};
  }
  GEOSFree_r(inside::context(), reason);
  return fault;
}

inside::Handle make_valid(GEOSGeometry const* geometry) {
  auto* const params = GEOSMakeValidParams_create_r(inside::context());
  GEOSMakeValidParams_setMethod_r(inside::context(), params, GEOS_MAKE_VALID_STRUCTURE);
  GEOSMakeValidParams_setKeepCollapsed_r(inside::context(), params, 0);
  inside::Handle made(GEOSMakeValidWithParams_r(inside::context(), geometry, params));
  GEOSMakeValidParams_destroy_r(inside::context(), params);
  return made;
}

// A tenth of a millimetre: nearer points make GEOS's repair stumble.
Geometry rounded(Geometry geometry) {
  constexpr double steps = 1e9;
  for (auto& part : geometry.parts) {
    for (auto& ring : part) {
      for (auto& p : ring) {
        p = {std::round(p.x * steps) / steps, std::round(p.y * steps) / steps};
      }
    }
  }
  for (auto& member : geometry.members) {
    member = rounded(std::move(member));
  }
  return geometry;
}

base::Result<Sound> checked(Sound sound, Shape wanted, bool repair) {
  auto const held = inside::to_geos(sound.geometry);
  auto const fault = fault_of(held.get());
  if (!fault) {
    return sound;
  }
  auto const where = inside::place(fault->at);
  if (!repair) {
    return inside::bad(fault->detail, where, "draw the outline anew there, or ask for the repair");
  }
  auto const made = make_valid(inside::to_geos(rounded(sound.geometry)).get());
  auto mended = inside::from_geos(made.get());
  if (!made || is_empty(mended) || !is_of(mended.kind, wanted) || fault_of(made.get())) {
    return inside::bad(fault->detail + "; nothing sound is left after a repair", where, "draw the outline anew");
  }
  Mended turned;                                   // GEOS turns outer rings clockwise
  if (!Mender(turned).mend(mended, "")) {
    return inside::bad(fault->detail + "; nothing sound is left after a repair", where, "draw the outline anew");
  }
  note(sound.repaired, fault->detail + " at " + where + ": mended, now " + count_of(mended.parts.size(), "part", "parts"));
  sound.geometry = std::move(mended);
  return sound;
}

}  // namespace

base::Result<Sound> sound(Geometry geometry, Shape wanted, bool repair) {
  Mended mended;
  if (geometry.kind == Kind::collection && wanted != Shape::any && join(geometry, wanted)) {
    mended.joined = geometry.parts.size();
  }
  if (!is_of(geometry.kind, wanted)) {
    return inside::bad("a " + std::string(name_of(wanted)) + " is wanted, this is a " + std::string(name_of(geometry.kind)));
  }
  auto const points = inside::count_points(geometry);
  if (points == 0) {
    return inside::bad("the geometry is empty");
  }
  if (points > points_max) {
    return inside::too_many("");
  }
  Mender mender(mended);
  if (!mender.mend(geometry, "")) {
    return mender.problem();
  }
  auto text = describe(mended, mender.first_place);
  return checked({std::move(geometry), std::move(text)}, wanted, repair);
}

}  // namespace geo
