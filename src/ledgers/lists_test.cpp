// What lists, tables, counts and definitions say, and how they are asked.
#include "ledgers/house_for_tests.hpp"

#include "tabular/tabular.hpp"

namespace ledgers_story {
namespace {

class Lists : public House {
 protected:
  void seven_eateries() {
    for (int i = 1; i <= 7; ++i) {
      auto const number = std::to_string(i);
      make("eatery", R"({"code":"E)" + number + R"(","name":"示例饭店（虚构）)" + number + R"(","township":"14021510)" + std::to_string(i % 2) + R"(","stoves":)" + number +
                         (i == 3 ? R"(,"kinds":["hot","bbq"])" : "") + "}",
           R"(,"geometry":{"type":"Point","coordinates":[113.)" + number + ",40]}");
    }
  }
  std::string codes(Answer const& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::string all;
    auto const items = answer.status == 200 ? answer.at("/items").as_array() : json::array();
    for (auto const& item : items) {
      all += std::string(item.at("values").at("code").as_string()) + " ";
    }
    return all;
  }
  std::string found(std::string const& query, std::string const& login = "desk") { return codes(get("/registers/eatery/records?" + query, login)); }
};

TEST_F(Lists, are_filtered_by_text_json_words_and_box) {
  seven_eateries();
  EXPECT_EQ(found(""), "E1 E2 E3 E4 E5 E6 E7 ");
  EXPECT_EQ(found("filter=stoves%20%3E%205"), "E6 E7 ");
  EXPECT_EQ(found("filter-lang=cql2-json&filter=" + http::url_encode(R"({"op":"in","args":[{"property":"code"},["E2","E9"]]})")), "E2 ");
  EXPECT_EQ(found("q=" + http::url_encode("饭店 E4")), "E4 ");
  EXPECT_EQ(found("bbox=113.25,39,113.45,41"), "E3 E4 ");
  EXPECT_EQ(found("sort=-stoves&limit=2&skip=1"), "E6 E5 ");
  EXPECT_EQ(found("filter=state%3D'done'"), "");
  EXPECT_EQ(found("", "village"), "E2 E4 E6 ") << "a township sees its own";
  auto const cut = get("/registers/eatery/records?limit=2&skip=6");
  EXPECT_EQ(cut.at("/total"), 7);
  EXPECT_EQ(cut.at("/skip"), 6);
  EXPECT_EQ(cut.at("/limit"), 2);
  EXPECT_EQ(get("/registers/eatery/records?limit=1&geometry=false").at("/items/0/geometry"), nullptr);
}

TEST_F(Lists, a_wrong_question_is_refused_by_parameter_and_character) {
  struct Case { std::string query, error, said; };
  std::vector<Case> const cases{
      {"filter=stoves%20%3E%20%3E%205", "bad_filter@filter", "character 10"},
      {"filter=nonsense%20%3D%205", "invalid@filter", "nonsense"},
      {"filter=sqrt(stoves)%20%3D%202", "unsupported@filter", "sqrt"},
      {"filter-lang=cql2-json&filter=%7B%22op%22%3A%22%3D%22%7D", "bad_filter@filter", ""},
      {"filter=a&filter-lang=sql", "bad_parameter@filter-lang", "sql"},
      {"bbox=1,2,3", "bad_parameter@bbox", "3 numbers"}, {"bbox=1,2,3,4,5,6", "bad_parameter@bbox", "6 numbers"}, {"bbox=113,40,112,41", "bad_parameter@bbox", "before it begins"},
      {"bbox=113,40,x,41", "bad_parameter@bbox", "'x'"}, {"bbox=113,95,114,96", "bad_parameter@bbox", "latitude"},
      {"limit=0", "bad_parameter@limit", "1000"}, {"limit=1001", "bad_parameter@limit", "1000"}, {"skip=-1", "bad_parameter@skip", ""},
      {"withdrawn=1", "bad_parameter@withdrawn", "true or false"}, {"geometry=no", "bad_parameter@geometry", ""},
      {"sort=nonsense", "invalid@sort", "nonsense"}, {"sort=-geometry", "invalid@sort", ""}, {"fliter=x", "bad_parameter@fliter", "filter"}, {"q=" + std::string(400, 'x'), "bad_parameter@q", ""}};
  for (auto const& one : cases) {
    auto const answer = get("/registers/eatery/records?" + one.query);
    EXPECT_EQ(answer.status, 400) << one.query << answer.body;
    EXPECT_THAT(answer.errors(), ElementsAre(one.error)) << one.query;
    EXPECT_THAT(answer.body, HasSubstr(one.said)) << one.query;
  }
  EXPECT_EQ(get("/registers/eatery/groups").errors().at(0), "bad_parameter@by");
  EXPECT_EQ(get("/registers/eatery/groups?by=nonsense").errors().at(0), "invalid@by");
  EXPECT_EQ(get("/registers/eatery/groups?by=state&sort=x").status, 200) << "an order says nothing of counts, and does no harm";
  EXPECT_EQ(get("/registers/eatery/choices?filter=x").status, 400);
}

TEST_F(Lists, a_table_has_every_row_in_steps_whatever_the_order) {
  seven_eateries();
  auto const owner = make("facility", R"({"code":"F1","name":"=示例（虚构）"})");
  EXPECT_EQ(change("/registers/eatery/records/3", 1, R"({"values":{"facility":)" + std::to_string(owner) + "}}").status, 200);
  auto const table = get("/registers/eatery/records.csv?geometry=true&skip=3&limit=1");
  EXPECT_EQ(table.response.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(table.header("Content-Disposition"), "attachment; filename=\"eatery.csv\"");
  EXPECT_THAT(table.body, StartsWith("\xEF\xBB\xBFid,version,state,"));
  auto const read = tabular::parse_table(table.body, ',');
  ASSERT_TRUE(read) << base::to_string(read.error());
  EXPECT_EQ(read->columns.size(), 11U + 12U + 1U + 1U);
  ASSERT_EQ(read->rows.size(), 7U) << "skip and limit are for pages";
  EXPECT_EQ(read->cell(2, "code"), "E3");
  EXPECT_EQ(read->cell(2, "kinds"), "hot;bbq");
  EXPECT_EQ(read->cell(2, "facility"), std::to_string(owner));
  EXPECT_EQ(read->cell(2, "names.facility"), "'=示例（虚构）") << "no spreadsheet runs it";
  EXPECT_EQ(read->cell(2, "geometry"), "POINT(113.3 40)");
  EXPECT_EQ(read->cell(2, "due"), "2026-03-30");
  EXPECT_EQ(read->cell(2, "overdue"), "false");
  auto const sorted = tabular::parse_table(get("/registers/eatery/records.csv?sort=-stoves&filter=stoves%3C6&geometry=false").body, ',');
  ASSERT_TRUE(sorted);
  std::string order;
  for (std::size_t i = 0; i < sorted->rows.size(); ++i) {
    order += std::string(sorted->cell(i, "code")) + " ";
  }
  EXPECT_EQ(order, "E5 E4 E3 E2 E1 ");
  EXPECT_FALSE(sorted->column("geometry"));
  EXPECT_EQ(tabular::parse_table(get("/registers/eatery/records.csv?q=nothing").body, ',')->rows.size(), 0U) << "a head stands above no rows too";
  EXPECT_EQ(tabular::parse_table(get("/registers/eatery/records.csv?q=nothing&sort=code").body, ',')->rows.size(), 0U);
  EXPECT_EQ(get("/registers/eatery/records.csv?filter=x").status, 400);
  EXPECT_EQ(get("/registers/eatery/records.csv?sort=x").status, 400);
  EXPECT_EQ(tabular::parse_table(get("/registers.csv").body, ',')->cell(0, "id"), "eatery");
}

class SmallSteps : public House {
 protected:
  SmallSteps() : House(registry::for_tests::set_of(), {.table_rows_a_step = 2}) {}
};
TEST_F(SmallSteps, a_table_is_read_step_by_step_and_neither_doubles_nor_drops_a_row_when_others_write) {
  for (int i = 1; i <= 5; ++i) {
    eatery("E" + std::to_string(i), R"(,"stoves":)" + std::to_string(i));
  }
  for (std::string const order : {"", "sort=stoves"}) {
    // Between two steps somebody changes what the rows are sorted by.
    auto stream = dispatch("GET", "/api/v1/registers/eatery/records.csv?" + order, "", "desk").stream;
    std::string body = stream->next().value();
    EXPECT_EQ(std::count(body.begin(), body.end(), '\n'), 3) << "a head and two rows";
    EXPECT_EQ(change("/registers/eatery/records/1", order.empty() ? 1 : 2, R"({"values":{"stoves":)" + std::string(order.empty() ? "40" : "41") + "}}").status, 200);
    while (auto const piece = stream->next()) {
      body += *piece;
    }
    auto const read = tabular::parse_table(body, ',');
    ASSERT_TRUE(read);
    std::set<std::string> ids;
    for (std::size_t i = 0; i < read->rows.size(); ++i) {
      ids.insert(std::string(read->cell(i, "id")));
    }
    EXPECT_EQ(read->rows.size(), 5U);
    EXPECT_EQ(ids.size(), 5U);
  }
}

TEST_F(Lists, are_not_sent_twice_to_who_has_them) {
  seven_eateries();
  for (std::string const path : {"/registers", "/registers/eatery", "/registers/eatery/records", "/registers/eatery/groups?by=state"}) {
    auto const first = get(path);
    ASSERT_FALSE(first.etag().empty()) << path;
    auto const again = get(path, "desk", {{"If-None-Match", first.etag()}});
    EXPECT_EQ(again.status, 304) << path;
    EXPECT_EQ(again.body, "") << path;
    EXPECT_NE(get(path, "boss").etag(), first.etag()) << path << ": other eyes";
    if (path != "/registers/eatery") {
      EXPECT_EQ(get(path + (path.find('?') == std::string::npos ? "?" : "&") + "q=x", "desk", {{"If-None-Match", first.etag()}}).status, 200) << path << ": another question";
    }
  }
  auto const tag = get("/registers/eatery/records").etag();
  make("facility", R"({"code":"F1","name":"示例（虚构）"})");
  EXPECT_EQ(get("/registers/eatery/records", "desk", {{"If-None-Match", tag}}).status, 200) << "a name that the records show may be another now";
  auto const before = get("/registers/eatery/records").etag();
  change("/registers/eatery/records/1", 1, R"({"values":{"stoves":9}})");
  EXPECT_EQ(get("/registers/eatery/records", "desk", {{"If-None-Match", before}}).status, 200);
  auto const today = get("/registers/eatery/records").etag();
  now = now + base::day_length;
  EXPECT_NE(get("/registers/eatery/records").etag(), today) << "tomorrow other records are overdue";
  EXPECT_EQ(get("/registers/eatery/records").header("Cache-Control"), "no-store");
  EXPECT_EQ(get("/registers/eatery").header("Cache-Control"), "private, no-cache");
}

TEST_F(Lists, counts_by_state_by_code_and_by_reference_are_named) {
  seven_eateries();
  auto const owner = make("facility", R"({"code":"F1","name":"示例甲厂（虚构）"})");
  EXPECT_EQ(change("/registers/eatery/records/3", 1, R"({"values":{"facility":)" + std::to_string(owner) + "}}").status, 200);
  EXPECT_EQ(get("/registers/eatery/groups?by=state").body, R"([{"value":"listed","title":{"zh":"已登记","en":"Listed"},"count":7}])");
  EXPECT_EQ(get("/registers/eatery/groups?by=township").body,
            R"([{"value":"140215101","title":{"zh":"倍加造镇","en":"Beijiazao"},"count":4},{"value":"140215100","title":{"zh":"西坪镇","en":"Xiping"},"count":3}])");
  EXPECT_EQ(get("/registers/eatery/groups?by=facility&filter=stoves%3C4").body,
            R"([{"value":"","title":{"zh":"","en":""},"count":2},{"value":"1","title":{"zh":"示例甲厂（虚构）","en":"示例甲厂（虚构）"},"count":1}])");
  EXPECT_EQ(get("/registers/eatery/groups?by=phone", "public").status, 400) << "what is not seen is not counted";
  EXPECT_EQ(get("/registers/facility/choices?q=" + http::url_encode("甲厂")).body, R"([{"id":1,"title":"示例甲厂（虚构）","key":"F1"}])");
  EXPECT_EQ(get("/registers/eatery/choices?limit=3").value().as_array().size(), 3U);
}

TEST_F(Lists, registers_are_told_with_what_one_sees_and_may) {
  seven_eateries();
  auto const all = get("/registers");
  ASSERT_EQ(all.at("/total"), 2);
  EXPECT_EQ(all.at("/items/0/id"), "eatery");
  EXPECT_EQ(all.at("/items/0/total"), 7);
  EXPECT_EQ(all.at("/items/0/overdue"), 0);
  EXPECT_EQ(all.at("/items/0/group/zh"), "污染源");
  EXPECT_EQ(all.at("/items/0/keeper/0/zh"), "大气");
  EXPECT_EQ(all.at("/items/0/geometry"), "point");
  EXPECT_EQ(get("/registers", "village").at("/items/0/total"), 3);
  EXPECT_EQ(get("/registers", "public").at("/total"), 1);
  EXPECT_EQ(get("/registers", "public").at("/items/0/overdue"), nullptr);
  EXPECT_EQ(get("/registers?q=" + http::url_encode("餐饮")).at("/total"), 1);
  EXPECT_EQ(get("/registers?group=nothing").at("/total"), 0);
  EXPECT_EQ(get("/registers?serves=S041").at("/total"), 1);
  now = base::parse_time("2026-03-31T09:00:00+08:00").value();
  EXPECT_EQ(get("/registers").at("/items/0/overdue"), 7) << "20 working days are over";
}

TEST_F(Lists, a_definition_is_whole_for_the_keeper_and_public_for_the_public) {
  auto const whole = get("/registers/eatery");
  auto const ids = [](Answer const& answer) {
    std::string all;
    auto const fields = answer.at("/fields").as_array();
    for (auto const& field : fields) {
      all += std::string(field.at("id").as_string()) + " ";
    }
    return all;
  };
  EXPECT_EQ(ids(whole), "code name phone township facility stoves flow per_stove purifier kinds installed_on photo ");
  EXPECT_EQ(whole.at("/fields/5/min"), "1");
  EXPECT_EQ(whole.at("/fields/2/form"), "mobile_phone");
  EXPECT_EQ(whole.at("/fields/7/computed"), true);
  EXPECT_EQ(whole.at("/fields/7/value"), "flow / stoves");
  EXPECT_EQ(whole.at("/rules/0/must"), "installed_on IS NOT NULL");
  EXPECT_EQ(whole.at("/lifecycle/moves/2/condition"), "purifier = TRUE");
  EXPECT_EQ(whole.at("/lifecycle/moves/0/may"), true);
  EXPECT_EQ(whole.at("/lifecycle/states/0/due/count"), 20);
  EXPECT_EQ(whole.at("/lists/eatery.kinds/rows/1/name"), "烧烤");
  EXPECT_EQ(whole.at("/columns").as_array().size(), 8U);
  EXPECT_EQ(whole.at("/reach/creates"), true);
  EXPECT_EQ(get("/registers/facility").at("/pointed_at_by/0/register"), "eatery");
  EXPECT_EQ(get("/registers/facility", "laboratory").status, 403);

  auto const open_side = get("/registers/eatery", "public");
  EXPECT_EQ(ids(open_side), "code name township purifier ");
  EXPECT_THAT(open_side.at("/rules").as_array(), IsEmpty());
  EXPECT_THAT(open_side.at("/lifecycle/moves").as_array(), IsEmpty());
  EXPECT_FALSE(open_side.at("/lists").as_object().contains("eatery.kinds"));
  EXPECT_THAT(open_side.body, Not(HasSubstr("stoves"))) << "nothing names what is not seen";
  EXPECT_EQ(open_side.at("/reach/only_public"), true);
}

TEST_F(Lists, code_lists_are_searched) {
  EXPECT_EQ(get("/lists?q=divisions").at("/items/0/rows"), 3);
  EXPECT_EQ(get("/lists/divisions?parent=140215").at("/total"), 2);
  EXPECT_EQ(get("/lists/divisions?q=" + http::url_encode("倍加")).at("/items/0/code"), "140215101");
  EXPECT_EQ(get("/lists/divisions?limit=1&skip=1").at("/items/0/code"), "140215100");
  EXPECT_EQ(get("/lists/nothing").status, 404);
  EXPECT_EQ(get("/lists/eatery.kinds").at("/total"), 2);
  EXPECT_EQ(get("/lists/eatery.kinds", "public").status, 404) << "of a field that is not seen";
}

TEST_F(Lists, views_are_ones_own_or_shared) {
  EXPECT_EQ(send("POST", "/registers/eatery/views", R"({"name":"大店","filter":"stoves > 3","sort":"-stoves","columns":["code","stoves"],"shared":true})").status, 201);
  EXPECT_EQ(send("POST", "/registers/eatery/views", R"({"name":"我的"})").status, 201);
  auto const seen = get("/registers/eatery/views", "boss").value().as_array();
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(json::serialize(seen[0]), R"({"id":1,"name":"大店","filter":"stoves > 3","sort":"-stoves","columns":["code","stoves"],"shared":true,"owner":"desk"})");
  EXPECT_EQ(send("PUT", "/registers/eatery/views/1", R"({"name":"x"})", "boss").status, 404);
  EXPECT_EQ(send("DELETE", "/registers/eatery/views/1", "", "boss").status, 404);
  EXPECT_THAT(send("POST", "/registers/eatery/views", R"({"name":"","filter":"stoves >"})").errors(), UnorderedElementsAre("invalid@name", "invalid@filter"));
  EXPECT_THAT(send("POST", "/registers/eatery/views", R"({"name":"x","sort":"y","columns":["z"]})").errors(), UnorderedElementsAre("invalid@sort", "invalid@columns"));
  EXPECT_THAT(send("POST", "/registers/eatery/views", R"({"name":"x","columns":"z"})").errors(), ElementsAre("invalid@columns"));
  EXPECT_EQ(send("POST", "/registers/eatery/views", R"({"name":"x"})", "public").status, 403);
  EXPECT_EQ(send("DELETE", "/registers/eatery/views/1", "").status, 204);
  EXPECT_EQ(get("/registers/eatery/views").value().as_array().size(), 1U);
}

}  // namespace
}  // namespace ledgers_story
