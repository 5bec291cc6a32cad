// The one conversion table. A unit belongs to a dimension and has factor and offset to the dimension's first unit.
#include "base/base.hpp"

namespace base {
namespace {

enum class Dimension : std::uint8_t {
  number, mass_concentration, temperature, pressure, flow_volume, flow_mass, length, speed, angle, humidity_share, sound,
  conductivity, turbidity, volume, mass, time, energy, power, voltage, current, count_concentration, colour, dose_rate,
  radiation_energy, frequency, area, activity, rotation, deposition, mass_share, other
};
struct Row {
  std::string_view symbol;
  Dimension dimension;
  double factor;  // value in the dimension's first unit = value * factor + offset
  double offset;
  std::string_view spellings;  // separated by blanks, compared after folding
};

// Index 0 is the pure number. New rows go to the end: codes are stored.
constexpr std::array<Row, 71> table{{
    {"", Dimension::number, 1, 0, "1 - 无量纲 无 none index 倍 个 级"},
    {"mg/m³", Dimension::mass_concentration, 1, 0, "mg/m3 mg/Nm3 毫克/立方米"},
    {"μg/m³", Dimension::mass_concentration, 1e-3, 0, "ug/m3 微克/立方米"},
    {"ng/m³", Dimension::mass_concentration, 1e-6, 0, "ng/m3"},
    {"g/m³", Dimension::mass_concentration, 1e3, 0, "g/m3"},
    {"mg/L", Dimension::mass_concentration, 1e3, 0, "毫克/升"},
    {"μg/L", Dimension::mass_concentration, 1, 0, "ug/L 微克/升"},
    {"ng/L", Dimension::mass_concentration, 1e-3, 0, ""},
    {"g/L", Dimension::mass_concentration, 1e6, 0, ""},
    {"℃", Dimension::temperature, 1, 0, "°C C degC 摄氏度"},
    {"K", Dimension::temperature, 1, -273.15, "开"},
    {"Pa", Dimension::pressure, 1, 0, "帕"},
    {"kPa", Dimension::pressure, 1e3, 0, "千帕"},
    {"MPa", Dimension::pressure, 1e6, 0, "兆帕"},
    {"hPa", Dimension::pressure, 1e2, 0, "mbar 百帕"},
    {"L/s", Dimension::flow_volume, 1, 0, "升/秒"},
    {"m³/h", Dimension::flow_volume, 1000.0 / 3600.0, 0, "m3/h 立方米/小时"},
    {"m³/s", Dimension::flow_volume, 1000, 0, "m3/s 立方米/秒"},
    {"m³/d", Dimension::flow_volume, 1000.0 / 86400.0, 0, "m3/d t/d吨水"},
    {"m³/min", Dimension::flow_volume, 1000.0 / 60.0, 0, "m3/min"},
    {"L/min", Dimension::flow_volume, 1.0 / 60.0, 0, ""},
    {"kg/h", Dimension::flow_mass, 1, 0, "千克/小时"},
    {"g/h", Dimension::flow_mass, 1e-3, 0, ""},
    {"t/h", Dimension::flow_mass, 1e3, 0, ""},
    {"kg/d", Dimension::flow_mass, 1.0 / 24.0, 0, ""},
    {"t/a", Dimension::flow_mass, 1000.0 / 8760.0, 0, ""},
    {"m", Dimension::length, 1, 0, "米"},
    {"mm", Dimension::length, 1e-3, 0, "毫米"},
    {"cm", Dimension::length, 1e-2, 0, "厘米"},
    {"km", Dimension::length, 1e3, 0, "千米"},
    {"m/s", Dimension::speed, 1, 0, "米/秒"},
    {"km/h", Dimension::speed, 1.0 / 3.6, 0, ""},
    {"°", Dimension::angle, 1, 0, "deg [角]度 角度 方位"},
    {"%", Dimension::humidity_share, 1, 0, "百分比 percent %RH % (V/V)"},
    {"dB", Dimension::sound, 1, 0, "dB(A) dBA 分贝"},
    {"μS/cm", Dimension::conductivity, 1, 0, "us/cm"},
    {"mS/cm", Dimension::conductivity, 1e3, 0, ""},
    {"mS/m", Dimension::conductivity, 10, 0, ""},
    {"NTU", Dimension::turbidity, 1, 0, "FNU 散射浊度"},
    {"m³", Dimension::volume, 1, 0, "m3 立方米"},
    {"L", Dimension::volume, 1e-3, 0, "升"},
    {"kg", Dimension::mass, 1, 0, "千克"},
    {"g", Dimension::mass, 1e-3, 0, "克"},
    {"t", Dimension::mass, 1e3, 0, "吨"},
    {"h", Dimension::time, 3600, 0, "小时"},
    {"min", Dimension::time, 60, 0, "分钟"},
    {"s", Dimension::time, 1, 0, "秒"},
    {"kWh", Dimension::energy, 1, 0, "kW·h 度电"},
    {"kW", Dimension::power, 1, 0, "千瓦"},
    {"V", Dimension::voltage, 1, 0, "伏"},
    {"A", Dimension::current, 1, 0, "安"},
    {"个/L", Dimension::count_concentration, 1, 0, "[个]/L MPN/L cells/L"},
    {"度", Dimension::colour, 1, 0, "[色]度 倍数"},
    {"nGy/h", Dimension::dose_rate, 1, 0, ""},
    {"W/m²", Dimension::radiation_energy, 1, 0, "W/m2"},
    {"Hz", Dimension::frequency, 1, 0, ""},
    {"kvar", Dimension::other, 1, 0, ""},
    {"mV", Dimension::voltage, 1e-3, 0, "毫伏"},
    {"m²", Dimension::area, 1, 0, "m2 平方米"},
    {"Bq/L", Dimension::activity, 1, 0, ""},
    {"kg/m³", Dimension::mass_concentration, 1e6, 0, "kg/m3"},
    {"r/min", Dimension::rotation, 1, 0, "rpm 转/分"},
    {"t/(km²·month)", Dimension::deposition, 1, 0, "t/(km2·month) t/(km²·月) t/km²·30d"},
    {"hm²", Dimension::area, 1e4, 0, "ha 公顷"},
    {"mg/kg", Dimension::mass_share, 1, 0, "毫克/千克 ppm"},
    {"μg/kg", Dimension::mass_share, 1e-3, 0, "ug/kg 微克/千克"},
    {"ng/kg", Dimension::mass_share, 1e-6, 0, "ngTEQ/kg 纳克/千克"},
    {"g/kg", Dimension::mass_share, 1e3, 0, "克/千克"},
    {"个/100mL", Dimension::count_concentration, 10, 0, "MPN/100mL CFU/100mL 个/100ml MPN/100ml CFU/100ml"},
    {"个/mL", Dimension::count_concentration, 1000, 0, "MPN/mL CFU/mL 个/ml MPN/ml CFU/ml"},
    {"个/10L", Dimension::count_concentration, 0.1, 0, ""},
}};

// Folds case and the several ways of writing µ, ³, ², blanks.
std::string folded(std::string_view text) {
  struct Pair { std::string_view from, to; };
  static constexpr std::array<Pair, 7> pairs{{{"μ", "u"}, {"µ", "u"}, {"³", "3"}, {"²", "2"}, {"／", "/"}, {"％", "%"}, {"·", ""}}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    bool replaced = false;
    for (auto const& [from, to] : pairs) {
      if (text.substr(at).starts_with(from)) {
        out += to;
        at += from.size();
        replaced = true;
        break;
      }
    }
    if (!replaced) {
      out += text[at++];
    }
  }
  return out;
}

bool spelled(Row const& row, std::string_view text) {
  if (folded(row.symbol) == text) {
    return true;
  }
  for (auto const word : split(row.spellings, ' ')) {
    if (!word.empty() && folded(word) == text) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<Unit> parse_unit(std::string_view text) {
  auto const wanted = folded(trim(text));
  if (wanted.empty()) {
    return unit_none;
  }
  // Exactly first ("mPa" is not "MPa"), then without regard to case.
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (spelled(table[i], wanted)) {
      return Unit{static_cast<std::uint8_t>(i)};
    }
  }
  auto const lower = to_lower(wanted);
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (to_lower(folded(table[i].symbol)) == lower && !lower.empty()) {
      return Unit{static_cast<std::uint8_t>(i)};
    }
  }
  return Problem("unknown_unit", "'" + printable(text) + "' is not a unit this system knows", {}, "write mg/L, μg/m³, kPa, L/s …");
}

std::string_view symbol(Unit unit) {
  CHECK(unit.code < table.size(), "a unit comes from the table");
  return table[unit.code].symbol;
}

Result<double> convert(double value, Unit from, Unit to) {
  CHECK(from.code < table.size() && to.code < table.size(), "a unit comes from the table");
  if (from == to) {
    return value;
  }
  auto const& a = table[from.code];
  auto const& b = table[to.code];
  if (a.dimension != b.dimension) {
    return Problem("unit_mismatch", "'" + std::string(a.symbol) + "' cannot be expressed in '" + std::string(b.symbol) + "'");
  }
  return (value * a.factor + a.offset - b.offset) / b.factor;
}

}  // namespace base
