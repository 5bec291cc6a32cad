#include "sql/sql.hpp"

#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <limits>
#include <map>
#include <system_error>

namespace sql {

struct CloseConnection { void operator()(sqlite3* db) const { sqlite3_close_v2(db); } };
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

namespace {

constexpr std::size_t prepared_max = 500;             // statements kept per connection
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

std::string first_words(std::string_view text) {
  constexpr std::size_t shown_max = 120;
  auto const cut = base::trim(text.substr(0, shown_max));
  return std::string(cut) + (text.size() > shown_max ? "…" : "");
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

}  // namespace

Value Row::value(int column) const {
  switch (type(column)) {
    case 1: return integer(column);
    case 2: return real(column);
    case 3: return std::string(text(column));
    case 4: return Blob{std::string(blob(column))};
    default: return Null{};
  }
}

// ---- Statement ----------------------------------------------------------------------------------

struct Statement::Inside {
  sqlite3* db = nullptr;
  sqlite3_stmt* prepared = nullptr;
  std::string what;               // begins the sentence of a failure: which file, which statement
  std::vector<Value> values;      // own the bytes SQLite reads while it steps; never resized
  std::size_t bound = 0;
  std::int64_t changes = 0;
  bool stepping = false;

  ~Inside() { sqlite3_finalize(prepared); }

