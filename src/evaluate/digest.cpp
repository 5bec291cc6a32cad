#include "evaluate/digest.hpp"

#include <algorithm>

#include "atmosphere/atmosphere.hpp"

namespace evaluate {
namespace {

constexpr int explanation_depth_max = 16;        // as deep as an explanation is written

void collect(assess::Why const& why, std::vector<std::string>& editions, int depth) {
  for (auto const& basis : why.basis) {
    editions.push_back(basis.edition);
  }
  for (auto const& below : depth < explanation_depth_max ? why.from : std::vector<assess::Why>()) {
    collect(below, editions, depth + 1);
  }
}

}  // namespace

std::string digest_of(catalog::Catalog const& catalog, std::vector<std::string> editions) {
  std::sort(editions.begin(), editions.end());
  editions.erase(std::unique(editions.begin(), editions.end()), editions.end());
  std::string all;
  for (auto const& id : editions) {
    auto const* edition = id.empty() ? nullptr : catalog.edition(id);
    all += edition == nullptr ? "" : edition->id + " " + edition->digest + "\n";
  }
  return all.empty() ? all : base::hex(base::sha256(all));
}

std::string digest_of(catalog::Catalog const& catalog, figures::Figure const& figure) {
  std::vector<std::string> editions{figure.edition};
  if (auto const why = assess::why_from_json(figure.why)) {
    collect(*why, editions, 0);
  }
  return digest_of(catalog, std::move(editions));
}

std::vector<std::string> in_force(catalog::Catalog const& catalog, std::vector<std::string> const& standards, base::Day on) {
  std::vector<std::string> editions;
  for (auto const& standard : standards) {
    auto const* edition = catalog.in_force(standard, on);
    editions.push_back(edition == nullptr ? "" : edition->id);
  }
  return editions;
}

std::string digest_of_air(catalog::Catalog const& catalog, std::vector<base::Day> const& days, std::vector<assess::Basis> const& basis) {
  std::vector<std::string> editions;
  for (auto const& each : basis) {
    editions.push_back(each.edition);
  }
  for (auto const day : days) {
    auto more = in_force(catalog, {"HJ 633", "GB 3095"}, day);
    for (auto const* edition : {atmosphere::evaluation_edition(catalog, day), atmosphere::composite_edition(catalog, day)}) {
      more.push_back(edition == nullptr ? "" : edition->id);
    }
    editions.insert(editions.end(), more.begin(), more.end());
  }
  return digest_of(catalog, std::move(editions));
}

}  // namespace evaluate
