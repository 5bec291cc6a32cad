#pragma once
// Private: templates as they are read, expressions, and what a report is made of while it is written.
#include <boost/json.hpp>
#include <map>
#include <set>
#include <variant>

#include "query/query.hpp"
#include "reports/reports.hpp"

namespace reports {

namespace json = boost::json;
constexpr std::string_view guide = "docs/write-a-report.md";
constexpr std::string_view dash = "—";

// ---- expressions: figure.detail.statistics[pollutant=PM2.5].mean | digits 1 ----

struct Step {
  std::string name;
  bool optional = false;                   // "name?": may be absent
  std::string where_key, where_value;      // [key=value]: that item of a list
};
struct Filter { std::string name; std::vector<std::string> arguments; };
struct Expression {
  std::vector<Step> path;
  std::vector<Filter> filters;
  std::string text, place;                 // as written, and file:line
};
/// Problem "bad_expression".
base::Result<Expression> parse_expression(std::string_view text, std::string const& place);
/// "**bold** and {expressions}": what is between them.
struct Piece { std::string text; std::optional<Expression> value; bool bold = false; };
base::Result<std::vector<Piece>> parse_text(std::string_view text, std::string const& place);

// ---- templates ----

struct Ask {                               // a figure that a template names
  std::string name, kind, place;
  enum class What : std::uint8_t { one, each, objects } what = What::one;
  std::string span = "same";               // of one and objects: same, year_before, day month quarter year heating rest (the one that holds the day)
  evaluate::Form each = evaluate::Form::month;
  bool inside_area = false;                // of objects: only those in the area of the report's object
  std::optional<Expression> refs;          // of objects: only those that a list of the figure names ({object: "record/water_section/4"})
  std::string only;                        // of objects: "point" "area" "record" "river"; "" = all
  bool one_edition = false;
};
struct Condition { std::optional<query::Node> node; std::string place; };
using Text = std::vector<Piece>;
struct Title { Text zh, en; };             // a single text, or { zh: …, en: … }: the second is printed small beside it
struct Column {
  Title title;
  Expression value;
  std::optional<Expression> mark;
  documents::Align align = documents::Align::automatic;
  std::string total;                       // "" "sum" "mean" "count", else words
  bool bold = false;
};
struct HeadingPart { Title text; int level = 1; };
struct TextPart { Text text; bool small = false, indent = true; };
struct Group { std::string zh, en; int columns = 1; };   // header above columns; "" = none
struct TablePart {
  Title caption;
  Expression rows;
  std::vector<Column> columns;
  std::vector<Group> groups;
  std::optional<Expression> sort, group;
  bool descending = false;
  std::size_t most = 2'000;
  std::vector<Text> notes;
  std::string empty;                       // what is said instead of a table without rows
};
struct CompareLine { Title title; std::string path; Expression a, b; std::string unit; int better = 0; bool percent = true; };   // better: +1 greater, -1 less
struct ComparePart { Title caption, title_a, title_b; std::vector<CompareLine> lines; std::vector<Text> notes; };
struct ChartSeries { Text name; Expression value; std::string colour; };
struct ChartLimit { Text name; Expression value; };
struct ChartPart {
  documents::Chart::Kind kind = documents::Chart::Kind::line;
  Title caption;
  Text unit;
  Expression rows, label;
  std::vector<ChartSeries> series;
  std::vector<ChartLimit> limits;
  std::optional<Expression> colour, text;
  std::vector<std::pair<std::string, std::string>> legend;
  int digits = -1;
  bool with_table = false;
  std::vector<Text> notes;
};
struct BreakPart {};
struct Part {
  std::variant<HeadingPart, TextPart, TablePart, ComparePart, ChartPart, BreakPart> what;
  std::optional<Condition> when;
  std::string place;
};
struct MetaPart { std::string name, name_en; Text text; };
struct Template {
  About about;
  bool landscape = false;
  Title title;
  Text subtitle, footer;
  std::vector<MetaPart> meta;
  std::vector<Ask> asks;                   // the first is the main figure, named "figure"
  std::vector<Part> parts;
  std::vector<Text> notes;
};
struct Set::Inside { std::map<std::string, Template, std::less<>> templates; };

/// Reads one file; problems are collected.
std::optional<Template> load_template(yaml::File const& file, yaml::Problems& problems);

// ---- what a report is made of ----

/// A figure, or the reason why there is none.
struct Entry {
  json::value value;                       // an object: fields of the figure, with span, object and detail
  bool judged = false;
  std::string reason;                      // of one that is not
  figures::Figure figure;                  // without texts
  std::set<std::string> editions;          // all that its explanation rests on
};
json::object json_of(evaluate::Span const& span);
json::object json_of(evaluate::Object const& object);
Entry entry_of(base::Result<figures::Figure> const& figure, evaluate::Object const& object, evaluate::Span const& span);
std::string chinese(std::string const& both);             // of "中文 / English" the first half
std::string span_name(evaluate::Span const& span);        // "2026年10月" "2026年第4季度" "2025—2026年采暖期"

struct World {
  std::map<std::string, Entry, std::less<>> ones;
  std::map<std::string, std::vector<Entry>, std::less<>> lists;
  json::value object, span, report;        // objects too: a path is followed by reference, never through a copy
};
/// Asks for everything a template names.
base::Result<World> gather(Template const& made, Source const& source, evaluate::Object const& object, evaluate::Span const& span, Request const& request);

/// Where a path begins: a row of a list before the world.
struct Row { Entry const* entry = nullptr; json::value const* item = nullptr; std::string key; std::size_t number = 0; Entry const* of = nullptr; };
struct Found {
  json::value value;                       // null where it is missing
  std::string reason;                      // of what is missing
  bool missing() const { return value.is_null(); }
};
/// Figures that something was read from, for the line on editions.
using Used = std::set<Entry const*>;
base::Result<Found> find(World const& world, Row const* row, Expression const& expression, Used& used);
/// The rows of a table or a chart: a list of figures, or an array or map in one.
base::Result<std::vector<Row>> rows_of(World const& world, Expression const& expression, Used& used);
struct Shown { std::string text; std::optional<double> number; std::string reason; };
/// After the filters: "—" with its reason where something is missing.
base::Result<Shown> show(World const& world, Row const* row, Expression const& expression, Used& used);
base::Result<std::string> filled(World const& world, Row const* row, Text const& text, Used& used);
struct Words { std::string zh, en; };
base::Result<Words> filled(World const& world, Title const& title, Used& used);
/// "#ff7e00", or "" where there is none. Problem "bad_value": it is no colour.
base::Result<std::string> colour_of(World const& world, Row const* row, Expression const& expression, Used& used);
base::Result<bool> holds(World const& world, Condition const& condition, Time now);

/// "依据 …；有效数据比例 …": of the figures used.
std::vector<std::string> basis_notes(Used const& used, catalog::Catalog const& catalog);
/// Missing values with their reasons, as notes.
struct Gaps {
  std::vector<std::pair<std::string, std::string>> found;   // what, why
  void add(std::string what, std::string why);
  std::vector<std::string> notes() const;
};

struct Writing { World const& world; catalog::Catalog const& catalog; Time now; documents::Document& into; Used all; };
base::Outcome write_table(Writing& writing, TablePart const& part);
base::Outcome write_compare(Writing& writing, ComparePart const& part);
base::Outcome write_chart(Writing& writing, ChartPart const& part);

}  // namespace reports
