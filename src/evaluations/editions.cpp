// Editions of standards, their tables as texts, what changed between two, laws.
#include <algorithm>

#include "evaluations/inside.hpp"

namespace evaluations {
namespace {

using catalog::Catalog, catalog::Edition, catalog::Source;

std::string shown(std::optional<base::Decimal> number) { return number ? number->to_string() : ""; }
std::string shown(std::optional<base::Day> day) { return day ? base::format(*day) : ""; }
std::string evidence_of(Source const& source) { return source.to_file ? "to_file" : source.recalled ? "recalled" : "read"; }
std::string word_of(catalog::Sense sense) {
  return sense == catalog::Sense::at_most ? "at_most" : sense == catalog::Sense::at_least ? "at_least" : "between";
}

/// "GB3095-2012/二级" of the edition GB3095-2012 → "二级"; nothing of another.
std::optional<std::string> own(std::string const& name, Edition const& edition) {
  bool const is_own = name.size() > edition.id.size() && name.starts_with(edition.id) && name[edition.id.size()] == '/';
  return is_own ? std::optional(name.substr(edition.id.size() + 1)) : std::nullopt;
}

Table limits_of(Catalog const& catalog, Edition const& edition) {
  Table table{"limits",
              "限值",
              "limits",
              {"set", "factor", "name", "averaging", "sense", "low", "high", "unit", "reference_oxygen", "from", "to", "clause", "note"},
              {}};
  for (auto const& row : catalog.all_limits()) {
    if (auto const set = own(row.set, edition)) {
      auto const factor = row.factor.empty() ? row.name : row.factor;
      table.rows.push_back(
          {*set + " " + factor + " " + row.averaging,
           {*set, row.factor, row.name, row.averaging, word_of(row.sense), shown(row.low), shown(row.high), std::string(base::symbol(row.unit)),
            shown(row.reference_oxygen), base::format(row.from), shown(row.to), row.source.clause, row.source.note},
           evidence_of(row.source),
           row.source.clause});
    }
  }
  return table;
}

Table classes_of(Catalog const& catalog, Edition const& edition) {
  Table table{"classes", "类别", "classes", {"table", "factor", "name", "rank", "sense", "low", "high", "unit", "text", "from", "to", "clause", "note"}, {}};
  for (auto const& row : catalog.all_classes()) {
    if (auto const name = own(row.table, edition)) {
      auto const low = row.low ? (row.low_excluded ? ">" : "") + row.low->to_string() : "";
      auto const high = row.high ? (row.high_excluded ? "<" : "") + row.high->to_string() : "";
      table.rows.push_back({*name + " " + (row.factor.empty() ? row.name : row.factor) + " " + std::to_string(row.rank),
                            {*name, row.factor, row.name, std::to_string(row.rank), word_of(row.sense), low, high, std::string(base::symbol(row.unit)),
                             row.text, base::format(row.from), shown(row.to), row.source.clause, row.source.note},
                            evidence_of(row.source),
                            row.source.clause});
    }
  }
  return table;
}

Table grades_of(Catalog const& catalog, Edition const& edition) {
  Table table{"grades", "分级", "grades", {"table", "rank", "name", "name_en", "low", "high", "from", "to", "clause", "note"}, {}};
  for (auto const& row : catalog.all_grades()) {
    if (auto const name = own(row.table, edition)) {
      auto const low = row.low ? (row.low_excluded ? ">" : "") + row.low->to_string() : "";
      auto const high = row.high ? (row.high_excluded ? "<" : "") + row.high->to_string() : "";
      table.rows.push_back(
          {*name + " " + std::to_string(row.rank) + " " + row.name,
           {*name, std::to_string(row.rank), row.name, row.name_en, low, high, base::format(row.from), shown(row.to), row.source.clause, row.source.note},
           evidence_of(row.source),
           row.source.clause});
    }
  }
  return table;
}

Table parameters_of(Catalog const& catalog, Edition const& edition) {
  Table table{"parameters", "参数", "parameters", {"table", "subject", "name", "number", "text", "unit", "from", "to", "clause", "note"}, {}};
  for (auto const& row : catalog.all_parameters()) {
    if (auto const name = own(row.table, edition)) {
      table.rows.push_back(
          {*name + " " + row.subject + " " + row.name,
           {*name, row.subject, row.name, shown(row.number), row.text, row.unit, base::format(row.from), shown(row.to), row.source.clause, row.source.note},
           evidence_of(row.source),
           row.source.clause});
    }
  }
  return table;
}

Table validity_of(Catalog const& catalog, Edition const& edition) {
  Table table{"validity",
              "数据有效性",
              "validity of data",
              {"medium", "factor", "period", "at_least", "unit", "unless_exceeds", "from", "to", "clause", "note"},
              {}};
  for (auto const& row : catalog.validities()) {
    if (row.source.standard == edition.number) {
      table.rows.push_back({row.medium + " " + row.factor + " " + row.period + " " + row.unit,
                            {row.medium, row.factor, row.period, row.source.to_file ? "" : base::format_number(row.at_least), row.unit, row.unless_exceeds,
                             base::format(row.from), shown(row.to), row.source.clause, row.source.note},
                            evidence_of(row.source),
                            row.source.clause});
    }
  }
  return table;
}

Table break_points_of(Catalog const& catalog, Edition const& edition) {
  Table table{"break_points",
              "分指数与浓度限值",
              "break points",
              {"pollutant", "period", "concentration_low", "concentration_high", "index_low", "index_high", "unit"},
              {}};
  auto const* rules = catalog.air_index(edition.number);
  if (rules != nullptr) {
    auto const source = rules->sources.find("table1");
    auto const known = source == rules->sources.end() ? Source{} : source->second;
    for (auto const& row : rules->break_points) {
      table.rows.push_back({row.pollutant + " " + row.period + " " + std::to_string(row.index_low) + "–" + std::to_string(row.index_high),
                            {row.pollutant, row.period, row.concentration_low.to_string(), row.concentration_high.to_string(), std::to_string(row.index_low),
                             std::to_string(row.index_high), std::string(base::symbol(row.unit))},
                            evidence_of(known), known.clause});
    }
  }
  return table;
}

std::size_t cases_of(Catalog const& catalog, Edition const& edition) {
  return static_cast<std::size_t>(
      std::count_if(catalog.cases().begin(), catalog.cases().end(), [&](auto const& each) { return each.id.starts_with(edition.id + "-"); }));
}

json::object law_json(Catalog const& catalog, catalog::Law const& law) {
  json::array editions;
  for (auto const& edition : catalog.editions()) {
    if (std::any_of(edition.rests_on.begin(), edition.rests_on.end(), [&](auto const& each) { return each.id == law.id; })) {
      editions.push_back(text(edition.id));
    }
  }
  return {{"id", text(law.id)}, {"title", text(law.title)}, {"title_en", text(law.title_en)}, {"number", text(law.number)}, {"from", day_or_null(law.from)},
          {"to", day_or_null(law.to)}, {"replaced_by", text(law.replaced_by)}, {"source", text(law.source)}, {"recalled", law.recalled},
          {"editions", std::move(editions)}};
}

// What a row says, without its dates, clause and note: those differ between any two editions.
std::string said_by(Table const& table, Row const& row) {
  static std::set<std::string_view> const aside{"from", "to", "clause", "note", "table", "set", "subject"};
  std::string said;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (!aside.contains(table.columns[i]) && !row.cells[i].empty()) {
      said += (said.empty() ? "" : " ") + row.cells[i];
    }
  }
  return said;
}

// Rows of one key may say the same in turn (a transition that changes nothing here): that is told once, without dates.
std::string said_by(Table const& table, std::vector<Row const*> const& rows) {
  std::string all;
  bool const differ = std::any_of(rows.begin(), rows.end(), [&](Row const* row) { return said_by(table, *row) != said_by(table, *rows.front()); });
  for (std::size_t i = 0; i < (differ ? rows.size() : std::min<std::size_t>(1, rows.size())); ++i) {
    auto const from = std::find(table.columns.begin(), table.columns.end(), "from") - table.columns.begin();
    auto const dated = differ && from < std::ssize(table.columns) ? "（自 " + rows[i]->cells[static_cast<std::size_t>(from)] + "）" : std::string();
    all += (all.empty() ? "" : "；") + said_by(table, *rows[i]) + dated;
  }
  return all;
}

json::object table_json(Table const& table) {
  json::array columns, rows, evidence;
  for (auto const& column : table.columns) {
    columns.push_back(text(column));
  }
  for (auto const& row : table.rows) {
    json::array cells;
    for (auto const& cell : row.cells) {
      cells.push_back(text(cell));
    }
    rows.push_back(std::move(cells));
    evidence.push_back(text(row.evidence));
  }
  return {{"name", text(table.name)}, {"title", gate::title(table.title, table.title_en)}, {"columns", std::move(columns)}, {"rows", std::move(rows)},
          {"evidence", std::move(evidence)}};
}

}  // namespace

