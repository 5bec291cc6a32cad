// What both engines promise, once on SQLite and once on PostgreSQL.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <map>
#include <thread>

#include "sql/store_for_tests.hpp"

namespace {

using sql::for_tests::count;
using sql::for_tests::fails;
using sql::for_tests::numbers;
using sql::for_tests::Store;
using testing::AnyOf;
using testing::HasSubstr;

class Sql : public sql::for_tests::OnBoth {};
INSTANTIATE_TEST_SUITE_P(On, Sql, testing::Values(sql::Dialect::sqlite, sql::Dialect::postgres), sql::for_tests::engine_name);

TEST_P(Sql, values_of_every_type_come_back_as_they_were_bound) {
  EXPECT_EQ(db->dialect(), GetParam());
  db->script("CREATE TABLE t (a INTEGER, b REAL, c TEXT, d BLOB, e TEXT)");
  auto const bytes = std::string("\0\xff;", 3);
  db->prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)").with(7, 0.1, "碧云", sql::Blob{bytes}, sql::Null{}).run();
  std::vector<sql::Value> found;
  ASSERT_TRUE(db->prepare("SELECT * FROM t").one([&](sql::Row const& row) {
    for (int i = 0; i < row.columns(); ++i) found.push_back(row.value(i));
    EXPECT_EQ(row.column_name(2), "c");
    EXPECT_TRUE(row.is_null(4));
    EXPECT_EQ(row.integer(4), 0);
    EXPECT_EQ(row.text(4), "");
    EXPECT_EQ(row.text(0), "7");
    EXPECT_EQ(row.real(0), 7.0);
  }));
  EXPECT_EQ(found, (std::vector<sql::Value>{std::int64_t{7}, 0.1, std::string("碧云"), sql::Blob{bytes}, sql::Null{}}));
}

TEST_P(Sql, passing_statements_are_many_and_reading_may_stop) {
  db->script("CREATE TABLE t (a INTEGER)");
  for (int i = 0; i < 10; ++i) db->prepare("INSERT INTO t VALUES (?)").with(i).run();
  for (int round = 0; round < 300; ++round) {   // as many texts as filters somebody may think of
    int seen = 0;
    db->prepare_passing("SELECT a FROM t WHERE a >= ? AND " + std::to_string(round % 150) + " >= 0 ORDER BY a").with(2).each_while([&](sql::Row const& row) {
      EXPECT_EQ(row.integer(0), 2 + seen);
      return ++seen < 3;
    });
    EXPECT_EQ(seen, 3);
  }
}

TEST_P(Sql, the_ends_of_the_numbers_are_kept_exactly) {
  db->script("CREATE TABLE t (n INTEGER PRIMARY KEY, a INTEGER, b REAL)");
  std::vector<std::int64_t> const whole{std::numeric_limits<std::int64_t>::min(), -1, 0, std::numeric_limits<std::int64_t>::max()};
  std::vector<double> const real{-1.7976931348623157e308, 5e-324, 0.1 + 0.2, 1e300};
  auto& insert = db->prepare("INSERT INTO t (a, b) VALUES (?, ?)");
  for (std::size_t i = 0; i < whole.size(); ++i) insert.with(whole[i], real[i]).run();
  insert.with(sql::Null{}, std::numeric_limits<double>::quiet_NaN()).run();
  std::size_t i = 0;
  db->prepare("SELECT a, b FROM t ORDER BY n").each([&](sql::Row const& row) {
    if (i == whole.size()) {
      EXPECT_TRUE(row.is_null(0) && row.is_null(1)) << "what is no number is NULL";
      return;
    }
    EXPECT_EQ(row.integer(0), whole[i]);
    EXPECT_EQ(row.real(1), real[i++]);
  });
  EXPECT_EQ(i, whole.size());
}

TEST_P(Sql, a_place_that_meets_numbers_of_both_kinds_and_null_keeps_them_all) {
  db->script("CREATE TABLE t (n INTEGER PRIMARY KEY, a REAL)");
  auto const insert = "INSERT INTO t (a) VALUES (?)";
  for (sql::Value const& value : std::vector<sql::Value>{sql::Null{}, std::int64_t{3}, 3.5, std::int64_t{4}, sql::Null{}}) {
    db->prepare(insert).with(value).run();
  }
  std::string all;
  db->prepare("SELECT a FROM t ORDER BY n").each([&](sql::Row const& row) { all += row.is_null(0) ? "-," : base::format_number(row.real(0)) + ","; });
  EXPECT_EQ(all, "-,3,3.5,4,-,");
}

