// Reading: lists, single records, counts, relations, names; always with the eyes of who asks.
#include <algorithm>

#include "registry/inside.hpp"

namespace registry {
namespace {

base::Result<Sight> may_see(Sight sight, Register const& reg) {
  if (!sight.reach.sees) {
    return Problem("forbidden", "you may not see " + reg.title.zh, reg.id);
  }
  return sight;
}

base::Outcome check_sort(Register const& reg, Reach const& reach, std::string const& sort) {
  auto const name = std::string_view(sort).substr(sort.starts_with('-') ? 1 : 0);
  if (name.empty() || (may_name(reg, reach, name) && name != "geometry" && name != "overdue")) {
    return base::Done{};
  }
  return Problem("invalid", "'" + base::printable(name) + "' is nothing to sort by", "sort", "use a field of the register, with - in front to turn it round");
}

bool fits(Register const& reg, Ask const& ask, Record const& record, base::Time now) {
  if (ask.box) {
    auto const box = record.geometry ? geo::box_of(*record.geometry) : std::nullopt;
    if (!box || !geo::meet(*box, *ask.box)) {
      return false;
    }
    if (record.geometry->kind != geo::Kind::point && !geo::relate(*record.geometry, geo::make_box(*ask.box), geo::Relation::intersects)) {
      return false;
    }
  }
  if (!ask.filter) {
    return true;
  }
  auto const holds = query::holds(*ask.filter, lookup_of(reg, record, now), {now});
  return holds && *holds;
}

void bind_all(sql::Statement& statement, std::vector<sql::Value> const& values) {
  int at = 0;
  for (auto const& value : values) {
    statement.bind(++at, value);
  }
}

/// What is held against the filter in memory is read too.
std::optional<std::set<std::string>> wanted_fields(Ask const& ask, bool exact) {
  if (!ask.fields) {
    return std::nullopt;
  }
  std::set<std::string> wanted(ask.fields->begin(), ask.fields->end());
  if (!exact && ask.filter) {
    wanted.merge(query::properties_of(*ask.filter));
  }
  return wanted;
}

/// The rows of these ids, a block a question: a server far away costs a round trip a block, not a record. The last block is filled up
/// with its last id, so that the text stays the same.
void each_of(sql::Database& database, std::string const& select, std::vector<RecordId> ids, std::function<void(sql::Row const&)> const& take) {
  constexpr std::size_t block = 100;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::string marks = "?";
  for (std::size_t i = 1; i < block; ++i) {
    marks += ", ?";
  }
  auto& statement = database.prepare(select + " WHERE id IN (" + marks + ")");
  for (std::size_t begin = 0; begin < ids.size(); begin += block) {
    for (std::size_t i = 0; i < block; ++i) {
      statement.bind(static_cast<int>(i) + 1, ids[std::min(begin + i, ids.size() - 1)].value);
    }
    statement.each(take);
  }
}

struct Asked { Compiled compiled; std::string text; };   // "FROM … WHERE …"
base::Result<Asked> asked(Register const& reg, Sight const& sight, Ask const& ask, sql::Dialect dialect, base::Time now) {
  auto compiled = compile(reg, sight, ask, dialect, now);
  if (!compiled) {
    return compiled.error();
  }
  if (ask.after) {
    compiled->condition += " AND id > ?";
    compiled->values.emplace_back(ask.after.value);
  }
  auto text = " FROM " + table_of(reg.id) + " WHERE " + compiled->condition;
  return Asked{*std::move(compiled), std::move(text)};
}

/// Rows in order, those that fit, veiled; `take` false stops.
void walk(sql::Database& database, Register const& reg, Sight const& sight, Ask const& ask, Asked const& query, base::Time now,
          std::function<bool(Record&&)> const& take) {
  bool const exact = query.compiled.exact;
  auto text = "SELECT " + select_list(reg, ask.geometry || !exact, wanted_fields(ask, exact)) + query.text + order_of(reg, ask.sort);
  auto values = query.compiled.values;
  if (exact && ask.limit != 0) {
    text += " LIMIT ? OFFSET ?";
    values.emplace_back(static_cast<std::int64_t>(ask.limit));
    values.emplace_back(static_cast<std::int64_t>(ask.skip));
  }
  auto& statement = database.prepare_passing(text);
  bind_all(statement, values);
  std::size_t skipped = exact ? ask.skip : 0;
  std::size_t given = 0;
  statement.each_while([&](sql::Row const& row) {
    if (ask.limit != 0 && given == ask.limit) {
      return false;
    }
    auto record = read_row(reg, row).record;
    veil(reg, sight.reach, record);
    if ((!exact && !fits(reg, ask, record, now)) || skipped++ < ask.skip) {
      return true;
    }
    ++given;
    return take(std::move(record));
  });
}

/// A question that may be asked: whose eyes, and the rows as SQL, worked out once.
struct Reading { sql::Readers::Lease lease; Sight sight; Asked query; };
base::Result<Reading> reading(Registry::Inside const& in, identity::Person const& who, Register const& reg, Ask const& ask, base::Time now) {
  auto lease = in.parts.readers.lease();
  auto sight = may_see(in.sight_of(who, reg, *lease), reg);
  if (!sight) {
    return sight.error();
  }
  if (auto const sort = check_sort(reg, sight->reach, ask.sort); !sort) {
    return sort.error();
  }
  auto query = asked(reg, *sight, ask, lease->dialect(), now);
  if (!query) {
    return query.error();
  }
  return Reading{std::move(lease), *std::move(sight), *std::move(query)};
}

}  // namespace

base::Result<Page> Registry::list(identity::Person const& who, Register const& reg, Ask const& ask, base::Time now) const {
  auto const asked = reading(*inside_, who, reg, ask, now);
  if (!asked) {
    return asked.error();
  }
  auto const& [lease, sight, query] = *asked;
  Page page;
  auto one_more = ask;
  one_more.limit = std::clamp<std::size_t>(ask.limit, 1, page_max) + 1;
  bool const exact = query.compiled.exact;
  if (!exact && ask.count) {   // all have to be looked at anyway
    one_more.limit = 0;
    one_more.skip = 0;
  }
  auto const limit = std::clamp<std::size_t>(ask.limit, 1, page_max);
  walk(*lease, reg, sight, one_more, query, now, [&](Record&& record) {
    auto const at = page.total++;
    bool const counted = one_more.limit == 0;
    if (!counted || (at >= ask.skip && at < ask.skip + limit)) {
      page.records.push_back(std::move(record));
    }
    return true;
  });
  if (one_more.limit != 0) {
    page.more = page.records.size() > limit;
    page.records.resize(std::min(page.records.size(), limit));
    page.total = ask.skip + page.records.size();
    if (ask.count) {
      auto& count = lease->prepare_passing("SELECT count(*)" + query.text);
      bind_all(count, query.compiled.values);
      count.one([&](auto const& row) { page.total = static_cast<std::size_t>(row.integer(0)); });
    }
  } else {
    page.more = page.total > ask.skip + page.records.size();
  }
  return page;
}

base::Outcome Registry::visit(identity::Person const& who, Register const& reg, Ask const& ask, base::Time now,
                              std::function<bool(Record const&)> const& take) const {
  auto all = ask;
  all.limit = ask.visit_max;
  all.skip = 0;
  auto const asked = reading(*inside_, who, reg, all, now);
  if (!asked) {
    return asked.error();
  }
  walk(*asked->lease, reg, asked->sight, all, asked->query, now, [&](Record&& record) { return take(record); });
  return base::Done{};
}

/// Where the filter is exact and the column holds the value itself; nothing otherwise.
std::optional<std::vector<Group>> Registry::Inside::count_in_sql(identity::Person const& who, Register const& reg, Ask const& ask, std::string_view property,
                                                                 base::Time now) const {
  auto const* field = reg.field(property);
  bool const plain = property == "state" || property == "origin" || (field != nullptr && stored_as(field->type) == Stored::text);
  auto const lease = parts.readers.lease();
  auto const sight = sight_of(who, reg, *lease);
  auto const query = asked(reg, sight, ask, lease->dialect(), now);
  if (!plain || !sight.reach.sees || !query || !query->compiled.exact) {
    return std::nullopt;
  }
  auto const column = field == nullptr ? std::string(property) : column_of(*field);
  std::vector<Group> groups;
  auto& statement =
      lease->prepare_passing("SELECT " + column + ", count(*)" + query->text + " GROUP BY " + column + " ORDER BY count(*) DESC, " + column + " LIMIT 1000");
  bind_all(statement, query->compiled.values);
  statement.each([&](auto const& row) { groups.push_back({std::string(row.text(0)), static_cast<std::size_t>(row.integer(1))}); });
  return groups;
}

base::Result<std::vector<Group>> Registry::count_by(identity::Person const& who, Register const& reg, Ask const& ask, std::string_view property,
                                                    base::Time now) const {
  constexpr std::size_t groups_max = 1'000;
  auto const* field = reg.field(property);
  if (!may_name(reg, reach_of(who, reg), property) || (field != nullptr && stored_as(field->type) == Stored::list)) {
    return Problem("invalid", "'" + base::printable(property) + "' is nothing to count by", "by");
  }
  if (auto const quick = inside_->count_in_sql(who, reg, ask, property, now)) {
    return *quick;
  }
  std::map<std::string, std::size_t> counts;
  auto plain = ask;
  plain.geometry = false;
  auto const done = visit(who, reg, plain, now, [&](Record const& record) {
    auto const value = lookup_of(reg, record, now)(property);
    auto const text = field != nullptr ? definitions::to_text(*field, value) : definitions::to_text({}, value);
    if (counts.size() < groups_max || counts.contains(text)) {
      ++counts[text];
    }
    return true;
  });
  if (!done) {
    return done.error();
  }
  std::vector<Group> groups;
  for (auto& [value, count] : counts) {
    groups.push_back({value, count});
  }
  std::stable_sort(groups.begin(), groups.end(), [](auto const& a, auto const& b) { return a.count > b.count; });
  return groups;
}

base::Result<Extent> Registry::extent(identity::Person const& who, Register const& reg, std::string_view property, base::Time now) const {
  auto const lease = inside_->parts.readers.lease();
  auto const sight = may_see(inside_->sight_of(who, reg, *lease), reg);
  if (!sight) {
    return sight.error();
  }
  auto const* field = reg.field(property);
  bool const timed = property == "created_at" || property == "changed_at" || (field != nullptr && field->type == Type::time);
  bool const dated = property == "due" || (field != nullptr && field->type == Type::date);
  if (!property.empty() && (!may_name(reg, sight->reach, property) || (!timed && !dated))) {
    return Problem("invalid", "'" + base::printable(property) + "' is no day or time of " + reg.id, "property");
  }
  auto const query = asked(reg, *sight, {}, lease->dialect(), now);
  if (!query) {
    return query.error();
  }
  auto const column = property.empty() ? std::string("id") : field != nullptr ? column_of(*field) : std::string(property);
  Extent extent;
  auto& statement = lease->prepare("SELECT min(west), min(south), max(east), max(north), min(" + column + "), max(" + column + ")" + query->text);
  bind_all(statement, query->compiled.values);
  statement.one([&](sql::Row const& row) {
    if (!row.is_null(0) && may_name(reg, sight->reach, "geometry")) {
      auto const wider = sight->reach.only_public ? blur_degrees(reg) : 0;
      extent.box = geo::Box{row.real(0) - wider, row.real(1) - wider, row.real(2) + wider, row.real(3) + wider};
    }
    auto const value = [&](int at) -> Value {
      return row.is_null(at) || property.empty() ? Value()
             : timed                             ? Value(base::Time{row.integer(at)})
                                                 : Value(base::Day{static_cast<std::int32_t>(row.integer(at))});
    };
    extent.first = value(4);
    extent.last = value(5);
  });
  return extent;
}

base::Result<Record> Registry::get(identity::Person const& who, Register const& reg, RecordId id) const {
  auto const lease = inside_->parts.readers.lease();
  auto const sight = may_see(inside_->sight_of(who, reg, *lease), reg);
  if (!sight) {
    return sight.error();
  }
  auto found = find_row(*lease, reg, id);
  if (!found || !within(reg, *sight, found->record) || (sight->reach.only_public && found->record.withdrawn)) {
    return Problem("not_found", "there is no record " + std::to_string(id.value) + " in " + reg.title.zh, "id");
  }
  veil(reg, sight->reach, found->record);
  return std::move(found->record);
}

base::Result<std::vector<Relation>> Registry::relations(identity::Person const& who, Register const& reg, RecordId id, base::Time now) const {
  if (auto const seen = get(who, reg, id); !seen) {
    return seen.error();
  }
  std::vector<Relation> all;
  for (auto const& [other, field] : inside_->parts.set.pointing_at(reg.id)) {
    auto const reach = reach_of(who, *other);
    if (!reach.sees || !sees_field(reach, *field)) {
      continue;
    }
    Ask ask{.filter = query::make(Op::equal, {query::property(field->id), query::literal(base::Decimal(id.value, 0))}), .sort = "-id",
            .limit = relation_first_max, .geometry = false};
    if (auto page = list(who, *other, ask, now); page && page->total != 0) {
      all.push_back({other, field, page->total, std::move(page->records)});
    }
  }
  return all;
}

std::map<RecordId, std::string> Registry::names(Register const& reg, std::vector<RecordId> const& ids) const {
  std::map<RecordId, std::string> all;
  std::map<RecordId, RecordId> behind;             // a record that is called by the one it refers to
  auto const& named = *reg.field(reg.name_field);
  {
    auto const lease = inside_->parts.readers.lease();
    each_of(*lease, "SELECT id, " + column_of(named) + " FROM " + table_of(reg.id), ids, [&](sql::Row const& row) {
      auto const id = RecordId{row.integer(0)};
      all.emplace(id, definitions::shown(inside_->parts.set, named, from_sql(named, row, 1)));
      if (named.type == Type::reference) {
        behind.emplace(id, RecordId{row.integer(1)});
      }
    });
  }
  auto const* to = behind.empty() ? nullptr : inside_->parts.set.find(named.to);
  if (to == nullptr || to->field(to->name_field)->type == Type::reference) {
    return all;
  }
  std::vector<RecordId> meant;
  for (auto const& [id, other] : behind) {
    meant.push_back(other);
  }
  auto const called = names(*to, meant);
  for (auto const& [id, other] : behind) {
    if (auto const found = called.find(other); found != called.end()) {
      all[id] = found->second;
    }
  }
  return all;
}

std::map<RecordId, std::string> Registry::keys_and_names(Register const& reg, std::vector<RecordId> const& ids) const {
  auto all = names(reg, ids);
  auto const lease = inside_->parts.readers.lease();
  each_of(*lease, "SELECT id, key_text FROM " + table_of(reg.id), ids, [&](sql::Row const& row) {
    auto const key = std::string(row.text(1));
    auto& called = all[RecordId{row.integer(0)}];
    called = key == called ? key : key + " " + called;
  });
  return all;
}

base::Result<RecordId> Registry::resolve(identity::Person const& who, Register const& reg, std::string_view text) const {
  auto const lease = inside_->parts.readers.lease();
  auto const sight = may_see(inside_->sight_of(who, reg, *lease), reg);
  if (!sight) {
    return sight.error();
  }
  std::vector<RecordId> found;
  if (auto const by_key = find_key(*lease, reg, std::string(text))) {
    found.push_back(*by_key);
  } else {
    auto const& named = *reg.field(reg.name_field);
    lease->prepare("SELECT id FROM " + table_of(reg.id) + " WHERE withdrawn = 0 AND " + column_of(named) + " = ? ORDER BY id LIMIT 2")
        .with(text).each([&](auto const& row) { found.push_back(RecordId{row.integer(0)}); });
  }
  if (found.size() > 1) {
    return Problem("ambiguous", "several records of " + reg.title.zh + " are called '" + base::printable(text) + "'", {}, "name its key instead");
  }
  auto const row = found.empty() ? std::nullopt : find_row(*lease, reg, found.front());
  if (!row || !within(reg, *sight, row->record)) {
    return Problem("not_found", "no record of " + reg.title.zh + " has the key or the name '" + base::printable(text) + "'", {},
                   "enter it there first, or mend the text");
  }
  return found.front();
}

bool Registry::sees_file(identity::Person const& who, std::string_view digest) const {
  std::vector<std::tuple<std::string, RecordId, std::string>> places;
  {
    auto const lease = inside_->parts.readers.lease();
    lease->prepare("SELECT register, record, field FROM registry_file WHERE digest = ?").with(digest).each([&](auto const& row) {
      places.emplace_back(row.text(0), RecordId{row.integer(1)}, row.text(2));
    });
  }
  return std::any_of(places.begin(), places.end(), [&](auto const& place) {
    auto const* reg = inside_->parts.set.find(std::get<0>(place));
    auto const* field = reg == nullptr ? nullptr : reg->field(std::get<2>(place));
    return field != nullptr && sees_field(reach_of(who, *reg), *field) && get(who, *reg, std::get<1>(place));
  });
}

}  // namespace registry
