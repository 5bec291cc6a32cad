// JSON out of what rooms below say.
#include "console/inside.hpp"

namespace console {

json::array basis(std::vector<assess::Basis> const& all) {
  json::array out;
  for (auto const& one : all) {
    out.push_back(json::object{{"standard", text(one.standard)}, {"clause", text(one.clause)}, {"edition", text(one.edition)}});
  }
  return out;
}

json::object limit_line(catalog::Limit const& limit) {
  return {{"low", limit.low ? json::value(limit.low->to_double()) : json::value(nullptr)},
          {"high", limit.high ? json::value(limit.high->to_double()) : json::value(nullptr)},
          {"unit", text(base::symbol(limit.unit))},
          {"set", text(limit.set)},
          {"averaging", text(limit.averaging)},
          {"standard", text(limit.source.standard)},
          {"clause", text(limit.source.clause)},
          {"from", base::format(limit.from)},
          {"to", limit.to ? json::value(base::format(*limit.to)) : json::value(nullptr)},
          {"recalled", limit.source.recalled}};
}

base::Result<observe::Range> range_of(Call const& call, base::Duration length) {
  auto const span = gate::span_of(call, length);
  return span ? base::Result<observe::Range>(observe::Range{span->from, span->to}) : span.error();
}

}  // namespace console
