#include <algorithm>
#include <deque>
#include <optional>

#include "sql/libpq.hpp"

namespace sql {
namespace {

constexpr std::size_t window_statements = 500;   // of a batch, sent before the answers to those before them are read
constexpr int windows_max = 2;
constexpr std::size_t copy_bytes_max = 4 << 20;  // of rows held before they are sent
constexpr char const* connect_timeout_s = "10";

// One writer at a time in a database (or schema), as with SQLite: rooms read the end of a chain or a counter and write
// the next one. READ COMMITTED, so that what the writer before committed is seen once the lock is held.
constexpr char const* begin_text =
    "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('biyun writer of ' || coalesce(current_schema(), ''), 0))";
constexpr char const* begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

class PostgresEngine;

class PostgresPrepared final : public Prepared {
 public:
  PostgresPrepared(PostgresEngine& engine, std::string_view text, std::string const& sentence);
  void forget() override;
  base::Outcome use(Use how, Take const& take) override;

  std::string text;
  std::string name;                // on the server
  std::uint64_t connection = 0;    // the connection that knows the name
  Parameters parameters;

 private:
  PostgresEngine& engine_;
};

/// Rows of one table, held until there are enough for a COPY.
class PostgresCopy final : public Copy {
 public:
  PostgresCopy(PostgresEngine& engine, std::string_view table, std::string_view columns)
      : text("COPY " + std::string(table) + " (" + std::string(columns) + ") FROM STDIN"), engine_(engine) {}
  void add(std::vector<Value> const& values) override;

  std::string text, lines;

 private:
  PostgresEngine& engine_;
};

/// The rows of the statement that runs now. They come one by one; when the connection is needed for something else the
/// rest is fetched into memory.
class Stream {
 public:
  Stream(PGconn* connection, Stream*& live) : connection_(connection), live_(live) { live_ = this; }
  ~Stream() {
    while (!ended_) fetch();
  }
  Stream(Stream const&) = delete;
  Stream& operator=(Stream const&) = delete;

  bool next(PgRow& row) {
    while (!ended_ && !held_) {
      if (auto result = fetch(); is_row(result.get())) {
        shown_ = std::move(result);
        row.show(shown_.get(), 0);
        return true;
      }
    }
    if (!held_ || next_held_ >= PQntuples(held_.get())) return false;
    row.show(held_.get(), next_held_++);
    return true;
  }
  void hold_rest() noexcept {
    while (!ended_) {
      auto const result = fetch();
      if (!is_row(result.get())) continue;
      if (!held_) held_.reset(PQcopyResult(result.get(), PG_COPYRES_ATTRS));
      auto const row = PQntuples(held_.get());
      for (int i = 0; i < PQnfields(result.get()) && !out_of_memory_; ++i) {
        auto const null = PQgetisnull(result.get(), 0, i) != 0;
        out_of_memory_ = PQsetvalue(held_.get(), row, i, null ? nullptr : PQgetvalue(result.get(), 0, i),
                                    null ? -1 : PQgetlength(result.get(), 0, i)) == 0;
      }
    }
  }
  void skip_rest() {
    while (!ended_) fetch();
  }
  std::optional<Refusal> refusal() const {
    if (out_of_memory_) return Refusal{"53200", "not enough memory for the rows of a statement inside which another ran"};
    return refusal_;
  }
  std::optional<std::int64_t> changes() const { return changes_; }

