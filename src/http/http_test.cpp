// Answers, problems, routes and URLs.
#include "http/http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include <boost/json/parse.hpp>

namespace {

using http::Method;
using http::Request;
using http::Response;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Response ok(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

TEST(Response, CarriesLengthTypeAndTheProtectingHeaders) {
  std::string const bytes = to_bytes(ok("{}"), true, false);
  EXPECT_THAT(bytes, StartsWith("HTTP/1.1 200 OK\r\n"));
  for (auto const* line : {"Content-Type: application/json; charset=utf-8\r\n", "Content-Length: 2\r\n",
                           "X-Content-Type-Options: nosniff\r\n", "X-Frame-Options: DENY\r\n",
                           "Referrer-Policy: same-origin\r\n", "Cross-Origin-Opener-Policy: same-origin\r\n",
                           "Cache-Control: no-store\r\n", "Connection: keep-alive\r\n", "frame-ancestors 'none'"}) {
    EXPECT_THAT(bytes, HasSubstr(line));
  }
  EXPECT_THAT(bytes, EndsWith("\r\n\r\n{}"));
}

TEST(Response, OfATableIsKeptByNobodyEither) {
  Response table = ok("a,b\r\n");
  table.content_type = "text/csv; charset=utf-8";
  EXPECT_THAT(to_bytes(table, true, false), HasSubstr("Cache-Control: no-store\r\n"));
  table.content_type = "text/html; charset=utf-8";
  EXPECT_THAT(to_bytes(table, true, false), Not(HasSubstr("no-store")));
}

TEST(Request, TakesTheAddressAProxyOnThisMachineWroteLastAndBelievesNobodyElse) {
  auto const address = [](std::string const& peer, std::vector<std::string> const& forwarded) {
    Request request;
    request.peer = peer;
    for (auto const& one : forwarded) request.headers.emplace_back("x-forwarded-for", one);
    return request.address();
  };
  EXPECT_EQ(address("192.0.2.8:40000", {}), "192.0.2.8");
  EXPECT_EQ(address("192.0.2.8:40000", {"10.0.0.1"}), "192.0.2.8") << "anybody can write a header";
  EXPECT_EQ(address("127.0.0.1:40000", {}), "127.0.0.1");
  EXPECT_EQ(address("127.0.0.1:40000", {"10.0.0.1, 10.0.0.2"}), "10.0.0.2") << "the first one may be made up";
  EXPECT_EQ(address("[::1]:40000", {"10.0.0.1", "2001:db8::7"}), "2001:db8::7");
  for (auto const* odd : {"", "unknown", "10.0.0.1,", "<script>"}) EXPECT_EQ(address("127.0.0.1:40000", {odd}), "127.0.0.1") << odd;
}

TEST(Request, KnowsWhereItWasAskedAndBelievesOnlyAProxyOnThisMachine) {
  auto const origin = [](std::string const& peer, std::vector<std::pair<std::string, std::string>> headers) {
    Request request;
    request.peer = peer;
    request.headers = std::move(headers);
    return request.origin();
  };
  EXPECT_EQ(origin("192.0.2.8:40000", {{"host", "eco.example:8080"}}), "http://eco.example:8080");
  EXPECT_EQ(origin("192.0.2.8:40000", {{"host", "eco.example"}, {"x-forwarded-proto", "https"}, {"x-forwarded-host", "evil.example"}}), "http://eco.example");
  EXPECT_EQ(origin("127.0.0.1:40000", {{"host", "127.0.0.1:8080"}, {"x-forwarded-proto", "https"}, {"x-forwarded-host", "eco.example"}}), "https://eco.example");
  EXPECT_EQ(origin("[::1]:40000", {{"host", "[::1]:8080"}, {"x-forwarded-proto", "gopher"}}), "http://[::1]:8080");
  for (auto const* odd : {"", "a b", "<script>", "a/b"}) EXPECT_EQ(origin("192.0.2.8:40000", {{"host", odd}}), "http://localhost") << odd;
}

TEST(Response, KeepsAHandlersOwnHeaders) {
  Response response = ok("{}");
  response.headers = {{"cache-control", "max-age=60"}, {"X-Frame-Options", "SAMEORIGIN"}};
  std::string const bytes = to_bytes(response, false, false);
  EXPECT_THAT(bytes, Not(HasSubstr("no-store")));
  EXPECT_THAT(bytes, Not(HasSubstr("DENY")));
  EXPECT_THAT(bytes, HasSubstr("Connection: close\r\n"));
}

TEST(Response, AHeaderValueCannotBeginAnotherHeader) {
  Response response = ok("{}");
  response.headers = {{"Content-Disposition", "attachment; filename=a\r\nSet-Cookie: x=y"}};
  EXPECT_THAT(to_bytes(response, true, false), Not(HasSubstr("\nSet-Cookie")));
}

TEST(Response, WithoutContentSaysSoByHavingNone) {
  Response response = ok("ignored");
  response.status = 204;
  std::string const bytes = to_bytes(response, true, false);
  EXPECT_THAT(bytes, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(bytes, EndsWith("\r\n\r\n"));
}

TEST(Chunks, AreSizedInHex) {
  EXPECT_EQ(http::chunk("hello"), "5\r\nhello\r\n");
  EXPECT_THAT(http::chunk(std::string(4096, 'x')), StartsWith("1000\r\n"));
  EXPECT_EQ(http::chunk(""), "0\r\n\r\n");
}

std::string unpacked(std::string const& packed) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(1 << 20, '\0');
  std::string in = packed;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(Compression, PacksLongTextForThoseWhoAcceptIt) {
  std::string body;
  for (int i = 0; i < 500; ++i) body += "{\"value\":" + std::to_string(i) + "},";
  Request request;
  request.headers = {{"accept-encoding", "br;q=1.0, gzip;q=0.8, *;q=0.1"}};
  Response response = ok(body);
  compress(request, response);
  EXPECT_LT(response.body.size(), body.size() / 3);
  EXPECT_EQ(unpacked(response.body), body);
  EXPECT_THAT(to_bytes(response, true, false), HasSubstr("Content-Encoding: gzip\r\n"));
  EXPECT_THAT(to_bytes(response, true, false), HasSubstr("Vary: Accept-Encoding\r\n"));
  std::size_t const once = response.body.size();
  compress(request, response);
  EXPECT_EQ(response.body.size(), once) << "not twice";
}

TEST(Compression, LeavesTheRestAlone) {
  std::string const body(5000, 'x');
  auto const stays = [&](std::string const& accepted, std::string type, std::string text) {
    Request request;
    request.headers = {{"accept-encoding", accepted}};
    Response response = ok(text);
    response.content_type = std::move(type);
    compress(request, response);
    return response.body == text;
  };
  EXPECT_TRUE(stays("", "text/css", body));
  EXPECT_TRUE(stays("gzip;q=0", "text/css", body));
  EXPECT_TRUE(stays("gzip", "image/png", body));
  EXPECT_TRUE(stays("gzip", "text/css", "short"));
  EXPECT_FALSE(stays("deflate, GZIP", "text/css", body));
}

TEST(Problem, NamesEachWrongField) {
  base::Problem const whole("invalid", "The form has errors.", "", "Mend the fields named.");
  Response const response = http::problem(400, whole, {base::Problem("too_long", "\xff is too long.", "name")});
  auto const body = boost::json::parse(response.body).as_object();
  EXPECT_EQ(body.at("type").as_string(), "urn:biyun:problem:invalid");
  EXPECT_EQ(body.at("title").as_string(), "Bad Request");
  EXPECT_EQ(body.at("status").as_int64(), 400);
  EXPECT_EQ(body.at("code").as_string(), "invalid");
  EXPECT_EQ(body.at("detail").as_string(), "The form has errors.");
  EXPECT_EQ(body.at("mend").as_string(), "Mend the fields named.");
  EXPECT_FALSE(body.contains("where"));
  auto const& error = body.at("errors").as_array().at(0).as_object();
  EXPECT_EQ(error.at("where").as_string(), "name");
  EXPECT_EQ(error.at("detail").as_string(), "\\xff is too long.");
}

TEST(Problem, CodesDeserveTheirStatus) {
  EXPECT_EQ(http::status_of(base::Problem("not_found", "")), 404);
  EXPECT_EQ(http::status_of(base::Problem("unavailable", "")), 503);
  EXPECT_EQ(http::status_of(base::Problem("bad_crc", "")), 400);
}

http::Handler says(std::string text) {
  return [text](Request const& request) {
    std::string body = text;
    for (auto const& [name, value] : request.params) body += " " + name + "=" + value;
    return ok(body);
  };
}
Request asking(Method method, std::string path) {
  Request request;
  request.method = method;
  request.path = std::move(path);
  return request;
}
struct Routes : testing::Test {
  http::Router router;
  Routes() {
    router.add(Method::get, "/{rest...}", says("page"));
    router.add(Method::get, "/api/points/{id}", says("point"));
    router.add(Method::put, "/api/points/{id}", says("change"));
    router.add(Method::get, "/api/points/export", says("export"));
    router.add(Method::get, "/api/points/{id}/series/{factor}", says("series"));
    router.add(Method::post, "/api/login", says("login"));
    router.add(Method::get, "/api/broken", [](Request const&) -> Response { throw base::Failure("disk full"); });
    router.add(Method::get, "/api/wrong", [](Request const&) -> Response { throw base::Bug("bug"); });
  }
  Response ask(Method method, std::string path) { return router.dispatch(asking(method, std::move(path))); }
};

TEST_F(Routes, TheMostLiteralPatternAnswers) {
  EXPECT_EQ(ask(Method::get, "/api/points/7").body, "point id=7");
  EXPECT_EQ(ask(Method::put, "/api/points/7").body, "change id=7");
  EXPECT_EQ(ask(Method::get, "/api/points/export").body, "export");
  EXPECT_EQ(ask(Method::get, "/api/points/7/series/w01018").body, "series factor=w01018 id=7");
  EXPECT_EQ(ask(Method::get, "/assets/app.js").body, "page rest=assets/app.js");
  EXPECT_EQ(ask(Method::get, "/").body, "page rest=");
  EXPECT_EQ(ask(Method::head, "/api/points/7").body, "point id=7");
}

TEST_F(Routes, OtherMethodsAreToldWhatIsAllowed) {
  Response const post = ask(Method::post, "/api/points/7");
  EXPECT_EQ(post.status, 405);
  EXPECT_THAT(to_bytes(post, true, false), HasSubstr("Allow: GET, HEAD, PUT, OPTIONS\r\n"));
  EXPECT_EQ(ask(Method::get, "/api/login").status, 405) << "the page for the rest does not hide it";
  Response const options = ask(Method::options, "/api/login");
  EXPECT_EQ(options.status, 204);
  EXPECT_THAT(to_bytes(options, true, false), HasSubstr("Allow: POST, OPTIONS\r\n"));
}

TEST_F(Routes, WhatIsNowhereIsNotFound) {
  http::Router small;
  small.add(Method::get, "/api/{id}", says("x"));
  for (auto const* path : {"/", "/api", "/api/", "/api/a/b", "*", "", "/API/a"}) {
    EXPECT_EQ(small.dispatch(asking(Method::get, path)).status, 404) << path;
  }
  EXPECT_EQ(router.routes().size(), 8U);
}

TEST_F(Routes, AFailingHandlerIsReportedAndAnsweredInWords) {
  std::vector<std::string> told;
  router.on_trouble([&](Request const& asked, std::string const& what) { told.push_back(asked.path + " " + what); });
  Response const failed = ask(Method::get, "/api/broken");
  EXPECT_EQ(failed.status, 503);
  EXPECT_THAT(failed.body, Not(HasSubstr("disk full"))) << "the inside is not shown outside";
  EXPECT_EQ(ask(Method::get, "/api/wrong").status, 500);
  EXPECT_THAT(told, testing::ElementsAre("/api/broken disk full", "/api/wrong bug"));
}

TEST(Router, RestMustBeLast) {
  http::Router router;
  EXPECT_THROW(router.add(Method::get, "/{rest...}/more", says("x")), base::Bug);
}

TEST(Url, DecodesPercentAndRefusesHalfEscapes) {
  EXPECT_EQ(http::url_decode("a%20b+c", false), "a b+c");
  EXPECT_EQ(http::url_decode("a%20b+c", true), "a b c");
  for (auto const* bad : {"%", "%4", "%4g", "%g4", "a%"}) EXPECT_FALSE(http::url_decode(bad, false)) << bad;
  EXPECT_EQ(http::url_encode("云 州/~"), "%E4%BA%91%20%E5%B7%9E%2F~");
}

TEST(Url, FormsKeepTheirOrder) {
  auto const form = http::parse_form("b=1&a=2&&b=%26&c");
  ASSERT_TRUE(form);
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(*form, (Pairs{{"b", "1"}, {"a", "2"}, {"b", "&"}, {"c", ""}}));
  EXPECT_FALSE(http::parse_form("a=%"));
}

TEST(MediaType, IsKnownByTheEndingOfTheName) {
  EXPECT_EQ(http::media_type("assets/App.JS"), "text/javascript; charset=utf-8");
  EXPECT_EQ(http::media_type("x.json"), "application/json; charset=utf-8");
  EXPECT_EQ(http::media_type("x"), "application/octet-stream");
}

RC_GTEST_PROP(Url, WhatIsEncodedDecodesToItself, (std::string const& text)) {
  RC_ASSERT(http::url_decode(http::url_encode(text), false) == text);
  RC_ASSERT(http::url_decode(http::url_encode(text), true) == text);
}

}  // namespace
