#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>

#include "observe/story.hpp"

namespace observe {
namespace {

using story::House, story::at;
using testing::ElementsAre, testing::IsEmpty;

constexpr auto day = "2026-03-01 00:00", next_day = "2026-03-02 00:00";

TEST(Observe, kinds_have_names_that_read_back) {
  for (auto const kind : {Kind::realtime, Kind::minute, Kind::hour, Kind::day, Kind::manual}) EXPECT_EQ(parse_kind(name_of(kind)), kind);
  EXPECT_EQ(parse_kind("weekly"), std::nullopt);
}

TEST(Observe, rows_come_back_by_time_with_flag_and_frame) {
  House house;
  auto const applied = house.append("1 w01018 realtime 2026-03-01 08:00 12.5 N @7\n"
                                    "1 w01018 realtime 2026-03-01 08:01 12.75 D @8\n");
  EXPECT_EQ(applied.appended, 2U);
  EXPECT_EQ(applied.late, 0U);
  EXPECT_EQ(house.rows("w01018", "realtime", day, next_day), "08:00 12.5 N r0; 08:01 12.75 D r0");
  EXPECT_EQ(house.rows("w01018", "realtime", "2026-03-01 08:01", next_day), "08:01 12.75 D r0");
  EXPECT_EQ(house.rows("w01018", "realtime", day, "2026-03-01 08:01"), "08:00 12.5 N r0");
  EXPECT_EQ(house.rows("w01018", "realtime", day, next_day, 1), "08:00 12.5 N r0");
  auto const rows = house.store->rows(*house.store->find(story::key_of("1", "w01018", "realtime")), {at(day), at(next_day)});
  EXPECT_EQ(rows.at(1).frame, FrameNumber{8});
  EXPECT_EQ(house.store->applied(), FrameNumber{8});
}

TEST(Observe, a_repeated_row_changes_nothing) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 12.5 N @1\n1 w01018 realtime 2026-03-01 08:01 13 N @2\n");
  auto const newest_again = house.append("1 w01018 realtime 2026-03-01 08:01 13 N @3\n");
  auto const older_again = house.append("1 w01018 realtime 2026-03-01 08:00 12.5 N @4\n");
  EXPECT_EQ(newest_again.repeated, 1U);
  EXPECT_EQ(older_again.repeated, 1U);
  EXPECT_THAT(newest_again.touched, IsEmpty());
  EXPECT_THAT(older_again.touched, IsEmpty());
  EXPECT_EQ(house.store->size().rows, 2U);
  EXPECT_EQ(house.store->applied(), FrameNumber{4});
}

TEST(Observe, another_value_is_a_revision_and_history_keeps_all) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 12.5 N @1\n1 w01018 realtime 2026-03-01 08:01 13 N @2\n");
  EXPECT_EQ(house.append("1 w01018 realtime 2026-03-01 08:00 12.6 N @3\n").revised, 1U);
  EXPECT_EQ(house.append("1 w01018 realtime 2026-03-01 08:00 12.6 D @4\n").revised, 1U);   // the flag alone
  EXPECT_EQ(house.append("1 w01018 realtime 2026-03-01 08:01 14 N @5\n").revised, 1U);     // the newest row
  EXPECT_EQ(house.rows("w01018", "realtime", day, next_day), "08:00 12.6 D r2; 08:01 14 N r1");
  auto const id = *house.store->find(story::key_of("1", "w01018", "realtime"));
  EXPECT_EQ(story::told(house.store->revisions(id, at("2026-03-01 08:00"))), "08:00 12.5 N r0; 08:00 12.6 N r1; 08:00 12.6 D r2");
  EXPECT_EQ(house.store->size().revisions, 3U);
}

TEST(Observe, min_max_and_total_are_kept_and_each_of_them_can_be_revised) {
  House house;
  house.append("1 w01018 hour 2026-03-01 08:00 avg=12 min=10 max=14 cou=3.5 N @1\n");
  EXPECT_EQ(house.append("1 w01018 hour 2026-03-01 08:00 avg=12 min=10 max=14 cou=3.5 N @2\n").repeated, 1U);
  EXPECT_EQ(house.append("1 w01018 hour 2026-03-01 08:00 avg=12 min=10 max=14 cou=3.6 N @3\n").revised, 1U);
  EXPECT_EQ(house.append("1 w01018 hour 2026-03-01 08:00 avg=12 min=10 cou=3.6 N @4\n").revised, 1U);
  auto const row = house.store->latest(*house.store->find(story::key_of("1", "w01018", "hour"))).value();
  EXPECT_EQ(row.min, 10);
  EXPECT_TRUE(std::isnan(row.max));
  EXPECT_EQ(row.total, 3.6);
}

