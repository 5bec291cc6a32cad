// Changing one record: what is drafted is checked as a whole, kept with its version, its line in the journal and its files in one
// transaction, or not at all.
#include <algorithm>

#include "registry/inside.hpp"

namespace registry {
namespace {

using definitions::State, definitions::Term;

Problem no_record(Register const& reg, RecordId id) {
  return Problem("not_found", "there is no record " + std::to_string(id.value) + " in " + reg.title.zh, "id");
}
std::string subject_of(Register const& reg, RecordId id) { return reg.id + "/" + std::to_string(id.value); }

/// What is not part of the state machine: the same draft twice under one request is one request.
std::string digest_of(Register const& reg, Draft const& draft) {
  std::string text = reg.id;
  for (auto const& [id, value] : draft.values) {
    auto const* field = reg.field(id);
    text += "\n" + id + "=" + (field == nullptr ? "" : definitions::to_text(*field, value));
  }
  return base::hex(base::sha256(text + (draft.geometry ? "\n" + geo::to_wkt(*draft.geometry) : "")));
}

bool live(sql::Database& database, std::string_view reg, std::int64_t id) {
  return database.prepare("SELECT 1 FROM " + table_of(reg) + " WHERE id = ? AND withdrawn = 0").with(id).one([](auto const&) {});
}

void put_values(Register const& reg, Reach const& reach, Draft const& draft, Record& record, std::vector<Problem>& problems) {
  for (auto const& [id, value] : draft.values) {
    auto const* field = reg.field(id);
    if (field == nullptr || !sees_field(reach, *field)) {
      problems.emplace_back("unknown_field", "'" + base::printable(id) + "' is no field of " + reg.title.zh, base::printable(id));
    } else if (field->value || field->retired) {
      problems.emplace_back("invalid", field->title.zh + (field->value ? " is computed" : " is retired") + " and cannot be entered", id);
    } else if (query::is_null(value)) {
      record.values.erase(id);
    } else {
      record.values.insert_or_assign(id, value);
    }
  }
}

void put_geometry(Register const& reg, Draft const& draft, Record& record, std::vector<Problem>& problems) {
  if (draft.without_geometry) {
    record.geometry.reset();
  }
  if (!draft.geometry) {
    return;
  }
  if (!reg.geometry) {
    problems.emplace_back("invalid", reg.title.zh + " has no place", "geometry");
    return;
  }
  auto sound = geo::sound(*draft.geometry, *reg.geometry, false);
  if (!sound) {
    auto const& wrong = sound.error();
    problems.emplace_back(wrong.code, wrong.detail + (wrong.where.empty() ? "" : " (" + wrong.where + ")"), "geometry", wrong.mend);
    return;
  }
  record.geometry = std::move(sound->geometry);
}

base::Result<base::Day> term_end(calendar::Calendar const& calendar, base::Day from, Term const& term) {
  return term.workdays ? calendar.add_workdays(from, term.count) : calendar.add_days(from, term.count);
}

}  // namespace

Problem Registry::Inside::refuse(By const& by, std::vector<Problem> problems) const {
  CHECK(!problems.empty(), "a refusal has a reason");
  ++refused;
  auto first = problems.front();
  if (by.problems != nullptr) {
    *by.problems = std::move(problems);
  }
  return first;
}

std::vector<Problem> Registry::Inside::work_out(Register const& reg, Record& record, base::Time now) const {
  auto const* geometry = record.geometry ? &*record.geometry : nullptr;
  definitions::compute(reg, record.values, geometry, {now});
  std::erase_if(record.values, [](auto const& one) { return query::is_null(one.second); });
  return definitions::check(parts.set, reg, record.values, geometry, {now});
}

std::vector<Problem> Registry::Inside::apply(By const& by, Register const& reg, Sight const& sight, Row& row, Draft const& draft) const {
  std::vector<Problem> problems;
  if (by.why.size() > why_bytes_max || !base::is_utf8(by.why)) {
    problems.emplace_back("invalid", "the reason is too long", "why");
  }
  auto& record = row.record;
  put_values(reg, sight.reach, draft, record, problems);
  put_geometry(reg, draft, record, problems);
  if (sight.reach.own_only && !record.id && sight.own.size() == 1 && !record.values.contains(reg.facility_field)) {
    record.values.emplace(reg.facility_field, base::Decimal(sight.own.front().value, 0));
  }
  if (!problems.empty()) {
    return problems;
  }
  problems = work_out(reg, record, by.now);
  if (auto const inside = within(reg, sight, record); problems.empty() && !inside) {
    problems.push_back(inside.error());
  }
  row.key_text = key_text_of(reg, record.values);
  if (auto const* state = reg.lifecycle ? reg.lifecycle->state(record.state) : nullptr; state != nullptr && !state->due_field.empty()) {
    auto const found = record.values.find(state->due_field);
    record.due = found == record.values.end() ? std::nullopt : std::optional(std::get<base::Day>(found->second));
  }
  return problems;
}

void Registry::Inside::put_initial_values(Register const& reg, Row& row) const {
  for (auto const& field : reg.fields) {
    if (auto value = definitions::read_value(parts.set, field, field.initial); value && !query::is_null(*value)) {
      row.record.values.emplace(field.id, *std::move(value));
    }
  }
}

std::vector<Problem> Registry::Inside::check_stored(Register const& reg, Row const& row) const {
  std::vector<Problem> problems;
  auto& database = parts.writer;
  if (auto const taken = find_key(database, reg, row.key_text); taken && *taken != row.record.id) {
    problems.emplace_back("conflict", "record " + std::to_string(taken->value) + " has the key '" + row.key_text + "' already", reg.key.front(),
                          "change that one, or give this one another key");
  }
  for (auto const& field : reg.fields) {
    auto const found = row.record.values.find(field.id);
    if (found == row.record.values.end()) {
      continue;
    }
    if (field.unique && !field.retired) {
      database.prepare("SELECT id FROM " + table_of(reg.id) + " WHERE withdrawn = 0 AND " + column_of(field) + " = ? AND id <> ?")
          .with(to_sql(field, found->second), row.record.id).one([&](auto const& other) {
            problems.emplace_back("conflict", "record " + std::to_string(other.integer(0)) + " has the same " + field.title.zh, field.id, "look there first");
          });
    }
    if (field.type == Type::reference && !live(database, field.to, std::get<base::Decimal>(found->second).coefficient())) {
      auto const* to = parts.set.find(field.to);
      problems.emplace_back("invalid", "there is no such record in " + (to == nullptr ? field.to : to->title.zh), field.id, "choose one that exists");
    }
  }
  return problems;
}

/// A term that runs into a year whose working days are not published yet is left open, never guessed: the record says that it has
/// none, and fill_terms() sets it once the year's file is there.
void Registry::Inside::enter_state(Register const& reg, Row& row, std::string const& state, base::Time now) const {
  auto& record = row.record;
  auto const& life = *reg.lifecycle;
  auto const* before = life.state(record.state);
  auto const* after = life.state(state);
  auto const today = base::beijing_day(now);
  auto const set_due = [&](base::Result<base::Day> const& end) { record.due = end ? std::optional(*end) : std::nullopt; };
  bool const by_workdays = before != nullptr && before->due && before->due->workdays;
  if (after->suspends && record.due) {   // 中止: what is left of the term is kept
    auto const left = by_workdays ? parts.calendar.workdays_between(today, *record.due) : base::Result<int>(record.due->number - today.number);
    row.due_left = left ? *left : record.due->number - today.number;
    row.resume_state = record.state;
    record.due.reset();
  } else if (row.due_left && row.resume_state == state) {   // 恢复
    set_due(term_end(parts.calendar, today, {std::max(*row.due_left, 0), after->due && after->due->workdays, {}}));
    row.due_left.reset();
  } else {
    record.due.reset();
    if (after->due) {
      set_due(term_end(parts.calendar, today, *after->due));
    }
    if (!after->suspends) {
      row.due_left.reset();
      row.resume_state.clear();
    }
  }
  record.state = state;
  record.state_since = now;
  if (auto const found = record.values.find(after->due_field); found != record.values.end()) {
    record.due = std::get<base::Day>(found->second);
  }
}

std::size_t Registry::Inside::fill_terms(Register const& reg) {
  std::size_t filled = 0;
  for (auto const& state : reg.lifecycle ? reg.lifecycle->states : std::vector<State>{}) {
    if (!state.due) {
      continue;
    }
    std::vector<std::pair<std::int64_t, base::Time>> open;
    parts.writer.prepare("SELECT id, state_since FROM " + table_of(reg.id) + " WHERE state = ? AND due IS NULL AND withdrawn = 0")
        .with(state.id)
        .each([&](auto const& row) { open.emplace_back(row.integer(0), base::Time{row.integer(1)}); });
    for (auto const& [id, since] : open) {
      if (auto const due = term_end(parts.calendar, base::beijing_day(since), *state.due)) {
        parts.writer.prepare("UPDATE " + table_of(reg.id) + " SET due = ? WHERE id = ?").with(*due, id).run();
        ++filled;
      }
    }
  }
  return filled;
}

base::Result<Row> Registry::Inside::row_to_change(By const& by, Register const& reg, Sight const& sight, RecordId id, int version) const {
  auto row = find_row(parts.writer, reg, id);
  if (!sight.reach.sees || sight.reach.only_public || !row || !within(reg, sight, row->record)) {
    return refuse(by, {sight.reach.sees && !sight.reach.only_public ? no_record(reg, id) : Problem("forbidden", "you may not change " + reg.title.zh, reg.id)});
  }
  if (row->record.version != version) {
    ++lost_updates;
    return refuse(by, {Problem("precondition", row->record.changed_by + " changed the record meanwhile: version " + std::to_string(row->record.version) +
                                                   " is in force, you had " + std::to_string(version),
                               "version", "look at the difference and do it again")});
  }
  return *std::move(row);
}

Registry::Inside::Opened Registry::Inside::open(By const& by, Register const& reg, RecordId id, int version) const {
  std::unique_lock lock(mutex);
  auto sight = sight_of(by.person, reg, parts.writer);
  auto row = row_to_change(by, reg, sight, id, version);
  return {std::move(lock), std::move(sight), std::move(row)};
}

void Registry::Inside::keep(By const& by, Register const& reg, Row& row, std::string_view action) {
  auto& record = row.record;
  auto& database = parts.writer;
  record.changed_at = by.now;
  record.changed_by = by.person.login;
  ++record.version;
  if (!record.id) {
    record.created_at = by.now;
    record.created_by = by.person.login;
    insert_row(database, reg, row);
    ++created;
  } else {
    update_row(database, reg, row);
    ++changed;
  }
  insert_version(database, reg, record, by.person.login, action, by.why);
  for (auto const& field : reg.fields) {
    auto const found = record.values.find(field.id);
    if (!definitions::is_file(field.type) || found == record.values.end()) {
      continue;
    }
    for (auto const& item : std::get<std::vector<std::string>>(found->second)) {
      database.prepare("INSERT INTO registry_file (digest, register, record, field) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
          .with(definitions::parse_attachment(item)->digest, reg.id, record.id, field.id).run();
    }
  }
  trail::Detail detail;
  detail.add("version", record.version);
  if (!record.state.empty()) {
    detail.add("state", record.state);
  }
  if (!by.why.empty()) {
    detail.add("why", by.why);
  }
  parts.journal.write({.at = by.now, .who = by.person.login, .action = "record." + std::string(action.substr(0, action.find(':'))),
                       .subject = subject_of(reg, record.id), .detail = detail.json()});
  touched(database, reg, 1);
}

base::Result<Record> Registry::Inside::again(By const& by, Register const& reg, Sight const& sight, std::string const& digest) const {
  Problem answer("none", "no such request came before");
  if (by.request.empty()) {
    return answer;
  }
  std::optional<RecordId> id;
  bool same = false;
  parts.writer.prepare("SELECT register, record, digest FROM registry_request WHERE request = ? AND who = ?")
      .with(by.request, by.person.login)
      .one([&](auto const& row) {
        id = RecordId{row.integer(1)};
        same = row.text(0) == reg.id && row.text(2) == digest;
      });
  if (id && !same) {
    return refuse(by, {Problem("conflict", "this Idempotency-Key was used for another request", "Idempotency-Key", "take a new one for each request")});
  }
  auto row = id ? find_row(parts.writer, reg, *id) : std::nullopt;
  if (!row) {
    return answer;
  }
  veil(reg, sight.reach, row->record);
  return std::move(row->record);
}

void Registry::Inside::remember(By const& by, Register const& reg, RecordId id, std::string const& digest) {
  constexpr auto kept_for = std::chrono::hours(48);
  if (by.request.empty()) {
    return;
  }
  parts.writer.prepare("DELETE FROM registry_request WHERE at < ?").with(by.now - kept_for).run();
  parts.writer.prepare("INSERT INTO registry_request (request, who, register, record, digest, at) VALUES (?, ?, ?, ?, ?, ?)")
      .with(by.request, by.person.login, reg.id, id, digest, by.now).run();
}

base::Result<Record> Registry::create(By const& by, Register const& reg, Draft const& draft, std::string_view origin) {
  std::lock_guard const lock(inside_->mutex);
  auto& in = *inside_;
  auto const sight = in.sight_of(by.person, reg, in.parts.writer);
  if (!sight.reach.creates) {
    return in.refuse(by, {Problem("forbidden", "you may not enter records in " + reg.title.zh, reg.id)});
  }
  sql::Transaction transaction(in.parts.writer);
  auto const digest = digest_of(reg, draft);
  if (auto before = in.again(by, reg, sight, digest); before || before.error().code != "none") {
    return before;
  }
  Row row;
  row.record.origin = origin;
  in.put_initial_values(reg, row);
  auto problems = in.apply(by, reg, sight, row, draft);
  if (problems.empty()) {
    problems = in.check_stored(reg, row);
  }
  if (!problems.empty()) {
    return in.refuse(by, std::move(problems));
  }
  if (reg.lifecycle) {
    in.enter_state(reg, row, reg.lifecycle->initial, by.now);
  }
  in.keep(by, reg, row, "create");
  in.remember(by, reg, row.record.id, digest);
  transaction.commit();
  veil(reg, sight.reach, row.record);
  return std::move(row.record);
}

base::Result<Record> Registry::change(By const& by, Register const& reg, RecordId id, int version, Draft const& draft) {
  auto& in = *inside_;
  auto [lock, sight, row] = in.open(by, reg, id, version);
  if (!row) {
    return row.error();
  }
  if (!sight.reach.changes) {
    return in.refuse(by, {Problem("forbidden", "you may not change records in " + reg.title.zh, reg.id)});
  }
  if (row->record.withdrawn) {
    return in.refuse(by, {Problem("conflict", "the record is withdrawn", "id", "restore it first")});
  }
  sql::Transaction transaction(in.parts.writer);
  auto const before = body_of(reg, row->record);
  auto problems = in.apply(by, reg, sight, *row, draft);
  if (problems.empty()) {
    problems = in.check_stored(reg, *row);
  }
  if (!problems.empty()) {
    return in.refuse(by, std::move(problems));
  }
  if (body_of(reg, row->record) != before) {   // what changes nothing is no version
    in.keep(by, reg, *row, "change");
    transaction.commit();
  }
  veil(reg, sight.reach, row->record);
  return std::move(row->record);
}

base::Result<Record> Registry::move(By const& by, Register const& reg, RecordId id, int version, std::string_view name, Draft const& draft) {
  auto& in = *inside_;
  auto [lock, sight, row] = in.open(by, reg, id, version);
  if (!row) {
    return row.error();
  }
  auto const* move = reg.lifecycle ? reg.lifecycle->move(name) : nullptr;
  if (move == nullptr || row->record.withdrawn || std::find(move->from.begin(), move->from.end(), row->record.state) == move->from.end()) {
    return in.refuse(
        by, {Problem("conflict", "'" + base::printable(name) + "' is not possible in the state the record is in", "state", "look which moves are open")});
  }
  if (!may_move(by.person, reg, *move)) {
    return in.refuse(by, {Problem("forbidden", "you may not do '" + move->title.zh + "'", "state")});
  }
  sql::Transaction transaction(in.parts.writer);
  auto problems = in.apply(by, reg, sight, *row, draft);
  if (move->needs_reason && base::trim(by.why).empty()) {
    problems.emplace_back("missing", move->title.zh + " needs a reason", "why", "say why");
  }
  auto const& record = row->record;
  for (auto& problem : definitions::check_move(reg, *move, record.values, record.geometry ? &*record.geometry : nullptr, {by.now})) {
    problems.push_back(std::move(problem));
  }
  if (problems.empty()) {
    problems = in.check_stored(reg, *row);
  }
  if (!problems.empty()) {
    return in.refuse(by, std::move(problems));
  }
  in.enter_state(reg, *row, move->to, by.now);
  in.keep(by, reg, *row, "move:" + move->id);
  transaction.commit();
  veil(reg, sight.reach, row->record);
  return std::move(row->record);
}

std::vector<Problem> Registry::wrong_fields(By const& by, Register const& reg, RecordId id, Draft const& draft) const {
  std::lock_guard const lock(inside_->mutex);
  auto const& in = *inside_;
  auto const sight = in.sight_of(by.person, reg, in.parts.writer);
  auto row = id ? find_row(in.parts.writer, reg, id) : std::optional<Row>(Row{});
  if (!sight.reach.sees || sight.reach.only_public || !row || (id && !within(reg, sight, row->record))) {
    return {no_record(reg, id)};
  }
  if (!id) {
    in.put_initial_values(reg, *row);
  }
  auto problems = in.apply(by, reg, sight, *row, draft);
  return problems.empty() ? in.check_stored(reg, *row) : problems;
}

}  // namespace registry
