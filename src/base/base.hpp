#pragma once
// Words everyone shares: results, failures, strong ids, time, decimals, units, digests, small text tools.
// Values only; no clock, no I/O. Every function here is safe to call from any thread.
#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace base {

// ---- errors: expected = Result, environment = Failure, bug = CHECK ------------------------------

/// Why something was refused: a stable code, a sentence for the operator, the place, and how to mend it.
struct Problem {
  std::string code;    // snake_case, stable: "bad_crc", "unknown_station"
  std::string detail;  // a sentence: what is wrong
  std::string where;   // the place: field, row and column, file:line; may be empty
  std::string mend;    // what to do about it; may be empty

  explicit Problem(std::string code_, std::string detail_, std::string where_ = {}, std::string mend_ = {})
      : code(std::move(code_)), detail(std::move(detail_)), where(std::move(where_)), mend(std::move(mend_)) {}
  friend bool operator==(Problem const&, Problem const&) = default;
};
/// "where: detail (mend)" on one line.
std::string to_string(Problem const& problem);

/// The environment failed (disk full, port taken). Thrown by F2 and above, caught at the edge of a unit of work.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// Our own code is wrong.
struct Bug : std::logic_error {
  using std::logic_error::logic_error;
};
[[noreturn]] void report_bug(char const* condition, char const* sentence, char const* file, int line);

// The only macro of the house; on in release too.
#define CHECK(condition, sentence) \
  ((condition) ? void() : ::base::report_bug(#condition, sentence, __FILE__, __LINE__))

/// A T or a Problem.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : inside_(std::in_place_index<0>, std::move(value)) {}        // NOLINT(google-explicit-constructor)
  Result(Problem problem) : inside_(std::in_place_index<1>, std::move(problem)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return inside_.index() == 0; }
  T& value() & { return need(), std::get<0>(inside_); }
  T const& value() const& { return need(), std::get<0>(inside_); }
  T value() && { return need(), std::get<0>(std::move(inside_)); }
  T& operator*() & { return value(); }
  T const& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  T const* operator->() const { return &value(); }
  Problem const& error() const { return CHECK(!*this, "error() asked of a success"), std::get<1>(inside_); }

 private:
  void need() const { CHECK(inside_.index() == 0, "value() asked of a problem"); }
  std::variant<T, Problem> inside_;
};
struct Done {};
using Outcome = Result<Done>;

// ---- strong ids ---------------------------------------------------------------------------------

template <typename Tag>
struct Id {
  std::int64_t value = 0;  // 0 = none
  friend auto operator<=>(Id, Id) = default;
  explicit operator bool() const { return value != 0; }
};
using PointId = Id<struct PointTag>;        // a station or an outlet: a place where something is measured
using SeriesId = Id<struct SeriesTag>;      // one quantity at one point of one kind
using FrameNumber = Id<struct FrameTag>;    // position in the evidence, from 1, without gaps
using PersonId = Id<struct PersonTag>;
using AlarmId = Id<struct AlarmTag>;

// ---- time: UTC milliseconds inside; Beijing time only at the faces ------------------------------

using Duration = std::chrono::milliseconds;
struct Time {
  std::int64_t ms = 0;  // since 1970-01-01T00:00:00Z
  friend auto operator<=>(Time, Time) = default;
  friend Time operator+(Time t, Duration d) { return {t.ms + d.count()}; }
  friend Time operator-(Time t, Duration d) { return {t.ms - d.count()}; }
  friend Duration operator-(Time a, Time b) { return Duration(a.ms - b.ms); }
};
/// A civil day in Beijing (UTC+8, no summer time since 1992), counted from 1970-01-01.
struct Day {
  std::int32_t number = 0;
  friend auto operator<=>(Day, Day) = default;
};
/// A reading of a Beijing clock.
struct Civil {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0;
  friend auto operator<=>(Civil const&, Civil const&) = default;
};
constexpr Duration hour_length = std::chrono::hours(1);
constexpr Duration day_length = std::chrono::hours(24);

Civil to_beijing(Time t);
Time from_beijing(Civil const& c);              // out-of-range fields carry over
bool is_valid(Civil const& c);                  // a real calendar day and clock time, year 1970..2999
Day beijing_day(Time t);
Time start_of(Day d);                           // 00:00 in Beijing
Time floor_to(Time t, Duration step);           // start of the Beijing-aligned step that holds t
Day day_of(int year, int month, int day);
std::string format(Time t);                     // 2026-03-01T08:00:00+08:00 (with .123 if not whole seconds)
std::string format(Day d);                      // 2026-03-01
Result<Time> parse_time(std::string_view text); // ISO 8601; without zone it is Beijing time; also "2026-03-01 08:00[:00]"
Result<Day> parse_day(std::string_view text);   // 2026-03-01 or 20260301
/// HJ 212 times: 14 digits YYYYMMDDhhmmss or 17 with milliseconds, Beijing time.
std::optional<Time> parse_compact(std::string_view digits);
std::string format_compact(Time t, bool with_ms);

// ---- decimal: the digits the law counts ---------------------------------------------------------

enum class Rounding { half_even, up, down };  // half_even is GB/T 8170 (四舍六入五成双); up is away from zero

/// Exact decimal: coefficient × 10^-scale, at most 18 significant digits.
class Decimal {
 public:
  constexpr Decimal() = default;
  constexpr Decimal(std::int64_t coefficient, int scale) : coefficient_(coefficient), scale_(scale) {}
  static Result<Decimal> parse(std::string_view text);     // "-0.050", "1.2E3"; keeps trailing zeros
  /// The decimal with `digits` places nearest to a binary value (half_even on its shortest decimal form).
  static Decimal from_double(double value, int digits);
  [[nodiscard]] Decimal rounded(int digits, Rounding how = Rounding::half_even) const;
  [[nodiscard]] Decimal trimmed() const;                   // 0.050 → 0.05: without zeros that say nothing
  [[nodiscard]] double to_double() const;
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] std::int64_t coefficient() const { return coefficient_; }
  [[nodiscard]] int scale() const { return scale_; }
  [[nodiscard]] bool negative() const { return coefficient_ < 0; }
  friend Decimal operator+(Decimal a, Decimal b);
  friend Decimal operator-(Decimal a, Decimal b);
  friend Decimal operator*(Decimal a, Decimal b);
  /// a / b with `digits` places; CHECKs b != 0.
  static Decimal divide(Decimal a, Decimal b, int digits, Rounding how = Rounding::half_even);
  friend std::strong_ordering operator<=>(Decimal a, Decimal b);  // by value: 1.0 == 1.00
  friend bool operator==(Decimal a, Decimal b) { return (a <=> b) == 0; }

 private:
  std::int64_t coefficient_ = 0;
  int scale_ = 0;  // 0..18
};

