#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Seen {
  std::string bytes;
  int declared = 0;
  bool length_ok = false;
  CrcKind kind = CrcKind::other;
  std::vector<Fault> faults;
  friend bool operator==(Seen const&, Seen const&) = default;
};
void PrintTo(Seen const& seen, std::ostream* out) { *out << seen.bytes; }

struct Heard {
  std::vector<Seen> frames;
  std::string noise;
  std::size_t given = 0, kept_max = 0;
};

void take(Heard& run, Finder::Found const& found) {
  run.given += found.is_frame ? found.frame.bytes.size() : found.noise.size();
  if (!found.is_frame) run.noise += found.noise;
  else
    run.frames.push_back({std::string(found.frame.bytes), found.frame.declared_length, found.frame.length_ok,
                          found.frame.crc_kind, found.frame.faults.list()});
}

Heard run_in_pieces(std::string_view stream, std::vector<std::size_t> const& sizes, FinderLimits limits = {}) {
  Finder finder(limits);
  Heard run;
  std::size_t piece = 0;
  while (!stream.empty()) {
    std::size_t const size = sizes.empty() ? stream.size() : std::min(stream.size(), std::max<std::size_t>(1, sizes[piece++ % sizes.size()]));
    finder.feed(stream.substr(0, size));
    stream.remove_prefix(size);
    while (auto found = finder.next()) take(run, *found);
    run.kept_max = std::max(run.kept_max, finder.buffered());
  }
  while (auto found = finder.finish()) take(run, *found);
  EXPECT_EQ(finder.buffered(), 0U);
  run.given += finder.line_end_bytes();
  return run;
}

std::vector<std::string> frames_of(std::string_view stream) {
  std::vector<std::string> out;
  Heard const whole = run_in_pieces(stream, {});
  EXPECT_EQ(whole.given, stream.size());
  EXPECT_EQ(run_in_pieces(stream, {1}).frames, whole.frames);
  for (Seen const& seen : whole.frames) out.push_back(seen.bytes);
  return out;
}

std::string bare(std::string frame) {
  frame.resize(frame.size() - 2);
  return frame;
}

std::string const real_time = frame_of(
    "QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20240601085800;"
    "a21026-Rtd=18.5,a21026-Flag=N;a01012-Rtd=-3.5,a01012-Flag=N&&");
std::string const hour = frame_of("ST=32;CN=2061;PW=123456;MN=88888880000001;CP=&&DataTime=20240601080000;011-Avg=27.3&&");

std::string with_length(std::string frame, std::string_view digits) { return frame.replace(2, 4, digits); }
std::string with_crc(std::string frame, std::string_view crc) { return frame.replace(frame.size() - 6, 4, crc); }

TEST(Finder, gives_each_frame_of_a_clean_stream) {
  EXPECT_THAT(frames_of(real_time + hour + real_time), ElementsAre(bare(real_time), bare(hour), bare(real_time)));
}

TEST(Finder, gives_a_frame_the_moment_its_last_digit_is_there) {
  Finder finder;
  finder.feed(real_time.substr(0, real_time.size() - 3));
  EXPECT_FALSE(finder.next());
  finder.feed(real_time.substr(real_time.size() - 3, 1));
  auto const found = finder.next();
  ASSERT_TRUE(found && found->is_frame);
  EXPECT_TRUE(found->frame.crc_ok);
  finder.feed("\r\n");
  EXPECT_FALSE(finder.next());
  EXPECT_EQ(finder.buffered(), 0U);
}

TEST(Finder, goes_by_length_through_ciphertext_that_looks_like_anything) {
  std::string const segment = "QN=20260301085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&"
                              "\r\n##12&&\xFF\xFE&&12G4##\r\n##&&QQ\x01\x02&&";
  EXPECT_THAT(frames_of(frame_of(segment) + hour), ElementsAre(bare(frame_of(segment)), bare(hour)));
}

TEST(Finder, keeps_a_frame_whose_checksum_is_wrong_and_says_so) {
  Heard const run = run_in_pieces(with_crc(real_time, "1234") + hour, {});
  ASSERT_EQ(run.frames.size(), 2U);
  EXPECT_EQ(run.frames[0].kind, CrcKind::other);
  EXPECT_TRUE(run.frames[0].length_ok);
  EXPECT_THAT(run.frames[0].faults, ElementsAre(Fault::crc_dummy, Fault::crc_impossible, Fault::crc_wrong));
  EXPECT_THAT(run.frames[1].faults, IsEmpty());
}

