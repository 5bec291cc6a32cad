#pragma once
// Private: days of air as the kinds of air read them, of a point or of a district out of its points.
#include "atmosphere/atmosphere.hpp"
#include "evaluate/air_memory.hpp"
#include "evaluate/evaluate.hpp"

namespace evaluate {

/// A day with what only its own figure shows.
struct AirRecord {
  atmosphere::AirDay day;
  std::optional<assess::AirIndex> index;
  std::map<std::string, int> hours;                // valid hours by pollutant
  std::optional<int> published;                    // the index as its publisher gave it, where imported
  bool imported = false;                           // made of a daily value, not of hours
  std::map<std::string, std::string> refused;      // of a district: pollutant → why
  std::vector<std::string> notes;
  std::vector<assess::Basis> basis;
};

/// Cheap to copy; safe from any thread.
class AirBook {
 public:
  explicit AirBook(Parts const& parts, std::shared_ptr<AirMemory> memory = std::make_shared<AirMemory>()) : parts_(parts), memory_(std::move(memory)) {}
  Parts const& parts() const { return parts_; }
  /// Air stations, and the districts that have one ("area/140215": of its stations those that are not simulated, where there are such).
  std::vector<Object> points() const;
  std::vector<Object> areas() const;
  std::vector<Object> both() const;
  std::vector<points::Point> points_of(Object const& object) const;
  std::optional<std::pair<Day, Day>> reach(Object const& object) const;
  /// By day, oldest first, as they were judged.
  std::vector<AirRecord> records(Object const& object, Day from, Day to) const;
  std::vector<atmosphere::AirDay> days(Object const& object, Day from, Day to) const;
  /// Approved exceptional events that touch the days of the object; one that names points touches a district where it names all of them.
  std::vector<atmosphere::Event> events(Object const& object, Day from, Day to) const;
  /// Objects that a change touches; also an event's.
  std::vector<Object> touched(Change const& change, std::vector<Object> const& objects) const;

 private:
  std::vector<AirRecord> of_point(points::Point const& point, Day from, Day to) const;
  std::vector<AirRecord> of_area(Object const& object, Day from, Day to) const;
  std::optional<std::pair<Day, Day>> reach_of(points::Point const& point) const;
  /// The days on which a district counts a point: from its first one on, one that was built later was not missing before; to its last one where it
  /// is closed or was only ever imported, else without an end.
  std::optional<std::pair<Day, Day>> service_of(points::Point const& point) const;
  bool names_all(std::vector<points::Point> const& points, std::string const& named, std::pair<Day, Day> days) const;
  AirMemory::Days block_of_point(points::Point const& point, std::int32_t block) const;
  AirMemory::Days block_of_area(Object const& object, std::vector<points::Point> const& points, std::int32_t block) const;
  Parts parts_;
  std::shared_ptr<AirMemory> memory_;
};

/// A sentence "中文 / English" with what it is about put before each half.
std::string about(std::string const& name, std::string const& sentence);

/// A forecast of the register, with the upper end of its AQI, the stricter.
struct AirForecast {
  Time issued_at;
  atmosphere::AlertDay day;
  std::string ref;
};
bool is_of_forecasts(Change const& change);
/// All issues for days from `from` on; and of them the newest that was issued by the end of the day `seen`, for each day behind `after`, in order.
std::vector<AirForecast> air_forecasts(Parts const& parts, Object const& object, Day from);
std::vector<AirForecast> known_on(std::vector<AirForecast> const& all, Day seen, Day after);

/// They share what was read once.
std::unique_ptr<Evaluator> air_day(Parts const& parts);
std::unique_ptr<Evaluator> air_period(Parts const& parts, std::shared_ptr<AirMemory> memory);
std::unique_ptr<Evaluator> air_trend(Parts const& parts, std::shared_ptr<AirMemory> memory);
std::unique_ptr<Evaluator> air_alert_level(Parts const& parts, std::shared_ptr<AirMemory> memory);

/// Fills what every figure of air has when it cannot be judged.
void refuse(Figure& figure, std::string const& reason, std::string const& clause);
std::string title_of(Object const& object, Span const& span, std::string const& what);

}  // namespace evaluate
