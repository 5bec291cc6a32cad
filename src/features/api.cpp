// The API's own description, OpenAPI 3.0, for the registers that the asker sees.
#include "features/inside.hpp"

namespace features {
namespace {

json::object ref(std::string_view kind, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

json::object parameter(std::string_view name, json::object schema, std::string_view description) {
  return {{"name", name}, {"in", "query"}, {"required", false}, {"schema", std::move(schema)}, {"style", "form"}, {"explode", false},
          {"description", description}};
}

json::object text_schema() { return {{"type", "string"}}; }
json::object system_schema() { return {{"type", "string"}, {"format", "uri"}, {"enum", system_uris()}, {"default", systems().front().uri}}; }

json::object parameters() {
  json::object all;
  all["f"] = parameter("f", {{"type", "string"}, {"enum", {"json", "html"}}}, "Format; without it the Accept header decides.");
  all["limit"] = parameter("limit", {{"type", "integer"}, {"minimum", 1}, {"maximum", page_max}, {"default", page_default}},
                           "Features of one page; more is cut.");
  all["after"] = parameter("after", {{"type", "integer"}, {"minimum", 0}}, "The page after this feature: follow the links next.");
  all["bbox"] = parameter("bbox", {{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 4}, {"maxItems", 6}},
                          "Four or six numbers, lower then upper corner; west > east goes over the antimeridian.");
  all["datetime"] = parameter("datetime", text_schema(), "An RFC 3339 instant, a day, or an interval a/b, ../b, a/..; the collection says of which property.");
  all["crs"] = parameter("crs", system_schema(), "Coordinate system of the answer.");
  all["bbox-crs"] = parameter("bbox-crs", system_schema(), "Coordinate system of bbox.");
  all["filter"] = parameter("filter", text_schema(), "CQL2 over the collection's queryables.");
  all["filter-lang"] = parameter("filter-lang", {{"type", "string"}, {"enum", {"cql2-text", "cql2-json"}}, {"default", "cql2-text"}},
                                 "How the filter is written.");
  all["filter-crs"] = parameter("filter-crs", system_schema(), "Coordinate system of places in the filter.");
  json::object collection{{"name", "collectionId"}, {"in", "path"}, {"required", true}, {"schema", text_schema()}};
  all["collectionId"] = collection;
  json::object feature{{"name", "featureId"}, {"in", "path"}, {"required", true}, {"schema", {{"type", "integer"}}}};
  all["featureId"] = feature;
  return all;
}

json::object content(std::string_view type, std::string_view schema) {
  return {{type, {{"schema", ref("schemas", schema)}}}, {html_type, {{"schema", text_schema()}}}};
}

json::object object_of(json::array required, json::object properties) {
  json::object made{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) {
    made["required"] = std::move(required);
  }
  return made;
}
json::object list_of(json::object items) { return {{"type", "array"}, {"items", std::move(items)}}; }
json::object only(std::string_view word) { return {{"type", "string"}, {"enum", json::array{word}}}; }

json::object schemas() {
  auto const link = object_of({"href", "rel"}, {{"href", text_schema()}, {"rel", text_schema()}, {"type", text_schema()}, {"title", text_schema()}});
  auto const links = list_of(ref("schemas", "link"));
  json::object const nullable{{"type", "object"}, {"nullable", true}}, count{{"type", "integer"}, {"minimum", 0}};
  auto const feature = object_of({"type", "geometry", "properties"}, {{"type", only("Feature")}, {"id", {{"type", "integer"}}}, {"geometry", nullable},
                                                                      {"properties", nullable}, {"links", links}});
  auto const collection = object_of({"id", "links"}, {{"id", text_schema()}, {"title", text_schema()}, {"description", text_schema()},
                                                      {"itemType", text_schema()}, {"extent", {{"type", "object"}}}, {"crs", list_of(text_schema())},
                                                      {"storageCrs", text_schema()}, {"links", links}});
  auto const page = object_of({"type", "features"}, {{"type", only("FeatureCollection")}, {"features", list_of(ref("schemas", "feature"))}, {"links", links},
                                                     {"timeStamp", {{"type", "string"}, {"format", "date-time"}}}, {"numberMatched", count},
                                                     {"numberReturned", count}});
  return {{"link", link}, {"feature", feature}, {"collection", collection}, {"featureCollection", page},
          {"problem", object_of({}, {{"type", text_schema()}, {"title", text_schema()}, {"status", {{"type", "integer"}}}, {"detail", text_schema()}})},
          {"landingPage", object_of({"links"}, {{"title", text_schema()}, {"description", text_schema()}, {"links", links}})},
          {"confClasses", object_of({"conformsTo"}, {{"conformsTo", list_of(text_schema())}})},
          {"collections", object_of({"links", "collections"}, {{"links", links}, {"collections", list_of(ref("schemas", "collection"))}})},
          {"anyObject", {{"type", "object"}}}};
}

json::object responses() {
  auto const problem = [](std::string_view description) {
    return json::object{{"description", description}, {"content", {{"application/problem+json", {{"schema", ref("schemas", "problem")}}}}}};
  };
  auto const ok = [](std::string_view description, std::string_view type, std::string_view schema) {
    return json::object{{"description", description}, {"content", content(type, schema)}};
  };
  auto with_system = [&](std::string_view description, std::string_view schema) {
    auto made = ok(description, geojson_type, schema);
    made["headers"] = {{"Content-Crs", {{"description", "the coordinate system of the answer, in angle brackets"}, {"schema", text_schema()}}}};
    return made;
  };
  return {{"LandingPage", ok("the landing page", "application/json", "landingPage")}, {"Api", ok("this description", openapi_type, "anyObject")},
          {"Conformance", ok("the classes the API conforms to", "application/json", "confClasses")},
          {"Collections", ok("the collections", "application/json", "collections")},
          {"Collection", ok("one collection", "application/json", "collection")}, {"Queryables", ok("the queryables as JSON Schema", schema_type, "anyObject")},
          {"Features", with_system("a page of features", "featureCollection")}, {"Feature", with_system("one feature", "feature")},
          {"Invalid", problem("a parameter is not known or not valid")}, {"Unauthenticated", problem("nobody is logged in, or the password is wrong")},
          {"Forbidden", problem("the role may not see registers")}, {"NotFound", problem("there is no such resource, or none that the asker sees")},
          {"TooMany", problem("too many wrong passwords")}, {"Unavailable", problem("the server cannot answer now")},
          {"ServerError", problem("the server failed")}};
}

json::object operation(std::string_view id, std::string_view summary, json::array parameters, std::string_view answer) {
  parameters.insert(parameters.begin(), ref("parameters", "f"));
  return {{"get", {{"operationId", id}, {"summary", gate::text(summary)}, {"parameters", std::move(parameters)},
                   {"responses", {{"200", ref("responses", answer)}, {"400", ref("responses", "Invalid")}, {"401", ref("responses", "Unauthenticated")},
                                  {"403", ref("responses", "Forbidden")}, {"404", ref("responses", "NotFound")}, {"429", ref("responses", "TooMany")},
                                  {"500", ref("responses", "ServerError")}, {"503", ref("responses", "Unavailable")}}}}}};
}

/// Each collection has a path of its own: its queryables are parameters.
void add_collection(json::object& paths, definitions::Set const& set, Seen const& seen) {
  auto const at = "/collections/" + seen.reg.id;
  json::array asked;
  for (auto const* name : {"limit", "after", "bbox", "datetime", "crs", "bbox-crs", "filter", "filter-lang", "filter-crs"}) {
    asked.push_back(ref("parameters", name));
  }
  for (auto const& queryable : queryables_of(seen.reg, seen.reach)) {
    if (!queryable.of_place) {
      asked.push_back(parameter(queryable.name, schema_of(set, queryable), queryable.title.en));
    }
  }
  paths[at + "/items"] = operation(seen.reg.id + ".items", seen.reg.title.zh, std::move(asked), "Features");
}

}  // namespace

base::Result<Document> Features::Inside::api(Asked const& asked) const {
  json::object paths;
  auto const param = [](std::string_view name) { return ref("parameters", name); };
  paths["/"] = operation("landing", "Landing page", {}, "LandingPage");
  paths["/api"] = operation("api", "This description", {}, "Api");
  paths["/conformance"] = operation("conformance", "Conformance classes", {}, "Conformance");
  paths["/collections"] = operation("collections", "The registers one sees", {}, "Collections");
  paths["/collections/{collectionId}"] = operation("collection", "One register", {param("collectionId")}, "Collection");
  paths["/collections/{collectionId}/queryables"] = operation("queryables", "What can be asked for", {param("collectionId")}, "Queryables");
  json::array items{param("collectionId")};
  for (auto const* name : {"limit", "after", "bbox", "datetime", "crs", "bbox-crs", "filter", "filter-lang", "filter-crs"}) {
    items.push_back(param(name));
  }
  paths["/collections/{collectionId}/items"] = operation("items", "Features of a register", std::move(items), "Features");
  paths["/collections/{collectionId}/items/{featureId}"] =
      operation("feature", "One feature", {param("collectionId"), param("featureId"), param("crs")}, "Feature");
  for (auto const& reg : set().registers()) {
    if (auto const seen = seen_register(registry(), asked.person(), reg.id); seen && !asked.html) {
      add_collection(paths, set(), *seen);
    }
  }
  json::object components{{"parameters", parameters()}, {"responses", responses()}, {"schemas", schemas()},
                          {"securitySchemes", {{"basic", {{"type", "http"}, {"scheme", "basic"}}},
                                               {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", gate::cookie_name}}}}}};
  json::object made{{"openapi", "3.0.3"},
                    {"info", {{"title", gate::text(options.title.zh)}, {"description", gate::text(options.title.en)},
                              {"version", options.version.empty() ? "1" : options.version}}},
                    {"servers", json::array{json::object{{"url", gate::text(asked.url(root))}}}},
                    {"security", json::array{json::object{}, json::object{{"basic", json::array{}}}, json::object{{"session", json::array{}}}}},
                    {"paths", std::move(paths)}};
  if (!asked.html) {
    made["components"] = std::move(components);
  }
  return Document{options.title.zh, std::move(made), std::string(openapi_type)};
}

}  // namespace features