TEST(Finder, takes_a_length_that_counts_checksum_and_line_end_without_waiting) {
  std::string const frame = with_length(hour, "0091");   // 85 bytes + 6
  Finder finder;
  finder.feed(frame);
  auto const found = finder.next();
  ASSERT_TRUE(found && found->is_frame);
  EXPECT_TRUE(found->frame.crc_ok);
  EXPECT_TRUE(found->frame.faults.has(Fault::length_counts_tail));
}

TEST(Finder, finds_the_end_by_the_checksum_when_the_length_is_far_too_large) {
  std::string const frame = with_length(hour, "9000");
  Finder finder;
  finder.feed(frame);
  auto const found = finder.next();
  ASSERT_TRUE(found && found->is_frame);
  EXPECT_TRUE(found->frame.faults.has(Fault::length_wrong));
  EXPECT_THAT(frames_of(frame + real_time + real_time), ElementsAre(bare(frame), bare(real_time), bare(real_time)));
}

TEST(Finder, does_not_swallow_good_frames_behind_one_with_wrong_length_and_wrong_checksum) {
  std::string const bad = with_crc(with_length(hour, "9000"), "1234");
  EXPECT_THAT(frames_of(bad + real_time + real_time), ElementsAre(bare(bad), bare(real_time), bare(real_time)));
}

TEST(Finder, finds_the_end_when_the_length_is_too_small) {
  std::string const bad = with_crc(with_length(hour, "0030"), "1234");
  EXPECT_THAT(frames_of(bad + real_time), ElementsAre(bare(bad), bare(real_time)));
}

TEST(Finder, knows_lengths_of_two_and_three_digits) {
  std::string const two = "##81QN=;ST=23;CN=1012;PW=123456;MN=0013S001300130;CP=&&SystemTime=20250221141132567&&7200\r\n";
  Heard const run = run_in_pieces(two, {});
  ASSERT_EQ(run.frames.size(), 1U);
  EXPECT_TRUE(run.frames[0].length_ok);
  EXPECT_THAT(run.frames[0].faults, ElementsAre(Fault::length_digits));
}

TEST(Finder, parts_frames_that_stick_together_and_names_how_each_ended_with_the_next_one) {
  std::string const marked = bare(hour) + "**\r\n", line_feed = bare(hour) + "\n";
  Heard const run = run_in_pieces(bare(hour) + marked + line_feed + hour, {});
  ASSERT_EQ(run.frames.size(), 4U);
  EXPECT_THAT(run.frames[0].faults, IsEmpty());
  EXPECT_THAT(run.frames[1].faults, ElementsAre(Fault::crlf_missing, Fault::stuck_frames));
  EXPECT_THAT(run.frames[2].faults, ElementsAre(Fault::tail_marker));
  EXPECT_THAT(run.frames[3].faults, ElementsAre(Fault::lf_only));
}

TEST(Finder, takes_a_frame_without_checksum_once_something_follows) {
  std::string const none = "##0035SN=271909;DATETIME=20180904163444&&";
  EXPECT_THAT(frames_of(none + "\r\n" + hour), ElementsAre(none, bare(hour)));
  EXPECT_THAT(frames_of(none), ElementsAre(none));
}

TEST(Finder, takes_a_frame_whose_closing_is_missing_when_its_checksum_is_right) {
  std::string const open = frame_of("ST=31;CN=2011;CP=&&DataTime=20240601085800;a21026-Rtd=1,a21026-Flag=N");
  EXPECT_THAT(frames_of(open + hour), ElementsAre(bare(open), bare(hour)));
  std::string const and_length = with_length(open, "0300");
  EXPECT_THAT(frames_of(and_length + hour), ElementsAre(bare(and_length), bare(hour)));
}

TEST(Finder, gives_up_a_torn_frame_when_the_next_one_begins) {
  Heard const run = run_in_pieces(real_time.substr(0, 100) + hour, {});
  ASSERT_EQ(run.frames.size(), 1U);
  EXPECT_EQ(run.frames[0].bytes, bare(hour));
  EXPECT_EQ(run.noise, real_time.substr(0, 100));
}

