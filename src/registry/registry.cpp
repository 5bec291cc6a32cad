#include "registry/registry.hpp"

#include <algorithm>

#include "registry/inside.hpp"

namespace registry {

Registry::Registry(Parts parts) : inside_(std::make_unique<Inside>(parts)) {
  make_common_tables(parts.writer);
  parts.writer.prepare("SELECT register, changes FROM registry_register").each([&](auto const& row) {
    inside_->versions[std::string(row.text(0))] = static_cast<std::uint64_t>(row.integer(1));
  });
}
Registry::~Registry() = default;

definitions::Set const& Registry::set() const { return inside_->parts.set; }

std::vector<Migration> Registry::preview(definitions::Set const& set, sql::Database& database) {
  if (has_table(database, "registry_register")) {
    return plan(set, database, nullptr);
  }
  auto const empty = sql::Database::in_memory();   // nothing is made where it is only asked
  make_common_tables(*empty);
  return plan(set, *empty, nullptr);
}

base::Outcome Registry::migrate(base::Time now) {
  std::lock_guard const lock(inside_->mutex);
  auto& database = inside_->parts.writer;
  sql::Transaction transaction(database);
  std::vector<std::pair<std::string, std::string>> statements;
  auto const ways = plan(inside_->parts.set, database, &statements);
  for (auto const& way : ways) {
    if (!way.refused.empty()) {
      return way.refused.front();
    }
  }
  for (auto const& [reg, statement] : statements) {
    if (!statement.empty()) {
      database.script(statement);
    }
  }
  for (auto const& way : ways) {
    note_applied(database, *inside_->parts.set.find(way.reg), now);
    std::string told;
    for (auto const& step : way.steps) {
      told += (told.empty() ? "" : "; ") + step;
    }
    inside_->parts.journal.write(
        {.at = now, .who = "system", .action = "register.migrate", .subject = way.reg, .detail = trail::Detail().add("steps", told).json()});
    ++inside_->versions[way.reg];
  }
  for (auto const& reg : inside_->parts.set.registers()) {
    if (auto const filled = inside_->fill_terms(reg); filled != 0) {
      inside_->touched(database, reg, filled);
    }
  }
  transaction.commit();
  return base::Done{};
}

void Registry::Inside::touched(sql::Database& database, Register const& reg, std::size_t records) {
  database.prepare("UPDATE registry_register SET changes = changes + ? WHERE register = ?").with(static_cast<std::int64_t>(records), reg.id).run();
  std::lock_guard const lock(versions_mutex);
  versions[reg.id] += records;
}

std::uint64_t Registry::version_of(Register const& reg) const {
  std::lock_guard const lock(inside_->versions_mutex);
  auto const found = inside_->versions.find(reg.id);
  return found == inside_->versions.end() ? 0 : found->second;
}

std::map<std::string, double> Registry::counters() const {
  return {{"records_created", double(inside_->created)}, {"records_changed", double(inside_->changed)},
          {"records_refused", double(inside_->refused)}, {"records_lost_updates", double(inside_->lost_updates)}};
}

// ---- saved views and imports ----

std::vector<SavedView> Registry::views(identity::Person const& who, Register const& reg) const {
  std::vector<SavedView> all;
  auto const lease = inside_->parts.readers.lease();
  lease
      ->prepare(
          "SELECT id, owner, name, filter, sort, columns, shared FROM registry_view WHERE register = ? AND (owner = ? OR shared = 1) ORDER BY name, id")
      .with(reg.id, who.login)
      .each([&](auto const& row) {
        all.push_back({.id = row.integer(0),
                       .reg = reg.id,
                       .owner = std::string(row.text(1)),
                       .name = std::string(row.text(2)),
                       .filter = std::string(row.text(3)),
                       .sort = std::string(row.text(4)),
                       .columns = std::string(row.text(5)),
                       .shared = row.integer(6) != 0});
      });
  return all;
}

base::Result<SavedView> Registry::save_view(By const& by, Register const& reg, SavedView view) {
  constexpr std::size_t text_max = 4'000, name_max = 100;
  std::vector<Problem> problems;
  if (by.person.login.empty() || reach_of(by.person, reg).only_public) {
    return inside_->refuse(by, {Problem("forbidden", "only who is logged in saves views", "name")});
  }
  if (base::trim(view.name).empty() || view.name.size() > name_max || !base::is_utf8(view.name)) {
    problems.emplace_back("invalid", "a view needs a name of at most 100 bytes", "name");
  }
  if (auto const filter = query::parse_text(view.filter); !view.filter.empty() && !filter) {
    problems.emplace_back("invalid", base::to_string(filter.error()), "filter");
  }
  if (view.filter.size() + view.sort.size() + view.columns.size() > text_max) {
    problems.emplace_back("invalid", "the view is too long", "filter");
  }
  std::lock_guard const lock(inside_->mutex);
  auto& database = inside_->parts.writer;
  std::int64_t owned = 0;
  database.prepare("SELECT count(*) FROM registry_view WHERE owner = ?").with(by.person.login).one([&](auto const& row) { owned = row.integer(0); });
  if (view.id == 0 && owned >= static_cast<std::int64_t>(saved_views_max)) {
    problems.emplace_back("too_many", "you have 50 saved views", "name", "remove one first");
  }
  if (!problems.empty()) {
    return inside_->refuse(by, std::move(problems));
  }
  view.reg = reg.id;
  view.owner = by.person.login;
  if (view.id == 0) {
    view.id = database.prepare("INSERT INTO registry_view (register, owner, name, filter, sort, columns, shared) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id")
                  .with(reg.id, view.owner, view.name, view.filter, view.sort, view.columns, view.shared).run_for_id();
    return view;
  }
  auto& update =
      database.prepare("UPDATE registry_view SET name = ?, filter = ?, sort = ?, columns = ?, shared = ? WHERE id = ? AND register = ? AND owner = ?");
  update.with(view.name, view.filter, view.sort, view.columns, view.shared, view.id, reg.id, view.owner).run();
  return update.changes() == 1 ? base::Result<SavedView>(view) : inside_->refuse(by, {Problem("not_found", "there is no such view of yours", "id")});
}

base::Outcome Registry::remove_view(By const& by, Register const& reg, std::int64_t id) {
  std::lock_guard const lock(inside_->mutex);
  auto& remove = inside_->parts.writer.prepare("DELETE FROM registry_view WHERE id = ? AND register = ? AND owner = ?");
  remove.with(id, reg.id, by.person.login).run();
  return remove.changes() == 1 ? base::Outcome(base::Done{}) : inside_->refuse(by, {Problem("not_found", "there is no such view of yours", "id")});
}

std::int64_t Registry::note_import(ImportNote const& note) {
  std::lock_guard const lock(inside_->mutex);
  auto const whole = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  return inside_->parts.writer
      .prepare(
          "INSERT INTO registry_import (register, at, who, file_name, digest, created, changed, same, refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
          "RETURNING id")
      .with(note.reg, note.at, note.by, note.file_name, note.digest, whole(note.created), whole(note.changed), whole(note.same), whole(note.refused))
      .run_for_id();
}

std::vector<ImportNote> Registry::imports(Register const& reg, std::size_t most) const {
  std::vector<ImportNote> all;
  auto const lease = inside_->parts.readers.lease();
  auto const size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
  lease->prepare("SELECT id, at, who, file_name, digest, created, changed, same, refused FROM registry_import WHERE register = ? ORDER BY id DESC LIMIT ?")
      .with(reg.id, static_cast<std::int64_t>(most))
      .each([&](auto const& row) {
        all.push_back({.id = row.integer(0),
                       .reg = reg.id,
                       .by = std::string(row.text(2)),
                       .file_name = std::string(row.text(3)),
                       .digest = std::string(row.text(4)),
                       .at = {row.integer(1)},
                       .created = size(row.integer(5)),
                       .changed = size(row.integer(6)),
                       .same = size(row.integer(7)),
                       .refused = size(row.integer(8))});
      });
  return all;
}

}  // namespace registry
