// Many changes at once, ids in blocks and shared readers, on both engines.
#include <atomic>
#include <limits>
#include <thread>

#include "sql/store_for_tests.hpp"

namespace {

using sql::for_tests::count;
using sql::for_tests::fails;
using sql::for_tests::numbers;
using testing::HasSubstr;

class SqlBulk : public sql::for_tests::OnBoth {};
INSTANTIATE_TEST_SUITE_P(On, SqlBulk, testing::Values(sql::Dialect::sqlite, sql::Dialect::postgres), sql::for_tests::engine_name);

TEST_P(SqlBulk, a_batch_of_many_changes_is_kept_whole_and_in_order) {
  db->script("CREATE TABLE parent (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id), r REAL)");
  constexpr int rows = 2'500;   // several windows
  db->batch([&] {
    for (int i = 1; i <= rows; ++i) {
      db->prepare("INSERT INTO parent VALUES (?, ?)").with(i, i % 3 == 0 ? sql::Value(sql::Null{}) : sql::Value(std::string("x"))).run();
      db->prepare("INSERT INTO child VALUES (?, ?)").with(i, i % 2 == 0 ? sql::Value(0.5) : sql::Value(std::int64_t{1})).run();
      if (i == 1'000) {
        EXPECT_EQ(count(*db, "child"), 1'000) << "what reads waits for all before it";
      }
    }
    EXPECT_THROW(db->prepare("INSERT INTO child VALUES (?, ?)").changes(), base::Bug);
  });
  EXPECT_EQ(count(*db, "child"), rows);
  EXPECT_EQ(numbers(db->prepare("SELECT count(*) FROM parent WHERE a IS NULL")).front(), rows / 3);
  EXPECT_FALSE(db->in_transaction());
}

TEST_P(SqlBulk, the_first_failure_of_a_batch_undoes_all_of_it) {
  db->script("CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (7)");
  for (int const many : {10, 5'000}) {
    auto const twice = [&] {
      db->batch([&] {
        for (int i = 1; i <= many; ++i) db->prepare("INSERT INTO t VALUES (?)").with(i).run();
      });
    };
    EXPECT_THAT(twice, fails(HasSubstr("refused the change")));
    EXPECT_EQ(count(*db, "t"), 1);
  }
  auto const given_up = [&] {
    db->batch([&] {
      db->prepare("INSERT INTO t VALUES (?)").with(1).run();
      throw base::Failure("the file ends in the middle");
    });
  };
  EXPECT_THAT(given_up, fails(HasSubstr("ends in the middle")));
  EXPECT_EQ(count(*db, "t"), 1);
}

TEST_P(SqlBulk, a_batch_within_a_transaction_can_be_undone_alone) {
  db->script("CREATE TABLE t (a INTEGER PRIMARY KEY)");
  sql::Transaction transaction(*db);
  auto const insert = [&](int i) { db->prepare("INSERT INTO t VALUES (?)").with(i).run(); };
  insert(1);
  EXPECT_THAT([&] { db->batch([&] { insert(2), insert(1), insert(3); }); }, fails(HasSubstr("refused")));
  db->batch([&] {
    insert(4);
    EXPECT_FALSE(db->prepare("INSERT INTO t VALUES (?)").with(4).try_run()) << "a refusal is seen in a batch too";
    insert(5);
  });
  transaction.commit();
  EXPECT_EQ(numbers(db->prepare("SELECT a FROM t ORDER BY a")), (std::vector<std::int64_t>{1, 4, 5}));
}

TEST_P(SqlBulk, rows_of_several_tables_go_in_together_as_they_were_given) {
  db->script("CREATE TABLE parent (id INTEGER PRIMARY KEY, a TEXT, r REAL, b BLOB);"
             "CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id), text TEXT)");
  auto const odd = std::string("\\N\t\\\n\r\\.\n碧云");
  auto const bytes = std::string("\0\\\n\xff", 4);
  constexpr int rows = 20'000;   // more than one block
  db->batch([&] {
    auto& parents = db->rows("parent", "id, a, r, b");
    for (int i = 1; i <= rows; ++i) {
      if (i % 2 == 0) parents.add(i, odd, 0.1 * i, sql::Blob{bytes});
      else parents.add(i, sql::Null{}, std::numeric_limits<double>::quiet_NaN(), sql::Null{});
      for (int n = 0; n < 2; ++n) db->rows("child", "parent, text").add(i, std::string(150, 'x'));
    }
    db->prepare("UPDATE parent SET a = 'seen' WHERE id = ?").with(rows).run();
  });
  EXPECT_EQ(count(*db, "child"), 2 * rows);
  EXPECT_EQ(numbers(db->prepare("SELECT count(*) FROM parent WHERE a IS NULL AND r IS NULL AND b IS NULL")).front(), rows / 2);
  EXPECT_EQ(numbers(db->prepare("SELECT id FROM parent WHERE a = 'seen'")), std::vector<std::int64_t>{rows});
  ASSERT_TRUE(db->prepare("SELECT a, r, b FROM parent WHERE id = 2").one([&](sql::Row const& row) {
    EXPECT_EQ(row.text(0), odd);
    EXPECT_EQ(row.real(1), 0.2);
    EXPECT_EQ(row.blob(2), bytes);
  }));
}

TEST_P(SqlBulk, a_row_that_is_refused_undoes_the_batch_and_the_next_batch_begins_empty) {
  db->script("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL)");
  auto& rows = db->rows("t", "a, b");
  EXPECT_THAT([&] { db->batch([&] { rows.add(1, "x"), rows.add(1, "y"); }); }, fails(HasSubstr("refused the change")));
  EXPECT_THAT([&] { db->batch([&] { rows.add(1, sql::Null{}); }); }, fails(HasSubstr("refused the change")));
  EXPECT_THAT([&] { db->batch([&] { rows.add(1, "x"); throw base::Failure("given up"); }); }, fails(HasSubstr("given up")));
  db->batch([&] { rows.add(2, "x"); });
  EXPECT_EQ(numbers(db->prepare("SELECT a FROM t")), std::vector<std::int64_t>{2});
  EXPECT_THROW(rows.add(3, "x"), base::Bug) << "outside of a batch";
  EXPECT_THROW(db->batch([&] { rows.add(3); }), base::Bug);
}

TEST_P(SqlBulk, ids_taken_in_blocks_are_given_to_nobody_else) {
  db->script("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t (a) VALUES ('first')");
  std::vector<std::int64_t> ids;
  db->batch([&] {
    for (auto const block : {3U, 2U}) {
      auto const more = db->take_ids("t", block);
      ids.insert(ids.end(), more.begin(), more.end());
    }
    for (auto const id : ids) db->prepare("INSERT INTO t (id, a) VALUES (?, 'block')").with(id).run();
  });
  EXPECT_EQ(ids, (std::vector<std::int64_t>{2, 3, 4, 5, 6}));
  EXPECT_EQ(db->prepare("INSERT INTO t (a) VALUES ('last') RETURNING id").run_for_id(), 7);
  EXPECT_THROW(db->take_ids("t", 1), base::Bug) << "outside of a transaction another connection may take the same";
}

TEST_P(SqlBulk, readers_are_lent_out_one_at_a_time_and_never_more_than_allowed) {
  db->script("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)");
  std::atomic<int> opened = 0, out = 0, most_out = 0;
  sql::Readers readers([&] { return ++opened, store.open({.read_only = true}); }, 2);
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        auto const lease = readers.lease();
        auto const now = ++out;
        for (auto seen = most_out.load(); seen < now && !most_out.compare_exchange_weak(seen, now);) {}
        EXPECT_EQ(count(*lease, "t"), 1);
        --out;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(opened.load(), 2);
  EXPECT_LE(most_out.load(), 2);
}

TEST_P(SqlBulk, a_pool_of_which_all_are_out_says_so_and_survives_a_failed_opening) {
  bool broken = true;
  sql::Readers readers([&] {
    if (broken) throw base::Failure("the server is away");
    return store.open();
  }, 1);
  EXPECT_THAT([&] { readers.lease(); }, fails(HasSubstr("away")));
  broken = false;
  {
    auto const lease = readers.lease();
    lease->begin();   // and forgotten
    EXPECT_THAT([&] { readers.lease(std::chrono::milliseconds(1)); }, fails(HasSubstr("all 1 connections")));
  }
  EXPECT_FALSE(readers.lease()->in_transaction());
}

}  // namespace
