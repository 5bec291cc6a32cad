// A register's definition as a table, and the way from the table that is there to the one its file asks for.
#include <algorithm>

#include "registry/inside.hpp"

namespace registry {
namespace {

struct Had { std::string id, type; int digits = 0; bool retired = false; };   // a column as it was last applied

std::string index_name(Register const& reg, std::string_view what) {
  constexpr std::size_t length = 20;   // PostgreSQL cuts names at 63 bytes
  return "ix_" + base::hex(base::sha256(reg.id + "." + std::string(what))).substr(0, length);
}

std::vector<Had> had_columns(sql::Database& database, std::string const& reg) {
  std::vector<Had> all;
  database.prepare("SELECT field, type, digits, retired FROM registry_column WHERE register = ? ORDER BY field").with(reg).each([&](auto const& row) {
    all.push_back({std::string(row.text(0)), std::string(row.text(1)), static_cast<int>(row.integer(2)), row.integer(3) != 0});
  });
  return all;
}

/// One register's way; statements beside sentences.
class Way {
 public:
  Way(Register const& reg, sql::Database& database) : reg_(reg), database_(database), had_(had_columns(database, reg.id)) { made_.reg = reg.id; }

  void go() {
    had_.empty() ? create() : alter();
    for (auto const& field : reg_.fields) {
      index(field);
    }
    place_index();
    if (reg_.lifecycle && !had_.empty()) {
      states();
    }
  }
  Migration made_;
  std::vector<std::string> statements;

 private:
  void step(std::string sentence, std::string statement) {
    made_.steps.push_back(std::move(sentence));
    statements.push_back(std::move(statement));
  }

  void create() {
    std::string columns =
        "id INTEGER PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, state_since INTEGER NOT NULL, due INTEGER, due_left INTEGER, "
        "resume_state TEXT NOT NULL, origin TEXT NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL, changed_at INTEGER NOT NULL, "
        "changed_by TEXT NOT NULL, merged_into INTEGER, withdrawn INTEGER NOT NULL, key_text TEXT NOT NULL, west REAL, south REAL, east REAL, "
        "north REAL, geometry BLOB";
    for (auto const& field : reg_.fields) {
      columns += ", " + column_of(field) + " " + std::string(sql_type(stored_as(field.type)));
    }
    auto const table = table_of(reg_.id);
    step("make table " + table + " with " + std::to_string(reg_.fields.size()) + " fields", "CREATE TABLE " + table + " (" + columns + ")");
    statements.push_back("CREATE UNIQUE INDEX " + index_name(reg_, "key") + " ON " + table + " (key_text) WHERE withdrawn = 0");
    if (database_.dialect() == sql::Dialect::sqlite) {
      statements.push_back("CREATE VIRTUAL TABLE " + boxes_of(reg_.id) + " USING rtree(id, west, east, south, north)");
    } else {
      statements.push_back("CREATE INDEX " + index_name(reg_, "box") + " ON " + table + " USING gist (box(point(west, south), point(east, north)))");
    }
  }

  Had const* had(std::string_view id) const {
    auto const found = std::find_if(had_.begin(), had_.end(), [&](auto const& one) { return one.id == id; });
    return found == had_.end() ? nullptr : &*found;
  }

  void alter() {
    auto const table = table_of(reg_.id);
    for (auto const& field : reg_.fields) {
      auto const column = column_of(field);
      if (auto const* before = had(field.id)) {
        change(field, *before);
      } else if (auto const* old = field.was.empty() ? nullptr : had(field.was)) {
        step("rename field " + field.was + " to " + field.id, "ALTER TABLE " + table + " RENAME COLUMN f_" + field.was + " TO " + column);
        change(field, *old);
      } else {
        step("add field " + field.id, "ALTER TABLE " + table + " ADD COLUMN " + column + " " + std::string(sql_type(stored_as(field.type))));
      }
    }
    for (auto const& before : had_) {
      bool const renamed = std::any_of(reg_.fields.begin(), reg_.fields.end(), [&](auto const& field) { return field.was == before.id; });
      if (reg_.field(before.id) == nullptr && !renamed && !before.retired) {
        drop(before.id);
      }
    }
  }

