// Well-known binary (OGC 06-103r4 clause 8). Written little endian in two dimensions; read in either order, with Z and M as
// ISO (1001 …) and as PostGIS (high bits) mark them, which are dropped.
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "geo/inside.hpp"

namespace geo {
namespace {

constexpr std::uint32_t flag_z = 0x80000000U, flag_m = 0x40000000U, flag_srid = 0x20000000U;

class WkbReader {
 public:
  explicit WkbReader(std::string_view bytes) : bytes_(bytes) {}
  base::Result<Geometry> read() {
    Geometry geometry;
    if (one(geometry, std::nullopt, 1)) {
      if (at_ == bytes_.size()) {
        return geometry;
      }
      fail("there are more bytes after the geometry");
    }
    return std::move(*fault_);
  }

 private:
  bool fail(std::string detail, std::string mend = {}) {
    if (!fault_) {
      fault_ = inside::bad(std::move(detail), "byte " + std::to_string(at_ + 1), std::move(mend));
    }
    return false;
  }
  template <typename Word>
  bool take(Word& word) {
    if (bytes_.size() - at_ < sizeof(Word)) {
      return fail("the bytes end in the middle of the geometry");
    }
    word = 0;
    for (std::size_t i = 0; i < sizeof(Word); ++i) {
      auto const byte = static_cast<std::uint8_t>(bytes_[at_ + (little_ ? sizeof(Word) - 1 - i : i)]);
      word = static_cast<Word>(word << 8 | byte);
    }
    at_ += sizeof(Word);
    return true;
  }
  bool count(std::uint32_t& number, std::size_t bytes_each) {
    if (!take(number)) {
      return false;
    }
    return number <= (bytes_.size() - at_) / bytes_each || fail("a count says more than there are bytes for");
  }
  bool position(Ring& into, int dimensions, bool may_be_empty) {
    if (++points_ > points_max) {
      fault_ = inside::too_many("byte " + std::to_string(at_ + 1));
      return false;
    }
    std::array<double, 4> values{};
    auto const from = at_;
    for (int i = 0; i < dimensions; ++i) {
      std::uint64_t bits = 0;
      if (!take(bits)) {
        return false;
      }
      values[static_cast<std::size_t>(i)] = std::bit_cast<double>(bits);
    }
    if (may_be_empty && std::isnan(values[0]) && std::isnan(values[1])) {  // POINT EMPTY has no other form
      return true;
    }
    if (!std::isfinite(values[0]) || !std::isfinite(values[1])) {
      at_ = from;
      return fail("a coordinate is not a number");
    }
    into.push_back({values[0], values[1]});
    return true;
  }
  bool ring(Ring& into, int dimensions) {
    std::uint32_t number = 0;
    if (!count(number, static_cast<std::size_t>(dimensions) * 8)) {
      return false;
    }
    for (std::uint32_t i = 0; i < number; ++i) {
      if (!position(into, dimensions, false)) {
        return false;
      }
    }
    return true;
  }
  bool simple(Geometry& into, int dimensions) {
    std::vector<Ring> part;
    if (into.kind == Kind::point) {
      if (!position(part.emplace_back(), dimensions, true)) {
        return false;
      }
    } else if (into.kind == Kind::line) {
      if (!ring(part.emplace_back(), dimensions)) {
        return false;
      }
    } else {
      std::uint32_t number = 0;
      if (!count(number, 4)) {
        return false;
      }
      for (std::uint32_t i = 0; i < number; ++i) {
        if (!ring(part.emplace_back(), dimensions)) {
          return false;
        }
        if (part.back().empty()) {
          return fail("a ring without positions");
        }
      }
    }
    if (!part.empty() && !part.front().empty()) {
      into.parts.push_back(std::move(part));
    }
    return true;
  }
  bool head(Geometry& into, int& dimensions) {
    auto const from = at_;
    std::uint8_t order = 0;
    std::uint32_t type = 0, srid = 4490;
    if (!take(order)) {
      return false;
    }
    little_ = order == 1;
    if (order > 1 || !take(type) || ((type & flag_srid) != 0 && !take(srid))) {
      at_ = from;
      return fail("the order of bytes is neither 0 nor 1");
    }
    if (srid != 4490 && srid != 4326 && srid != 0) {
      return fail("the geometry is in the system " + std::to_string(srid), "convert it to CGCS2000 degrees (EPSG:4490) first");
    }
    dimensions = 2 + ((type & flag_z) != 0 ? 1 : 0) + ((type & flag_m) != 0 ? 1 : 0);
    type &= ~(flag_z | flag_m | flag_srid);
    if (dimensions == 2 && type > 1000 && type < 4000) {
      dimensions = type > 3000 ? 4 : 3;
      type %= 1000;
    }
    if (type < 1 || type > 7) {
      at_ = from;
      return fail("geometries of the type " + std::to_string(type) + " are not read");
    }
    into.kind = static_cast<Kind>(type - 1);
    return true;
  }
  bool one(Geometry& into, std::optional<Kind> wanted, std::size_t depth) {
    int dimensions = 2;
    auto const from = at_;
    if (!head(into, dimensions)) {
      return false;
    }
    if (wanted && into.kind != *wanted) {
      at_ = from;
      return fail("a part of another kind than the whole");
    }
    if (!inside::is_multi(into.kind) && into.kind != Kind::collection) {
      return simple(into, dimensions);
    }
    if (depth > inside::depth_max) {
      return fail("collections are nested more than " + std::to_string(inside::depth_max) + " deep");
    }
    std::uint32_t number = 0;
    if (!count(number, 9)) {
      return false;
    }
    for (std::uint32_t i = 0; i < number; ++i) {
      Geometry member;
      bool const multi = into.kind != Kind::collection;
      if (!one(member, multi ? std::optional(inside::single_of(into.kind)) : std::nullopt, depth + 1)) {
        return false;
      }
      if (!multi) {
        into.members.push_back(std::move(member));
      } else if (!member.parts.empty()) {
        into.parts.push_back(std::move(member.parts.front()));
      }
    }
    return true;
  }

