// A facility with two outlets, verdicts of three quarters and records in two registers, as the desk, the enterprise and strangers see it.
#include "dossier/dossier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "registry/story_for_tests.hpp"

namespace dossier {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre, testing::IsEmpty, testing::UnorderedElementsAre;

constexpr std::string_view permit_text =
    "id: permit\ntitle: { zh: 排污许可证, en: Permits }\ngroup: sources\nserves: [S041]\nsources: []\nkeeper: [air]\nkey: [number]\nname: number\n"
    "facility: facility\nfields:\n"
    "  - { id: number, type: text, title: { zh: 编号, en: Number }, required: true }\n"
    "  - { id: facility, type: reference, to: facility, title: { zh: 单位, en: Facility }, required: true }\n"
    "  - { id: handed_to, type: reference, to: facility, title: { zh: 承继单位, en: Handed to } }\n"
    "  - { id: valid_to, type: date, title: { zh: 有效期至, en: Valid to } }\n"
    "  - { id: issued_on, type: date, title: { zh: 发证日期, en: Issued } }\n"
    "  - { id: scan, type: attachment, count: 3, title: { zh: 扫描件, en: Scan } }\n"
    "lifecycle:\n"
    "  initial: valid\n"
    "  states:\n"
    "    - { id: valid, title: { zh: 有效, en: Valid } }\n"
    "    - { id: revoked, title: { zh: 撤销, en: Revoked }, final: true }\n"
    "  moves:\n"
    "    - { id: revoke, title: { zh: 撤销, en: Revoke }, from: [valid], to: revoked, by: [keeper] }\n";

std::shared_ptr<definitions::Set const> two_registers() {
  auto files = definitions::for_tests::small_files("eatery", std::string(registry::for_tests::eatery_text));
  files.push_back({"registers/permit.yaml", std::string(permit_text)});
  std::vector<base::Problem> problems;
  auto set = definitions::Set::load(files, &problems);
  for (auto const& problem : problems) {
    ADD_FAILURE() << base::to_string(problem);
  }
  return *set;
}

struct TemporaryFile {
  std::string path = (std::filesystem::temp_directory_path() / ("biyun_dossier_" + std::to_string(::getpid()) + ".db")).string();
  TemporaryFile() { remove(); }
  ~TemporaryFile() { remove(); }
  TemporaryFile(TemporaryFile const&) = delete;
  TemporaryFile& operator=(TemporaryFile const&) = delete;
  void remove() const {
    for (auto const* const end : {"", "-wal", "-shm"}) {
      std::error_code ignored;
      std::filesystem::remove(path + end, ignored);
    }
  }
};

constexpr std::string_view works = "示例甲厂（虚构）", other_works = "示例乙厂（虚构）";

class Dossiers : public testing::Test {
 protected:
  TemporaryFile file;
  registry::for_tests::House house{[path = file.path] { return sql::Database::open_sqlite(path, {.full_sync = false}); }, two_registers()};
  std::unique_ptr<sql::Database> db = sql::Database::in_memory();
  trail::Journal journal{*db};
  points::Registry points{*db, journal};
  verdicts::Store verdicts{*db, journal};
  RecordId ours, theirs;
  PointId stack, drain;

