#include "points/points.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <thread>

#include "points/tables.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"
#include "sql/postgres_for_tests.hpp"

namespace {

using points::Channel, points::Fault, points::Kind, points::Logger, points::Point, points::Seen;
using testing::HasSubstr;

constexpr base::Time start{1'772'323'200'000};

class Points : public testing::Test {
 protected:
  std::unique_ptr<sql::Database> db = sql::for_tests::records();
  trail::Journal journal{*db};
  points::Registry registry{*db, journal};

  static Point outlet() {
    return {.code = "YZ-W-001", .name = "模拟一号排口", .kind = Kind::water_outlet, .facility = "模拟甲厂", .area = "140215",
            .longitude = 113.6, .latitude = 40.0, .origin = "simulated"};
  }
  Point made() { return registry.put(outlet(), "wang", start).value(); }
  static Logger logger_at(base::PointId point, std::string const& mn = "SIM0000000000000000000A1") {
    return {.mn = mn, .point = point, .password = "123456"};
  }
  std::vector<std::string> actions() {
    std::vector<std::string> found;
    for (auto const& entry : journal.find({})) found.insert(found.begin(), entry.action);
    return found;
  }
  std::string detail() { return journal.find({.most = 1}).at(0).detail; }
};

template <typename T>
std::string refusal(base::Result<T> const& result) {
  return result ? "nothing" : result.error().code + " " + result.error().where;
}

TEST_F(Points, a_new_point_gets_an_id_and_is_found_by_it_and_by_its_code) {
  auto const point = made();
  EXPECT_TRUE(point.id);
  EXPECT_EQ(registry.point(point.id)->name, "模拟一号排口");
  EXPECT_EQ(registry.by_code("YZ-W-001")->id, point.id);
  EXPECT_EQ(registry.points().size(), 1U);
  EXPECT_EQ(registry.point({77}), std::nullopt);
  EXPECT_EQ(registry.by_code("YZ-W-002"), std::nullopt);
}

TEST_F(Points, everything_is_there_again_after_a_restart) {
  auto point = outlet();
  point.name_en = "Simulated outlet 1";
  point.source = "invented";
  point.note = "for the demonstration";
  point.active = false;
  point.reading_every_h = 4;
  point.is_reference = true;
  point = registry.put(point, "wang", start).value();
  auto const ph = base::parse_unit("无量纲").value(), mg = base::parse_unit("mg/L").value();
  Channel const first{.factor = "w21003", .unit = mg, .limit_set = "GB18918-2002/一级A", .plausible_max = 50};
  Channel const second{.factor = "w01001", .unit = ph, .required = false};
  ASSERT_TRUE(registry.put({first, second}, point.id, "wang", start));
  auto logger = logger_at(point.id);
  logger.edition = "2025";
  logger.sm4_key = "0123456789abcdef";
  logger.sm4_key_old = "fedcba9876543210";
  logger.rtd_interval_s = 30;
  logger.minute_interval_min = 5;
  logger.period_end_times = true;
  logger.crc_accepted = "modbus";
  logger.active = false;
  ASSERT_TRUE(registry.put(logger, "wang", start));

  points::Registry const again(*db, journal);
  auto const p = again.point(point.id).value();
  EXPECT_EQ(p.kind, Kind::water_outlet);
  EXPECT_EQ(p.facility, "模拟甲厂");
  EXPECT_EQ(std::make_tuple(p.longitude, p.latitude, p.active), std::make_tuple(113.6, 40.0, false));
  EXPECT_EQ(p.reading_every_h, 4);
  EXPECT_TRUE(p.is_reference);
  EXPECT_EQ(p.name_en + p.source + p.note + p.area + p.origin,
            "Simulated outlet 1inventedfor the demonstration140215simulated");
  auto const channels = again.channels(point.id);
  ASSERT_EQ(channels.size(), 2U);
  EXPECT_EQ(channels[0].factor, "w21003") << "in the order they were given";
  EXPECT_EQ(channels[0].unit, mg);
  EXPECT_EQ(channels[0].limit_set, "GB18918-2002/一级A");
  EXPECT_EQ(channels[0].plausible_max, 50);
  EXPECT_EQ(channels[1].unit, ph);
  EXPECT_FALSE(channels[1].required);
  EXPECT_EQ(channels[1].point, point.id);
  auto const l = again.logger(logger.mn).value();
  EXPECT_EQ(l.edition + l.sm4_key + l.sm4_key_old + l.crc_accepted + l.password,
            "20250123456789abcdeffedcba9876543210modbus123456");
  EXPECT_EQ(std::make_tuple(l.rtd_interval_s, l.minute_interval_min, l.period_end_times, l.active),
            std::make_tuple(30, 5, true, false));
  EXPECT_EQ(again.loggers_of(point.id).size(), 1U);
}

TEST_F(Points, a_code_belongs_to_one_point) {
  auto const first = made();
  EXPECT_EQ(refusal(registry.put(outlet(), "wang", start)), "conflict code");
  auto second = outlet();
  second.code = "YZ-W-002";
  second = registry.put(second, "wang", start).value();
  second.code = first.code;
  EXPECT_EQ(refusal(registry.put(second, "wang", start)), "conflict code");
  EXPECT_EQ(registry.by_code("YZ-W-002")->id, second.id) << "the refused change left nothing";
}

TEST_F(Points, a_changed_code_frees_the_old_one) {
  auto point = made();
  point.code = "YZ-W-009";
  ASSERT_TRUE(registry.put(point, "wang", start));
  EXPECT_EQ(registry.by_code("YZ-W-001"), std::nullopt);
  EXPECT_EQ(registry.by_code("YZ-W-009")->id, point.id);
  EXPECT_TRUE(registry.put(outlet(), "wang", start));
}

TEST_F(Points, wrong_fields_of_a_point_are_refused_by_name) {
  auto const with = [&](auto change) {
    auto point = outlet();
    change(point);
    return refusal(registry.put(point, "wang", start));
  };
  EXPECT_EQ(with([](Point& p) { p.code = ""; }), "invalid code");
  EXPECT_EQ(with([](Point& p) { p.code = "一号"; }), "invalid code");
  EXPECT_EQ(with([](Point& p) { p.name = "  "; }), "invalid name");
  EXPECT_EQ(with([](Point& p) { p.name = std::string(201, 'x'); }), "invalid name");
  EXPECT_EQ(with([](Point& p) { p.facility = "\xff"; }), "invalid facility");
  EXPECT_EQ(with([](Point& p) { p.area = "14021x"; }), "invalid area");
  EXPECT_EQ(with([](Point& p) { p.reading_every_h = 5; }), "invalid reading_every_h") << "does not divide a day";
  EXPECT_EQ(with([](Point& p) { p.longitude = 181; }), "invalid longitude");
  EXPECT_EQ(with([](Point& p) { p.latitude = -91; }), "invalid latitude");
  EXPECT_EQ(with([](Point& p) { p.latitude = std::numeric_limits<double>::quiet_NaN(); }), "invalid latitude");
  EXPECT_EQ(with([](Point& p) { p.origin = "guessed"; }), "invalid origin");
  EXPECT_EQ(with([](Point& p) { p.id = {77}; }), "not_found id");
  EXPECT_TRUE(registry.points().empty());
  EXPECT_TRUE(journal.find({}).empty());
}

TEST_F(Points, an_origin_that_is_not_given_stays_what_it_was) {
  auto point = made();
  point.origin = "";
  EXPECT_EQ(registry.put(point, "wang", start)->origin, "simulated");
  EXPECT_EQ(registry.put({.code = "YZ-A-001", .name = "云州站"}, "wang", start)->origin, "real");
}

TEST_F(Points, channels_are_replaced_as_a_whole_and_checked_one_by_one) {
  auto const point = made();
  auto const put = [&](std::vector<Channel> const& channels) {
    return refusal(registry.put(channels, point.id, "wang", start));
  };
  EXPECT_EQ(put({{.factor = "w21003"}, {.factor = "w01018"}}), "nothing");
  EXPECT_EQ(put({{.factor = "w01018"}}), "nothing");
  ASSERT_EQ(registry.channels(point.id).size(), 1U);
  EXPECT_EQ(put({{.factor = "w01018"}, {.factor = ""}}), "invalid channels[1].factor");
  EXPECT_EQ(put({{.factor = "w01018"}, {.factor = "w01018"}}), "invalid channels[1].factor");
  EXPECT_EQ(put({{.factor = "w01018", .plausible_min = 2, .plausible_max = 1}}), "invalid channels[0].plausible_min");
  EXPECT_EQ(put(std::vector<Channel>(points::Registry::channels_max + 1)), "invalid channels");
  EXPECT_EQ(refusal(registry.put(std::vector<Channel>{}, {77}, "wang", start)), "not_found point");
  EXPECT_EQ(registry.channels(point.id)[0].factor, "w01018");
}

TEST_F(Points, wrong_fields_of_a_logger_are_refused_by_name) {
  auto const point = made();
  auto const with = [&](auto change) {
    auto logger = logger_at(point.id);
    change(logger);
    return refusal(registry.put(logger, "wang", start));
  };
  EXPECT_EQ(with([](Logger& l) { l.mn = ""; }), "invalid mn");
  EXPECT_EQ(with([](Logger& l) { l.mn = "A;MN=B"; }), "invalid mn");
  EXPECT_EQ(with([](Logger& l) { l.password = "pass word"; }), "invalid password");
  EXPECT_EQ(with([](Logger& l) { l.edition = "2018"; }), "invalid edition");
  EXPECT_EQ(with([](Logger& l) { l.sm4_key = "short"; }), "invalid sm4_key");
  EXPECT_EQ(with([](Logger& l) { l.sm4_key_old = "short"; }), "invalid sm4_key_old");
  EXPECT_EQ(with([](Logger& l) { l.rtd_interval_s = 0; }), "invalid rtd_interval_s");
  EXPECT_EQ(with([](Logger& l) { l.minute_interval_min = 1441; }), "invalid minute_interval_min");
  EXPECT_EQ(with([](Logger& l) { l.crc_accepted = "none"; }), "invalid crc_accepted");
  EXPECT_EQ(with([](Logger& l) { l.point = {77}; }), "not_found point");
  EXPECT_EQ(with([](Logger& l) { l.password = ""; }), "nothing") << "some loggers have none";
}

TEST_F(Points, a_logger_can_move_to_another_point_and_leave) {
  auto const first = made();
  auto second = outlet();
  second.code = "YZ-W-002";
  second = registry.put(second, "wang", start).value();
  ASSERT_TRUE(registry.put(logger_at(first.id), "wang", start));
  ASSERT_TRUE(registry.put(logger_at(second.id), "wang", start));
  EXPECT_TRUE(registry.loggers_of(first.id).empty());
  EXPECT_EQ(registry.loggers_of(second.id).size(), 1U);
  EXPECT_EQ(registry.loggers().size(), 1U);
  ASSERT_TRUE(registry.remove_logger(logger_at(first.id).mn, "wang", start));
  EXPECT_TRUE(registry.loggers().empty());
  EXPECT_TRUE(registry.loggers_of(second.id).empty());
  EXPECT_EQ(refusal(registry.remove_logger("nobody", "wang", start)), "not_found mn");
}

TEST_F(Points, the_trail_tells_what_changed_and_never_a_secret) {
  auto point = made();
  point.name = "模拟二号排口";
  ASSERT_TRUE(registry.put(point, "wang", start));
  EXPECT_EQ(detail(), R"({"name":{"before":"模拟一号排口","after":"模拟二号排口"}})");
  auto logger = logger_at(point.id);
  ASSERT_TRUE(registry.put(logger, "wang", start));
  EXPECT_THAT(detail(), HasSubstr(R"("password":"set")"));
  logger.password = "654321";
  logger.sm4_key = "0123456789abcdef";
  ASSERT_TRUE(registry.put(logger, "wang", start));
  EXPECT_EQ(detail(), R"({"password":"changed","sm4_key":"set"})");
  ASSERT_TRUE(registry.put({{.factor = "w21003", .limit_set = "GB18918-2002/一级A"}}, point.id, "wang", start));
  EXPECT_EQ(detail(), R"({"w21003":{"before":"","after":"; required; GB18918-2002/一级A"}})");
  ASSERT_TRUE(registry.remove_logger(logger.mn, "wang", start));
  EXPECT_THAT(actions(), testing::ElementsAre("point.create", "point.change", "logger.create", "logger.change",
                                              "point.channels", "logger.remove"));
  for (auto const& entry : journal.find({})) EXPECT_THAT(entry.detail, testing::Not(HasSubstr("654321")));
}

TEST_F(Points, the_settings_of_a_logger_are_known_as_they_were) {
  auto logger = logger_at(made().id);
  EXPECT_EQ(registry.history(logger.mn), nullptr);
  auto const judged = [&](base::Time at) { auto const held = registry.hold(at); };
  judged(start + std::chrono::minutes(5));
  ASSERT_TRUE(registry.put(logger, "wang", start));
  logger.password = "654321";
  ASSERT_TRUE(registry.put(logger, "wang", start + std::chrono::hours(1)));
  ASSERT_TRUE(registry.remove_logger(logger.mn, "wang", start + std::chrono::hours(2)));
  auto const history = points::Registry(*db, journal).history(logger.mn);
  ASSERT_EQ(history->size(), 3U);
  EXPECT_EQ(history->at(0).from, start + std::chrono::minutes(5) + base::Duration(1)) << "behind what was judged before it";
  EXPECT_EQ(history->at(1).from, start + std::chrono::hours(1));
  EXPECT_TRUE(history->at(0).asks_reapply && history->at(1).asks_reapply && !history->at(2).asks_reapply);
  EXPECT_FALSE(history->at(2).registered);
  EXPECT_EQ(registry.logger(logger.mn), std::nullopt);
  EXPECT_EQ(registry.logger(logger.mn, start)->password, "123456");
  EXPECT_EQ(registry.logger(logger.mn, start + std::chrono::minutes(90))->password, "654321");
  EXPECT_EQ(registry.loggers_of(logger.point, start).at(0).password, "123456");
  EXPECT_TRUE(registry.loggers_of(logger.point, start + std::chrono::hours(3)).empty());
  EXPECT_TRUE(registry.loggers_of({77}, start).empty());
}

TEST_F(Points, a_change_that_may_make_frames_believable_asks_for_them_until_it_is_done) {
  auto logger = logger_at(made().id);
  ASSERT_TRUE(registry.put(logger, "wang", start));
  registry.place_reapplies({7});
  logger.minute_interval_min = 5;
  ASSERT_TRUE(registry.put(logger, "wang", start));
  logger.crc_accepted = "modbus";
  ASSERT_TRUE(registry.put(logger, "wang", start));
  registry.reapplied(1, {3});
  points::Registry again(*db, journal);
  auto asked = again.reapplies();
  ASSERT_EQ(asked.size(), 2U) << "another interval makes no frame believable";
  EXPECT_TRUE(asked[0].reapply_after == base::FrameNumber{7} && asked[0].reapplied && asked[0].reapply_from == base::FrameNumber{3});
  EXPECT_TRUE(!asked[1].reapply_after && !asked[1].reapplied);
  again.place_reapplies({7});
  EXPECT_EQ(again.reapplies()[1].reapply_batch, 2);
}

TEST_F(Points, the_next_key_is_used_when_the_logger_took_it) {
  auto logger = logger_at(made().id);
  std::string const first = "a key of 16 char", next = "9876543210fedcba";
  EXPECT_EQ(refusal(registry.set_next_key(logger.mn, next, "wang", start)), "not_found mn");
  logger.sm4_key = first;
  ASSERT_TRUE(registry.put(logger, "wang", start));
  EXPECT_EQ(refusal(registry.set_next_key(logger.mn, next, "wang", start)), "invalid edition");
  logger.edition = "2025";
  ASSERT_TRUE(registry.put(logger, "wang", start));
  for (std::string const key : {"short", "0000000000000000", "a;b=c,d&e#f01234", first.c_str()})
    EXPECT_EQ(refusal(registry.set_next_key(logger.mn, key, "wang", start)), "invalid sm4_key_next") << key;
  ASSERT_TRUE(registry.set_next_key(logger.mn, next, "wang", start));
  EXPECT_EQ(detail(), R"({"sm4_key_next":"set"})");
  EXPECT_EQ(registry.logger(logger.mn)->sm4_key, first);
  ASSERT_TRUE(registry.next_key_taken(logger.mn, start));
  auto const now = points::Registry(*db, journal).logger(logger.mn).value();
  EXPECT_EQ(now.sm4_key + "/" + now.sm4_key_old + "/" + now.sm4_key_next, next + "/" + first + "/");
  auto const version = registry.version();
  ASSERT_TRUE(registry.next_key_taken(logger.mn, start));
  EXPECT_EQ(registry.version(), version);
}

TEST_F(Points, a_device_without_an_MN_is_given_one_by_its_serial) {
  EXPECT_EQ(refusal(registry.assign_mn("", "MN1", "wang", start)), "invalid serial");
  EXPECT_EQ(refusal(registry.assign_mn("S1", "M;N", "wang", start)), "invalid mn");
  ASSERT_TRUE(registry.assign_mn("S1", "MN1", "wang", start));
  ASSERT_TRUE(registry.assign_mn("S2", "MN2", "wang", start));
  ASSERT_TRUE(registry.assign_mn("S2", "", "wang", start));
  points::Registry again(*db, journal);
  EXPECT_EQ(again.assigned_mn("S1"), "MN1");
  EXPECT_EQ(again.assigned_mn("S2"), std::nullopt);
  EXPECT_EQ(again.assigned_mns().size(), 1U);
}

TEST_F(Points, loggers_of_an_older_version_of_the_tables_keep_their_settings_from_the_beginning) {
  auto const old = sql::Database::in_memory();
  auto const steps = points::steps();
  old->migrate("points", {steps.begin(), steps.begin() + 1});
  old->prepare("INSERT INTO point VALUES (1, 'P', 'P', '', 'other', '', '', 0, 0, 'real', '', '', 1)").run();
  old->prepare("INSERT INTO logger VALUES ('MN1', 1, '123456', '2017', '', '', 30, 5, 1, 'modbus', 1)").run();
  trail::Journal of_old(*old);
  points::Registry const now(*old, of_old);
  EXPECT_EQ(now.history("MN1")->at(0).from, base::Time{0});
  EXPECT_EQ(now.logger("MN1")->crc_accepted, "modbus");
  EXPECT_TRUE(now.reapplies().empty());
}

TEST_F(Points, a_put_that_changes_nothing_writes_nothing) {
  auto const point = made();
  ASSERT_TRUE(registry.put(logger_at(point.id), "wang", start));
  ASSERT_TRUE(registry.put({{.factor = "w21003"}}, point.id, "wang", start));
  auto const version = registry.version();
  auto const lines = journal.find({}).size();
  ASSERT_TRUE(registry.put(point, "li", start));
  ASSERT_TRUE(registry.put(logger_at(point.id), "li", start));
  ASSERT_TRUE(registry.put({{.factor = "w21003"}}, point.id, "li", start));
  EXPECT_EQ(registry.version(), version);
  EXPECT_EQ(journal.find({}).size(), lines);
}

TEST_F(Points, every_change_makes_a_new_version) {
  auto version = registry.version();
  auto const grew = [&] { return std::exchange(version, registry.version()) < registry.version(); };
  auto const point = made();
  EXPECT_TRUE(grew());
  ASSERT_TRUE(registry.put({{.factor = "w21003"}}, point.id, "wang", start));
  EXPECT_TRUE(grew());
  ASSERT_TRUE(registry.put(logger_at(point.id), "wang", start));
  EXPECT_TRUE(grew());
  ASSERT_TRUE(registry.remove_logger(logger_at(point.id).mn, "wang", start));
  EXPECT_TRUE(grew());
}

TEST_F(Points, readers_on_other_threads_see_whole_states_while_points_change) {
  auto const point = made();
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0;
  std::thread reader([&] {
    while (!done) {
      for (auto const& logger : registry.loggers()) {
        if (logger.password != logger.edition + "pw") ++torn;
      }
    }
  });
  for (int i = 0; i < 200; ++i) {
    auto logger = logger_at(point.id);
    logger.edition = i % 2 == 0 ? "2017" : "2005";
    logger.password = logger.edition + "pw";
    EXPECT_TRUE(registry.put(logger, "wang", start));
  }
  done = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

TEST_F(Points, strangers_are_merged_by_mn_until_they_are_registered) {
  Seen const first{.mn = "X1", .st = "32", .cn = "2011", .flag = "4", .peer = "10.0.0.7", .first_at = {100},
                   .last_at = {200}, .frames = 3, .last_frame = {7}};
  auto later = first;
  later.cn = "2051";
  later.first_at = {300};
  later.last_at = {400};
  later.frames = 2;
  later.last_frame = {9};
  registry.note_seen({first});
  registry.note_seen({later, {.mn = "X\xff", .last_at = {1}, .frames = 1}});
  auto const seen = registry.seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].mn, "X1") << "the newest first";
  EXPECT_EQ(seen[0].frames, 5);
  EXPECT_EQ(seen[0].cn, "2051");
  EXPECT_EQ(seen[0].first_at, base::Time{100});
  EXPECT_EQ(seen[0].last_at, base::Time{400});
  EXPECT_EQ(seen[0].last_frame, base::FrameNumber{9});
  EXPECT_EQ(seen[1].mn, "X\\xff") << "bytes that are no text are shown";
  ASSERT_TRUE(registry.put(logger_at(made().id, "X1"), "wang", start));
  registry.note_seen({later});
  EXPECT_EQ(registry.seen().size(), 1U) << "it is no stranger any more";
}

