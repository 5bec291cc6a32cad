#pragma once
// Private: what tells that a figure was judged by the same rules: the digest of the files of every edition that went into it.
#include <string>
#include <vector>

#include "assess/assess.hpp"
#include "catalog/catalog.hpp"
#include "figures/figures.hpp"

namespace evaluate {

/// SHA-256 over the editions' names and digests, in order, each once; what is no edition of the catalogue is left out; "" of none.
std::string digest_of(catalog::Catalog const& catalog, std::vector<std::string> editions);
/// Of the edition a figure names and of all that its explanation rests on.
std::string digest_of(catalog::Catalog const& catalog, figures::Figure const& figure);
/// The editions of standards ("GB 3095") that hold on a day.
std::vector<std::string> in_force(catalog::Catalog const& catalog, std::vector<std::string> const& standards, base::Day on);
/// Everything the air of a day, month or year is judged by: index, limits, evaluation, composite index.
std::string digest_of_air(catalog::Catalog const& catalog, std::vector<base::Day> const& days, std::vector<assess::Basis> const& basis);

}  // namespace evaluate
