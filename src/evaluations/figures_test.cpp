// Figures, why and sheets as people of several roles see them.
#include "evaluations/house_for_tests.hpp"

namespace evaluations_story {
namespace {

std::vector<std::string> texts(json::value const& rows, std::string_view name) {
  std::vector<std::string> all;
  for (auto const& row : rows.as_array()) {
    all.emplace_back(row.at(json::string_view(name.data(), name.size())).as_string());
  }
  return all;
}

class Figures : public House {
 protected:
  void SetUp() override { keep_some(); }
  std::string id_of(std::string const& kind, std::string const& object, std::string const& span) {
    return std::to_string(figures.in_force(kind, object, span)->id);
  }
};

TEST_F(Figures, each_sees_the_kinds_and_objects_that_are_his) {
  EXPECT_THAT(texts(get("/figures/kinds").at("/kinds"), "id"), ElementsAre("small_air", "small_outlet", "small_inner"));
  EXPECT_THAT(texts(get("/figures/kinds", "works").at("/kinds"), "id"), ElementsAre("small_air", "small_outlet"));
  EXPECT_THAT(texts(get("/figures/kinds", "public").at("/kinds"), "id"), ElementsAre("small_air"));
  EXPECT_THAT(texts(get("/figures/objects?kind=small_outlet").at("/objects"), "ref"), ElementsAre("point/7", "point/8"));
  EXPECT_THAT(texts(get("/figures/objects?kind=small_outlet", "works").at("/objects"), "ref"), ElementsAre("point/7"));
  EXPECT_EQ(get("/figures/objects?kind=small_outlet", "public").status, 404);
  EXPECT_EQ(get("/figures/objects?kind=nothing").status, 404);
  EXPECT_EQ(get("/figures/objects?kind=small_air").at("/objects/0/from").as_string(), "2026-01-01");
}

TEST_F(Figures, a_list_holds_what_one_sees_in_its_order_and_total) {
  auto const all = get("/figures?sort=object");
  EXPECT_EQ(all.at("/total").as_int64(), 8);
  auto const works = get("/figures?sort=object", "works");
  EXPECT_EQ(works.at("/total").as_int64(), 6) << "two stations and its own outlet";
  EXPECT_THAT(works.body, Not(HasSubstr("point/8")));
  auto const page = get("/figures?sort=object&skip=4&limit=1", "works");
  EXPECT_EQ(page.at("/total").as_int64(), 6);
  EXPECT_THAT(texts(page.at("/items"), "object"), ElementsAre("point/7"));
  EXPECT_EQ(get("/figures?kind=small_air&object=point/2&form=month&from=2026-02-01", "public").at("/total").as_int64(), 1);
  EXPECT_EQ(get("/figures?kind=small_air,small_outlet&kind=small_inner").at("/total").as_int64(), 8);
  EXPECT_EQ(get("/figures?kind=small_outlet", "public").status, 404);
  EXPECT_EQ(get("/figures?object=point/8", "works").at("/total").as_int64(), 0);
}

TEST_F(Figures, detail_comes_when_it_is_asked_for) {
  EXPECT_THAT(get("/figures?limit=1").body, Not(HasSubstr("days_valid")));
  EXPECT_EQ(get("/figures?kind=small_air&limit=1&detail=true").at("/items/0/detail/days_valid").as_int64(), 22);
}

TEST_F(Figures, what_is_misspelt_is_refused_by_name) {
  for (auto const& [query, where] : std::map<std::string, std::string>{
           {"knid=small_air", "knid"}, {"form=week", "form"}, {"from=x", "from"}, {"sort=colour", "sort"}, {"limit=0", "limit"}, {"detail=1", "detail"}}) {
    auto const refused = get("/figures?" + query);
    EXPECT_EQ(refused.status, 400) << query;
    EXPECT_EQ(refused.at("/where").as_string(), where);
  }
}

TEST_F(Figures, a_list_of_more_names_than_a_question_may_have_is_refused_by_name) {
  std::string many = "object=point/1";
  for (int i = 0; i < 12; ++i) {
    many += "&object=";
    for (int each = 0; each < 100; ++each) {
      many += "a,";
    }
  }
  for (auto const* login : {"desk", "works", "public"}) {
    auto const refused = get("/figures?" + many, login);
    EXPECT_EQ(refused.status, 400) << login;
    EXPECT_EQ(refused.at("/where").as_string(), "object");
  }
  EXPECT_EQ(get("/figures?kind=small_air&object=point/1,a,b,c", "public").at("/total").as_int64(), 2);
}

TEST_F(Figures, what_was_judged_of_an_object_that_is_withdrawn_stays_open_to_the_bureau) {
  auto gone = *figures.in_force("small_air", "point/1", "2026-01");
  gone.object = "point/99";
  auto const id = std::to_string(figures.put({gone}).front().id);
  EXPECT_EQ(get("/figures/" + id).at("/object_name").as_string(), "point/99");
  EXPECT_EQ(get("/why?ref=figure/" + id).status, 200);
  EXPECT_EQ(get("/why/sheet?ref=figure/" + id).status, 200);
  for (auto const* login : {"works", "public"}) {
    EXPECT_EQ(get("/figures/" + id, login).status, 404);
    EXPECT_EQ(get("/why?ref=figure/" + id, login).status, 404);
    EXPECT_THAT(get("/figures", login).body, Not(HasSubstr("point/99")));
  }
}

TEST_F(Figures, a_list_that_is_known_is_not_sent_again) {
  auto const first = get("/figures?kind=small_air");
  auto const again = get("/figures?kind=small_air", "desk", "If-None-Match: " + first.header("ETag") + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_THAT(again.body, IsEmpty());
  auto figure = *figures.in_force("small_air", "point/1", "2026-01");
  figure.value = "7.7";
  figures.put({figure});
  EXPECT_EQ(get("/figures?kind=small_air", "desk", "If-None-Match: " + first.header("ETag") + "\r\n").status, 200);
}

TEST_F(Figures, a_table_has_all_rows_and_takes_the_right_to_export) {
  auto const table = get("/figures.csv?limit=1");
  EXPECT_THAT(table.body, HasSubstr("id,kind,object"));
  EXPECT_EQ(std::count(table.body.begin(), table.body.end(), '\n'), 9);
  EXPECT_EQ(get("/figures.csv", "public").status, 403);
  EXPECT_EQ(get("/figures.csv?detail=true").at("/where").as_string(), "detail");
}

TEST_F(Figures, one_figure_shows_all_answers_there_were) {
  auto const one = get("/figures/" + id_of("small_air", "point/1", "2026-02"));
  EXPECT_EQ(one.at("/value").as_string(), "9.9");
  EXPECT_EQ(one.at("/history").as_array().size(), 2U);
  EXPECT_EQ(one.at("/history/0/value").as_string(), "3.0");
  EXPECT_TRUE(one.at("/history/0/superseded_at").is_string());
  EXPECT_EQ(get("/figures/" + id_of("small_outlet", "point/8", "2026-02"), "works").status, 404);
  EXPECT_EQ(get("/figures/999").status, 404);
  EXPECT_EQ(get("/figures/x").status, 404);
}

TEST_F(Figures, two_spans_are_compared_under_one_edition) {
  auto const compared = get("/figures/compare?kind=small_air&object=point/1&a=2026-03&b=2026-01");
  EXPECT_TRUE(compared.at("/one_edition").as_bool());
  EXPECT_EQ(compared.at("/edition").as_string(), "HJ633-2026");
  EXPECT_EQ(compared.at("/a/clause").as_string(), "by 2026-03-31") << "both of them: one that lies over two editions is by itself none of one";
  EXPECT_EQ(compared.at("/b/clause").as_string(), "by 2026-03-31");
  EXPECT_EQ(compared.at("/changes/0/key").as_string(), "number");
  EXPECT_DOUBLE_EQ(compared.at("/changes/0/change").to_number<double>(), 3);
  EXPECT_DOUBLE_EQ(compared.at("/changes/0/percent").to_number<double>(), 200);
  EXPECT_FALSE(compared.at("/changes/0/better").as_bool()) << "greater is worse";
  EXPECT_THAT(
      compared.body,
      HasSubstr(
          R"("key":"statistics.PM2.5.mean","title":"PM2.5 均值","title_en":"PM2.5 mean","unit":"μg/m³","a":3,"b":1,"change":2,"percent":200,"better":false)"));
  EXPECT_EQ(get("/figures/compare?kind=small_air&object=point/1&a=2026-03&b=2026-01&edition_of=b").at("/edition").as_string(), "HJ633-2012");
  EXPECT_EQ(get("/figures/compare?kind=small_air&object=point/1&a=2026-03").at("/b/span").as_string(), "2025-03") << "without b the year before";
  EXPECT_EQ(get("/figures/compare?kind=small_air&object=point/1&a=2026-13").at("/where").as_string(), "a");
  EXPECT_EQ(get("/figures/compare?kind=small_outlet&object=point/8&a=2026-03", "works").status, 404);
}

TEST_F(Figures, computed_now_is_not_stored) {
  auto const computed = get("/figures/compute?kind=small_air&object=point/1&span=2025-07");
  EXPECT_EQ(computed.at("/id").as_int64(), 0);
  EXPECT_EQ(computed.at("/value").as_string(), "10.5");
  EXPECT_FALSE(figures.in_force("small_air", "point/1", "2025-07"));
  EXPECT_EQ(get("/figures/compute?kind=small_air&object=point/1&span=2026-Q1").code(), "bad_span");
  EXPECT_EQ(get("/figures/compute?kind=small_inner&object=area/140215&span=2026", "public").status, 404);
}

TEST_F(Figures, a_template_of_a_kind_or_span_that_is_not_there_is_told_before_anybody_asks) {
  auto const told = [this](std::string const& from, std::string const& to) {
    std::string text(report_text);
    text.replace(text.find(from), from.size(), to);
    auto const sound = reports::Maker({evaluate_story::catalogue(), *desk, figures}, *reports::Set::load({{"reports/small_month.yaml", text}})).check();
    return sound ? std::string("sound") : sound.error().code + " " + sound.error().where;
  };
  EXPECT_EQ(told("spans: [month]", "spans: [month, year]"), "sound");
  EXPECT_EQ(told("figure: small_air", "figure: smal_air"), "unknown_kind reports/small_month.yaml:1");
  EXPECT_EQ(told("figures: {}", "figures: { other: { kind: nothing } }"), "unknown_kind reports/small_month.yaml:7");
  EXPECT_EQ(told("spans: [month]", "spans: [quarter]"), "bad_span reports/small_month.yaml:1");
}

TEST_F(Figures, why_opens_for_who_sees_the_figure) {
  auto const ref = "figure/" + id_of("small_outlet", "point/7", "2026-01");
  EXPECT_EQ(get("/why?ref=" + ref, "works").at("/why/from/0/state").as_string(), "missing");
  EXPECT_EQ(get("/why?ref=" + ref, "public").status, 404);
  EXPECT_EQ(get("/why?ref=small_air/point/1/2026-02", "public").at("/why/value").as_string(), "3.0");
  EXPECT_EQ(get("/why?ref=").status, 404);
}

TEST_F(Figures, a_sheet_is_whole_escaped_and_runs_nothing) {
  auto const id = id_of("small_air", "point/1", "2026-02");
  auto const sheet = get("/why/sheet?ref=figure/" + id);
  EXPECT_EQ(sheet.status, 200);
  EXPECT_THAT(sheet.body, HasSubstr("依据说明"));
  EXPECT_THAT(sheet.body, HasSubstr("Statement of basis"));
  EXPECT_THAT(sheet.body, HasSubstr("&lt;b&gt;均值&lt;/b&gt;"));
  EXPECT_THAT(sheet.body, HasSubstr("云州区&lt;局&gt;"));
  EXPECT_THAT(sheet.body, HasSubstr("缺数据 missing"));
  EXPECT_THAT(sheet.body, HasSubstr("甲站"));
  EXPECT_THAT(sheet.body, HasSubstr("审核"));
  EXPECT_THAT(sheet.body, HasSubstr("HJ633-2026"));
  EXPECT_THAT(sheet.body, Not(HasSubstr("<script")));
  EXPECT_THAT(sheet.body, Not(HasSubstr("<b>")));
  EXPECT_THAT(sheet.header("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(sheet.header("X-Frame-Options"), "SAMEORIGIN");
  EXPECT_EQ(get("/why/sheet?ref=figure/" + id + "&depth=9").status, 400);
  EXPECT_EQ(get("/why/sheet?ref=figure/" + id + "&depth=x").status, 400);
  EXPECT_EQ(get("/why/sheet?ref=figure/" + id_of("small_outlet", "point/8", "2026-02"), "works").status, 404);
}

}  // namespace
}  // namespace evaluations_story