TEST_F(Points, a_flood_of_strangers_drops_the_oldest_and_counts_them) {
  std::vector<Seen> flood;
  for (int i = 0; i < 1500; ++i) flood.push_back({.mn = "X" + std::to_string(i), .last_at = {i / 1000}, .frames = 1});
  registry.note_seen(flood);
  auto const seen = registry.seen();
  EXPECT_EQ(seen.size(), points::Registry::seen_max);
  EXPECT_EQ(registry.dropped().seen, 500U);
  EXPECT_EQ(std::count_if(seen.begin(), seen.end(), [](Seen const& s) { return s.last_at.ms == 1; }), 500);
}

TEST_F(Points, faults_are_added_up_by_logger_and_kind) {
  Fault const crc{.mn = "X1", .peer = "10.0.0.7:1", .name = "bad_crc", .count = 2, .first_at = {100}, .last_at = {200},
                  .last_frame = {5}};
  Fault const again{.mn = "X1", .peer = "10.0.0.7:2", .name = "bad_crc", .count = 3, .first_at = {250},
                    .last_at = {300}, .last_frame = {8}};
  Fault const noise{.peer = "10.0.0.9", .name = "noise", .count = 1, .first_at = {400}, .last_at = {400}};
  Fault const other_noise{.peer = "10.0.0.8", .name = "noise", .count = 1, .first_at = {350}, .last_at = {350}};
  registry.note_faults({crc, noise, other_noise});
  registry.note_faults({again, noise});
  auto const of_logger = registry.faults("X1");
  ASSERT_EQ(of_logger.size(), 1U);
  EXPECT_EQ(of_logger[0].count, 5);
  EXPECT_EQ(of_logger[0].peer, "10.0.0.7:2");
  EXPECT_EQ(of_logger[0].first_at, base::Time{100});
  EXPECT_EQ(of_logger[0].last_frame, base::FrameNumber{8});
  auto const all = registry.faults();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].peer, "10.0.0.9") << "without an MN the peer says who";
  EXPECT_EQ(all[0].count, 2);
}

