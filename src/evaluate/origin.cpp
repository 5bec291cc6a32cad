// Where what went into a figure came from: it is no better than the weakest of it.
#include <algorithm>
#include <array>
#include <set>

#include "evaluate/desk.hpp"

namespace evaluate {
namespace {

constexpr std::array<std::string_view, 5> strongest_first{"real", "published", "imported", "simulated", "invented"};
constexpr std::size_t records_looked_at_max = 500;   // of one explanation; the object's own origin covers all its data

int weakness(std::string_view origin) {
  auto const at = std::find(strongest_first.begin(), strongest_first.end(), origin);
  return at == strongest_first.end() ? -1 : static_cast<int>(at - strongest_first.begin());
}

/// References to records in the JSON of an explanation: "ref":"record/soil_sample/4".
std::set<std::string_view> records_in(std::string_view why) {
  constexpr std::string_view before = R"("ref":"record/)";
  std::set<std::string_view> found;
  for (auto at = why.find(before); at != std::string_view::npos && found.size() < records_looked_at_max; at = why.find(before, at + 1)) {
    auto const from = at + before.size();
    found.insert(why.substr(from, why.find('"', from) - from));
  }
  return found;
}

}  // namespace

std::string weakest_origin(std::string_view a, std::string_view b) { return std::string(weakness(a) < weakness(b) ? b : a); }

std::string origin_of_data(registry::Registry const& registry, Figure const& figure, std::string origin) {
  identity::Person house;
  house.login = "evaluate";
  house.role = identity::Role::administrator;   // of all records; who sees the figure is decided at the desk
  for (auto const ref : records_in(figure.why)) {
    if (origin == strongest_first.back()) {
      break;
    }
    auto const words = base::split(ref, '/');
    auto const* reg = words.size() == 2 ? registry.set().find(words[0]) : nullptr;
    auto const id = reg == nullptr ? std::nullopt : base::parse_integer(words[1]);
    if (auto const record = id ? registry.get(house, *reg, {*id}) : base::Result<registry::Record>(base::Problem("not_found", ""))) {
      origin = weakest_origin(origin, record->origin);
    }
  }
  return origin;
}

void put_origin(Figure& figure, std::string_view origin) {
  if (origin.empty() || (!figure.detail.empty() && !figure.detail.starts_with('{'))) {
    return;
  }
  bool const empty = figure.detail.size() <= std::string_view("{}").size();
  auto const member = "{\"data_origin\":\"" + std::string(origin) + "\"" + (empty ? "}" : ",");
  figure.detail = empty ? member : member + figure.detail.substr(1);
}

}  // namespace evaluate
