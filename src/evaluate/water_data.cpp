// Results of water out of registers and stations.
#include <algorithm>
#include <cmath>

#include "evaluate/water.hpp"
#include "geo/geo.hpp"
#include "query/query.hpp"

namespace evaluate::water {
namespace {

constexpr std::string_view record_prefix = "record/", point_prefix = "point/";

registry::Ask ask_for(std::string_view field, RecordId id) {
  registry::Ask ask;
  ask.count = false;
  if (!field.empty()) {
    ask.filter = query::make(query::Op::equal, {query::property(std::string(field)), query::literal(base::Decimal(id.value, 0))});
  }
  return ask;
}

std::optional<double> plain_number(query::Value const& value) {
  if (auto const* number = std::get_if<double>(&value)) {
    return *number;
  }
  if (auto const* decimal = std::get_if<Decimal>(&value)) {
    return decimal->to_double();
  }
  return std::nullopt;
}

bool named(waters::Names const& names, definitions::Field const& field, std::function<bool(std::string const&)> const& same) {
  return std::any_of(names.begin(), names.end(),
                     [&](auto const& name) { return name == field.title.zh || name == field.id || name == field.item || same(name); });
}

waters::Names undetected_of(Book const& book, Register const& reg, Record const& record) {
  return reg.field("undetected") == nullptr ? waters::Names() : waters::parse_names(book.text(reg.id, record, "undetected"));
}

// Why a day of a station has no mean of an item; nothing where it has one.
std::string why_refused(catalog::Catalog const& catalog, observe::Statistic const& day, std::optional<Decimal> const& value) {
  if (day.valid && std::isfinite(day.mean)) {
    bool const impossible = !value;
    auto const measured = base::format_number(day.mean);
    return impossible ? "不可能的日均值 " + measured + " / " + measured + " is no mean that can be" : std::string();
  }
  auto const there = std::to_string(day.valid_rows), due = std::to_string(day.due);
  auto const* rule = catalog.validity("surface_water", day.factor, "day", base::beijing_day(day.start));
  std::string asked, asked_en;
  if (rule != nullptr) {
    auto const basis = rule->source.standard + " " + rule->source.clause;
    auto const least = base::format_number(rule->at_least) + " " + rule->unit;
    asked = rule->source.to_file ? "最低份额待录入，只采用齐全的日（" + basis + "）" : "要求不少于 " + least + "（" + basis + "）";
    asked_en = rule->source.to_file ? "the least share is to be filed, only complete days are used (" + basis + ")" : "at least " + least + " (" + basis + ")";
  }
  return "应测 " + due + " 次，有效 " + there + " 次，日均值无效" + (asked.empty() ? "" : "；" + asked) + " / " + there + " of " + due +
         " readings are valid, no mean of the day" + (asked_en.empty() ? "" : "; " + asked_en);
}

}  // namespace

RecordId id_of(Object const& object) {
  auto const slash = object.ref.rfind('/');
  auto const id = object.ref.starts_with(record_prefix) ? base::parse_integer(std::string_view(object.ref).substr(slash + 1)) : std::nullopt;
  return {id.value_or(0)};
}
std::string ref_of(std::string_view reg, RecordId id) { return std::string(record_prefix) + std::string(reg) + "/" + std::to_string(id.value); }

Book::Book(Parts const& parts) : parts_(parts) {
  house_.login = "evaluate";
  house_.role = identity::Role::administrator;
}

std::vector<Record> Book::records(std::string_view id, std::string_view field, RecordId target) const {
  std::vector<Record> found;
  auto const* wanted = reg(id);
  if (wanted != nullptr && (field.empty() || wanted->field(field) != nullptr)) {
    auto const read = parts_.registry.visit(house_, *wanted, ask_for(field, target), {}, [&](Record const& record) {
      found.push_back(record);
      return true;
    });
    CHECK(bool(read), "the house asks only for fields of its own registers");
  }
  return found;
}

std::optional<Record> Book::record(std::string_view id, RecordId wanted) const {
  auto const* known = reg(id);
  auto found = known == nullptr ? base::Result<Record>(base::Problem("not_found", "")) : parts_.registry.get(house_, *known, wanted);
  return found && !found->withdrawn ? std::optional(*std::move(found)) : std::nullopt;
}

std::string Book::text(std::string_view id, Record const& record, std::string_view name) const {
  auto const* field = reg(id) == nullptr ? nullptr : reg(id)->field(name);
  auto const value = record.values.find(name);
  return field == nullptr || value == record.values.end() ? std::string() : definitions::to_text(*field, value->second);
}

std::string Book::shown(std::string_view id, Record const& record, std::string_view name) const {
  auto const* field = reg(id) == nullptr ? nullptr : reg(id)->field(name);
  auto const value = record.values.find(name);
  return field == nullptr || value == record.values.end() ? std::string() : definitions::shown(parts_.registry.set(), *field, value->second);
}

std::optional<Day> Book::day(Record const& record, std::string_view name) const {
  auto const value = record.values.find(name);
  auto const* day = value == record.values.end() ? nullptr : std::get_if<Day>(&value->second);
  return day == nullptr ? std::nullopt : std::optional(*day);
}

RecordId Book::target(Record const& record, std::string_view name) const {
  auto const value = record.values.find(name);
  auto const* id = value == record.values.end() ? nullptr : std::get_if<Decimal>(&value->second);
  return {id == nullptr ? 0 : id->rounded(0).coefficient()};
}

Object Book::object(std::string_view id, Record const& record, std::string_view area_field) const {
  Object object{.ref = ref_of(id, record.id), .name = text(id, record, reg(id)->name_field), .name_en = {}, .area = text(id, record, area_field),
                .origin = record.origin, .facility = {}};
  if (record.geometry && !geo::is_empty(*record.geometry)) {
    auto const centre = geo::centre(*record.geometry);
    object.longitude = centre.x;
    object.latitude = centre.y;
  }
  return object;
}

std::optional<std::pair<Day, Day>> Book::reach(std::string_view id, std::string_view field, RecordId target) const {
  std::optional<std::pair<Day, Day>> reach;
  for (auto const& record : records(id, field, target)) {
    if (auto const on = day(record, "sampled_on")) {
      reach = reach ? std::pair(std::min(reach->first, *on), std::max(reach->second, *on)) : std::pair(*on, *on);
    }
  }
  return reach;
}

std::string Book::weakest_origin(std::string origin, std::string_view id, std::string_view field, RecordId target) const {
  for (auto const& record : records(id, field, target)) {
    origin = evaluate::weakest_origin(origin, record.origin);
  }
  return origin;
}

waters::Sample sample_of(Book const& book, waters::Table const& table, Register const& reg, Record const& record) {
  waters::Sample sample;
  auto const undetected = undetected_of(book, reg, record);
  for (auto const& field : reg.fields) {
    auto const at = field.item.empty() ? std::nullopt : table.find(field.item);
    auto const given = record.values.find(field.id);
    if (!at || given == record.values.end() || query::is_null(given->second)) {
      continue;
    }
    auto const& item = table.items()[*at];
    if (field.type == definitions::Type::code || field.type == definitions::Type::text) {
      sample.emplace(item.key, waters::Value{{}, false, book.shown(reg.id, record, field.id)});
      continue;
    }
    auto const number = plain_number(given->second);
    auto const unit = base::parse_unit(field.unit);
    auto const value = number && unit ? waters::in_unit(*number, *unit, item.unit) : std::nullopt;
    if (value) {
      bool const below = named(undetected, field, [&](std::string const& name) { return table.find(name) == at; });
      sample.emplace(item.key, waters::Value{*value, below, {}});
    }
  }
  return sample;
}

std::map<std::string, waters::Value> values_of(Book const& book, Register const& reg, Record const& record, std::map<std::string, std::string> const& units) {
  std::map<std::string, waters::Value> values;
  auto const undetected = undetected_of(book, reg, record);
  for (auto const& field : reg.fields) {
    auto const wanted = units.find(field.item);
    auto const given = record.values.find(field.id);
    auto const number = wanted == units.end() || given == record.values.end() ? std::nullopt : plain_number(given->second);
    auto const from = base::parse_unit(field.unit);
    auto const to = number ? base::parse_unit(wanted->second) : base::Result<base::Unit>(base::Problem("none", ""));
    auto const value = number && from && to ? waters::in_unit(*number, *from, *to) : std::nullopt;
    if (value) {
      values.emplace(field.item, waters::Value{*value, named(undetected, field, [](auto const&) { return false; }), {}});
    }
  }
  return values;
}

std::vector<Taken> samples(Book const& book, waters::Table const& table, std::string_view id, std::string_view field, RecordId target, Span const& span) {
  std::vector<Taken> taken;
  for (auto const& record : book.records(id, field, target)) {
    auto const on = book.day(record, "sampled_on");
    if (!on || *on < span.from || span.to < *on) {
      continue;
    }
    auto sample = sample_of(book, table, *book.reg(id), record);
    if (!sample.empty()) {
      taken.push_back({*on, std::move(sample), ref_of(id, record.id), false});
    }
  }
  std::sort(taken.begin(), taken.end(), [](auto const& a, auto const& b) { return std::tie(a.on, a.ref) < std::tie(b.on, b.ref); });
  return taken;
}

std::optional<PointId> station_of(Book const& book, Record const& section) {
  auto const number = book.text("water_section", section, "station");
  if (number.empty()) {
    return std::nullopt;
  }
  if (auto const point = book.parts().points.by_code(number)) {
    return point->id;
  }
  auto const logger = book.parts().points.logger(number);
  return logger ? std::optional(logger->point) : std::nullopt;
}

std::vector<Taken> station_days(Book const& book, waters::Table const& table, PointId point, Span const& span) {
  std::map<std::string, base::Unit> units;
  for (auto const& channel : book.parts().points.channels(point)) {
    units.emplace(channel.factor, channel.unit);
  }
  std::map<Day, Taken> days;
  observe::Range const range{base::start_of(span.from), base::start_of({span.to.number + 1})};
  for (auto const& each : book.parts().store.statistics(point, observe::Period::day, range)) {
    auto const at = each.variant.empty() ? table.find(each.factor) : std::nullopt;
    auto const unit = units.find(each.factor);
    if (!at || unit == units.end()) {
      continue;
    }
    auto const& item = table.items()[*at];
    auto const value = waters::in_unit(each.mean, unit->second, item.unit);
    auto const day = base::beijing_day(each.start);
    auto& taken = days[day];
    taken.on = day;
    taken.automatic = true;
    taken.ref = "observation/" + std::to_string(point.value) + "/{factor}/day/" + base::format(day);
    if (auto why = why_refused(book.parts().catalog, each, value); !why.empty()) {
      taken.refused.emplace(item.key, std::move(why));
    } else {
      taken.sample.emplace(item.key, waters::Value{*value, false, {}});
    }
  }
  std::vector<Taken> all;
  for (auto& [day, taken] : days) {
    all.push_back(std::move(taken));
  }
  return all;
}

}  // namespace evaluate::water
