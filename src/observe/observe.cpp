#include "observe/observe.hpp"

#include <array>
#include <cmath>

#include "observe/inside.hpp"

namespace observe {
namespace {

constexpr std::array<std::string_view, 5> kind_names = {"realtime", "minute", "hour", "day", "manual"};

}  // namespace

std::string_view name_of(Kind kind) {
  auto const index = static_cast<std::size_t>(kind) - 1;
  CHECK(index < kind_names.size(), "the kind is one of five");
  return kind_names[index];
}

std::optional<Kind> parse_kind(std::string_view name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i)
    if (kind_names[i] == name) return static_cast<Kind>(i + 1);
  return std::nullopt;
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

Store::Store(columns::Database& database, Options options) : inside_(std::make_unique<Inside>(database, options)) {}
Store::~Store() = default;

SeriesId Store::series(SeriesKey const& key) {
  if (auto const known = find(key)) return *known;
  std::scoped_lock const lock(inside_->writing);
  std::unique_lock const share(inside_->sharing);
  if (auto const known = inside_->series.find(key)) return {known};
  inside_->know(key);
  return {static_cast<std::int64_t>(inside_->series.size())};
}

std::optional<SeriesId> Store::find(SeriesKey const& key) const {
  std::shared_lock const share(inside_->sharing);
  auto const number = inside_->series.find(key);
  return number ? std::optional(SeriesId{number}) : std::nullopt;
}

std::optional<Series> Store::series(SeriesId id) const {
  std::shared_lock const share(inside_->sharing);
  if (!inside_->series.has(id.value)) return std::nullopt;
  return Series{id, inside_->series.key(id.value)};
}

std::vector<Series> Store::all_series(std::optional<PointId> point) const {
  std::shared_lock const share(inside_->sharing);
  std::vector<Series> out;
  if (point) {
    auto const found = inside_->series_of_point.find(*point);
    if (found == inside_->series_of_point.end()) return out;
    for (auto const number : found->second) out.push_back({{number}, inside_->series.key(number)});
    return out;
  }
  for (std::size_t i = 0; i < inside_->series.size(); ++i) {
    auto const number = static_cast<std::int64_t>(i + 1);
    out.push_back({{number}, inside_->series.key(number)});
  }
  return out;
}

FrameNumber Store::applied_in(columns::Database& database) {
  FrameNumber frame;
  database.connect()->each("SELECT frame FROM applied", {}, [&](columns::Row const& row) { frame.value = row.integer(0); });
  return frame;
}

FrameNumber Store::applied() const {
  std::shared_lock const share(inside_->sharing);
  return inside_->applied;
}

std::optional<Row> Store::latest(SeriesId series) const {
  std::shared_lock const share(inside_->sharing);
  if (!inside_->series.has(series.value)) return std::nullopt;
  auto const& row = inside_->latest.at(place(series.value));
  return row.at.ms == long_ago ? std::nullopt : std::optional(row);
}

std::vector<Row> Store::latest_of(PointId point) const {
  std::shared_lock const share(inside_->sharing);
  std::vector<Row> out;
  auto const found = inside_->series_of_point.find(point);
  if (found == inside_->series_of_point.end()) return out;
  for (auto const number : found->second) {
    auto const& row = inside_->latest.at(place(number));
    if (row.at.ms != long_ago) out.push_back(row);
  }
  return out;
}

Readers::Lease Readers::borrow() {
  std::scoped_lock const lock(guard_);
  if (idle_.empty()) return {*this, database_.connect()};
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return {*this, std::move(connection)};
}

void Readers::take_back(std::unique_ptr<columns::Connection> connection) {
  std::scoped_lock const lock(guard_);
  if (idle_.size() < idle_readers_max) idle_.push_back(std::move(connection));
}

}  // namespace observe