TEST_F(Points, the_list_of_faults_is_bounded_too) {
  std::vector<Fault> flood;
  auto const many = static_cast<int>(points::Registry::fault_rows_max) + 10;
  for (int i = 0; i < many; ++i) {
    flood.push_back({.peer = std::to_string(i), .name = "noise", .count = 1, .last_at = {i}});
  }
  registry.note_faults(flood);
  EXPECT_EQ(registry.faults().size(), points::Registry::fault_rows_max);
  EXPECT_EQ(registry.dropped().faults, 10U);
}

TEST(Kinds, have_names_that_read_back) {
  for (auto const kind : {Kind::air_station, Kind::water_station, Kind::noise_station, Kind::gas_outlet,
                          Kind::water_outlet, Kind::other}) {
    EXPECT_EQ(points::parse_kind(name_of(kind)), kind);
  }
  EXPECT_EQ(points::parse_kind("volcano"), std::nullopt);
}

TEST(WrongFields, are_all_named_at_once) {
  points::Point const point{.code = "a b", .name = " ", .area = "x", .longitude = 181, .latitude = -91, .origin = "dreamt"};
  std::vector<std::string> names;
  for (auto const& wrong : points::wrong_fields(point)) names.push_back(wrong.where);
  EXPECT_THAT(names, testing::ElementsAre("code", "name", "area", "longitude", "latitude", "origin"));
  EXPECT_EQ(points::wrong_fields(points::Logger{.mn = "a;b", .password = "=", .edition = "1999", .sm4_key = "short"}).size(), 4U);
  EXPECT_TRUE(points::wrong_fields(points::Logger{.mn = "SIM"}).empty());
}

}  // namespace
