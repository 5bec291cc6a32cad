// Frames as JSON: the contract of `biyun hj212 decode` and `encode`, and what screens are shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

namespace json = boost::json;
using testing::ElementsAre, testing::HasSubstr, testing::Not;

json::object object(std::string const& text) { return json::parse(text).as_object(); }

std::string word(json::object const& of, std::string_view name) { return std::string(of.at(name).as_string()); }

std::vector<std::string> keys(json::object const& of) {
  std::vector<std::string> out;
  for (auto const& member : of) out.emplace_back(member.key());
  return out;
}

std::vector<std::string> column(std::string const& file, std::size_t number) {
  std::ifstream in(std::string(BIYUN_SOURCE_DIR) + "/tests/data/hj212/" + file);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.emplace_back(base::split(line, '\t')[number]);
  EXPECT_GT(out.size(), 1U) << file;
  if (!out.empty()) out.erase(out.begin());
  return out;
}

// HJ 212-2017 Annex C, upload of real-time data.
std::string const whole_upload =
    frame_of("QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;"
             "w01018-Rtd=63.0,w01018-Flag=N;w21003-Rtd=1.5,w21003-Flag=D&&");
std::string const line = whole_upload.substr(0, whole_upload.size() - 2);

TEST(Json, a_frame_is_told_with_the_members_of_the_contract_in_their_order) {
  auto const all = object(to_json(line));
  EXPECT_THAT(keys(all), ElementsAre("ok", "version", "length_ok", "crc_ok", "crc_kind", "head", "items", "cp", "faults"));
  EXPECT_TRUE(all.at("ok").as_bool());
  EXPECT_EQ(word(all, "version"), "2017");
  EXPECT_EQ(word(all, "crc_kind"), "hj212");
  EXPECT_EQ(json::serialize(all.at("head")),
            R"({"QN":"20160801085857223","ST":"32","CN":"2011","PW":"123456","MN":"010000A8900016F000169DC0","Flag":"5"})");
  EXPECT_EQ(json::serialize(all.at("items")),
            R"([{"code":"w01018","fields":{"Rtd":"63.0","Flag":"N"}},{"code":"w21003","fields":{"Rtd":"1.5","Flag":"D"}}])");
  EXPECT_EQ(json::serialize(all.at("cp")), R"({"DataTime":"20160801085857"})");
  EXPECT_TRUE(all.at("faults").as_array().empty());
}

TEST(Json, every_frame_of_the_standards_and_every_captured_one_comes_back_byte_for_byte) {
  std::vector<std::string> lines = column("deviations.tsv", 0);
  for (auto const& segment : column("std_examples.tsv", 3)) {
    std::string const frame = frame_of(segment);
    lines.push_back(frame.substr(0, frame.size() - 2));
    lines.push_back(frame.substr(0, frame.size() - 1));   // with CR
  }
  lines.insert(lines.end(), {"", "\r", "##", "no frame at all", "##00\xff\xfe", std::string("##\0x", 4), "{\"ok\":true}"});
  for (auto const& one : lines) {
    auto const back = from_json(to_json(one));
    ASSERT_TRUE(back) << one;
    EXPECT_EQ(*back, one);
  }
}

TEST(Json, a_frame_may_be_written_by_hand) {
  EXPECT_EQ(*from_json(R"({"head":{"ST":"91","CN":9014,"MN":"SIM"},"cp":{}})"),
            "##0028ST=91;CN=9014;MN=SIM;CP=&&&&" + frame_of("ST=91;CN=9014;MN=SIM;CP=&&&&").substr(34, 4));
  for (auto const* wrong : {"", "[]", "{", R"({"head":1})", R"({"items":[{}]})", R"({"raw_hex":"x"})", R"({"cp":{"a":{}}})"}) {
    EXPECT_FALSE(from_json(wrong)) << wrong;
  }
  std::string const long_value(9999, 'x');
  EXPECT_THAT(from_json(R"({"head":{"MN":")" + long_value + R"("}})").error().detail, HasSubstr("9999"));
}

