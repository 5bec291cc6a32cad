#include "columns/columns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

namespace {

using columns::Database, columns::Row, columns::Value;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

class ColumnsFile : public testing::Test {
 protected:
  ColumnsFile() : folder_(std::filesystem::path(testing::TempDir()) / ("columns_" + name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~ColumnsFile() override { std::filesystem::remove_all(folder_); }
  static std::string name() { return testing::UnitTest::GetInstance()->current_test_info()->name(); }
  std::string path() const { return (folder_ / "file.duckdb").string(); }
  std::filesystem::path folder_;
};

std::int64_t number(columns::Connection& connection, std::string_view text, std::vector<Value> const& values = {}) {
  std::int64_t answer = -1;
  connection.each(text, values, [&](Row const& row) { answer = row.integer(0); });
  return answer;
}

template <typename Call>
std::string failure_of(Call const& call) {
  std::string sentence;
  try {
    call();
  } catch (base::Failure const& failure) {
    sentence = failure.what();
  }
  return sentence;
}

TEST(Columns, answers_are_read_by_columns_too) {
  auto const database = Database::open(":memory:");
  auto const connection = database->connect();
  std::size_t rows = 0;
  std::int64_t sum = 0, words = 0, small = 0, nulls = 0;
  double reals = 0;
  connection->chunks("SELECT i, i::INTEGER, (i % 200)::UTINYINT, CASE WHEN i % 3 = 0 THEN NULL ELSE i / 2.0::DOUBLE END::DOUBLE FROM range(?) AS r(i)",
                     {std::int64_t{10'000}}, [&](columns::Chunk const& chunk) {
                       rows += chunk.size();
                       for (std::size_t i = 0; i < chunk.size(); ++i) {
                         sum += chunk.integers(0)[i];
                         words += chunk.words(1)[i];
                         small += chunk.small(2)[i];
                         nulls += chunk.is_null(3, i) ? 1 : 0;
                         reals += chunk.is_null(3, i) ? 0 : chunk.reals(3)[i];
                       }
                     });
  EXPECT_EQ(rows, 10'000U);
  EXPECT_EQ(sum, 49'995'000);
  EXPECT_EQ(words, sum);
  EXPECT_EQ(small, 995'000);
  EXPECT_EQ(nulls, 3'334);
  EXPECT_EQ(reals, (49'995'000.0 - 3.0 * 3'333 * 3'334 / 2) / 2);
  EXPECT_FALSE(failure_of([&] { connection->chunks("SELECT * FROM nowhere", {}, [](auto const&) {}); }).empty());
}

TEST(Columns, values_of_every_type_are_bound_and_read_back) {
  auto const database = Database::open(":memory:");
  auto const connection = database->connect();
  int rows = 0;
  connection->each("SELECT ?::BOOLEAN, ?::BIGINT, ?::DOUBLE, ?::VARCHAR, ?::INTEGER",
                   {true, std::int64_t{-7}, 2.5, std::string("氨氮 'a'; DROP TABLE x"), columns::Null{}}, [&](Row const& row) {
                     ++rows;
                     EXPECT_EQ(row.integer(0), 1);
                     EXPECT_EQ(row.integer(1), -7);
                     EXPECT_EQ(row.real(2), 2.5);
                     EXPECT_EQ(row.text(3), "氨氮 'a'; DROP TABLE x");
                     EXPECT_TRUE(row.is_null(4));
                     EXPECT_EQ(row.integer(4), 0);
                     EXPECT_TRUE(std::isnan(row.real(4)));
                   });
  EXPECT_EQ(rows, 1);
}

TEST(Columns, an_appender_writes_more_rows_than_one_chunk_and_nan_becomes_null) {
  auto const database = Database::open(":memory:");
  auto const connection = database->connect();
  connection->run("CREATE TABLE t(a BIGINT, b UTINYINT, c INTEGER, d DOUBLE, e VARCHAR)");
  constexpr std::size_t count = 5000;
  std::vector<std::int64_t> a(count);
  std::vector<std::uint8_t> b(count, 9);
  std::vector<std::int32_t> c(count, -3);
  std::vector<double> d(count, 1.5);
  std::vector<std::string> e(count, "一个比十二个字节长的文本");
  for (std::size_t i = 0; i < count; ++i) a[i] = static_cast<std::int64_t>(i);
  for (std::size_t i = 0; i < count; i += 5) d[i] = nothing;
  {
    auto const appender = connection->appender("t");
    appender->integers(0, a), appender->small(1, b), appender->words(2, c), appender->reals(3, d), appender->texts(4, e);
    appender->rows(count);
    appender->flush();
  }
  EXPECT_EQ(number(*connection, "SELECT count(*) FROM t"), 5000);
  EXPECT_EQ(number(*connection, "SELECT count(d) FROM t"), 4000);
  EXPECT_EQ(number(*connection, "SELECT sum(a) FROM t"), 5000 * 4999 / 2);
  EXPECT_EQ(number(*connection, "SELECT count(*) FROM t WHERE e = ?", {std::string("一个比十二个字节长的文本")}), 5000);
  EXPECT_EQ(number(*connection, "SELECT min(c) + max(b) FROM t"), 6);
}

TEST(Columns, what_was_appended_and_rolled_back_is_gone) {
  auto const database = Database::open(":memory:");
  auto const connection = database->connect();
  connection->run("CREATE TABLE t(a BIGINT)");
  connection->begin();
  std::vector<std::int64_t> const a{1, 2, 3};
  auto appender = connection->appender("t");
  appender->integers(0, a), appender->rows(a.size()), appender->flush();
  appender.reset();
  EXPECT_EQ(number(*connection, "SELECT count(*) FROM t"), 3);
  connection->rollback();
  EXPECT_EQ(number(*connection, "SELECT count(*) FROM t"), 0);
}

TEST(Columns, a_reader_sees_a_transaction_wholly_or_not_at_all) {
  auto const database = Database::open(":memory:");
  auto const writer = database->connect();
  auto const reader = database->connect();
  writer->run("CREATE TABLE t(a BIGINT)");
  writer->begin();
  writer->run("INSERT INTO t VALUES (1), (2)");
  EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 0);
  writer->commit();
  EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 2);
}

TEST(Columns, an_error_is_a_sentence_that_quotes_the_statement) {
  auto const database = Database::open(":memory:");
  auto const connection = database->connect();
  EXPECT_THAT(failure_of([&] { connection->run("SELECT * FROM nowhere"); }),
              testing::AllOf(testing::HasSubstr("SELECT * FROM nowhere"), testing::HasSubstr("does not exist")));
  EXPECT_THAT(failure_of([&] { connection->each("SELECT nothing", {}, [](Row const&) {}); }),
              testing::HasSubstr("nothing"));
  EXPECT_THAT(failure_of([&] { connection->appender("nowhere"); }), testing::HasSubstr("nowhere"));
  EXPECT_EQ(number(*connection, "SELECT 1"), 1);   // the connection goes on
}

TEST(Columns, an_error_in_the_middle_of_a_streamed_answer_is_not_taken_for_its_end) {
  auto const database = Database::open(":memory:");
  auto const connection = database->connect();
  auto const text = "SELECT CASE WHEN i = 90000 THEN error('broken here') ELSE 'fine' END FROM range(100000) t(i)";
  EXPECT_THAT(failure_of([&] { connection->each(text, {}, [](Row const&) {}); }), testing::HasSubstr("broken here"));
}

TEST(Columns, a_running_query_is_interrupted_from_another_thread) {
  auto const database = Database::open(":memory:");
  auto const connection = database->connect();
  std::jthread other;
  auto const sentence = failure_of([&] {
    connection->each("SELECT a.range FROM range(10000000) a, range(1000) b", {}, [&](Row const&) {
      if (!other.joinable()) other = std::jthread([&] { connection->interrupt(); });
    });
  });
  EXPECT_EQ(sentence, "interrupted");
}

TEST_F(ColumnsFile, rows_are_there_after_reopening) {
  {
    auto const database = Database::open(path());
    auto const connection = database->connect();
    connection->run("CREATE TABLE t(a BIGINT)");
    connection->run("INSERT INTO t VALUES (?)", {std::int64_t{42}});
    database->checkpoint();
    connection->run("INSERT INTO t VALUES (?)", {std::int64_t{1}});
  }
  auto const database = Database::open(path());
  EXPECT_EQ(number(*database->connect(), "SELECT sum(a) FROM t"), 43);
}

TEST_F(ColumnsFile, a_read_only_database_refuses_to_write) {
  Database::open(path())->connect()->run("CREATE TABLE t(a BIGINT)");
  auto const database = Database::open(path(), {.read_only = true});
  EXPECT_NE(failure_of([&] { database->connect()->run("INSERT INTO t VALUES (1)"); }), "");
}

TEST_F(ColumnsFile, a_missing_folder_and_a_damaged_file_are_named) {
  auto const missing = (folder_ / "no" / "such.duckdb").string();
  EXPECT_THAT(failure_of([&] { Database::open(missing); }), testing::HasSubstr(missing));
  std::filesystem::create_directories(folder_);
  { std::unique_ptr<FILE, int (*)(FILE*)>(std::fopen(path().c_str(), "w"), std::fclose); }
  std::filesystem::resize_file(path(), 20000);
  EXPECT_THAT(failure_of([&] { Database::open(path()); }), testing::HasSubstr("cannot be opened"));
}

TEST_F(ColumnsFile, no_extension_is_ever_fetched) {
  auto const database = Database::open(path());
  auto const connection = database->connect();
  for (auto const* const name : {"autoinstall_known_extensions", "autoload_known_extensions"}) {
    connection->each("SELECT current_setting(?)", {std::string(name)}, [&](Row const& row) { EXPECT_EQ(row.integer(0), 0) << name; });
  }
}

TEST_F(ColumnsFile, damage_is_told_from_what_is_around_the_file) {
  {
    auto const database = Database::open(path());
    auto const connection = database->connect();
    connection->run("CREATE TABLE x AS SELECT range AS n, hash(range) AS h, range::VARCHAR AS t FROM range(300000)");
    database->checkpoint();
    EXPECT_TRUE(database->check());
  }
  EXPECT_TRUE(Database::open(path(), {.read_only = true})->check());
  auto const size = std::filesystem::file_size(path());
  {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(size / 2));
    file << std::string(1 << 16, 'x');
  }
  auto const opened = Database::try_open(path());
  auto const checked = opened ? opened.value()->check() : base::Outcome(opened.error());
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "damaged");
  std::ofstream(path(), std::ios::binary) << std::string(1 << 16, 'x');
  EXPECT_EQ(Database::try_open(path()).error().code, "damaged");
  EXPECT_EQ(Database::try_open((folder_ / "nowhere" / "x.duckdb").string()).error().code, "unreachable");
}

}  // namespace
