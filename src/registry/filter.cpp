// A filter tree as bound SQL. What SQL cannot say exactly is said too widely (`exact` false), and every row that comes is then
// held against the tree in memory: places by their boxes first (R*Tree or GiST), functions and arithmetic not at all.
#include <cmath>

#include "registry/inside.hpp"

namespace registry {
namespace {

constexpr int compare_digits_max = 9;

struct Column {
  std::string name;
  Stored stored = Stored::text;
  int digits = 0;                                  // whole: places of a decimal
  enum class Of : std::uint8_t { number, day, time, truth, text, list } of = Of::text;
};

std::optional<Column> own_property_column(std::string_view name) {
  using Of = Column::Of;
  if (name == "id" || name == "version") {
    return Column{std::string(name), Stored::whole, 0, Of::number};
  }
  if (name == "created_at" || name == "changed_at") {
    return Column{std::string(name), Stored::whole, 0, Of::time};
  }
  if (name == "due") {
    return Column{"due", Stored::whole, 0, Of::day};
  }
  if (name == "state" || name == "created_by" || name == "changed_by" || name == "origin") {
    return Column{std::string(name), Stored::text, 0, Of::text};
  }
  return std::nullopt;
}

Column::Of kind_of(Type type) {
  switch (type) {
    case Type::number: case Type::decimal: case Type::reference: return Column::Of::number;
    case Type::date: return Column::Of::day;
    case Type::time: return Column::Of::time;
    case Type::yes_no: return Column::Of::truth;
    default: return stored_as(type) == Stored::list ? Column::Of::list : Column::Of::text;
  }
}

class Compiler {
 public:
  Compiler(Register const& reg, sql::Dialect dialect, base::Time now, bool place_hidden, Compiled& out)
      : reg_(reg), dialect_(dialect), now_(now), place_hidden_(place_hidden), out_(out) {}

  /// A condition that is true for at least (`wide`), or at most, the rows the node is true for.
  std::string write(Node const& node, bool wide) {
    switch (node.op) {
      case Op::all_of: case Op::any_of: return joined(node, wide);
      case Op::negation: return "NOT (" + write(node.of.front(), !wide) + ")";
      case Op::equal: case Op::not_equal: case Op::less: case Op::at_most: case Op::greater: case Op::at_least: return comparison(node, wide);
      case Op::between: return between(node, wide);
      case Op::in: return in(node, wide);
      case Op::is_null: return is_null(node, wide);
      case Op::like: return like(node, wide);
      case Op::a_contains: return contains(node, wide);
      case Op::property: return truth(node, wide);
      case Op::literal: return std::holds_alternative<bool>(node.value) && std::get<bool>(node.value) ? "1 = 1" : "1 = 0";
      case Op::s_intersects: case Op::s_equals: case Op::s_touches: case Op::s_within: case Op::s_overlaps: case Op::s_crosses: case Op::s_contains:
        return place(node, wide);
      default: return unknown(wide);
    }
  }
  std::string box(geo::Box const& box) {
    auto const add = [&](double value) { out_.values.emplace_back(value); };
    if (dialect_ == sql::Dialect::sqlite) {
      // The tree's corners are single floats, rounded outwards; the columns are exact.
      for (auto const value : {box.east, box.west, box.north, box.south, box.east, box.west, box.north, box.south}) {
        add(value);
      }
      return "(id IN (SELECT id FROM " + boxes_of(reg_.id) + " WHERE west <= ? AND east >= ? AND south <= ? AND north >= ?) "
             "AND west <= ? AND east >= ? AND south <= ? AND north >= ?)";
    }
    for (auto const value : {box.west, box.south, box.east, box.north}) {
      add(value);
    }
    return "(box(point(west, south), point(east, north)) && box(point(?, ?), point(?, ?)))";
  }

