// Stories of records on both databases: entering, changing, two at once, moving through states, seeing and not seeing.
#include "registry/registry.hpp"

#include <gtest/gtest.h>

#include "registry/story_for_tests.hpp"
#include "sql/postgres_for_tests.hpp"

namespace registry {
namespace {

using for_tests::House;

struct Backend { char const* name; std::function<for_tests::Open()> open; };

for_tests::Open on_sqlite() {
  static int files = 0;
  auto const path = (std::filesystem::temp_directory_path() / ("biyun_registry_" + std::to_string(::getpid()) + "_" + std::to_string(++files) + ".db")).string();
  for (auto const* const end : {"", "-wal", "-shm"}) {
    std::filesystem::remove(path + end);
  }
  struct Gone {   // the file goes when the last connection's maker does
    std::string path;
    ~Gone() {
      for (auto const* const end : {"", "-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::remove(path + end, ignored);
      }
    }
  };
  auto const gone = std::make_shared<Gone>(path);
  return [gone] { return sql::Database::open_sqlite(gone->path, {.full_sync = false}); };
}
for_tests::Open on_postgres() {
  auto const where = sql::for_tests::Postgres::fresh();
  return [where] { return sql::Database::open_postgres(where); };
}

class Records : public testing::TestWithParam<Backend> {
 protected:
  House house{GetParam().open()};
  void SetUp() override {
    auto const migrated = house.registry.migrate(house.now);
    ASSERT_TRUE(migrated) << base::to_string(migrated.error());
  }
  Record must(base::Result<Record> result) {
    EXPECT_TRUE(result) << (result ? "" : base::to_string(result.error()));
    return result ? *result : Record{};
  }
  std::string refused(base::Result<Record> const& result) { return result ? "taken" : result.error().code + "@" + result.error().where; }
  Record eatery(std::string const& code, std::string const& more = "") {
    return must(house.add("code=" + code + "|name=示例饭店（虚构）" + code + "|township=140215100" + more));
  }
};
INSTANTIATE_TEST_SUITE_P(On, Records, testing::Values(Backend{"SQLite", on_sqlite}, Backend{"PostgreSQL", on_postgres}),
                         [](auto const& backend) { return backend.param.name; });

TEST_P(Records, what_is_entered_can_be_read_again_field_by_field) {
  auto const made = eatery("E1", "|stoves=4|flow=8000.5|purifier=true|installed_on=2026-02-01|kinds=hot;bbq|phone=13900000000|geometry=POINT(113.6 40.0)");
  auto const read = must(house.registry.get(house.keeper, house.reg(), made.id));
  EXPECT_EQ(read.version, 1);
  EXPECT_EQ(read.state, "listed");
  EXPECT_EQ(base::format(*read.due), "2026-03-30");   // 20 working days after Monday 2 March
  EXPECT_EQ(read.origin, "invented");
  EXPECT_EQ(read.created_by, "air-desk");
  EXPECT_EQ(house.text(read, "flow"), "8000.5");
  EXPECT_EQ(house.text(read, "per_stove"), "2000.12");   // half to even of 2000.125
  EXPECT_EQ(house.text(read, "kinds"), "hot;bbq");
  EXPECT_EQ(house.text(read, "purifier"), "true");
  EXPECT_EQ(house.text(read, "installed_on"), "2026-02-01");
  ASSERT_TRUE(read.geometry);
  EXPECT_EQ(geo::to_wkt(*read.geometry), geo::to_wkt(geo::make_point(113.6, 40.0)));
}

TEST_P(Records, every_wrong_field_is_named_and_nothing_is_stored) {
  std::vector<base::Problem> problems;
  auto const result = house.registry.create({.person = house.keeper, .now = house.now, .problems = &problems}, house.reg(),
                                            house.draft("name=无编号|purifier=true"));
  EXPECT_EQ(refused(result), "missing@code");
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[1].where, "township");
  EXPECT_EQ(refused(house.add("code=E1|name=甲|township=140215100|purifier=true")), "rule@installed_on");
  EXPECT_EQ(refused(house.registry.create({house.keeper, house.now}, house.reg(), house.draft("code=E1|name=甲|township=140215100|nonsense=1"))),
            "unknown_field@nonsense");
  EXPECT_EQ(refused(house.registry.create({house.keeper, house.now}, house.reg(), house.draft("code=E1|name=甲|township=140215100|per_stove=1"))),
            "invalid@per_stove");
  EXPECT_EQ(house.registry.list(house.keeper, house.reg(), {}, house.now).value().total, 0U);
}

TEST_P(Records, the_second_of_two_at_once_is_told) {
  auto const made = eatery("E1");
  auto const first = must(house.registry.change({house.keeper, house.now}, house.reg(), made.id, 1, house.draft("stoves=5")));
  EXPECT_EQ(first.version, 2);
  EXPECT_EQ(refused(house.registry.change({house.keeper, house.now}, house.reg(), made.id, 1, house.draft("stoves=6"))), "precondition@version");
  EXPECT_EQ(house.text(must(house.registry.get(house.keeper, house.reg(), made.id)), "stoves"), "5");
  auto const nothing_new = must(house.registry.change({house.keeper, house.now}, house.reg(), made.id, 2, house.draft("stoves=5")));
  EXPECT_EQ(nothing_new.version, 2) << "what changes nothing is no version";
}

TEST_P(Records, the_same_request_twice_makes_one_record) {
  By const by{.person = house.keeper, .now = house.now, .request = "r-1"};
  auto const draft = house.draft("code=E1|name=甲|township=140215100");
  auto const first = must(house.registry.create(by, house.reg(), draft));
  auto const again = must(house.registry.create(by, house.reg(), draft));
  EXPECT_EQ(first.id, again.id);
  EXPECT_EQ(refused(house.registry.create(by, house.reg(), house.draft("code=E2|name=乙|township=140215100"))), "conflict@Idempotency-Key");
  EXPECT_EQ(refused(house.add("code=E1|name=丙|township=140215100")), "conflict@code");
}

TEST_P(Records, a_life_from_listed_over_paused_to_done_and_back) {
  auto record = eatery("E1");
  auto const move = [&](std::string const& name, std::string const& why = "", std::string const& draft = "") {
    return house.registry.move({.person = house.keeper, .now = house.now, .why = why}, house.reg(), record.id, record.version, name,
                               draft.empty() ? Draft{} : house.draft(draft));
  };
  EXPECT_EQ(refused(move("resume")), "conflict@state");
  EXPECT_EQ(refused(move("pause")), "missing@why");
  house.now = base::parse_time("2026-03-09T09:00:00+08:00").value();   // five working days on: 15 are left
  record = must(move("pause", "等待设备"));
  EXPECT_FALSE(record.due);
  house.now = base::parse_time("2026-04-13T09:00:00+08:00").value();
  record = must(move("resume"));
  EXPECT_EQ(base::format(*record.due), "2026-05-04");
  EXPECT_EQ(refused(move("close")), "missing@installed_on");
  EXPECT_EQ(refused(move("close", "", "installed_on=2026-04-10")), "condition@state");
  record = must(move("close", "", "installed_on=2026-04-10|purifier=true"));
  EXPECT_EQ(record.state, "done");
  EXPECT_FALSE(record.due);
  EXPECT_EQ(refused(house.registry.move({.person = house.firm, .now = house.now, .why = "x"}, house.reg(), record.id, record.version, "reopen", {})), "not_found@id");
  record = must(move("reopen", "复查发现净化器停用"));
  EXPECT_EQ(record.state, "listed");
  auto const history = house.registry.history(house.keeper, house.reg(), record.id).value();
  ASSERT_EQ(history.size(), 5U);
  EXPECT_EQ(history[0].action, "move:reopen");
  EXPECT_EQ(history[0].why, "复查发现净化器停用");
  EXPECT_EQ(history[1].changed.size(), 3U);   // installed_on, purifier, state
  EXPECT_EQ(must(house.registry.at_version(house.keeper, house.reg(), record.id, 2)).state, "paused");
}

TEST_P(Records, a_term_that_runs_into_a_year_without_its_calendar_waits_for_it) {
  house.now = base::parse_time("2026-12-25T09:00:00+08:00").value();
  auto const made = eatery("E1");
  EXPECT_FALSE(made.due) << "not known, and not guessed";
  auto files = std::vector<yaml::File>{};
  for (auto const* const year : {"2026", "2027"}) {
    auto const text = std::string(year);
    files.push_back({"calendar/" + text + ".yaml", "year: " + text + "\ndocument: test\nsource: test\nlast_checked: 2026-01-01\nevidence: read\nholidays:\n"
                     "  - { name: 元旦, from: " + text + "-01-01, to: " + text + "-01-01, days: 1 }\n"});
  }
  auto const both = calendar::Calendar::load(files).value();
  Registry later({*house.set, both, *house.writer, house.readers, house.journal});
  ASSERT_TRUE(later.migrate(house.now));
  EXPECT_EQ(base::format(*must(later.get(house.keeper, house.reg(), made.id)).due), "2027-01-25");
}

TEST_P(Records, who_sees_what) {
  auto const own = must(house.registry.create({house.keeper, house.now}, house.reg("facility"), house.draft("code=F1|name=示例甲厂（虚构）|township=140215101", "facility")));
  auto const made = eatery("E1", "|phone=13900000000|geometry=POINT(113.61234 40.01234)");
  auto const theirs = must(house.add("code=E2|name=示例乙店（虚构）|township=140215101|facility=" + std::to_string(own.id.value)));
  auto const seen_by = [&](identity::Person const& who) {
    auto const page = house.registry.list(who, house.reg(), {}, house.now);
    std::string all;
    for (auto const& record : page ? page->records : std::vector<Record>{}) {
      all += house.text(record, "code") + " ";
    }
    return all;
  };
  EXPECT_EQ(seen_by(house.keeper), "E1 E2 ");
  EXPECT_EQ(seen_by(house.grid), "E1 ");
  EXPECT_EQ(seen_by(house.firm), "E2 ");
  EXPECT_EQ(seen_by(house.guest), "E1 E2 ");
  EXPECT_EQ(refused(house.registry.get(house.grid, house.reg(), theirs.id)), "not_found@id");
  EXPECT_EQ(refused(house.registry.get(house.firm, house.reg(), made.id)), "not_found@id");

  auto const open = must(house.registry.get(house.guest, house.reg(), made.id));
  EXPECT_EQ(house.text(open, "phone"), "");
  EXPECT_EQ(open.created_by, "");
  ASSERT_TRUE(open.geometry);
  EXPECT_GT(geo::distance_m(*open.geometry, geo::make_point(113.61234, 40.01234)), 1.0) << "the public sees a grid of 1000 m";
  EXPECT_LT(geo::distance_m(*open.geometry, geo::make_point(113.61234, 40.01234)), 800.0);
  EXPECT_EQ(house.registry.history(house.guest, house.reg(), made.id).error().code, "forbidden");
  Ask ask{.filter = query::parse_text("phone = '13900000000'").value()};
  EXPECT_EQ(house.registry.list(house.guest, house.reg(), ask, house.now).error().code, "invalid") << "nobody feels his way by filters";

  EXPECT_EQ(refused(house.registry.create({house.guest, house.now}, house.reg(), house.draft("code=E9|name=x|township=140215100"))), "forbidden@eatery");
  EXPECT_EQ(refused(house.registry.create({house.grid, house.now}, house.reg(), house.draft("code=E9|name=x|township=140215101"))), "forbidden@township");
  auto const filed = must(house.registry.create({house.firm, house.now}, house.reg(), house.draft("code=E3|name=自报店（虚构）|township=140215100")));
  EXPECT_EQ(house.text(filed, "facility"), std::to_string(own.id.value)) << "an enterprise enters its own";
}

TEST_P(Records, filters_in_sql_and_in_memory_agree) {
  for (int i = 1; i <= 30; ++i) {
    eatery("E" + std::to_string(i), "|stoves=" + std::to_string(i) + (i % 3 == 0 ? "|purifier=true|installed_on=2026-01-" + std::to_string(i + 100).substr(1) : i % 3 == 1 ? "|purifier=false" : "") +
                                        (i % 2 == 0 ? "|flow=" + std::to_string(i) + ".5|kinds=hot" : "|kinds=bbq;hot") + "|geometry=POINT(113." + std::to_string(i + 10) + " 40)");
  }
  auto const everything = house.registry.list(house.keeper, house.reg(), {.limit = 100}, house.now).value().records;
  for (auto const* const text :
       {"stoves = 7", "stoves <> 7", "stoves > 12.5", "NOT (stoves BETWEEN 3 AND 8)", "flow = 4.5", "flow < 4.50001", "flow IS NULL", "NOT flow > 10", "purifier = TRUE",
        "purifier", "NOT purifier", "purifier IS NULL OR stoves IN (1,2)", "installed_on >= DATE('2026-01-15')", "name LIKE '%E1_'", "name LIKE '%e1_'", "code LIKE 'e%'",
        "NOT code LIKE 'e%'", "NOT (name LIKE '%E1%' AND stoves < 15)", "state = 'listed'", "overdue = FALSE", "overdue", "due > DATE('2026-03-01')", "kinds IS NOT NULL",
        "A_CONTAINS(kinds, ('bbq'))", "NOT A_CONTAINS(kinds, ('bbq'))", "stoves * 2 = 20", "CASEI(code) = CASEI('e5')", "S_INTERSECTS(geometry, BBOX(113.15, 39, 113.2, 41))",
        "NOT S_INTERSECTS(geometry, BBOX(113.15, 39, 113.2, 41))", "per_stove > 1", "created_at > TIMESTAMP('2026-01-01T00:00:00Z')", "length(code) = 2", "stoves = flow",
        "S_WITHIN(geometry, POLYGON((113.1 39,113.3 39,113.3 41,113.1 41,113.1 39)))", "geometry IS NULL", "id = 3"}) {
    auto const filter = query::parse_text(text);
    ASSERT_TRUE(filter) << text << base::to_string(filter.error());
    std::set<std::string> expected, found;
    for (auto const& record : everything) {
      auto const lookup = [&](std::string_view name) -> query::Value {
        if (auto const at = record.values.find(name); at != record.values.end()) return at->second;
        if (name == "state") return record.state;
        if (name == "due") return *record.due;
        if (name == "overdue") return false;
        if (name == "created_at") return record.created_at;
        if (name == "geometry") return *record.geometry;
        if (name == "id") return base::Decimal(record.id.value, 0);
        return {};
      };
      if (query::holds(*filter, lookup, {house.now}).value()) expected.insert(house.text(record, "code"));
    }
    auto const page = house.registry.list(house.keeper, house.reg(), {.filter = *filter, .limit = 100}, house.now);
    ASSERT_TRUE(page) << text << ": " << base::to_string(page.error());
    for (auto const& record : page->records) found.insert(house.text(record, "code"));
    EXPECT_EQ(found, expected) << text;
    EXPECT_EQ(page->total, expected.size()) << text;
  }
}

TEST_P(Records, pages_sorts_searches_and_boxes) {
  for (int i = 1; i <= 25; ++i) {
    eatery("E" + std::to_string(100 + i), "|stoves=" + std::to_string(1 + (i * 7) % 26) + "|geometry=POINT(113." + std::to_string(i + 10) + " 40)");
  }
  auto const list = [&](Ask const& ask) { return house.registry.list(house.keeper, house.reg(), ask, house.now).value(); };
  auto const page = list({.sort = "-stoves", .limit = 10});
  EXPECT_EQ(page.total, 25U);
  EXPECT_TRUE(page.more);
  EXPECT_EQ(house.text(page.records[0], "stoves"), "26");
  EXPECT_EQ(list({.sort = "-stoves", .limit = 10, .skip = 20}).records.size(), 5U);
  EXPECT_EQ(list({.search = "E10", .limit = 100}).total, 9U);
  EXPECT_EQ(list({.search = "店 E125"}).total, 1U);
  EXPECT_EQ(list({.box = geo::Box{113.105, 39.9, 113.155, 40.1}}).total, 5U);
  EXPECT_EQ(list({.limit = 5, .after = RecordId{10}}).records.front().id.value, 11);
  EXPECT_EQ(house.registry.list(house.keeper, house.reg(), {.sort = "nonsense"}, house.now).error().where, "sort");
  auto const groups = house.registry.count_by(house.keeper, house.reg(), {}, "state", house.now).value();
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].count, 25U);
}

