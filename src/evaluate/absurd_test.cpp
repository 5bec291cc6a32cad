// Numbers that nothing can measure, in every field of every register that is judged, without the bounds that the shipped definitions set: each gives a
// figure or "cannot_judge" with its reason, never an exception that would end the desk and never a number that is none.
#include "judge/world_for_tests.hpp"

#include <cmath>
#include <regex>
#include <set>

#include <boost/json.hpp>

#include "evaluate/evaluate.hpp"
#include "registry/story_for_tests.hpp"
#include "tabular/tabular.hpp"

namespace {

namespace json = boost::json;
using judge_story::catalogue;

/// Rows of samples/registers/ in the order of their references: of each register those that hold one of these texts in a cell, at most so many.
struct Rows { std::string reg; std::set<std::string> holding; std::size_t most; };
std::vector<Rows> const parents{{"facility", {"YZ-F-0501"}, 1},      {"discharge_permit", {"YZ-F-0501"}, 1},        {"river_reach", {"RR-YU-02", "RR-YU-03"}, 2},
                                {"reservoir", {}, 2},                {"water_section", {"WS-SEC-01", "WS-SEC-03"}, 2}, {"water_source", {}, 2},
                                {"groundwater_well", {}, 2},         {"noise_zone", {}, 3},                          {"farmland_unit", {"FU-0016"}, 1},
                                {"contaminated_plot", {"CP-0003"}, 1}};
/// Those that are judged: the numbers of their last row are spoiled.
std::vector<Rows> const judged{{"outfall", {"OF-0003"}, 1},          {"discharge_link", {"DL-0001"}, 1},
                               {"permit_outlet", {"w21017"}, 1},     {"background_value", {}, 2},
                               {"noise_point", {"NP-0001", "NP-0101", "NP-0201"}, 3}, {"soil_point", {"SP-0041", "SP-0032"}, 2},
                               {"surface_water_sample", {"RS-01"}, 1}, {"surface_water_sample", {"WS-SEC-03"}, 1}, {"source_sample", {}, 2},
                               {"groundwater_sample", {}, 2},        {"noise_measurement", {"NM-2025-0001", "NM-2025-0049", "NP-0201"}, 4},
                               {"soil_sample", {"SP-0041", "SP-0032"}, 4}, {"ecology_year", {}, 2}};

/// The registers that are judged and what they refer to, without least and greatest values of numbers.
std::shared_ptr<definitions::Set const> without_bounds() {
  std::set<std::string> wanted;
  for (auto const* rows : {&parents, &judged}) {
    std::transform(rows->begin(), rows->end(), std::inserter(wanted, wanted.end()), [](Rows const& each) { return each.reg; });
  }
  auto files = registry::for_tests::files_with_references(std::move(wanted));
  std::regex const on_lines(R"(\n +(?:min|max): -?[0-9.]+(?=\n))"), in_braces(R"((type: (?:number|decimal)[^\n]*?), min: -?[0-9.]+(?:, max: -?[0-9.]+)?)");
  for (auto& file : files) {
    if (file.path.starts_with("registers/")) {   // texts keep their greatest length: it follows another type
      std::string kept;
      for (std::size_t from = 0, to = 0; from < file.text.size(); from = to) {   // field by field
        to = std::min(file.text.find("\n  - ", from + 1), file.text.size());
        auto const field = file.text.substr(from, to - from);
        bool const number = field.find("type: number") != std::string::npos || field.find("type: decimal") != std::string::npos;
        kept += number ? std::regex_replace(std::regex_replace(field, on_lines, ""), in_braces, "$1") : field;
      }
      file.text = kept;
    }
  }
  std::vector<base::Problem> problems;
  auto const loaded = definitions::Set::load(files, &problems);
  for (auto const& problem : problems) {
    ADD_FAILURE() << base::to_string(problem);
  }
  return loaded.value();
}

class Absurd : public judge_story::World {
 protected:
  std::filesystem::path const folder = registry::for_tests::fresh_folder("absurd");
  std::shared_ptr<definitions::Set const> set = without_bounds();
  registry::for_tests::House books{[this] { return sql::Database::open_sqlite((folder / "registers.db").string(), {.full_sync = false}); }, set};
  std::unique_ptr<sql::Database> figures_db = sql::Database::in_memory();
  figures::Store figures{*figures_db};
  evaluate::Parts parts{catalogue(), registry, store, kept, books.registry, figures, *court};
  evaluate::Desk desk{parts};
  identity::Person const clerk = registry::for_tests::person("clerk", identity::Role::administrator);
  int tried = 0, refused = 0, unjudged = 0;
  std::set<std::string> judged_kinds;

