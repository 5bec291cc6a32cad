// Figures: kinds, objects, lists, one with its history, computed now, two side by side.
#include <algorithm>

#include "evaluations/inside.hpp"

namespace evaluations {
namespace {

constexpr std::size_t words_max = 500;   // of a parameter, all its commas together

/// A parameter that may come several times, each with commas.
Result<std::vector<std::string>> all_words(Call const& call, std::string_view name) {
  std::vector<std::string> words;
  for (auto const& [key, value] : call.request.query) {
    for (auto const part : key == name ? base::split(value, ',') : std::vector<std::string_view>()) {
      if (auto const word = base::trim(part); !word.empty()) {
        words.emplace_back(word);
      }
    }
  }
  if (words.size() > words_max) {
    return Problem("bad_parameter", "'" + std::string(name) + "' names " + std::to_string(words.size()) + " things", std::string(name),
                   "name at most " + std::to_string(words_max) + ", or none for all");
  }
  return words;
}

Result<std::optional<base::Day>> day_of(Call const& call, char const* name) {
  auto const given = call.query(name);
  if (given.empty()) {
    return std::optional<base::Day>();
  }
  auto const day = base::parse_day(given);
  if (!day) {
    return Problem("bad_parameter", day.error().detail, name, "write 2026-03-05");
  }
  return std::optional(*day);
}

Problem no_figure(std::string const& id) { return Problem("not_found", "there is no figure " + base::printable(id), "id"); }

/// What a list asks for; kinds and objects only those that are seen.
Result<figures::Query> query_of(Call const& call) {
  figures::Query query;
  auto const from = day_of(call, "from"), to = day_of(call, "to");
  auto const cut = gate::cut_of(call);
  auto const form = gate::one_of(call, "form", {"day", "month", "quarter", "year", "heating", "rest"});
  auto const detail = gate::one_of(call, "detail", {"true", "false"});
  if (!from || !to || !cut || !form || !detail) {
    return !from ? from.error() : !to ? to.error() : !cut ? cut.error() : !form ? form.error() : detail.error();
  }
  query.from = *from, query.to = *to;
  query.span_form = call.query("form");
  query.result = call.query("result");
  query.texts = call.query("detail") == "true";
  if (query.texts && call.csv) {   // a table has all rows: with all their explanations it would not fit into memory
    return Problem("bad_parameter", "a table has no details", "detail", "leave it out, or ask for pages of the list");
  }
  if (auto const sort = call.query("sort"); !sort.empty()) {
    if (!figures::can_sort_by(sort)) {
      return Problem("bad_parameter", "this list cannot be sorted by '" + base::printable(sort) + "'", "sort",
                     "use from, object, number, rank, valid_share or computed_at, with - before it for the greatest first");
    }
    query.sort = sort;
  }
  query.skip = call.csv ? 0 : cut->skip;
  query.most = call.csv ? figures::Store::rows_max : cut->limit;
  return query;
}

}  // namespace

// ---- what is seen -------------------------------------------------------------------------------

std::vector<Object> Evaluations::Inside::objects_of(Call const& call, Kind const& kind) const {
  auto const* evaluator = parts.desk.evaluator(kind.id);
  auto objects = evaluator == nullptr ? std::vector<Object>() : evaluator->objects();
  std::erase_if(objects, [&](Object const& object) { return !may_see(call, kind, object); });
  return objects;
}

Result<Kind> Evaluations::Inside::kind_of(Call const& call, std::string const& id) const {
  auto const* evaluator = parts.desk.evaluator(id);
  if (evaluator == nullptr) {
    return Problem("not_found", "there is no kind of figure '" + base::printable(id) + "'", "kind", "GET /api/v1/figures/kinds lists them");
  }
  auto const& kind = evaluator->kind();
  bool const all = identity::of_bureau(call.session.person.role) || kind.is_public;
  if (!all && objects_of(call, kind).empty()) {
    return Problem("not_found", "there is no kind of figure '" + base::printable(id) + "'", "kind", "GET /api/v1/figures/kinds lists them");
  }
  return kind;
}

Result<Evaluations::Inside::Asked> Evaluations::Inside::asked(Call const& call) const {
  auto const kind = kind_of(call, call.query("kind"));
  if (!kind) {
    return kind.error();
  }
  auto const ref = call.query("object");
  auto const object = parts.desk.object(kind->id, ref);
  if (!object || !may_see(call, *kind, *object)) {
    return Problem("not_found", "there is no object '" + base::printable(ref) + "' of this kind", "object", "GET /api/v1/figures/objects lists them");
  }
  return Asked{*kind, *object};
}

Result<Evaluations::Inside::Found> Evaluations::Inside::found(Call const& call, std::string const& id) const {
  auto const number = base::parse_integer(id);
  auto figure = number ? parts.figures.by_id(*number) : std::nullopt;
  auto const* evaluator = figure ? parts.desk.evaluator(figure->kind) : nullptr;
  auto object = evaluator != nullptr ? parts.desk.object(figure->kind, figure->object) : std::nullopt;
  if (evaluator != nullptr && !object && identity::of_bureau(call.session.person.role)) {   // withdrawn since: its answers stay to be read
    object = Object{.ref = figure->object, .name = figure->object};
  }
  if (!object || !may_see(call, evaluator->kind(), *object)) {
    return no_figure(id);
  }
  return Found{evaluator->kind(), *std::move(object), *std::move(figure)};
}

// ---- list ---------------------------------------------------------------------------------------

namespace {

/// Which objects of which kinds a list may show.
struct Sight {
  std::vector<std::string> kinds;
  std::map<std::string, std::set<std::string>> objects;   // by kind; of a kind that is not there all are seen
  bool sees(Figure const& figure) const {
    auto const at = objects.find(figure.kind);
    return at == objects.end() || at->second.contains(figure.object);
  }
};

json::array rows_of(evaluate::Desk const& desk, std::vector<Figure> const& figures, bool detail) {
  json::array rows;
  for (auto const& figure : figures) {
    auto const object = desk.object(figure.kind, figure.object);
    rows.push_back(figure_json(figure, object ? &*object : nullptr, detail));
  }
  return rows;
}

/// Objects that are both asked for and seen of the only kind.
std::vector<std::string> only_seen(std::vector<std::string> const& wanted, std::set<std::string> const& seen) {
  std::vector<std::string> both;
  std::copy_if(seen.begin(), seen.end(), std::back_inserter(both),
               [&](auto const& each) { return wanted.empty() || std::find(wanted.begin(), wanted.end(), each) != wanted.end(); });
  return both;
}

// Of several kinds, people who see only a part see little: what they do not see is taken out here, pair by pair; texts are read of the page alone.
std::vector<Figure> seen_of(figures::Store const& store, figures::Query query, Sight const& sight, std::size_t& total) {
  auto const skip = query.skip, most = query.most;
  bool const texts = query.texts;
  query.skip = 0, query.most = figures::Store::rows_max, query.texts = false;
  auto all = store.find(query);
  std::erase_if(all, [&](Figure const& figure) { return !sight.sees(figure); });
  total = all.size();
  std::vector<Figure> page;
  for (auto i = std::min(skip, total); i < std::min(total, skip + most); ++i) {
    auto whole = texts ? store.by_id(all[i].id) : std::nullopt;
    page.push_back(whole ? *std::move(whole) : std::move(all[i]));
  }
  return page;
}

/// Of the kinds that ?kind= names, or of all.
Result<Sight> sight_of(Evaluations::Inside const& in, Call const& call) {
  Sight sight;
  auto const named = all_words(call, "kind");
  if (!named) {
    return named.error();
  }
  for (auto const& kind : in.parts.desk.kinds()) {
    bool const wanted = named->empty() || std::find(named->begin(), named->end(), kind.id) != named->end();
    if (!wanted || !in.kind_of(call, kind.id)) {
      continue;
    }
    sight.kinds.push_back(kind.id);
    if (!identity::of_bureau(call.session.person.role)) {
      auto& seen = sight.objects[kind.id];
      for (auto const& object : in.objects_of(call, kind)) {
        seen.insert(object.ref);
      }
    }
  }
  for (auto const& name : *named) {
    if (std::find(sight.kinds.begin(), sight.kinds.end(), name) == sight.kinds.end()) {
      return in.kind_of(call, name).error();
    }
  }
  return sight;
}

}  // namespace

void Evaluations::Inside::add_list(http::Router& router) const {
  gate.list(router, std::string(root) + "/figures", Right::see_measurements, [this](Call const& call) {
    auto const good = only_parameters(call, {"kind", "object", "form", "from", "to", "result", "detail", "sort", "skip", "limit"});
    auto query = good ? query_of(call) : Result<figures::Query>(good.error());
    if (!query) {
      return refuse(query.error());
    }
    auto sight = sight_of(*this, call);
    if (!sight) {
      return refuse(sight.error());
    }
    gate::Listing const listing{"figures", figure_json({}, nullptr, false)};
    query->kinds = sight->kinds;
    auto objects = all_words(call, "object");
    if (!objects) {
      return refuse(objects.error());
    }
    query->objects = *std::move(objects);
    std::size_t total = 0;
    bool const all_seen = sight->objects.empty(), one_kind = sight->kinds.size() == 1 && !all_seen;
    auto const both = one_kind ? only_seen(query->objects, sight->objects[sight->kinds.front()]) : std::vector<std::string>();
    if (sight->kinds.empty() || (one_kind && both.empty())) {
      return gate::page_of(call, {}, 0, listing);
    }
    bool const named = one_kind && both.size() <= words_max;   // more than a question may name are picked out here
    if (named) {
      query->objects = both;
    }
    auto const figures = all_seen || named ? parts.figures.find(*query, &total) : seen_of(parts.figures, *query, *sight, total);
    return tagged(call, gate::page_of(call, rows_of(parts.desk, figures, query->texts), total, listing));
  });
}

// ---- one ----------------------------------------------------------------------------------------

void Evaluations::Inside::add_figures(http::Router& router) const {
  guarded(router, "/figures/kinds", {}, [this](Call const& call) {
    json::array kinds;
    for (auto const& kind : parts.desk.kinds()) {
      if (kind_of(call, kind.id)) {
        kinds.push_back(kind_json(kind));
      }
    }
    return answer_tagged(call, json::object{{"kinds", std::move(kinds)}});
  });
  guarded(router, "/figures/objects", {"kind"}, [this](Call const& call) {
    auto const kind = kind_of(call, call.query("kind"));
    if (!kind) {
      return refuse(kind.error());
    }
    json::array objects;
    for (auto const& object : objects_of(call, *kind)) {
      auto const reach = parts.desk.evaluator(kind->id)->reach(object);
      objects.push_back(json::object{{"ref", text(object.ref)}, {"name", text(object.name)}, {"name_en", text(object.name_en)}, {"area", text(object.area)},
                                     {"origin", text(object.origin)}, {"longitude", gate::number(object.longitude)},
                                     {"latitude", gate::number(object.latitude)}, {"from", reach ? day_or_null(reach->first) : json::value(nullptr)},
                                     {"to", reach ? day_or_null(reach->second) : json::value(nullptr)}});
    }
    return answer_tagged(call, json::object{{"objects", std::move(objects)}});
  });
  guarded(router, "/figures/compute", {"kind", "object", "span"}, [this](Call const& call) {
    auto const what = asked(call);
    auto const figure = what ? parts.desk.compute(what->kind.id, what->object.ref, call.query("span")) : Result<Figure>(what.error());
    return figure ? answer(figure_json(*figure, &what->object, true)) : refuse(figure.error());
  });
  guarded(router, "/figures/compare", {"kind", "object", "a", "b", "edition_of"}, [this](Call const& call) {
    auto const what = asked(call);
    auto const which = gate::one_of(call, "edition_of", {"a", "b"});
    auto const span_a = evaluate::parse_span(parts.catalog, call.query("a"));
    if (!what || !which || !span_a) {
      return refuse(!what ? what.error() : !which ? which.error() : Problem(span_a.error().code, span_a.error().detail, "a", span_a.error().mend));
    }
    auto const given_b = call.query("b");
    auto const span_b = given_b.empty() ? Result<evaluate::Span>(evaluate::year_before(parts.catalog, *span_a)) : evaluate::parse_span(parts.catalog, given_b);
    if (!span_b) {
      return refuse(Problem(span_b.error().code, span_b.error().detail, "b", span_b.error().mend));
    }
    bool const by_b = call.query("edition_of") == "b";
    auto const under = by_b ? span_b->to : span_a->to;
    // Both: a span over two editions is by itself no span of one.
    auto const a = parts.desk.compute(what->kind.id, what->object.ref, span_a->text, under);
    auto const b = parts.desk.compute(what->kind.id, what->object.ref, span_b->text, under);
    if (!a || !b) {
      return refuse(!a ? a.error() : b.error());
    }
    return answer(json::object{{"a", figure_json(*a, &what->object, true)}, {"b", figure_json(*b, &what->object, true)},
                               {"changes", changes_json(parts.catalog, what->kind, *a, *b)}, {"edition", text(a->edition)}, {"edition_b", text(b->edition)},
                               {"one_edition", a->edition == b->edition}});
  });
  guarded(router, "/figures/{id}", {}, [this](Call const& call) {
    auto const one = found(call, call.param("id"));
    if (!one) {
      return refuse(one.error());
    }
    auto shown = figure_json(one->figure, &one->object, true);
    json::array history;
    for (auto const& each : parts.figures.history(one->figure.kind, one->figure.object, one->figure.span)) {
      history.push_back(revision_json(each));
    }
    shown["history"] = std::move(history);
    return answer(shown);
  });
}

}  // namespace evaluations