TEST(Finder, calls_everything_else_noise_and_loses_no_byte) {
  std::string const stream = "GET / HTTP/1.1\r\n\r\n####00" + hour + "##12" + std::string(3, '\0') + "##" + real_time + "tail##00";
  EXPECT_THAT(frames_of(stream), ElementsAre(bare(hour), bare(real_time)));
}

TEST(Finder, takes_frames_up_to_the_largest_declarable_length) {
  std::string const large = frame_of("ST=31;CN=2011;CP=&&" + std::string(9978, 'x') + "&&");
  ASSERT_EQ(large.substr(2, 4), "9999");
  EXPECT_TRUE(frames_of(large + hour) == (std::vector<std::string>{bare(large), bare(hour)}));
}

TEST(Finder, keeps_no_more_than_its_limit_of_a_frame_that_never_ends) {
  std::string const endless = "##9999QN=1;" + std::string(200'000, 'x');
  Heard const run = run_in_pieces(endless, {1000});
  EXPECT_THAT(run.frames, IsEmpty());
  EXPECT_LE(run.kept_max, FinderLimits{}.frame_bytes_max);
  EXPECT_EQ(run.given, endless.size());
}

TEST(Finder, gets_through_megabytes_of_hostile_bytes) {
  for (std::string_view const piece : {"#", "##9999", "##9999QN=", "##9999QN=&&1234&&", "&&", "&&0000", "##0001A=&&\r"}) {
    std::string hostile;
    while (hostile.size() < 2'000'000) hostile += piece;
    Heard const run = run_in_pieces(hostile, {4096});
    EXPECT_EQ(run.given, hostile.size()) << piece;
    EXPECT_LE(run.kept_max, FinderLimits{}.frame_bytes_max) << piece;
  }
}

rc::Gen<std::string> piece_of_a_stream() {
  std::string const no_end = bare(real_time);
  return rc::gen::weightedOneOf<std::string>({
      {6, rc::gen::element(real_time, hour, no_end, no_end + "**\r\n", no_end + "\n", with_length(hour, "0091"),
                           with_length(hour, "0999"), with_length(hour, "0010"), with_crc(hour, "ABCD"),
                           with_crc(with_length(hour, "0500"), "0000"), std::string("##0035SN=271909;DATETIME=20180904163444&&\r\n"),
                           frame_of("ST=31;CN=2011;CP=&&##0040QN&&1234\r\n##&&"))},
      {2, rc::gen::element<std::string>("#", "##", "&&", "\r\n", "\r", "*", "**", "1234", "##0100QN=", "##0005A=", "CP=&&", ";")},
      {1, rc::gen::arbitrary<std::string>()},
  });
}

RC_GTEST_PROP(Finder, gives_the_same_frames_for_any_split_of_the_stream, ()) {
  auto const pieces = *rc::gen::container<std::vector<std::string>>(piece_of_a_stream());
  std::string stream;
  for (std::string const& piece : pieces) stream += piece;
  auto const sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 200));
  FinderLimits const limits{*rc::gen::element<std::size_t>(100, 300, FinderLimits{}.frame_bytes_max)};
  Heard const whole = run_in_pieces(stream, {}, limits);
  Heard const split = run_in_pieces(stream, sizes, limits);
  Heard const bytes = run_in_pieces(stream, {1}, limits);
  RC_ASSERT(split.frames == whole.frames);
  RC_ASSERT(bytes.frames == whole.frames);
  RC_ASSERT(whole.given == stream.size());
  RC_ASSERT(split.given == stream.size());
  RC_ASSERT(bytes.kept_max <= limits.frame_bytes_max);
}

RC_GTEST_PROP(Finder, finds_every_good_frame_between_lines_of_noise, ()) {
  auto const noise = *rc::gen::container<std::vector<std::string>>(rc::gen::arbitrary<std::string>());
  std::string stream;
  for (std::string const& n : noise) stream += n + "\r\n" + hour;
  Heard const run = run_in_pieces(stream, {});
  auto const good = std::count_if(run.frames.begin(), run.frames.end(), [](Seen const& s) { return s.bytes == bare(hour); });
  RC_ASSERT(static_cast<std::size_t>(good) == noise.size());
}

}  // namespace
}  // namespace hj212
