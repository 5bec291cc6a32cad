#include "sql/sql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A folder of its own for each test, empty at the start and gone at the end.
class Sql : public testing::Test {
 protected:
  Sql() {
    auto const* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("biyun_sql_" + std::string(test->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Sql() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  std::string file(std::string const& name) const { return (folder_ / name).string(); }
  fs::path folder_;
};

/// The environment failed, with a sentence like this.
template <typename Sentence>
auto fails(Sentence sentence) {
  return testing::ThrowsMessage<base::Failure>(sentence);
}

std::int64_t count(sql::Database& db, std::string const& table) {
  std::int64_t rows = -1;
  db.prepare("SELECT count(*) FROM " + table).one([&](sql::Row const& row) { rows = row.integer(0); });
  return rows;
}

TEST_F(Sql, values_of_every_type_come_back_as_they_were_bound) {
  auto db = sql::Database::in_memory();
  db->script("CREATE TABLE t (a, b, c, d, e)");
  auto const bytes = std::string("\0\xff;", 3);
  db->prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)").with(7, 0.1, "碧云", sql::Blob{bytes}, sql::Null{}).run();
  std::vector<sql::Value> found;
  ASSERT_TRUE(db->prepare("SELECT * FROM t").one([&](sql::Row const& row) {
    for (int i = 0; i < row.columns(); ++i) found.push_back(row.value(i));
    EXPECT_EQ(row.column_name(2), "c");
    EXPECT_TRUE(row.is_null(4));
    EXPECT_EQ(row.integer(4), 0);
    EXPECT_EQ(row.text(4), "");
  }));
  EXPECT_EQ(found, (std::vector<sql::Value>{std::int64_t{7}, 0.1, std::string("碧云"), sql::Blob{bytes}, sql::Null{}}));
}

RC_GTEST_PROP(SqlProperty, any_text_and_any_bytes_are_data_and_never_sql,
              (std::string const& text, std::string const& bytes)) {
  static auto const db = sql::Database::in_memory();
  db->script("CREATE TABLE IF NOT EXISTS t (a TEXT, b BLOB); DELETE FROM t");
  db->prepare("INSERT INTO t (a, b) VALUES (?, ?)").with(text + "'; DROP TABLE t; --", sql::Blob{bytes}).run();
  RC_ASSERT(db->prepare("SELECT a, b FROM t").one([&](sql::Row const& row) {
    RC_ASSERT(row.text(0) == text + "'; DROP TABLE t; --");
    RC_ASSERT(row.blob(1) == bytes);
  }));
}

TEST_F(Sql, a_broken_constraint_is_a_conflict_and_not_an_exception) {
  auto db = sql::Database::in_memory();
  db->script("CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT UNIQUE);"
             "CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id))");
  auto const insert = "INSERT INTO parent (code) VALUES (?)";
  ASSERT_TRUE(db->prepare(insert).with("A").try_run());
  auto const twice = db->prepare(insert).with("A").try_run();
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, "conflict");
  EXPECT_THAT(twice.error().detail, HasSubstr("parent.code"));
  auto const orphan = db->prepare("INSERT INTO child (parent) VALUES (?)").with(99).try_run();
  ASSERT_FALSE(orphan) << "foreign keys are on";
  EXPECT_TRUE(db->prepare(insert).with("B").try_run()) << "the statement is usable after a refusal";
  EXPECT_EQ(db->last_id(), 2);
  EXPECT_THAT([&] { db->prepare(insert).with("B").run(); }, fails(HasSubstr("UNIQUE")));
}

TEST_F(Sql, a_statement_abandoned_in_the_middle_is_reset_for_the_next_user) {
  auto db = sql::Database::in_memory();
  db->script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (3)");
  auto const select = "SELECT a FROM t WHERE a >= ? ORDER BY a";
  EXPECT_THROW(db->prepare(select).with(1).each([](sql::Row const&) { throw base::Failure("the reader went away"); }),
               base::Failure);
  std::vector<std::int64_t> seen;
  db->prepare(select).with(2).each([&](sql::Row const& row) { seen.push_back(row.integer(0)); });
  EXPECT_EQ(seen, (std::vector<std::int64_t>{2, 3}));
  db->prepare(select).bind(1, std::int64_t{1});   // bound and never run
  EXPECT_TRUE(db->prepare(select).with(3).one([](sql::Row const& row) { EXPECT_EQ(row.integer(0), 3); }));
  db->script("DROP TABLE t");   // a statement still being read would hold the table
}

TEST_F(Sql, our_own_mistakes_with_statements_are_bugs) {
  auto db = sql::Database::in_memory();
  db->script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)");
  EXPECT_THROW(db->prepare("SELECT a FROM t WHERE a = ?").run(), base::Bug) << "a value is missing";
  EXPECT_THROW(db->prepare("SELECT a FROM t").with(1), base::Bug) << "a value too many";
  EXPECT_THROW(db->prepare("SELECT 1; SELECT 2"), base::Bug);
  EXPECT_THROW(db->prepare("SELECT a FROM t").one([](sql::Row const& row) { row.text(1); }), base::Bug);
  auto const inside_itself = [&](sql::Row const&) { db->prepare("SELECT a FROM t").one([](sql::Row const&) {}); };
  EXPECT_THROW(db->prepare("SELECT a FROM t").each(inside_itself), base::Bug);
}

