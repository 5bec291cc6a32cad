#pragma once
// Private, for benches: years of hour statistics of many points, made inside the database in seconds a hundred points.
#include <string>
#include <vector>

#include "columns/columns.hpp"
#include "observe/observe.hpp"

namespace observe::benches {

/// Of points 1 to `points` each factor, hour by hour in [from, to): a daily and a yearly wave with noise that follows from the number of the hour,
/// times the factor's `scale`; 2 % are not valid. The store's tables are there; it is opened (again) afterwards.
struct Hours { int points = 0; std::vector<std::string> factors; std::vector<double> scale; Range range; };
inline void make(columns::Database& database, Hours const& of) {
  constexpr int points_a_step = 100;
  auto const connection = database.connect();
  std::string codes, scales;
  for (std::size_t i = 0; i < of.factors.size(); ++i) {
    codes += (i == 0 ? "'" : ", '") + of.factors[i] + "'";
    scales += (i == 0 ? "" : ", ") + std::to_string(of.scale[i]);
  }
  auto const each = std::to_string(of.factors.size()), hour_ms = std::to_string(base::hour_length.count());
  auto const at = std::to_string(of.range.from.ms) + " + h * " + hour_ms;
  auto const hours = std::to_string((of.range.to - of.range.from) / base::hour_length);
  connection->run("INSERT INTO quantity SELECT p * " + each + " + f + 1, p + 1, [" + codes + "][f + 1], '', 1 FROM range(" + std::to_string(of.points) +
                  ") AS points(p), range(" + each + ") AS factors(f) ORDER BY 1");
  for (int first = 0; first < of.points; first += points_a_step) {
    auto const last = std::min(first + points_a_step, of.points);
    connection->run("INSERT INTO settled_statistic SELECT (q + 1)::INTEGER, " + at + ", [" + scales + "][q % " + each +
                    " + 1] * round(45 + 15 * sin(h / 24.0 * 6.2832) + 15 * cos(h / 8766.0 * 6.2832) + ((hash(q * 10000 + h) % 200)::DOUBLE - 100) / 10, 1), "
                    "NULL, NULL, NULL, 1, 1, 1, CASE WHEN hash(h * 7 + q) % 50 = 0 THEN 0 ELSE 1 END, 32, 3, NULL, 32, " + at + ", 0, 1 FROM range(" +
                    std::to_string(first * static_cast<int>(of.factors.size())) + ", " + std::to_string(last * static_cast<int>(of.factors.size())) +
                    ") AS quantities(q), range(" + hours + ") AS hours(h) ORDER BY 1, 2");
  }
  connection->run("INSERT INTO newest_statistic SELECT * FROM settled_statistic WHERE start_ms = (SELECT max(start_ms) FROM settled_statistic)");
  database.checkpoint();
}

}  // namespace observe::benches