std::vector<Table> tables_of(Catalog const& catalog, Edition const& edition) {
  return {limits_of(catalog, edition),     classes_of(catalog, edition),  grades_of(catalog, edition),
          parameters_of(catalog, edition), validity_of(catalog, edition), break_points_of(catalog, edition)};
}

json::object edition_json(Catalog const& catalog, Edition const& edition) {
  json::object counts;
  std::size_t recalled = 0, to_file = 0;
  for (auto const& table : tables_of(catalog, edition)) {
    counts[table.name] = table.rows.size();
    for (auto const& row : table.rows) {
      recalled += row.evidence == "recalled" ? 1U : 0U;
      to_file += row.evidence == "to_file" ? 1U : 0U;
    }
  }
  counts["cases"] = cases_of(catalog, edition);
  counts["recalled"] = recalled;
  counts["to_file"] = to_file;
  json::array gaps, laws, own;
  for (auto const& gap : edition.gaps) {
    gaps.push_back(text(gap));
  }
  for (auto const& file : edition.own) {
    own.push_back(text(file));
  }
  for (auto const& law : edition.rests_on) {
    laws.push_back(json::object{{"law", text(law.id)}, {"article", text(law.article)}});
  }
  return {{"id", text(edition.id)}, {"number", text(edition.number)}, {"title", text(edition.title)}, {"title_en", text(edition.title_en)},
          {"issued_on", day_or_null(edition.issued_on)}, {"effective_from", base::format(edition.effective_from)},
          {"effective_to", day_or_null(edition.effective_to)}, {"applied_from", base::format(edition.applied_from)}, {"replaces", text(edition.replaces)},
          {"replaced_by", text(edition.replaced_by)}, {"source", text(edition.source)}, {"recalled", edition.recalled}, {"gaps", std::move(gaps)},
          {"own", std::move(own)}, {"digest", text(edition.digest)}, {"last_checked_on", day_or_null(edition.last_checked_on)}, {"rests_on", std::move(laws)},
          {"counts", std::move(counts)}};
}

