// Many rows at once: found by natural key, all or nothing, or the good ones by choice.
#include <algorithm>

#include "registry/inside.hpp"

namespace registry {
namespace {

using Did = BulkResult::Did;

/// What is known of the tables before the rows come: looked up once, not per row.
class Loading {
 public:
  Loading(Registry::Inside& in, By const& by, Register const& reg, Sight const& sight, Bulk const& bulk)
      : in_(in), by_(by), reg_(reg), sight_(sight), bulk_(bulk), database_(in.parts.writer) {
    database_.prepare("SELECT key_text, id FROM " + table_of(reg.id) + " WHERE withdrawn = 0").each([&](auto const& row) {
      keys_.emplace(row.text(0), row.integer(1));
    });
    for (auto const& field : reg.fields) {
      if (field.unique && !field.retired) {
        database_.prepare("SELECT " + column_of(field) + ", id FROM " + table_of(reg.id) + " WHERE withdrawn = 0 AND " + column_of(field) + " IS NOT NULL")
            .each([&](auto const& row) { unique_[field.id].emplace(definitions::to_text(field, from_sql(field, row, 0)), row.integer(1)); });
      }
    }
    database_.prepare("SELECT coalesce(max(id), 0) FROM " + table_of(reg.id)).one([&](auto const& row) { next_id_ = row.integer(0) + 1; });
  }

  /// Checks one row; good ones are kept in blocks, as long as all of it may still be taken. False: the asker stopped.
  bool take(Draft const& draft) {
    auto const at = result.rows.size();
    if (bulk_.progress && at % rows_a_step == 0 && !bulk_.progress(at)) {
      stopped = true;
      return false;
    }
    if (at >= bulk_rows_max) {
      too_large = true;
      return false;
    }
    check_row(at, draft);
    if (ready_.size() >= rows_a_step) {
      keep();
    }
    return true;
  }
  /// What is ready goes into the table; in a dry run, or when one was refused and all are wanted, it is only forgotten.
  void keep() {
    bool const wanted = !bulk_.dry && (bulk_.partial || result.refused == 0);
    if (wanted && !ready_.empty()) {
      database_.batch([&] {
        for (auto const& [row, action] : ready_) {
          action == Did::created ? insert_row_with_id(database_, reg_, row) : update_row(database_, reg_, row);
          insert_version(database_, reg_, row.record, by_.person.login, "import", bulk_.source);
        }
      });
    }
    ready_.clear();
  }
  bool stopped = false, too_large = false;
  BulkResult result;

 private:
  static constexpr std::size_t rows_a_step = 500;

  void refuse(std::size_t at, std::vector<Problem> const& problems) {
    constexpr std::size_t problems_max = 10'000;
    result.rows.push_back(Did::refused);
    ++result.refused;
    for (auto const& problem : problems) {
      if (result.problems.size() < problems_max) {
        result.problems.emplace_back(at, problem);
      }
    }
  }
  std::optional<Row> base_row(std::size_t at, Draft const& draft, std::vector<Problem>& problems) {
    Row row;
    auto const key = key_text_of(reg_, draft.values);
    auto const found = keys_.find(key);
    if (auto const seen = in_sheet_.find(key); seen != in_sheet_.end()) {
      auto const other = bulk_.row_name ? bulk_.row_name(seen->second) : "row " + std::to_string(seen->second + 1);
      problems.emplace_back("conflict", other + " of the same sheet has the key '" + key + "' too", reg_.key.front(),
                            "keep one of them");
      return std::nullopt;
    }
    in_sheet_.emplace(key, at);
    if (found != keys_.end()) {
      auto stored = find_row(database_, reg_, RecordId{found->second});
      if (!within(reg_, sight_, stored->record)) {
        problems.emplace_back("conflict", "the key '" + key + "' is taken by a record you may not change", reg_.key.front());
        return std::nullopt;
      }
      return stored;
    }
    if (!sight_.reach.creates) {
      problems.emplace_back("forbidden", "you may not enter new records in " + reg_.title.zh, reg_.key.front());
      return std::nullopt;
    }
    row.record.origin = bulk_.origin;
    row.record.created_at = by_.now;
    row.record.created_by = by_.person.login;
    if (reg_.lifecycle) {
      in_.enter_state(reg_, row, reg_.lifecycle->initial, by_.now);
    }
    return row;
  }
  /// A list that a bureau has kept says how far each is; from then on only moves change it.
  void put_state(Row& row, std::string const& state, std::vector<Problem>& problems) {
    if (state.empty() || state == row.record.state) {
      return;
    }
    if (!reg_.lifecycle || reg_.lifecycle->state(state) == nullptr || !sight_.reach.merges) {
      problems.emplace_back("invalid", "'" + base::printable(state) + "' is no state that you may give in " + reg_.title.zh, "state", "leave it empty");
    } else {
      in_.enter_state(reg_, row, state, by_.now);
    }
  }
  void check_unique(Row const& row, std::vector<Problem>& problems) {
    for (auto& [id, taken] : unique_) {
      auto const found = row.record.values.find(id);
      if (found == row.record.values.end()) {
        continue;
      }
      auto const text = definitions::to_text(*reg_.field(id), found->second);
      auto const [at, fresh] = taken.emplace(text, row.record.id.value);
      if (!fresh && at->second != row.record.id.value) {
        problems.emplace_back("conflict", "another record has the same " + reg_.field(id)->title.zh + " '" + text + "'", id, "look there first");
      }
    }
  }
  void check_references(Row const& row, std::vector<Problem>& problems) {
    for (auto const& field : reg_.fields) {
      auto const found = row.record.values.find(field.id);
      if (field.type != Type::reference || found == row.record.values.end()) {
        continue;
      }
      auto const id = std::get<base::Decimal>(found->second).coefficient();
      auto const [known, fresh] = exists_.emplace(std::make_pair(field.to, id), false);
      if (fresh) {
        known->second = database_.prepare("SELECT 1 FROM " + table_of(field.to) + " WHERE id = ? AND withdrawn = 0").with(id).one([](auto const&) {});
      }
      if (!known->second) {
        problems.emplace_back("invalid", "there is no record " + std::to_string(id) + " in " + field.to, field.id, "choose one that exists");
      }
    }
  }
  void check_row(std::size_t at, Draft const& draft) {
    std::vector<Problem> problems;
    auto row = base_row(at, draft, problems);
    auto const before = row && row->record.id ? body_of(reg_, row->record) : std::string();
    if (row && problems.empty()) {
      put_state(*row, draft.state, problems);
    }
    if (row && problems.empty()) {
      problems = in_.apply(by_, reg_, sight_, *row, draft);
    }
    if (!problems.empty()) {
      refuse(at, problems);
      return;
    }
    bool const fresh = !row->record.id;
    if (fresh) {
      row->record.id = RecordId{next_id_++};
    }
    check_unique(*row, problems);
    check_references(*row, problems);
    if (!problems.empty()) {
      refuse(at, problems);
      return;
    }
    if (!fresh && body_of(reg_, row->record) == before) {
      result.rows.push_back(Did::same);
      ++result.same;
      return;
    }
    ++(fresh ? result.created : result.changed);
    result.rows.push_back(fresh ? Did::created : Did::changed);
    ++row->record.version;
    row->record.changed_at = by_.now;
    row->record.changed_by = by_.person.login;
    ready_.emplace_back(*std::move(row), result.rows.back());
  }

