#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/http.hpp"

namespace {

using http::Pipeline;
using http::Response;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::size_t room = 1 << 20;

std::string get(std::string const& path, std::string const& more = {}) {
  return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n";
}
Response text(std::string body) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}
/// The bodies of the answers in a byte stream of answers with lengths.
std::vector<std::string> bodies(std::string_view bytes) {
  std::vector<std::string> found;
  while (!bytes.empty()) {
    std::size_t const end = bytes.find("\r\n\r\n");
    std::size_t const length = bytes.find("Content-Length: ");
    if (end == bytes.npos || length > end) {
      found.emplace_back("?");
      break;
    }
    std::string_view digits = bytes.substr(length + 16, bytes.find('\r', length) - length - 16);
    auto const size = static_cast<std::size_t>(base::parse_integer(digits).value_or(0));
    found.emplace_back(bytes.substr(end + 4, size));
    bytes.remove_prefix(end + 4 + size);
  }
  return found;
}

struct Pieces final : http::Stream {
  std::vector<std::optional<std::string>> pieces;
  std::size_t at = 0;
  std::function<void()> wake;
  std::optional<std::string> next() override {
    if (at == pieces.size()) return "";
    return pieces[at++];
  }
  void on_wake(std::function<void()> on_more) override { wake = std::move(on_more); }
};
Response streamed(std::shared_ptr<Pieces> const& pieces) {
  Response response;
  response.content_type = "text/csv";
  response.stream = pieces;
  return response;
}

TEST(Pipeline, AnswersGoOutInTheOrderOfTheRequests) {
  Pipeline pipeline;
  auto const begun = pipeline.feed(get("/1") + get("/2") + get("/3"));
  ASSERT_EQ(begun.size(), 3U);
  pipeline.finish(begun[2].number, text("three"));
  pipeline.finish(begun[1].number, text("two"));
  EXPECT_EQ(pipeline.pump(room), "") << "the first is not ready";
  pipeline.finish(begun[0].number, text("one"));
  EXPECT_THAT(bodies(pipeline.pump(room)), testing::ElementsAre("one", "two", "three"));
  EXPECT_TRUE(pipeline.idle());
  EXPECT_FALSE(pipeline.wants_close());
}

