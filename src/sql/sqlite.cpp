#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "sql/inside.hpp"

namespace sql {

struct CloseConnection { void operator()(sqlite3* db) const { sqlite3_close_v2(db); } };
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

namespace {

constexpr std::size_t integrity_lines_max = 100;      // SQLite's own default
constexpr std::int64_t wal_kept_bytes = 64LL << 20;   // the write-ahead file is cut back to this after a checkpoint

/// What SQLite's code means to an operator, and how to mend it.
std::string explain(int code, int system_errno, std::string const& message) {
  auto const system = system_errno == 0 ? std::string() : " (" + std::generic_category().message(system_errno) + ")";
  switch (code & 0xff) {
    case SQLITE_FULL: return "the disk is full; make room and try again";
    case SQLITE_CORRUPT: return "the file is damaged (" + message + "); restore it from a backup";
    case SQLITE_NOTADB: return "the file is damaged or is not a database; restore it from a backup";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "the database is held by another process or connection; wait for it or stop it";
    case SQLITE_READONLY: return "the database cannot be written; check the rights of the file and its folder" + system;
    case SQLITE_CANTOPEN: return "the file cannot be opened; check that the folder exists and its rights" + system;
    case SQLITE_PERM:
    case SQLITE_AUTH: return "no right to the file" + system;
    case SQLITE_IOERR: return "reading or writing the disk failed" + system;
    case SQLITE_NOMEM: return "not enough memory";
    case SQLITE_TOOBIG: return "a value is too long for the database";
    default: return message + system;
  }
}

[[noreturn]] void fail(sqlite3* db, std::string const& what) {
  auto const why = explain(sqlite3_extended_errcode(db), sqlite3_system_errno(db), sqlite3_errmsg(db));
  throw base::Failure(what + ": " + why);
}

Connection connect(std::string const& path, int flags) {
  sqlite3* raw = nullptr;
  auto const code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection db(raw);
  if (raw == nullptr) throw base::Failure("cannot open " + path + ": not enough memory");
  if (code != SQLITE_OK) fail(raw, "cannot open " + path);
  sqlite3_extended_result_codes(raw, 1);
  return db;
}

/// SQLite's address of a file that does not change while it is read: no lock, and no -wal or -shm made beside it.
std::string unchanging(std::string const& path) {
  std::string address = "file:";
  for (char const c : path) address += c == '?' || c == '#' || c == '%' ? "%" + base::hex(std::string_view(&c, 1)) : std::string(1, c);
  return address + "?immutable=1";
}

/// What a power cut left in the -wal belongs to the file: then it is opened as any other.
bool has_log(std::string const& path) {
  std::error_code none;
  auto const size = std::filesystem::file_size(path + "-wal", none);
  return !none && size > 0;
}

void execute(sqlite3* db, std::string const& text, std::string const& what) {
  if (sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(db, what);
}

/// One value of a row of SQLite.
class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, need(column)); }
  double real(int column) const override { return sqlite3_column_double(statement_, need(column)); }
  std::string_view text(int column) const override {
    auto const* chars = sqlite3_column_text(statement_, need(column));
    return view(chars, column);
  }
  std::string_view blob(int column) const override {
    auto const* bytes = sqlite3_column_blob(statement_, need(column));
    return view(bytes, column);
  }
  bool is_null(int column) const override { return sqlite3_column_type(statement_, need(column)) == SQLITE_NULL; }
  int columns() const override { return sqlite3_column_count(statement_); }
  std::string_view column_name(int column) const override { return sqlite3_column_name(statement_, need(column)); }
  int type(int column) const override {
    switch (sqlite3_column_type(statement_, need(column))) {
      case SQLITE_INTEGER: return 1;
      case SQLITE_FLOAT: return 2;
      case SQLITE_TEXT: return 3;
      case SQLITE_BLOB: return 4;
      default: return 0;
    }
  }

