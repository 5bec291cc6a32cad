#include "tiles/tiles.hpp"

#include "tiles/grid.hpp"

namespace tiles {

base::Result<Address> parse(std::string_view z, std::string_view x, std::string_view y) {
  auto const bad = [](std::string detail) {
    return base::Problem("bad_tile", std::move(detail), {}, "tiles are addressed z/x/y, z 0.." + std::to_string(zoom_max) + ", x and y below 2^z");
  };
  auto const zoom = base::parse_integer(z), column = base::parse_integer(x), row = base::parse_integer(y);
  if (!zoom || !column || !row) {
    return bad("the address of a tile is three whole numbers");
  }
  if (*zoom < 0 || *zoom > zoom_max) {
    return bad("there is no zoom " + std::to_string(*zoom));
  }
  std::int64_t const across = std::int64_t{1} << *zoom;
  if (*column < 0 || *column >= across || *row < 0 || *row >= across) {
    return bad("there is no such tile at zoom " + std::to_string(*zoom));
  }
  return Address{static_cast<int>(*zoom), static_cast<int>(*column), static_cast<int>(*row)};
}

geo::Box box_of(Address address, double buffer) {
  inside::Grid const grid(address);
  double const wider = buffer * extent;
  auto const low = grid.to_degrees({-wider, extent + wider}), high = grid.to_degrees({extent + wider, -wider});
  return {low.x, low.y, high.x, high.y};
}

}  // namespace tiles
