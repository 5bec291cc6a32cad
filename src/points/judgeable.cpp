// Whether a channel as it is configured can be judged at all.
#include <algorithm>

#include "catalog/catalog.hpp"
#include "points/points.hpp"

namespace points {
namespace {

constexpr std::size_t sets_named_max = 12;

using Limits = std::vector<catalog::Limit const*>;

/// Limits of any averaging that `wanted` takes.
template <typename Wanted>
Limits limits_where(catalog::Catalog const& catalog, Wanted const& wanted) {
  Limits found;
  for (auto const& limit : catalog.all_limits()) {
    if (wanted(limit)) found.push_back(&limit);
  }
  return found;
}

/// "use one of A, B, C …"; "" when there are none.
std::string sets_of(Limits const& limits) {
  std::vector<std::string_view> sets;
  for (auto const* limit : limits) {
    if (std::find(sets.begin(), sets.end(), limit->set) == sets.end()) sets.push_back(limit->set);
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(sets.size(), sets_named_max); ++i) {
    text += (text.empty() ? "use one of " : ", ") + std::string(sets[i]);
  }
  return text + (sets.size() > sets_named_max ? " …" : "");
}

base::Problem no_such_set(Channel const& channel, catalog::Catalog const& catalog) {
  auto const edition = channel.limit_set.substr(0, channel.limit_set.find('/')) + "/";
  auto mend = sets_of(limits_where(catalog, [&](auto const& limit) { return limit.set.starts_with(edition); }));
  if (mend.empty()) mend = sets_of(limits_where(catalog, [&](auto const& limit) { return limit.factor == channel.factor; }));
  if (mend.empty()) mend = "GET /api/v1/catalogue/limits lists every set";
  return base::Problem("invalid", "the catalogue has no limit set '" + base::printable(channel.limit_set) + "'", "limit_set", std::move(mend));
}

base::Problem no_such_limit(Channel const& channel, catalog::Catalog const& catalog) {
  auto const others = sets_of(limits_where(catalog, [&](auto const& limit) { return limit.factor == channel.factor; }));
  return base::Problem("invalid", "the set '" + channel.limit_set + "' has no limit for " + channel.factor, "limit_set",
                       "leave it empty" + (others.empty() ? "" : ", or " + others));
}

std::optional<base::Problem> unjudged(Channel const& channel, catalog::Catalog const& catalog, base::Day today) {
  if (channel.limit_set.empty()) return std::nullopt;   // kept and shown, not judged: that is what was asked for
  auto const in_force = catalog.set_in_force(channel.limit_set, today);
  auto const of_set = limits_where(catalog, [&](auto const& limit) { return limit.set == channel.limit_set || limit.set == in_force; });
  if (of_set.empty()) return no_such_set(channel, catalog);
  if (catalog.factor(channel.factor) == nullptr) {
    return base::Problem("invalid", "the catalogue has no factor '" + base::printable(channel.factor) + "', so no limit can hold for it", "factor",
                         "use a code of GET /api/v1/catalogue/factors, or leave limit_set empty");
  }
  Limits of_factor;
  std::copy_if(of_set.begin(), of_set.end(), std::back_inserter(of_factor), [&](auto const* limit) { return limit->factor == channel.factor; });
  if (of_factor.empty()) return no_such_limit(channel, catalog);
  for (auto const* limit : of_factor) {
    if (auto const converted = base::convert(1, channel.unit, limit->unit); !converted) {
      auto const unit = std::string(base::symbol(channel.unit));
      return base::Problem("invalid", (unit.empty() ? "no unit" : unit) + " cannot be held against a limit in " + std::string(base::symbol(limit->unit)),
                           "unit", "name the unit that the logger sends, " + std::string(base::symbol(limit->unit)) + " for example");
    }
  }
  return std::nullopt;
}

bool stands_in(std::vector<Channel> const& before, Channel const& channel) {
  return std::any_of(before.begin(), before.end(), [&](Channel const& known) {
    return known.factor == channel.factor && known.unit == channel.unit && known.limit_set == channel.limit_set;
  });
}

}  // namespace

std::vector<base::Problem> unjudged(std::vector<Channel> const& channels, std::vector<Channel> const& before,
                                    catalog::Catalog const& catalog, base::Day today) {
  std::vector<base::Problem> wrong;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    auto problem = stands_in(before, channels[i]) ? std::nullopt : unjudged(channels[i], catalog, today);
    if (!problem) continue;
    problem->where = "channels[" + std::to_string(i) + "]." + problem->where;
    wrong.push_back(*std::move(problem));
  }
  return wrong;
}

}  // namespace points