  Registry::Inside& in_;
  By const& by_;
  Register const& reg_;
  Sight const& sight_;
  Bulk const& bulk_;
  sql::Database& database_;
  std::map<std::string, std::int64_t> keys_;
  std::map<std::string, std::map<std::string, std::int64_t>> unique_;
  std::map<std::pair<std::string, std::int64_t>, bool> exists_;
  std::map<std::string, std::size_t> in_sheet_;
  std::int64_t next_id_ = 1;
  std::vector<std::pair<Row, Did>> ready_;
};

}  // namespace

base::Result<BulkResult> Registry::put_all(By const& by, Register const& reg, Bulk const& bulk) {
  std::lock_guard const lock(inside_->mutex);
  auto& in = *inside_;
  auto const sight = in.sight_of(by.person, reg, in.parts.writer);
  if (!sight.reach.imports) {
    return in.refuse(by, {Problem("forbidden", "you may not import into " + reg.title.zh, reg.id)});
  }
  auto transaction = bulk.dry ? std::nullopt : std::optional<sql::Transaction>(std::in_place, in.parts.writer);
  Loading loading(in, by, reg, sight, bulk);
  if (bulk.feed) {
    bulk.feed([&](Draft const& draft) { return loading.take(draft); });
  } else {
    (void)std::all_of(bulk.rows.begin(), bulk.rows.end(), [&](Draft const& draft) { return loading.take(draft); });
  }
  if (loading.stopped) {
    return Problem("cancelled", "the import was stopped; nothing was taken");
  }
  if (loading.too_large) {
    return in.refuse(by, {Problem("too_large", "more than " + std::to_string(bulk_rows_max) + " rows", {}, "divide the sheet")});
  }
  auto& result = loading.result;
  auto const fresh = result.created + result.changed;
  result.taken = !bulk.dry && fresh != 0 && (bulk.partial || result.refused == 0) && (!bulk.agree || bulk.agree());
  if (!result.taken) {
    return std::move(result);
  }
  loading.keep();
  if (in.parts.writer.dialect() == sql::Dialect::postgres) {   // ids were given out by us
    in.parts.writer.script("SELECT setval(pg_get_serial_sequence('" + table_of(reg.id) + "', 'id'), (SELECT max(id) FROM " + table_of(reg.id) + "))");
  }
  trail::Detail detail;
  detail.add("source", bulk.source).add("created", static_cast<std::int64_t>(result.created)).add("changed", static_cast<std::int64_t>(result.changed))
      .add("refused", static_cast<std::int64_t>(result.refused));
  in.parts.journal.write({.at = by.now, .who = by.person.login, .action = "record.import", .subject = reg.id, .detail = detail.json()});
  in.touched(in.parts.writer, reg, fresh);
  constexpr std::size_t many_rows = 1'000;
  if (in.parts.writer.dialect() == sql::Dialect::postgres && fresh >= many_rows) {   // or the planner goes by what the table held before
    in.parts.writer.script("ANALYZE " + table_of(reg.id));
  }
  transaction->commit();
  in.created += result.created;
  in.changed += result.changed;
  return std::move(result);
}

}  // namespace registry
