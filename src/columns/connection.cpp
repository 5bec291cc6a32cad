#include "columns/connection.hpp"

#include <map>

#include "columns/answer.hpp"

namespace columns {
namespace {

constexpr std::size_t statements_kept_max = 128;
constexpr std::size_t quoted_statement_max = 120;   // characters of a statement shown in an error

struct Prepared {
  duckdb_prepared_statement handle = nullptr;
  Prepared() = default;
  ~Prepared() { duckdb_destroy_prepare(&handle); }
  Prepared(Prepared const&) = delete;
  Prepared& operator=(Prepared const&) = delete;
};

struct Bind {
  duckdb_prepared_statement statement;
  idx_t index;
  duckdb_state operator()(Null) const { return duckdb_bind_null(statement, index); }
  duckdb_state operator()(bool value) const { return duckdb_bind_boolean(statement, index, value); }
  duckdb_state operator()(std::int64_t value) const { return duckdb_bind_int64(statement, index, value); }
  duckdb_state operator()(double value) const { return duckdb_bind_double(statement, index, value); }
  duckdb_state operator()(std::string const& value) const {
    return duckdb_bind_varchar_length(statement, index, value.data(), value.size());
  }
};

class DuckConnection final : public Connection {
 public:
  explicit DuckConnection(duckdb_database database) {
    if (duckdb_connect(database, &handle_) != DuckDBSuccess)
      throw base::Failure("The observations database gives no more connections; restart the program");
  }
  ~DuckConnection() override {
    statements_.clear();
    duckdb_disconnect(&handle_);
  }
  DuckConnection(DuckConnection const&) = delete;
  DuckConnection& operator=(DuckConnection const&) = delete;

  void run(std::string_view text, std::vector<Value> const& values) override {
    Answer answer;
    if (values.empty()) {
      answer.check(duckdb_query(handle_, std::string(text).c_str(), &answer.result), text.substr(0, quoted_statement_max));
      return;
    }
    auto const statement = bound(text, values);
    answer.check(duckdb_execute_prepared(statement, &answer.result), text.substr(0, quoted_statement_max));
  }

  base::Outcome try_run(std::string_view text) override {
    Answer answer;
    if (duckdb_query(handle_, std::string(text).c_str(), &answer.result) == DuckDBSuccess) return base::Done{};
    char const* const error = duckdb_result_error(&answer.result);
    return base::Problem("damaged", error ? error : "no reason given");
  }

  void each(std::string_view text, std::vector<Value> const& values,
            std::function<void(Row const&)> const& take) override {
    auto const statement = bound(text, values);
    Answer answer;
    answer.stream(statement, text.substr(0, quoted_statement_max));
    answer.each(take);
  }

  void chunks(std::string_view text, std::vector<Value> const& values, std::function<void(Chunk const&)> const& take) override {
    auto const statement = bound(text, values);
    Answer answer;
    answer.stream(statement, text.substr(0, quoted_statement_max));
    answer.chunks(take);
  }

  std::unique_ptr<Appender> appender(std::string_view table) override { return make_appender(handle_, table); }
  void begin() override { run("BEGIN TRANSACTION", {}); }
  void commit() override { run("COMMIT", {}); }
  void rollback() noexcept override {
    duckdb_result result{};                 // that no transaction is open any more is no error
    duckdb_query(handle_, "ROLLBACK", &result);
    duckdb_destroy_result(&result);
  }
  void interrupt() override { duckdb_interrupt(handle_); }

 private:
  duckdb_prepared_statement bound(std::string_view text, std::vector<Value> const& values) {
    auto found = statements_.find(text);
    if (found == statements_.end()) {
      if (statements_.size() >= statements_kept_max) statements_.clear();
      found = statements_.try_emplace(std::string(text)).first;
      if (duckdb_prepare(handle_, found->first.c_str(), &found->second.handle) != DuckDBSuccess) {
        std::string const error = duckdb_prepare_error(found->second.handle);
        statements_.erase(found);
        fail(text.substr(0, quoted_statement_max), error.c_str());
      }
    }
    auto* const statement = found->second.handle;
    CHECK(duckdb_nparams(statement) == values.size(), "as many values are bound as the statement has places");
    for (idx_t i = 0; i < values.size(); ++i) {
      auto const state = std::visit(Bind{statement, i + 1}, values[i]);
      CHECK(state == DuckDBSuccess, "the value fits its place");
    }
    return statement;
  }

  duckdb_connection handle_ = nullptr;
  std::map<std::string, Prepared, std::less<>> statements_;
};

}  // namespace

void fail(std::string_view doing, char const* error) {
  std::string_view const why = error ? error : "no reason given";
  if (why.find("INTERRUPT") != std::string_view::npos || why.find("Interrupted") != std::string_view::npos)
    throw base::Failure("interrupted");
  std::string sentence = "The observations database refused \"" + std::string(doing) + "\": " + std::string(why);
  if (why.find("No space left") != std::string_view::npos) sentence += "; free disk space and restart";
  if (why.find("invalidated") != std::string_view::npos) sentence += "; restart the program, it goes on from the last commit";
  throw base::Failure(sentence);
}

std::unique_ptr<Connection> make_connection(duckdb_database database) {
  return std::make_unique<DuckConnection>(database);
}

}  // namespace columns