json::array changes_between(Catalog const& catalog, Edition const& a, Edition const& b) {
  json::array changes;
  auto const before = tables_of(catalog, a), after = tables_of(catalog, b);
  for (std::size_t i = 0; i < before.size(); ++i) {
    // Rows of one key may stand twice, with other dates: a transition and what comes after it.
    std::map<std::string, std::pair<std::vector<Row const*>, std::vector<Row const*>>> by_key;
    for (auto const& row : before[i].rows) {
      by_key[row.key].first.push_back(&row);
    }
    for (auto const& row : after[i].rows) {
      by_key[row.key].second.push_back(&row);
    }
    for (auto const& [key, both] : by_key) {
      auto const& [olds, news] = both;
      auto const was = said_by(before[i], olds), is = said_by(after[i], news);
      if (was == is) {
        continue;
      }
      changes.push_back(json::object{{"table", text(before[i].name)},
                                     {"key", text(key)},
                                     {"what", olds.empty()   ? "added"
                                              : news.empty() ? "removed"
                                                             : "changed"},
                                     {"a", text(was)},
                                     {"b", text(is)},
                                     {"clause_a", text(olds.empty() ? "" : olds.front()->clause)},
                                     {"clause_b", text(news.empty() ? "" : news.front()->clause)}});
    }
  }
  return changes;
}

void Evaluations::Inside::add_catalogue(http::Router& router) const {
  auto const edition_of = [this](std::string const& id, char const* where) {
    auto const* edition = parts.catalog.edition(id);
    return edition != nullptr ? Result<Edition const*>(edition)
                              : Problem("not_found", "there is no edition '" + base::printable(id) + "'", where, "GET /api/v1/catalogue/editions lists them");
  };
  open(router, http::Method::get, "/catalogue/editions", {}, [this](Call const& call) {
    json::array editions;
    for (auto const& edition : parts.catalog.editions()) {
      editions.push_back(edition_json(parts.catalog, edition));
    }
    return answer_tagged(call, json::object{{"editions", std::move(editions)}});
  });
  open(router, http::Method::get, "/catalogue/editions/{id}", {}, [this, edition_of](Call const& call) {
    auto const edition = edition_of(call.param("id"), "id");
    if (!edition) {
      return refuse(edition.error());
    }
    auto shown = edition_json(parts.catalog, **edition);
    json::array tables;
    for (auto const& table : tables_of(parts.catalog, **edition)) {
      if (!table.rows.empty()) {
        tables.push_back(table_json(table));
      }
    }
    shown["tables"] = std::move(tables);
    return answer_tagged(call, shown);
  });
  open(router, http::Method::get, "/catalogue/compare", {"a", "b"}, [this, edition_of](Call const& call) {
    auto const a = edition_of(call.query("a"), "a"), b = edition_of(call.query("b"), "b");
    if (!a || !b) {
      return refuse(!a ? a.error() : b.error());
    }
    return answer(json::object{{"a", text((*a)->id)}, {"b", text((*b)->id)}, {"changes", changes_between(parts.catalog, **a, **b)}});
  });
  open(router, http::Method::get, "/catalogue/laws", {}, [this](Call const& call) {
    json::array laws;
    for (auto const& law : parts.catalog.laws()) {
      laws.push_back(law_json(parts.catalog, law));
    }
    return answer_tagged(call, json::object{{"laws", std::move(laws)}});
  });
}

}  // namespace evaluations