TEST_P(Records, doubles_are_merged_and_nothing_is_lost) {
  auto const keep_it = must(house.add("code=F1|name=甲厂（虚构）|township=140215100", "facility"));
  auto const twin = must(house.add("code=F2|name=甲厂有限公司（虚构）|township=140215100|geometry=POINT(113.6 40)", "facility"));
  auto const eats = eatery("E1", "|facility=" + std::to_string(twin.id.value));
  By const by{.person = house.keeper, .now = house.now, .why = "同一单位"};
  EXPECT_EQ(refused(house.registry.withdraw({house.grid, house.now, "误录"}, house.reg("facility"), twin.id, 1)), "forbidden@facility");
  EXPECT_EQ(refused(house.registry.withdraw(by, house.reg("facility"), twin.id, 1)), "conflict@id") << "something points at it";
  auto const merged = must(house.registry.merge(by, house.reg("facility"), twin.id, 1, keep_it.id));
  EXPECT_TRUE(merged.geometry);
  EXPECT_EQ(house.text(must(house.registry.get(house.keeper, house.reg(), eats.id)), "facility"), std::to_string(keep_it.id.value));
  EXPECT_TRUE(must(house.registry.get(house.keeper, house.reg("facility"), twin.id)).merged_into);
  auto const relations = house.registry.relations(house.keeper, house.reg("facility"), keep_it.id, house.now).value();
  ASSERT_EQ(relations.size(), 1U);
  EXPECT_EQ(relations[0].reg->id, "eatery");
  EXPECT_EQ(relations[0].total, 1U);
  EXPECT_EQ(house.registry.list(house.keeper, house.reg("facility"), {}, house.now).value().total, 1U);
  EXPECT_TRUE(house.journal.verify().empty());
}

