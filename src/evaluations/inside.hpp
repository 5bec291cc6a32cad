#pragma once
// Private to the room: what its files share.
#include <functional>

#include "assess/assess.hpp"
#include "calculator/calculator.hpp"
#include "evaluations/evaluations.hpp"

namespace evaluations {

namespace json = boost::json;

using base::Problem, base::Result;
using evaluate::Kind, evaluate::Object, figures::Figure;
using gate::answer, gate::Call, gate::only_parameters, gate::refuse, gate::text;
using identity::Right;

constexpr std::string_view root = "/api/v1";

/// JSON text that rooms below gave, as a value; an empty object where it is none.
json::value parsed(std::string const& text);
json::value day_or_null(base::Day day);                      // day 0 → null
json::value day_or_null(std::optional<base::Day> day);
/// 304 where the asker has it already, else the answer with its ETag: a digest of what it says.
http::Response tagged(Call const& call, http::Response response);
http::Response answer_tagged(Call const& call, json::value const& value);

// ---- show.cpp ----
json::object kind_json(Kind const& kind);
/// Of its data, the weakest: "real" "published" "imported" "simulated" "invented"; "" = not known.
std::string origin_of(Figure const& figure, Object const* object);
json::object figure_json(Figure const& figure, Object const* object, bool detail);
json::object revision_json(Figure const& figure);
/// Numbers of two figures side by side.
json::array changes_json(catalog::Catalog const& catalog, Kind const& kind, Figure const& a, Figure const& b);

// ---- sheet.cpp ----
/// 依据说明 as a page of its own: what is under `why`, numbered, with a place to sign. `figure` and `object` where it is one.
struct Sheet {
  assess::Why const& why;
  std::string ref, bureau, bureau_en;
  Figure const* figure = nullptr;
  Object const* object = nullptr;
  base::Time now;
};
std::string sheet_html(Sheet const& sheet);
/// A page that runs nothing and loads nothing; our own screens may frame it.
http::Response page_of_html(std::string html);

// ---- editions.cpp ----
json::object edition_json(catalog::Catalog const& catalog, catalog::Edition const& edition);
/// The tables of an edition as texts.
struct Row { std::string key; std::vector<std::string> cells; std::string evidence, clause; };
struct Table { std::string name, title, title_en; std::vector<std::string> columns; std::vector<Row> rows; };
std::vector<Table> tables_of(catalog::Catalog const& catalog, catalog::Edition const& edition);
json::array changes_between(catalog::Catalog const& catalog, catalog::Edition const& a, catalog::Edition const& b);

struct Evaluations::Inside {
  gate::Gate& gate;
  Parts parts;
  Options options;
  calculator::Calculator calculator;

  Inside(gate::Gate& g, Parts p, Options o) : gate(g), parts(p), options(std::move(o)), calculator(p.catalog) {}

  // Routes under our root; `known` are the query parameters there are.
  void guarded(http::Router& router, std::string const& path, std::set<std::string_view> known, gate::Answer work) const;
  void open(http::Router& router, http::Method method, std::string const& path, std::set<std::string_view> known, gate::Answer work) const;

  /// The kind of that name, if the asker may read any of it.
  Result<Kind> kind_of(Call const& call, std::string const& id) const;
  bool may_see(Call const& call, Kind const& kind, Object const& object) const { return parts.desk.sees(call.session.person, kind, object); }
  std::vector<Object> objects_of(Call const& call, Kind const& kind) const;
  /// ?kind= &object=, both seen; else "not_found".
  struct Asked { Kind kind; Object object; };
  Result<Asked> asked(Call const& call) const;
  /// A figure that exists and may be seen.
  struct Found { Kind kind; Object object; Figure figure; };
  Result<Found> found(Call const& call, std::string const& id) const;

  void add_figures(http::Router& router) const;
  void add_list(http::Router& router) const;
  void add_why(http::Router& router) const;
  void add_assess(http::Router& router) const;
  void add_catalogue(http::Router& router) const;
  void add_reports(http::Router& router) const;
  void add_alerts(http::Router& router) const;
};

}  // namespace evaluations