TEST_P(Sql, sums_and_means_are_numbers) {
  db->script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (4)");
  ASSERT_TRUE(db->prepare("SELECT sum(a), count(*), avg(a * 1.0), max(a) FROM t").one([](sql::Row const& row) {
    EXPECT_EQ(row.integer(0), 7);
    EXPECT_EQ(row.integer(1), 3);
    EXPECT_NEAR(row.real(2), 7.0 / 3, 1e-12);
    EXPECT_EQ(row.integer(3), 4);
  }));
}

void any_text_is_data(sql::Dialect dialect, std::string const& text, std::string const& bytes) {
  static std::map<sql::Dialect, std::unique_ptr<Store>> stores;
  static std::map<sql::Dialect, std::unique_ptr<sql::Database>> open;
  if (!open.contains(dialect)) {
    stores[dialect] = std::make_unique<Store>(dialect);
    open[dialect] = stores[dialect]->open();
    open[dialect]->script("CREATE TABLE t (a TEXT, b BLOB)");
  }
  auto& db = *open[dialect];
  db.prepare("DELETE FROM t").run();
  auto const done = db.prepare("INSERT INTO t (a, b) VALUES (?, ?)").with(text + "'; DROP TABLE t; --", sql::Blob{bytes}).try_run();
  if (dialect == sql::Dialect::postgres && (!base::is_utf8(text) || text.find('\0') != std::string::npos)) {
    RC_ASSERT(!done);   // refused, never cut
    return;
  }
  RC_ASSERT(db.prepare("SELECT a, b FROM t").one([&](sql::Row const& row) {
    RC_ASSERT(row.text(0) == text + "'; DROP TABLE t; --");
    RC_ASSERT(row.blob(1) == bytes);
  }));
}

RC_GTEST_PROP(SqlProperty, any_text_and_any_bytes_are_data_and_never_sql, (std::string const& text, std::string const& bytes)) {
  any_text_is_data(sql::Dialect::sqlite, text, bytes);
  any_text_is_data(sql::Dialect::postgres, text, bytes);
}

TEST_P(Sql, a_question_mark_in_quotes_or_in_a_comment_is_no_placeholder) {
  std::string found;
  db->prepare("SELECT '?''?' /* ? */ || ? -- ?\n || '?' AS \"?\"").with("x").one([&](sql::Row const& row) {
    found = std::string(row.column_name(0)) + " " + std::string(row.text(0));
  });
  EXPECT_EQ(found, "? ?'?x?");
}

TEST_P(Sql, a_broken_constraint_is_a_conflict_and_not_an_exception) {
  db->script("CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT UNIQUE);"
             "CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id))");
  auto const insert = "INSERT INTO parent (code) VALUES (?)";
  ASSERT_TRUE(db->prepare(insert).with("A").try_run());
  auto const twice = db->prepare(insert).with("A").try_run();
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, "conflict");
  EXPECT_THAT(twice.error().detail, AnyOf(HasSubstr("parent.code"), HasSubstr("parent_code")));
  auto const orphan = db->prepare("INSERT INTO child (parent) VALUES (?)").with(99).try_run();
  ASSERT_FALSE(orphan) << "foreign keys are on";
  EXPECT_TRUE(db->prepare(insert).with("B").try_run()) << "the statement is usable after a refusal";
  EXPECT_THAT([&] { db->prepare(insert).with("B").run(); }, fails(HasSubstr("refused the change")));
}

TEST_P(Sql, a_refusal_inside_a_transaction_leaves_the_transaction_usable) {
  db->script("CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT UNIQUE)");
  sql::Transaction transaction(*db);
  auto const insert = "INSERT INTO t (code) VALUES (?)";
  ASSERT_TRUE(db->prepare(insert).with("A").try_run());
  EXPECT_EQ(db->prepare(insert).changes(), 1);
  EXPECT_FALSE(db->prepare(insert).with("A").try_run());
  EXPECT_FALSE(db->prepare("INSERT INTO t (code) VALUES (?) RETURNING id").with("A").try_run_for_id());
  db->prepare(insert).with("B").run();
  auto const third = db->prepare("INSERT INTO t (code) VALUES (?) RETURNING id").with("C").try_run_for_id();
  ASSERT_TRUE(third);
  transaction.commit();
  EXPECT_EQ(numbers(db->prepare("SELECT count(*) FROM t WHERE code IN ('A', 'B', 'C')")), (std::vector<std::int64_t>{3}));
  EXPECT_EQ(numbers(db->prepare("SELECT id FROM t WHERE code = 'C'")), (std::vector<std::int64_t>{*third}));
}