TEST_P(Records, a_sheet_is_taken_by_key_and_again_changes_nothing) {
  house.keeper.role = identity::Role::administrator;
  Bulk bulk{.source = "import/1"};
  for (int i = 1; i <= 3; ++i) {
    bulk.rows.push_back(house.draft("code=E" + std::to_string(i) + "|name=店" + std::to_string(i) + "|township=140215100|stoves=" + std::to_string(i)));
  }
  bulk.rows.push_back(house.draft("code=E4|name=店4|township=140215100|purifier=true"));
  bulk.rows.push_back(house.draft("code=E1|name=又一个|township=140215100"));
  By const by{house.keeper, house.now};
  auto result = house.registry.put_all(by, house.reg(), bulk).value();
  EXPECT_FALSE(result.taken);
  EXPECT_EQ(result.refused, 2U);
  EXPECT_EQ(result.problems[0].first, 3U);
  EXPECT_EQ(result.problems[0].second.where, "installed_on");
  EXPECT_EQ(house.registry.list(house.keeper, house.reg(), {}, house.now).value().total, 0U);
  bulk.partial = true;
  result = house.registry.put_all(by, house.reg(), bulk).value();
  EXPECT_TRUE(result.taken);
  EXPECT_EQ(result.created, 3U);
  bulk.rows.resize(3);
  bulk.rows[1] = house.draft("code=E2|name=店2|township=140215100|stoves=9");
  result = house.registry.put_all(by, house.reg(), bulk).value();
  EXPECT_EQ(result.same, 2U);
  EXPECT_EQ(result.changed, 1U);
  EXPECT_EQ(house.text(must(house.registry.get(house.keeper, house.reg(), RecordId{2})), "stoves"), "9");
  EXPECT_EQ(eatery("E9").id.value, 4) << "ids go on after a sheet";
}

