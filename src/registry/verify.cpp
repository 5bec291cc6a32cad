// A walk through the tables that only reads: is everything there that records promise?
#include <algorithm>

#include "registry/inside.hpp"

namespace registry {
namespace {

constexpr std::int64_t named_max = 20;   // records of one register that are named for one fault; the rest is counted by the next walk

class Walk {
 public:
  Walk(definitions::Set const& set, sql::Database& database) : set_(set), database_(database) {}

  Verified go() {
    std::vector<std::string> ids;
    if (has_table(database_, "registry_register")) {
      database_.prepare("SELECT register FROM registry_register ORDER BY register").each([&](auto const& row) { ids.emplace_back(row.text(0)); });
    }
    for (auto const& id : ids) {
      walk(id);
    }
    return std::move(found_);
  }

 private:
  void fault(char const* code, std::string what, std::string const& id, char const* mend = "restore a backup") {
    found_.problems.emplace_back(code, std::move(what), id, mend);
  }
  static std::string record(std::string const& id, std::int64_t number) { return id + "/" + std::to_string(number); }

  void walk(std::string const& id) {
    auto const columns = columns_in(database_, table_of(id));
    if (columns.empty()) {
      return fault("missing_table", "its table is missing", id);
    }
    bool whole = true;
    database_.prepare("SELECT field FROM registry_column WHERE register = ?").with(id).each([&](auto const& row) {
      if (!columns.contains("f_" + std::string(row.text(0)))) {
        fault("missing_column", "the column of field '" + std::string(row.text(0)) + "' is missing", id);
        whole = false;
      }
    });
    if (!whole) {
      return;
    }
    std::size_t records = 0;
    database_.prepare("SELECT count(*) FROM " + table_of(id)).one([&](auto const& row) { records = static_cast<std::size_t>(row.integer(0)); });
    ++found_.registers;
    found_.records += records;
    if (records != 0 && set_.find(id) == nullptr) {
      fault("no_definition", std::to_string(records) + " records cannot be seen: their definition is gone", id, "put its file back into catalog/registers");
    }
    versions(id);
    places(id);
  }

  /// Version n of a record stands on n lines, the last of which is its own.
  void versions(std::string const& id) {
    database_.prepare("SELECT count(*) FROM registry_version WHERE register = ?").with(id).one([&](auto const& row) {
      found_.versions += static_cast<std::size_t>(row.integer(0));
    });
    auto const kept = "(SELECT record, max(version) AS newest, count(*) AS lines FROM registry_version WHERE register = ? GROUP BY record)";
    database_
        .prepare("SELECT r.id, r.version, coalesce(v.newest, 0), coalesce(v.lines, 0) FROM " + table_of(id) + " r LEFT JOIN " + kept +
                 " v ON v.record = r.id WHERE v.record IS NULL OR v.newest <> r.version OR v.lines <> r.version ORDER BY r.id LIMIT ?")
        .with(id, named_max)
        .each([&](auto const& row) {
          fault("other_versions",
                "is of version " + std::to_string(row.integer(1)) + ", kept are " + std::to_string(row.integer(3)) + " up to " + std::to_string(row.integer(2)),
                record(id, row.integer(0)));
        });
    database_
        .prepare("SELECT v.record FROM " + std::string(kept) + " v LEFT JOIN " + table_of(id) +
                 " r ON r.id = v.record WHERE r.id IS NULL ORDER BY v.record LIMIT ?")
        .with(id, named_max)
        .each([&](auto const& row) { fault("missing_record", "is gone, its versions are there", record(id, row.integer(0))); });
  }

  /// What the map finds records by, on SQLite a table of its own.
  void places(std::string const& id) {
    if (database_.dialect() != sql::Dialect::sqlite) {
      return;
    }
    if (!has_table(database_, boxes_of(id))) {
      return fault("missing_table", "the table of its places is missing", id);
    }
    database_
        .prepare("SELECT r.id FROM " + table_of(id) + " r LEFT JOIN " + boxes_of(id) +
                 " b ON b.id = r.id WHERE (r.west IS NULL) <> (b.id IS NULL) ORDER BY r.id LIMIT ?")
        .with(named_max)
        .each([&](auto const& row) { fault("missing_place", "is not found by its place", record(id, row.integer(0))); });
  }

  definitions::Set const& set_;
  sql::Database& database_;
  Verified found_;
};

}  // namespace

std::set<std::string> columns_in(sql::Database& database, std::string_view table) {
  std::set<std::string> names;
  database
      .prepare(database.dialect() == sql::Dialect::sqlite
                   ? "SELECT name FROM pragma_table_info(?)"
                   : "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?")
      .with(table)
      .each([&](auto const& row) { names.emplace(row.text(0)); });
  return names;
}
bool has_table(sql::Database& database, std::string_view table) { return !columns_in(database, table).empty(); }

Verified Registry::verify(definitions::Set const& set, sql::Database& database) { return Walk(set, database).go(); }

std::vector<std::string> Registry::files_named(sql::Database& database) {
  std::vector<std::string> digests;
  if (has_table(database, "registry_file")) {
    database.prepare("SELECT DISTINCT digest FROM registry_file ORDER BY digest").each([&](auto const& row) { digests.emplace_back(row.text(0)); });
  }
  return digests;
}

}  // namespace registry