TEST(Observe, a_late_row_fills_the_gap_and_the_latest_stays_the_latest_measured) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n1 w01018 realtime 2026-03-01 08:05 6 N @2\n");
  auto const applied = house.append("1 w01018 realtime 2026-03-01 08:03 4 N @3\n1 w01018 realtime 2026-03-01 08:02 3 N @3\n");
  EXPECT_EQ(applied.appended, 2U);
  EXPECT_EQ(applied.late, 2U);
  EXPECT_EQ(house.rows("w01018", "realtime", day, next_day), "08:00 1 N r0; 08:02 3 N r0; 08:03 4 N r0; 08:05 6 N r0");
  EXPECT_EQ(story::told({*house.store->latest({1})}), "08:05 6 N r0");
}

TEST(Observe, the_same_moment_twice_in_one_batch_is_a_repeat_or_a_revision) {
  House house;
  auto const applied = house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n"
                                    "1 w01018 realtime 2026-03-01 08:00 1 N @2\n"
                                    "1 w01018 realtime 2026-03-01 08:01 2 N @3\n"
                                    "1 w01018 realtime 2026-03-01 08:00 1 N @4\n"
                                    "1 w01018 realtime 2026-03-01 08:00 9 N @5\n"
                                    "1 w01018 realtime 2026-03-01 07:00 7 N @6\n"
                                    "1 w01018 realtime 2026-03-01 07:00 7 N @7\n"
                                    "1 w01018 realtime 2026-03-01 07:00 8 N @8\n");
  EXPECT_EQ(applied.appended, 3U);
  EXPECT_EQ(applied.repeated, 3U);
  EXPECT_EQ(applied.revised, 2U);
  EXPECT_EQ(applied.late, 1U);
  EXPECT_EQ(house.rows("w01018", "realtime", day, next_day), "07:00 8 N r1; 08:00 9 N r1; 08:01 2 N r0");
}

TEST(Observe, touched_names_each_hour_of_each_quantity_once) {
  House house;
  auto const applied = house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n1 w21003/Zs minute 2026-03-01 08:10 1 N @1\n"
                                    "1 w01018 realtime 2026-03-01 08:59 1 N @1\n1 w01018 realtime 2026-03-01 09:00 1 N @1\n");
  Touched const eight{{1}, "w01018", "", Kind::realtime, at("2026-03-01 08:00")}, nine{{1}, "w01018", "", Kind::realtime, at("2026-03-01 09:00")},
      converted{{1}, "w21003", "Zs", Kind::minute, at("2026-03-01 08:00")};
  EXPECT_THAT(applied.touched, ElementsAre(eight, nine, converted));
}

TEST(Observe, series_are_found_by_key_number_and_point) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n2 w01018 realtime 2026-03-01 08:00 2 N @1\n1 w01018 hour 2026-03-01 08:00 3 N @1\n");
  EXPECT_EQ(house.store->all_series().size(), 3U);
  EXPECT_EQ(house.store->all_series(PointId{1}).size(), 2U);
  EXPECT_EQ(house.store->all_series(PointId{9}).size(), 0U);
  EXPECT_EQ(house.store->series(SeriesId{2})->key.point, PointId{2});
  EXPECT_EQ(house.store->series(SeriesId{4}), std::nullopt);
  EXPECT_EQ(house.store->series(SeriesId{0}), std::nullopt);
  EXPECT_EQ(house.store->find(story::key_of("3", "w01018", "hour")), std::nullopt);
  EXPECT_EQ(story::told(house.store->latest_of({1})), "08:00 1 N r0; 08:00 3 N r0");
  EXPECT_EQ(house.store->latest({9}), std::nullopt);
}

TEST(Observe, frames_of_a_point_are_its_newest_first) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @3\n1 w21003 realtime 2026-03-01 08:00 1 N @3\n2 w01018 realtime 2026-03-01 08:00 1 N @4\n"
               "1 w01018 realtime 2026-03-01 08:01 1 N @5\n1 w01018 realtime 2026-03-01 09:00 1 N @6\n");
  Range const hour{at("2026-03-01 08:00"), at("2026-03-01 09:00")};
  EXPECT_THAT(house.store->frames_of({1}, hour, 10), ElementsAre(FrameNumber{5}, FrameNumber{3}));
  EXPECT_THAT(house.store->frames_of({1}, hour, 1), ElementsAre(FrameNumber{5}));
  EXPECT_THAT(house.store->frames_of({7}, hour, 10), IsEmpty());
}