TEST_P(Records, a_changed_file_migrates_and_never_loses_a_column) {
  eatery("E1", "|stoves=4|flow=2.5");
  auto text = std::string(for_tests::eatery_text);
  auto const change = [&](std::string const& from, std::string const& to) {
    auto const at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  };
  change("id: flow, type: decimal, digits: 1", "id: flow, type: decimal, digits: 3");
  change("  - { id: stoves, type: decimal", "  - { id: burners, was: stoves, type: decimal");
  change("flow / stoves", "flow / burners");
  change("  - { id: kinds, type: codes, title: { zh: 菜系, en: Kinds }, values: [{ code: hot, zh: 火锅, en: Hotpot }, { code: bbq, zh: 烧烤, en: Barbecue }] }\n", "");
  auto const set = for_tests::set_of(text);
  ASSERT_TRUE(set);
  auto const ways = Registry::preview(*set, *house.writer);
  ASSERT_EQ(ways.size(), 1U);
  EXPECT_EQ(ways[0].steps.size(), 3U);
  {
    Registry fresh({*set, house.calendar, *house.writer, house.readers, house.journal});
    ASSERT_TRUE(fresh.migrate(house.now));
    auto const& reg = *set->find("eatery");
    auto const read = must(fresh.get(house.keeper, reg, RecordId{1}));
    EXPECT_EQ(definitions::to_text(*reg.field("flow"), read.values.find("flow")->second), "2.500");
    EXPECT_EQ(definitions::to_text(*reg.field("burners"), read.values.find("burners")->second), "4");
  }
  text.replace(text.find("  - { id: flow,"), text.find("  - { id: per_stove") - text.find("  - { id: flow,"), "");
  text.replace(text.find("value: \"flow / burners\""), 23, "value: \"burners\"");
  auto const dropped = for_tests::set_of(text);
  ASSERT_TRUE(dropped);
  Registry refusing({*dropped, house.calendar, *house.writer, house.readers, house.journal});
  auto const refusal = refusing.migrate(house.now);
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "still_holds_data");
}

