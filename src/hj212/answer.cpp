#include "hj212/bytes.hpp"

namespace hj212 {
namespace {

bool is_upload(Edition edition, int cn) {
  if (cn == 2012 || cn == 2022 || cn == 2072) return false;   // stops go the other way; 2072 is a notification
  if (cn >= 2000 && cn <= 2999) return true;                  // unknown uploads too: the sender waits and resends
  if (edition == Edition::v2005) return false;
  return cn == 3015 || cn == 3019 || cn == 3020 || (cn == 3023 && edition == Edition::v2025);
}

bool is_notification(Edition edition, Message const& m) {
  switch (m.cn) {
    case 1013: return edition != Edition::v2005;
    case 2072: return edition == Edition::v2005;
    case 9015: return edition != Edition::v2005 && m.wants_answer();   // heartbeat
    case 1001: case 1014: return edition == Edition::v2025;
    default: return false;
  }
}

/// 2005 puts a data frame's QN into CP where the head has none.
std::string_view qn_of_message(Message const& m) { return m.head.qn.empty() ? m.param("QN") : m.head.qn; }

std::string later_answer(Edition edition, Message const& m, std::string_view cn) {
  std::string out;
  if (auto const qn = qn_of_message(m); !qn.empty()) out.append("QN=").append(qn).append(";");
  out.append("ST=91;CN=").append(cn).append(";PW=").append(m.head.pw).append(";MN=").append(m.head.mn);
  out.append(edition == Edition::v2017 ? ";Flag=4;CP=&&&&" : ";Flag=8;CP=&&&&");
  return frame_of(out);
}

}  // namespace

Answer answer_owed(Edition edition, Message const& message) {
  if (is_notification(edition, message)) return Answer::notify_answer;
  if (is_upload(edition, message.cn) && message.wants_answer()) return Answer::data_answer;
  return Answer::none;
}

std::string data_answer(Edition edition, Message const& message) {
  if (edition != Edition::v2005) return later_answer(edition, message, "9014");
  // item 6 of 2005: no PW and MN; what is answered stands in CP, for a split part with its numbers
  std::string out = "ST=91;CN=9014;CP=&&QN=";
  out.append(qn_of_message(message)).append(";CN=").append(message.head.cn);
  if (message.is_split()) out.append(";PNO=").append(message.head.pno).append(";PNUM=").append(message.head.pnum).append(";");
  return frame_of(out.append("&&"));
}

std::string notify_answer(Edition edition, Message const& message) {
  if (edition != Edition::v2005) return later_answer(edition, message, "9013");
  // 2005 prints Flag=0 in the answer to a 2072 that has a Flag, and none in the answer to a stop that has none
  std::string out = "ST=91;CN=9013;PW=";
  out.append(message.head.pw).append(";MN=").append(message.head.mn);
  out.append(message.head.flag.data() != nullptr ? ";Flag=0" : "");
  out.append(";CP=&&QN=").append(qn_of_message(message)).append("&&");
  return frame_of(out);
}

}  // namespace hj212
