#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string const clear_head = "QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&";

std::vector<Fault> faults_of(std::string const& segment) {
  Message m;
  parse(segment, m);
  return m.faults.list();
}
/// The faults of a data field behind a faultless head.
std::vector<Fault> faults_of_cp(std::string const& cp) { return faults_of(clear_head + cp + "&&"); }

TEST(Parse, reads_head_params_and_items_of_an_upload) {
  std::string const segment = clear_head + "DataTime=20240601085800;a21026-Rtd=18.5,a21026-ZsRtd=20.1,a21026-Flag=N;a01012-Rtd=-3.5,a01012-Flag=T&&";
  Message m;
  parse(segment, m);
  EXPECT_THAT(m.faults.list(), IsEmpty());
  EXPECT_EQ(m.head.qn, "20240601085857223");
  EXPECT_EQ(m.head.st, "31");
  EXPECT_EQ(m.cn, 2011);
  EXPECT_EQ(m.head.pw, "123456");
  EXPECT_EQ(m.head.mn, "010000A8900016F000169DC0");
  EXPECT_EQ(m.flag, 5);
  EXPECT_TRUE(m.wants_answer());
  EXPECT_FALSE(m.is_split());
  EXPECT_EQ(m.param("DataTime"), "20240601085800");
  ASSERT_EQ(m.items.size(), 2U);
  EXPECT_EQ(m.items[0].code, "a21026");
  ASSERT_EQ(m.of(m.items[0]).size(), 3U);
  EXPECT_EQ(m.of(m.items[0])[1].name, "ZsRtd");
  EXPECT_EQ(m.of(m.items[0])[1].value, "20.1");
  EXPECT_EQ(m.items[1].code, "a01012");
}

TEST(Parse, keeps_its_memory_and_nothing_else_of_the_message_before) {
  std::string const first = clear_head + "DataTime=20240601085800;a21026-Rtd=1,a21026-Flag=N&&";
  std::string const second = "ST=91;CN=9014;CP=&&QN=20040516010101001;CN=2051&&";
  Message m;
  parse(first, m);
  parse(second, m);
  EXPECT_TRUE(m.items.empty());
  EXPECT_TRUE(m.head.mn.empty());
  EXPECT_EQ(m.flag, -1);
  EXPECT_EQ(m.cn, 9014);
  EXPECT_EQ(m.param("CN"), "2051");
}

TEST(Parse, knows_split_parts_with_their_marks) {
  Message m;
  parse("QN=20160801085857534;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=7;PNUM=2;PNO=1;CP=&&DataTime=20160801080000&&", m);
  EXPECT_TRUE(m.is_split());
  EXPECT_EQ(m.parts, 2);
  EXPECT_EQ(m.part, 1);
  EXPECT_THAT(m.faults.list(), IsEmpty());
  parse("ST=31;CN=2051;PW=123456;MN=14513567846884;PNO=0002;PNUM=0002;CP=&&DataTime=20191112090000&&", m);
  EXPECT_EQ(m.part, 2);
  EXPECT_TRUE(m.faults.has(Fault::split_without_flag));
}

TEST(Parse, names_impossible_split_marks_and_takes_the_part_as_whole) {
  for (std::string const marks : {"PNUM=2;PNO=3;", "PNUM=0;PNO=0;", "PNUM=2;", "PNO=1;", "PNUM=x;PNO=1;", "PNUM=;PNO=;"}) {
    Message m;
    parse("QN=20160801085857534;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=7;" + marks + "CP=&&&&", m);
    EXPECT_TRUE(m.faults.has(Fault::split_numbers)) << marks;
    EXPECT_FALSE(m.is_split()) << marks;
  }
}