TEST_P(Records, a_changed_lifecycle_leaves_no_record_stuck) {
  auto const whole = std::string(for_tests::eatery_text);
  auto const life = whole.find("lifecycle:\n");
  auto const migrate = [&](std::string const& text) {
    auto const set = for_tests::set_of(text);
    EXPECT_TRUE(set);
    Registry fresh({*set, house.calendar, *house.writer, house.readers, house.journal});
    auto done = fresh.migrate(house.now);
    return std::make_pair(std::move(done), must(fresh.get(house.keeper, *set->find("eatery"), RecordId{1})));
  };
  eatery("E1");
  auto renamed = whole;
  for (auto at = renamed.find("listed", life); at != std::string::npos; at = renamed.find("listed", at + 1)) {
    renamed.replace(at, 6, "noted");
  }
  auto const refused = migrate(renamed).first;
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "still_holds_data");
  EXPECT_NE(refused.error().detail.find("'listed'"), std::string::npos) << refused.error().detail;
  house.writer->prepare("UPDATE rec_eatery SET state = '', due = NULL").run();   // as of a register that had no lifecycle
  auto const [begun, record] = migrate(renamed);
  ASSERT_TRUE(begun);
  EXPECT_EQ(record.state, "noted");
  EXPECT_TRUE(record.due) << "its term runs";
}

