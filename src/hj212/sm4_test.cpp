#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "hj212/hj212.hpp"

namespace hj212 {
namespace {

std::string const annex_key(16, '0');   // annex A.2 of 2025: sixteen 0x30
std::string const head = "QN=20240601085857223;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&";
std::string const plain = head + "DataTime=20240601085800;a21026-Rtd=18.5,a21026-Flag=N&&";

TEST(Sm4, is_the_cipher_of_GB_T_32907) {
  std::string const key = *base::unhex("0123456789abcdeffedcba9876543210");
  std::string const segment = encrypt_segment("CP=&&" + key + "&&", key);
  EXPECT_EQ(base::hex(segment.substr(5, 16)), "681edf34d206965e86b3e94f536e4246");
}

TEST(Sm4, leaves_the_head_and_the_rest_under_a_block_plain_and_the_length_as_it_was) {
  std::string const sealed = encrypt_segment(plain, annex_key);
  EXPECT_EQ(sealed.size(), plain.size());
  EXPECT_TRUE(sealed.starts_with(head));
  EXPECT_NE(sealed.substr(head.size(), 16), plain.substr(head.size(), 16));
  EXPECT_TRUE(sealed.ends_with("lag=N&&"));   // 53 bytes: three blocks and 5 plain ones
  EXPECT_EQ(decrypt_segment(sealed, annex_key), plain);
}

TEST(Sm4, makes_the_checksum_of_the_plain_text_so_the_frame_proves_the_key) {
  std::string const frame = frame_of_encrypted(plain, annex_key);
  Frame const f = read_frame(frame);
  EXPECT_TRUE(f.length_ok);
  EXPECT_FALSE(f.crc_ok);
  auto const opened = decrypt_segment(f.segment, annex_key);
  ASSERT_TRUE(opened);
  EXPECT_EQ(crc(*opened), f.crc_sent);
  Message m;
  m.plain = *opened;
  parse(m.plain, m);
  EXPECT_TRUE(m.was_encrypted);
  EXPECT_EQ(m.items.at(0).code, "a21026");
  parse(plain, m);
  EXPECT_FALSE(m.was_encrypted);
}

TEST(Sm4, reads_the_textual_form_of_the_annex) {
  std::string const sealed = encrypt_segment(plain, annex_key);
  std::string const data = sealed.substr(head.size(), 48);
  std::string text = "{";
  for (char const c : data) text += (text.size() > 1 ? ",0x" : "0x") + base::hex(std::string_view(&c, 1));
  text += "}" + sealed.substr(head.size() + 48);
  EXPECT_EQ(decrypt_segment(head + text, annex_key), plain);
}

TEST(Sm4, gives_nothing_for_a_segment_without_data_or_a_key_of_wrong_size) {
  EXPECT_FALSE(decrypt_segment("ST=31;CN=2011", annex_key));
  EXPECT_FALSE(decrypt_segment("CP=&&", annex_key));
  EXPECT_FALSE(decrypt_segment(plain, "short"));
  EXPECT_EQ(encrypt_segment("ST=31;CN=2011", annex_key), "ST=31;CN=2011");
}

TEST(Sm4, applies_to_uploads_to_the_key_and_to_field_information) {
  EXPECT_TRUE(may_be_encrypted(2000) && may_be_encrypted(2999) && may_be_encrypted(1014) && may_be_encrypted(3020));
  EXPECT_FALSE(may_be_encrypted(1012) || may_be_encrypted(3000) || may_be_encrypted(3019) || may_be_encrypted(9014));
}

TEST(Sm4, makes_the_authorization_of_annex_H) {
  EXPECT_EQ(media_authorization("testuser", "AezF0nZRs4kypuGO", "msbE74gsiSHSEh5e"),
            "LG/m7lsFU/taig+vbQsDJXy4NGAaE2j2lplPwhZM7iM=");
}

RC_GTEST_PROP(Sm4, opens_what_it_sealed, (std::string const& data)) {
  RC_PRE(!data.starts_with("{0"));
  auto const key = *rc::gen::container<std::string>(16, rc::gen::arbitrary<char>());
  std::string const segment = head + data + "&&";
  std::string const sealed = encrypt_segment(segment, key);
  RC_ASSERT(sealed.size() == segment.size());
  if (!sealed.substr(head.size()).starts_with("{0")) RC_ASSERT(decrypt_segment(sealed, key) == segment);
}

}  // namespace
}  // namespace hj212
