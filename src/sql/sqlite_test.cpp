#include "sql/sql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A folder of its own for each test, empty at the start and gone at the end.
class Sqlite : public testing::Test {
 protected:
  Sqlite() {
    auto const* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("biyun_sqlite_" + std::string(test->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Sqlite() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  std::string file(std::string const& name) const { return (folder_ / name).string(); }
  fs::path folder_;
};

/// The environment failed, with a sentence like this.
template <typename Sentence>
auto breaks(Sentence sentence) {
  return testing::ThrowsMessage<base::Failure>(sentence);
}

std::int64_t rows_in(sql::Database& db, std::string const& table) {
  std::int64_t rows = -1;
  db.prepare("SELECT count(*) FROM " + table).one([&](sql::Row const& row) { rows = row.integer(0); });
  return rows;
}

TEST_F(Sqlite, what_cannot_be_opened_says_why_and_how_to_mend_it) {
  auto const open = [&](std::string const& name) { return [this, name] { sql::Database::open_sqlite(file(name)); }; };
  EXPECT_THAT(open("nowhere/a.db"), breaks(HasSubstr("folder does not exist")));
  std::ofstream(file("letter.db")) << std::string(5000, 'x');
  EXPECT_THAT(open("letter.db"), breaks(testing::AllOf(HasSubstr("is not a database"), HasSubstr("backup"))));
  fs::create_directories(file("folder.db"));
  EXPECT_THAT(open("folder.db"), breaks(HasSubstr("cannot open")));
}

TEST_F(Sqlite, a_full_disk_is_said_and_leaves_the_last_commit_whole) {
  auto db = sql::Database::open_sqlite(file("a.db"));
  db->script("CREATE TABLE t (a TEXT)");
  db->prepare("INSERT INTO t VALUES (?)").with("kept").run();
  db->prepare("PRAGMA max_page_count = 10").one([](sql::Row const&) {});
  auto const overfill = [&] {
    sql::Transaction transaction(*db);
    for (int i = 0; i < 100; ++i) db->prepare("INSERT INTO t VALUES (?)").with(std::string(5000, 'x')).run();
    transaction.commit();
  };
  EXPECT_THAT(overfill, breaks(HasSubstr("disk is full")));
  EXPECT_FALSE(db->in_transaction());
  EXPECT_EQ(rows_in(*db, "t"), 1);
}

TEST_F(Sqlite, damage_is_found_by_the_integrity_check) {
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
  EXPECT_THAT([&] { db->prepare("SELECT a FROM t").each([](sql::Row const&) {}); }, breaks(HasSubstr("damaged")));
}

TEST_F(Sqlite, a_backup_is_consistent_while_another_connection_writes) {
  auto db = sql::Database::open_sqlite(file("a.db"));
  db->script("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('one')");
  auto writer = sql::Database::open_sqlite(file("a.db"));
  sql::Transaction half(*writer);
  writer->prepare("INSERT INTO t VALUES ('not yet')").run();
  db->backup_to(file("copy.db"));
  half.commit();
  auto copy = sql::Database::open_sqlite(file("copy.db"));
  EXPECT_EQ(rows_in(*copy, "t"), 1);
  EXPECT_EQ(copy->integrity(), "ok");
  EXPECT_FALSE(fs::exists(file("copy.db.part")));
  EXPECT_THAT([&] { db->backup_to(file("copy.db")); }, breaks(HasSubstr("exists already")));
  EXPECT_THAT([&] { db->backup_to(file("nowhere/copy.db")); }, breaks(HasSubstr("cannot open")));
}

TEST_F(Sqlite, the_last_id_is_that_of_the_last_insert) {
  auto db = sql::Database::in_memory();
  db->script("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)");
  db->prepare("INSERT INTO t (a) VALUES ('x')").run();
  EXPECT_EQ(db->last_id(), 1);
}

}  // namespace
