#include "console/fault_words.hpp"

#include <array>

namespace console {
namespace {

constexpr std::string_view maker = "请数采仪厂家按 HJ 212 修正报文格式", maker_en = "Ask the maker to correct the frame format by HJ 212";
constexpr std::string_view kept = "数据已保留，可不处理；建议下次维护时修正", kept_en = "Data are kept; correct it at the next service";

constexpr std::string_view annex_a = "厂家改用 HJ 212 附录 A 的算法；确认后也可在登记中接受";
constexpr std::string_view annex_a_en = "Use Annex A's method; it can also be accepted in the registration";

constexpr std::array<FaultWords, 58> table{{
    {"crc_missing", "报文没有 CRC", "No CRC", maker, maker_en},
    {"crc_lower_case", "CRC 用了小写字母", "CRC in lower case", kept, kept_en},
    {"crc_modbus", "CRC 用了 Modbus 算法", "CRC by the Modbus method", annex_a, annex_a_en},
    {"crc_modbus_swapped", "CRC 用了字节颠倒的 Modbus 算法", "CRC by Modbus, bytes swapped", annex_a, annex_a_en},
    {"crc_dummy", "CRC 是占位值", "Dummy CRC", maker, maker_en},
    {"crc_impossible", "CRC 不可能由 HJ 212 算法得出", "CRC that HJ 212 cannot give", maker, maker_en},
    {"crc_wrong", "CRC 错误，报文不应答", "Wrong CRC: not acknowledged", "检查通信链路与算法；设备会重发", "Check the line and the method; the device will resend"},
    {"length_wrong", "长度字段与实际字节数不符", "Declared length is wrong", maker, maker_en},
    {"length_counts_tail", "长度把 CRC 和回车换行也算了进去", "Length counts CRC and line end", maker, maker_en},
    {"length_digits", "长度字段不是 4 位数字", "Length has not 4 digits", maker, maker_en},
    {"length_over_limit", "数据段超过 1024 字节", "Segment longer than 1024 bytes", "应分包传送", "It should be split"},
    {"tail_marker", "CRC 后有多余标记", "Marker behind the CRC", kept, kept_en},
    {"crlf_missing", "报文后没有回车换行", "Line end missing", kept, kept_en},
    {"lf_only", "只有换行没有回车", "Line end is LF only", kept, kept_en},
    {"stuck_frames", "两个报文粘连", "Frames stuck together", kept, kept_en},
    {"closing_missing", "数据区缺少结尾 &&", "Closing && missing", maker, maker_en},
    {"closing_semicolon", "结尾 && 前多了分号", "Semicolon before the closing &&", kept, kept_en},
    {"separator_comma", "该用分号处用了逗号", "Comma where a semicolon belongs", maker, maker_en},
    {"separator_missing", "字段之间缺少分隔符", "Separator missing", maker, maker_en},
    {"blank", "报文里有空格", "Blanks in the frame", kept, kept_en},
    {"leading_semicolon", "数据段以分号开头", "Segment begins with a semicolon", maker, maker_en},
    {"cp_missing", "没有 CP 数据区", "No CP", maker, maker_en},
    {"after_closing", "结尾 && 与 CRC 之间有多余字节", "Bytes between && and the CRC", maker, maker_en},
    {"empty_field", "有空字段", "Empty field", kept, kept_en},
    {"equals_missing", "字段没有等号", "Field without =", maker, maker_en},
    {"qn_missing", "没有请求编号 QN", "QN missing", maker, maker_en},
    {"qn_digits", "QN 不是 17 位数字", "QN has not 17 digits", maker, maker_en},
    {"flag_missing", "没有 Flag", "Flag missing", "没有 Flag 的报文不要求应答；补上 Flag=5", "Without Flag no answer is due; send Flag=5"},
    {"flag_not_a_byte", "Flag 超出 0~255", "Flag is not a byte", maker, maker_en},
    {"flag_case", "Flag 大小写不对", "Flag in wrong case", kept, kept_en},
    {"field_case", "字段名大小写不对", "Field name in wrong case", kept, kept_en},
    {"split_without_flag", "有分包号但 Flag 没有置位", "Part numbers without the flag bit", maker, maker_en},
    {"flag_without_split", "Flag 说有分包号但没有", "Flag bit without part numbers", maker, maker_en},
    {"split_numbers", "分包号自相矛盾", "Part numbers contradict", maker, maker_en},
    {"split_incomplete", "分包没有收齐", "Parts missing", "检查链路；缺的分包应重发", "Check the line; missing parts should be resent"},
    {"data_time_digits", "DataTime 不是 14 位", "DataTime has not 14 digits", maker, maker_en},
    {"data_time_range", "DataTime 是一个区间", "DataTime is a range", maker, maker_en},
    {"data_time_missing", "没有 DataTime，数据无法入库", "DataTime missing: no values stored", maker, maker_en},
    {"password_empty", "访问密码为空", "Password empty", maker, maker_en},
    {"wrong_password", "访问密码不对，不应答", "Wrong password: not acknowledged", "核对登记的密码", "Compare with the registered password"},
    {"mn_empty", "没有设备编号 MN", "MN empty", maker, maker_en},
    {"mn_not_24_hex", "MN 不是 24 位十六进制", "MN is not 24 hex digits", kept, kept_en},
    {"st_unknown", "系统编码 ST 不在表内", "Unknown ST", kept, kept_en},
    {"cn_unknown", "命令编码 CN 不在表内", "Unknown CN", kept, kept_en},
    {"unknown_head_field", "有标准外的字段", "Field outside the standard", kept, kept_en},
    {"repeated_key", "同一字段出现两次", "Repeated field", kept, kept_en},
    {"factor_name_odd", "因子编码不规范", "Odd factor name", "按 HJ 212 附录 B 的编码", "Use the codes of Annex B"},
    {"text_not_utf8", "中文不是 UTF-8", "Text is not UTF-8", maker, maker_en},
    {"value_not_number", "数值不是数字", "Value is no number", maker, maker_en},
    {"encrypted_undecryptable", "密文无法解密", "Cannot be decrypted", "核对 SM4 密钥；90 天应更换一次", "Compare the SM4 key; it changes every 90 days"},
    {"ciphertext_as_text", "密文以文本形式传送", "Ciphertext sent as text", maker, maker_en},
    {"clock_off", "时钟偏差过大", "Clock is off", "已可用 1012 校时；检查设备时钟电池", "Set it with command 1012; check its battery"},
    {"late_data", "数据迟到或补传", "Late or re-sent data", "若频繁，检查网络与数采仪的缓存补发", "If frequent, check the network and the logger's resending"},
    {"repeated_frame", "重复报文（已应答，只存一次）", "Repeated frame (acknowledged, stored once)", "若频繁，检查应答是否送达", "If frequent, check that answers arrive"},
    {"noise", "不成报文的字节", "Bytes that are no frame", "检查串口、透传模块或扫描行为", "Check serial line, modem, or somebody scanning"},
    {"slow", "报文发了一半就停了", "Stopped in mid-frame", "检查链路", "Check the line"},
    {"flood", "发送过于频繁，已断开", "Too many frames: closed", "检查上报间隔", "Check the reporting interval"},
}};

}  // namespace

FaultWords words_of_fault(std::string_view name) {
  for (auto const& row : table) {
    if (row.name == name) {
      return row;
    }
  }
  return {name, name, name, "", ""};
}

}  // namespace console
