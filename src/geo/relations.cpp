// How geometries lie to one another (OGC 06-103r4 clause 6.1.15), and what is cut out of them; planar in degrees.
#include <algorithm>
#include <array>

#include "geo/inside.hpp"

namespace geo {
namespace {

using inside::Handle;

std::optional<bool> ask(GEOSGeometry const* a, GEOSGeometry const* b, Relation how) {
  auto* const gs = inside::context();
  char answer = 2;
  switch (how) {
    case Relation::intersects:
    case Relation::disjoint: answer = GEOSIntersects_r(gs, a, b); break;
    case Relation::equals: answer = GEOSEquals_r(gs, a, b); break;
    case Relation::touches: answer = GEOSTouches_r(gs, a, b); break;
    case Relation::within: answer = GEOSWithin_r(gs, a, b); break;
    case Relation::overlaps: answer = GEOSOverlaps_r(gs, a, b); break;
    case Relation::crosses: answer = GEOSCrosses_r(gs, a, b); break;
    case Relation::contains: answer = GEOSContains_r(gs, a, b); break;
  }
  if (answer == 2) {
    return std::nullopt;
  }
  return (answer == 1) != (how == Relation::disjoint);
}

// What is not sound may confuse GEOS: it is made valid then.
bool relate_two(GEOSGeometry const* a, GEOSGeometry const* b, Relation how) {
  if (auto const answer = ask(a, b, how)) {
    return *answer;
  }
  Handle const valid_a(GEOSMakeValid_r(inside::context(), a));
  Handle const valid_b(GEOSMakeValid_r(inside::context(), b));
  auto const again = valid_a && valid_b ? ask(valid_a.get(), valid_b.get(), how) : std::nullopt;
  return again.value_or(how == Relation::disjoint);
}

void sort_in(Geometry const& geometry, std::array<Geometry, 3>& groups) {
  for (auto const& member : geometry.members) {
    sort_in(member, groups);
  }
  if (!geometry.parts.empty()) {
    auto& parts = groups.at(static_cast<std::size_t>(inside::single_of(geometry.kind))).parts;
    parts.insert(parts.end(), geometry.parts.begin(), geometry.parts.end());
  }
}

// GEOS relates no collections: their points, lines and polygons, each united.
std::vector<Handle> groups_of(Geometry const& geometry) {
  std::vector<Handle> handles;
  if (geometry.kind != Kind::collection) {
    handles.push_back(inside::to_geos(geometry));
    return handles;
  }
  std::array<Geometry, 3> groups{Geometry{Kind::multi_point, {}, {}}, Geometry{Kind::multi_line, {}, {}}, Geometry{Kind::multi_polygon, {}, {}}};
  sort_in(geometry, groups);
  for (auto const& group : groups) {
    if (!group.parts.empty()) {
      auto held = inside::to_geos(group);
      Handle united(GEOSUnaryUnion_r(inside::context(), held.get()));
      handles.push_back(united ? std::move(united) : std::move(held));
    }
  }
  return handles;
}

using Groups = std::vector<Handle>;

template <typename Test>
bool any_pair(Groups const& a, Groups const& b, Test const& test) {
  return std::ranges::any_of(a, [&](Handle const& one) {
    return std::ranges::any_of(b, [&](Handle const& other) { return test(one.get(), other.get()); });
  });
}

bool all_covered(Groups const& a, Groups const& b) {
  auto const covered = [&](GEOSGeometry const* leaf) {
    return std::ranges::any_of(b, [&](Handle const& by) { return GEOSCoveredBy_r(inside::context(), leaf, by.get()) == 1; });
  };
  if (a.empty()) {
    return false;
  }
  return std::ranges::all_of(a, [&](Handle const& group) {
    int const leaves = GEOSGetNumGeometries_r(inside::context(), group.get());
    for (int i = 0; i < leaves; ++i) {
      if (!covered(GEOSGetGeometryN_r(inside::context(), group.get(), i))) {
        return false;
      }
    }
    return true;
  });
}

bool relate_groups(Groups const& a, Groups const& b, Relation how) {
  auto const any = [&](Relation what) {
    return any_pair(a, b, [&](GEOSGeometry const* x, GEOSGeometry const* y) { return relate_two(x, y, what); });
  };
  auto const deeper_than_touch = [&] {
    return any_pair(a, b, [](GEOSGeometry const* x, GEOSGeometry const* y) {
      return relate_two(x, y, Relation::intersects) && !relate_two(x, y, Relation::touches);
    });
  };
  switch (how) {
    case Relation::intersects: return any(Relation::intersects);
    case Relation::disjoint: return !any(Relation::intersects);
    case Relation::equals: return (a.empty() && b.empty()) || (all_covered(a, b) && all_covered(b, a));
    case Relation::within: return all_covered(a, b) && deeper_than_touch();
    case Relation::contains: return all_covered(b, a) && deeper_than_touch();
    case Relation::touches: return any(Relation::touches) && !deeper_than_touch();
    case Relation::crosses: return any(Relation::crosses);
    case Relation::overlaps: return deeper_than_touch() && !any(Relation::crosses) && !all_covered(a, b) && !all_covered(b, a);
  }
  return false;
}

void keep_parts(Geometry const& from, Kind single, Geometry& into) {
  if (inside::single_of(from.kind) == single) {
    into.parts.insert(into.parts.end(), from.parts.begin(), from.parts.end());
  }
  for (auto const& member : from.members) {
    keep_parts(member, single, into);
  }
}

// A cut leaves points and lines where only borders meet: they are not part of the answer.
Geometry of_kind(Geometry const& found, Kind single) {
  Geometry out{inside::multi_of(single), {}, {}};
  keep_parts(found, single, out);
  if (out.parts.size() <= 1) {
    out.kind = single;
  }
  return out;
}

bool holds(Box const& outer, Box const& box) {
  return outer.west <= box.west && box.east <= outer.east && outer.south <= box.south && box.north <= outer.north;
}

}  // namespace

bool relate(Geometry const& a, Geometry const& b, Relation how) {
  auto const groups_a = groups_of(a);
  auto const groups_b = groups_of(b);
  bool const simple = groups_a.size() == 1 && groups_b.size() == 1;
  return simple ? relate_two(groups_a.front().get(), groups_b.front().get(), how) : relate_groups(groups_a, groups_b, how);
}

Geometry clip(Geometry const& geometry, Box const& box) {
  if (geometry.kind == Kind::collection) {
    Geometry out{Kind::collection, {}, {}};
    for (auto const& member : geometry.members) {
      if (auto cut = clip(member, box); !is_empty(cut)) {
        out.members.push_back(std::move(cut));
      }
    }
    return out;
  }
  auto const whole = box_of(geometry);
  if (!whole || !meet(*whole, box)) {
    return {geometry.kind, {}, {}};
  }
  if (holds(box, *whole)) {
    return geometry;
  }
  auto const held = inside::to_geos(geometry);
  auto const frame = inside::to_geos(make_box(box));
  Handle cut(GEOSIntersection_r(inside::context(), held.get(), frame.get()));
  if (!cut) {
    Handle const valid(GEOSMakeValid_r(inside::context(), held.get()));
    cut.reset(valid ? GEOSIntersection_r(inside::context(), valid.get(), frame.get()) : nullptr);
  }
  return of_kind(inside::from_geos(cut.get()), inside::single_of(geometry.kind));
}

Geometry simplify(Geometry const& geometry, double tolerance_degrees) {
  if (!(tolerance_degrees > 0)) {
    return geometry;
  }
  auto const held = inside::to_geos(geometry);
  Handle const simple(GEOSTopologyPreserveSimplify_r(inside::context(), held.get(), tolerance_degrees));
  return simple ? inside::from_geos(simple.get()) : geometry;
}

Point centre(Geometry const& geometry) {
  auto const held = inside::to_geos(geometry);
  Handle const on(GEOSPointOnSurface_r(inside::context(), held.get()));
  auto box = box_of(inside::from_geos(on.get()));
  if (!box) {
    box = box_of(geometry).value_or(Box{});
  }
  return {(box->west + box->east) / 2, (box->south + box->north) / 2};
}

}  // namespace geo