TEST_P(Sql, an_insert_gives_the_id_it_made) {
  db->script("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE)");
  auto const insert = "INSERT INTO t (a) VALUES (?) ON CONFLICT (a) DO NOTHING RETURNING id";
  auto const first = db->prepare(insert).with("x").run_for_id();
  EXPECT_EQ(first, 1);
  EXPECT_GT(db->prepare(insert).with("y").run_for_id(), first);
  EXPECT_EQ(db->prepare(insert).with("x").run_for_id(), 0) << "nothing was inserted";
  std::int64_t id = 0;
  auto& two = db->prepare("INSERT INTO t (a) VALUES (?), (?) RETURNING id");
  EXPECT_TRUE(two.with("p", "q").one([&](sql::Row const& row) { id = row.integer(0); }));
  EXPECT_GT(id, first);
  EXPECT_EQ(count(*db, "t"), 4) << "all rows are there although only the first was read";
}

TEST_P(Sql, the_number_of_changed_rows_is_told) {
  db->script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (3)");
  auto& update = db->prepare("UPDATE t SET a = a + 1 WHERE a >= ?");
  update.with(2).run();
  EXPECT_EQ(update.changes(), 2);
  update.with(100).run();
  EXPECT_EQ(update.changes(), 0);
}

TEST_P(Sql, a_statement_abandoned_in_the_middle_is_reset_for_the_next_user) {
  db->script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (3)");
  auto const select = "SELECT a FROM t WHERE a >= ? ORDER BY a";
  EXPECT_THROW(db->prepare(select).with(1).each([](sql::Row const&) { throw base::Failure("the reader went away"); }),
               base::Failure);
  EXPECT_EQ(numbers(db->prepare(select).with(2)), (std::vector<std::int64_t>{2, 3}));
  db->prepare(select).bind(1, std::int64_t{1});   // bound and never run
  EXPECT_TRUE(db->prepare(select).with(3).one([](sql::Row const& row) { EXPECT_EQ(row.integer(0), 3); }));
  db->script("DROP TABLE t");   // a statement still being read would hold the table
}

TEST_P(Sql, our_own_mistakes_with_statements_are_bugs) {
  db->script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)");
  EXPECT_THROW(db->prepare("SELECT a FROM t WHERE a = ?").run(), base::Bug) << "a value is missing";
  EXPECT_THROW(db->prepare("SELECT a FROM t").with(1), base::Bug) << "a value too many";
  EXPECT_THROW(db->prepare("SELECT 1; SELECT 2"), base::Bug);
  EXPECT_THROW(db->prepare(" -- nothing\n"), base::Bug);
  EXPECT_THROW(db->prepare("SELECT a FROM t").one([](sql::Row const& row) { row.text(1); }), base::Bug);
  auto const inside_itself = [&](sql::Row const&) { db->prepare("SELECT a FROM t").one([](sql::Row const&) {}); };
  EXPECT_THROW(db->prepare("SELECT a FROM t").each(inside_itself), base::Bug);
  db->begin();
  EXPECT_THROW(db->begin(), base::Bug);
  EXPECT_EQ(count(*db, "t"), 1) << "the connection is usable after all that";
}

TEST_P(Sql, other_statements_may_be_used_while_rows_are_read) {
  db->script("CREATE TABLE t (a INTEGER, b TEXT, c BLOB); CREATE TABLE copy (a INTEGER, b TEXT, c BLOB)");
  for (int i = 0; i < 50; ++i) {
    auto const text = i % 7 == 0 ? sql::Value(sql::Null{}) : sql::Value("t" + std::to_string(i));
    db->prepare("INSERT INTO t VALUES (?, ?, ?)").with(i, text, sql::Blob{std::string(1, '\0') + std::to_string(i)}).run();
  }
  db->prepare("SELECT a, b, c FROM t ORDER BY a").each([&](sql::Row const& row) {
    db->prepare("INSERT INTO copy VALUES (?, ?, ?)").with(row.value(0), row.value(1), row.value(2)).run();
    // A third reading inside, and the outer row stays what it was.
    auto const before = row.integer(0);
    EXPECT_EQ(numbers(db->prepare("SELECT a FROM copy WHERE a = ?").with(before)), std::vector<std::int64_t>{before});
    EXPECT_EQ(row.integer(0), before);
  });
  EXPECT_EQ(count(*db, "copy"), 50);
  EXPECT_EQ(count(*db, "(SELECT a, b, c FROM t EXCEPT SELECT a, b, c FROM copy) AS d"), 0);
}

