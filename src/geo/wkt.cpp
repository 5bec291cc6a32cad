// Well-known text (OGC 06-103r4 clause 7): reading by descent, at most depth_max collections deep.
#include <array>

#include "geo/inside.hpp"

namespace geo {
namespace {

constexpr std::array<std::string_view, 7> wkt_names{"POINT",           "LINESTRING",   "POLYGON",           "MULTIPOINT",
                                                    "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"};

class WktReader {
 public:
  explicit WktReader(std::string_view text) : text_(text) {}
  base::Result<Geometry> read() {
    Geometry geometry;
    if (system() && one(geometry, 1)) {
      skip();
      if (at_ == text_.size()) {
        return geometry;
      }
      fail("there is more text after the geometry");
    }
    return std::move(*fault_);
  }

 private:
  bool fail(std::string detail, std::string mend = {}) {
    if (!fault_) {
      fault_ = inside::bad(std::move(detail), "character " + std::to_string(at_ + 1), std::move(mend));
    }
    return false;
  }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  bool take(char c) {
    skip();
    bool const there = at_ < text_.size() && text_[at_] == c;
    at_ += there ? 1 : 0;
    return there;
  }
  std::string word() {                    // the letters that follow, in capitals
    skip();
    std::string letters;
    while (at_ < text_.size() && letters.size() < 20) {
      char const c = text_[at_];
      char const capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      if (capital < 'A' || capital > 'Z') {
        break;
      }
      letters += capital;
      ++at_;
    }
    return letters;
  }
  bool word_is(std::string_view wanted) {
    auto const before = at_;
    if (word() == wanted) {
      return true;
    }
    at_ = before;
    return false;
  }
  std::optional<double> number() {
    skip();
    auto const from = at_;
    while (at_ < text_.size() && std::string_view("+-.0123456789eE").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
    auto const value = base::parse_number(text_.substr(from, at_ - from));
    if (!value) {
      at_ = from;
      fail("a number is expected here");
    }
    return value;
  }
  // SRID=4490; in front, as PostGIS writes it. Another number would be another system, which is never guessed.
  bool system() {
    auto const before = at_;
    if (!word_is("SRID")) {
      return true;
    }
    auto const srid = take('=') ? number() : std::nullopt;
    if (srid && (*srid == 4490 || *srid == 4326) && take(';')) {
      return true;
    }
    at_ = before;
    return fail("only SRID=4490 and SRID=4326 are degrees as used here", "convert to CGCS2000 degrees and leave SRID away");
  }
  template <typename Item>
  bool list(Item const& item) {
    if (!take('(')) {
      return fail("an opening bracket is expected here");
    }
    do {
      if (!item()) {
        return false;
      }
    } while (take(','));
    return take(')') || fail("a comma or a closing bracket is expected here");
  }
  bool point(Ring& ring) {
    if (++points_ > points_max) {
      fault_ = inside::too_many("character " + std::to_string(at_ + 1));
      return false;
    }
    auto const x = number();
    auto const y = x ? number() : std::nullopt;
    if (!y) {
      return false;
    }
    for (int more = 0; more < 2; ++more) {     // Z and M are dropped
      skip();
      if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ')' && !number()) {
        return false;
      }
    }
    ring.push_back({*x, *y});
    return true;
  }
  bool ring(Ring& into) {
    return list([&] { return point(into); });
  }
  bool part(Kind single, std::vector<Ring>& into) {
    if (single == Kind::polygon) {
      return list([&] { return ring(into.emplace_back()); });
    }
    if (single == Kind::line) {
      return ring(into.emplace_back());
    }
    auto& one_point = into.emplace_back();
    return take('(') ? point(one_point) && (take(')') || fail("a closing bracket is expected here")) : point(one_point);
  }
  bool parts(Geometry& into) {
    auto const single = inside::single_of(into.kind);
    if (!inside::is_multi(into.kind)) {
      skip();
      if (at_ >= text_.size() || text_[at_] != '(') {
        return fail("an opening bracket or EMPTY is expected here");
      }
      return part(single, into.parts.emplace_back());
    }
    return list([&] { return word_is("EMPTY") || part(single, into.parts.emplace_back()); });
  }
  std::optional<Kind> kind() {
    auto const before = at_;
    auto name = word();
    for (auto const* const suffix : {"", "Z", "M", "ZM"}) {
      for (std::size_t i = 0; i < wkt_names.size(); ++i) {
        if (name == std::string(wkt_names[i]) + suffix) {
          return static_cast<Kind>(i);
        }
      }
    }
    at_ = before;
    fail("POINT, LINESTRING, POLYGON, MULTI… or GEOMETRYCOLLECTION is expected here", "curves are not read: write them as lines");
    return std::nullopt;
  }
  bool one(Geometry& into, std::size_t depth) {
    auto const found = kind();
    if (!found) {
      return false;
    }
    into.kind = *found;
    (void)(word_is("ZM") || word_is("Z") || word_is("M"));
    if (word_is("EMPTY")) {
      return true;
    }
    if (into.kind != Kind::collection) {
      return parts(into);
    }
    if (depth > inside::depth_max) {
      return fail("collections are nested more than " + std::to_string(inside::depth_max) + " deep");
    }
    return list([&] { return one(into.members.emplace_back(), depth + 1); });
  }

  std::string_view text_;
  std::size_t at_ = 0, points_ = 0;
  std::optional<base::Problem> fault_;
};

void write_ring(std::string& out, Ring const& ring) {
  char before = '(';
  for (auto const p : ring) {
    out += before;
    out += base::format_number(p.x) + ' ' + base::format_number(p.y);
    before = ',';
  }
  out += ')';
}

void write_part(std::string& out, Kind single, std::vector<Ring> const& part) {
  if (single != Kind::polygon) {
    write_ring(out, part.front());
    return;
  }
  char before = '(';
  for (auto const& ring : part) {
    out += before;
    write_ring(out, ring);
    before = ',';
  }
  out += ')';
}

void write_wkt(std::string& out, Geometry const& geometry) {
  out += wkt_names[static_cast<std::size_t>(geometry.kind)];
  if (geometry.kind == Kind::collection ? geometry.members.empty() : is_empty(geometry)) {
    out += " EMPTY";
    return;
  }
  char before = '(';
  for (auto const& member : geometry.members) {
    out += before;
    write_wkt(out, member);
    before = ',';
  }
  bool const multi = inside::is_multi(geometry.kind);
  for (auto const& part : geometry.parts) {
    if (multi) {
      out += before;
    }
    write_part(out, inside::single_of(geometry.kind), part);
    before = ',';
  }
  if (multi || geometry.kind == Kind::collection) {
    out += ')';
  }
}

}  // namespace

base::Result<Geometry> parse_wkt(std::string_view text) { return WktReader(text).read(); }

std::string to_wkt(Geometry const& geometry) {
  std::string out;
  write_wkt(out, geometry);
  return out;
}

}  // namespace geo
