#include "sql/sql.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "sql/inside.hpp"

namespace sql {

std::string first_words(std::string_view text) {
  constexpr std::size_t shown_max = 120;
  auto const cut = base::trim(text.substr(0, shown_max));
  return std::string(cut) + (text.size() > shown_max ? "…" : "");
}

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

namespace {

/// Whatever way a use ends, the statement is ready for the next one.
struct InUse {
  Prepared& inside;
  explicit InUse(Prepared& in) : inside(in) {
    CHECK(!in.in_use, "a statement is used again while its rows are still being read");
    inside.in_use = true;
  }
  ~InUse() {
    inside.in_use = false;
    inside.reset();
  }
  InUse(InUse const&) = delete;
  InUse& operator=(InUse const&) = delete;
};

base::Outcome use(Prepared& inside, Prepared::Use how, Prepared::Take const& take) {
  InUse const now(inside);
  CHECK(inside.bound == inside.values.size(), "every placeholder of a statement needs a value");
  return inside.use(how, take);
}

void need(Prepared const& inside, base::Outcome const& done) {
  if (!done) throw base::Failure(inside.what + ": " + done.error().detail);
}

bool pass_by(Row const&) { return true; }

base::Result<std::int64_t> id_of(Prepared& inside, Prepared::Use how) {
  std::int64_t id = 0;
  auto const done = use(inside, how, [&](Row const& row) {
    CHECK(row.columns() >= 1, "the statement gives an id");
    id = row.integer(0);
    return false;
  });
  if (!done) return done.error();
  return id;
}

}  // namespace

Statement::Statement(std::unique_ptr<Prepared> inside) : inside_(std::move(inside)) {}
Statement::~Statement() = default;

Statement& Statement::bind(int index_from_1, Value value) {
  auto& in = *inside_;
  CHECK(!in.in_use, "a statement is bound while its rows are still being read");
  CHECK(index_from_1 >= 1 && static_cast<std::size_t>(index_from_1) <= in.values.size(), "the statement has no such placeholder");
  auto const index = static_cast<std::size_t>(index_from_1) - 1;
  in.values[index] = std::move(value);
  in.bind(index);
  ++in.bound;
  return *this;
}

base::Outcome Statement::try_run() { return use(*inside_, Prepared::Use::refusable, pass_by); }
void Statement::run() {
  need(*inside_, use(*inside_, Prepared::Use::run, pass_by));
  if (*inside_->batches > 0) inside_->changes = -1;   // the same on both engines
}

base::Result<std::int64_t> Statement::try_run_for_id() { return id_of(*inside_, Prepared::Use::refusable); }

std::int64_t Statement::run_for_id() {
  auto const id = id_of(*inside_, Prepared::Use::rows);
  if (!id) throw base::Failure(inside_->what + ": " + id.error().detail);
  return *id;
}

void Statement::each(std::function<void(Row const&)> const& take) {
  need(*inside_, use(*inside_, Prepared::Use::rows, [&](Row const& row) { return take(row), true; }));
}

void Statement::each_while(std::function<bool(Row const&)> const& take) {
  need(*inside_, use(*inside_, Prepared::Use::rows, take));
}

bool Statement::one(std::function<void(Row const&)> const& take) {
  bool found = false;
  need(*inside_, use(*inside_, Prepared::Use::rows, [&](Row const& row) {
    found = true;
    take(row);
    return false;
  }));
  return found;
}

std::int64_t Statement::changes() const {
  CHECK(inside_->changes >= 0, "in a batch nobody knows yet how many rows were changed");
  return inside_->changes;
}

// ---- Rows ---------------------------------------------------------------------------------------

Rows::Rows(Engine& engine, std::size_t columns) : engine_(engine), columns_(columns) {}
Rows::~Rows() = default;

void Rows::put(std::vector<Value> const& values) {
  CHECK(engine_.batches > 0, "rows are added inside a batch");
  CHECK(values.size() == columns_, "a row has one value a column");
  if (copy_) return copy_->add(values);
  for (std::size_t i = 0; i < columns_; ++i) insert_->bind(static_cast<int>(i) + 1, values[i]);
  insert_->run();
}

// ---- Database -----------------------------------------------------------------------------------

struct Database::Inside {
  std::unique_ptr<Engine> engine;
  std::map<std::string, std::unique_ptr<Statement>, std::less<>> prepared;   // gone before the connection closes
  std::vector<std::pair<std::string, std::unique_ptr<Statement>>> passing;   // likewise; the one used last first
  std::map<std::string, std::unique_ptr<Rows>, std::less<>> rows;            // by table and columns
  std::map<std::string, std::int64_t, std::less<>> taken;                    // SQLite: the highest id given out, by table