 private:
  static bool is_row(PGresult const* result) { return PQresultStatus(result) == PGRES_SINGLE_TUPLE; }
  PgResult fetch() noexcept {
    PgResult result(PQgetResult(connection_));
    if (!result) {
      ended_ = true;
      if (live_ == this) live_ = nullptr;
    } else if (is_error(result.get())) {
      if (!refusal_) refusal_ = refusal_of(connection_, result.get());
    } else if (!is_row(result.get()) && std::string_view(PQcmdStatus(result.get())).substr(0, 6) != "SELECT") {
      changes_ = base::parse_integer(PQcmdTuples(result.get())).value_or(0);
    }
    return result;
  }
  PGconn* connection_;
  Stream*& live_;
  PgResult shown_, held_;
  int next_held_ = 0;
  bool ended_ = false, out_of_memory_ = false;
  std::optional<Refusal> refusal_;
  std::optional<std::int64_t> changes_;
};

class PostgresEngine final : public Engine {
 public:
  PostgresEngine(std::string const& conninfo, Options const& options);
  void forget(PostgresPrepared& statement);
  ~PostgresEngine() override { abandon(); }
  Dialect dialect() const override { return Dialect::postgres; }
  std::unique_ptr<Prepared> prepare(std::string_view text, std::string const& what) override {
    return std::make_unique<PostgresPrepared>(*this, text, what);
  }
  void script(std::string_view text, std::string const& what) override {
    ready();
    execute(to_postgres(text).text, what);
  }
  std::int64_t last_id() const override {
    CHECK(false, "PostgreSQL has no last id; use INSERT … RETURNING and run_for_id()");
    return 0;
  }
  bool in_transaction() const override {
    auto const status = PQtransactionStatus(connection_.get());
    return in_change_ || status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
  }
  void begin() override;
  void commit() override;
  void undo(bool all) noexcept override;
  bool has_table(std::string_view table) override;
  void backup_to(std::string const& path) override {
    throw base::Failure("cannot back up " + name + " to " + path + ": a PostgreSQL database is backed up with pg_dump");
  }
  std::string integrity() override {
    ready();
    execute("SELECT 1", name + ": cannot be asked");
    return "ok";
  }
  std::unique_ptr<Copy> copy(std::string_view table, std::string_view columns) override {
    return std::make_unique<PostgresCopy>(*this, table, columns);
  }
  void held(PostgresCopy& copy, std::size_t bytes);
  void settle() override;
  void abandon() noexcept override;
  base::Outcome use(PostgresPrepared& statement, Prepared::Use how, Prepared::Take const& take);

 private:
  void set_up();
  void ready();
  PgResult execute(std::string const& text, std::string const& what);
  void make(PostgresPrepared& statement, bool types_changed);
  bool known(PostgresPrepared const& statement) const { return !statement.name.empty() && statement.connection == connections_; }
  void send(PostgresPrepared const& statement);
  base::Outcome queue(PostgresPrepared& statement);
  base::Outcome guarded(PostgresPrepared& statement, Prepared::Take const& take);
  void read_window() noexcept;
  void leave_pipeline() noexcept;
  void send_rows(PostgresCopy& copy);