TEST_F(Sql, a_transaction_left_without_commit_leaves_nothing) {
  auto db = sql::Database::in_memory();
  db->script("CREATE TABLE t (a INTEGER)");
  EXPECT_THROW({
    sql::Transaction transaction(*db);
    db->prepare("INSERT INTO t VALUES (1)").run();
    throw base::Failure("the disk went away");
  }, base::Failure);
  EXPECT_EQ(count(*db, "t"), 0);
  EXPECT_FALSE(db->in_transaction());
}

TEST_F(Sql, an_inner_transaction_undoes_only_its_own_work_and_is_final_with_the_outer_one) {
  auto db = sql::Database::in_memory();
  db->script("CREATE TABLE t (a INTEGER)");
  {
    sql::Transaction outer(*db);
    db->prepare("INSERT INTO t VALUES (1)").run();
    {
      sql::Transaction given_up(*db);
      db->prepare("INSERT INTO t VALUES (2)").run();
    }
    {
      sql::Transaction kept(*db);
      db->prepare("INSERT INTO t VALUES (3)").run();
      kept.commit();
    }
    EXPECT_EQ(count(*db, "t"), 2);
    EXPECT_TRUE(db->in_transaction());
    outer.commit();
  }
  EXPECT_EQ(count(*db, "t"), 2);
  {
    sql::Transaction outer(*db);
    sql::Transaction inner(*db);
    db->prepare("INSERT INTO t VALUES (4)").run();
    inner.commit();
  }
  EXPECT_EQ(count(*db, "t"), 2) << "the outer one was not committed";
}

TEST_F(Sql, readers_go_on_beside_a_writer_and_see_only_what_was_committed) {
  auto writer = sql::Database::open_sqlite(file("a.db"));
  writer->script("CREATE TABLE t (a INTEGER)");
  auto reader = sql::Database::open_sqlite(file("a.db"), {.read_only = true});
  sql::Transaction transaction(*writer);
  writer->prepare("INSERT INTO t VALUES (1)").run();
  EXPECT_EQ(count(*reader, "t"), 0);
  transaction.commit();
  EXPECT_EQ(count(*reader, "t"), 1);
  EXPECT_THAT([&] { reader->script("DELETE FROM t"); }, fails(HasSubstr("cannot be written")));
}

TEST_F(Sql, a_second_writer_is_told_that_the_database_is_held) {
  auto first = sql::Database::open_sqlite(file("a.db"));
  auto second = sql::Database::open_sqlite(file("a.db"), {.busy_timeout_ms = 0});
  first->begin();
  EXPECT_THAT([&] { second->begin(); }, fails(HasSubstr("held by another")));
  first->rollback();
  second->begin();
  second->commit();
}

TEST_F(Sql, what_cannot_be_opened_says_why_and_how_to_mend_it) {
  auto const open = [&](std::string const& name) { return [this, name] { sql::Database::open_sqlite(file(name)); }; };
  EXPECT_THAT(open("nowhere/a.db"), fails(HasSubstr("folder does not exist")));
  std::ofstream(file("letter.db")) << std::string(5000, 'x');
  EXPECT_THAT(open("letter.db"), fails(testing::AllOf(HasSubstr("is not a database"), HasSubstr("backup"))));
  fs::create_directories(file("folder.db"));
  EXPECT_THAT(open("folder.db"), fails(HasSubstr("cannot open")));
}

