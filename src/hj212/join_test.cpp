#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Part { int pno = 1, pnum = 2; std::string mn = "010000A8900016F000169DC0", time = "20160801080000"; };

std::optional<Joined> add(Joiner& joiner, Part const& part, std::int64_t at_ms = 0) {
  std::string const segment = "QN=20160801085857534;ST=32;CN=2061;PW=123456;MN=" + part.mn + ";Flag=7;PNUM=" +
                              std::to_string(part.pnum) + ";PNO=" + std::to_string(part.pno) + ";CP=&&DataTime=" + part.time +
                              ";w0101" + std::to_string(part.pno) + "-Avg=1&&";
  Message m;
  parse(segment, m);
  return joiner.add(m, base::Time{at_ms});
}

TEST(Joiner, gives_the_whole_when_the_last_part_comes_in_whatever_order) {
  Joiner joiner;
  EXPECT_FALSE(add(joiner, {3, 3}));
  EXPECT_FALSE(add(joiner, {1, 3}));
  EXPECT_FALSE(add(joiner, {3, 3}));   // sent again
  auto const joined = add(joiner, {2, 3});
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->mn, "010000A8900016F000169DC0");
  EXPECT_EQ(joined->cn, "2061");
  EXPECT_EQ(joined->data_time, "20160801080000");
  EXPECT_EQ(joined->parts, 3);
  EXPECT_THAT(joined->cps, ElementsAre("DataTime=20160801080000;w01011-Avg=1", "DataTime=20160801080000;w01012-Avg=1",
                                       "DataTime=20160801080000;w01013-Avg=1"));
  EXPECT_THAT(joined->missing, IsEmpty());
}

TEST(Joiner, keeps_messages_of_different_loggers_times_and_numbers_of_parts_apart) {
  Joiner joiner;
  EXPECT_FALSE(add(joiner, {1, 2}));
  EXPECT_FALSE(add(joiner, {2, 2, "A"}));
  EXPECT_FALSE(add(joiner, {2, 2, "010000A8900016F000169DC0", "20160801090000"}));
  EXPECT_FALSE(add(joiner, {2, 3}));
  EXPECT_EQ(joiner.open(), 4U);
  EXPECT_TRUE(add(joiner, {2, 2}));
}

TEST(Joiner, takes_repeated_parts_of_a_complete_message_as_known) {
  Joiner joiner;
  add(joiner, {1, 2});
  EXPECT_TRUE(add(joiner, {2, 2}));
  EXPECT_FALSE(add(joiner, {1, 2}));
  EXPECT_FALSE(add(joiner, {2, 2}));
  EXPECT_THAT(joiner.expire(base::Time{3'600'000}), IsEmpty());
  EXPECT_EQ(joiner.open(), 0U);
}

TEST(Joiner, gives_up_after_its_timeout_and_names_what_is_missing) {
  Joiner joiner(std::chrono::minutes(5));
  add(joiner, {2, 4}, 1000);
  EXPECT_THAT(joiner.expire(base::Time{300'999}), IsEmpty());
  auto const lost = joiner.expire(base::Time{301'000});
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_THAT(lost[0].missing, ElementsAre(1, 3, 4));
  EXPECT_THAT(lost[0].cps, ElementsAre("DataTime=20160801080000;w01012-Avg=1"));
  EXPECT_EQ(joiner.open(), 0U);
}

TEST(Joiner, is_bounded_and_tells_what_it_had_to_give_up) {
  Joiner joiner(std::chrono::minutes(5), 3);
  for (int i = 0; i < 5; ++i) add(joiner, {1, 2, "MN" + std::to_string(i)}, i);
  EXPECT_EQ(joiner.open(), 3U);
  auto const lost = joiner.expire(base::Time{10});
  ASSERT_EQ(lost.size(), 2U);
  EXPECT_EQ(lost[0].mn, "MN0");
  EXPECT_EQ(lost[1].mn, "MN1");
}

TEST(Joiner, refuses_messages_of_absurdly_many_parts_and_counts_them) {
  Joiner joiner;
  EXPECT_FALSE(add(joiner, {1, 9999}));
  EXPECT_EQ(joiner.refused(), 1U);
  EXPECT_EQ(joiner.open(), 0U);
}

TEST(Joiner, gives_an_unsplit_message_at_once) {
  Joiner joiner;
  auto const joined = add(joiner, {1, 1});
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->cps.size(), 1U);
}

}  // namespace
}  // namespace hj212
