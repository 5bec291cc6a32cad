#include "evidence/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "sql/sql.hpp"

namespace evidence {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

base::Time at(std::string const& text) { return base::parse_time(text).value(); }

class Evidence : public testing::Test {
 protected:
  Evidence() : root_(fs::path(testing::TempDir()) / (std::string("evidence_") + testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(root_);
    fs::create_directories(root_);
    folder = (root_ / "log").string();
  }
  ~Evidence() override { fs::remove_all(root_); }

  /// `count` frames, one a second from `when` on; every third comes from another logger.
  static std::vector<Frame> frames(std::string const& when, int count, int seed = 0) {
    std::vector<Frame> out;
    for (int i = 0; i < count; ++i) {
      auto const mn = "A1100000000000000000000" + std::to_string(i % 3);
      auto const value = std::to_string((seed * 131 + i * 37) % 1000);
      out.push_back({.received_at = at(when) + std::chrono::seconds(i), .peer = "127.0.0.1:" + std::to_string(40000 + i % 3), .mn = mn,
                     .bytes = "##0101QN=2026030108000" + std::to_string(i) + ";ST=32;CN=2011;MN=" + mn + ";CP=&&w01018-Rtd=" + value + "&&1C80"});
    }
    return out;
  }
  std::string file(std::string const& month) const { return (fs::path(folder) / ("evidence-" + month + ".sqlite")).string(); }
  void change(std::string const& month, std::string const& text) const { sql::Database::open_sqlite(file(month))->script(text); }
  std::string finding() const {
    auto const found = Log(folder).verify().findings;
    return found.empty() ? "unbroken" : base::to_string(found.front());
  }
  void ten_blocks_of_five() const {
    Log log(folder);
    for (int i = 0; i < 10; ++i) {
      auto some = frames("2026-03-01 08:00", 5, i);
      log.append(some);
    }
  }
  fs::path root_;
  std::string folder;
};

TEST_F(Evidence, frames_are_numbered_from_one_and_come_back_as_they_came) {
  Log log(folder);
  auto first = frames("2026-03-01 08:00", 4);
  first[1].kind = Kind::noise, first[1].mn = "", first[1].bytes = std::string("\0\xff\r\n##", 6);
  first[2].bytes = "";
  EXPECT_EQ(log.append(first).value, 4);
  auto second = frames("2026-03-01 08:10", 3);
  EXPECT_EQ(log.append(second).value, 7);
  EXPECT_EQ(second[2].number.value, 7);
  std::vector<Frame> none;
  EXPECT_EQ(log.append(none).value, 7);
  std::int64_t number = 0;
  log.read({1}, [&](Frame const& frame) {
    auto const& sent = number < 4 ? first[static_cast<std::size_t>(number)] : second[static_cast<std::size_t>(number - 4)];
    EXPECT_EQ(frame.number.value, ++number);
    EXPECT_EQ(frame.bytes, sent.bytes);
    EXPECT_EQ(frame.peer, sent.peer);
    EXPECT_EQ(frame.mn, sent.mn);
    EXPECT_EQ(frame.kind, sent.kind);
    EXPECT_EQ(frame.received_at, sent.received_at);
    return true;
  });
  EXPECT_EQ(number, 7);
}

TEST_F(Evidence, the_chain_is_the_one_the_contract_defines) {
  Log log(folder);
  std::vector<Frame> two{{.received_at = {1000}, .kind = Kind::frame, .peer = "p", .mn = "m", .bytes = "##"},
                         {.received_at = {1001}, .kind = Kind::noise, .peer = "", .mn = "", .bytes = "x"}};
  log.append(two);
  using std::string_literals::operator""s;
  base::Digest const zero{};
  auto const one = base::sha256({base::as_bytes(zero), "\x01\0\0\0\0\0\0\0"s "\xe8\x03\0\0\0\0\0\0"s "\x01"s "\x01\0p\x01\0m\x02\0\0\0##"s});
  auto const head = base::sha256({base::as_bytes(one), "\x02\0\0\0\0\0\0\0"s "\xe9\x03\0\0\0\0\0\0"s "\x02"s "\0\0\0\0\x01\0\0\0x"s});
  EXPECT_EQ(base::hex(log.head()), base::hex(head));
}

TEST_F(Evidence, reading_starts_anywhere_and_stops_when_told) {
  ten_blocks_of_five();
  Log const log(folder);
  std::vector<std::int64_t> numbers;
  log.read({8}, [&](Frame const& frame) { return numbers.push_back(frame.number.value), numbers.size() < 5; });
  EXPECT_THAT(numbers, testing::ElementsAre(8, 9, 10, 11, 12));
  numbers.clear();
  log.read({51}, [&](Frame const& frame) { return numbers.push_back(frame.number.value), true; });
  EXPECT_THAT(numbers, IsEmpty());
}

TEST_F(Evidence, single_frames_are_given_in_the_order_asked) {
  ten_blocks_of_five();
  Log const log(folder);
  EXPECT_EQ(log.one({50})->number.value, 50);
  EXPECT_EQ(log.one({51}), std::nullopt);
  EXPECT_EQ(log.one({0}), std::nullopt);
  auto const some = log.some({{40}, {3}, {99}, {41}});
  ASSERT_THAT(some, SizeIs(3));
  EXPECT_EQ(some[0].number.value, 40);
  EXPECT_EQ(some[1].number.value, 3);
  EXPECT_EQ(some[2].number.value, 41);
}

TEST_F(Evidence, a_new_start_goes_on_with_number_and_chain) {
  ten_blocks_of_five();
  base::Digest head{};
  {
    Log log(folder);
    EXPECT_EQ(log.last().value, 50);
    auto more = frames("2026-03-02 08:00", 1);
    EXPECT_EQ(log.append(more).value, 51);
    head = log.head();
  }
  Log const log(folder);
  EXPECT_EQ(log.head(), head);
  auto const verified = log.verify();
  EXPECT_THAT(verified.findings, IsEmpty());
  EXPECT_EQ(verified.frames, 51U);
  EXPECT_EQ(verified.head, head);
  EXPECT_EQ(log.size().blocks, 11U);
}

TEST_F(Evidence, each_month_has_its_file_and_a_commit_is_never_parted) {
  Log log(folder);
  auto over_midnight = frames("2026-03-31 23:59:57", 6);
  EXPECT_EQ(log.append(over_midnight).value, 6);
  EXPECT_TRUE(fs::exists(file("202603")));
  EXPECT_FALSE(fs::exists(file("202604")));
  auto april = frames("2026-04-01 00:00:10", 2);
  EXPECT_EQ(log.append(april).value, 8);
  EXPECT_TRUE(fs::exists(file("202604")));
  EXPECT_THAT(log.some({{6}, {7}}), SizeIs(2));
  // A clock set back goes on in the newer file.
  auto older = frames("2026-03-31 12:00", 2);
  EXPECT_EQ(log.append(older).value, 10);
  EXPECT_EQ(log.one({10})->received_at, older[1].received_at);
  EXPECT_THAT(log.verify().findings, IsEmpty());
  EXPECT_EQ(Log(folder).last().value, 10);
}

TEST_F(Evidence, repacking_joins_small_blocks_and_changes_no_frame) {
  ten_blocks_of_five();
  Log log(folder, {.repack_block_bytes = 2000});
  auto const head = log.head();
  auto const before = log.size();
  EXPECT_EQ(log.repack(at("2026-03-01 08:00")), 0U);   // nothing is so old
  auto const saved = log.repack(at("2026-03-02 00:00"));
  EXPECT_GT(saved, 3U);
  auto const after = log.size();
  EXPECT_EQ(after.blocks, before.blocks - saved);
  EXPECT_EQ(after.frames, before.frames);
  EXPECT_EQ(after.raw_bytes, before.raw_bytes);
  EXPECT_LT(after.stored_bytes, before.stored_bytes);
  EXPECT_EQ(log.head(), head);
  auto const verified = log.verify();
  EXPECT_THAT(verified.findings, IsEmpty());
  EXPECT_EQ(verified.frames, 50U);
  EXPECT_EQ(log.one({37})->bytes, frames("2026-03-01 08:00", 5, 7)[1].bytes);
  auto const reopened = Log(folder).size();
  EXPECT_EQ(reopened.blocks, after.blocks);
  EXPECT_EQ(reopened.stored_bytes, after.stored_bytes);
  EXPECT_EQ(log.repack(at("2026-03-02 00:00")), 0U);   // nothing is left to join
}

TEST_F(Evidence, a_very_large_commit_becomes_several_blocks_of_one_transaction) {
  Log log(folder, {.repack_block_bytes = 1000});
  auto some = frames("2026-03-01 08:00", 50);
  log.append(some);
  EXPECT_GT(log.size().blocks, 3U);
  EXPECT_EQ(log.one({33})->bytes, some[32].bytes);
  EXPECT_THAT(log.verify().findings, IsEmpty());
}

TEST_F(Evidence, others_read_while_frames_are_appended_and_repacked) {
  Log log(folder, {.repack_block_bytes = 3000, .full_sync = false});
  std::jthread const writer([&] {
    for (int i = 0; i < 60; ++i) {
      auto some = frames("2026-03-01 08:00", 5, i);
      log.append(some);
      if (i % 20 == 19) log.repack(at("2026-03-02 00:00"));
    }
  });
  for (std::int64_t seen = 0; seen < 300;) {
    seen = 0;
    log.read({1}, [&](Frame const& frame) {
      EXPECT_EQ(frame.number.value, ++seen);
      return true;
    });
  }
}

TEST_F(Evidence, repacking_gives_the_room_of_an_older_month_back_to_the_disk) {
  Log log(folder, {.compression_level = 1, .full_sync = false});
  std::mt19937 random(1);                       // the same digits in every frame: each small block must hold them anew
  std::string digits;
  while (digits.size() < 3000) digits += std::to_string(random());
  for (int i = 0; i < 60; ++i) {
    auto some = frames("2026-03-01 08:00", 3, i);
    for (auto& frame : some) frame.bytes = digits;
    log.append(some);
  }
  auto april = frames("2026-04-01 08:00", 1);
  log.append(april);
  auto const bytes = [&] {                      // pages of the file as SQLite counts them, whatever lies in the WAL
    std::int64_t pages = 0;
    auto const database = sql::Database::open_sqlite(file("202603"), {.read_only = true});
    database->prepare("PRAGMA page_count").one([&](sql::Row const& row) { pages = row.integer(0); });
    return pages;
  };
  auto const before = bytes();
  EXPECT_EQ(log.repack(at("2026-05-01 00:00")), 59U);
  EXPECT_LT(bytes() * 3, before * 2);
  EXPECT_THAT(log.verify().findings, IsEmpty());
}

TEST_F(Evidence, killed_at_any_moment_nothing_that_was_acknowledged_is_missing) {
  std::int64_t acknowledged = 0;
  for (int round = 0; round < 5; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    auto const child = fork();
    if (child == 0) {
      Log log(folder, {.repack_block_bytes = 3000});
      for (int i = 0;; ++i) {
        auto some = frames(i % 40 < 20 ? "2026-03-01 08:00" : "2026-04-01 08:00", 5, i);
        auto const number = log.append(some).value;
        if (write(ends[1], &number, sizeof number) != sizeof number) _exit(1);
        log.repack(at("2026-05-01 00:00"));
      }
    }
    close(ends[1]);
    for (int i = 0; i < 15 + 7 * round; ++i) ASSERT_EQ(read(ends[0], &acknowledged, sizeof acknowledged), ssize_t{sizeof acknowledged});
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    while (read(ends[0], &acknowledged, sizeof acknowledged) > 0) {}   // what it had said before it died
    close(ends[0]);
    Log const log(folder);
    EXPECT_GE(log.last().value, acknowledged);
    auto const verified = log.verify();
    EXPECT_THAT(verified.findings, IsEmpty());
    EXPECT_EQ(verified.frames, static_cast<std::uint64_t>(log.last().value));
    EXPECT_EQ(verified.head, log.head());
  }
}

TEST_F(Evidence, a_backup_is_a_log_of_its_own) {
  ten_blocks_of_five();
  Log log(folder);
  auto more = frames("2026-04-01 08:00", 5);
  log.append(more);
  auto const copy = (root_ / "copy").string();
  log.backup_to(copy);
  Log const other(copy);
  EXPECT_EQ(other.head(), log.head());
  EXPECT_THAT(other.verify().findings, IsEmpty());
  EXPECT_THROW(log.backup_to(copy), base::Failure);   // never over another copy
}

TEST_F(Evidence, a_backup_made_while_frames_are_appended_is_the_log_of_one_moment) {
  Log log(folder, {.full_sync = false});
  auto first = frames("2026-03-01 08:00", 5);
  log.append(first);
  std::jthread const writer([&] {
    for (int i = 0; i < 80; ++i) {                     // a new month begins every twenty commits
      auto some = frames("2026-0" + std::to_string(3 + i / 20) + "-01 08:00", 5, i);
      log.append(some);
    }
  });
  for (int i = 0; i < 5; ++i) {
    auto const copy = (root_ / ("copy" + std::to_string(i))).string();
    auto const before = log.last();
    log.backup_to(copy);
    Log other(copy);
    EXPECT_GE(other.last(), before);
    EXPECT_THAT(other.verify().findings, IsEmpty());
    EXPECT_EQ(other.one(other.last())->bytes, log.one(other.last())->bytes);
    auto more = frames("2026-07-01 08:00", 1);         // and goes on like any log
    auto const next = other.last().value + 1;
    EXPECT_EQ(other.append(more).value, next);
  }
}

// ---- tampering ----------------------------------------------------------------------------------

TEST_F(Evidence, an_untouched_log_is_unbroken) {
  ten_blocks_of_five();
  EXPECT_EQ(finding(), "unbroken");
}
TEST_F(Evidence, at_rest_it_is_read_and_verified_and_nothing_is_made) {
  ten_blocks_of_five();
  auto const copy = (root_ / "copy").string();
  Log(folder).backup_to(copy);
  auto const names = [&] {
    std::set<std::string> found;
    for (auto const& entry : fs::recursive_directory_iterator(copy)) found.insert(entry.path().string());
    return found;
  };
  auto const before = names();
  {
    Log const log(copy, {.at_rest = true});
    EXPECT_THAT(log.verify().findings, IsEmpty());
    EXPECT_EQ(log.verify().frames, 50U);
    EXPECT_EQ(log.head(), Log(folder).head());
    EXPECT_EQ(names(), before);
  }
  EXPECT_EQ(names(), before);
  EXPECT_THROW(Log(copy + "-nowhere", {.at_rest = true}), base::Failure);
  EXPECT_FALSE(fs::exists(copy + "-nowhere"));
}

TEST_F(Evidence, at_rest_the_last_commit_before_a_power_cut_is_there) {
  ten_blocks_of_five();
  Log writing(folder);
  auto some = frames("2026-03-01 09:00", 5);
  writing.append(some);
  auto const copy = root_ / "cut";
  fs::copy(folder, copy);                       // with the -wal of the writer
  EXPECT_EQ(Log(copy.string(), {.at_rest = true}).last().value, 55);
}

TEST_F(Evidence, a_changed_byte_in_a_block_is_named) {
  ten_blocks_of_five();
  change("202603", "UPDATE block SET frames = CAST(substr(frames, 1, 40) || x'00' || substr(frames, 42) AS BLOB) WHERE first = 21");
  EXPECT_THAT(finding(), testing::AllOf(HasSubstr("evidence-202603.sqlite, block of frames 21 to 25"), HasSubstr("SHA-256")));
}
TEST_F(Evidence, a_removed_block_is_named) {
  ten_blocks_of_five();
  change("202603", "DELETE FROM block WHERE first = 21");
  EXPECT_THAT(finding(), testing::AllOf(HasSubstr("block of frames 26 to 30"), HasSubstr("frames 21 to 25 before it are missing")));
  EXPECT_THROW(Log(folder).read({1}, [](Frame const&) { return true; }), base::Failure);
  EXPECT_EQ(Log(folder).one({22}), std::nullopt);
}
TEST_F(Evidence, the_first_block_removed_is_named) {
  ten_blocks_of_five();
  change("202603", "DELETE FROM block WHERE first = 1");
  EXPECT_THAT(finding(), HasSubstr("frames 1 to 5 before it are missing"));
}
TEST_F(Evidence, two_blocks_swapped_are_named) {
  ten_blocks_of_five();
  change("202603", "UPDATE block SET first = -1 WHERE first = 21; UPDATE block SET first = 21 WHERE first = 31; UPDATE block SET first = 31 WHERE first = -1");
  EXPECT_THAT(finding(), testing::AllOf(HasSubstr("block of frames 21 to 25"), HasSubstr("chain from frame 21")));
}
TEST_F(Evidence, a_block_forged_with_its_digest_breaks_the_chain) {
  ten_blocks_of_five();
  auto const other = (root_ / "other").string();
  {
    Log forged(other);
    for (int i = 0; i < 10; ++i) {
      auto some = frames("2026-03-01 08:00", 5, i);
      if (i == 4) some[2].bytes[60] ^= 1;
      forged.append(some);
    }
  }
  auto const from = (fs::path(other) / "evidence-202603.sqlite").string();
  change("202603", "ATTACH '" + from + "' AS forged; UPDATE block SET frames = f.frames, sum = f.sum FROM forged.block f WHERE f.first = block.first AND f.first = 21");
  EXPECT_THAT(finding(), testing::AllOf(HasSubstr("block of frames 21 to 25"), HasSubstr("chain")));
  // With its chain too, the next block does not follow.
  change("202603", "ATTACH '" + from + "' AS forged; UPDATE block SET chain = f.chain FROM forged.block f WHERE f.first = block.first AND f.first = 21");
  EXPECT_THAT(finding(), testing::AllOf(HasSubstr("block of frames 26 to 30"), HasSubstr("or the block before it")));
}
TEST_F(Evidence, an_altered_receive_time_is_named) {
  ten_blocks_of_five();
  change("202603", "UPDATE block SET received_min = received_min + 60000, received_max = received_max + 60000 WHERE first = 21");
  EXPECT_THAT(finding(), testing::AllOf(HasSubstr("block of frames 21 to 25"), HasSubstr("its row says otherwise")));
}
TEST_F(Evidence, a_receive_time_made_wider_is_named) {
  ten_blocks_of_five();
  change("202603", "UPDATE block SET received_max = received_max + 1 WHERE first = 21");
  EXPECT_THAT(finding(), HasSubstr("block of frames 21 to 25"));
}
TEST_F(Evidence, a_block_cut_off_the_end_is_named_and_its_numbers_are_not_given_again) {
  ten_blocks_of_five();
  change("202603", "DELETE FROM block WHERE first = 46");
  EXPECT_THAT(finding(), HasSubstr("frames 46 to 50 are missing"));
  Log log(folder);
  auto more = frames("2026-03-02 08:00", 1);
  EXPECT_EQ(log.append(more).value, 51);
  EXPECT_THAT(finding(), HasSubstr("frames 46 to 50 before it are missing"));
}
TEST_F(Evidence, a_missing_older_file_is_named_by_the_frames_it_held) {
  ten_blocks_of_five();
  {
    Log log(folder);
    auto april = frames("2026-04-01 08:00", 5);
    log.append(april);
  }
  fs::remove(file("202603"));
  EXPECT_THAT(finding(), testing::AllOf(HasSubstr("evidence-202604.sqlite"), HasSubstr("frames 1 to 50 before it are missing")));
}
TEST_F(Evidence, a_missing_newest_file_is_refused_with_its_name_and_the_remedy) {
  ten_blocks_of_five();
  {
    Log log(folder);
    auto april = frames("2026-04-01 08:00", 5);
    log.append(april);
  }
  fs::remove(file("202604"));
  EXPECT_THAT([&] { Log log(folder); }, testing::ThrowsMessage<base::Failure>(testing::AllOf(
      HasSubstr("evidence-202604.sqlite is missing"), HasSubstr("after frame 50"), HasSubstr("restore the file from a backup"))));
}
TEST_F(Evidence, a_month_begun_and_killed_before_its_first_frame_is_begun_again) {
  ten_blocks_of_five();
  change("202603", "UPDATE tip SET next_month = 202604");
  sql::Database::open_sqlite(file("202604"));   // as the kill left it
  Log log(folder);
  auto april = frames("2026-04-01 08:00", 5);
  EXPECT_EQ(log.append(april).value, 55);
  EXPECT_EQ(finding(), "unbroken");
}
TEST_F(Evidence, a_wrong_count_is_named) {
  ten_blocks_of_five();
  change("202603", "UPDATE block SET count = 4 WHERE first = 21");
  EXPECT_THAT(finding(), HasSubstr("another number of frames"));
}
TEST_F(Evidence, a_truncated_older_file_is_named_and_the_newer_is_still_checked) {
  {
    Log log(folder);
    for (int i = 0; i < 40; ++i) {
      auto some = frames("2026-03-01 08:00", 200, i);
      log.append(some);
    }
    auto more = frames("2026-04-01 08:00", 5);
    log.append(more);
  }
  Log const log(folder);
  fs::resize_file(file("202603"), fs::file_size(file("202603")) / 2 / 4096 * 4096);
  auto const verified = log.verify();
  ASSERT_THAT(verified.findings, SizeIs(1));
  EXPECT_THAT(base::to_string(verified.findings[0]), testing::AllOf(HasSubstr("evidence-202603.sqlite"), HasSubstr("damaged")));
}
TEST_F(Evidence, a_file_that_is_no_database_is_refused_with_its_name) {
  ten_blocks_of_five();
  for (auto const* const rest : {"", "-wal", "-shm"}) fs::remove(file("202603") + rest);
  std::ofstream(file("202603")) << "this is not a database, and it is long enough to be looked at as one................................";
  EXPECT_THAT([&] { Log log(folder); }, testing::ThrowsMessage<base::Failure>(testing::AllOf(
      HasSubstr("evidence-202603.sqlite"), HasSubstr("is not a database; restore it from a backup"))));
}
TEST_F(Evidence, a_folder_that_cannot_be_made_is_refused_with_its_name) {
  std::ofstream(root_ / "occupied") << "a file";
  EXPECT_THAT([&] { Log log((root_ / "occupied").string()); }, testing::ThrowsMessage<base::Failure>(HasSubstr("occupied cannot be")));
}
TEST_F(Evidence, repacking_refuses_damaged_blocks_and_leaves_them) {
  ten_blocks_of_five();
  change("202603", "UPDATE block SET frames = CAST(substr(frames, 1, 40) || x'00' || substr(frames, 42) AS BLOB) WHERE first = 21");
  Log log(folder);
  EXPECT_THROW(log.repack(at("2026-03-02 00:00")), base::Failure);
  EXPECT_EQ(log.size().blocks, 10U);
  EXPECT_THAT(finding(), HasSubstr("block of frames 21 to 25"));
}
TEST_F(Evidence, verification_can_be_cancelled_and_says_how_far_it_is) {
  ten_blocks_of_five();
  Log const log(folder);
  std::vector<std::uint64_t> done;
  log.verify([&](std::uint64_t frames, std::uint64_t all) {
    EXPECT_EQ(all, 50U);
    done.push_back(frames);
    return done.size() < 2;
  });
  EXPECT_THAT(done, testing::ElementsAre(5U, 10U));
}

}  // namespace
}  // namespace evidence