  std::string what(std::string_view text) const { return engine->name + ": cannot run \"" + first_words(text) + "\""; }
};

Database::Database(std::unique_ptr<Engine> engine) : inside_(std::make_unique<Inside>()) { inside_->engine = std::move(engine); }
Database::~Database() = default;

std::unique_ptr<Database> Database::open_sqlite(std::string const& path, Options options) {
  return std::unique_ptr<Database>(new Database(sqlite_engine(path, options)));
}
std::unique_ptr<Database> Database::in_memory() { return open_sqlite(":memory:"); }
std::unique_ptr<Database> Database::open_postgres(std::string const& conninfo, Options options) {
  return std::unique_ptr<Database>(new Database(postgres_engine(conninfo, options)));
}

Dialect Database::dialect() const { return inside_->engine->dialect(); }

Statement& Database::prepare_passing(std::string_view text) {
  auto& in = *inside_;
  auto const found = std::find_if(in.passing.begin(), in.passing.end(), [&](auto const& one) { return one.first == text; });
  if (found != in.passing.end()) {
    CHECK(!found->second->inside_->in_use, "a statement is used again while its rows are still being read");
    found->second->inside_->reset();
    std::rotate(in.passing.begin(), found, found + 1);   // the one used last stands first
    return *in.passing.front().second;
  }
  if (in.passing.size() >= passing_max) {
    auto const idle = std::find_if(in.passing.rbegin(), in.passing.rend(), [](auto const& one) { return !one.second->inside_->in_use; });
    CHECK(idle != in.passing.rend(), "not all statements are being read at one time");
    idle->second->inside_->forget();
    in.passing.erase(std::next(idle).base());
  }
  auto made = in.engine->prepare(text, in.what(text));
  made->batches = &in.engine->batches;
  in.passing.emplace(in.passing.begin(), std::string(text), std::unique_ptr<Statement>(new Statement(std::move(made))));
  return *in.passing.front().second;
}

Statement& Database::prepare(std::string_view text) {
  auto& in = *inside_;
  if (auto const found = in.prepared.find(text); found != in.prepared.end()) {
    auto& kept = *found->second->inside_;
    CHECK(!kept.in_use, "a statement is used again while its rows are still being read");
    kept.reset();
    return *found->second;
  }
  CHECK(in.prepared.size() < prepared_max, "too many different statements: a value was put into the text, not bound");
  auto made = in.engine->prepare(text, in.what(text));
  made->batches = &in.engine->batches;
  auto statement = std::unique_ptr<Statement>(new Statement(std::move(made)));
  return *in.prepared.emplace(std::string(text), std::move(statement)).first->second;
}

void Database::script(std::string_view text) { inside_->engine->script(text, inside_->what(text)); }
std::int64_t Database::last_id() const { return inside_->engine->last_id(); }
bool Database::in_transaction() const { return inside_->engine->in_transaction(); }
void Database::begin() {
  CHECK(!in_transaction(), "a transaction is begun inside another; Transaction makes a savepoint");
  inside_->engine->begin();
}
void Database::commit() { inside_->engine->commit(); }
void Database::rollback() {
  undo(true);
  CHECK(!in_transaction(), "a roll-back leaves no transaction");
}
void Database::undo(bool all) noexcept { inside_->engine->undo(all); }

bool Database::has_table(std::string_view name) const { return inside_->engine->has_table(name); }

void Database::migrate(std::string_view room, std::vector<std::string_view> const& steps) {
  auto& engine = *inside_->engine;
  auto const wanted = static_cast<std::int64_t>(steps.size());
  auto const reached = [&] {
    std::int64_t step = 0;
    auto const take = [&](Row const& row) { step = row.integer(0); };
    if (engine.has_table("schema_step")) prepare("SELECT step FROM schema_step WHERE room = ?").with(room).one(take);
    return step;
  };
  auto const before = reached();
  if (before == wanted) return;
  if (before > wanted) {
    throw base::Failure(engine.name + ": the tables of " + std::string(room) + " are of step " + std::to_string(before) +
                        ", this program knows " + std::to_string(wanted) + "; use the newer program that wrote them");
  }
  if (engine.read_only) {
    throw base::Failure(engine.name + ": the tables of " + std::string(room) +
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

void Database::batch(std::function<void()> const& work) {
  struct Depth {
    Engine& engine;
    explicit Depth(Engine& in) : engine(in) { ++engine.batches; }
    ~Depth() {
      engine.abandon();   // nothing is left to abandon when all went well
      --engine.batches;
    }
    Depth(Depth const&) = delete;
    Depth& operator=(Depth const&) = delete;
  };
  auto& engine = *inside_->engine;
  Transaction transaction(*this);
  {
    Depth const depth(engine);
    work();
    engine.settle();
  }
  transaction.commit();
}

Rows& Database::rows(std::string_view table, std::string_view columns) {
  auto& in = *inside_;
  auto const into = std::string(table) + " (" + std::string(columns) + ")";
  if (auto const found = in.rows.find(into); found != in.rows.end()) return *found->second;
  CHECK(in.rows.size() < prepared_max, "tables and columns are names, not values");
  auto const count = base::split(columns, ',').size();
  auto made = std::unique_ptr<Rows>(new Rows(*in.engine, count));
  made->copy_ = in.engine->copy(table, columns);
  if (!made->copy_) {
    std::string places = "?";
    for (std::size_t i = 1; i < count; ++i) places += ", ?";
    made->insert_ = &prepare("INSERT INTO " + into + " VALUES (" + places + ")");
  }
  return *in.rows.emplace(into, std::move(made)).first->second;
}

std::vector<std::int64_t> Database::take_ids(std::string_view table, std::size_t count) {
  CHECK(in_transaction(), "ids are taken inside a transaction");
  CHECK(std::all_of(table.begin(), table.end(), [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; }),
        "a table has a plain name");
  std::vector<std::int64_t> ids;
  ids.reserve(count);
  if (dialect() == Dialect::postgres) {
    prepare("SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)")
        .with(table, static_cast<std::int64_t>(count))
        .each([&](Row const& row) { ids.push_back(row.integer(0)); });
    return ids;
  }
  auto& last = inside_->taken.emplace(table, 0).first->second;
  prepare("SELECT max(id) FROM " + std::string(table)).one([&](Row const& row) { last = std::max(last, row.integer(0)); });
  while (ids.size() < count) ids.push_back(++last);
  return ids;
}

void Database::backup_to(std::string const& path) {
  CHECK(!in_transaction(), "a backup is not made in the middle of a change");
  inside_->engine->backup_to(path);
}
std::string Database::seal() {
  std::string text;
  if (inside_->engine->has_table("schema_seal")) prepare("SELECT text FROM schema_seal").one([&](Row const& row) { text = row.text(0); });
  return text;
}
void Database::set_seal(std::string_view text) {
  Transaction transaction(*this);
  script("CREATE TABLE IF NOT EXISTS schema_seal (text TEXT NOT NULL)");
  prepare("DELETE FROM schema_seal").run();
  prepare("INSERT INTO schema_seal (text) VALUES (?)").with(text).run();
  transaction.commit();
}
std::string Database::integrity() { return inside_->engine->integrity(); }

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

// ---- Readers ------------------------------------------------------------------------------------

Readers::Readers(Open open, std::size_t most) : open_(std::move(open)), most_(most) {
  CHECK(most > 0, "a pool lends at least one connection");
  idle_.reserve(most);
}
Readers::~Readers() = default;

Readers::Lease Readers::lease(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_for(lock, wait, [&] { return out_ < most_; })) {
    throw base::Failure("all " + std::to_string(most_) + " connections for reading are in use; try again, or allow more");
  }
  ++out_;
  if (!idle_.empty()) {
    auto database = std::move(idle_.back());
    idle_.pop_back();
    return {*this, std::move(database)};
  }
  lock.unlock();
  Lease fresh(*this, nullptr);   // gives the place back if opening fails
  fresh.database_ = open_();
  return fresh;
}

void Readers::give_back(std::unique_ptr<Database> database) noexcept {
  if (database) database->undo(true);   // a reader leaves nothing half done to the next
  {
    std::lock_guard const lock(mutex_);
    if (database) idle_.push_back(std::move(database));
    --out_;
  }
  returned_.notify_one();
}

Readers::Lease::~Lease() {
  if (readers_ != nullptr) readers_->give_back(std::move(database_));
}

}  // namespace sql