TEST(Json, numbers_written_by_hand_become_plain_decimals) {
  EXPECT_THAT(*from_json(R"({"head":{"CN":2011},"items":[{"code":"w01018","fields":{"Rtd":2.5,"Avg":-0.001,"Min":3.0,"Max":12000000.5}}]})"),
              HasSubstr("CP=&&w01018-Rtd=2.5,w01018-Avg=-0.001,w01018-Min=3,w01018-Max=12000000.5&&"));
}

TEST(Json, a_screen_gets_an_encrypted_frame_as_it_reads_when_it_has_the_key) {
  std::string const key = "0123456789abcdef";
  auto const frame = read_frame(line);
  auto const sealed = frame_of_encrypted(frame.segment, key);
  auto const bytes = sealed.substr(0, sealed.size() - 2);
  auto const told = object(to_json_for_screens(bytes, {"", "another key 16 b", key}));
  EXPECT_TRUE(told.at("decrypted").as_bool());
  EXPECT_TRUE(told.at("ok").as_bool());
  EXPECT_EQ(json::serialize(told.at("items")), json::serialize(object(to_json(line)).at("items")));
  EXPECT_EQ(word(told.at("head").as_object(), "PW"), "******");
  EXPECT_TRUE(told.at("faults").as_array().empty()) << json::serialize(told.at("faults"));
  EXPECT_EQ(told.at("crc_computed").as_string(), std::string_view(bytes).substr(bytes.size() - 4));
  EXPECT_FALSE(object(to_json_for_screens(bytes, {"another key 16 b"})).contains("decrypted"));
  EXPECT_EQ(to_json_for_screens(line, {key}), to_json_for_screens(line));
}

TEST(Json, a_screen_gets_lengths_and_checksum_and_no_password) {
  auto const all = object(to_json_for_screens(line));
  EXPECT_EQ(all.at("length_declared").as_int64(), static_cast<std::int64_t>(line.size() - 10));
  EXPECT_EQ(all.at("length_actual").as_int64(), static_cast<std::int64_t>(line.size() - 10));
  EXPECT_EQ(word(all, "crc_computed"), line.substr(line.size() - 4));
  EXPECT_EQ(word(all.at("head").as_object(), "PW"), "******");
  EXPECT_EQ(word(all.at("head").as_object(), "QN"), "20160801085857223");
  EXPECT_EQ(all.at("items"), object(to_json(line)).at("items"));
}

TEST(Json, no_spelling_of_a_secret_reaches_a_screen) {
  for (auto const* segment :
       {"ST=32;CN=2011;PW=hunter2;MN=SIM;CP=&&&&", "ST=32;CN=2011;pw=hunter2;MN=SIM;CP=&&&&", "ST=32;CN=2011;PW =hunter2;MN=SIM;CP=&&&&",
        "ST=32;CN=1072;PW=x;MN=SIM;CP=&&PW=hunter2&&", "ST=32;CN=1072;PW=x;MN=SIM;CP=&&NewPW=hunter2&&",
        "ST=32;CN=1014;PW=x;MN=SIM;CP=&&SKCreateTime=20240601085857223,NewSK=hunter2&&", "ST=32PW=hunter2;CN=2011", "ST=32;CN=2011;PW=hunter2",
        "PW=a;PW=hunter2;CN=2011;CP=&&&&", "ST=32;CN=2011;PW=hunter2MN=SIM;CP=&&&&", "CP=&&w01018-PW=hunter2&&"}) {
    std::string const frame = "##0100" + std::string(segment) + "0000";
    EXPECT_THAT(to_json_for_screens(frame), Not(HasSubstr("hunter2"))) << segment;
    auto const shown = without_secrets(frame);
    EXPECT_THAT(shown, Not(HasSubstr("hunter2"))) << segment;
    EXPECT_EQ(shown.size(), frame.size());
  }
  EXPECT_EQ(without_secrets("ST=32;PW=123456;MN=SIM;CP=&&PW=654321&&1C80"), "ST=32;PW=******;MN=SIM;CP=&&PW=******&&1C80");
  EXPECT_EQ(without_secrets("PW"), "PW");
  EXPECT_EQ(without_secrets("PW="), "PW=");
}

}  // namespace
}  // namespace hj212
