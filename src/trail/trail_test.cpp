#include "trail/trail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <limits>

#include "sql/sql.hpp"
#include "sql/postgres_for_tests.hpp"

namespace {

using testing::HasSubstr;

trail::Entry line(std::string who, std::string action, std::string subject) {
  return {.at = {1'000}, .who = std::move(who), .from = "10.0.0.7", .action = std::move(action),
          .subject = std::move(subject), .detail = "{}"};
}

std::vector<std::int64_t> numbers(std::vector<trail::Entry> const& entries) {
  std::vector<std::int64_t> found;
  for (auto const& entry : entries) found.push_back(entry.number);
  return found;
}

TEST(Trail, lines_come_back_newest_first_and_unbroken) {
  auto db = sql::for_tests::records();
  trail::Journal journal(*db);
  EXPECT_TRUE(journal.verify().empty()) << "an empty journal is whole";
  journal.write({.at = {5}, .who = "admin", .from = "127.0.0.1", .action = "point.create", .subject = "point/1",
                 .detail = R"({"code":"YZ-A-001"})"});
  journal.write(line("admin", "point.change", "point/1"));
  auto const found = journal.find({});
  ASSERT_EQ(numbers(found), (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(found[1].at, base::Time{5});
  EXPECT_EQ(found[1].detail, R"({"code":"YZ-A-001"})");
  EXPECT_EQ(found[1].from, "127.0.0.1");
  EXPECT_NE(found[0].chain, found[1].chain);
  EXPECT_TRUE(journal.verify().empty());
}

TEST(Trail, it_is_searched_by_person_kind_of_action_subject_and_page) {
  auto db = sql::for_tests::records();
  trail::Journal journal(*db);
  journal.write(line("wang", "login.ok", "person/1"));
  journal.write(line("li", "login.refused", "person/2"));
  journal.write(line("wang", "alarm.acknowledge", "alarm/9"));
  journal.write(line("wang", "login.ok", "person/1"));
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(numbers(journal.find({.who = "wang"})), (Numbers{4, 3, 1}));
  EXPECT_EQ(numbers(journal.find({.action_prefix = "login."})), (Numbers{4, 2, 1}));
  EXPECT_EQ(numbers(journal.find({.subject = "alarm/9"})), (Numbers{3}));
  EXPECT_EQ(numbers(journal.find({.who = "wang", .action_prefix = "login.", .before = 4})), (Numbers{1}));
  EXPECT_EQ(numbers(journal.find({.most = 2})), (Numbers{4, 3}));
  EXPECT_TRUE(journal.find({.action_prefix = "%"}).empty()) << "a prefix is text and not a pattern";
}

TEST(Trail, it_is_turned_over_page_by_page_from_either_end_and_counted) {
  auto db = sql::for_tests::records();
  trail::Journal journal(*db);
  for (auto const* who : {"wang", "li", "wang", "wang", "li"}) journal.write(line(who, "login.ok", "person/1"));
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(numbers(journal.find({.who = "wang", .most = 2, .skip = 1})), (Numbers{3, 1}));
  EXPECT_EQ(numbers(journal.find({.most = 2, .skip = 1, .oldest_first = true})), (Numbers{2, 3}));
  EXPECT_EQ(journal.count({.who = "wang", .most = 1, .skip = 2}), 3U);
  EXPECT_EQ(journal.count({.before = 3}), 2U);
}

TEST(Trail, lines_written_for_a_sender_carry_its_address_until_it_is_gone) {
  auto db = sql::for_tests::records();
  trail::Journal journal(*db);
  auto const from = [&](std::string const& own) {
    journal.write({.at = {5}, .who = "wang", .from = own, .action = "point.change"});
    return journal.find({.most = 1}).at(0).from;
  };
  EXPECT_EQ(from(""), "");
  {
    trail::Sender const sender("192.0.2.8");
    EXPECT_EQ(from(""), "192.0.2.8");
    EXPECT_EQ(from("10.0.0.7"), "10.0.0.7") << "a line that knows better keeps its own";
    {
      trail::Sender const inner("192.0.2.9");
      EXPECT_EQ(from(""), "192.0.2.9");
    }
    EXPECT_EQ(from(""), "192.0.2.8");
  }
  EXPECT_EQ(from(""), "");
  EXPECT_TRUE(journal.verify().empty());
}

TEST(Trail, a_line_disappears_with_the_change_that_was_rolled_back) {
  auto db = sql::for_tests::records();
  trail::Journal journal(*db);
  {
    sql::Transaction given_up(*db);
    journal.write(line("wang", "point.create", "point/1"));
  }
  journal.write(line("li", "point.create", "point/1"));
  ASSERT_EQ(journal.find({}).size(), 1U);
  EXPECT_EQ(journal.find({})[0].who, "li");
  EXPECT_TRUE(journal.verify().empty());
}

TEST(Trail, several_connections_write_one_chain) {
  auto const path = std::filesystem::temp_directory_path() / "biyun_trail_chain.db";
  auto const forget = [&] {
    for (auto const* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + tail);
  };
  forget();
  {
    auto first = sql::Database::open_sqlite(path.string(), {.full_sync = false});
    auto second = sql::Database::open_sqlite(path.string(), {.full_sync = false});
    trail::Journal one(*first), two(*second);
    for (int i = 0; i < 5; ++i) {
      one.write(line("wang", "point.change", "point/1"));
      two.write(line("li", "person.change", "person/2"));
    }
    EXPECT_EQ(one.find({}).size(), 10U);
    EXPECT_TRUE(two.verify().empty());
  }
  forget();
}

TEST(Trail, the_place_of_a_break_is_named) {
  auto db = sql::for_tests::records();
  trail::Journal journal(*db);
  for (int i = 0; i < 5; ++i) journal.write(line("wang", "point.change", "point/1"));
  db->script("UPDATE trail SET who = 'nobody' WHERE number = 2; DELETE FROM trail WHERE number = 4");
  auto const problems = journal.verify();
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].code, "altered");
  EXPECT_EQ(problems[0].where, "trail line 2");
  EXPECT_EQ(problems[1].code, "missing");
  EXPECT_THAT(problems[1].detail, HasSubstr("4 to 4"));
}

/// One change somebody could make to the table with a tool of his own; `where` is any line's number.
struct Tamper { char const* name; char const* text; };
constexpr Tamper tampers[] = {
    {"another time", "UPDATE trail SET at = at + 1 WHERE number = ?"},
    {"another person", "UPDATE trail SET who = who || 'x' WHERE number = ?"},
    {"another address", "UPDATE trail SET from_address = from_address || '1' WHERE number = ?"},
    {"another action", "UPDATE trail SET action = 'login.ok' WHERE number = ?"},
    {"another subject", "UPDATE trail SET subject = subject || '0' WHERE number = ?"},
    {"another detail", "UPDATE trail SET detail = detail || ' ' WHERE number = ?"},
    {"text moved from one field to the next",
     "UPDATE trail SET action = action || substr(subject, 1, 1), subject = substr(subject, 2) WHERE number = ?"},
    {"another chain", "UPDATE trail SET chain = zeroblob(32) WHERE number = ?"},
    {"a chain cut short", "UPDATE trail SET chain = x'00' WHERE number = ?"},
    {"another number", "UPDATE trail SET number = number + 100 WHERE number = ?"},
    {"a line removed", "DELETE FROM trail WHERE number = ?"},
    {"the head set back", "UPDATE trail_head SET number = ? - 1"},
    {"a line added",
     "INSERT INTO trail SELECT (SELECT max(number) + 1 FROM trail), at, who, from_address, action, subject, detail, "
     "chain FROM trail WHERE number = ?"},
};

RC_GTEST_PROP(TrailProperty, any_single_change_is_detected, ()) {
  auto db = sql::Database::in_memory();
  trail::Journal journal(*db);
  auto const lines = *rc::gen::inRange(1, 12);
  for (int i = 0; i < lines; ++i) {
    auto const text = *rc::gen::arbitrary<std::string>();
    journal.write({.at = {i}, .who = text, .from = "::1", .action = "point.change", .subject = "point/" + text});
  }
  RC_ASSERT(journal.verify().empty());
  auto const at = *rc::gen::inRange(1, lines + 1);
  for (auto const& tamper : tampers) {
    sql::Transaction undone(*db);
    db->prepare(tamper.text).with(at).run();
    if (journal.verify().empty()) RC_FAIL(std::string("not detected: ") + tamper.name);
  }
  RC_ASSERT(journal.verify().empty());
}

TEST(Detail, tells_what_changed_before_and_after_and_leaves_out_the_rest) {
  trail::Detail detail;
  EXPECT_TRUE(detail.empty());
  detail.add("name", "一号", "二号").add("area", "140215", "140215");
  detail.add("longitude", 113.5, 0.25).add("active", true, false);
  EXPECT_EQ(detail.json(), R"({"name":{"before":"一号","after":"二号"},"longitude":{"before":113.5,"after":0.25},)"
                           R"("active":{"before":true,"after":false}})");
}

TEST(Detail, escapes_what_json_would_stumble_over) {
  EXPECT_EQ(trail::Detail().add("a\"b", "\\ \n \x7f").json(), R"({"a\"b":"\\ \u000a \u007f"})");
  EXPECT_EQ(trail::Scalar("\xff").json(), R"("\\xff")");
  EXPECT_EQ(trail::Scalar(std::numeric_limits<double>::infinity()).json(), "null");
  EXPECT_EQ(trail::Scalar(std::int64_t{-7}).json(), "-7");
}

TEST(Detail, never_shows_a_secret) {
  EXPECT_EQ(trail::Detail().add_secret("password", "old", "new").json(), R"({"password":"changed"})");
  EXPECT_EQ(trail::Detail().add_secret("password", "", "new").json(), R"({"password":"set"})");
  EXPECT_EQ(trail::Detail().add_secret("password", "old", "").json(), R"({"password":"removed"})");
  EXPECT_EQ(trail::Detail().add_secret("password", "same", "same").json(), "{}");
}

}  // namespace