 private:
  std::string unknown(bool wide) {
    out_.exact = false;
    return wide ? "1 = 1" : "1 = 0";
  }
  std::string joined(Node const& node, bool wide) {
    std::string all;
    for (auto const& part : node.of) {
      all += (all.empty() ? "(" : node.op == Op::all_of ? ") AND (" : ") OR (") + write(part, wide);
    }
    return all.empty() ? "1 = 1" : all + ")";
  }
  std::optional<Column> column(Node const& node) const {
    if (node.op != Op::property) {
      return std::nullopt;
    }
    if (auto const own = own_property_column(node.name)) {
      return own;
    }
    auto const* field = reg_.field(node.name);
    return field == nullptr
               ? std::nullopt
               : std::optional(Column{column_of(*field), stored_as(field->type), field->type == Type::decimal ? field->digits : 0, kind_of(field->type)});
  }
  /// The value as it would lie in the column; nothing when it cannot be compared there.
  static std::optional<sql::Value> bound(Column const& column, Value const& value) {
    using Of = Column::Of;
    if (column.of == Of::number) {
      auto const* decimal = std::get_if<base::Decimal>(&value);
      auto const* number = std::get_if<double>(&value);
      if (decimal == nullptr && number == nullptr) {
        return std::nullopt;
      }
      if (column.stored == Stored::real) {
        return decimal != nullptr ? decimal->to_double() : *number;
      }
      if (decimal != nullptr && decimal->scale() <= column.digits && column.digits <= compare_digits_max) {
        return decimal->rounded(column.digits).coefficient();
      }
      return (decimal != nullptr ? decimal->to_double() : *number) * std::pow(10.0, column.digits);
    }
    if (auto const* day = std::get_if<base::Day>(&value); day != nullptr && (column.of == Of::day || column.of == Of::time)) {
      return column.of == Of::day ? std::int64_t{day->number} : base::start_of(*day).ms;
    }
    if (auto const* time = std::get_if<base::Time>(&value); time != nullptr && column.of == Of::time) {
      return time->ms;
    }
    if (auto const* yes = std::get_if<bool>(&value); yes != nullptr && column.of == Of::truth) {
      return std::int64_t{*yes ? 1 : 0};
    }
    if (auto const* text = std::get_if<std::string>(&value); text != nullptr && column.of == Of::text) {
      return *text;
    }
    return std::nullopt;
  }
  static std::string_view sign(Op op, bool turned) {
    switch (op) {
      case Op::equal: return " = ";
      case Op::not_equal: return " <> ";
      case Op::less: return turned ? " > " : " < ";
      case Op::at_most: return turned ? " >= " : " <= ";
      case Op::greater: return turned ? " < " : " > ";
      default: return turned ? " <= " : " >= ";
    }
  }
  std::string comparison(Node const& node, bool wide) {
    auto const& left = node.of[0];
    auto const& right = node.of[1];
    bool const turned = left.op == Op::literal;
    auto const& named = turned ? right : left;
    auto const& other = turned ? left : right;
    if (named.op == Op::property && named.name == "overdue") {
      return overdue(node, other, wide);
    }
    auto const at = column(named);
    if (!at || other.op != Op::literal) {
      return unknown(wide);
    }
    auto value = bound(*at, other.value);
    if (!value) {
      return unknown(wide);   // another type: the tree says so in memory
    }
    out_.values.push_back(*std::move(value));
    return at->name + std::string(sign(node.op, turned)) + "?";
  }
  std::string overdue(Node const& node, Node const& other, bool wide) {
    auto const* yes = std::get_if<bool>(&other.value);
    if (other.op != Op::literal || yes == nullptr || (node.op != Op::equal && node.op != Op::not_equal)) {
      return unknown(wide);
    }
    out_.values.emplace_back(std::int64_t{base::beijing_day(now_).number});
    return (*yes == (node.op == Op::equal)) ? "(due IS NOT NULL AND due < ?)" : "(due IS NULL OR due >= ?)";
  }
  std::string truth(Node const& node, bool wide) {
    if (node.name == "overdue") {
      return overdue(query::make(Op::equal, {node, query::literal(true)}), query::literal(true), wide);
    }
    auto const at = column(node);
    return at && at->of == Column::Of::truth ? at->name + " = 1" : unknown(wide);
  }
  std::string between(Node const& node, bool wide) {
    auto const low = write(query::make(Op::at_least, {node.of[0], node.of[1]}), wide);   // in this order: values are bound as they come
    auto const high = write(query::make(Op::at_most, {node.of[0], node.of[2]}), wide);
    return "(" + low + " AND " + high + ")";
  }
  std::string in(Node const& node, bool wide) {
    auto const at = column(node.of[0]);
    std::vector<sql::Value> values;
    for (std::size_t i = 1; i < node.of.size(); ++i) {
      auto const& list = node.of[i];
      for (auto const& item : list.op == Op::list ? list.of : std::vector<Node>{list}) {
        auto value = at && item.op == Op::literal ? bound(*at, item.value) : std::nullopt;
        if (!value) {
          return unknown(wide);
        }
        values.push_back(*std::move(value));
      }
    }
    if (!at || values.empty()) {
      return unknown(wide);
    }
    std::string marks;
    for (auto& value : values) {
      marks += marks.empty() ? "?" : ", ?";
      out_.values.push_back(std::move(value));
    }
    return at->name + " IN (" + marks + ")";
  }
  std::string is_null(Node const& node, bool wide) {
    if (node.of[0].op == Op::property && node.of[0].name == "geometry") {
      return "west IS NULL";
    }
    auto const at = column(node.of[0]);
    return at ? at->name + " IS NULL" : unknown(wide);
  }
  /// CQL2's LIKE tells capitals apart; SQLite's does not, so that it finds too many.
  std::string like(Node const& node, bool wide) {
    auto const at = column(node.of[0]);
    auto const* pattern = node.of[1].op == Op::literal ? std::get_if<std::string>(&node.of[1].value) : nullptr;
    if (!at || at->of != Column::Of::text || pattern == nullptr) {
      return unknown(wide);
    }
    bool const letters = base::to_lower(*pattern) != *pattern || pattern->find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos;
    if (dialect_ == sql::Dialect::sqlite && letters) {
      out_.exact = false;
      if (!wide) {
        return "1 = 0";
      }
    }
    out_.values.emplace_back(*pattern);
    return at->name + " LIKE ? ESCAPE '\\'";
  }
  /// A_CONTAINS(codes, ('a','b')): each of them.
  std::string contains(Node const& node, bool wide) {
    auto const at = column(node.of[0]);
    if (!at || at->of != Column::Of::list || node.of[1].op != Op::list) {
      return unknown(wide);
    }
    bool const sharp = dialect_ == sql::Dialect::postgres;   // SQLite's LIKE does not tell capitals apart
    std::string all;
    std::vector<sql::Value> values;
    for (auto const& item : node.of[1].of) {
      auto const* text = item.op == Op::literal ? std::get_if<std::string>(&item.value) : nullptr;
      if (text == nullptr || text->find_first_of("%_\\") != std::string::npos) {
        return unknown(wide);
      }
      values.emplace_back("%;" + *text + ";%");
      all += (all.empty() ? "" : " AND ") + at->name + " LIKE ?";
    }
    if (all.empty() || (!sharp && !wide)) {
      return unknown(wide);
    }
    out_.exact = out_.exact && sharp;
    out_.values.insert(out_.values.end(), values.begin(), values.end());
    return "(" + all + ")";
  }
  std::string place(Node const& node, bool wide) {
    bool const turned = node.of[0].op == Op::literal;
    auto const& named = node.of[turned ? 1 : 0];
    auto const& other = node.of[turned ? 0 : 1];
    auto const* shape = other.op == Op::literal ? std::get_if<geo::Geometry>(&other.value) : nullptr;
    out_.exact = false;
    if (named.op != Op::property || named.name != "geometry" || shape == nullptr || place_hidden_ || !wide) {
      return unknown(wide);
    }
    auto const around = geo::box_of(*shape);
    return around ? box(*around) : unknown(wide);
  }

