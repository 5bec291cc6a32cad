// Explanations as JSON and back.
#include <boost/json.hpp>

#include "assess/assess.hpp"

namespace assess {
namespace {

namespace json = boost::json;
constexpr int depth_read_max = 64;

struct TextField { char const* key; std::string Why::*text; };
constexpr TextField text_fields[] = {{"title", &Why::title}, {"title_en", &Why::title_en}, {"value", &Why::value}, {"unit", &Why::unit},
                                     {"exact", &Why::exact}, {"how", &Why::how},           {"how_en", &Why::how_en}, {"state", &Why::state},
                                     {"note", &Why::note},   {"ref", &Why::ref}};

json::object object_of(Why const& why, int depth) {
  json::object object;
  for (auto const& field : text_fields) {
    if (auto const& text = why.*field.text; !text.empty()) {
      object[field.key] = text;
    }
  }
  if (!why.basis.empty()) {
    json::array basis;
    for (auto const& each : why.basis) {
      basis.push_back(json::object{{"standard", each.standard}, {"clause", each.clause}, {"edition", each.edition}});
    }
    object["basis"] = std::move(basis);
  }
  if (!why.from.empty() && depth > 0) {
    json::array from;
    for (auto const& each : why.from) {
      from.push_back(object_of(each, depth - 1));
    }
    object["from"] = std::move(from);
  }
  return object;
}

std::string text_at(json::object const& object, char const* key) {
  auto const* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// Depth is bounded by the parser's.
Why why_of(json::object const& object) {
  Why why;
  for (auto const& field : text_fields) {
    why.*field.text = text_at(object, field.key);
  }
  if (auto const* basis = object.if_contains("basis"); basis != nullptr && basis->is_array()) {
    for (auto const& each : basis->get_array()) {
      if (each.is_object()) {
        auto const& row = each.get_object();
        why.basis.push_back({text_at(row, "standard"), text_at(row, "clause"), text_at(row, "edition")});
      }
    }
  }
  if (auto const* from = object.if_contains("from"); from != nullptr && from->is_array()) {
    for (auto const& each : from->get_array()) {
      if (each.is_object()) {
        why.from.push_back(why_of(each.get_object()));
      }
    }
  }
  return why;
}

}  // namespace

std::string to_json(Why const& why, int depth_max) { return json::serialize(object_of(why, depth_max)); }

base::Result<Why> why_from_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = depth_read_max;
  boost::system::error_code error;
  auto const value = json::parse(text, error, {}, options);
  if (error || !value.is_object()) {
    return base::Problem("bad_json", "the text is no explanation", "", "write what to_json gave");
  }
  return why_of(value.get_object());
}

}  // namespace assess
