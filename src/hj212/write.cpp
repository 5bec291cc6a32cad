#include <algorithm>

#include "hj212/bytes.hpp"

namespace hj212 {
namespace {

constexpr std::size_t length_max = 9999;   // four digits

std::string framed(std::string_view segment, std::uint16_t checksum) {
  CHECK(segment.size() <= length_max, "a segment of more than 9999 bytes has no length in four digits");
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out = "##";
  out.reserve(segment.size() + 12);
  for (std::size_t unit = 1000; unit > 0; unit /= 10) out.push_back(static_cast<char>('0' + segment.size() / unit % 10));
  out.append(segment);
  for (unsigned shift = 16; shift > 0; shift -= 4) out.push_back(hex[(unsigned{checksum} >> (shift - 4)) & 0xFU]);
  return out.append("\r\n");
}

void append_field(std::string& out, Field const& field) {
  out.append(field.name).append("=").append(field.value);
}

unsigned version_bits(Edition edition) {   // bits 2 to 7 of Flag
  if (edition == Edition::v2005) return 0;
  return edition == Edition::v2017 ? 4 : 8;
}

std::string head_of(Command const& c) {
  return "QN=" + c.qn + ";ST=" + c.st + ";CN=" + std::to_string(c.cn) + ";PW=" + c.password + ";MN=" + c.mn + ";";
}

std::string closed(std::string head, std::string_view cp) { return head.append("CP=&&").append(cp).append("&&"); }

/// The same QN, some milliseconds later; a QN that is no time stays as it is.
std::string later(std::string const& qn, std::size_t ms) {
  auto const time = base::parse_compact(qn);
  return time && ms > 0 ? base::format_compact(*time + base::Duration(static_cast<std::int64_t>(ms)), true) : qn;
}

}  // namespace

std::string frame_of(std::string_view segment) { return framed(segment, crc(segment)); }

std::string frame_of_encrypted(std::string_view plain_segment, std::string_view key16) {
  return framed(encrypt_segment(plain_segment, key16), crc(plain_segment));
}

std::string to_segment(Message const& message) {
  std::string out;
  for (Field const& field : message.head_fields) {
    append_field(out, field);
    out.push_back(';');
  }
  out.append("CP=&&");
  std::size_t const begin = out.size();
  for (Field const& field : message.params) {
    if (out.size() != begin) out.push_back(';');
    append_field(out, field);
  }
  for (Item const& item : message.items) {
    char between = ';';
    for (Field const& field : message.of(item)) {
      if (out.size() != begin) out.push_back(between);
      out.append(item.code).append("-");
      append_field(out, field);
      between = ',';
    }
  }
  return out.append("&&");
}

std::string build(Command const& command) {
  std::string head = head_of(command);
  bool const stop_of_2005 = command.edition == Edition::v2005 && (command.cn == 2012 || command.cn == 2022);
  // 2005 prints its requests with Flag=3 and its stops without Flag (appendix C)
  unsigned const answer = command.edition == Edition::v2005 ? 3 : 1;
  unsigned const flag = version_bits(command.edition) + (command.want_answer ? answer : 0);
  if (!stop_of_2005) head += "Flag=" + std::to_string(flag) + ";";
  return frame_of(closed(std::move(head), command.cp));
}

std::string qn_of(base::Time now) { return base::format_compact(now, true); }

std::vector<std::string> split(Command const& upload, std::string_view data_time, std::vector<std::string> const& items,
                               std::size_t segment_max) {
  std::string lead = data_time.empty() ? std::string() : "DataTime=" + std::string(data_time);
  if (!upload.cp.empty()) lead += (lead.empty() ? "" : ";") + upload.cp;
  // the widest head there can be: three-figure Flag is not sent, PNUM and PNO have at most four digits
  std::size_t const fixed = closed(head_of(upload) + "Flag=11;", lead).size();
  std::size_t const marks = std::string_view("PNUM=9999;PNO=9999;").size();
  std::vector<std::string> cps;
  std::size_t total = fixed;
  for (std::string const& item : items) total += item.size() + 1;
  std::size_t const room_max = total <= segment_max ? segment_max : segment_max - std::min(segment_max, marks);
  for (std::string const& item : items) {
    bool const fits = !cps.empty() && fixed - lead.size() + cps.back().size() + 1 + item.size() <= room_max;
    if (!fits) cps.push_back(lead);
    if (!cps.back().empty()) cps.back().push_back(';');
    cps.back() += item;
  }
  if (cps.empty()) cps.push_back(lead);
  bool const marked = cps.size() > 1;
  unsigned const flag = version_bits(upload.edition) + (upload.want_answer ? 1U : 0U) + (marked ? 2U : 0U);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < cps.size(); ++i) {
    Command part = upload;
    part.qn = later(upload.qn, i);
    std::string head = head_of(part) + "Flag=" + std::to_string(flag) + ";";
    if (marked) head += "PNUM=" + std::to_string(cps.size()) + ";PNO=" + std::to_string(i + 1) + ";";
    out.push_back(closed(std::move(head), cps[i]));
  }
  return out;
}

}  // namespace hj212
