// What happens seldom to a record: withdrawn, restored, merged into its double.
#include "registry/inside.hpp"

namespace registry {
namespace {

/// Everything that pointed at `from` points at `to`, each a version of its own record.
void redirect(Registry::Inside& in, By const& by, Register const& reg, RecordId from, RecordId to) {
  for (auto const& [other, field] : in.parts.set.pointing_at(reg.id)) {
    std::vector<RecordId> pointing;
    in.parts.writer.prepare("SELECT id FROM " + table_of(other->id) + " WHERE " + column_of(*field) + " = ? ORDER BY id").with(from).each([&](auto const& row) {
      pointing.push_back(RecordId{row.integer(0)});
    });
    for (auto const id : pointing) {
      auto row = find_row(in.parts.writer, *other, id);
      row->record.values.insert_or_assign(field->id, base::Decimal(to.value, 0));
      row->key_text = key_text_of(*other, row->record.values);
      in.keep(by, *other, *row, "merge");
    }
  }
}

}  // namespace

base::Result<Record> Registry::withdraw(By const& by, Register const& reg, RecordId id, int version) {
  auto& in = *inside_;
  auto [lock, sight, row] = in.open(by, reg, id, version);
  if (!row) {
    return row.error();
  }
  if (!sight.reach.merges) {
    return in.refuse(by, {Problem("forbidden", "only who keeps " + reg.title.zh + " may withdraw records", reg.id)});
  }
  if (row->record.withdrawn || base::trim(by.why).empty()) {
    return in.refuse(by, {row->record.withdrawn ? Problem("conflict", "the record is withdrawn already", "id")
                                                : Problem("missing", "to withdraw a record needs a reason", "why", "say why")});
  }
  for (auto const& [other, field] : in.parts.set.pointing_at(reg.id)) {
    std::int64_t pointing = 0;
    in.parts.writer.prepare("SELECT count(*) FROM " + table_of(other->id) + " WHERE withdrawn = 0 AND " + column_of(*field) + " = ?")
        .with(id)
        .one([&](auto const& one) { pointing = one.integer(0); });
    if (pointing != 0) {
      return in.refuse(by, {Problem("conflict", std::to_string(pointing) + " records of " + other->title.zh + " point at it", "id",
                                    "merge it into its double, or change those first")});
    }
  }
  sql::Transaction transaction(in.parts.writer);
  row->record.withdrawn = true;
  in.keep(by, reg, *row, "withdraw");
  transaction.commit();
  veil(reg, sight.reach, row->record);
  return std::move(row->record);
}

base::Result<Record> Registry::restore(By const& by, Register const& reg, RecordId id, int version) {
  auto& in = *inside_;
  auto [lock, sight, row] = in.open(by, reg, id, version);
  if (!row) {
    return row.error();
  }
  if (!sight.reach.merges || !row->record.withdrawn || row->record.merged_into) {
    return in.refuse(by, {sight.reach.merges ? Problem("conflict", "the record is not withdrawn, or was merged into another", "id")
                                             : Problem("forbidden", "only who keeps " + reg.title.zh + " may restore records", reg.id)});
  }
  if (auto problems = in.check_stored(reg, *row); !problems.empty()) {
    return in.refuse(by, std::move(problems));
  }
  sql::Transaction transaction(in.parts.writer);
  row->record.withdrawn = false;
  in.keep(by, reg, *row, "restore");
  transaction.commit();
  veil(reg, sight.reach, row->record);
  return std::move(row->record);
}

base::Result<Record> Registry::merge(By const& by, Register const& reg, RecordId id, int version, RecordId into) {
  auto& in = *inside_;
  auto [lock, sight, row] = in.open(by, reg, id, version);
  if (!row) {
    return row.error();
  }
  auto other = find_row(in.parts.writer, reg, into);
  if (!sight.reach.merges) {
    return in.refuse(by, {Problem("forbidden", "only who keeps " + reg.title.zh + " may merge records", reg.id)});
  }
  if (id == into || !other || other->record.withdrawn || row->record.withdrawn || !within(reg, sight, other->record)) {
    return in.refuse(by, {Problem("invalid", "the record to merge into does not exist, is withdrawn or is the same", "into", "choose another one")});
  }
  sql::Transaction transaction(in.parts.writer);
  row->record.withdrawn = true;
  row->record.merged_into = into;
  in.keep(by, reg, *row, "merge");
  for (auto const& [field, value] : row->record.values) {
    other->record.values.emplace(field, value);   // only where there is none
  }
  if (!other->record.geometry) {
    other->record.geometry = row->record.geometry;
  }
  auto problems = in.work_out(reg, other->record, by.now);
  if (problems.empty()) {
    problems = in.check_stored(reg, *other);
  }
  if (!problems.empty()) {
    return in.refuse(by, std::move(problems));
  }
  in.keep(by, reg, *other, "merge");
  redirect(in, by, reg, id, into);
  transaction.commit();
  veil(reg, sight.reach, other->record);
  return std::move(other->record);
}

}  // namespace registry
