#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/http.hpp"

namespace {

using http::Machine;
using http::Method;
using http::Request;
using testing::HasSubstr;

struct Heard {
  std::vector<Request> requests;
  std::optional<http::Response> refusal;
};
/// Feeds the pieces and takes everything that comes, as a connection would.
Heard hear(std::vector<std::string> const& pieces, http::Limits limits = {}) {
  Machine machine(limits);
  Heard heard;
  for (std::string const& piece : pieces) {
    Machine::Out out = machine.feed(piece);
    while (!out.requests.empty() || out.refusal) {
      for (Request& request : out.requests) heard.requests.push_back(std::move(request));
      if (out.refusal) heard.refusal = std::move(out.refusal);
      out = machine.feed("");
    }
  }
  return heard;
}
Heard hear(std::string const& bytes, http::Limits limits = {}) { return hear(std::vector{bytes}, limits); }
int refusal_of(std::string const& bytes) {
  Heard const heard = hear(bytes);
  return heard.refusal ? heard.refusal->status : 0;
}
std::string shown(std::vector<Request> const& requests) {
  std::string text;
  for (Request const& request : requests) {
    text += std::string(name_of(request.method)) + " " + request.target + " " + request.path;
    for (auto const& [name, value] : request.query) text += " ?" + name + "=" + value;
    for (auto const& [name, value] : request.headers) text += " " + name + ":" + value;
    text += " [" + request.body + "]" + (request.keep_alive ? "\n" : " close\n");
  }
  return text;
}

TEST(Machine, ReadsARequestWithQueryAndCookie) {
  Heard const heard = hear(
      "GET /api/v1/%E7%82%B9?name=%E4%BA%91+%E5%B7%9E&limit=5&flag HTTP/1.1\r\nHost: here\r\n"
      "Cookie: a=1; sid=xyz=\r\nCookie: late=2\r\n\r\n");
  ASSERT_EQ(heard.requests.size(), 1U);
  Request const& request = heard.requests[0];
  EXPECT_EQ(request.method, Method::get);
  EXPECT_EQ(request.path, "/api/v1/点");
  EXPECT_EQ(request.query_value("name"), "云 州");
  EXPECT_EQ(request.query_value("limit"), "5");
  EXPECT_EQ(request.query_value("flag"), "");
  EXPECT_EQ(request.query_value("none"), std::nullopt);
  EXPECT_EQ(request.header("host"), "here");
  EXPECT_EQ(request.cookie("sid"), "xyz=");
  EXPECT_EQ(request.cookie("late"), "2");
  EXPECT_EQ(request.cookie("s"), "");
  EXPECT_TRUE(request.keep_alive);
}

TEST(Machine, ReadsBodiesByLengthAndByChunks) {
  Heard const heard = hear(
      "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
      "PUT /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrail: e\r\n\r\n"
      "DELETE /c HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_EQ(heard.requests.size(), 3U);
  EXPECT_EQ(heard.requests[0].body, "hello");
  EXPECT_EQ(heard.requests[1].body, "abcde");
  EXPECT_EQ(heard.requests[1].header("trail"), "") << "a trailer may not add headers";
  EXPECT_EQ(heard.requests[2].method, Method::del);
  EXPECT_FALSE(heard.refusal);
}

TEST(Machine, UnderstandsAbsoluteTargetsAndTheStar) {
  EXPECT_EQ(hear("GET http://h:80/x/y?a=b HTTP/1.1\r\nHost: h\r\n\r\n").requests.at(0).path, "/x/y");
  EXPECT_EQ(hear("GET http://h HTTP/1.1\r\nHost: h\r\n\r\n").requests.at(0).path, "/");
  EXPECT_EQ(hear("GET http://h?a=b HTTP/1.1\r\nHost: h\r\n\r\n").requests.at(0).query_value("a"), "b");
  EXPECT_EQ(hear("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").requests.at(0).path, "*");
  EXPECT_EQ(hear("BREW / HTTP/1.1\r\nHost: h\r\n\r\n").requests.at(0).method, Method::other);
}

TEST(Machine, KnowsWhetherTheConnectionIsKept) {
  EXPECT_FALSE(hear("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").requests.at(0).keep_alive);
  EXPECT_FALSE(hear("GET / HTTP/1.0\r\n\r\n").requests.at(0).keep_alive);
  EXPECT_TRUE(hear("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").requests.at(0).keep_alive);
  Heard const after_close = hear(
      "GET /1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(after_close.requests.size(), 1U);
}

TEST(Machine, SkipsEmptyLinesBetweenRequests) {
  EXPECT_EQ(hear("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").requests.size(), 2U);
}

TEST(Machine, RefusesWhatTwoReadersCouldFrameDifferently) {
  std::string const post = "POST / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(refusal_of(post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"), 400);
  EXPECT_EQ(refusal_of(post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"), 400);
  EXPECT_EQ(refusal_of(post + "Content-Length: 5, 5\r\n\r\nhello"), 400);
  EXPECT_EQ(refusal_of(post + "Content-Length: +5\r\n\r\nhello"), 400);
  EXPECT_EQ(refusal_of(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of(post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 501);
  EXPECT_EQ(refusal_of(post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 501);
  EXPECT_EQ(refusal_of(post + "Content-Length : 5\r\n\r\nhello"), 400);
  EXPECT_EQ(refusal_of(post + "Host: other\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("POST / HTTP/1.1\r\n\r\n"), 400) << "no Host";
  EXPECT_EQ(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
}

TEST(Machine, RefusesWhatIsNoRequest) {
  EXPECT_EQ(refusal_of("##0101QN=20160801085857223;ST=32;CN=1062;\r\n"), 400);
  EXPECT_EQ(refusal_of(std::string("\x16\x03\x01\x02\x00\x01\x00", 7)), 400) << "a TLS hello";
  EXPECT_EQ(refusal_of("GET / HTTP/2.0\r\nHost: h\r\n\r\n"), 505);
  EXPECT_EQ(refusal_of("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET /a/%2e%2e/%2e%2e/etc HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET /a%5c..%5cb HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET /%ff HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET /?q=%ff HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET a HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: h\r\nExpect: 200-maybe\r\n\r\n"), 417);
}

TEST(Machine, ReadsNothingAfterARefusal) {
  Machine machine;
  EXPECT_TRUE(machine.feed("nonsense\r\n\r\n").refusal);
  Machine::Out const after = machine.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(after.requests.empty());
  EXPECT_FALSE(after.refusal);
}

TEST(Machine, BoundsHeadsBodiesAndFields) {
  http::Limits small;
  small.head_bytes_max = 512;
  small.body_bytes_max = 100;
  std::string const start = "POST / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(hear(start + "X: " + std::string(600, 'x') + "\r\n\r\n", small).refusal.value().status, 431);
  EXPECT_EQ(hear("GET /" + std::string(600, 'x'), small).refusal.value().status, 431);
  std::vector<std::string> drip(600, "x");
  drip.insert(drip.begin(), "GET /");
  EXPECT_EQ(hear(drip, small).refusal.value().status, 431) << "byte by byte too";
  EXPECT_EQ(hear(start + "Content-Length: 101\r\n\r\n", small).refusal.value().status, 413);
  std::string const chunked = start + "Transfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'b');
  EXPECT_EQ(hear(chunked, small).refusal.value().status, 413);
  EXPECT_EQ(hear(start + "Content-Length: 100\r\n\r\n" + std::string(100, 'b'), small).requests.size(), 1U);
  std::string many = start;
  for (int i = 0; i < 101; ++i) many += "a: b\r\n";
  EXPECT_EQ(refusal_of(many + "\r\n"), 431);
}

TEST(Machine, ReadsALargeBodyOnlyWhereTheOwnerSaysSo) {
  std::vector<std::string> asked;
  http::Limits limits;
  limits.body_bytes_max = 100;
  limits.strangers_body_bytes_max = 50;
  limits.large_body_bytes_max = 1000;
  limits.may_be_large = [&](Request const& request) {
    asked.push_back(request.path + " " + std::string(request.cookie("sid")));
    return request.path == "/files" && request.cookie("sid") == "known";
  };
  auto const send = [&](std::string const& path, std::string const& cookie, std::size_t bytes, bool chunked = false) {
    std::string const body(bytes, 'x');
    std::string const head = "POST " + path + " HTTP/1.1\r\nHost: h\r\n" + (cookie.empty() ? "" : "Cookie: sid=" + cookie + "\r\n");
    auto const heard = chunked ? hear(head + "Transfer-Encoding: chunked\r\n\r\n" + http::chunk(body) + http::chunk(""), limits)
                               : hear(head + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n" + body, limits);
    return heard.refusal ? heard.refusal->status : heard.requests.at(0).body.size() == bytes ? 200 : 0;
  };
  EXPECT_EQ(send("/files?name=a.pdf", "known", 1000), 200);
  EXPECT_EQ(send("/files", "known", 1000, true), 200);
  EXPECT_EQ(send("/files", "known", 1001), 413);
  EXPECT_EQ(send("/files", "known", 1001, true), 413);
  EXPECT_EQ(send("/files", "forged", 101), 413);
  EXPECT_EQ(send("/other", "known", 101), 413);
  EXPECT_EQ(send("/other", "known", 101, true), 413);
  asked.clear();
  EXPECT_EQ(send("/files", "", 51), 413) << "without a cookie nobody is asked";
  EXPECT_EQ(send("/files", "known", 100), 200) << "what is small is not asked for";
  EXPECT_EQ(send("/files", "", 50), 200);
  EXPECT_TRUE(asked.empty());
}

TEST(Machine, LetsStrangersSendLessThanThoseWithACookie) {
  auto const post = [](std::string const& header, std::size_t bytes) {
    return hear("POST / HTTP/1.1\r\nHost: h\r\n" + header + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n" + std::string(bytes, 'b'));
  };
  constexpr std::size_t kib = 1024;
  EXPECT_EQ(post("", 64 * kib).requests.size(), 1U);
  EXPECT_EQ(post("", 64 * kib + 1).refusal.value().status, 413);
  EXPECT_THAT(post("", 64 * kib + 1).refusal->body, HasSubstr("mend"));
  EXPECT_EQ(post("Cookie: a=b\r\n", 1024 * kib).requests.size(), 1U);
  EXPECT_EQ(post("Cookie: a=b\r\n", 1024 * kib + 1).refusal.value().status, 413);
  std::string const piece = "8000\r\n" + std::string(0x8000, 'b') + "\r\n";
  EXPECT_EQ(hear("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + piece + piece + piece).refusal.value().status, 413);
}

TEST(Machine, GivesNoMoreRequestsAtOnceThanAskedFor) {
  http::Limits limits;
  limits.queued_requests_max = 2;
  Machine machine(limits);
  std::string bytes;
  for (int i = 0; i < 5; ++i) bytes += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  EXPECT_EQ(machine.feed(bytes).requests.size(), 2U);
  EXPECT_FALSE(machine.idle());
  EXPECT_EQ(machine.feed("").requests.at(0).path, "/2");
  EXPECT_EQ(machine.feed("").requests.at(0).path, "/4");
  EXPECT_TRUE(machine.idle());
}

TEST(Machine, TellsOnceThatThePeerWaitsToBeAsked) {
  Machine machine;
  Machine::Out out = machine.feed("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_TRUE(out.wants_continue);
  EXPECT_TRUE(out.requests.empty());
  out = machine.feed("o");
  EXPECT_FALSE(out.wants_continue);
  out = machine.feed("k");
  EXPECT_EQ(out.requests.at(0).body, "ok");
  out = machine.feed("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_FALSE(out.wants_continue) << "it did not wait";
  EXPECT_EQ(out.requests.size(), 1U);
}

TEST(Machine, ARefusalIsAProblemInWords) {
  Heard const heard = hear("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n");
  ASSERT_TRUE(heard.refusal);
  EXPECT_THAT(heard.refusal->content_type, HasSubstr("application/problem+json"));
  EXPECT_THAT(heard.refusal->body, HasSubstr("larger than this server reads"));
}

RC_GTEST_PROP(Machine, AnySplitGivesTheSameRequests, ()) {
  static std::vector<std::string> const stock{
      "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n",
      "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nhello\r\nyou!",
      "PUT /q HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab\r\nc\r\n1\r\nd\r\n0\r\n\r\n",
      "\r\nHEAD / HTTP/1.1\r\nHost: h\r\nX-Y:  padded \t\r\n\r\n",
      "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
      "POST /bad HTTP/1.1\r\nContent-Length: 1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy",
  };
  std::string bytes;
  for (auto const& one : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(stock))) bytes += one;
  std::vector<std::string> pieces;
  std::string_view left = bytes;
  while (!left.empty()) {
    auto const size = std::min(left.size(), *rc::gen::inRange<std::size_t>(1, 40));
    pieces.emplace_back(left.substr(0, size));
    left.remove_prefix(size);
  }
  Heard const split = hear(pieces), whole = hear(bytes);
  RC_ASSERT(shown(split.requests) == shown(whole.requests));
  RC_ASSERT(split.refusal.has_value() == whole.refusal.has_value());
}

RC_GTEST_PROP(Machine, SurvivesAnyBytes, (std::vector<std::string> const& pieces)) {
  http::Limits small;
  small.head_bytes_max = 256;
  small.body_bytes_max = 64;
  hear(pieces, small);
}

}  // namespace