TEST_P(Sql, a_failure_in_the_middle_of_the_rows_reaches_the_reader) {
  db->script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2)");
  auto const broken = [&] {
    sql::Transaction transaction(*db);
    db->prepare("SELECT a FROM t").each([&](sql::Row const&) { db->prepare("INSERT INTO nowhere VALUES (1)").run(); });
  };
  EXPECT_THAT(broken, fails(HasSubstr("nowhere")));
  EXPECT_FALSE(db->in_transaction());
  EXPECT_EQ(count(*db, "t"), 2);
}

TEST_P(Sql, a_transaction_left_without_commit_leaves_nothing) {
  db->script("CREATE TABLE t (a INTEGER)");
  EXPECT_THROW({
    sql::Transaction transaction(*db);
    db->prepare("INSERT INTO t VALUES (1)").run();
    throw base::Failure("the disk went away");
  }, base::Failure);
  EXPECT_EQ(count(*db, "t"), 0);
  EXPECT_FALSE(db->in_transaction());
}

TEST_P(Sql, an_inner_transaction_undoes_only_its_own_work_and_is_final_with_the_outer_one) {
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

TEST_P(Sql, readers_go_on_beside_a_writer_and_see_only_what_was_committed) {
  db->script("CREATE TABLE t (a INTEGER)");
  auto reader = store.open({.read_only = true});
  sql::Transaction transaction(*db);
  db->prepare("INSERT INTO t VALUES (1)").run();
  EXPECT_EQ(count(*reader, "t"), 0);
  transaction.commit();
  EXPECT_EQ(count(*reader, "t"), 1);
  EXPECT_THAT([&] { reader->script("DELETE FROM t"); }, fails(HasSubstr("cannot be written")));
}

TEST_P(Sql, a_second_writer_is_told_that_the_database_is_held) {
  auto second = store.open({.busy_timeout_ms = 0});
  db->begin();
  EXPECT_THAT([&] { second->begin(); }, fails(HasSubstr("held by another")));
  EXPECT_FALSE(second->in_transaction());
  db->rollback();
  second->begin();
  second->commit();
}

TEST_P(Sql, writers_take_turns_and_each_sees_what_the_one_before_it_wrote) {
  constexpr int writers = 4, changes = 25;
  db->script("CREATE TABLE chain (number INTEGER PRIMARY KEY)");
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&] {
      auto const own = store.open();
      for (int i = 0; i < changes; ++i) {
        sql::Transaction transaction(*own);
        auto const last = numbers(own->prepare("SELECT coalesce(max(number), 0) FROM chain")).front();
        own->prepare("INSERT INTO chain VALUES (?)").with(last + 1).run();
        transaction.commit();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count(*db, "chain"), writers * changes);
}

TEST_P(Sql, steps_of_a_room_run_once_each_and_rooms_do_not_know_each_other) {
  std::vector<std::string_view> steps{"CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)"};
  {
    auto own = store.open();
    own->migrate("first", steps);
    own->migrate("first", steps);
    own->migrate("second", {"CREATE TABLE other (a INTEGER)"});
  }
  steps.push_back("ALTER TABLE t ADD COLUMN b TEXT NOT NULL DEFAULT ''");
  steps.push_back("INSERT INTO t VALUES (2, 'two')");
  EXPECT_THAT([&] { store.open({.read_only = true})->migrate("first", steps); }, fails(HasSubstr("open them once for writing")));
  db->migrate("first", steps);
  EXPECT_EQ(count(*db, "t"), 2);
  EXPECT_EQ(count(*db, "other"), 0);
  EXPECT_EQ(count(*db, "schema_step"), 2);
}

TEST_P(Sql, a_step_that_fails_leaves_the_tables_as_they_were) {
  EXPECT_THROW(db->migrate("room", {"CREATE TABLE t (a INTEGER)", "CREATE TABLE wrong ("}), base::Failure);
  db->script("CREATE TABLE t (a INTEGER)");   // it is not there
}

TEST_P(Sql, tables_of_a_newer_program_are_refused_with_a_sentence) {
  db->migrate("room", {"CREATE TABLE a (x INTEGER)", "CREATE TABLE b (x INTEGER)"});
  EXPECT_THAT([&] { db->migrate("room", {"CREATE TABLE a (x INTEGER)"}); }, fails(HasSubstr("use the newer program")));
}

TEST_P(Sql, a_database_carries_its_seal) {
  auto const reader = store.open({.read_only = true});
  EXPECT_EQ(reader->seal(), "");
  db->set_seal("of the house");
  db->set_seal("of another");
  EXPECT_EQ(reader->seal(), "of another");
}

TEST_P(Sql, a_sound_database_says_so) { EXPECT_EQ(db->integrity(), "ok"); }

}  // namespace
