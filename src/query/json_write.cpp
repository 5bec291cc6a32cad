#include "query/json.hpp"

namespace query {
namespace {

void write_node(std::string& out, Node const& node);

void write_list(std::string& out, std::vector<Node> const& of) {
  out += '[';
  for (std::size_t i = 0; i < of.size(); ++i) {
    out += i == 0 ? "" : ",";
    write_node(out, of[i]);
  }
  out += ']';
}

void write_value(std::string& out, Value const& value) {
  if (is_null(value)) {
    out += "null";
  } else if (auto const* yes = std::get_if<bool>(&value)) {
    out += *yes ? "true" : "false";
  } else if (inside::is_number(value)) {
    out += inside::number_text(value);
  } else if (auto const* text = std::get_if<std::string>(&value)) {
    out += inside::json_text(*text);
  } else if (auto const* day = std::get_if<base::Day>(&value)) {
    out += R"({"date":")" + inside::day_text(*day) + "\"}";
  } else if (auto const* time = std::get_if<base::Time>(&value)) {
    out += R"({"timestamp":")" + inside::time_text(*time) + "\"}";
  } else if (auto const* geometry = std::get_if<geo::Geometry>(&value)) {
    out += inside::geojson_text(*geometry);
  } else {
    write_list(out, literal(value).of);
  }
}

void write_interval(std::string& out, Node const& node) {
  out += R"({"interval":[)";
  for (std::size_t i = 0; i < node.of.size(); ++i) {
    out += i == 0 ? "" : ",";
    auto const& end = node.of[i];
    auto const* day = std::get_if<base::Day>(&end.value);
    auto const* time = std::get_if<base::Time>(&end.value);
    if (end.op == Op::literal && day != nullptr) {
      out += '"' + inside::day_text(*day) + '"';
    } else if (end.op == Op::literal && time != nullptr) {
      out += '"' + inside::time_text(*time) + '"';
    } else if (end.op == Op::literal && is_null(end.value)) {
      out += "\"..\"";
    } else {
      write_node(out, end);
    }
  }
  out += "]}";
}

void write_node(std::string& out, Node const& node) {
  switch (node.op) {
    case Op::literal: return write_value(out, node.value);
    case Op::list: return write_list(out, node.of);
    case Op::interval: return write_interval(out, node);
    case Op::property: out += R"({"property":)" + inside::json_text(node.name) + "}"; return;
    default: break;
  }
  out += R"({"op":)" + inside::json_text(node.op == Op::function ? std::string_view(node.name) : name_of(node.op)) + R"(,"args":)";
  write_list(out, node.of);
  out += '}';
}

}  // namespace

std::string to_json(Node const& node) {
  std::string out;
  write_node(out, node);
  return out;
}

}  // namespace query