TEST(Observe, notes_are_stored_once_for_each_text) {
  House house;
  auto const id = house.store->series({{1}, "i11001", Kind::realtime, "Info"});
  auto const note = [&](std::string const& when, std::string const& text, std::int64_t frame) { return Note{id, at(when), text, {frame}}; };
  auto const eight = "2026-03-01 08:00", nine = "2026-03-01 09:00";
  EXPECT_EQ(house.store->append({.notes = {note(eight, "运行", 1), note(eight, "运行", 2), note(nine, "维护", 3)}}).appended, 2U);
  auto const again = house.store->append({.notes = {note(nine, "维护", 4), note(eight, "运行", 5), note(eight, "停运", 6)}});
  EXPECT_EQ(again.repeated, 2U);
  EXPECT_EQ(again.appended, 1U);
  auto const notes = house.store->notes(id, {at(day), at(next_day)});
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_EQ(notes[0].text, "运行");
  EXPECT_EQ(notes[1].text, "停运");
  EXPECT_EQ(notes[2].text, "维护");
  EXPECT_EQ(notes[2].frame, FrameNumber{3});
}

TEST(Observe, gaps_and_rates_count_slots) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n1 w01018 realtime 2026-03-01 08:01 1 D @1\n"
               "1 w01018 realtime 2026-03-01 08:04 1 N @1\n1 w01018 realtime 2026-03-01 08:07 1 D @1\n");
  house.append("1 w01018 realtime 2026-03-01 08:01 1 N @2\n");   // revised to normal
  Range const range{at("2026-03-01 08:00"), at("2026-03-01 08:10")};
  auto const gaps = house.store->gaps({1}, range, std::chrono::minutes(1));
  ASSERT_EQ(gaps.size(), 3U);
  EXPECT_EQ(base::format(gaps[0].from), "2026-03-01T08:02:00+08:00");
  EXPECT_EQ(base::format(gaps[0].to), "2026-03-01T08:04:00+08:00");
  EXPECT_EQ(gaps[0].missing, 2);
  EXPECT_EQ(gaps[1].missing, 2);
  EXPECT_EQ(gaps[2].missing, 2);
  EXPECT_EQ(base::format(gaps[2].to), "2026-03-01T08:10:00+08:00");
  auto const rate = house.store->rate({1}, range, std::chrono::minutes(1), "N ");
  EXPECT_EQ(rate.due, 10);
  EXPECT_EQ(rate.received, 4);
  EXPECT_EQ(rate.valid, 3);
  EXPECT_DOUBLE_EQ(rate.transmitted(), 0.4);
  auto const silent = house.store->gaps({1}, {at("2026-03-02 08:00"), at("2026-03-02 09:00")}, std::chrono::minutes(10));
  ASSERT_EQ(silent.size(), 1U);
  EXPECT_EQ(silent[0].missing, 6);
}

TEST(Observe, a_restart_goes_on_where_the_last_commit_was) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n1 w01018 realtime 2026-03-01 08:01 2 N @2\n1 w01018 realtime 2026-03-01 08:01 3 N @3\n");
  house.store->append({.notes = {{{1}, at("2026-03-01 08:00"), "运行", {3}}}, .last_frame = {3}});
  house.restart();
  EXPECT_EQ(house.store->applied(), FrameNumber{3});
  EXPECT_EQ(story::told({*house.store->latest({1})}), "08:01 3 N r1");
  EXPECT_EQ(house.append("1 w01018 realtime 2026-03-01 08:01 3 N @4\n").repeated, 1U);
  EXPECT_EQ(house.append("1 w01018 realtime 2026-03-01 08:01 4 N @4\n").revised, 1U);
  EXPECT_EQ(house.store->revisions({1}, at("2026-03-01 08:01")).back().revision, 2);
  EXPECT_EQ(house.store->append({.notes = {{{1}, at("2026-03-01 08:00"), "运行", {5}}}}).repeated, 1U);
  EXPECT_EQ(house.append("1 w01018 hour 2026-03-01 08:00 4 N @5\n").appended, 1U);   // a new series gets the next number
  EXPECT_EQ(house.store->all_series().back().id, SeriesId{2});
}

TEST(Observe, the_last_frame_applied_never_goes_back) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @100\n");
  house.append("2 w01018 realtime 2026-03-01 08:00 1 N @40\n");
  EXPECT_EQ(house.store->applied(), FrameNumber{100});
  house.restart();
  EXPECT_EQ(house.store->applied(), FrameNumber{100});
}

