// Why a figure is what it is: as a tree, and on paper.
#include "evaluations/inside.hpp"

namespace evaluations {

void Evaluations::Inside::add_why(http::Router& router) const {
  guarded(router, "/why", {"ref"}, [this](Call const& call) {
    auto const ref = call.query("ref");
    auto const why = parts.desk.why(call.session.person, ref);
    return why ? answer(json::object{{"ref", text(ref)}, {"why", parsed(assess::to_json(*why))}}) : refuse(why.error());
  });
  guarded(router, "/why/sheet", {"ref", "depth"}, [this](Call const& call) {
    auto const ref = call.query("ref");
    auto const given = call.query("depth");
    constexpr int depth_usual = 4;
    auto const depth = given.empty() ? std::optional<std::int64_t>(depth_usual) : base::parse_integer(given);
    if (!depth || *depth < 1 || *depth > options.sheet_depth_max) {
      return refuse(Problem("bad_parameter", "'" + base::printable(given) + "' is no depth", "depth",
                            "write a number from 1 to " + std::to_string(options.sheet_depth_max)));
    }
    auto const why = parts.desk.why_deep(call.session.person, ref, static_cast<int>(*depth), options.sheet_nodes_max);
    if (!why) {
      return refuse(why.error());
    }
    constexpr std::string_view prefix = "figure/";
    auto const one = why->ref.starts_with(prefix) ? found(call, why->ref.substr(prefix.size())) : Result<Found>(Problem("not_found", ""));
    return page_of_html(sheet_html({.why = *why, .ref = ref, .bureau = options.bureau, .bureau_en = options.bureau_en, .figure = one ? &one->figure : nullptr,
                                    .object = one ? &one->object : nullptr, .now = call.now()}));
  });
}

}  // namespace evaluations