  std::string_view bytes_;
  std::size_t at_ = 0, points_ = 0;
  bool little_ = true;
  std::optional<base::Problem> fault_;
};

template <typename Word>
void put(std::string& out, Word word) {
  for (std::size_t i = 0; i < sizeof(Word); ++i) {
    out += static_cast<char>(word >> (8 * i) & 0xFF);
  }
}
void put_head(std::string& out, Kind kind) {
  out += '\1';
  put(out, static_cast<std::uint32_t>(kind) + 1);
}
void put_point(std::string& out, Point p) {
  put(out, std::bit_cast<std::uint64_t>(p.x));
  put(out, std::bit_cast<std::uint64_t>(p.y));
}
void put_ring(std::string& out, Ring const& ring) {
  put(out, static_cast<std::uint32_t>(ring.size()));
  for (auto const p : ring) {
    put_point(out, p);
  }
}

void put_part(std::string& out, Kind single, std::vector<Ring> const& part) {
  put_head(out, single);
  if (single == Kind::point) {
    put_point(out, part.front().front());
  } else if (single == Kind::line) {
    put_ring(out, part.front());
  } else {
    put(out, static_cast<std::uint32_t>(part.size()));
    for (auto const& ring : part) {
      put_ring(out, ring);
    }
  }
}

void put_geometry(std::string& out, Geometry const& geometry) {
  if (geometry.kind == Kind::collection) {
    put_head(out, geometry.kind);
    put(out, static_cast<std::uint32_t>(geometry.members.size()));
    for (auto const& member : geometry.members) {
      put_geometry(out, member);
    }
  } else if (inside::is_multi(geometry.kind)) {
    put_head(out, geometry.kind);
    put(out, static_cast<std::uint32_t>(geometry.parts.size()));
    for (auto const& part : geometry.parts) {
      put_part(out, inside::single_of(geometry.kind), part);
    }
  } else if (!geometry.parts.empty()) {
    put_part(out, geometry.kind, geometry.parts.front());
  } else if (geometry.kind == Kind::point) {
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    put_part(out, Kind::point, {{{nan, nan}}});
  } else {
    put_head(out, geometry.kind);
    put(out, std::uint32_t{0});
  }
}

}  // namespace

base::Result<Geometry> parse_wkb(std::string_view bytes) { return WkbReader(bytes).read(); }

std::string to_wkb(Geometry const& geometry) {
  std::string out;
  out.reserve(inside::count_points(geometry) * 16 + 64);
  put_geometry(out, geometry);
  return out;
}

}  // namespace geo
