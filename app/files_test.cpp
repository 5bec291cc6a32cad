// Files as they come: whole, cut off, with something after the end, empty, no files at all.
#include "files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>

namespace app {
namespace {

namespace fs = std::filesystem;

class Unpacking : public testing::Test {
 protected:
  ~Unpacking() override { fs::remove(path); }
  static std::string packed(std::string const& text) {
    auto const file = fs::path(testing::TempDir()) / "files_test_packed.gz";
    gzFile const out = gzopen(file.c_str(), "wb");
    gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
    gzclose(out);
    auto bytes = read_file(file);
    fs::remove(file);
    return bytes;
  }
  /// The text, or the code of the problem.
  std::string unpack(std::string const& bytes) const {
    std::ofstream(path, std::ios::binary) << bytes;
    auto const read = read_unpacked(path);
    return read ? *read : read.error().code;
  }
  fs::path path = fs::path(testing::TempDir()) / "files_test";
  std::string text = [] {
    std::string all;
    for (int i = 0; i < 30'000; ++i) all += std::to_string(i * 7919) + "\n";
    return all;
  }();
};

TEST_F(Unpacking, gives_the_text_of_plain_and_packed_files_and_of_several_streams) {
  EXPECT_EQ(unpack(text), text);
  EXPECT_EQ(unpack(packed(text)), text);
  EXPECT_EQ(unpack(packed("a") + packed("b")), "ab");
}

TEST_F(Unpacking, refuses_a_stream_that_is_cut_off_wherever) {
  auto const whole = packed(text);
  for (auto const size : {std::size_t{2}, std::size_t{9}, whole.size() / 2, whole.size() - 9, whole.size() - 1})
    EXPECT_EQ(unpack(whole.substr(0, size)), "truncated") << size;
  EXPECT_EQ(unpack(packed("a") + packed("b").substr(0, 12)), "truncated");
}

TEST_F(Unpacking, refuses_what_was_changed_and_what_follows_the_end) {
  auto whole = packed(text);
  EXPECT_EQ(unpack(whole + "more"), "damaged");
  whole[whole.size() / 2] = static_cast<char>(whole[whole.size() / 2] ^ 0x55);
  EXPECT_EQ(unpack(whole), "damaged");
}

TEST_F(Unpacking, says_that_a_file_is_empty_a_folder_or_not_there) {
  EXPECT_EQ(unpack(""), "empty");
  EXPECT_EQ(unpack(packed("")), "empty");
  EXPECT_EQ(read_unpacked(testing::TempDir()).error().code, "not_a_file");
  EXPECT_EQ(read_unpacked(path / "nowhere").error().code, "not_found");
}

}  // namespace
}  // namespace app