  void reset() {
    sqlite3_reset(prepared);
    sqlite3_clear_bindings(prepared);
    bound = 0;
    stepping = false;
  }
  int step() {
    if (!stepping) CHECK(bound == values.size(), "every placeholder of a statement needs a value");
    stepping = true;
    return sqlite3_step(prepared);
  }
};

namespace {

/// Whatever way a use ends, the statement is ready for the next one.
template <typename Inside>
struct ResetAtEnd {
  Inside& inside;
  explicit ResetAtEnd(Inside& in) : inside(in) {}
  ~ResetAtEnd() { inside.reset(); }
  ResetAtEnd(ResetAtEnd const&) = delete;
  ResetAtEnd& operator=(ResetAtEnd const&) = delete;
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

}  // namespace

Statement::Statement(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Statement::~Statement() = default;

Statement& Statement::bind(int index_from_1, Value value) {
  auto& in = *inside_;
  auto const count = in.values.size();
  CHECK(!in.stepping, "a statement is bound while its rows are still being read");
  CHECK(index_from_1 >= 1 && static_cast<std::size_t>(index_from_1) <= count, "the statement has no such placeholder");
  auto& kept = in.values[static_cast<std::size_t>(index_from_1) - 1];
  kept = std::move(value);
  if (bind_value(in.prepared, index_from_1, kept) != SQLITE_OK) fail(in.db, in.what);
  ++in.bound;
  return *this;
}

base::Outcome Statement::try_run() {
  auto& in = *inside_;
  ResetAtEnd const end(in);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = in.step();
  if ((code & 0xff) == SQLITE_CONSTRAINT) {
    return base::Problem("conflict", std::string("the database refused the change: ") + sqlite3_errmsg(in.db));
  }
  if (code != SQLITE_DONE) fail(in.db, in.what);
  in.changes = sqlite3_changes64(in.db);
  return base::Done{};
}

void Statement::run() {
  auto const done = try_run();
  if (!done) throw base::Failure(inside_->what + ": " + done.error().detail);
}

void Statement::each(std::function<void(Row const&)> const& take) {
  auto& in = *inside_;
  ResetAtEnd const end(in);
  SqliteRow const row(in.prepared);
  auto code = in.step();
  for (; code == SQLITE_ROW; code = in.step()) take(row);
  if (code != SQLITE_DONE) fail(in.db, in.what);
  in.changes = sqlite3_changes64(in.db);
}

bool Statement::one(std::function<void(Row const&)> const& take) {
  auto& in = *inside_;
  ResetAtEnd const end(in);
  auto const code = in.step();
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(in.db, in.what);
  if (code == SQLITE_ROW) take(SqliteRow(in.prepared));
  in.changes = sqlite3_changes64(in.db);
  return code == SQLITE_ROW;
}

std::int64_t Statement::changes() const { return inside_->changes; }

// ---- Database -----------------------------------------------------------------------------------

struct Database::Inside {
  Connection db;
  std::string path;
  bool read_only = false;
  std::map<std::string, std::unique_ptr<Statement>, std::less<>> prepared;   // finalized before the connection closes

  std::string what(std::string_view doing) const { return path + ": cannot " + std::string(doing); }
};

Database::Database() : inside_(std::make_unique<Inside>()) {}
Database::~Database() = default;

std::unique_ptr<Database> Database::open_sqlite(std::string const& path, Options options) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  auto const folder = fs::path(path).parent_path();
  if (path != ":memory:" && !folder.empty() && !fs::is_directory(folder, ignored)) {
    throw base::Failure("cannot open " + path + ": the folder does not exist; make it first");
  }
  auto database = std::unique_ptr<Database>(new Database());
  auto& in = *database->inside_;
  in.path = path;
  CHECK(options.read_only || !options.at_rest, "what is at rest is only read");
  in.read_only = options.read_only;
  in.db = options.at_rest && !has_log(path) ? connect(unchanging(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
          : options.read_only               ? connect(path, SQLITE_OPEN_READONLY)
                                            : connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  auto* db = in.db.get();
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
  return database;
}

std::unique_ptr<Database> Database::in_memory() { return open_sqlite(":memory:"); }

Statement& Database::prepare(std::string_view text) {
  auto& in = *inside_;
  if (auto const found = in.prepared.find(text); found != in.prepared.end()) {
    auto& kept = *found->second->inside_;
    CHECK(!kept.stepping, "a statement is used again while its rows are still being read");
    kept.reset();
    return *found->second;
  }
  CHECK(in.prepared.size() < prepared_max, "too many different statements: a value was put into the text, not bound");
  auto* db = in.db.get();
  auto made = std::make_unique<Statement::Inside>();
  made->db = db;
  made->what = in.what("run \"" + first_words(text) + "\"");
  char const* rest = nullptr;
  auto const code = sqlite3_prepare_v3(db, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                                       &made->prepared, &rest);
  if (code != SQLITE_OK) fail(db, made->what);
  CHECK(made->prepared != nullptr, "a statement may not be empty");
  auto const left = text.substr(static_cast<std::size_t>(rest - text.data()));
  CHECK(base::trim(left).empty(), "one statement at a time; script() takes several");
  made->values.resize(static_cast<std::size_t>(sqlite3_bind_parameter_count(made->prepared)));
  auto statement = std::unique_ptr<Statement>(new Statement(std::move(made)));
  return *in.prepared.emplace(std::string(text), std::move(statement)).first->second;
}

void Database::script(std::string_view text) {
  execute(inside_->db.get(), std::string(text), inside_->what("run \"" + first_words(text) + "\""));
}

std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(inside_->db.get()); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(inside_->db.get()) == 0; }
void Database::begin() { prepare("BEGIN IMMEDIATE").run(); }
void Database::commit() { prepare("COMMIT").run(); }
void Database::rollback() {
  undo(true);
  CHECK(!in_transaction(), "a roll-back leaves no transaction");
}

void Database::undo(bool all) noexcept {
  // A failure that ended the whole transaction (disk full) leaves nothing to undo; nothing is thrown, because this runs
  // while another failure is on its way.
  if (!in_transaction()) return;
  auto const* text = all ? "ROLLBACK" : "ROLLBACK TO inner_change; RELEASE inner_change";
  sqlite3_exec(inside_->db.get(), text, nullptr, nullptr, nullptr);
}

void Database::migrate(std::string_view room, std::vector<std::string_view> const& steps) {
  auto const wanted = static_cast<std::int64_t>(steps.size());
  auto const reached = [&] {
    std::int64_t step = 0;
    auto const take = [&](Row const& row) { step = row.integer(0); };
    auto& known = prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_step'");
    if (known.one([](Row const&) {})) prepare("SELECT step FROM schema_step WHERE room = ?").with(room).one(take);
    return step;
  };
  auto const before = reached();
  if (before == wanted) return;
  if (before > wanted) {
    throw base::Failure(inside_->path + ": the tables of " + std::string(room) + " are of step " +
                        std::to_string(before) + ", this program knows " + std::to_string(wanted) +
                        "; use the newer program that wrote them");
  }
  if (inside_->read_only) {
    throw base::Failure(inside_->path + ": the tables of " + std::string(room) +
                        " are older than this program; open them once for writing");
  }
  Transaction transaction(*this);
  script("CREATE TABLE IF NOT EXISTS schema_step (room TEXT PRIMARY KEY, step INTEGER NOT NULL)");
  for (auto i = reached(); i < wanted; ++i) script(steps[static_cast<std::size_t>(i)]);
  prepare("INSERT INTO schema_step (room, step) VALUES (?, ?) ON CONFLICT (room) DO UPDATE SET step = excluded.step")
      .with(room, wanted)
      .run();
  transaction.commit();
}

void Database::backup_to(std::string const& path) {
  namespace fs = std::filesystem;
  CHECK(!in_transaction(), "a backup is not made in the middle of a change");
  auto const what = "cannot back up " + inside_->path + " to " + path;
  if (fs::exists(path)) throw base::Failure(what + ": the file exists already; choose another name");
  auto const part = path + ".part";
  std::error_code problem;
  fs::remove(part, problem);
  auto target = connect(part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  auto* copy = sqlite3_backup_init(target.get(), "main", inside_->db.get(), "main");
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

std::string Database::integrity() {
  std::vector<std::string> found;
  auto& statement = *prepare("PRAGMA integrity_check(" + std::to_string(integrity_lines_max) + ")").inside_;
  ResetAtEnd const end(statement);
  auto code = statement.step();
  for (; code == SQLITE_ROW; code = statement.step()) found.emplace_back(SqliteRow(statement.prepared).text(0));
  // A badly damaged file breaks the check itself: that is a finding too.
  if (code != SQLITE_DONE) found.push_back(explain(code, 0, sqlite3_errmsg(inside_->db.get())));
  if (found == std::vector<std::string>{"ok"}) {
    found.clear();
    prepare("PRAGMA foreign_key_check").each([&](Row const& row) {
      if (found.size() >= integrity_lines_max) return;
      auto const from = std::string(row.text(0)), to = std::string(row.text(2));
      found.push_back("a row of " + from + " refers to a missing row of " + to);
    });
  }
  if (found.empty()) return "ok";
  std::string lines;
  for (auto const& line : found) lines += (lines.empty() ? "" : "\n") + line;
  return lines;
}

// ---- Transaction --------------------------------------------------------------------------------

Transaction::Transaction(Database& database) : database_(database), outermost_(!database.in_transaction()) {
  if (outermost_) database_.begin();
  else database_.prepare("SAVEPOINT inner_change").run();
}

void Transaction::commit() {
  CHECK(open_, "a transaction is committed once");
  if (outermost_) database_.commit();
  else database_.prepare("RELEASE inner_change").run();
  open_ = false;
}

Transaction::~Transaction() {
  if (open_) database_.undo(outermost_);
}

}  // namespace sql
