#pragma once
// What the tests that run on both engines share.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sql/postgres_for_tests.hpp"

namespace sql::for_tests {

/// An empty store of one kind; every open() is another connection to it.
class Store {
 public:
  explicit Store(Dialect dialect) : dialect_(dialect) {
    static int stores = 0;
    if (dialect == Dialect::postgres) conninfo_ = Postgres::fresh();
    else folder_ = std::filesystem::temp_directory_path() / ("biyun_sql_" + std::to_string(::getpid()) + "_" + std::to_string(++stores));
    if (!folder_.empty()) std::filesystem::create_directories(folder_);
  }
  ~Store() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  Store(Store const&) = delete;
  Store& operator=(Store const&) = delete;
  std::unique_ptr<Database> open(Options options = {}) const {
    options.full_sync = false;
    if (dialect_ == Dialect::postgres) return Database::open_postgres(conninfo_, options);
    return Database::open_sqlite((folder_ / "a.db").string(), options);
  }

 private:
  Dialect dialect_;
  std::filesystem::path folder_;
  std::string conninfo_;
};

/// A test that runs on both.
class OnBoth : public testing::TestWithParam<Dialect> {
 protected:
  Store store{GetParam()};
  std::unique_ptr<Database> db = store.open();
};

/// The environment failed, with a sentence like this.
template <typename Sentence>
auto fails(Sentence sentence) {
  return testing::ThrowsMessage<base::Failure>(sentence);
}

inline std::int64_t count(Database& db, std::string const& table) {
  std::int64_t rows = -1;
  db.prepare("SELECT count(*) FROM " + table).one([&](Row const& row) { rows = row.integer(0); });
  return rows;
}

inline std::vector<std::int64_t> numbers(Statement& statement) {
  std::vector<std::int64_t> found;
  statement.each([&](Row const& row) { found.push_back(row.integer(0)); });
  return found;
}

inline std::string engine_name(testing::TestParamInfo<Dialect> const& test) { return test.param == Dialect::sqlite ? "sqlite" : "postgres"; }

}  // namespace sql::for_tests