TEST(Parse, survives_the_printing_slips_of_the_standards) {
  Message m;
  std::string const comma = "QN=20160801085857534,ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801080000&&";
  parse(comma, m);   // 2017 C.22 and C.48
  EXPECT_EQ(m.head.qn, "20160801085857534");
  EXPECT_EQ(m.head.st, "32");
  EXPECT_THAT(m.faults.list(), ElementsAre(Fault::separator_comma));

  std::string const glued = "QN=20160802000000001;ST=32;CN=2041;PW=123456;MN=010000A8900016F000169DC0;Flag=5CP=&&DataTime=20160801000000;SB1-RT=1.1&&";
  parse(glued, m);   // 2017 C.19
  EXPECT_EQ(m.flag, 5);
  EXPECT_EQ(m.param("DataTime"), "20160801000000");
  EXPECT_THAT(m.faults.list(), ElementsAre(Fault::separator_missing));

  std::string const letter = clear_head + "DataTime=20160801085857;w01018-SampleTime=20160801070000,01018-Rtd=2.2,w01018-Flag=N&&";
  parse(letter, m);   // 2017 C.14
  ASSERT_EQ(m.items.size(), 1U);
  EXPECT_EQ(m.of(m.items[0])[1].value, "2.2");
  EXPECT_THAT(m.faults.list(), ElementsAre(Fault::factor_name_odd));

  std::string const blanks = clear_head + " DataTime=20160801085857; i12003-Info =0 &&";
  parse(blanks, m);   // 2017 C.34, C.42
  EXPECT_EQ(m.param("DataTime"), "20160801085857");
  EXPECT_EQ(m.items.at(0).code, "i12003");
  EXPECT_EQ(m.fields.at(0).name, "Info");
  EXPECT_THAT(m.faults.list(), ElementsAre(Fault::blank));

  std::string const behind = "ST=32;CN=2051;QN=20040516010101001;PW=123456;MN=88888880000001;CP=&&DataTime=20040516021000;101-Ala=1.1, AlarmType =1&&";
  parse(behind, m);   // 2005 C-6 and C-10
  EXPECT_EQ(m.head.qn, "20040516010101001");
  EXPECT_EQ(m.param("AlarmType"), "1");
}

TEST(Parse, names_each_deviation_of_the_head) {
  EXPECT_THAT(faults_of("ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&"), ElementsAre(Fault::qn_missing));
  EXPECT_THAT(faults_of("QN=1617956140483;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&"), ElementsAre(Fault::qn_digits));
  EXPECT_THAT(faults_of("QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;CP=&&&&"), ElementsAre(Fault::flag_missing));
  EXPECT_THAT(faults_of("QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=50000;CP=&&&&"), ElementsAre(Fault::flag_not_a_byte));
  EXPECT_THAT(faults_of("QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;FLAG=4;CP=&&&&"), ElementsAre(Fault::flag_case));
  EXPECT_THAT(faults_of("Qn=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&"), ElementsAre(Fault::field_case));
  EXPECT_THAT(faults_of("QN=20240601085857223;ST=31;CN=2011;PW=;MN=;Flag=4;CP=&&&&"), ElementsAre(Fault::password_empty, Fault::mn_empty));
  EXPECT_THAT(faults_of("QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=A110000_0001;Flag=4;CP=&&&&"), ElementsAre(Fault::mn_not_24_hex));
  EXPECT_THAT(faults_of("QN=20240601085857223;ST=101;CN=9021;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&"), ElementsAre(Fault::st_unknown, Fault::cn_unknown));
  EXPECT_THAT(faults_of("QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;SK=1;Flag=4;CP=&&&&"), ElementsAre(Fault::unknown_head_field));
  EXPECT_THAT(faults_of("QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=7;CP=&&&&"), ElementsAre(Fault::flag_without_split));
  EXPECT_THAT(faults_of(";QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&"), ElementsAre(Fault::leading_semicolon));
  EXPECT_THAT(faults_of("QN=20240601085857223;;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&"), ElementsAre(Fault::empty_field));
  EXPECT_THAT(faults_of("QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;Flag=5;CP=&&&&"), ElementsAre(Fault::repeated_key));
}