  void SetUp() override {
    ASSERT_TRUE(house.registry.migrate(house.now));
    ours = must(house.add("code=F1|name=" + std::string(works) + "|township=140215100|geometry=POINT(113.6 40.0)", "facility")).id;
    theirs = must(house.add("code=F2|name=" + std::string(other_works) + "|township=140215101", "facility")).id;
    stack = outlet("G1", points::Kind::gas_outlet, works);
    drain = outlet("W1", points::Kind::water_outlet, works);
    outlet("G2", points::Kind::gas_outlet, other_works);
    EXPECT_TRUE(points.put(points::Logger{.mn = "DE3014021500000000000001", .point = stack, .password = "secret"}, "wang", house.now));
  }
  Record must(base::Result<Record> result) {
    EXPECT_TRUE(result) << (result ? "" : base::to_string(result.error()));
    return result ? *result : Record{};
  }
  PointId outlet(std::string const& code, points::Kind kind, std::string_view facility) {
    return points.put(points::Point{.code = code, .name = code, .kind = kind, .facility = std::string(facility), .area = "140215", .longitude = 113.6, .latitude = 40.0},
                      "wang", house.now).value().id;
  }
  void judged(PointId point, std::string const& at, std::string const& result, std::string const& subject = "a21026", std::string const& period = "hour") {
    verdicts.put({.point = point, .subject = subject, .period = period, .start = base::parse_time(at).value(), .result = result, .value = 1, .limit = 2, .unit = "mg/m³"});
  }
  verdicts::Alarm alarm(PointId point, verdicts::AlarmKind kind, std::string const& at) {
    return verdicts.open({.kind = kind, .point = point, .subject = "a21026", .began_at = base::parse_time(at).value(), .message = "{}"}, house.now);
  }
  Record permit(std::string const& number, std::string const& more = "", RecordId of = {}) {
    return must(house.add("number=" + number + "|facility=" + std::to_string((of ? of : ours).value) + more, "permit"));
  }
  base::Result<Dossier> as(identity::Person const& who, RecordId id = {}) { return dossier::of({house.registry, points, verdicts}, who, id ? id : ours, house.now); }
  Dossier seen() { return as(house.keeper).value(); }
  static std::string refusal(base::Result<Dossier> const& result) { return result ? "given" : result.error().code; }
  static std::string cell(Count const& count) {
    return std::to_string(count.ok) + "/" + std::to_string(count.exceeded) + "/" + std::to_string(count.excused) + "/" + std::to_string(count.not_judged);
  }
  static GridRow const* row(Dossier const& all, PointId point, std::string const& period, std::string const& subject) {
    for (auto const& one : all.grid.rows) {
      if (one.point == point && one.period == period && one.subject == subject) return &one;
    }
    return nullptr;
  }
};

TEST_F(Dossiers, tell_what_each_register_holds_of_the_facility) {
  permit("P1", "|valid_to=2026-12-31|issued_on=2021-01-01");
  permit("P2", "|handed_to=" + std::to_string(ours.value));   // both fields mean it: one record all the same
  permit("P9", "", theirs);
  must(house.add("code=E1|name=示例食堂（虚构）|township=140215100|facility=" + std::to_string(ours.value)));
  auto const all = seen();
  EXPECT_EQ(all.name, works);
  ASSERT_EQ(all.registers.size(), 2U);
  EXPECT_EQ(all.registers[0].reg->id + " " + std::to_string(all.registers[0].total), "eatery 1");
  auto const& permits = all.registers[1];
  EXPECT_EQ(permits.reg->id + " " + std::to_string(permits.total), "permit 2");
  EXPECT_EQ(permits.fields.size(), 2U);
  ASSERT_EQ(permits.records.size(), 2U);
  EXPECT_EQ(house.text(permits.records[0], "number", "permit"), "P2");   // the newest first
  auto const again = query::parse_text(permits.filter);
  ASSERT_TRUE(again);
  EXPECT_EQ(house.registry.list(house.keeper, house.reg("permit"), {.filter = *again, .sort = {}}, house.now).value().total, 2U);
}

TEST_F(Dossiers, list_what_runs_out_the_earliest_first_and_not_what_is_over) {
  permit("P1", "|valid_to=2027-12-31|issued_on=2021-01-01");
  permit("P2", "|valid_to=2025-12-31");
  auto const gone = permit("P3", "|valid_to=2024-12-31");
  must(house.registry.move({house.keeper, house.now}, house.reg("permit"), gone.id, 1, "revoke", {}));
  std::vector<std::string> told;
  for (auto const& one : seen().expiries) {
    told.push_back(house.text(one.record, "number", "permit") + " " + one.field->id + " " + base::format(one.day));
  }
  EXPECT_THAT(told, ElementsAre("P2 valid_to 2025-12-31", "P1 valid_to 2027-12-31"));
}

TEST_F(Dossiers, count_and_list_what_is_overdue) {
  auto const eatery = must(house.add("code=E1|name=示例食堂（虚构）|township=140215100|facility=" + std::to_string(ours.value)));
  EXPECT_EQ(seen().registers[0].overdue, 0U);
  house.now = house.now + base::day_length * 60;   // 20 working days have gone
  auto const all = seen();
  EXPECT_EQ(all.registers[0].overdue, 1U);
  ASSERT_EQ(all.overdue.size(), 1U);
  EXPECT_EQ(all.overdue[0].record.id, eatery.id);
}

TEST_F(Dossiers, collect_documents_with_the_field_they_stand_in) {
  auto const scan = definitions::to_text({.digest = std::string(64, 'a'), .type = "application/pdf", .name = "许可证.pdf", .size = 9});
  auto draft = house.draft("number=P1|facility=" + std::to_string(ours.value), "permit");
  draft.values["scan"] = std::vector<std::string>{scan};
  must(house.registry.create({house.keeper, house.now}, house.reg("permit"), draft));
  auto const all = seen();
  ASSERT_EQ(all.documents.size(), 1U);
  EXPECT_EQ(all.documents[0].file.name + " " + all.documents[0].field->id + " " + all.documents[0].reg->id, "许可证.pdf scan permit");
}

TEST_F(Dossiers, join_outlets_by_the_name_and_keep_them_when_it_changes) {
  auto const outlets = [&] {
    std::vector<std::string> codes;
    for (auto const& one : seen().outlets) codes.push_back(one.point.code);
    return codes;
  };
  EXPECT_THAT(outlets(), ElementsAre("G1", "W1"));
  EXPECT_EQ(seen().outlets[0].loggers.at(0).mn, "DE3014021500000000000001");
  house.now = house.now + 1h;
  must(house.registry.change({house.keeper, house.now, "更名"}, house.reg("facility"), ours, 1, house.draft("name=示例丙厂（虚构）", "facility")));
  EXPECT_THAT(outlets(), ElementsAre("G1", "W1"));
  auto const all = seen();
  EXPECT_THAT(all.names, ElementsAre("示例丙厂（虚构）", works));
  ASSERT_EQ(all.name_changes.size(), 1U);
  EXPECT_EQ(all.name_changes[0].before + " " + all.name_changes[0].after + " " + all.name_changes[0].why, std::string(works) + " 示例丙厂（虚构） 更名");
  must(house.add("code=F3|name=" + std::string(works) + "|township=140215100", "facility"));   // another one is called so now
  EXPECT_THAT(outlets(), IsEmpty());
}

TEST_F(Dossiers, grid_counts_verdicts_in_force_of_twelve_quarters) {
  judged(stack, "2025-09-30T23:00:00+08:00", "ok");
  judged(stack, "2025-10-01T00:00:00+08:00", "exceeded");   // the first hour of the next quarter
  judged(stack, "2025-10-01T01:00:00+08:00", "ok");
  judged(stack, "2025-10-01T01:00:00+08:00", "ok", "a21002");
  judged(stack, "2026-02-01T01:00:00+08:00", "excused");
  judged(stack, "2023-03-31T23:00:00+08:00", "exceeded");   // before the twelve quarters
  judged(drain, "2026-02-01T00:00:00+08:00", "invalid", "w21003", "day");
  judged(drain, "2026-02-01T00:00:00+08:00", "no_limit", "w01001", "hour");
  judged(drain, "2026-02-02T00:00:00+08:00", "ok", "w21003", "day");
  auto const all = seen();
  EXPECT_EQ(all.grid.quarters.front().year * 10 + all.grid.quarters.front().number, 20232);
  EXPECT_EQ(all.grid.quarters.back().year * 10 + all.grid.quarters.back().number, 20261);
  EXPECT_EQ(base::format(all.grid.quarters.back().from), "2026-01-01T00:00:00+08:00");
  auto const* together = row(all, stack, "hour", "");
  ASSERT_NE(together, nullptr);
  EXPECT_EQ(cell(together->cells[8]) + " " + cell(together->cells[9]) + " " + cell(together->cells[10]) + " " + cell(together->cells[11]),
            "0/0/0/0 1/0/0/0 2/1/0/0 0/0/1/0");
  EXPECT_EQ(name_of(standing_of(together->cells[8])), "no_data");
  EXPECT_EQ(name_of(standing_of(together->cells[9])), "compliant");
  EXPECT_EQ(name_of(standing_of(together->cells[10])), "exceeded");
  EXPECT_EQ(name_of(standing_of(together->cells[11])), "none_judged");
  EXPECT_DOUBLE_EQ(*together->cells[10].compliant(), 2.0 / 3);
  EXPECT_EQ(cell(row(all, stack, "hour", "a21026")->cells[10]), "1/1/0/0");
  EXPECT_EQ(cell(row(all, drain, "day", "w21003")->cells[11]), "1/0/0/1");
  EXPECT_EQ(row(all, drain, "hour", ""), nullptr);   // nothing limits its hours
}

TEST_F(Dossiers, tell_open_alarms_whenever_they_began_and_those_of_a_year) {
  alarm(stack, verdicts::AlarmKind::frozen, "2024-01-01T00:00:00+08:00");
  alarm(stack, verdicts::AlarmKind::jump, "2026-02-01T00:00:00+08:00");
  auto const settled = alarm(drain, verdicts::AlarmKind::jump, "2026-02-02T00:00:00+08:00");
  EXPECT_TRUE(verdicts.clear(settled.id, "wang", "看过", house.now));
  auto const all = seen();
  EXPECT_EQ(all.alarms.open.size(), 2U);
  EXPECT_EQ(all.alarms.open_total, 2U);
  EXPECT_EQ(all.alarms.total, 2U);
  EXPECT_EQ(all.alarms.by_kind, (std::map<std::string, std::size_t>{{"jump", 2}}));
  EXPECT_EQ(all.outlets[0].alarms_open, 2U);
}

TEST_F(Dossiers, of_a_facility_without_outlets_tell_nobody_elses_alarms) {
  alarm(stack, verdicts::AlarmKind::jump, "2026-02-01T00:00:00+08:00");
  auto const lonely = must(house.add("code=F4|name=示例丁厂（虚构）|township=140215100", "facility")).id;
  auto const all = as(house.keeper, lonely).value();
  EXPECT_EQ(all.alarms.open.size() + all.alarms.total + all.grid.rows.size() + all.outlets.size(), 0U);
}

TEST_F(Dossiers, an_enterprise_gets_its_own_and_strangers_nothing) {
  permit("P1");
  judged(stack, "2026-02-01T01:00:00+08:00", "ok");
  auto const own = as(house.firm);
  ASSERT_TRUE(own) << base::to_string(own.error());
  EXPECT_EQ(own->outlets.size(), 2U);
  EXPECT_EQ(own->registers.size(), 1U);
  EXPECT_EQ(refusal(as(house.firm, theirs)), "not_found");
  EXPECT_EQ(refusal(as(house.grid)), "forbidden");
  EXPECT_EQ(refusal(as(house.guest)), "forbidden");
  EXPECT_EQ(refusal(as(house.keeper, RecordId{999})), "not_found");
  auto elsewhere = house.keeper;
  elsewhere.area = "140215101";
  EXPECT_EQ(refusal(as(elsewhere)), "not_found");
}

TEST_F(Dossiers, tell_personal_data_only_to_whom_the_register_does) {
  must(house.add("code=E1|name=示例食堂（虚构）|township=140215100|phone=13900000000|facility=" + std::to_string(ours.value)));
  auto leader = registry::for_tests::person("leader", identity::Role::leader);
  auto const phones = [](Dossier const& all) { return all.registers.at(0).records.at(0).values.contains("phone"); };
  EXPECT_TRUE(phones(seen()));
  EXPECT_FALSE(phones(as(leader).value()));
}

TEST_F(Dossiers, changes_run_from_the_newest_over_the_facility_and_its_records) {
  house.now = house.now + 1h;
  auto const one = permit("P1");
  house.now = house.now + 1h;
  must(house.registry.change({house.keeper, house.now, "续期"}, house.reg("permit"), one.id, 1, house.draft("valid_to=2030-12-31", "permit")));
  std::vector<std::string> told;
  for (auto const& change : seen().changes) {
    told.push_back(change.reg->id + " " + change.version.action);
  }
  EXPECT_THAT(told, ElementsAre("permit change", "permit create", "facility create"));
}

RC_GTEST_PROP(Quarters, lie_side_by_side_and_the_last_holds_now, ()) {
  auto const now = Time{*rc::gen::inRange<std::int64_t>(946'684'800'000, 4'102'444'800'000)};   // 2000 to 2099
  auto const all = quarters_until(now);
  RC_ASSERT(all.back().from <= now);
  RC_ASSERT(now < all.back().to);
  for (std::size_t i = 1; i < all.size(); ++i) {
    RC_ASSERT(all.at(i - 1).to == all.at(i).from);
  }
  RC_ASSERT(all.front().year * 4 + all.front().number + 11 == all.back().year * 4 + all.back().number);
}

TEST(Expiry, is_told_by_the_name_of_a_date) {
  auto const field = [](std::string id, definitions::Type type) { definitions::Field one; one.id = std::move(id); one.type = type; return one; };
  EXPECT_TRUE(tells_expiry(field("valid_to", definitions::Type::date)));
  EXPECT_TRUE(tells_expiry(field("licence_until", definitions::Type::date)));
  EXPECT_TRUE(tells_expiry(field("expires_on", definitions::Type::date)));
  EXPECT_TRUE(tells_expiry(field("plan_expires", definitions::Type::date)));
  EXPECT_FALSE(tells_expiry(field("issued_on", definitions::Type::date)));
  EXPECT_FALSE(tells_expiry(field("handed_to", definitions::Type::reference)));
}

}  // namespace
}  // namespace dossier
