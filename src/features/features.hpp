#pragma once
// The registers for GIS programs: OGC API Features (17-069r4 Core, 18-058 CRS, 19-079 Filtering with CQL2) under /ogc, and vector tiles
// (MVT 2.1 with TileJSON 3) under /tiles. Who sees which records and fields is decided by room registry for the person who asks; this
// room parses, asks, and writes what came.
#include <memory>
#include <string>

#include "base/base.hpp"
#include "gate/gate.hpp"
#include "http/http.hpp"
#include "registry/registry.hpp"

namespace features {

constexpr std::size_t page_default = 100, page_max = 10'000;   // features of one answer; more is cut
constexpr std::size_t html_page_max = 500;                     // rows of a table that a browser still likes
constexpr std::size_t page_points_max = 400'000;               // corners of one answer: about 16 MB of text; the rest comes by `next`
constexpr std::size_t tile_features_max = 20'000;              // looked at for one tile, by id; more do not fit into one

struct Parts {
  registry::Registry& registry;
};
struct Options {
  definitions::Title title{"生态环境台账", "Environmental registers"};
  std::string version;                                         // of the program, for the API's description
};

class Features {
 public:
  Features(gate::Gate& gate, Parts parts, Options options);
  ~Features();
  /// Adds its routes under /ogc and /tiles.
  void add_routes(http::Router& router);

  struct Inside;                                               // the room's own

 private:
  std::unique_ptr<Inside> inside_;
};

}  // namespace features