  PgConnection connection_;
  Options options_;
  std::uint64_t connections_ = 1, names_ = 0;
  bool in_change_ = false;                        // between begin and commit or undo, whatever became of the connection
  Stream* live_ = nullptr;
  bool piping_ = false;
  std::deque<PostgresPrepared const*> sent_;      // of a batch, not yet answered
  std::size_t in_window_ = 0;
  int windows_ = 0;                               // sent and not yet read
  std::optional<std::string> failed_;             // the first failure of a batch
  std::vector<PostgresCopy*> held_;               // tables of a batch, in the order of their first row in it
  std::size_t held_bytes_ = 0;
};

PostgresPrepared::PostgresPrepared(PostgresEngine& engine, std::string_view given, std::string const& sentence) : engine_(engine) {
  auto translated = to_postgres(given);
  CHECK(translated.statements > 0, "a statement may not be empty");
  CHECK(translated.statements == 1, "one statement at a time; script() takes several");
  what = sentence;
  text = std::move(translated.text);
  values.resize(translated.placeholders);
}

base::Outcome PostgresPrepared::use(Use how, Take const& take) { return engine_.use(*this, how, take); }

// ---- the connection -----------------------------------------------------------------------------

PostgresEngine::PostgresEngine(std::string const& conninfo, Options const& options) : options_(options) {
  CHECK(!options.at_rest, "a server is never at rest");
  need_readable(conninfo);
  read_only = options.read_only;
  name = "PostgreSQL";
  std::array<char const*, 4> const words{"connect_timeout", "fallback_application_name", "dbname", nullptr};
  std::array<char const*, 4> const values{connect_timeout_s, "biyun", conninfo.c_str(), nullptr};
  connection_.reset(PQconnectdbParams(words.data(), values.data(), 1));
  if (!connection_) throw base::Failure("cannot connect to PostgreSQL: not enough memory");
  auto* connection = connection_.get();
  if (PQstatus(connection) != CONNECTION_OK) {
    throw base::Failure("cannot connect to PostgreSQL: " + std::string(base::trim(PQerrorMessage(connection))));
  }
  name = "PostgreSQL database " + std::string(PQdb(connection)) + " on " + PQhost(connection);
  set_up();
  auto const encoding = std::string(PQparameterStatus(connection, "server_encoding"));
  auto const found = execute("SELECT datcollate FROM pg_database WHERE datname = current_database()", name + ": cannot look for its collation");
  auto const collation = std::string(PQgetvalue(found.get(), 0, 0));
  // Texts are compared by code point, as SQLite does: pages and orders are the same on both.
  if (encoding != "UTF8" || (collation != "C" && collation != "POSIX" && !collation.starts_with("C."))) {
    throw base::Failure(name + ": has encoding " + encoding + " and collation " + collation +
                        "; make it with createdb -T template0 -E UTF8 --lc-collate=C");
  }
}

void PostgresEngine::set_up() {
  PQsetNoticeProcessor(connection_.get(), [](void*, char const*) {}, nullptr);
  // 0 would wait without end.
  auto text = "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET extra_float_digits = 1; "
              "SET client_min_messages = warning; SET lock_timeout = " + std::to_string(std::max(options_.busy_timeout_ms, 1));
  if (!options_.full_sync) text += "; SET synchronous_commit = off";
  if (options_.read_only) text += "; SET default_transaction_read_only = on";
  execute(text, name + ": cannot be set up");
}

/// Whatever else was under way on the connection is finished; a lost connection is made again.
void PostgresEngine::ready() {
  if (live_ != nullptr) live_->hold_rest();
  settle();
  auto* connection = connection_.get();
  if (PQstatus(connection) == CONNECTION_OK) return;
  if (in_change_) {
    throw base::Failure(name + ": the connection was lost in the middle of a change, of which nothing was kept; make the change again");
  }
  PQreset(connection);
  if (PQstatus(connection) != CONNECTION_OK) {
    throw base::Failure(name + ": cannot connect again: " + std::string(base::trim(PQerrorMessage(connection))));
  }
  ++connections_;
  set_up();
}

PgResult PostgresEngine::execute(std::string const& text, std::string const& what) {
  PgResult result(PQexec(connection_.get(), text.c_str()));
  if (is_error(result.get())) throw base::Failure(what + ": " + refusal_of(connection_.get(), result.get()).sentence);
  return result;
}

void PostgresEngine::begin() {
  ready();
  PgResult const result(PQexec(connection_.get(), read_only ? begin_reading : begin_text));
  if (!is_error(result.get())) {
    in_change_ = true;
    return;
  }
  auto const refusal = refusal_of(connection_.get(), result.get());
  PgResult const back(PQexec(connection_.get(), "ROLLBACK"));
  throw base::Failure(name + ": cannot begin a change: " + refusal.sentence);
}

void PostgresEngine::commit() {
  ready();
  in_change_ = false;   // whatever the answer, the transaction is over
  auto const result = execute("COMMIT", name + ": cannot finish a change; look whether it was kept");
  if (std::string_view(PQcmdStatus(result.get())) == "ROLLBACK") {
    throw base::Failure(name + ": nothing of the change was kept, because a statement of it had failed");
  }
}

void PostgresEngine::undo(bool all) noexcept {
  if (live_ != nullptr) live_->hold_rest();
  abandon();
  auto* connection = connection_.get();
  if (in_transaction() && PQstatus(connection) == CONNECTION_OK) {
    PgResult const result(PQexec(connection, all ? "ROLLBACK" : "ROLLBACK TO inner_change; RELEASE inner_change"));
  }
  if (all) in_change_ = false;
}

bool PostgresEngine::has_table(std::string_view table) {
  ready();
  auto const text = std::string(table);
  auto const* value = text.c_str();
  PgResult const result(PQexecParams(connection_.get(), "SELECT to_regclass($1)", 1, nullptr, &value, nullptr, nullptr, 0));
  if (is_error(result.get())) throw base::Failure(name + ": cannot look for tables: " + refusal_of(connection_.get(), result.get()).sentence);
  return PQgetisnull(result.get(), 0, 0) == 0;
}

// ---- statements ---------------------------------------------------------------------------------

void PostgresEngine::make(PostgresPrepared& statement, bool types_changed) {
  if (known(statement) && !types_changed) return;
  auto* connection = connection_.get();
  if (known(statement)) PgResult const gone(PQexec(connection, ("DEALLOCATE " + statement.name).c_str()));
  statement.name.clear();
  auto const fresh = "s" + std::to_string(++names_);
  PgResult const result(PQprepare(connection, fresh.c_str(), statement.text.c_str(), statement.parameters.count(), statement.parameters.types()));
  if (is_error(result.get())) throw base::Failure(statement.what + ": " + refusal_of(connection, result.get()).sentence);
  statement.name = fresh;
  statement.connection = connections_;
}

void PostgresPrepared::forget() { engine_.forget(*this); }

/// Frees its place on the server; a connection that is in the middle of something keeps it until it ends.
void PostgresEngine::forget(PostgresPrepared& statement) {
  if (known(statement)) PgResult const gone(PQexec(connection_.get(), ("DEALLOCATE " + statement.name).c_str()));
  statement.name.clear();
}

void PostgresEngine::send(PostgresPrepared const& statement) {
  auto const& with = statement.parameters;
  auto* connection = connection_.get();
  if (PQsendQueryPrepared(connection, statement.name.c_str(), with.count(), with.values(), with.lengths(), with.formats(), 0) == 0) {
    throw base::Failure(statement.what + ": " + refusal_of(connection, nullptr).sentence);
  }
}

base::Outcome PostgresEngine::use(PostgresPrepared& statement, Prepared::Use how, Prepared::Take const& take) {
  if (batches > 0 && how == Prepared::Use::run) return queue(statement);
  ready();
  make(statement, statement.parameters.fill(statement.values));
  if (how == Prepared::Use::refusable && in_transaction()) return guarded(statement, take);
  send(statement);
  PQsetSingleRowMode(connection_.get());
  Stream stream(connection_.get(), live_);
  PgRow row;
  while (stream.next(row) && take(row)) {}
  stream.skip_rest();
  if (auto const refusal = stream.refusal()) {
    if (refusal->conflict()) return base::Problem("conflict", refusal->sentence);
    throw base::Failure(statement.what + ": " + refusal->sentence);
  }
  if (auto const changes = stream.changes()) statement.changes = *changes;
  return base::Done{};
}

/// A refusal would end the transaction: a savepoint around the statement keeps it. All in one round trip.
base::Outcome PostgresEngine::guarded(PostgresPrepared& statement, Prepared::Take const& take) {
  auto* connection = connection_.get();
  CHECK(PQenterPipelineMode(connection) == 1, "the connection is at rest");
  PQsendQueryParams(connection, "SAVEPOINT refusable", 0, nullptr, nullptr, nullptr, nullptr, 0);
  send(statement);
  PQsendQueryParams(connection, "RELEASE refusable", 0, nullptr, nullptr, nullptr, nullptr, 0);
  PQpipelineSync(connection);
  PgResult done;
  std::optional<Refusal> refusal;
  int answered = 0;   // commands whose answer is complete; the statement is the second
  for (;;) {
    PgResult result(PQgetResult(connection));
    auto const status = PQresultStatus(result.get());
    if (!result && PQstatus(connection) != CONNECTION_OK) break;
    if (!result) ++answered;
    else if (status == PGRES_PIPELINE_SYNC) break;
    else if (is_error(result.get()) && !refusal) refusal = refusal_of(connection, result.get());
    else if (answered == 1 && (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)) done = std::move(result);
  }
  PQexitPipelineMode(connection);
  if (!refusal && done) {
    statement.changes = base::parse_integer(PQcmdTuples(done.get())).value_or(0);
    PgRow row;
    for (int i = 0; i < PQntuples(done.get()); ++i) {
      row.show(done.get(), i);
      if (!take(row)) break;
    }
    return base::Done{};
  }
  if (!refusal) refusal = refusal_of(connection, nullptr);
  PgResult const back(PQexec(connection, "ROLLBACK TO refusable; RELEASE refusable"));
  if (refusal->conflict()) return base::Problem("conflict", refusal->sentence);
  throw base::Failure(statement.what + ": " + refusal->sentence);
}

// ---- batches ------------------------------------------------------------------------------------

base::Outcome PostgresEngine::queue(PostgresPrepared& statement) {
  auto const types_changed = statement.parameters.fill(statement.values);
  if (!piping_ || types_changed || !known(statement) || held_bytes_ > 0) {
    ready();
    make(statement, types_changed);
    CHECK(PQenterPipelineMode(connection_.get()) == 1, "the connection is at rest");
    piping_ = true;
  }
  send(statement);
  sent_.push_back(&statement);
  if (++in_window_ >= window_statements) {
    PQpipelineSync(connection_.get());
    in_window_ = 0;
    if (++windows_ >= windows_max) read_window();
    if (failed_) settle();
  }
  return base::Done{};
}

/// Reads the answers up to the next end of a window.
void PostgresEngine::read_window() noexcept {
  auto* connection = connection_.get();
  --windows_;
  for (;;) {
    PgResult const result(PQgetResult(connection));
    if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) return;
    if (!result) {
      if (!sent_.empty()) sent_.pop_front();
      if (PQstatus(connection) == CONNECTION_OK) continue;
      if (!failed_) failed_ = name + ": " + refusal_of(connection, nullptr).sentence;
      return;
    }
    if (is_error(result.get()) && !failed_) {
      failed_ = (sent_.empty() ? name : sent_.front()->what) + ": " + refusal_of(connection, result.get()).sentence;
    }
  }
}

void PostgresEngine::leave_pipeline() noexcept {
  if (!piping_) return;
  PQpipelineSync(connection_.get());
  ++windows_;
  while (windows_ > 0) read_window();
  PQexitPipelineMode(connection_.get());
  piping_ = false;
  in_window_ = 0;
  sent_.clear();
}

void PostgresEngine::settle() {
  leave_pipeline();
  if (auto const failed = std::exchange(failed_, std::nullopt)) throw base::Failure(*failed);
  if (std::exchange(held_bytes_, 0) == 0) return;
  for (auto* copy : held_) {
    if (!copy->lines.empty()) send_rows(*copy);
  }
}

void PostgresEngine::abandon() noexcept {
  leave_pipeline();
  failed_.reset();
  for (auto* copy : held_) copy->lines.clear();
  held_.clear();
  held_bytes_ = 0;
}

void PostgresCopy::add(std::vector<Value> const& values) {
  auto const before = lines.size();
  append_line(lines, values);
  engine_.held(*this, lines.size() - before);
}

void PostgresEngine::held(PostgresCopy& copy, std::size_t bytes) {
  if (std::find(held_.begin(), held_.end(), &copy) == held_.end()) held_.push_back(&copy);
  held_bytes_ += bytes;
  if (held_bytes_ >= copy_bytes_max) ready();
}

void PostgresEngine::send_rows(PostgresCopy& copy) {
  auto const lines = std::exchange(copy.lines, {});
  auto* connection = connection_.get();
  auto const what = name + ": cannot " + copy.text;
  if (PQresultStatus(execute(copy.text, what).get()) == PGRES_COPY_IN) {
    PQputCopyData(connection, lines.data(), static_cast<int>(lines.size()));
    PQputCopyEnd(connection, nullptr);
  }
  std::optional<Refusal> refusal;
  while (PgResult const result{PQgetResult(connection)}) {
    if (is_error(result.get()) && !refusal) refusal = refusal_of(connection, result.get());
  }
  if (refusal) throw base::Failure(what + ": " + refusal->sentence);
  if (PQstatus(connection) != CONNECTION_OK) throw base::Failure(what + ": " + refusal_of(connection, nullptr).sentence);
}

}  // namespace

std::unique_ptr<Engine> postgres_engine(std::string const& conninfo, Options const& options) {
  return std::make_unique<PostgresEngine>(conninfo, options);
}

}  // namespace sql