TEST(Observe, a_batch_that_fails_leaves_nothing_and_can_be_given_again) {
  House house;
  house.append("1 w01018 realtime 2026-03-01 08:00 1 N @1\n");
  auto const breaking = house.database->connect();
  breaking->run("ALTER TABLE hot_row RENAME TO elsewhere");
  EXPECT_THROW(house.append("1 w01018 realtime 2026-03-01 08:01 2 N @2\n2 w01018 realtime 2026-03-01 08:01 2 N @2\n"), base::Failure);
  breaking->run("ALTER TABLE elsewhere RENAME TO hot_row");
  EXPECT_EQ(story::told({*house.store->latest({1})}), "08:00 1 N r0");
  EXPECT_EQ(house.store->applied(), FrameNumber{1});
  EXPECT_EQ(house.append("1 w01018 realtime 2026-03-01 08:01 2 N @2\n2 w01018 realtime 2026-03-01 08:01 2 N @2\n").appended, 2U);
  house.restart();
  EXPECT_EQ(house.store->all_series().size(), 2U);
  EXPECT_EQ(house.rows("w01018", "realtime", day, next_day), "08:00 1 N r0; 08:01 2 N r0");
}

// ---- properties -----------------------------------------------------------------------------------

struct Sent { int point, factor, minute, value, flag; };

std::vector<Sent> some_rows() {
  return *rc::gen::container<std::vector<Sent>>(rc::gen::apply(
      [](int point, int factor, int minute, int value, int flag) { return Sent{point, factor, minute, value, flag}; }, rc::gen::inRange(1, 3),
      rc::gen::inRange(0, 2), rc::gen::inRange(0, 40), rc::gen::inRange(0, 3), rc::gen::inRange(0, 2)));
}

Row row_of(Store& store, Sent const& sent, std::int64_t frame) {
  auto const id = store.series({{sent.point}, sent.factor ? "w01018" : "w21003", Kind::realtime, ""});
  return {.series = id, .at = at(day) + std::chrono::minutes(sent.minute), .value = sent.value / 10.0, .flag = sent.flag ? 'N' : 'D', .frame = {frame}};
}

RC_GTEST_PROP(ObserveProperty, the_digest_does_not_depend_on_how_frames_are_cut_into_batches, ()) {
  auto const sent = some_rows();
  House one_by_one, in_batches;
  Batch batch;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto const frame = static_cast<std::int64_t>(i + 1);
    one_by_one.store->append({{row_of(*one_by_one.store, sent[i], frame)}, {}, {frame}});
    batch.rows.push_back(row_of(*in_batches.store, sent[i], frame));
    batch.last_frame = {frame};
    if (*rc::gen::inRange(0, 5) > 0) continue;
    in_batches.store->append(batch);
    batch = {};
  }
  in_batches.store->append(batch);
  RC_ASSERT(one_by_one.store->digest() == in_batches.store->digest());
  RC_ASSERT(one_by_one.store->size().revisions == in_batches.store->size().revisions);
}

RC_GTEST_PROP(ObserveProperty, rows_with_one_value_a_moment_are_the_same_in_any_order, ()) {
  auto sent = some_rows();
  for (auto& one : sent) one.value = (one.minute * 7 + one.point * 3 + one.factor) % 10, one.flag = one.minute % 2;
  std::vector<std::int64_t> frames(sent.size(), 5);
  House forward, shuffled;
  for (auto const& one : sent) forward.store->append({{row_of(*forward.store, one, 5)}, {}, {5}});
  std::reverse(sent.begin(), sent.end());
  auto const pivot = sent.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, sent.size());
  std::rotate(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(pivot), sent.end());
  Batch batch{.last_frame = {5}};
  for (auto const& one : sent) batch.rows.push_back(row_of(*shuffled.store, one, 5));
  shuffled.store->append(batch);
  RC_ASSERT(forward.store->digest() == shuffled.store->digest());
}

RC_GTEST_PROP(ObserveProperty, readers_see_what_a_plain_map_says, ()) {
  auto const sent = some_rows();
  House house;
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::pair<double, char>>> plain;   // (series, at) → values
  Batch batch;
  for (auto const& one : sent) {
    auto const row = row_of(*house.store, one, 1);
    auto& values = plain[{row.series.value, row.at.ms}];
    if (values.empty() || values.back() != std::pair(row.value, row.flag)) values.emplace_back(row.value, row.flag);
    batch.rows.push_back(row);
    if (*rc::gen::inRange(0, 3) == 0) house.store->append(batch), batch = {};
  }
  house.store->append(batch);
  if (*rc::gen::arbitrary<bool>()) house.store->settle(at("2026-06-01 00:00"));
  for (auto const& [moment, values] : plain) {
    auto const rows = house.store->rows({moment.first}, {{moment.second}, {moment.second + 1}});
    RC_ASSERT(rows.size() == 1U);
    RC_ASSERT(rows[0].value == values.back().first);
    RC_ASSERT(rows[0].flag == values.back().second);
    RC_ASSERT(house.store->revisions({moment.first}, {moment.second}).size() == values.size());
  }
}

}  // namespace
}  // namespace observe
