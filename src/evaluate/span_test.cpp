#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "evaluate/desk.hpp"
#include "judge/world_for_tests.hpp"

namespace {

using evaluate::Form, evaluate::Span;
using judge_story::catalogue;

constexpr Form all_forms[] = {Form::day, Form::month, Form::quarter, Form::year, Form::heating, Form::rest};

std::string days_of(std::string const& text) {
  auto const span = evaluate::parse_span(catalogue(), text);
  return span ? std::string(evaluate::name_of(span->form)) + " " + base::format(span->from) + " " + base::format(span->to) : span.error().code;
}
base::Day day(std::string const& text) { return base::parse_day(text).value(); }

TEST(SpanNames, say_their_days) {
  EXPECT_EQ(days_of("2026-11-26"), "day 2026-11-26 2026-11-26");
  EXPECT_EQ(days_of("2024-02"), "month 2024-02-01 2024-02-29");
  EXPECT_EQ(days_of("2026-12"), "month 2026-12-01 2026-12-31");
  EXPECT_EQ(days_of("2026-Q4"), "quarter 2026-10-01 2026-12-31");
  EXPECT_EQ(days_of("2026"), "year 2026-01-01 2026-12-31");
  EXPECT_EQ(days_of("2025-heating"), "heating 2025-11-01 2026-03-31");
  EXPECT_EQ(days_of("2026-rest"), "rest 2026-04-01 2026-10-31");
  for (auto const* nonsense : {"", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-02-30", "26", "2026-heat", "3026", "1969", "2026/11", "2026-1", "2026-011"}) {
    EXPECT_EQ(days_of(nonsense), "bad_span") << nonsense;
  }
}

TEST(SpanNames, of_a_season_the_day_lies_in_or_before) {
  EXPECT_EQ(evaluate::span_of(catalogue(), Form::heating, day("2026-01-15")).text, "2025-heating");
  EXPECT_EQ(evaluate::span_of(catalogue(), Form::heating, day("2026-07-15")).text, "2025-heating");
  EXPECT_EQ(evaluate::span_of(catalogue(), Form::heating, day("2026-11-01")).text, "2026-heating");
  EXPECT_EQ(evaluate::span_of(catalogue(), Form::rest, day("2026-02-01")).text, "2025-rest");
  EXPECT_EQ(evaluate::span_of(catalogue(), Form::rest, day("2026-04-01")).text, "2026-rest");
}

TEST(SpanNames, the_same_period_last_year) {
  auto const before = [](std::string const& text) { return evaluate::year_before(catalogue(), *evaluate::parse_span(catalogue(), text)).text; };
  EXPECT_EQ(before("2024-02-29"), "2023-02-28");
  EXPECT_EQ(before("2026-11"), "2025-11");
  EXPECT_EQ(before("2026-Q4"), "2025-Q4");
  EXPECT_EQ(before("2026"), "2025");
  EXPECT_EQ(before("2025-heating"), "2024-heating");
  EXPECT_EQ(before("2026-rest"), "2025-rest");
}

TEST(SpanNames, between_two_days_are_those_that_touch_them) {
  auto const texts = [](Form form, std::string const& from, std::string const& to) {
    std::string all;
    for (auto const& span : evaluate::spans_between(catalogue(), form, day(from), day(to))) {
      all += span.text + " ";
    }
    return all;
  };
  EXPECT_EQ(texts(Form::month, "2025-11-30", "2026-02-01"), "2025-11 2025-12 2026-01 2026-02 ");
  EXPECT_EQ(texts(Form::heating, "2024-12-01", "2026-11-01"), "2024-heating 2025-heating 2026-heating ");
  EXPECT_EQ(texts(Form::heating, "2026-05-01", "2026-06-01"), "");
  EXPECT_EQ(texts(Form::rest, "2026-05-01", "2026-06-01"), "2026-rest ");
  EXPECT_EQ(texts(Form::day, "2026-02-27", "2026-03-01"), "2026-02-27 2026-02-28 2026-03-01 ");
}

/// A span's name reads back as the span, which holds the day it was asked for (of seasons: or begins before it).
RC_GTEST_PROP(SpanNames, read_back_as_they_were_written, ()) {
  base::Day const on{*rc::gen::inRange(12'000, 40'000)};
  for (auto const form : all_forms) {
    auto const span = evaluate::span_of(catalogue(), form, on);
    auto const read = evaluate::parse_span(catalogue(), span.text);
    RC_ASSERT(read);
    RC_ASSERT(read->form == form && read->from == span.from && read->to == span.to && read->text == span.text);
    RC_ASSERT(span.from <= on);
    RC_ASSERT(form == Form::heating || form == Form::rest || on <= span.to);
  }
}

}  // namespace
