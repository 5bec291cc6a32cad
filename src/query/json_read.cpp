// CQL2 JSON (OGC 21-065r2 clause 7 and schema). Operator names are taken in any case; null is a value.
#include "query/json.hpp"
#include "query/tree.hpp"

namespace query {
namespace {

using inside::Json;
using inside::Part;
using Kind = Json::Kind;

class JsonReader {
 public:
  base::Result<Node> read(Json const& json) {
    auto part = expression(json, {});
    return part ? base::Result<Node>(std::move(part->node)) : base::Result<Node>(*problem_);
  }

 private:
  using Maybe = std::optional<Part>;

  Maybe fail(std::string const& where, std::string detail, std::string mend = {}) {
    if (!problem_) {
      problem_.emplace("bad_filter", std::move(detail), where.empty() ? "/" : where, std::move(mend));
    }
    return std::nullopt;
  }
  Maybe taken(std::string const& where, base::Result<Part> made) {
    return made ? Maybe(std::move(*made)) : fail(where, made.error().detail, made.error().mend);
  }
  Maybe leaf(std::string const& where, Node node) { return taken(where, builder_.leaf(std::move(node))); }
  Maybe text_leaf(std::string const& where, std::string const& text) {
    return text.find('\0') == std::string::npos ? leaf(where, literal(text)) : fail(where, "a text holds a NUL");
  }

  Maybe expression(Json const& json, std::string const& where) {
    switch (json.kind) {
      case Kind::null: return leaf(where, literal({}));
      case Kind::boolean: return leaf(where, literal(json.yes));
      case Kind::text: return text_leaf(where, json.text);
      case Kind::number: {
        auto const value = inside::read_number(json.text);
        return value ? leaf(where, literal(*value)) : fail(where, "a number that cannot be held");
      }
      case Kind::array: {
        auto of = all(json, where);
        return of ? taken(where, builder_.build(Op::list, std::move(*of), {})) : std::nullopt;
      }
      case Kind::object: break;
    }
    return object(json, where);
  }

  std::optional<std::vector<Part>> all(Json const& array, std::string const& where) {
    std::vector<Part> of;
    for (std::size_t i = 0; i < array.items.size(); ++i) {
      auto part = expression(array.items[i], where + "/" + std::to_string(i));
      if (!part) {
        return std::nullopt;
      }
      of.push_back(std::move(*part));
    }
    return of;
  }

  Maybe object(Json const& json, std::string const& where) {
    if (auto const* op = json.find("op")) {
      return operation(*op, json.find("args"), where);
    }
    if (auto const* name = json.find("property")) {
      bool const sound = name->kind == Kind::text && !name->text.empty() && name->text.find('\0') == std::string::npos;
      return sound ? leaf(where, property(name->text)) : fail(where + "/property", "expected the name of a property");
    }
    if (auto const* day = json.find("date")) {
      auto const value = day->kind == Kind::text ? inside::read_day(day->text) : std::nullopt;
      return value ? leaf(where, literal(*value)) : fail(where + "/date", "expected a day like \"2026-03-01\"");
    }
    if (auto const* time = json.find("timestamp")) {
      auto const value = time->kind == Kind::text ? inside::read_time(time->text) : std::nullopt;
      return value ? leaf(where, literal(*value)) : fail(where + "/timestamp", "expected a time like \"2026-03-01T08:00:00Z\"");
    }
    if (auto const* ends = json.find("interval")) {
      return interval(*ends, where + "/interval");
    }
    if (json.find("type") != nullptr) {
      return geometry(json, where);
    }
    if (auto const* numbers = json.find("bbox")) {
      return box(*numbers, where + "/bbox");
    }
    return fail(where, "expected one of op, property, date, timestamp, interval, bbox, or a geometry with type");
  }

  Maybe operation(Json const& op, Json const* args, std::string const& where) {
    if (op.kind != Kind::text || op.text.empty() || op.text.find('\0') != std::string::npos) {
      return fail(where + "/op", "expected the name of an operator or a function");
    }
    if (args == nullptr || args->kind != Kind::array) {
      return fail(where, "expected args, a list");
    }
    auto of = all(*args, where + "/args");
    if (!of) {
      return std::nullopt;
    }
    if (auto const* row = inside::operator_named(op.text)) {
      return taken(where, builder_.build(row->op, std::move(*of), {}));
    }
    return taken(where, builder_.build(Op::function, std::move(*of), op.text));
  }

  Maybe interval(Json const& ends, std::string const& where) {
    if (ends.kind != Kind::array || ends.items.size() != 2) {
      return fail(where, "expected a list of two");
    }
    std::vector<Part> of;
    for (std::size_t i = 0; i < 2; ++i) {
      auto const& end = ends.items[i];
      auto const at = where + "/" + std::to_string(i);
      auto const value = end.kind != Kind::text ? std::nullopt : end.text == ".." ? std::optional(Value{}) : inside::read_instant(end.text);
      if (end.kind == Kind::text && !value) {
        return fail(at, "expected \"..\", a day like \"2026-03-01\" or a time like \"2026-03-01T08:00:00Z\"");
      }
      auto part = value ? leaf(at, literal(*value)) : expression(end, at);
      if (!part) {
        return std::nullopt;
      }
      of.push_back(std::move(*part));
    }
    return taken(where, builder_.build(Op::interval, std::move(of), {}));
  }

  Maybe geometry(Json const& json, std::string const& where) {
    auto made = inside::geometry_in(json, where);
    if (made && geo::is_empty(*made)) {
      return fail(where, "a geometry without points");
    }
    return made ? leaf(where, literal(std::move(*made))) : fail(made.error().where, made.error().detail, made.error().mend);
  }

  Maybe box(Json const& list, std::string const& where) {
    std::vector<double> numbers;
    for (auto const& item : list.items) {
      auto const value = item.kind == Kind::number ? base::parse_number(item.text) : std::nullopt;
      if (!value) {
        return fail(where, "expected numbers");
      }
      numbers.push_back(*value);
    }
    auto made = inside::box_geometry(numbers);
    return made ? leaf(where, literal(std::move(*made))) : fail(where, made.error().detail, made.error().mend);
  }

  inside::Builder builder_;
  std::optional<base::Problem> problem_;
};

}  // namespace

base::Result<Node> parse_json(std::string_view cql2_json) {
  if (cql2_json.size() > text_bytes_max) {
    return base::Problem("bad_filter", "a filter has at most " + std::to_string(text_bytes_max) + " bytes", "character 1");
  }
  auto json = inside::read_json(cql2_json);
  return json ? JsonReader().read(*json) : base::Result<Node>(json.error());
}

}  // namespace query