TEST(Pipeline, ClosesAfterTheAnswerThatSaysSo) {
  Pipeline pipeline;
  auto const begun = pipeline.feed(get("/1", "Connection: close\r\n") + get("/2"));
  ASSERT_EQ(begun.size(), 1U) << "what follows a close is not read";
  EXPECT_FALSE(pipeline.wants_close());
  pipeline.finish(begun[0].number, text("bye"));
  EXPECT_THAT(pipeline.pump(room), HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(pipeline.wants_close());
  EXPECT_FALSE(pipeline.can_read());
}

TEST(Pipeline, ARefusalWaitsForTheAnswersBeforeIt) {
  Pipeline pipeline;
  auto const begun = pipeline.feed(get("/1") + "rubbish\r\n\r\n" + get("/2"));
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(pipeline.pump(room), "");
  EXPECT_FALSE(pipeline.can_read());
  pipeline.finish(begun[0].number, text("one"));
  std::string const bytes = pipeline.pump(room);
  EXPECT_THAT(bytes, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(bytes, HasSubstr("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_TRUE(pipeline.wants_close());
}

TEST(Pipeline, AsksForTheBodyOnlyAfterTheEarlierAnswers) {
  Pipeline pipeline;
  std::string const post = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  auto const first = pipeline.feed(get("/1") + post);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(pipeline.pump(room), "");
  pipeline.finish(first[0].number, text("one"));
  EXPECT_THAT(pipeline.pump(room), EndsWith("oneHTTP/1.1 100 Continue\r\n\r\n"));
  auto const second = pipeline.feed("ok");
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].request.body, "ok");
}

TEST(Pipeline, HoldsBackRequestsBeyondItsBound) {
  http::Limits limits;
  limits.queued_requests_max = 2;
  Pipeline pipeline(limits);
  auto begun = pipeline.feed(get("/1") + get("/2") + get("/3"));
  ASSERT_EQ(begun.size(), 2U);
  EXPECT_FALSE(pipeline.can_read());
  for (auto const& one : begun) pipeline.finish(one.number, text(one.request.path));
  EXPECT_THAT(bodies(pipeline.pump(room)), testing::ElementsAre("/1", "/2"));
  EXPECT_TRUE(pipeline.can_read());
  begun = pipeline.feed("");
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(begun[0].request.path, "/3");
}

TEST(Pipeline, HeadGetsTheLengthWithoutTheBody) {
  Pipeline pipeline;
  auto const begun = pipeline.feed("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
  pipeline.finish(begun.at(0).number, text("twelve bytes"));
  std::string const bytes = pipeline.pump(room);
  EXPECT_THAT(bytes, HasSubstr("Content-Length: 12\r\n"));
  EXPECT_THAT(bytes, EndsWith("\r\n\r\n"));
}

TEST(Pipeline, AStreamFlowsAsThereIsRoomAndThenTheNextAnswerFollows) {
  Pipeline pipeline;
  auto const begun = pipeline.feed(get("/csv") + get("/after"));
  auto const pieces = std::make_shared<Pieces>();
  pieces->pieces = {"aaaaaaaaaa", "bbbbbbbbbb", "c", std::nullopt};
  pipeline.finish(begun[1].number, text("after"));
  pipeline.finish(begun[0].number, streamed(pieces));
  std::string const head = pipeline.pump(1);
  EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked\r\n\r\n"));
  EXPECT_EQ(pieces->at, 0U);
  EXPECT_EQ(pipeline.pump(5), "a\r\naaaaaaaaaa\r\n");
  EXPECT_EQ(pipeline.pump(5), "a\r\nbbbbbbbbbb\r\n");
  EXPECT_THAT(pipeline.pump(room), AllOf(StartsWith("1\r\nc\r\n0\r\n\r\nHTTP/1.1 200 OK"), EndsWith("after")));
  EXPECT_TRUE(pipeline.idle());
}

TEST(Pipeline, AStreamWithNothingNowWakesTheOwner) {
  int woken = 0;
  Pipeline pipeline({}, [&] { ++woken; });
  auto const begun = pipeline.feed(get("/events"));
  auto const pieces = std::make_shared<Pieces>();
  pieces->pieces = {"data: 1\n\n", ""};
  pipeline.finish(begun.at(0).number, streamed(pieces));
  EXPECT_THAT(pipeline.pump(room), EndsWith("9\r\ndata: 1\n\n\r\n"));
  EXPECT_EQ(pipeline.pump(room), "");
  EXPECT_FALSE(pipeline.idle());
  pieces->pieces.emplace_back("data: 2\n\n");
  pieces->wake();
  EXPECT_EQ(woken, 1);
  EXPECT_EQ(pipeline.pump(room), "9\r\ndata: 2\n\n\r\n");
}

TEST(Pipeline, AnOldClientGetsAStreamWithoutChunksAndThenTheEnd) {
  Pipeline pipeline;
  auto const begun = pipeline.feed("GET /csv HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  auto const pieces = std::make_shared<Pieces>();
  pieces->pieces = {"a,b\r\n", "1,2\r\n", std::nullopt};
  pipeline.finish(begun.at(0).number, streamed(pieces));
  std::string const bytes = pipeline.pump(room);
  EXPECT_THAT(bytes, Not(HasSubstr("chunked")));
  EXPECT_THAT(bytes, EndsWith("\r\n\r\na,b\r\n1,2\r\n"));
  EXPECT_TRUE(pipeline.wants_close());
}

TEST(Pipeline, IgnoresAnswersNobodyAskedFor) {
  Pipeline pipeline;
  pipeline.finish(7, text("?"));
  pipeline.finish(0, text("?"));
  auto const begun = pipeline.feed(get("/1"));
  pipeline.finish(begun.at(0).number, text("first"));
  pipeline.finish(begun.at(0).number, text("second"));
  EXPECT_THAT(bodies(pipeline.pump(room)), testing::ElementsAre("first"));
}

RC_GTEST_PROP(Pipeline, WhateverTheOrderOfFinishingTheOrderOfAnswersIsKept, ()) {
  auto const count = *rc::gen::inRange<std::size_t>(1, 16);
  Pipeline pipeline;
  std::string bytes;
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < count; ++i) {
    bytes += get("/" + std::to_string(i));
    expected.push_back("/" + std::to_string(i));
  }
  auto begun = pipeline.feed(bytes);
  RC_ASSERT(begun.size() == count);
  std::string sent;
  while (!begun.empty()) {
    auto const at = *rc::gen::inRange<std::size_t>(0, begun.size());
    pipeline.finish(begun[at].number, text(begun[at].request.path));
    begun.erase(begun.begin() + static_cast<std::ptrdiff_t>(at));
    sent += pipeline.pump(*rc::gen::inRange<std::size_t>(1, 500));
  }
  while (!pipeline.idle()) sent += pipeline.pump(room);
  RC_ASSERT(bodies(sent) == expected);
}

}  // namespace