TEST_F(Sql, a_full_disk_is_said_and_leaves_the_last_commit_whole) {
  auto db = sql::Database::open_sqlite(file("a.db"));
  db->script("CREATE TABLE t (a TEXT)");
  db->prepare("INSERT INTO t VALUES (?)").with("kept").run();
  db->prepare("PRAGMA max_page_count = 10").one([](sql::Row const&) {});
  auto const overfill = [&] {
    sql::Transaction transaction(*db);
    for (int i = 0; i < 100; ++i) db->prepare("INSERT INTO t VALUES (?)").with(std::string(5000, 'x')).run();
    transaction.commit();
  };
  EXPECT_THAT(overfill, fails(HasSubstr("disk is full")));
  EXPECT_FALSE(db->in_transaction());
  EXPECT_EQ(count(*db, "t"), 1);
}

TEST_F(Sql, damage_is_found_by_the_integrity_check) {
  {
    auto db = sql::Database::open_sqlite(file("a.db"));
    db->script("CREATE TABLE t (a TEXT)");
    for (int i = 0; i < 200; ++i) db->prepare("INSERT INTO t VALUES (?)").with(std::string(200, 'x')).run();
    EXPECT_EQ(db->integrity(), "ok");
  }
  std::fstream bytes(file("a.db"), std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(2 * 4096);
  bytes << std::string(4096, '\x7f');
  bytes.close();
  auto db = sql::Database::open_sqlite(file("a.db"));
  EXPECT_NE(db->integrity(), "ok");
  EXPECT_THAT([&] { db->prepare("SELECT a FROM t").each([](sql::Row const&) {}); }, fails(HasSubstr("damaged")));
}

TEST_F(Sql, steps_of_a_room_run_once_each_and_rooms_do_not_know_each_other) {
  std::vector<std::string_view> steps{"CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)"};
  {
    auto db = sql::Database::open_sqlite(file("a.db"));
    db->migrate("first", steps);
    db->migrate("first", steps);
    db->migrate("second", {"CREATE TABLE other (a INTEGER)"});
  }
  steps.push_back("ALTER TABLE t ADD COLUMN b TEXT NOT NULL DEFAULT ''");
  steps.push_back("INSERT INTO t VALUES (2, 'two')");
  auto db = sql::Database::open_sqlite(file("a.db"));
  db->migrate("first", steps);
  EXPECT_EQ(count(*db, "t"), 2);
  EXPECT_EQ(count(*db, "other"), 0);
  EXPECT_EQ(count(*db, "schema_step"), 2);
}

TEST_F(Sql, a_step_that_fails_leaves_the_tables_as_they_were) {
  auto db = sql::Database::in_memory();
  EXPECT_THROW(db->migrate("room", {"CREATE TABLE t (a INTEGER)", "CREATE TABLE wrong ("}), base::Failure);
  EXPECT_FALSE(db->prepare("SELECT 1 FROM sqlite_master WHERE name = 't'").one([](sql::Row const&) {}));
}

TEST_F(Sql, tables_of_a_newer_program_are_refused_with_a_sentence) {
  auto db = sql::Database::in_memory();
  db->migrate("room", {"CREATE TABLE a (x)", "CREATE TABLE b (x)"});
  EXPECT_THAT([&] { db->migrate("room", {"CREATE TABLE a (x)"}); }, fails(HasSubstr("use the newer program")));
}

TEST_F(Sql, a_backup_is_consistent_while_another_connection_writes) {
  auto db = sql::Database::open_sqlite(file("a.db"));
  db->script("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('one')");
  auto writer = sql::Database::open_sqlite(file("a.db"));
  sql::Transaction half(*writer);
  writer->prepare("INSERT INTO t VALUES ('not yet')").run();
  db->backup_to(file("copy.db"));
  half.commit();
  auto copy = sql::Database::open_sqlite(file("copy.db"));
  EXPECT_EQ(count(*copy, "t"), 1);
  EXPECT_EQ(copy->integrity(), "ok");
  EXPECT_FALSE(fs::exists(file("copy.db.part")));
  EXPECT_THAT([&] { db->backup_to(file("copy.db")); }, fails(HasSubstr("exists already")));
  EXPECT_THAT([&] { db->backup_to(file("nowhere/copy.db")); }, fails(HasSubstr("cannot open")));
}

TEST_F(Sql, returning_gives_back_what_an_insert_made) {
  auto db = sql::Database::in_memory();
  db->script("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)");
  std::int64_t id = 0;
  auto& insert = db->prepare("INSERT INTO t (a) VALUES (?), (?) RETURNING id");
  EXPECT_TRUE(insert.with("x", "y").one([&](sql::Row const& row) { id = row.integer(0); }));
  EXPECT_EQ(id, 1);
  EXPECT_EQ(count(*db, "t"), 2) << "all rows are there although only the first was read";
}

}  // namespace
