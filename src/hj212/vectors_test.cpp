// The vectors of tests/data/hj212 (their README names the sources), and the larger collection beside the repository
// when it is there.
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string const& path) {
  std::ifstream file(path);
  Rows rows;
  for (std::string line; std::getline(file, line);) {
    auto& row = rows.emplace_back();
    for (std::string_view const cell : base::split(line, '\t')) row.emplace_back(cell);
  }
  if (!rows.empty()) rows.erase(rows.begin());   // the column names
  return rows;
}

std::string const folder = std::string(BIYUN_SOURCE_DIR) + "/tests/data/hj212/";
std::string const collection = std::string(BIYUN_SOURCE_DIR) + "/../shared/hj212/";

/// Columns: version, table, title, segment, bytes, crc16.
void check_examples(Rows const& rows) {
  std::size_t regular = 0;
  for (auto const& row : rows) {
    std::string const& segment = row.at(3);
    ASSERT_EQ(segment.size(), std::stoul(row.at(4)));
    std::string const frame = frame_of(segment);
    ASSERT_EQ(frame.substr(frame.size() - 6, 4), row.at(5)) << segment;
    Finder finder;
    finder.feed(frame);
    auto const found = finder.next();
    ASSERT_TRUE(found && found->is_frame) << segment;
    EXPECT_TRUE(found->frame.crc_ok && found->frame.length_ok) << segment;
    ASSERT_EQ(found->frame.segment, segment);
    Message m;
    parse(found->frame.segment, m);
    EXPECT_FALSE(m.faults.has(Fault::cp_missing) || m.faults.has(Fault::cn_unknown) || m.faults.has(Fault::st_unknown)) << segment;
    auto const edition = guess_edition(m);
    ASSERT_TRUE(edition) << segment;
    EXPECT_EQ(name_of(*edition), row.at(0)) << segment;
    if (faults_under(*edition, m).any()) continue;   // a printing slip
    bool const comma_form = segment.find(",CalibrationType") != std::string::npos || segment.find(",NewSK") != std::string::npos;
    bool const ellipsis = segment.find("...") != std::string::npos || segment.find("…") != std::string::npos;
    bool const closing_form = segment.ends_with(";&&");   // 9014 of 2005
    if (!comma_form && !ellipsis && !closing_form) {
      EXPECT_EQ(to_segment(m), segment);
    }
    ++regular;
  }
  EXPECT_GE(regular, 230U);
}

/// Columns from `first`: frame, crc_ok, length_ok.
void check_frames(Rows const& rows, std::size_t first) {
  for (auto const& row : rows) {
    std::string const& line = row.at(first);
    Frame const frame = read_frame(line);
    EXPECT_EQ(frame.crc_ok ? "yes" : "no", row.at(first + 1)) << line;
    EXPECT_EQ(frame.length_ok ? "yes" : "no", row.at(first + 2)) << line;
  }
}

TEST(Vectors, of_appendix_C_decode_and_encode_to_the_same_bytes_and_checksum) {
  Rows const rows = rows_of(folder + "std_examples.tsv");
  ASSERT_EQ(rows.size(), 279U);
  check_examples(rows);
}

TEST(Vectors, of_deviations_are_judged_as_their_columns_say) {
  Rows const rows = rows_of(folder + "deviations.tsv");
  ASSERT_EQ(rows.size(), 68U);
  check_frames(rows, 0);
  for (auto const& row : rows) EXPECT_EQ(name_of(read_frame(row.at(0)).crc_kind), row.at(3)) << row.at(0);
}

TEST(Vectors, of_deviations_are_found_one_by_one_in_one_stream) {
  Rows const rows = rows_of(folder + "deviations.tsv");
  std::string stream;
  for (auto const& row : rows) stream += row.at(0) + "\r\n";
  Finder finder;
  finder.feed(stream);
  std::vector<std::string> found;
  std::string noise;
  auto const take = [&](Finder::Found const& f) {
    if (f.is_frame) found.emplace_back(f.frame.bytes);
    else noise += f.noise;
  };
  while (auto f = finder.next()) take(*f);
  while (auto f = finder.finish()) take(*f);
  std::vector<std::string> expected;
  for (auto const& row : rows)
    if (row.at(0).find("&&") != std::string::npos) expected.push_back(row.at(0));
  EXPECT_EQ(found, expected);
  EXPECT_EQ(noise, "##0100QN=20240101120000000;ST=31;CN=2011;MN=006600660066006600660066;Flag=50000\r\n");   // no "&&" at all
}

TEST(Vectors, of_the_collection_beside_the_repository_agree_if_it_is_there) {
  Rows const examples = rows_of(collection + "std_examples.tsv"), frames = rows_of(collection + "frames.tsv");
  if (examples.empty() || frames.empty()) {
    std::cout << "not run: no collection of HJ 212 frames beside the repository\n";
    return;
  }
  check_examples(examples);
  check_frames(frames, 1);
}

}  // namespace
}  // namespace hj212