TEST_P(Records, a_walk_through_the_tables_names_what_is_missing) {
  house.keeper.role = identity::Role::administrator;
  auto const first = eatery("E1", "|geometry=POINT(113.6 40.0)");
  must(house.registry.change({house.keeper, house.now}, house.reg(), first.id, 1, house.draft("stoves=5")));
  Bulk bulk{.source = "import/1"};
  bulk.rows = {house.draft("code=E1|name=改名|township=140215100"), house.draft("code=E2|name=店2|township=140215100")};
  ASSERT_TRUE(house.registry.put_all({house.keeper, house.now}, house.reg(), bulk).value().taken);
  must(house.registry.withdraw({house.keeper, house.now, "误录"}, house.reg(), RecordId{2}, 1));
  auto const walk = [&] { return Registry::verify(*house.set, *house.writer); };
  auto const sound = walk();
  EXPECT_TRUE(sound.problems.empty()) << base::to_string(sound.problems.front());
  EXPECT_EQ(sound.records, 2U);
  EXPECT_EQ(sound.versions, 5U);
  auto const named = [&](std::string const& harm) {
    sql::Transaction const undone(*house.writer);
    house.writer->script(harm);
    std::string all;
    for (auto const& problem : walk().problems) {
      all += problem.code + "@" + problem.where + " ";
    }
    return all;
  };
  EXPECT_EQ(named("DELETE FROM registry_version WHERE register = 'eatery' AND record = 1 AND version = 2"), "other_versions@eatery/1 ");
  EXPECT_EQ(named("DELETE FROM registry_version WHERE register = 'eatery' AND record = 2 AND version = 2"), "other_versions@eatery/2 ");
  EXPECT_EQ(named("DELETE FROM registry_version WHERE register = 'eatery' AND record = 2"), "other_versions@eatery/2 ");
  EXPECT_EQ(named("UPDATE rec_eatery SET version = 9 WHERE id = 1"), "other_versions@eatery/1 ");
  EXPECT_EQ(named("DELETE FROM rec_eatery WHERE id = 2"), "missing_record@eatery/2 ");
  EXPECT_EQ(named("ALTER TABLE rec_eatery DROP COLUMN f_stoves"), "missing_column@eatery ");
  EXPECT_EQ(named("DROP TABLE rec_eatery"), "missing_table@eatery ");
  if (house.writer->dialect() == sql::Dialect::sqlite) {
    EXPECT_EQ(named("DELETE FROM box_eatery"), "missing_place@eatery/1 ");
    EXPECT_EQ(named("DROP TABLE box_eatery"), "missing_table@eatery ");
  }
  definitions::Set const none;
  ASSERT_EQ(Registry::verify(none, *house.writer).problems.size(), 1U);
  EXPECT_EQ(Registry::verify(none, *house.writer).problems[0].code, "no_definition");
}

