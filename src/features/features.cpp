#include "features/features.hpp"

#include <array>

#include "features/inside.hpp"

namespace features {
namespace {

using Resource = std::function<base::Result<Document>(Asked const&)>;

http::Response answer_with(Document const& document, bool html) {
  http::Response response;
  response.content_type = html ? std::string(html_type) + "; charset=utf-8" : document.json_type;
  response.body = html ? page_of(document) : gate::to_text(document.value);
  return response;
}

/// Format and parameters are looked at before the work is done.
gate::Answer resource(Resource work) {
  return [work = std::move(work)](gate::Call const& call) {
    auto problems = unknown_parameters(call.request, {});
    auto const html = wants_html(call.request);
    if (!html) {
      problems.push_back(html.error());
    }
    if (!problems.empty()) {
      return gate::refuse(problems);
    }
    auto const document = work({call, *html});
    return document ? answer_with(*document, *html) : gate::refuse(document.error());
  };
}

using Handler = http::Response (Features::Inside::*)(Asked const&) const;
gate::Answer page(Features::Inside const* in, Handler work) {
  return [in, work](gate::Call const& call) {
    auto const html = wants_html(call.request);
    return html ? (in->*work)({call, *html}) : gate::refuse(std::vector{html.error()});
  };
}

constexpr std::array conformance_classes{
    "ogcapi-common-1/1.0/conf/core", "ogcapi-common-2/1.0/conf/collections",
    "ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/oas30", "ogcapi-features-1/1.0/conf/html", "ogcapi-features-1/1.0/conf/geojson",
    "ogcapi-features-2/1.0/conf/crs",
    "ogcapi-features-3/1.0/conf/queryables", "ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "ogcapi-features-3/1.0/conf/filter", "ogcapi-features-3/1.0/conf/features-filter",
    "cql2/1.0/conf/cql2-text", "cql2/1.0/conf/cql2-json", "cql2/1.0/conf/basic-cql2", "cql2/1.0/conf/advanced-comparison-operators",
    "cql2/1.0/conf/case-insensitive-comparison", "cql2/1.0/conf/accent-insensitive-comparison", "cql2/1.0/conf/basic-spatial-functions",
    "cql2/1.0/conf/basic-spatial-functions-plus", "cql2/1.0/conf/spatial-functions", "cql2/1.0/conf/temporal-functions",
    "cql2/1.0/conf/array-functions", "cql2/1.0/conf/property-property", "cql2/1.0/conf/functions", "cql2/1.0/conf/arithmetic"};

}  // namespace

Features::Features(gate::Gate& gate, Parts parts, Options options) : inside_(std::make_unique<Inside>(gate, parts, std::move(options))) {}
Features::~Features() = default;

void Features::add_routes(http::Router& router) {
  auto const* in = inside_.get();
  auto const add = [&](std::string const& path, gate::Answer work) {
    in->gate.guarded(router, http::Method::get, path, identity::Right::see_registers, std::move(work));
  };
  std::string const at(root), collections = at + "/collections", one = collections + "/{collection}";
  add(at, resource([in](Asked const& asked) { return in->landing(asked); }));
  add(at + "/api", resource([in](Asked const& asked) { return in->api(asked); }));
  add(at + "/conformance", resource(&Inside::conformance));
  add(collections, resource([in](Asked const& asked) { return in->collections(asked); }));
  add(one, resource([in](Asked const& asked) { return in->one_collection(asked); }));
  add(one + "/queryables", resource([in](Asked const& asked) { return in->queryables(asked); }));
  add(one + "/items", page(in, &Inside::items));
  add(one + "/items/{feature}", page(in, &Inside::feature));
  add(std::string(tiles_root) + "/{file}", [in](gate::Call const& call) { return in->tile_json(call); });
  add(std::string(tiles_root) + "/{register}/{z}/{x}/{file}", [in](gate::Call const& call) { return in->tile(call); });
}

base::Result<Document> Features::Inside::landing(Asked const& asked) const {
  auto links = self_links(asked, "application/json");
  auto const at = asked.url(root);
  links.push_back(link(at + "/api", "service-desc", openapi_type, "API 描述（OpenAPI 3.0）"));
  links.push_back(link(at + "/api?f=html", "service-doc", html_type, "API 说明"));
  links.push_back(link(at + "/conformance", "conformance", "application/json", "所符合的标准"));
  links.push_back(link(at + "/collections", "data", "application/json", "台账"));
  return Document{options.title.zh,
                  json::object{{"title", gate::text(options.title.zh)}, {"description", gate::text(options.title.en)}, {"links", std::move(links)}}};
}

base::Result<Document> Features::Inside::conformance(Asked const& asked) {
  json::array classes;
  for (auto const* name : conformance_classes) {
    classes.emplace_back("http://www.opengis.net/spec/" + std::string(name));
  }
  return Document{"所符合的标准", json::object{{"links", self_links(asked, "application/json")}, {"conformsTo", std::move(classes)}}};
}

}  // namespace features
