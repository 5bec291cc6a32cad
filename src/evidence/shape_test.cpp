#include "evidence/shape.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace evidence {
namespace {

std::vector<std::size_t> sizes_of(std::vector<std::string> const& frames) {
  std::vector<std::size_t> sizes;
  for (auto const& frame : frames) sizes.push_back(frame.size());
  return sizes;
}
std::vector<std::string> there_and_back(std::vector<std::string> const& frames) {
  auto const parted = part(frames);
  std::vector<std::string> again;
  EXPECT_TRUE(join(sizes_of(frames), parted.text, parted.digits, again));
  return again;
}

TEST(Shape, frames_that_differ_in_numbers_alone_have_the_same_text) {
  std::vector<std::string> const frames{"##0086QN=20260301080000123;a34004-Rtd=53.1&&1C80", "##0086QN=20260301080000987;a34004-Rtd=61.9&&AB7F"};
  auto const parted = part(frames);
  auto const half = parted.text.size() / 2;
  EXPECT_EQ(parted.text.substr(0, half), parted.text.substr(half));
  EXPECT_TRUE(parted.digits.starts_with("008600862026030108000012320260301080000987"));
  EXPECT_TRUE(parted.digits.ends_with("1C80AB7F"));
  EXPECT_EQ(there_and_back(frames), frames);
}

TEST(Shape, long_runs_short_frames_and_high_bytes_come_back) {
  std::vector<std::string> const frames{"", "1", "12345", std::string(1000, '7'), "\xff\x80\x81" "9\xfe", std::string(3, '\0'), "停运3次\xff"};
  EXPECT_EQ(there_and_back(frames), frames);
}

TEST(Shape, a_frame_of_very_many_numbers_comes_back) {
  std::string many;
  for (int i = 0; i < 3000; ++i) many += std::to_string(i * 37 % 1000) + ",";
  EXPECT_EQ(there_and_back({many, "7;7;7", many + "end"}), (std::vector<std::string>{many, "7;7;7", many + "end"}));
}

RC_GTEST_PROP(Shape, any_bytes_come_back, ()) {
  auto const frames = *rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::inRange<char>('0', '9'), rc::gen::arbitrary<char>())));
  auto const parted = part(frames);
  std::vector<std::string> again;
  RC_ASSERT(join(sizes_of(frames), parted.text, parted.digits, again));
  RC_ASSERT(again == frames);
}

RC_GTEST_PROP(Shape, what_is_no_frames_is_refused_without_harm, (std::string const& text, std::string const& digits, std::vector<std::uint16_t> const& sizes)) {
  std::vector<std::string> frames;
  std::vector<std::size_t> const wanted(sizes.begin(), sizes.end());
  if (!join(wanted, text, digits, frames)) return;
  RC_ASSERT(sizes_of(frames) == wanted);
}

}  // namespace
}  // namespace evidence