  Absurd() {
    EXPECT_TRUE(books.registry.migrate(books.now));
    add_water(desk, parts);
    add_surroundings(desk, parts);
  }
  ~Absurd() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  /// What refers to what is not there is left out.
  void load(Rows const& rows) {
    auto const& id = rows.reg;
    auto const& reg = books.reg(id);
    auto const table = tabular::parse_table(judge_story::file_text(std::string(BIYUN_SOURCE_DIR) + "/samples/registers/" + id + ".csv"), ',').value();
    std::size_t made = 0;
    for (std::size_t row = 0; row < table.rows.size() && made < rows.most; ++row) {
      auto const wanted = [&](auto const& column) { return rows.holding.contains(std::string(table.cell(row, column))); };
      if (!rows.holding.empty() && std::none_of(table.columns.begin(), table.columns.end(), wanted)) {
        continue;
      }
      registry::Draft draft;
      for (auto const& column : table.columns) {
        auto const cell = std::string(table.cell(row, column));
        auto const* field = reg.field(column);
        if (cell.empty() || column == "origin" || column == "state") {
          continue;
        }
        if (column == "geometry") {
          draft.geometry = geo::parse_wkt(cell).value();
        } else if (field->type == definitions::Type::reference) {
          if (auto const at = books.registry.resolve(clerk, *set->find(field->to), cell)) {
            draft.values[column] = base::Decimal(at->value, 0);
          }
        } else {
          draft.values[column] = definitions::read_value(*set, *field, cell).value();
        }
      }
      made += books.registry.create({clerk, books.now}, reg, draft, "invented") ? 1U : 0U;
    }
    EXPECT_GT(made, 0U) << id;
  }

  /// The last year of everything that a change of this register touches.
  void compute(std::string const& reg, std::string const& what) {
    evaluate::Change change;
    change.reg = reg;
    for (auto const& kind : desk.kinds()) {
      auto const* evaluator = desk.evaluator(kind.id);
      for (auto const& object : evaluator->touched(change)) {
        SCOPED_TRACE(kind.id + " " + object.ref + " " + what);
        if (auto const reach = evaluator->reach(object)) {
          EXPECT_NO_THROW(look_at(desk.compute(kind.id, object.ref, base::format(reach->second).substr(0, 4))));
        }
      }
    }
  }
  void look_at(base::Result<evaluate::Figure> const& figure) {
    ASSERT_TRUE(figure) << base::to_string(figure.error());
    EXPECT_TRUE(!figure->number || std::isfinite(*figure->number));
    boost::system::error_code wrong;
    auto const detail = json::parse(figure->detail, wrong);
    ASSERT_FALSE(wrong) << figure->detail;
    EXPECT_TRUE(is_finite(detail)) << figure->detail;
    bool const judged_not = figure->result == "cannot_judge";
    if (judged_not) {
      auto const* reason = detail.as_object().if_contains("reason");
      EXPECT_TRUE(reason != nullptr && reason->is_string() && !reason->get_string().empty()) << figure->detail;
      EXPECT_FALSE(figure->number) << figure->detail;
    }
    if (judged_not) {
      ++unjudged;
    } else {
      judged_kinds.insert(figure->kind);
    }
  }
  static bool is_finite(json::value const& value) {   // what is infinite is written as a number that reads as infinite again, or as none
    auto const in_order = [](json::value const& each) { return is_finite(each); };
    if (auto const* list = value.if_array()) {
      return std::all_of(list->begin(), list->end(), in_order);
    }
    if (auto const* object = value.if_object()) {
      return std::all_of(object->begin(), object->end(), [&](auto const& each) { return in_order(each.value()); });
    }
    return !value.is_double() || std::isfinite(value.get_double());
  }

  static std::vector<query::Value> absurd(definitions::Type type) {
    std::vector<query::Value> values;
    if (type == definitions::Type::number) {
      for (double const each : {1e300, -1e300, 1e17, 1e-300}) {
        values.emplace_back(each);
      }
    } else if (type == definitions::Type::decimal) {
      for (auto const* each : {"9223372036854775807", "-9223372036854775807", "0", "92233720368547758.07"}) {
        if (auto const value = base::Decimal::parse(each)) {
          values.emplace_back(*value);
        }
      }
    }
    return values;
  }
  void spoil(definitions::Register const& reg, registry::Record const& record, definitions::Field const& field, query::Value const& value) {
    auto const before = books.registry.get(clerk, reg, record.id).value();
    registry::Draft draft;
    draft.values[field.id] = value;
    auto const done = books.registry.change({clerk, books.now}, reg, record.id, before.version, draft);
    ++(done ? tried : refused);
    if (!done) {
      return;
    }
    compute(reg.id, reg.id + "." + field.id + " = " + definitions::to_text(field, value));
    auto const old = before.values.find(field.id);
    draft.values[field.id] = old == before.values.end() ? query::Value() : old->second;
    auto const back = books.registry.change({clerk, books.now}, reg, record.id, done->version, draft);
    EXPECT_TRUE(back) << reg.id << "." << field.id << ": " << base::to_string(back.error());
  }
};

TEST_F(Absurd, values_give_a_figure_or_none_but_never_an_exception) {
  for (auto const* all : {&parents, &judged}) {
    std::for_each(all->begin(), all->end(), [this](Rows const& each) { load(each); });
  }
  for (auto const& each : judged) {
    auto const& reg = books.reg(each.reg);
    auto const page = books.registry.list(clerk, reg, {}, books.now).value();
    ASSERT_FALSE(page.records.empty()) << each.reg;
    auto const tried_before = tried;
    for (auto const& field : reg.fields) {
      for (auto const& value : field.value ? std::vector<query::Value>() : absurd(field.type)) {
        spoil(reg, page.records.back(), field, value);
      }
    }
    EXPECT_GT(tried, tried_before) << each.reg << ": everything was refused by the register";
  }
  EXPECT_GT(tried, 500) << refused << " were refused by the registers";
  EXPECT_GT(unjudged, 0);
  std::set<std::string> all_kinds;
  for (auto const& kind : desk.kinds()) {
    all_kinds.insert(kind.id);
  }
  EXPECT_EQ(judged_kinds, all_kinds) << "kinds of which nothing was judged";
}

}  // namespace
