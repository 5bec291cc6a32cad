#include "identity/lockout.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using identity::Lockout;

TEST(Lockout, remembers_a_bounded_number_of_keys_and_forgets_the_one_unused_for_longest) {
  Lockout lockout(2, 15min);
  lockout.attempt("first", {1});
  EXPECT_TRUE(lockout.attempt("first", {2}));
  for (std::size_t i = 0; i < Lockout::watched_max; ++i) lockout.attempt(std::to_string(i), {10 + static_cast<int>(i)});
  EXPECT_EQ(lockout.size(), Lockout::watched_max);
  EXPECT_FALSE(lockout.locked_until("first", {3}).has_value());
}

TEST(Lockout, an_attempt_counts_before_it_is_known_to_be_wrong_and_can_be_taken_back) {
  Lockout lockout(2, 15min);
  EXPECT_FALSE(lockout.attempt("wang", {0}));
  EXPECT_TRUE(lockout.attempt("wang", {0}));
  EXPECT_EQ(lockout.locked_until("wang", {0}), base::Time{0} + 15min);
  lockout.take_back("wang");
  EXPECT_FALSE(lockout.locked_until("wang", {0}).has_value());
  EXPECT_TRUE(lockout.attempt("wang", {1})) << "the first one still counts";
}

}  // namespace
