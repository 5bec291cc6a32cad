#include "figures/figures.hpp"

#include <cmath>
#include <mutex>
#include <tuple>

#include "figures/tables.hpp"
#include "sql/sql.hpp"

namespace figures {
namespace {

/// Whether two say the same; number, revision and times of computing apart.
bool same(Figure const& a, Figure const& b) {
  auto const said = [](Figure const& f) {
    return std::tie(f.from, f.to, f.result, f.number, f.value, f.unit, f.rank, f.grade, f.grade_en, f.colour, f.valid_share, f.standard, f.clause,
                    f.edition, f.digest, f.detail, f.why, f.provisional);
  };
  return said(a) == said(b);
}

bool finite(std::optional<double> number) { return !number || std::isfinite(*number); }

void bind_all(sql::Statement& statement, std::vector<sql::Value> const& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    statement.bind(static_cast<int>(i) + 1, values[i]);
  }
}

}  // namespace

struct Store::Inside {
  sql::Database& db;
  mutable std::mutex mutex;

  std::optional<Figure> in_force(std::string const& kind, std::string const& object, std::string const& span) {
    std::optional<Figure> found;
    db.prepare("SELECT" + figure_columns + "FROM figure WHERE kind = ? AND object = ? AND span = ? AND superseded_at = 0")
        .with(kind, object, span)
        .one([&](sql::Row const& row) { found = figure_of(row); });
    return found;
  }
  Figure put(Figure figure);
  void thin(Figure const& figure);
};

// Old answers of a span that was still growing are kept only so far back: the newest ones, and the last one stays for ever.
void Store::Inside::thin(Figure const& figure) {
  db.prepare("DELETE FROM figure WHERE kind = ? AND object = ? AND span = ? AND provisional = 1 AND superseded_at > 0 AND revision < ?")
      .with(figure.kind, figure.object, figure.span, figure.revision - provisional_kept_max)
      .run();
}

Figure Store::Inside::put(Figure figure) {
  CHECK(finite(figure.number) && finite(figure.valid_share), "a figure's numbers are finite");
  CHECK(!figure.kind.empty() && !figure.object.empty() && !figure.span.empty(), "a figure is of a kind, an object and a span");
  auto before = in_force(figure.kind, figure.object, figure.span);
  if (before && same(*before, figure)) {
    return *std::move(before);
  }
  figure.superseded_at = {};
  figure.revision = before ? before->revision + 1 : 1;
  if (before) {
    db.prepare("UPDATE figure SET superseded_at = ? WHERE id = ?").with(std::max(figure.computed_at, Time{1}), before->id).run();
  }
  insert(db, figure);
  if (figure.provisional) {
    thin(figure);
  }
  return figure;
}

Store::Verified Store::verify(sql::Database& database) {
  Verified found;
  if (!database.has_table("figure")) {   // an older program's
    return found;
  }
  database.prepare("SELECT count(*) FROM figure").one([&](sql::Row const& row) { found.figures = static_cast<std::size_t>(row.integer(0)); });
  // Of each one stands, the newest; older ones end where the next begins.
  database.prepare("SELECT kind, object, span, max(revision), sum(CASE WHEN superseded_at = 0 THEN 1 ELSE 0 END), "
                   "max(CASE WHEN superseded_at = 0 THEN revision ELSE 0 END) FROM figure GROUP BY kind, object, span")
      .each([&](sql::Row const& row) {
        if (row.integer(4) != 1 || row.integer(3) != row.integer(5)) {
          found.problems.emplace_back("not_in_force", "has no answer in force, or an older one",
                                      std::string(row.text(0)) + "/" + std::string(row.text(1)) + "/" + std::string(row.text(2)), "restore a backup");
        }
      });
  return found;
}

Store::Store(sql::Database& database) : inside_(new Inside{.db = database, .mutex = {}}) { database.migrate("figures", steps_of_tables()); }
Store::~Store() = default;

std::vector<Figure> Store::put(std::vector<Figure> figures) {
  std::lock_guard const lock(inside_->mutex);
  sql::Transaction transaction(inside_->db);
  for (auto& figure : figures) {
    figure = inside_->put(std::move(figure));
  }
  transaction.commit();
  return figures;
}

