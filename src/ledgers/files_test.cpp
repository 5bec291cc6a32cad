// Bytes in and out: who may, what they are, and what a browser may make of them.
#include "ledgers/house_for_tests.hpp"

namespace ledgers_story {
namespace {

using std::operator""s;

std::string const png = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, pdf = "%PDF-1.4\n1 0 obj", comma_table = "a,b\n1,2\n";

class Files : public House {
 protected:
  Answer upload(std::string const& name, std::string const& bytes, std::string const& login = "desk") {
    return send("POST", "/files?name=" + http::url_encode(name), bytes, login);
  }
  std::string value(Answer const& uploaded) {
    EXPECT_EQ(uploaded.status, 201) << uploaded.body;
    return uploaded.status == 201 ? std::string(uploaded.at("/value").as_string()) : "";
  }
  static std::string url(Answer const& uploaded) { return std::string(uploaded.at("/url").as_string()).substr(std::string("/api/v1").size()); }
};

TEST_F(Files, a_photo_goes_into_a_record_and_is_shown_to_who_sees_the_record) {
  auto const sent = upload("门头 \"照片\".png", png);
  auto const path = eatery("E1", R"(,"photo":[)" + json::serialize(sent.at("/value")) + "]");
  auto const file = get(path).at("/values/photo/0");
  EXPECT_EQ(file.at("type"), "image/png");
  EXPECT_EQ(file.at("size"), 16);
  EXPECT_EQ(file.at("name"), "门头 \"照片\".png");
  auto const shown = get(url(sent), "head");
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(shown.body, png);
  EXPECT_EQ(shown.response.content_type, "image/png");
  EXPECT_EQ(shown.header("Content-Disposition"), "inline; filename=\"_______________.png\"; filename*=UTF-8''%E9%97%A8%E5%A4%B4%20%22%E7%85%A7%E7%89%87%22.png");
  EXPECT_EQ(shown.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(shown.header("Content-Security-Policy"), "sandbox; default-src 'none'");
  EXPECT_EQ(shown.header("Cache-Control"), "private, no-cache");
  EXPECT_EQ(get(url(sent), "head", {{"If-None-Match", shown.etag()}}).status, 304);
  EXPECT_EQ(get(url(sent), "village").status, 200) << "the record lies in its township";
  EXPECT_EQ(get(url(sent), "works").status, 404) << "the record is another's";
  EXPECT_EQ(get(url(sent), "public").status, 404) << "the photo is no public field";

  // What GET answered may be sent back as it is; type and size are what was kept, whatever is said.
  auto changed = file.as_object();
  changed["type"] = "text/html";
  changed["size"] = 1;
  auto const again = change(path, 1, R"({"values":{"photo":[)" + json::serialize(changed) + "]}}", "boss");
  EXPECT_EQ(again.at("/version"), 1) << again.body;
}

TEST_F(Files, a_pdf_that_is_called_jpg_and_a_page_are_refused) {
  for (auto const& [name, bytes] : std::vector<std::pair<std::string, std::string>>{{"photo.jpg", pdf}, {"page.html", "<html><script>alert(1)</script></html>"},
                                                                                   {"page.txt", "<script>alert(1)</script>"}, {"a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"}}) {
    auto const refused = upload(name, bytes);
    EXPECT_EQ(refused.status, 400) << name;
    EXPECT_THAT(refused.errors(), ElementsAre("bad_type@name")) << name;
    EXPECT_FALSE(refused.at("/mend").as_string().empty());
  }
  EXPECT_THAT(upload("a.txt", "").errors(), ElementsAre("invalid@name"));
  EXPECT_THAT(files.all(), IsEmpty());
  for (auto const* const name : {"", "a/b.png", "a\\b.png", "a;b.png", "a\nb.png"}) {
    EXPECT_THAT(upload(name, png).errors(), ElementsAre("invalid@name")) << name;
  }
  EXPECT_EQ(upload(std::string(201, 'x'), png).status, 400);
  EXPECT_EQ(send("POST", "/files?name=a.png&folder=x", png).status, 400);
}

TEST_F(Files, before_a_record_holds_it_only_who_sent_it_may_use_it) {
  auto const sent = upload("a.pdf", pdf);
  EXPECT_EQ(get(url(sent)).status, 200);
  EXPECT_THAT(get(url(sent)).header("Content-Disposition"), StartsWith("inline"));
  EXPECT_EQ(get(url(sent), "boss").status, 404);
  EXPECT_EQ(get(url(sent), "public").status, 404);
  auto const stolen = send("POST", "/registers/eatery/records", R"({"values":{"code":"E1","name":"x","township":"140215100","photo":[)" + json::serialize(sent.at("/value")) + "]}}", "boss");
  EXPECT_THAT(stolen.errors(), ElementsAre("invalid@photo"));
  EXPECT_THAT(stolen.body, HasSubstr("you sent or see"));
  auto const no_picture = send("POST", "/registers/eatery/records", R"({"values":{"code":"E1","name":"x","township":"140215100","photo":[)" + json::serialize(sent.at("/value")) + "]}}");
  EXPECT_THAT(no_picture.errors(), ElementsAre("invalid@photo"));
  EXPECT_THAT(no_picture.body, HasSubstr("application/pdf"));
  EXPECT_EQ(upload("a.png", png, "public").status, 403);
  EXPECT_EQ(upload("a.png", png, "head").status, 403);
  now = now + std::chrono::hours(25);
  EXPECT_EQ(get(url(sent)).status, 404) << "a day later it must be sent again";
}

TEST_F(Files, tables_are_handed_out_as_downloads_and_wrong_digests_are_not_there) {
  auto const sent = upload("表.csv", comma_table);
  auto const got = get(url(sent));
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.header("Content-Disposition"), "attachment; filename=\"___.csv\"; filename*=UTF-8''%E8%A1%A8.csv");
  EXPECT_EQ(got.response.content_type, "text/plain; charset=utf-8");
  auto const digest = std::string(sent.at("/digest").as_string());
  EXPECT_THAT(get("/files/" + digest).header("Content-Disposition"), StartsWith("attachment; filename=\"file\""));
  EXPECT_EQ(get("/files/" + digest + "?name=a%0Ab").status, 400);
  for (auto const& wrong : {std::string(64, '0'), std::string("photo.jpg"), digest.substr(1), std::string(64, 'g')}) {
    EXPECT_EQ(get("/files/" + wrong).status, 404) << wrong;
  }
}

class FewUploads : public House {
 protected:
  FewUploads() : House(registry::for_tests::set_of(), {.uploads_max = 2}) {}
};
TEST_F(FewUploads, the_oldest_of_too_many_is_forgotten) {
  std::vector<std::string> urls;
  for (std::string const name : {"1", "2", "3"}) {
    urls.push_back("/files/" + std::string(send("POST", "/files?name=a.pdf", pdf + name).at("/digest").as_string()));
  }
  EXPECT_EQ(get(urls[0]).status, 404);
  EXPECT_EQ(get(urls[1]).status, 200);
  EXPECT_EQ(get(urls[2]).status, 200);
  EXPECT_THAT(files.all(), SizeIs(3)) << "bytes stay";
}

}  // namespace
}  // namespace ledgers_story
