#include "figures/tables.hpp"

#include <algorithm>
#include <array>

namespace figures {
namespace {

// Those in force are found by their key and listed by kind and time; `superseded_at` 0 says that a row is in force.
constexpr std::string_view figures_and_marks = R"(
CREATE TABLE figure (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  object TEXT NOT NULL,
  span TEXT NOT NULL,
  form TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  result TEXT NOT NULL,
  number DOUBLE PRECISION,
  value TEXT NOT NULL,
  unit TEXT NOT NULL,
  grade_rank BIGINT NOT NULL,
  grade TEXT NOT NULL,
  grade_en TEXT NOT NULL,
  colour TEXT NOT NULL,
  valid_share DOUBLE PRECISION,
  standard TEXT NOT NULL,
  clause TEXT NOT NULL,
  edition TEXT NOT NULL,
  digest TEXT NOT NULL,
  detail TEXT NOT NULL,
  why TEXT NOT NULL,
  provisional BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  computed_at BIGINT NOT NULL,
  superseded_at BIGINT NOT NULL,
  UNIQUE (kind, object, span, revision)
);
CREATE UNIQUE INDEX figure_in_force ON figure (kind, object, span) WHERE superseded_at = 0;
CREATE INDEX figure_by_time ON figure (kind, form, from_day) WHERE superseded_at = 0;
CREATE INDEX figure_provisional ON figure (to_day) WHERE superseded_at = 0 AND provisional = 1;
CREATE TABLE figure_mark (name TEXT PRIMARY KEY, value TEXT NOT NULL);
)";

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> sorts{{{"from", "from_day"}, {"object", "object"}, {"number", "number"},
                                                                           {"rank", "grade_rank"}, {"valid_share", "valid_share"},
                                                                           {"computed_at", "computed_at"}}};
constexpr std::size_t texts_in_list_max = 1'000;   // kinds or objects in one condition

std::string_view column_of(std::string_view sort) {
  auto const name = sort.substr(sort.starts_with('-') ? 1 : 0);
  auto const* const found = std::find_if(sorts.begin(), sorts.end(), [&](auto const& each) { return each.first == name; });
  return found == sorts.end() ? std::string_view{} : found->second;
}

void among(Where& where, std::string_view column, std::vector<std::string> const& texts) {
  if (texts.empty()) {
    return;
  }
  CHECK(texts.size() <= texts_in_list_max, "a question names a bounded number of kinds and objects");
  where.text.append(" AND ").append(column).append(" IN (");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    where.text += i == 0 ? "?" : ", ?";
    where.values.emplace_back(texts[i]);
  }
  where.text += ")";
}

sql::Value or_null(std::optional<double> number) { return number ? sql::Value(*number) : sql::Value(sql::Null{}); }

}  // namespace

std::vector<std::string_view> const& steps_of_tables() {
  static std::vector<std::string_view> const steps{figures_and_marks};
  return steps;
}

std::string const figure_columns =
    " id, kind, object, span, from_day, to_day, result, number, value, unit, grade_rank, grade, grade_en, colour, valid_share, standard, clause, "
    "edition, digest, provisional, revision, computed_at, superseded_at, detail, why ";
std::string const figure_columns_without_texts =
    " id, kind, object, span, from_day, to_day, result, number, value, unit, grade_rank, grade, grade_en, colour, valid_share, standard, clause, "
    "edition, digest, provisional, revision, computed_at, superseded_at, '', '' ";

Figure figure_of(sql::Row const& row) {
  int at = 0;
  auto const text = [&] { return std::string(row.text(at++)); };
  auto const whole = [&] { return row.integer(at++); };
  auto const number = [&] {
    auto const column = at++;
    return row.is_null(column) ? std::optional<double>{} : std::optional<double>(row.real(column));
  };
  Figure f;
  f.id = whole();
  f.kind = text();
  f.object = text();
  f.span = text();
  f.from = {static_cast<std::int32_t>(whole())};
  f.to = {static_cast<std::int32_t>(whole())};
  f.result = text();
  f.number = number();
  f.value = text();
  f.unit = text();
  f.rank = static_cast<int>(whole());
  f.grade = text();
  f.grade_en = text();
  f.colour = text();
  f.valid_share = number();
  f.standard = text();
  f.clause = text();
  f.edition = text();
  f.digest = text();
  f.provisional = whole() != 0;
  f.revision = static_cast<int>(whole());
  f.computed_at = {whole()};
  f.superseded_at = {whole()};
  f.detail = text();
  f.why = text();
  return f;
}

void insert(sql::Database& db, Figure& f) {
  auto& statement = db.prepare(
      "INSERT INTO figure (kind, object, span, form, from_day, to_day, result, number, value, unit, grade_rank, grade, grade_en, colour, valid_share, "
      "standard, clause, edition, digest, provisional, revision, computed_at, superseded_at, detail, why) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?) RETURNING id");
  statement.with(f.kind, f.object, f.span, form_of(f.span), f.from, f.to, f.result, or_null(f.number), f.value, f.unit, f.rank, f.grade, f.grade_en,
                 f.colour, or_null(f.valid_share), f.standard, f.clause, f.edition, f.digest, f.provisional, f.revision, f.computed_at, f.detail, f.why);
  f.id = statement.run_for_id();
}

Where where_of(Query const& query) {
  Where where{" WHERE superseded_at = 0", {}};
  among(where, "kind", query.kinds);
  among(where, "object", query.objects);
  auto const add = [&where](std::string_view condition, sql::Value value) {
    where.text.append(" AND ").append(condition);
    where.values.push_back(std::move(value));
  };
  if (!query.span_form.empty()) {
    add("form = ?", query.span_form);
  }
  if (query.from) {
    add("from_day >= ?", std::int64_t{query.from->number});
  }
  if (query.to) {
    add("to_day <= ?", std::int64_t{query.to->number});
  }
  if (!query.result.empty()) {
    add("result = ?", query.result);
  }
  return where;
}

// What has no number stands last, whichever way round.
std::string order_of(std::string_view sort) {
  auto const column = column_of(sort);
  CHECK(!column.empty(), "a list is sorted by what can_sort_by allows");
  std::string order = " ORDER BY ";
  if (column == "number" || column == "valid_share") {
    order.append("CASE WHEN ").append(column).append(" IS NULL THEN 1 ELSE 0 END, ");
  }
  order.append(column).append(sort.starts_with('-') ? " DESC" : "");
  return order + ", kind, object, to_day, span";
}

bool can_sort_by(std::string_view sort) { return !column_of(sort).empty(); }

// "2026-11-26" "2026-11" "2026-Q4" "2026" "2025-heating" "2026-rest"
std::string_view form_of(std::string_view span) {
  auto const dash = span.find('-');
  if (dash == std::string_view::npos) {
    return "year";
  }
  auto const tail = span.substr(dash + 1);
  if (tail.find('-') != std::string_view::npos) {
    return "day";
  }
  if (tail == "heating" || tail == "rest") {
    return tail == "rest" ? "rest" : "heating";
  }
  return tail.starts_with('Q') ? "quarter" : "month";
}

}  // namespace figures