// ---- units: typed codes and one conversion table ------------------------------------------------

/// Index into the table of units.cpp; `none` is a pure number (pH, index).
struct Unit {
  std::uint8_t code = 0;
  friend auto operator<=>(Unit, Unit) = default;
};
constexpr Unit unit_none{0};
/// Accepts the usual spellings: "mg/m3", "mg/m³", "μg/m³", "ug/m3", "无量纲", "%", "kPa", "℃", "L/s" …
Result<Unit> parse_unit(std::string_view text);
std::string_view symbol(Unit unit);  // as printed: "μg/m³"
/// Factor and offset conversion within one dimension; a problem says which dimensions clash.
Result<double> convert(double value, Unit from, Unit to);

// ---- digests ------------------------------------------------------------------------------------

using Digest = std::array<std::uint8_t, 32>;
Digest sha256(std::string_view bytes);
Digest sha256(std::initializer_list<std::string_view> parts);  // of the parts one after another
std::string hex(std::string_view bytes);
std::string hex(Digest const& digest);
std::optional<std::string> unhex(std::string_view text);
inline std::string_view as_bytes(Digest const& d) { return {reinterpret_cast<char const*>(d.data()), d.size()}; }

// ---- text ---------------------------------------------------------------------------------------

std::string_view trim(std::string_view text);                    // ASCII white space
std::vector<std::string_view> split(std::string_view text, char at);
std::string to_lower(std::string_view text);                     // ASCII
std::optional<double> parse_number(std::string_view text);       // the whole text, finite; no locale
std::optional<std::int64_t> parse_integer(std::string_view text);
std::string format_number(double value);                         // shortest text that reads back the same
bool is_utf8(std::string_view bytes);
/// For logs, screens and JSON: what is not UTF-8 or is a control byte becomes \xNN.
std::string printable(std::string_view bytes);

}  // namespace base

template <typename Tag>
struct std::hash<base::Id<Tag>> {
  std::size_t operator()(base::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
