// Fields that follow from the day: how long open, overdue since, expired. They are kept so that lists can filter and sort by them.
#include <algorithm>

#include "registry/inside.hpp"

namespace registry {
namespace {

constexpr std::int64_t rows_a_step = 500;          // others write between the steps

/// Works out a block of rows behind `after`; the last of them, or nothing when there are no more.
std::optional<std::int64_t> refresh_block(Registry::Inside& in, Register const& reg, std::int64_t after, base::Time now) {
  std::vector<Row> rows;
  std::lock_guard const lock(in.mutex);
  auto& database = in.parts.writer;
  sql::Transaction transaction(database);
  database.prepare("SELECT " + select_list(reg, true) + " FROM " + table_of(reg.id) + " WHERE id > ? AND withdrawn = 0 ORDER BY id LIMIT ?")
      .with(after, rows_a_step).each([&](auto const& row) { rows.push_back(read_row(reg, row)); });
  std::size_t changed = 0;
  for (auto& row : rows) {
    auto values = row.record.values;
    definitions::compute(reg, values, row.record.geometry ? &*row.record.geometry : nullptr, {now});
    for (auto const& field : reg.fields) {
      auto const fresh = values.find(field.id);
      auto const kept = row.record.values.find(field.id);
      auto const value = fresh == values.end() ? Value() : fresh->second;
      if (field.of_today && !(value == (kept == row.record.values.end() ? Value() : kept->second))) {
        database.prepare("UPDATE " + table_of(reg.id) + " SET " + column_of(field) + " = ? WHERE id = ?").with(to_sql(field, value), row.record.id).run();
        ++changed;
      }
    }
  }
  if (changed != 0) {
    in.touched(database, reg, changed);
  }
  transaction.commit();
  return rows.empty() ? std::nullopt : std::optional(rows.back().record.id.value);
}

}  // namespace

void Registry::refresh(base::Time now) {
  auto const today = base::beijing_day(now);
  if (inside_->refreshed_on == today) {
    return;
  }
  for (auto const& reg : inside_->parts.set.registers()) {
    bool const follows = std::any_of(reg.fields.begin(), reg.fields.end(), [](auto const& field) { return field.of_today && !field.retired; });
    for (auto after = follows ? std::optional<std::int64_t>(0) : std::nullopt; after;) {
      after = refresh_block(*inside_, reg, *after, now);
    }
  }
  inside_->refreshed_on = today;
}

}  // namespace registry
