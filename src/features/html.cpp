// Plain pages: what the JSON says, as tables with links. No script, no file from elsewhere.
#include "features/inside.hpp"

namespace features {
namespace {

constexpr int depth_max = 8;

void escape(std::string& out, std::string_view text) {
  for (char const c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
}

void put_text(std::string& out, std::string_view text) {
  bool const address = text.starts_with("http://") || text.starts_with("https://");
  if (address) {
    out += "<a href=\"";
    escape(out, text);
    out += "\">";
  }
  escape(out, text);
  out += address ? "</a>" : "";
}

std::string_view word(json::object const& object, std::string_view name) {
  auto const* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

void put_link(std::string& out, json::object const& one) {
  out += "<li><a href=\"";
  escape(out, word(one, "href"));
  out += "\">";
  auto const title = word(one, "title");
  escape(out, title.empty() ? word(one, "href") : title);
  out += "</a> <small>";
  escape(out, std::string(word(one, "rel")) + ", " + std::string(word(one, "type")));
  out += "</small></li>";
}

// What stands in a cell.
void put(std::string& out, json::value const& value, int depth) {
  if (value.is_string()) {
    put_text(out, value.get_string());
  } else if (depth == depth_max || (!value.is_object() && !value.is_array())) {
    escape(out, value.is_null() ? "" : gate::to_text(value));
  } else if (value.is_object()) {
    out += "<table>";
    for (auto const& [name, inner] : value.get_object()) {
      out += "<tr><th>";
      escape(out, name);
      out += "</th><td>";
      put(out, inner, depth + 1);
      out += "</td></tr>";
    }
    out += "</table>";
  } else {
    out += "<ul>";
    for (auto const& one : value.get_array()) {
      if (one.is_object() && one.get_object().contains("href")) {
        put_link(out, one.get_object());
        continue;
      }
      out += "<li>";
      put(out, one, depth + 1);
      out += "</li>";
    }
    out += "</ul>";
  }
}

std::string page_around(std::string_view title, std::string const& inside) {
  std::string out =
      "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><style>"
      "body{font-family:sans-serif;margin:1.5rem}table{border-collapse:collapse}"
      "th,td{border:1px solid #ccc;padding:.2rem .5rem;text-align:left;vertical-align:top}"
      "ul{margin:0;padding-left:1.2rem}</style><title>";
  escape(out, title);
  out += "</title></head><body><h1>";
  escape(out, title);
  return out + "</h1>" + inside + "</body></html>\n";
}

void put_row(std::string& out, json::object const& feature, json::array const& links) {
  out += "<tr><td>";
  auto const id = gate::to_text(feature.at("id"));
  std::string_view const collection = word(links.back().get_object(), "href");   // the last link leads to it
  out += "<a href=\"";
  escape(out, std::string(collection) + "/items/" + id + "?f=html");
  out += "\">" + id + "</a></td><td>";
  auto const* geometry = feature.at("geometry").if_object();
  if (geometry != nullptr) {
    bool const point = word(*geometry, "type") == "Point";
    escape(out, point ? gate::to_text(geometry->at("coordinates")) : std::string(word(*geometry, "type")));
  }
  out += "</td>";
  for (auto const& [name, value] : feature.at("properties").get_object()) {
    out += "<td>";
    put(out, value, 1);
    out += "</td>";
  }
  out += "</tr>";
}

}  // namespace

std::string page_of(Document const& document) {
  std::string inside;
  put(inside, document.value, 0);
  return page_around(document.title, inside);
}

std::string features_page(std::string_view title, json::value const& collection) {
  auto const& object = collection.get_object();
  auto const* features = object.if_contains("features");
  if (features == nullptr) {
    return page_of({std::string(title), collection});
  }
  auto const& links = object.at("links").get_array();
  std::string out = "<p>" + gate::to_text(object.at("numberReturned")) + " / " + gate::to_text(object.at("numberMatched")) + "</p><table>";
  bool head = false;
  for (auto const& feature : features->get_array()) {
    if (!head) {
      out += "<tr><th>id</th><th>geometry</th>";
      for (auto const& [name, value] : feature.at("properties").get_object()) {
        out += "<th>";
        escape(out, name);
        out += "</th>";
      }
      out += "</tr>";
      head = true;
    }
    put_row(out, feature.get_object(), links);
  }
  out += "</table>";
  put(out, object.at("links"), 0);
  return page_around(title, out);
}

}  // namespace features