  Register const& reg_;
  sql::Dialect dialect_;
  base::Time now_;
  bool place_hidden_;
  Compiled& out_;
};

std::string prefix_end(std::string prefix) {
  prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

void add_scope(Register const& reg, Sight const& sight, Ask const& ask, Compiled& out) {
  if (!ask.withdrawn || sight.reach.only_public) {
    out.condition += " AND withdrawn = 0";
  }
  if (sight.reach.own_only) {
    auto const column = reg.facility_field == "id" ? std::string("id") : column_of(*reg.field(reg.facility_field));
    std::string marks;
    for (auto const id : sight.own) {
      marks += marks.empty() ? "?" : ", ?";
      out.values.emplace_back(id.value);
    }
    out.condition += marks.empty() ? " AND 1 = 0" : " AND " + column + " IN (" + marks + ")";
  }
  if (!sight.reach.area.empty()) {
    auto const* field = reg.field(reg.area_field);
    out.condition += field == nullptr ? " AND 1 = 0" : " AND " + column_of(*field) + " >= ? AND " + column_of(*field) + " < ?";
    if (field != nullptr) {
      out.values.emplace_back(sight.reach.area);
      out.values.emplace_back(prefix_end(sight.reach.area));
    }
  }
}

/// The words of a search: each must stand in the key, the name or another short text that the asker sees.
void add_search(Register const& reg, Sight const& sight, std::string const& search, Compiled& out) {
  constexpr std::size_t words_max = 8, columns_max = 6;
  std::vector<std::string> columns;
  for (auto const& field : reg.fields) {
    bool const named = field.id == reg.name_field || field.type == Type::text || field.type == Type::identifier;
    if (named && may_name(reg, sight.reach, field.id) && !field.retired && columns.size() < columns_max) {
      columns.push_back(column_of(field));
    }
  }
  std::size_t words = 0;
  for (auto const word : base::split(search, ' ')) {
    if (word.empty() || ++words > words_max) {
      continue;
    }
    std::string pattern = "%";
    for (char const c : word) {
      pattern += c == '%' || c == '_' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    std::string any;
    for (auto const& column : columns) {
      any += (any.empty() ? "" : " OR ") + column + " LIKE ? ESCAPE '\\'";
      out.values.emplace_back(pattern + "%");
    }
    out.condition += any.empty() ? " AND 1 = 0" : " AND (" + any + ")";
  }
}

}  // namespace

bool may_name(Register const& reg, Reach const& reach, std::string_view property) {
  if (auto const* field = reg.field(property)) {
    return sees_field(reach, *field) && !(reach.only_public && field->blurred);
  }
  if (property == "geometry") {
    return reg.geometry && (!reach.only_public || reg.geometry_public);
  }
  if (property == "id" || property == "state" || property == "origin") {
    return true;
  }
  return definitions::is_own_property(property) && !reach.only_public;
}

double blur_degrees(Register const& reg) {
  constexpr double degrees_a_metre = 1.0 / 50'000;   // more than enough at our latitudes
  return reg.blur_m * degrees_a_metre;
}

base::Result<Compiled> compile(Register const& reg, Sight const& sight, Ask const& ask, sql::Dialect dialect, base::Time now) {
  Compiled out;
  add_scope(reg, sight, ask, out);
  bool const blurred = sight.reach.only_public && reg.blur_m > 0;
  if (ask.filter) {
    for (auto const& name : query::properties_of(*ask.filter)) {
      if (!may_name(reg, sight.reach, name)) {
        return Problem("invalid", "'" + base::printable(name) + "' is no property of " + reg.id, "filter", "see its queryables");
      }
    }
    if (auto const known = query::check_functions(*ask.filter); !known) {
      return known.error();
    }
    Compiler compiler(reg, dialect, now, blurred, out);
    out.condition += " AND (" + compiler.write(*ask.filter, true) + ")";
  }
  if (!ask.search.empty()) {
    add_search(reg, sight, ask.search, out);
  }
  if (ask.box) {
    if (!may_name(reg, sight.reach, "geometry")) {
      return Problem("invalid", "records of " + reg.id + " have no place to be seen", "bbox");
    }
    auto box = *ask.box;
    auto const wider = blurred ? blur_degrees(reg) : 0;
    box = {box.west - wider, box.south - wider, box.east + wider, box.north + wider};
    Compiler compiler(reg, dialect, now, false, out);
    out.condition += " AND " + compiler.box(box);
    out.exact = out.exact && !blurred && reg.geometry == geo::Shape::point;
  }
  return out;
}

std::string order_of(Register const& reg, std::string const& sort) {
  bool const down = sort.starts_with('-');
  auto const name = std::string_view(sort).substr(down ? 1 : 0);
  if (name.empty() || name == "id") {
    return down ? " ORDER BY id DESC" : " ORDER BY id";
  }
  auto const own = own_property_column(name);
  auto const* field = reg.field(name);
  auto const column = own ? own->name : field != nullptr ? column_of(*field) : std::string("id");
  return " ORDER BY " + column + (down ? " DESC NULLS LAST, id DESC" : " ASC NULLS LAST, id");
}

}  // namespace registry
