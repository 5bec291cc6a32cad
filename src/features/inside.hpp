#pragma once
// Private to the room: what its files share.
#include <set>

#include "features/features.hpp"

namespace features {

namespace json = gate::json;
using base::Problem;
using definitions::Field, definitions::Type;
using query::Node, query::Op;
using registry::Reach, registry::Record, registry::RecordId, registry::Register;

constexpr std::string_view root = "/ogc", tiles_root = "/tiles";
constexpr std::string_view geojson_type = "application/geo+json", schema_type = "application/schema+json", html_type = "text/html";
constexpr std::string_view openapi_type = "application/vnd.oai.openapi+json;version=3.0", tile_type = "application/vnd.mapbox-vector-tile";
constexpr std::string_view queryables_rel = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

/// One request, understood so far.
struct Asked {
  gate::Call const& call;
  bool html = false;                               // a page for people is wanted

  identity::Person const& person() const { return call.session.person; }
  std::string url(std::string_view path) const { return call.request.origin() + std::string(path); }
};
/// What a resource says: shown as JSON or as a page.
struct Document {
  std::string title;
  json::value value;
  std::string json_type = "application/json";
};

// ---- links.cpp ----
json::object link(std::string const& href, std::string_view rel, std::string_view type, std::string_view title = {});
/// The request's own address with one parameter put in (or taken out: "").
std::string same_with(Asked const& asked, std::string_view name, std::string_view value);
/// `self` and `alternate` of a resource that comes as `type` and as a page.
json::array self_links(Asked const& asked, std::string_view type);
/// By ?f and Accept; a problem when f is neither json nor html.
base::Result<bool> wants_html(http::Request const& request);
/// Every parameter must be one of `known` or f.
std::vector<Problem> unknown_parameters(http::Request const& request, std::set<std::string, std::less<>> const& known);
/// Spelled as one path segment: no such register, or none that the asker sees, is a problem "not_found".
struct Seen { Register const& reg; Reach reach; };
base::Result<Seen> seen_register(registry::Registry const& registry, identity::Person const& person, std::string_view id);
/// All that decides what an asker sees of a register, its version too: the same digest, the same answers.
base::Digest scope_digest(registry::Registry const& registry, identity::Person const& person, Seen const& seen, base::Time now);

// ---- systems.cpp: the coordinate systems offered ----
struct System {
  std::string_view uri;
  std::optional<geo::System> plane;                // Gauss-Krüger
  bool mercator = false;
  bool turned = false;                             // its authority names latitude, or north, first
  int digits = 7;
};
std::vector<System> const& systems();              // the first is CRS84, which is used when none is named
System const* find_system(std::string_view uri);
json::array system_uris();
System const& storage_system();
/// Nothing where the system has no answer.
std::optional<geo::Geometry> out_to(System const& system, geo::Geometry geometry);
base::Result<geo::Geometry> in_from(System const& system, geo::Geometry geometry);

// ---- queryables.cpp: what can be asked for by name ----
struct Queryable {
  std::string name;
  Type type = Type::text;                          // of own properties too
  Field const* field = nullptr;                    // nothing: an own property
  definitions::Title title;
  bool of_place = false;
};
std::vector<Queryable> queryables_of(Register const& reg, Reach const& reach);
/// Seen and not blurred: it can be asked for, and is a code or a number as it stands in the table.
bool tells(Reach const& reach, Field const& field);
bool shows_place(Register const& reg, Reach const& reach);
/// The property by which ?datetime asks; "" = none.
std::string time_property(Register const& reg, Reach const& reach);
json::object schema_of(definitions::Set const& set, Queryable const& queryable);
base::Result<Node> equals(definitions::Set const& set, Queryable const& queryable, std::string const& text);

// ---- ask.cpp: parameters as a question ----
struct Items {
  registry::Ask ask;                               // limit is that of the page
  System const* system = nullptr;
};
/// Every wrong parameter is told.
struct ItemsAsked { Items items; std::vector<Problem> problems; };
ItemsAsked read_items(Asked const& asked, definitions::Set const& set, Seen const& seen);
/// ?crs, one of those offered.
base::Result<System const*> read_system(http::Request const& request, std::string_view name);
/// ?filter, ?filter-lang and ?filter-crs.
base::Result<std::optional<Node>> read_filter(http::Request const& request);

// ---- items.cpp: records as GeoJSON ----
class Writer {
 public:
  Writer(registry::Registry const& registry, Asked const& asked, Seen const& seen, System const& system);
  /// What records are called that these point at, in few questions.
  void look_up_names(std::vector<Record> const& records);
  /// One feature; `links` go in before it is closed.
  void write(std::string& out, Record const& record, json::array const* links = nullptr) const;

 private:
  struct Column { Field const* field = nullptr; std::string key, name_key; Register const* to = nullptr; };
  void write_value(std::string& out, Column const& column, query::Value const& value) const;
  void write_own(std::string& out, Record const& record) const;
  registry::Registry const& registry_;
  Asked const& asked_;
  Seen const& seen_;
  System const& system_;
  std::vector<Column> columns_;
  std::map<std::string, std::map<RecordId, std::string>> names_;   // by register
};

// ---- html.cpp ----
std::string page_of(Document const& document);
std::string features_page(std::string_view title, json::value const& collection);

struct Features::Inside {
  gate::Gate& gate;
  Parts parts;
  Options options;

  Inside(gate::Gate& g, Parts p, Options o) : gate(g), parts(p), options(std::move(o)) {}
  registry::Registry const& registry() const { return parts.registry; }
  definitions::Set const& set() const { return parts.registry.set(); }
  // features.cpp
  base::Result<Document> landing(Asked const& asked) const;
  static base::Result<Document> conformance(Asked const& asked);
  // collections.cpp
  json::object collection(Asked const& asked, Seen const& seen, bool alone) const;
  base::Result<Document> collections(Asked const& asked) const;
  base::Result<Document> one_collection(Asked const& asked) const;
  base::Result<Document> queryables(Asked const& asked) const;
  // api.cpp
  base::Result<Document> api(Asked const& asked) const;
  // items.cpp
  http::Response items(Asked const& asked) const;
  http::Response feature(Asked const& asked) const;
  // tiles.cpp
  http::Response tile(gate::Call const& call) const;
  http::Response tile_json(gate::Call const& call) const;
};

}  // namespace features