TEST_P(Records, asking_for_the_way_of_an_empty_database_makes_nothing) {
  auto const empty = sql::Database::in_memory();
  EXPECT_EQ(Registry::preview(*house.set, *empty).size(), 2U);
  EXPECT_EQ(Registry::verify(*house.set, *empty).registers, 0U);
  EXPECT_TRUE(Registry::files_named(*empty).empty());
}

TEST_P(Records, what_follows_from_the_day_is_worked_out_once_a_day) {
  auto text = std::string(for_tests::eatery_text);
  auto const at = text.find("  - { id: photo,");
  text.insert(at, "  - { id: age, type: decimal, digits: 0, title: { zh: 天数, en: Days }, value: \"days_between(installed_on, today())\" }\n");
  auto const set = for_tests::set_of(text);
  ASSERT_TRUE(set);
  Registry fresh({*set, house.calendar, *house.writer, house.readers, house.journal});
  ASSERT_TRUE(fresh.migrate(house.now));
  auto const& reg = *set->find("eatery");
  auto const made = must(fresh.create({house.keeper, house.now}, reg, house.draft("code=E1|name=甲|township=140215100|installed_on=2026-03-01")));
  auto const age = [&] { return definitions::to_text(*reg.field("age"), must(fresh.get(house.keeper, reg, made.id)).values.find("age")->second); };
  EXPECT_EQ(age(), "1");
  auto const later = house.now + base::day_length * 9;
  fresh.refresh(later);
  EXPECT_EQ(age(), "10");
  EXPECT_EQ(fresh.list(house.keeper, reg, {.filter = query::parse_text("age > 5").value()}, later).value().total, 1U);
  EXPECT_EQ(must(fresh.get(house.keeper, reg, made.id)).version, 1) << "a night makes no version";
  EXPECT_EQ(must(fresh.change({house.keeper, later}, reg, made.id, 1, {})).version, 1);
}

TEST_P(Records, views_are_kept_by_person) {
  By const by{house.keeper, house.now};
  auto const saved = house.registry.save_view(by, house.reg(), {.name = "未装净化器", .filter = "purifier = FALSE"}).value();
  EXPECT_EQ(house.registry.save_view(by, house.reg(), {.name = "坏", .filter = "purifier ="}).error().where, "filter");
  EXPECT_EQ(house.registry.views(house.keeper, house.reg()).size(), 1U);
  EXPECT_EQ(house.registry.views(house.grid, house.reg()).size(), 0U);
  EXPECT_FALSE(house.registry.remove_view({house.grid, house.now}, house.reg(), saved.id));
  EXPECT_TRUE(house.registry.remove_view(by, house.reg(), saved.id));
}

}  // namespace
}  // namespace registry
