#pragma once
// JSON as read, with numbers as they were written: boost::json::value would round them to binary.
#include "query/inside.hpp"

namespace query::inside {

struct Json {
  enum class Kind : std::uint8_t { null, boolean, number, text, array, object };
  Kind kind = Kind::null;
  bool yes = false;
  std::string text;                 // of texts and numbers
  std::vector<Json> items;          // of arrays and objects
  std::vector<std::string> keys;    // of objects, one for each item

  [[nodiscard]] Json const* find(std::string_view key) const;
};
constexpr std::size_t json_depth_max = 2 * depth_max + 32;   // an operator takes two levels, a geometry some more
/// Problems "bad_filter" with "character n".
base::Result<Json> read_json(std::string_view text);
base::Result<geo::Geometry> geometry_in(Json const& json, std::string const& where);   // problems name the place
std::string json_text(std::string_view text);                // with quotes

}  // namespace query::inside