 private:
  int need(int column) const {
    CHECK(column >= 0 && column < columns(), "the statement gives no such column");
    return column;
  }
  std::string_view view(void const* bytes, int column) const {
    if (bytes == nullptr) return {};
    return {static_cast<char const*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  sqlite3_stmt* statement_;
};

int bind_value(sqlite3_stmt* prepared, int index, Value const& value) {
  switch (value.index()) {
    case 1: return sqlite3_bind_int64(prepared, index, std::get<std::int64_t>(value));
    case 2: return sqlite3_bind_double(prepared, index, std::get<double>(value));
    case 3: {
      auto const& text = std::get<std::string>(value);
      return sqlite3_bind_text64(prepared, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    case 4: {
      auto const& bytes = std::get<Blob>(value).bytes;
      return sqlite3_bind_blob64(prepared, index, bytes.data(), bytes.size(), SQLITE_STATIC);
    }
    default: return sqlite3_bind_null(prepared, index);
  }
}

struct Finalize { void operator()(sqlite3_stmt* prepared) const { sqlite3_finalize(prepared); } };

class SqlitePrepared final : public Prepared {
 public:
  SqlitePrepared(sqlite3* db, std::string_view text, std::string const& sentence) : db_(db) {
    what = sentence;
    char const* rest = nullptr;
    sqlite3_stmt* raw = nullptr;
    auto const code = sqlite3_prepare_v3(db, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT, &raw, &rest);
    prepared_.reset(raw);
    if (code != SQLITE_OK) fail(db, what);
    CHECK(prepared_ != nullptr, "a statement may not be empty");
    auto const left = text.substr(static_cast<std::size_t>(rest - text.data()));
    CHECK(base::trim(left).empty(), "one statement at a time; script() takes several");
    values.resize(static_cast<std::size_t>(sqlite3_bind_parameter_count(prepared_.get())));
  }
  void bind(std::size_t index) override {
    // The value is kept by us; SQLite reads its bytes while it steps.
    if (bind_value(prepared_.get(), static_cast<int>(index) + 1, values[index]) != SQLITE_OK) fail(db_, what);
  }
  base::Outcome use(Use, Take const& take) override {
    SqliteRow const row(prepared_.get());
    auto code = sqlite3_step(prepared_.get());
    while (code == SQLITE_ROW && take(row)) code = sqlite3_step(prepared_.get());
    if ((code & 0xff) == SQLITE_CONSTRAINT) {
      return base::Problem("conflict", std::string("the database refused the change: ") + sqlite3_errmsg(db_));
    }
    if (code != SQLITE_DONE && code != SQLITE_ROW) fail(db_, what);
    changes = sqlite3_changes64(db_);
    return base::Done{};
  }
  int step() { return sqlite3_step(prepared_.get()); }
  std::string text(int column) const { return std::string(SqliteRow(prepared_.get()).text(column)); }
  void reset() override {
    sqlite3_reset(prepared_.get());
    sqlite3_clear_bindings(prepared_.get());
    Prepared::reset();
  }

 private:
  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> prepared_;
};

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(std::string const& path, Options const& options);
  Dialect dialect() const override { return Dialect::sqlite; }
  std::unique_ptr<Prepared> prepare(std::string_view text, std::string const& what) override {
    return std::make_unique<SqlitePrepared>(db_.get(), text, what);
  }
  void script(std::string_view text, std::string const& what) override { execute(db_.get(), std::string(text), what); }
  std::int64_t last_id() const override { return sqlite3_last_insert_rowid(db_.get()); }
  bool in_transaction() const override { return sqlite3_get_autocommit(db_.get()) == 0; }
  void begin() override { execute(db_.get(), "BEGIN IMMEDIATE", name + ": cannot begin a change"); }
  void commit() override { execute(db_.get(), "COMMIT", name + ": cannot finish a change"); }
  void undo(bool all) noexcept override {
    // A failure that ended the whole transaction (disk full) leaves nothing to undo; nothing is thrown, because this
    // runs while another failure is on its way.
    if (!in_transaction()) return;
    auto const* text = all ? "ROLLBACK" : "ROLLBACK TO inner_change; RELEASE inner_change";
    sqlite3_exec(db_.get(), text, nullptr, nullptr, nullptr);
  }
  bool has_table(std::string_view table) override {
    SqlitePrepared statement(db_.get(), "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name);
    statement.values[0] = std::string(table);
    statement.bind(0);
    auto const code = statement.step();
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail(db_.get(), name + ": cannot look for tables");
    return code == SQLITE_ROW;
  }
  void backup_to(std::string const& path) override;
  std::string integrity() override;

 private:
  Connection db_;
};

SqliteEngine::SqliteEngine(std::string const& path, Options const& options) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  auto const folder = fs::path(path).parent_path();
  if (path != ":memory:" && !folder.empty() && !fs::is_directory(folder, ignored)) {
    throw base::Failure("cannot open " + path + ": the folder does not exist; make it first");
  }
  name = path;
  CHECK(options.read_only || !options.at_rest, "what is at rest is only read");
  read_only = options.read_only;
  db_ = options.at_rest && !has_log(path) ? connect(unchanging(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
          : options.read_only               ? connect(path, SQLITE_OPEN_READONLY)
                                            : connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  auto* db = db_.get();
  auto const what = "cannot open " + path;
  sqlite3_busy_timeout(db, options.busy_timeout_ms);
  execute(db, "PRAGMA foreign_keys = ON", what);
  execute(db, "PRAGMA temp_store = MEMORY", what);
  execute(db, "PRAGMA cache_size = -" + std::to_string(options.cache_kib), what);
  execute(db, options.full_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", what);
  if (!options.read_only) {
    execute(db, "PRAGMA journal_mode = WAL", what);
    execute(db, "PRAGMA journal_size_limit = " + std::to_string(wal_kept_bytes), what);
  }
  // The first look into the file: what is not a database is refused here and not at the first query.
  execute(db, "SELECT count(*) FROM sqlite_master", what);
}

void SqliteEngine::backup_to(std::string const& path) {
  namespace fs = std::filesystem;
  auto const what = "cannot back up " + name + " to " + path;
  if (fs::exists(path)) throw base::Failure(what + ": the file exists already; choose another name");
  auto const part = path + ".part";
  std::error_code problem;
  fs::remove(part, problem);
  auto target = connect(part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  auto* copy = sqlite3_backup_init(target.get(), "main", db_.get(), "main");
  if (copy == nullptr) fail(target.get(), what);
  // All pages in one step: one read snapshot, so writers beside us never make it start again.
  sqlite3_backup_step(copy, -1);
  if (sqlite3_backup_finish(copy) != SQLITE_OK) {
    auto const why = explain(sqlite3_extended_errcode(target.get()), sqlite3_system_errno(target.get()),
                             sqlite3_errmsg(target.get()));
    target.reset();
    fs::remove(part, problem);
    throw base::Failure(what + ": " + why);
  }
  target.reset();
  fs::rename(part, path, problem);
  if (problem) throw base::Failure(what + ": " + problem.message());
}

std::string SqliteEngine::integrity() {
  std::vector<std::string> found;
  auto* db = db_.get();
  SqlitePrepared check(db, "PRAGMA integrity_check(" + std::to_string(integrity_lines_max) + ")", name);
  auto code = check.step();
  for (; code == SQLITE_ROW; code = check.step()) found.emplace_back(check.text(0));
  // A badly damaged file breaks the check itself: that is a finding too.
  if (code != SQLITE_DONE) found.push_back(explain(code, 0, sqlite3_errmsg(db)));
  if (found == std::vector<std::string>{"ok"}) {
    found.clear();
    SqlitePrepared keys(db, "PRAGMA foreign_key_check", name);
    while (found.size() < integrity_lines_max && keys.step() == SQLITE_ROW) {
      found.push_back("a row of " + keys.text(0) + " refers to a missing row of " + keys.text(2));
    }
  }
  if (found.empty()) return "ok";
  std::string lines;
  for (auto const& line : found) lines += (lines.empty() ? "" : "\n") + line;
  return lines;
}

}  // namespace

std::unique_ptr<Engine> sqlite_engine(std::string const& path, Options const& options) {
  return std::make_unique<SqliteEngine>(path, options);
}

}  // namespace sql