  /// No move leads out of a state the file does not know: records in it would be stuck. What had no lifecycle begins it.
  void states() {
    auto const table = table_of(reg_.id);
    database_.prepare("SELECT state, count(*) FROM " + table + " GROUP BY state ORDER BY state").each([&](auto const& row) {
      auto const state = std::string(row.text(0));
      auto const count = std::to_string(row.integer(1));
      if (state.empty()) {
        step("begin the lifecycle of " + count + " records in state " + reg_.lifecycle->initial,
             "UPDATE " + table + " SET state = '" + reg_.lifecycle->initial + "', state_since = changed_at WHERE state = ''");
      } else if (reg_.lifecycle->state(state) == nullptr) {
        made_.refused.emplace_back("still_holds_data", "state '" + state + "' was dropped but " + count + " records are in it", reg_.path,
                                   "keep it, with a move that leads out, until none is in it");
      }
    });
  }

  std::size_t holding(std::string const& id) const {
    std::size_t count = 0;
    database_.prepare("SELECT count(*) FROM " + table_of(reg_.id) + " WHERE f_" + id + " IS NOT NULL").one([&](auto const& row) {
      count = static_cast<std::size_t>(row.integer(0));
    });
    return count;
  }

  void drop(std::string const& id) {
    if (auto const count = holding(id); count != 0) {
      made_.refused.emplace_back("still_holds_data", "field '" + id + "' was dropped but " + std::to_string(count) + " records hold a value in it",
                                 reg_.path, "keep it with 'retired: true', or name it in 'was:' of the field that replaces it");
      return;
    }
    step("forget field " + id + ", which holds nothing", "ALTER TABLE " + table_of(reg_.id) + " DROP COLUMN f_" + id);
  }

  /// Within what is stored alike nothing is lost; a text may take in anything; more places of a decimal are a multiplication.
  void change(Field const& field, Had const& before) {
    auto const name = std::string(definitions::name_of(field.type));
    if (before.type == name && before.digits == field.digits) {
      return;
    }
    bool const numbers = before.type == "decimal" && name == "decimal";
    bool const texts = (before.type == "text" || before.type == "memo" || before.type == "identifier" || before.type == "code" || before.type == "person") &&
                       stored_as(field.type) == Stored::text;
    if (numbers && field.digits > before.digits) {
      auto const factor = "1" + std::string(static_cast<std::size_t>(field.digits - before.digits), '0');
      step("keep " + std::to_string(field.digits) + " places of " + field.id,
           "UPDATE " + table_of(reg_.id) + " SET " + column_of(field) + " = " + column_of(field) + " * " + factor);
    } else if (texts) {
      step("field " + field.id + " becomes " + name, "");
    } else if (holding(before.id) == 0) {
      step("field " + field.id + ", still empty, becomes " + name, "ALTER TABLE " + table_of(reg_.id) + " DROP COLUMN f_" + before.id);
      statements.push_back("ALTER TABLE " + table_of(reg_.id) + " ADD COLUMN " + column_of(field) + " " + std::string(sql_type(stored_as(field.type))));
    } else {
      made_.refused.emplace_back("still_holds_data", "field '" + field.id + "' holds values as " + before.type + " and cannot become " + name, reg_.path,
                                 "retire it and add a field of another id");
    }
  }

  void index(Field const& field) {
    bool const wanted = field.indexed || field.unique || field.type == Type::reference;
    if (!wanted || field.retired) {
      return;
    }
    auto const where = field.unique ? " WHERE withdrawn = 0" : "";
    statements.push_back(std::string("CREATE ") + (field.unique ? "UNIQUE " : "") + "INDEX IF NOT EXISTS " +
                         index_name(reg_, field.id + (field.unique ? ".unique" : "")) + " ON " + table_of(reg_.id) + " (" + column_of(field) + ")" + where);
  }
  void place_index() {
    if (auto const* field = reg_.field(reg_.area_field)) {
      statements.push_back("CREATE INDEX IF NOT EXISTS " + index_name(reg_, "area") + " ON " + table_of(reg_.id) + " (" + column_of(*field) + ")");
    }
  }

