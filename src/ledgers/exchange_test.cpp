// Sheets in and workbooks out over REST: planned, taken, marked; files with their names; who may.
#include <thread>

#include "ledgers/house_for_tests.hpp"

namespace ledgers_story {
namespace {

std::string const sheet = "餐饮单位台账,,,\n编号,名称,乡镇,灶头\nE1,示例甲饭店（虚构）,西坪镇,3\nE2,示例乙饭店（虚构）,月球镇,4\n合计,,,7\n";
std::string const clean_sheet = "编号,名称,乡镇,灶头\nE1,示例甲饭店（虚构）,西坪镇,3\nE2,示例乙饭店（虚构）,倍加造镇,4\n";

class Exchange : public House {
 protected:
  std::string sent(std::string const& bytes, std::string const& login = "desk", std::string const& name = "台账.csv") {
    auto const answer = send("POST", "/files?for=import&name=" + http::url_encode(name), bytes, login);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.status == 201 ? std::string(answer.at("/digest").as_string()) : "";
  }
  std::string begun(std::string const& path, std::string const& file, std::string const& more = "", std::string const& login = "desk") {
    auto const answer = send("POST", "/registers/eatery" + path, R"({"file":")" + file + "\"" + more + "}", login);
    EXPECT_EQ(answer.status, 202) << answer.body;
    return answer.status == 202 ? std::string(answer.at("/job").as_string()) : "";
  }
  /// What came of a job, once it is over.
  json::value over(std::string const& job, std::string const& login = "desk") {
    for (int tries = 0; tries < 500; ++tries) {
      auto const answer = get("/jobs/" + job, login);
      EXPECT_EQ(answer.status, 200) << answer.body;
      auto const state = answer.at("/state");
      if (state != "waiting" && state != "running") {
        return answer.value();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ADD_FAILURE() << "the job does not end";
    return {};
  }
  json::value planned(std::string const& bytes, std::string const& more = "") { return over(begun("/imports/plan", sent(bytes, "desk", bytes.starts_with("PK") ? "台账.xlsx" : "台账.csv"), more)).at("result"); }
};

TEST_F(Exchange, a_sheet_is_planned_mended_and_taken) {
  auto const plan = planned(sheet);
  EXPECT_EQ(plan.at("created"), 1);
  EXPECT_EQ(plan.at("refused"), 1);
  EXPECT_EQ(plan.at("taken"), false);
  EXPECT_EQ(plan.at("header_rows"), (json::array{2, 2}));
  EXPECT_EQ(plan.at_pointer("/columns/2/field"), "township");
  EXPECT_EQ(plan.at_pointer("/passed_over/0"), (json::object{{"row", 5}, {"reason", "total"}}));
  EXPECT_EQ(plan.at_pointer("/problems/0/cell"), "C4");
  EXPECT_EQ(plan.at_pointer("/problems/0/row"), 4);
  EXPECT_EQ(plan.at_pointer("/problems/0/value"), "月球镇");
  EXPECT_EQ(get("/registers/eatery/records").at("/total"), 0) << "a plan takes nothing";

  auto const file = sent(clean_sheet);
  auto const done = over(begun("/imports", file));
  EXPECT_EQ(done.at_pointer("/result/taken"), true);
  EXPECT_EQ(done.at_pointer("/result/created"), 2);
  EXPECT_EQ(done.at("kind"), "import");
  EXPECT_EQ(get("/registers/eatery/records").at("/total"), 2);
  auto const notes = get("/registers/eatery/imports");
  EXPECT_EQ(notes.at("/0/file_name"), "台账.csv");
  EXPECT_EQ(notes.at("/0/digest"), json::string(file)) << "the file can be found by its digest for ever";
  EXPECT_TRUE(files.has(file));
  EXPECT_EQ(notes.at("/0/by"), "desk");
  EXPECT_EQ(over(begun("/imports", file)).at_pointer("/result/same"), 2) << "once more changes nothing";
}

TEST_F(Exchange, good_rows_are_taken_alone_only_when_asked_and_columns_may_be_said) {
  auto const whole = over(begun("/imports", sent(sheet)));
  EXPECT_EQ(whole.at_pointer("/result/taken"), false);
  EXPECT_EQ(get("/registers/eatery/records").at("/total"), 0);
  EXPECT_EQ(over(begun("/imports", sent(sheet), R"(,"partial":true)")).at_pointer("/result/taken"), true);
  EXPECT_EQ(get("/registers/eatery/records").at("/total"), 1);
  auto const mapped = planned("a,b,c\nE7,甲,西坪镇\n", R"(,"header_rows":[1,1],"mapping":{"0":"code","1":"name","2":"township"})");
  EXPECT_EQ(mapped.at("created"), 1);
}

TEST_F(Exchange, the_workbook_comes_back_with_a_red_column) {
  auto const job = begun("/imports/plan", sent(sheet));
  over(job);
  auto const back = get("/registers/eatery/imports/marked?job=" + job);
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_THAT(back.body, StartsWith("PK"));
  EXPECT_THAT(back.header("Content-Disposition"), HasSubstr("filename*=UTF-8''" + http::url_encode("台账_问题.xlsx")));
  EXPECT_EQ(get("/registers/eatery/imports/marked?job=" + job, "boss").status, 404) << "it is the desk's";
  EXPECT_EQ(get("/registers/facility/imports/marked?job=" + job).status, 404) << "of another register";
  EXPECT_EQ(get("/registers/eatery/imports/marked?job=x").status, 404);
}

TEST_F(Exchange, what_cannot_be_read_is_the_jobs_problem) {
  auto const wrong = over(begun("/imports/plan", sent("姓名,部门\n某某,办公室\n")));
  EXPECT_EQ(wrong.at("state"), "failed");
  EXPECT_EQ(wrong.at_pointer("/problem/code"), "wrong_template");
  EXPECT_FALSE(wrong.at_pointer("/problem/mend").as_string().empty());
}

TEST_F(Exchange, each_wrong_part_of_the_wish_is_named) {
  auto const refused = send("POST", "/registers/eatery/imports/plan",
                            R"({"file":"x","sheet":-1,"header_rows":[3,1],"mapping":{"0":"nonsense"},"system":"月球坐标"})");
  EXPECT_THAT(refused.errors(), UnorderedElementsAre("invalid@mapping", "invalid@header_rows", "invalid@sheet", "invalid@system"));
  EXPECT_THAT(send("POST", "/registers/eatery/imports", R"({"file":"0000"})").errors(), ElementsAre("invalid@file"));
  EXPECT_EQ(send("POST", "/registers/eatery/imports", R"({"file":"0000","sheets":1})").status, 400);
  EXPECT_EQ(send("POST", "/files?name=a.csv&for=fun", "a,b\n").status, 400);
}

TEST_F(Exchange, only_who_may_import_does_and_only_with_what_he_sent) {
  auto const file = sent(clean_sheet);
  EXPECT_EQ(send("POST", "/registers/eatery/imports", R"({"file":")" + file + "\"}", "boss").status, 400) << "the desk sent it";
  for (auto const* const login : {"head", "patrol", "works", "village", "laboratory", "public", "water-desk", "woods"}) {
    EXPECT_EQ(send("POST", "/registers/eatery/imports", R"({"file":")" + file + "\"}", login).status, 403) << login;
    EXPECT_EQ(send("POST", "/registers/eatery/imports/plan", R"({"file":")" + file + "\"}", login).status, 403) << login;
    EXPECT_EQ(get("/registers/eatery/imports", login).status, 403) << login;
  }
  auto const job = begun("/imports/plan", file);
  over(job);
  EXPECT_EQ(get("/jobs/" + job, "boss").status, 404);
  EXPECT_EQ(send("DELETE", "/jobs/" + job, "", "boss").status, 404);
  EXPECT_EQ(send("DELETE", "/jobs/" + job, "").status, 204);
  EXPECT_EQ(get("/jobs/" + job).at("/state"), "done") << "what is over stays";
}