std::optional<Figure> Store::in_force(std::string const& kind, std::string const& object, std::string const& span) const {
  std::lock_guard const lock(inside_->mutex);
  return inside_->in_force(kind, object, span);
}

std::optional<Figure> Store::by_id(std::int64_t id) const {
  std::lock_guard const lock(inside_->mutex);
  std::optional<Figure> found;
  inside_->db.prepare("SELECT" + figure_columns + "FROM figure WHERE id = ?").with(id).one([&](sql::Row const& row) { found = figure_of(row); });
  return found;
}

std::vector<Figure> Store::find(Query const& query, std::size_t* matched) const {
  std::lock_guard const lock(inside_->mutex);
  auto where = where_of(query);
  if (matched != nullptr) {
    auto& count = inside_->db.prepare_passing("SELECT count(*) FROM figure" + where.text);
    bind_all(count, where.values);
    count.one([&](sql::Row const& row) { *matched = static_cast<std::size_t>(row.integer(0)); });
  }
  auto& statement = inside_->db.prepare_passing("SELECT" + (query.texts ? figure_columns : figure_columns_without_texts) + "FROM figure" + where.text +
                                                order_of(query.sort) + " LIMIT ? OFFSET ?");
  where.values.emplace_back(static_cast<std::int64_t>(std::min(query.most, rows_max)));
  where.values.emplace_back(static_cast<std::int64_t>(query.skip));
  bind_all(statement, where.values);
  std::vector<Figure> found;
  statement.each([&](sql::Row const& row) { found.push_back(figure_of(row)); });
  return found;
}

std::vector<Figure> Store::history(std::string const& kind, std::string const& object, std::string const& span) const {
  std::lock_guard const lock(inside_->mutex);
  std::vector<Figure> found;
  inside_->db.prepare("SELECT" + figure_columns + "FROM figure WHERE kind = ? AND object = ? AND span = ? ORDER BY revision")
      .with(kind, object, span)
      .each([&](sql::Row const& row) { found.push_back(figure_of(row)); });
  return found;
}

std::vector<Store::Kept> Store::kept(std::string const& kind, std::string const& object) const {
  std::lock_guard const lock(inside_->mutex);
  std::vector<Kept> found;
  static constexpr std::string_view of_all = "SELECT object, span FROM figure WHERE kind = ? AND superseded_at = 0 ORDER BY object, span";
  static constexpr std::string_view of_one = "SELECT object, span FROM figure WHERE kind = ? AND object = ? AND superseded_at = 0 ORDER BY span";
  auto& statement = object.empty() ? inside_->db.prepare(of_all).with(kind) : inside_->db.prepare(of_one).with(kind, object);
  statement.each([&](sql::Row const& row) { found.push_back({kind, std::string(row.text(0)), std::string(row.text(1))}); });
  return found;
}

std::vector<Store::Kept> Store::provisional() const {
  std::lock_guard const lock(inside_->mutex);
  std::vector<Kept> found;
  inside_->db.prepare("SELECT kind, object, span FROM figure WHERE superseded_at = 0 AND provisional = 1 ORDER BY kind, object, span")
      .each([&](sql::Row const& row) {
        found.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))});
      });
  return found;
}

std::string Store::mark(std::string const& name) const {
  std::lock_guard const lock(inside_->mutex);
  std::string value;
  inside_->db.prepare("SELECT value FROM figure_mark WHERE name = ?").with(name).one([&](sql::Row const& row) { value = row.text(0); });
  return value;
}

void Store::set_mark(std::string const& name, std::string const& value) {
  std::lock_guard const lock(inside_->mutex);
  sql::Transaction transaction(inside_->db);
  auto& update = inside_->db.prepare("UPDATE figure_mark SET value = ? WHERE name = ?");
  update.with(value, name).run();
  if (update.changes() == 0) {
    inside_->db.prepare("INSERT INTO figure_mark (name, value) VALUES (?, ?)").with(name, value).run();
  }
  transaction.commit();
}

}  // namespace figures