TEST(Parse, names_each_deviation_of_the_data) {
  EXPECT_THAT(faults_of_cp("a21026-Rtd=1;"), ElementsAre(Fault::closing_semicolon));
  EXPECT_THAT(faults_of_cp("a21026-Rtd=1,a21026-Flag=N,a01012-Rtd=2"), ElementsAre(Fault::separator_comma));
  EXPECT_THAT(faults_of_cp("BeginTime=20240601000000,EndTime=20240602000000"), ElementsAre(Fault::separator_comma));
  EXPECT_THAT(faults_of_cp("a21026-Rtd=1;;a01012-Rtd=2"), ElementsAre(Fault::empty_field));
  EXPECT_THAT(faults_of_cp("PolId=101;PolId=102"), ElementsAre(Fault::repeated_key));
  EXPECT_THAT(faults_of_cp("e01001-Rtd=1;e01001-Rtd=2"), ElementsAre(Fault::repeated_key));
  EXPECT_THAT(faults_of_cp("a21026-Rtd=1,a21026-flag=N"), ElementsAre(Fault::flag_case));
  EXPECT_THAT(faults_of_cp("PoIId=w01018"), ElementsAre(Fault::field_case));
  EXPECT_THAT(faults_of_cp("Ctime=4"), ElementsAre(Fault::field_case));
  EXPECT_THAT(faults_of_cp("DataTime=2024112320423050"), ElementsAre(Fault::data_time_digits));
  EXPECT_THAT(faults_of_cp("DataTime=20240601000000-20240601010000"), ElementsAre(Fault::data_time_range));
  EXPECT_THAT(faults_of_cp("TEMP-Rtd=22.0"), ElementsAre(Fault::factor_name_odd));
  EXPECT_THAT(faults_of_cp("LA-Rtd-Rtd=50.1"), ElementsAre(Fault::factor_name_odd));
  EXPECT_THAT(faults_of_cp("a21026-Rtd=abc"), ElementsAre(Fault::value_not_number));
  EXPECT_THAT(faults_of_cp("a21026-Rtd="), ElementsAre(Fault::value_not_number));
  EXPECT_THAT(faults_of_cp("a21026-7.45-N"), ElementsAre(Fault::equals_missing));
  EXPECT_THAT(faults_of_cp("i11001-Info=//\xC7\xE5\xCF\xB4//"), ElementsAre(Fault::text_not_utf8));   // GBK
  EXPECT_THAT(faults_of_cp("i11001-Info=//清洗管路//"), IsEmpty());
  EXPECT_THAT(faults_of(clear_head + "a21026-Rtd=1,a21026-Flag=N"), ElementsAre(Fault::closing_missing));
  EXPECT_THAT(faults_of(clear_head + "&&;"), ElementsAre(Fault::after_closing));
  EXPECT_THAT(faults_of("QN=20180904160638000;ST=39;CN=2011;PW=123456;USCC=000000000000000000;IMEI=000000000000000&&"),
              ElementsAre(Fault::cp_missing, Fault::flag_missing, Fault::mn_empty, Fault::unknown_head_field));
}

TEST(Parse, takes_separators_inside_log_text_as_text) {
  Message m;
  std::string const segment = clear_head + "DataTime=20240601085800;i11001-Info=//cleaned; pipe=2, ok//;i12001-Info=1&&";
  parse(segment, m);
  ASSERT_EQ(m.items.size(), 2U);
  EXPECT_EQ(m.fields[0].value, "//cleaned; pipe=2, ok//");
}

TEST(Parse, finds_PolId_under_the_names_devices_give_it) {
  for (std::string const name : {"PolId", "PolID", "PoIId", "polid"}) {
    Message m;
    std::string const segment = clear_head + name + "=w01018&&";
    parse(segment, m);
    EXPECT_EQ(m.param("PolId"), "w01018") << name;
  }
}

TEST(Parse, tells_ciphertext_from_text) {
  Message m;
  std::string const binary = "QN=20260301085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&\xE4\x3E\xFF\x01\xAA&&\x99&&";
  parse(binary, m);
  EXPECT_TRUE(m.faults.has(Fault::encrypted_undecryptable));
  std::string const textual = "QN=20260301085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&{0xE4,0x3E}&&";
  parse(textual, m);
  EXPECT_TRUE(m.faults.has(Fault::ciphertext_as_text));
}

TEST(Readings, give_numbers_texts_suffixes_and_the_items_flag) {
  Message m;
  std::string const segment = clear_head +
      "DataTime=20240601085800;a21026-Rtd=18.50,a21026-ZsRtd=-0.125,a21026-Flag=T;w01018-SampleTime=20160801070000,"
      "w01018-Rtd=235.385185834339;100000-Ua=1e3;i12001-Info=x&&";
  parse(segment, m);
  std::vector<Reading> r;
  readings(m, r);
  ASSERT_EQ(r.size(), 6U);
  EXPECT_EQ(r[0].code, "a21026");
  EXPECT_EQ(r[0].suffix, "Rtd");
  EXPECT_EQ(r[0].text, "18.50");
  EXPECT_EQ(r[0].number, 18.5);
  EXPECT_EQ(r[0].flag, 'T');
  EXPECT_EQ(r[1].number, -0.125);
  EXPECT_EQ(r[1].flag, 'T');
  EXPECT_EQ(r[3].number, 235.385185834339);
  EXPECT_EQ(r[3].flag, ' ');
  EXPECT_EQ(r[4].number, 1000.0);
  EXPECT_EQ(r[5].number, std::nullopt);
}

TEST(Readings, take_a_single_Flag_behind_the_items_for_all_of_them) {
  Message m;
  std::string const segment = clear_head + "DataTime=20250131202809;a34001-Rtd=92;a34002-Rtd=19,a34002-Flag=D;Flag=N&&";
  parse(segment, m);
  std::vector<Reading> r;
  readings(m, r);
  ASSERT_EQ(r.size(), 2U);
  EXPECT_EQ(r[0].flag, 'N');
  EXPECT_EQ(r[1].flag, 'D');
}