TEST_F(Exchange, kinds_for_imports_are_no_attachments) {
  std::string const kml = "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document/></kml>";
  EXPECT_EQ(send("POST", "/files?name=a.kml", kml).status, 400);
  auto const kept = send("POST", "/files?name=a.kml&for=import", kml);
  ASSERT_EQ(kept.status, 201) << kept.body;
  EXPECT_EQ(get("/files/" + std::string(kept.at("/digest").as_string())).status, 404) << "a browser never gets markup from us";
  auto const csv = send("POST", "/files?name=a.csv&for=import", clean_sheet);
  auto const stolen = send("POST", "/registers/eatery/records", R"({"values":{"code":"E1","name":"x","township":"140215100","photo":[)" + json::serialize(csv.at("/value")) + "]}}");
  EXPECT_EQ(stolen.status, 400);
  EXPECT_EQ(send("POST", "/files?name=a.svg&for=import", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").status, 400);
}

TEST_F(Exchange, a_template_and_a_list_are_workbooks_with_real_names) {
  eatery("E1");
  eatery("E2", R"(,"stoves":"9")");
  auto const empty = get("/registers/eatery/template.xlsx");
  ASSERT_EQ(empty.status, 200) << empty.body;
  EXPECT_THAT(empty.body, StartsWith("PK"));
  EXPECT_THAT(empty.header("Content-Disposition"), HasSubstr(http::url_encode("餐饮单位_模板.xlsx")));
  EXPECT_EQ(get("/registers/eatery/template.xlsx", "head").status, 403);
  auto const all = get("/registers/eatery/records.xlsx"), few = get("/registers/eatery/records.xlsx?filter=stoves%20%3E%205");
  EXPECT_EQ(all.response.content_type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  EXPECT_THAT(all.header("Content-Disposition"), HasSubstr(http::url_encode("餐饮单位_20260302.xlsx")));
  EXPECT_EQ(planned(all.body).at("same"), 2) << "what goes out reads in again unchanged";
  EXPECT_EQ(planned(few.body).at("rows"), 1);
  EXPECT_EQ(get("/registers/eatery/records.xlsx?filter=nonsense%20%3E%205").status, 400);
  EXPECT_EQ(get("/registers/eatery/records.xlsx", "public").status, 403) << "visitors take no tables";
  EXPECT_EQ(planned(empty.body).at("rows"), 0);
}

TEST_F(Exchange, places_go_out_as_map_files_and_come_in_again) {
  if (std::system("ogr2ogr --version > /dev/null 2>&1") != 0) {   // NOLINT(concurrency-mt-unsafe,cert-env33-c): one thread, a fixed word
    GTEST_SKIP() << "GDAL's ogr2ogr is not installed";
  }
  eatery("E1");
  for (std::string const extension : {"geojson", "gpkg", "kml", "dxf", "shp.zip"}) {
    auto const file = get("/registers/eatery/records." + extension);
    ASSERT_EQ(file.status, 200) << extension << ": " << file.body;
    EXPECT_THAT(file.header("Content-Disposition"), HasSubstr(http::url_encode("餐饮单位_20260302." + extension)));
    EXPECT_FALSE(file.body.empty());
    if (extension == "dxf") {   // places only: nothing tells which record each is
      continue;
    }
    auto const job = over(begun("/imports/plan", sent(file.body, "desk", "台账." + std::string(extension == "shp.zip" ? "zip" : extension))));
    ASSERT_EQ(job.at("state"), "done") << extension << json::serialize(job);
    EXPECT_EQ(job.at_pointer("/result/same"), 1) << extension << ": " << json::serialize(job.at("result"));
  }
  EXPECT_EQ(get("/registers/eatery/records.dxf?system=" + http::url_encode("3度带 114E")).status, 200);
  EXPECT_EQ(get("/registers/eatery/records.geojson?system=" + http::url_encode("3度带 114E")).status, 400);
  EXPECT_EQ(get("/registers/eatery/records.dxf?system=nonsense").status, 400);
}

}  // namespace
}  // namespace ledgers_story
