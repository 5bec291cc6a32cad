// Addresses, formats and scopes: what every resource needs.
#include <algorithm>

#include "features/inside.hpp"

namespace features {
namespace {

/// The weight an Accept header gives to a media type; nothing = not named.
std::optional<double> weight_of(std::string_view accept, std::string_view type) {
  for (auto const part : base::split(accept, ',')) {
    auto const words = base::split(part, ';');
    if (base::to_lower(base::trim(words.front())) != type) {
      continue;
    }
    for (auto const word : words) {
      if (auto const trimmed = base::trim(word); trimmed.starts_with("q=")) {
        return base::parse_number(trimmed.substr(2)).value_or(0);
      }
    }
    return 1;
  }
  return std::nullopt;
}

}  // namespace

json::object link(std::string const& href, std::string_view rel, std::string_view type, std::string_view title) {
  json::object made{{"href", gate::text(href)}, {"rel", rel}, {"type", type}};
  if (!title.empty()) {
    made.emplace("title", gate::text(title));
  }
  return made;
}

std::string same_with(Asked const& asked, std::string_view name, std::string_view value) {
  auto const& request = asked.call.request;
  std::string query;
  auto const add = [&](std::string_view key, std::string_view text) {
    query += (query.empty() ? "?" : "&") + http::url_encode(key) + "=" + http::url_encode(text);
  };
  for (auto const& [key, text] : request.query) {
    if (key != name) {
      add(key, text);
    }
  }
  if (!value.empty()) {
    add(name, value);
  }
  std::string path;
  for (auto const segment : base::split(request.path, '/')) {
    path += segment.empty() ? "" : "/" + http::url_encode(segment);
  }
  return asked.url(path) + query;
}

json::array self_links(Asked const& asked, std::string_view type) {
  auto const here = asked.html ? html_type : type, other = asked.html ? type : html_type;
  return {link(same_with(asked, "", ""), "self", here), link(same_with(asked, "f", asked.html ? "json" : "html"), "alternate", other)};
}

base::Result<bool> wants_html(http::Request const& request) {
  if (auto const f = request.query_value("f")) {
    if (*f == "json" || *f == "html") {
      return *f == "html";
    }
    return Problem("invalid", "there is no format '" + base::printable(*f) + "'", "f", "json or html");
  }
  auto const accept = request.header("accept");
  auto const html = weight_of(accept, html_type);
  double json = 0;
  for (auto const type : {std::string_view("application/json"), geojson_type, schema_type, std::string_view("application/vnd.oai.openapi+json")}) {
    json = std::max(json, weight_of(accept, type).value_or(0));
  }
  return html.value_or(0) > json;
}

std::vector<Problem> unknown_parameters(http::Request const& request, std::set<std::string, std::less<>> const& known) {
  std::vector<Problem> problems;
  std::set<std::string, std::less<>> seen;
  for (auto const& [name, value] : request.query) {
    if (name != "f" && !known.contains(name)) {
      problems.emplace_back("unknown_parameter", "there is no parameter '" + base::printable(name) + "' here", base::printable(name), "see the API definition");
    } else if (!seen.insert(name).second) {
      problems.emplace_back("invalid", "the parameter stands there twice", name, "name it once");
    }
  }
  return problems;
}

base::Result<Seen> seen_register(registry::Registry const& registry, identity::Person const& person, std::string_view id) {
  auto const* reg = registry.set().find(id);
  auto const reach = reg == nullptr ? Reach{} : registry::reach_of(person, *reg);
  if (!reach.sees) {
    return Problem("not_found", "there is no collection '" + base::printable(id) + "'", "collection", "see /ogc/collections");
  }
  return Seen{*reg, reach};
}

base::Digest scope_digest(registry::Registry const& registry, identity::Person const& person, Seen const& seen, base::Time now) {
  auto const& [reg, reach] = seen;
  std::string text = reg.id + "\n" + reg.digest + "\n" + std::to_string(registry.version_of(reg)) + "\n";
  text += base::format(base::beijing_day(now)) + "\n" + reach.area + "\n";   // the day: what is overdue today was not yesterday
  text += std::string(reach.only_public ? "p" : "") + (reach.sees_personal ? "s" : "");
  if (auto const* facilities = registry.set().find("facility"); reach.own_only && facilities != nullptr) {
    text += "\n" + person.facility + "\n" + std::to_string(registry.version_of(*facilities));   // whose firm is called so
  }
  return base::sha256(text);
}

}  // namespace features