  Register const& reg_;
  sql::Database& database_;
  std::vector<Had> had_;
};

}  // namespace

Stored stored_as(Type type) {
  switch (type) {
    case Type::number: return Stored::real;
    case Type::decimal: case Type::date: case Type::time: case Type::yes_no: case Type::reference: return Stored::whole;
    case Type::codes: case Type::attachment: case Type::photo: case Type::signature: return Stored::list;
    default: return Stored::text;
  }
}
std::string_view sql_type(Stored stored) {
  return stored == Stored::real ? "REAL" : stored == Stored::whole ? "INTEGER" : "TEXT";
}
std::string column_of(Field const& field) { return "f_" + field.id; }
std::string table_of(std::string_view reg) { return "rec_" + std::string(reg); }
std::string boxes_of(std::string_view reg) { return "box_" + std::string(reg); }

void make_common_tables(sql::Database& database) {
  database.migrate("registry", {
      "CREATE TABLE registry_column (register TEXT NOT NULL, field TEXT NOT NULL, type TEXT NOT NULL, digits INTEGER NOT NULL, "
      "retired INTEGER NOT NULL, PRIMARY KEY (register, field));"
      "CREATE TABLE registry_register (register TEXT PRIMARY KEY, digest TEXT NOT NULL, applied_at INTEGER NOT NULL, changes INTEGER NOT NULL);"
      "CREATE TABLE registry_version (register TEXT NOT NULL, record INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, "
      "who TEXT NOT NULL, action TEXT NOT NULL, why TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (register, record, version));"
      "CREATE TABLE registry_request (request TEXT NOT NULL, who TEXT NOT NULL, register TEXT NOT NULL, record INTEGER NOT NULL, "
      "digest TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (request, who));"
      "CREATE TABLE registry_file (digest TEXT NOT NULL, register TEXT NOT NULL, record INTEGER NOT NULL, field TEXT NOT NULL, "
      "PRIMARY KEY (digest, register, record, field));"
      "CREATE TABLE registry_view (id INTEGER PRIMARY KEY, register TEXT NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL, filter TEXT NOT NULL, "
      "sort TEXT NOT NULL, columns TEXT NOT NULL, shared INTEGER NOT NULL);"
      "CREATE TABLE registry_import (id INTEGER PRIMARY KEY, register TEXT NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL, file_name TEXT NOT NULL, "
      "digest TEXT NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL, same INTEGER NOT NULL, refused INTEGER NOT NULL);"});
}

std::vector<Migration> plan(definitions::Set const& set, sql::Database& database, std::vector<std::pair<std::string, std::string>>* statements) {
  std::vector<Migration> all;
  for (auto const& reg : set.registers()) {
    std::string applied;
    database.prepare("SELECT digest FROM registry_register WHERE register = ?").with(reg.id).one([&](auto const& row) { applied = row.text(0); });
    if (applied == reg.digest) {
      continue;
    }
    Way way(reg, database);
    way.go();
    if (statements != nullptr) {
      for (auto& one : way.statements) {
        statements->emplace_back(reg.id, std::move(one));
      }
    }
    all.push_back(std::move(way.made_));
  }
  return all;
}

void note_applied(sql::Database& database, Register const& reg, base::Time now) {
  // What was retired once keeps its column, and its line here, even when the file forgets it altogether.
  database.prepare("DELETE FROM registry_column WHERE register = ? AND retired = 0").with(reg.id).run();
  auto& insert = database.prepare("INSERT INTO registry_column (register, field, type, digits, retired) VALUES (?, ?, ?, ?, ?) "
                                  "ON CONFLICT (register, field) DO UPDATE SET type = excluded.type, digits = excluded.digits, retired = excluded.retired");
  for (auto const& field : reg.fields) {
    insert.with(reg.id, field.id, definitions::name_of(field.type), field.digits, field.retired).run();
  }
  database.prepare("INSERT INTO registry_register (register, digest, applied_at, changes) VALUES (?, ?, ?, 1) "
                   "ON CONFLICT (register) DO UPDATE SET digest = excluded.digest, applied_at = excluded.applied_at, changes = registry_register.changes + 1")
      .with(reg.id, reg.digest, now).run();
}

}  // namespace registry
