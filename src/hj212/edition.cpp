#include "hj212/words.hpp"

namespace hj212 {
namespace {

/// Version 2 of Flag is spoken by HJ 212-2025 and by the surface-water dialect of 2017.
Edition of_version_2(Message const& m) {
  bool const only_2025 = !m.head.rf.empty() || is_2025_only_cn(m.cn) || m.head.st == "44" || m.head.st == "45";
  if (only_2025 || m.head.mn.empty() || m.head.mn.size() == 24) return Edition::v2025;
  bool const water = m.head.st == "21" || m.head.st == "91";   // its MN is short: A110000_0001
  return water ? Edition::water2017 : Edition::v2025;
}

}  // namespace

std::optional<Edition> guess_edition(Message const& message) {
  if (message.cn == 0 || message.head.st.empty()) return std::nullopt;
  if (message.head.flag.data() == nullptr) return Edition::v2005;   // the only edition that lets Flag be left out
  if (message.flag < 0) return std::nullopt;
  switch (message.flag >> 2) {
    case 0: return Edition::v2005;
    case 1: return Edition::v2017;
    case 2: return of_version_2(message);
    default: return std::nullopt;
  }
}

Faults faults_under(Edition edition, Message const& message) {
  Faults faults = message.faults;
  bool const early = edition == Edition::v2005;
  bool const from_host = message.cn >= 9011 && message.cn <= 9014;
  if (early) {
    for (Fault const f : {Fault::qn_missing, Fault::flag_missing, Fault::flag_without_split, Fault::split_without_flag})
      faults.remove(f);   // items 4 to 6 and appendix C: QN inside CP, requests with Flag=3 though nothing is split
    if (message.cn == 9014)   // sent without PW and MN, and with ";" behind PNUM
      for (Fault const f : {Fault::mn_empty, Fault::password_empty, Fault::closing_semicolon}) faults.remove(f);
  }
  bool const short_mn = (early && message.head.mn.size() == 14) || edition == Edition::water2017;
  if (short_mn) faults.remove(Fault::mn_not_24_hex);
  if (edition == Edition::v2025 && message.head.mn.size() == 24) faults.remove(Fault::mn_not_24_hex);
  if (edition == Edition::v2025 && (message.cn == 1001 || from_host)) faults.remove(Fault::mn_empty);
  return faults;
}

}  // namespace hj212
