// Templates read strictly: every fault has its file and line.
#include <algorithm>
#include <array>

#include "reports/inside.hpp"

namespace reports {
namespace {

constexpr std::size_t columns_max = 40, parts_max = 300, figures_named_max = 20, series_max = 12;
constexpr int rows_most = 20'000;           // that a table may be asked for
constexpr std::array span_words{"same", "year_before", "day", "month", "quarter", "year", "heating", "rest"};
constexpr std::array world_names{"object", "span", "report"};
constexpr std::array figure_fields{"kind", "object", "span", "from", "to", "result", "number", "value", "unit", "rank", "grade", "grade_en",
                                   "colour", "valid_share", "standard", "clause", "edition", "provisional", "computed_on", "detail"};

std::optional<evaluate::Form> form_of(std::string_view word) {
  using evaluate::Form;
  for (auto const form : {Form::day, Form::month, Form::quarter, Form::year, Form::heating, Form::rest}) {
    if (evaluate::name_of(form) == word) {
      return form;
    }
  }
  return std::nullopt;
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 40 && text[0] >= 'a' && text[0] <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}
bool is_shade(std::string_view text) {
  return text.size() == 7 && text[0] == '#' && text.substr(1).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

class TemplateLoader {
 public:
  TemplateLoader(yaml::File const& file, yaml::Problems& problems) : path_(file.path), problems_(problems), leaf_(yaml::Leaf::parse(file, problems, guide)) {}
  std::optional<Template> load();

 private:
  enum class At : std::uint8_t { top, row };   // where an expression stands: of the world, or of a row that has names of its own
  void head();
  void asks();
  void ask(std::string const& name, yaml::Leaf const& leaf);
  void part(yaml::Leaf const& leaf);
  Expression expression(yaml::Leaf const& leaf, std::string_view key, At at);
  std::optional<Expression> perhaps(yaml::Leaf const& leaf, std::string_view key, At at);
  Text text(yaml::Leaf const& leaf, std::string_view key, bool needed = true);
  Title title(yaml::Leaf const& leaf, std::string_view key, bool needed = true);
  void meta();
  int within(yaml::Leaf const& leaf, std::string_view key, int least, int most, int usual);
  std::vector<Text> texts(yaml::Leaf const& leaf, std::string_view key);
  void check(Expression const& made, At at);
  void check(Text const& made, At at = At::top);
  std::optional<Condition> condition(yaml::Leaf const& leaf);
  TablePart table(yaml::Leaf const& leaf);
  Column column(yaml::Leaf const& leaf);
  ComparePart compare(yaml::Leaf const& leaf);
  ChartPart chart(yaml::Leaf const& leaf);
  void add(base::Problem const& problem) { problems_.add(problem.code, problem.detail, problem.where, problem.mend); }
  std::string choice(yaml::Leaf const& leaf, std::string_view key, std::vector<std::string_view> const& words, std::string_view usual);

  std::string path_;
  yaml::Problems& problems_;
  std::optional<yaml::Leaf> leaf_;
  Template made_;
};

void TemplateLoader::check(Expression const& made, At at) {
  bool const from_top = !made.path.empty() && made.path.front().name == "top";
  if (made.path.empty() || (at == At::row && !(from_top && made.path.size() > 1))) {
    return;                                                 // names of rows are known when there are rows
  }
  std::size_t const begin = at == At::row ? 1 : 0;
  auto const& first = made.path[begin].name;
  auto const asked = std::find_if(made_.asks.begin(), made_.asks.end(), [&](Ask const& one) { return one.name == first; });
  bool const of_world = std::find(world_names.begin(), world_names.end(), first) != world_names.end();
  if (asked == made_.asks.end() && !of_world) {
    problems_.add("unknown_path", "'" + first + "' is no figure of this template, nor object, span or report", made.place, "name it under 'figures'");
  } else if (asked != made_.asks.end() && asked->what == Ask::What::one && made.path.size() > begin + 1) {
    auto const& field = made.path[begin + 1].name;
    if (std::find(figure_fields.begin(), figure_fields.end(), field) == figure_fields.end()) {
      problems_.add("unknown_path", "a figure has no '" + field + "'", made.place, "what a kind of figure says of its own stands under 'detail'");
    }
  }
}

void TemplateLoader::check(Text const& made, At at) {
  for (auto const& piece : made) {
    if (piece.value) {
      check(*piece.value, at);
    }
  }
}

Expression TemplateLoader::expression(yaml::Leaf const& leaf, std::string_view key, At at) {
  auto const words = leaf.text(key);
  if (words.empty()) {
    return {};
  }
  auto made = parse_expression(words, leaf.find(key)->where());
  if (!made) {
    add(made.error());
    return {};
  }
  check(*made, at);
  return *std::move(made);
}

std::optional<Expression> TemplateLoader::perhaps(yaml::Leaf const& leaf, std::string_view key, At at) {
  return leaf.has(key) ? std::optional(expression(leaf, key, at)) : std::nullopt;
}

Text TemplateLoader::text(yaml::Leaf const& leaf, std::string_view key, bool needed) {
  auto const words = leaf.text(key, needed);
  if (words.empty()) {
    return {};
  }
  auto made = parse_text(words, leaf.find(key)->where());
  if (!made) {
    add(made.error());
    return {};
  }
  check(*made);
  return *std::move(made);
}

Title TemplateLoader::title(yaml::Leaf const& leaf, std::string_view key, bool needed) {
  auto const* both = leaf.find(key);
  if (both == nullptr || both->is_text() || both->is_list()) {
    return {text(leaf, key, needed), {}};
  }
  both->only({"zh", "en"});
  return {text(*both, "zh"), text(*both, "en", false)};
}

int TemplateLoader::within(yaml::Leaf const& leaf, std::string_view key, int least, int most, int usual) {
  auto const number = leaf.integer(key, false).value_or(usual);
  if (leaf.has(key) && (number < least || number > most)) {
    leaf.find(key)->fault("bad_number", "'" + std::string(key) + "' is a number from " + std::to_string(least) + " to " + std::to_string(most));
    return usual;
  }
  return number;
}

void TemplateLoader::meta() {
  for (auto const& [name, leaf] : leaf_->pairs("meta")) {
    bool const alone = leaf.is_text();
    if (!alone) {
      leaf.only({"en", "value"});
    }
    if (auto words = parse_text(alone ? leaf.text() : leaf.text("value"), leaf.where())) {
      check(*words);
      made_.meta.push_back({name, alone ? "" : leaf.text("en"), *std::move(words)});
    } else {
      add(words.error());
    }
  }
}

std::vector<Text> TemplateLoader::texts(yaml::Leaf const& leaf, std::string_view key) {
  std::vector<Text> all;
  for (auto const& item : leaf.items(key)) {
    auto made = parse_text(item.text(), item.where());
    if (made) {
      check(*made);
      all.push_back(*std::move(made));
    } else {
      add(made.error());
    }
  }
  return all;
}

std::optional<Condition> TemplateLoader::condition(yaml::Leaf const& leaf) {
  if (!leaf.has("when")) {
    return std::nullopt;
  }
  auto const place = leaf.find("when")->where();
  auto node = query::parse_text(leaf.text("when"));
  if (!node) {
    problems_.add(node.error().code, node.error().detail + ", at " + node.error().where, place, node.error().mend);
    return std::nullopt;
  }
  if (auto const known = query::check_functions(*node); !known) {
    problems_.add(known.error().code, known.error().detail, place, known.error().mend);
  }
  for (auto const& name : query::properties_of(*node)) {
    if (auto const path = parse_expression(name, place)) {
      check(*path, At::top);
    } else {
      add(path.error());
    }
  }
  return Condition{*std::move(node), place};
}

std::string TemplateLoader::choice(yaml::Leaf const& leaf, std::string_view key, std::vector<std::string_view> const& words, std::string_view usual) {
  if (!leaf.has(key)) {
    return std::string(usual);
  }
  auto const word = leaf.text(key);
  if (std::find(words.begin(), words.end(), word) == words.end()) {
    std::string all;
    for (auto const one : words) {
      all.append(all.empty() ? "" : ", ").append(one);
    }
    leaf.find(key)->fault("unknown_word", "'" + word + "' is not known here", "one of: " + all);
  }
  return word;
}

void TemplateLoader::head() {
  auto const& leaf = *leaf_;
  leaf.only({"id", "title", "about", "field", "figure", "spans", "landscape", "heading", "subtitle", "footer", "meta", "figures", "sections", "notes"});
  auto& about = made_.about;
  about.path = path_;
  about.id = leaf.text("id");
  auto const slash = path_.rfind('/');
  auto const file = path_.substr(slash == std::string::npos ? 0 : slash + 1);
  if (!is_id(about.id) || about.id + ".yaml" != file) {
    leaf.fault("bad_id", "the id '" + about.id + "' is not the file's name, or no word of a-z, 0-9 and _", "write id: " + file.substr(0, file.rfind('.')));
  }
  if (auto const* both = leaf.find("title")) {
    both->only({"zh", "en"});
    about.title = both->text("zh");
    about.title_en = both->text("en");
  } else {
    leaf.fault("missing_title", "key 'title' is missing", "write { zh: …, en: … }");
  }
  about.field = leaf.text("field");
  about.kind = leaf.text("figure");
  for (auto const& item : leaf.items("spans")) {
    if (auto const form = form_of(item.text())) {
      about.forms.push_back(*form);
    } else {
      item.fault("unknown_word", "'" + item.text() + "' is no span", "day, month, quarter, year, heating, rest");
    }
  }
  if (about.forms.empty()) {
    leaf.fault("missing_spans", "a report is made for spans", "write spans: [month]");
  }
  made_.landscape = leaf.yes("landscape");
}

void TemplateLoader::ask(std::string const& name, yaml::Leaf const& leaf) {
  leaf.only({"kind", "span", "each", "objects", "only", "one_edition"});
  Ask ask{.name = name, .kind = leaf.text("kind"), .place = leaf.where()};
  if (!is_id(name) || std::find(world_names.begin(), world_names.end(), name) != world_names.end() || name == "row" || name == "top" || name == "figure") {
    leaf.fault("bad_id", "'" + name + "' cannot be the name of a figure", "take another word of a-z, 0-9 and _");
  }
  ask.span = choice(leaf, "span", {span_words.begin(), span_words.end()}, "same");
  ask.one_edition = leaf.yes("one_edition");
  if (leaf.has("each")) {
    ask.what = Ask::What::each;
    ask.each = form_of(choice(leaf, "each", {"day", "month", "quarter", "year"}, "month")).value_or(evaluate::Form::month);
  }
  if (leaf.has("objects")) {
    if (leaf.has("each")) {
      leaf.fault("bad_figure", "'each' and 'objects' cannot stand together", "name two figures");
    }
    ask.what = Ask::What::objects;
    auto const which = leaf.text("objects");
    ask.inside_area = which == "inside";
    ask.only = choice(leaf, "only", {"point", "area", "record", "river"}, "");
    if (which != "all" && which != "inside") {
      ask.refs = expression(leaf, "objects", At::top);
    }
  }
  made_.asks.push_back(std::move(ask));
}

void TemplateLoader::asks() {
  made_.asks.push_back({.name = "figure", .kind = made_.about.kind, .place = leaf_->where()});
  for (auto const& [name, leaf] : leaf_->pairs("figures")) {
    ask(name, leaf);
  }
  if (made_.asks.size() > figures_named_max) {
    leaf_->fault("too_large", "a template names at most " + std::to_string(figures_named_max) + " figures");
  }
}

Column TemplateLoader::column(yaml::Leaf const& leaf) {
  leaf.only({"title", "value", "mark", "align", "total", "bold", "group"});
  Column made{.title = title(leaf, "title", false), .value = expression(leaf, "value", At::row), .mark = perhaps(leaf, "mark", At::row),
              .total = leaf.text("total", false), .bold = leaf.yes("bold")};
  auto const align = choice(leaf, "align", {"left", "center", "right"}, "");
  using documents::Align;
  made.align = align == "left" ? Align::left : align == "center" ? Align::center : align == "right" ? Align::right : Align::automatic;
  return made;
}

TablePart TemplateLoader::table(yaml::Leaf const& leaf) {
  leaf.only({"caption", "rows", "columns", "sort", "most", "group", "notes", "empty"});
  TablePart made{.caption = title(leaf, "caption", false), .rows = expression(leaf, "rows", At::top), .empty = leaf.text("empty", false)};
  for (auto const& item : leaf.items("columns")) {
    made.columns.push_back(column(item));
    auto const* group = item.find("group");
    bool const both = group != nullptr && !group->is_text() && !group->is_list();
    if (both) {
      group->only({"zh", "en"});
    }
    auto words = both ? Group{group->text("zh"), group->text("en")} : Group{item.text("group", false), {}};
    if (!made.groups.empty() && !words.zh.empty() && made.groups.back().zh == words.zh) {
      ++made.groups.back().columns;
    } else {
      made.groups.push_back(std::move(words));
    }
  }
  if (made.columns.empty() || made.columns.size() > columns_max) {
    leaf.fault("missing_columns", "a table has 1 to " + std::to_string(columns_max) + " columns");
  }
  if (leaf.has("sort")) {
    auto const words = leaf.text("sort");
    made.descending = words.starts_with('-');
    if (auto sort = parse_expression(words.substr(made.descending ? 1 : 0), leaf.find("sort")->where())) {
      made.sort = *std::move(sort);
    } else {
      add(sort.error());
    }
  }
  made.group = perhaps(leaf, "group", At::row);
  made.most = static_cast<std::size_t>(within(leaf, "most", 1, rows_most, static_cast<int>(made.most)));
  made.notes = texts(leaf, "notes");
  return made;
}

ComparePart TemplateLoader::compare(yaml::Leaf const& leaf) {
  leaf.only({"caption", "a", "b", "title_a", "title_b", "lines", "notes"});
  ComparePart made{.caption = title(leaf, "caption", false), .title_a = title(leaf, "title_a"), .title_b = title(leaf, "title_b"), .lines = {},
                   .notes = texts(leaf, "notes")};
  auto const a = leaf.text("a"), b = leaf.text("b");
  for (auto const& item : leaf.items("lines")) {
    item.only({"title", "value", "unit", "better", "percent"});
    CompareLine line{.title = title(item, "title"), .path = item.text("value"), .a = {}, .b = {}, .unit = item.text("unit", false)};
    auto const better = choice(item, "better", {"greater", "less"}, "");
    line.better = better == "greater" ? 1 : better == "less" ? -1 : 0;
    line.percent = !item.has("percent") || item.yes("percent");
    for (auto [name, into] : {std::pair(&a, &line.a), std::pair(&b, &line.b)}) {
      if (auto expression = parse_expression(*name + "." + line.path, item.where())) {
        *into = *std::move(expression);
        check(*into, At::top);
      } else {
        add(expression.error());
      }
    }
    made.lines.push_back(std::move(line));
  }
  if (made.lines.empty()) {
    leaf.fault("missing_lines", "a comparison has lines", "write lines: [{ title: …, value: … }]");
  }
  return made;
}

ChartPart TemplateLoader::chart(yaml::Leaf const& leaf) {
  leaf.only({"kind", "caption", "unit", "rows", "label", "series", "limits", "colour", "text", "legend", "digits", "table", "notes"});
  using Kind = documents::Chart::Kind;
  ChartPart made{.caption = title(leaf, "caption", false), .unit = text(leaf, "unit", false), .rows = expression(leaf, "rows", At::top),
                 .label = expression(leaf, "label", At::row)};
  auto const kind = choice(leaf, "kind", {"line", "bar", "stacked", "pie", "calendar"}, "line");
  made.kind = kind == "bar" ? Kind::bar : kind == "stacked" ? Kind::stacked : kind == "pie" ? Kind::pie : kind == "calendar" ? Kind::calendar : Kind::line;
  for (auto const& item : leaf.items("series")) {
    item.only({"name", "value", "colour"});
    made.series.push_back({text(item, "name"), expression(item, "value", At::row), item.text("colour", false)});
    if (auto const& colour = made.series.back().colour; !colour.empty() && !is_shade(colour)) {
      item.fault("bad_colour", "'" + colour + "' is no colour", "write \"#0f766e\"");
    }
  }
  bool const one = made.kind == Kind::pie || made.kind == Kind::calendar;
  if (made.series.empty() || made.series.size() > (one ? 1 : series_max)) {
    leaf.fault("missing_series", one ? "a pie and a calendar have one series" : "a chart has 1 to " + std::to_string(series_max) + " series");
  }
  for (auto const& item : leaf.items("limits")) {
    item.only({"name", "value"});
    made.limits.push_back({text(item, "name"), expression(item, "value", At::top)});
  }
  made.colour = perhaps(leaf, "colour", At::row);
  made.text = perhaps(leaf, "text", At::row);
  for (auto const& item : leaf.items("legend")) {
    item.only({"colour", "words"});
    made.legend.emplace_back(item.text("colour"), item.text("words"));
    if (!is_shade(made.legend.back().first)) {
      item.fault("bad_colour", "'" + made.legend.back().first + "' is no colour", "write \"#0f766e\"");
    }
  }
  made.digits = within(leaf, "digits", 0, 9, -1);
  made.with_table = leaf.yes("table");
  made.notes = texts(leaf, "notes");
  return made;
}

void TemplateLoader::part(yaml::Leaf const& leaf) {
  leaf.only({"heading", "level", "text", "remark", "table", "compare", "chart", "page_break", "when"});
  Part made{.what = BreakPart{}, .when = condition(leaf), .place = leaf.where()};
  int kinds = 0;
  for (auto const* const key : {"heading", "text", "remark", "table", "compare", "chart", "page_break"}) {
    kinds += leaf.has(key) ? 1 : 0;
  }
  if (kinds != 1) {
    leaf.fault("bad_section", "a section is one of heading, text, remark, table, compare, chart, page_break");
    return;
  }
  if (leaf.has("heading")) {
    made.what = HeadingPart{title(leaf, "heading"), within(leaf, "level", 1, 3, 1)};
  } else if (leaf.has("text") || leaf.has("remark")) {
    bool const small = leaf.has("remark");
    made.what = TextPart{text(leaf, small ? "remark" : "text"), small, !small};
  } else if (auto const* const a_table = leaf.find("table")) {
    made.what = table(*a_table);
  } else if (auto const* const a_compare = leaf.find("compare")) {
    made.what = compare(*a_compare);
  } else if (auto const* const a_chart = leaf.find("chart")) {
    made.what = chart(*a_chart);
  }
  made_.parts.push_back(std::move(made));
}

std::optional<Template> TemplateLoader::load() {
  if (!leaf_) {
    return std::nullopt;
  }
  auto const before = problems_.found.size();
  head();
  asks();
  made_.title = title(*leaf_, "heading");
  made_.subtitle = text(*leaf_, "subtitle", false);
  made_.footer = text(*leaf_, "footer", false);
  meta();
  auto const sections = leaf_->items("sections");
  if (sections.empty() || sections.size() > parts_max) {
    leaf_->fault("missing_sections", "a report has 1 to " + std::to_string(parts_max) + " sections");
  }
  for (auto const& leaf : sections) {
    part(leaf);
  }
  made_.notes = texts(*leaf_, "notes");
  return problems_.found.size() == before ? std::optional(std::move(made_)) : std::nullopt;
}

}  // namespace

std::optional<Template> load_template(yaml::File const& file, yaml::Problems& problems) { return TemplateLoader(file, problems).load(); }

Set::Set(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Set::~Set() = default;

base::Result<std::shared_ptr<Set const>> Set::load(std::vector<yaml::File> const& files, std::vector<base::Problem>* found) {
  yaml::Problems problems;
  auto inside = std::make_unique<Inside>();
  for (auto const& file : files) {
    if (auto made = load_template(file, problems)) {
      auto id = made->about.id;
      inside->templates.insert_or_assign(std::move(id), *std::move(made));
    }
  }
  if (found != nullptr) {
    found->insert(found->end(), problems.found.begin(), problems.found.end());
  }
  if (!problems.found.empty()) {
    return problems.found.front();
  }
  return std::shared_ptr<Set const>(new Set(std::move(inside)));
}

std::vector<About> Set::list() const {
  std::vector<About> all;
  for (auto const& [id, made] : inside_->templates) {
    all.push_back(made.about);
  }
  return all;
}

}  // namespace reports
