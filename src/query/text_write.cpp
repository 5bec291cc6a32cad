#include "query/inside.hpp"

namespace query {
namespace {

// How tightly an expression binds; a looser one stands in brackets.
enum Level : int { disjunction = 1, conjunction, negated, predicate, sum, product, raised, primary };

Level level_of(Node const& node) {
  switch (node.op) {
    case Op::any_of: return disjunction;
    case Op::all_of: return conjunction;
    case Op::negation: return negated;
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::at_most:
    case Op::greater:
    case Op::at_least:
    case Op::like:
    case Op::between:
    case Op::in:
    case Op::is_null: return predicate;
    case Op::add:
    case Op::subtract: return sum;
    case Op::multiply:
    case Op::divide:
    case Op::modulo:
    case Op::whole_divide: return product;
    case Op::power: return raised;
    default: return primary;
  }
}

std::string capitals(std::string_view name) {
  std::string out(name);
  for (auto& c : out) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

// See tokens.cpp: backslashes before a quote are doubled.
std::string text_literal(std::string_view text) {
  std::string out = "'";
  std::size_t slashes = 0;
  for (auto const c : text) {
    if (c == '\'') {
      out.append(slashes, '\\');
      out += '\'';
    }
    slashes = c == '\\' ? slashes + 1 : 0;
    out += c;
  }
  out.append(slashes, '\\');
  return out + '\'';
}

struct TextWriter {
  std::string out;

  void write(Node const& node, Level at_least) {
    bool const brackets = level_of(node) < at_least;
    out += brackets ? "(" : "";
    bare(node);
    out += brackets ? ")" : "";
  }
  void joined(std::vector<Node> const& of, std::string_view between, Level level) {
    for (std::size_t i = 0; i < of.size(); ++i) {
      out += i == 0 ? "" : between;
      write(of[i], level);
    }
  }
  void list(std::vector<Node> const& of, bool lone_comma) {
    out += '(';
    joined(of, ", ", disjunction);
    out += of.size() == 1 && lone_comma ? ",)" : ")";
  }

  void negation(Node const& inner) {
    if (inner.op == Op::like || inner.op == Op::between || inner.op == Op::in || inner.op == Op::is_null) {
      return special(inner, "NOT ");
    }
    out += "NOT ";
    write(inner, predicate);
  }
  void special(Node const& node, std::string_view negative) {
    write(node.of[0], sum);
    if (node.op == Op::is_null) {
      out.append(" IS ").append(negative).append("NULL");
      return;
    }
    out.append(" ").append(negative).append(capitals(name_of(node.op))).append(" ");
    if (node.op == Op::in) {
      return list(node.of[1].of, false);
    }
    write(node.of[1], sum);
    if (node.op == Op::between) {
      out += " AND ";
      write(node.of[2], sum);
    }
  }
  void infix(Node const& node, Level left, Level right) {
    write(node.of[0], left);
    out.append(" ").append(capitals(name_of(node.op))).append(" ");
    write(node.of[1], right);
  }
  void call(std::string const& name, Node const& node) {
    out += name + '(';
    for (std::size_t i = 0; i < node.of.size(); ++i) {
      out += i == 0 ? "" : ", ";
      if (inside::is_array(node.op) && node.of[i].op == Op::list) {
        list(node.of[i].of, false);
      } else {
        write(node.of[i], disjunction);
      }
    }
    out += ')';
  }
  void interval(Node const& node) {
    out += "INTERVAL(";
    for (std::size_t i = 0; i < node.of.size(); ++i) {
      out += i == 0 ? "" : ", ";
      auto const& end = node.of[i];
      if (end.op != Op::literal) {
        write(end, disjunction);
      } else if (auto const* day = std::get_if<base::Day>(&end.value)) {
        out += '\'' + inside::day_text(*day) + '\'';
      } else if (auto const* time = std::get_if<base::Time>(&end.value)) {
        out += '\'' + inside::time_text(*time) + '\'';
      } else if (is_null(end.value)) {
        out += "'..'";
      } else {
        write(end, disjunction);
      }
    }
    out += ')';
  }

  void value(Value const& value) {
    if (is_null(value)) {
      out += "NULL";
    } else if (auto const* yes = std::get_if<bool>(&value)) {
      out += *yes ? "TRUE" : "FALSE";
    } else if (inside::is_number(value)) {
      out += inside::number_text(value);
    } else if (auto const* text = std::get_if<std::string>(&value)) {
      out += text_literal(*text);
    } else if (auto const* day = std::get_if<base::Day>(&value)) {
      out += "DATE('" + inside::day_text(*day) + "')";
    } else if (auto const* time = std::get_if<base::Time>(&value)) {
      out += "TIMESTAMP('" + inside::time_text(*time) + "')";
    } else if (auto const* geometry = std::get_if<geo::Geometry>(&value)) {
      out += geo::to_wkt(*geometry);
    } else {
      list(literal(value).of, true);
    }
  }

  void bare(Node const& node) {
    switch (node.op) {
      case Op::all_of: return joined(node.of, " AND ", negated);
      case Op::any_of: return joined(node.of, " OR ", conjunction);
      case Op::negation: return negation(node.of[0]);
      case Op::like:
      case Op::between:
      case Op::in:
      case Op::is_null: return special(node, "");
      case Op::property: out += inside::quoted(node.name); return;
      case Op::function: return call(inside::quoted(node.name), node);
      case Op::literal: return value(node.value);
      case Op::interval: return interval(node);
      case Op::list: return list(node.of, true);
      default: break;
    }
    switch (level_of(node)) {
      case predicate: return infix(node, sum, sum);
      case sum: return infix(node, sum, product);
      case product: return infix(node, product, raised);
      case raised: return infix(node, primary, primary);
      default: return call(capitals(name_of(node.op)), node);
    }
  }
};

}  // namespace

std::string to_text(Node const& node) {
  TextWriter writer;
  writer.write(node, disjunction);
  return std::move(writer.out);
}

}  // namespace query