RC_GTEST_PROP(Readings, read_any_decimal_as_the_long_way_does, ()) {
  auto const whole = *rc::gen::arbitrary<std::int64_t>();
  auto const places = *rc::gen::inRange<std::size_t>(0, 12);
  std::string text = std::to_string(whole);
  if (places > 0 && text.size() > places + 1) text.insert(text.size() - places, ".");
  std::string const segment = clear_head + "a21026-Rtd=" + text + "&&";
  Message m;
  parse(segment, m);
  std::vector<Reading> r;
  readings(m, r);
  RC_ASSERT(r.size() == 1U);
  RC_ASSERT(r[0].number == base::parse_number(text));
}

TEST(ToSegment, is_the_inverse_of_parse_for_regular_text_in_any_order_of_the_head) {
  for (std::string const& segment :
       {clear_head + "&&", clear_head + "DataTime=20240601085800;PolId=w01018;w01018-SN=010000A8900016F000169DC1&&",
        std::string("ST=32;CN=2061;QN=20190424002722671;PW=123456;MN=23040281003022;SK=9;Flag=5;CP=&&a01001-Rtd=,a01001-Flag=N;SB1-RS=0&&")}) {
    Message m;
    parse(segment, m);
    EXPECT_EQ(to_segment(m), segment);
  }
}

rc::Gen<std::string> word(std::string const& letters, int max) {
  return rc::gen::resize(max, rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(letters))));
}

RC_GTEST_PROP(ToSegment, reads_back_any_message_it_wrote, ()) {
  std::string segment = "QN=20240601085857223;ST=31;CN=2011;PW=" + *word("0123456789", 6) + ";MN=" + *word("0123456789ABCDEF", 24) +
                        ";Flag=4;CP=&&DataTime=20240601085800";
  auto const codes = *rc::gen::container<std::vector<std::string>>(word("abcdefw0123456789", 6));
  for (std::string const& code : codes)
    segment += ";" + code + "-Rtd=" + *word("0123456789.-", 9) + "," + code + "-Flag=" + *word("NFMSDCTB", 1);
  segment += "&&";
  Message m;
  parse(segment, m);
  RC_ASSERT(to_segment(m) == segment);
  RC_ASSERT(m.items.size() == codes.size());
}

TEST(GuessEdition, goes_by_flag_and_by_what_only_one_edition_has) {
  auto const guess = [](std::string const& segment) {
    Message m;
    parse(segment, m);
    return guess_edition(m);
  };
  EXPECT_EQ(guess("ST=32;CN=2011;PW=123456;MN=88888880000001;CP=&&&&"), Edition::v2005);
  EXPECT_EQ(guess("QN=20040516010101001;ST=32;CN=2011;PW=123456;MN=88888880000001;Flag=3;CP=&&&&"), Edition::v2005);
  EXPECT_EQ(guess("QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&"), Edition::v2017);
  EXPECT_EQ(guess("QN=20240601085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&"), Edition::v2025);
  EXPECT_EQ(guess("QN=20260706103512345;ST=21;CN=2011;PW=123456;MN=A110000_0001;Flag=9;CP=&&&&"), Edition::water2017);
  EXPECT_EQ(guess("QN=20260706103512345;ST=91;CN=9014;PW=123456;MN=A110000_0001;Flag=8;CP=&&&&"), Edition::water2017);
  EXPECT_EQ(guess("QN=20260706103512345;ST=21;CN=2011;PW=123456;MN=A110000_0001;Flag=9;RF=1;CP=&&&&"), Edition::v2025);
  EXPECT_EQ(guess("QN=20260706103512345;ST=31;CN=2011;PW=123456;MN=X;Flag=200;CP=&&&&"), std::nullopt);
  EXPECT_EQ(guess("SN=271909;DATETIME=20180904163444&&"), std::nullopt);
}

TEST(FaultsUnder, leave_out_what_the_edition_permits) {
  Message m;
  parse("ST=32;CN=2011;PW=123456;MN=88888880000001;CP=&&DataTime=20240601000000;011-Rtd=1&&", m);
  EXPECT_THAT(faults_under(Edition::v2005, m).list(), IsEmpty());
  EXPECT_THAT(faults_under(Edition::v2017, m).list(), ElementsAre(Fault::qn_missing, Fault::flag_missing, Fault::mn_not_24_hex));
}

RC_GTEST_PROP(Parse, never_minds_what_it_is_given, (std::string const& bytes)) {
  Message m;
  std::vector<Reading> r;
  for (std::string const& segment : {bytes, clear_head + bytes, clear_head + bytes + "&&"}) {
    parse(segment, m);
    readings(m, r);
    RC_ASSERT(r.size() <= m.fields.size());
    RC_ASSERT(to_segment(m).size() <= 8 * segment.size() + 16);
  }
}

}  // namespace
}  // namespace hj212
