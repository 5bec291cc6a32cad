// Noise, soil, ecology: how their evaluators read the registers and write figures.
#include "evaluate/surroundings.hpp"

#include <algorithm>
#include <cmath>

#include "geo/geo.hpp"

namespace evaluate::surroundings {

namespace {

constexpr int places_read = 9;
constexpr double value_max = 1e15;
constexpr std::size_t district_digits = 6;
constexpr std::string_view record_ref = "record/";

query::Value const* value_at(Record const& record, std::string_view field) {
  auto const found = record.values.find(field);
  return found == record.values.end() || query::is_null(found->second) ? nullptr : &found->second;
}

std::string joined_notes(std::vector<std::string> const& notes) {
  std::string all;
  for (auto const& note : notes) {
    all += (all.empty() ? "" : "；") + note;
  }
  return all;
}

// Of a record and of what is known below it.
std::string origin_in(Record const& record, Books::Origins const& below) {
  auto const found = below.find(record.id.value);
  return found == below.end() ? record.origin : weakest_origin(record.origin, found->second);
}

// Where a record lies: its place, or a point on its outline.
void put_place(Record const& record, Object& object) {
  if (record.geometry) {
    auto const centre = geo::centre(*record.geometry);
    object.longitude = centre.x;
    object.latitude = centre.y;
  }
}

}  // namespace

Books::Books(catalog::Catalog const& catalog_, registry::Registry& registry) : catalog(catalog_), registry_(registry) {
  house_.login = "figures";
  house_.role = identity::Role::administrator;  // figures are of all records; who sees a figure is decided at the desk
}

std::vector<Record> Books::records(std::string_view reg_id, std::vector<query::Node> conditions, std::string sort, std::vector<std::string> fields) const {
  std::vector<Record> found;
  auto const* reg = registry_.set().find(reg_id);
  if (reg == nullptr) {
    return found;
  }
  registry::Ask ask;
  ask.filter = query::all_of(std::move(conditions));
  ask.geometry = false;
  if (!fields.empty()) {
    ask.fields = std::move(fields);
  }
  auto const done = registry_.visit(house_, *reg, ask, {}, [&](Record const& record) {
    found.push_back(record);
    return found.size() < records_max;
  });
  if (!done) {
    return {};   // a bureau's own file may have left out a field: nothing is there to be judged
  }
  if (!sort.empty()) {
    std::stable_sort(found.begin(), found.end(), [&](Record const& a, Record const& b) {
      return std::pair(day_at(a, sort), text_at(a, sort)) < std::pair(day_at(b, sort), text_at(b, sort));
    });
  }
  return found;
}

std::optional<Record> Books::record(std::string_view ref) const {
  auto const words = base::split(ref, '/');
  auto const* reg = words.size() == 3 ? registry_.set().find(words[1]) : nullptr;
  auto const found = reg == nullptr ? base::Result<Record>(base::Problem("not_found", "")) : registry_.get(house_, *reg, {id_of(ref)});
  return found && !found->withdrawn ? std::optional(*found) : std::nullopt;
}

Books::Origins Books::origins_by(std::string_view reg, std::string_view field, Origins const& below) const {
  Origins origins;
  for (auto const& record : records(reg, {}, {}, {std::string(field)})) {
    auto& origin = origins[reference_at(record, field)];
    origin = weakest_origin(origin, origin_in(record, below));
  }
  return origins;
}

std::vector<Object> Books::objects_of(std::string_view reg_id, Origins const& below) const {
  std::vector<Object> objects;
  auto const* reg = registry_.set().find(reg_id);
  if (reg == nullptr) {
    return objects;
  }
  registry::Ask ask;
  auto const done = registry_.visit(house_, *reg, ask, {}, [&](Record const& record) {
    Object object;
    object.ref = ref_of(reg_id, record);
    object.name = text_at(record, reg->name_field);
    object.area = reg->area_field.empty() ? "" : text_at(record, reg->area_field);
    object.origin = origin_in(record, below);
    put_place(record, object);
    objects.push_back(std::move(object));
    return objects.size() < records_max;
  });
  return done ? objects : std::vector<Object>{};
}

std::vector<Object> Books::districts(std::string_view reg, std::string_view field, Origins const& below) const {
  std::map<std::string, std::string> origins;  // of a district: the weakest of its records
  for (auto const& record : records(reg, {}, {}, {std::string(field)})) {
    auto const code = text_at(record, field).substr(0, district_digits);
    auto& origin = origins[code];
    origin = weakest_origin(origin, origin_in(record, below));
  }
  std::vector<Object> objects;
  for (auto const& [code, origin] : origins) {
    auto const* list = registry_.set().list("divisions");
    auto const* division = list == nullptr ? nullptr : list->find(code);
    if (!code.empty()) {
      objects.push_back({.ref = "area/" + code,
                         .name = division == nullptr ? code : division->name,
                         .name_en = division == nullptr ? code : division->name_en,
                         .area = code,
                         .origin = origin,
                         .facility = {}});
    }
  }
  return objects;
}

std::string Books::name_of(std::string_view reg_id, Record const& record) const {
  auto const* reg = registry_.set().find(reg_id);
  auto const names = reg == nullptr ? std::map<registry::RecordId, std::string>() : registry_.keys_and_names(*reg, {record.id});
  auto const found = names.find(record.id);
  return found == names.end() ? std::string() : found->second;
}

std::vector<std::pair<std::string, std::string>> Books::items_of(std::string_view reg_id) const {
  std::vector<std::pair<std::string, std::string>> found;
  auto const* reg = registry_.set().find(reg_id);
  for (auto const& field : reg == nullptr ? std::vector<definitions::Field>() : reg->fields) {
    if (!field.item.empty() && !field.retired) {
      found.emplace_back(field.id, field.item);
    }
  }
  return found;
}

std::string Books::code_name(std::string_view list_id, std::string_view code) const {
  auto const* list = registry_.set().list(list_id);
  auto const* found = list == nullptr ? nullptr : list->find(code);
  return found == nullptr ? std::string(code) : found->name;
}

std::optional<std::pair<Day, Day>> Books::days(std::string_view reg, std::string_view field, std::vector<query::Node> conditions) const {
  std::optional<std::pair<Day, Day>> days;
  for (auto const& record : records(reg, std::move(conditions), {}, {std::string(field)})) {
    if (auto const day = day_at(record, field)) {
      days = days ? std::pair(std::min(days->first, *day), std::max(days->second, *day)) : std::pair(*day, *day);
    }
  }
  return days;
}

// ---- conditions ----

query::Node is_within(std::string_view field, Day from, Day to) {
  return query::make(query::Op::between, {query::property(std::string(field)), query::literal(from), query::literal(to)});
}
query::Node is_text(std::string_view field, std::string_view text) {
  return query::make(query::Op::equal, {query::property(std::string(field)), query::literal(std::string(text))});
}
query::Node is_one_of(std::string_view field, std::vector<std::int64_t> const& ids) {
  std::vector<query::Node> items;
  for (auto const id : ids.empty() ? std::vector<std::int64_t>{0} : ids) {
    items.push_back(query::literal(Decimal(id, 0)));
  }
  return query::make(query::Op::in, {query::property(std::string(field)), query::make(query::Op::list, std::move(items))});
}
query::Node is_in_district(std::string_view field, std::string_view district) {
  return query::make(query::Op::like, {query::property(std::string(field)), query::literal(std::string(district) + "%")});
}
query::Node is_on_or_before(std::string_view field, Day day) {
  return query::make(query::Op::at_most, {query::property(std::string(field)), query::literal(day)});
}

// ---- values ----

std::optional<Decimal> number_at(Record const& record, std::string_view field) {
  auto const* value = value_at(record, field);
  if (value == nullptr) {
    return {};
  }
  if (auto const* number = std::get_if<Decimal>(value)) {
    return *number;
  }
  auto const* number = std::get_if<double>(value);
  return number == nullptr || !(std::fabs(*number) < value_max) ? std::nullopt : std::optional(Decimal::from_double(*number, places_read));
}
std::string text_at(Record const& record, std::string_view field) {
  auto const* value = value_at(record, field);
  auto const* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}
std::vector<std::string> texts_at(Record const& record, std::string_view field) {
  auto const* value = value_at(record, field);
  auto const* texts = value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
  return texts == nullptr ? std::vector<std::string>() : *texts;
}
std::optional<Day> day_at(Record const& record, std::string_view field) {
  auto const* value = value_at(record, field);
  auto const* day = value == nullptr ? nullptr : std::get_if<Day>(value);
  return day == nullptr ? std::nullopt : std::optional(*day);
}
std::optional<bool> yes_at(Record const& record, std::string_view field) {
  auto const* value = value_at(record, field);
  auto const* yes = value == nullptr ? nullptr : std::get_if<bool>(value);
  return yes == nullptr ? std::nullopt : std::optional(*yes);
}
std::int64_t reference_at(Record const& record, std::string_view field) {
  auto const number = number_at(record, field);
  return number ? number->rounded(0).coefficient() : 0;
}
std::string ref_of(std::string_view reg, Record const& record) { return std::string(record_ref) + std::string(reg) + "/" + std::to_string(record.id.value); }
std::int64_t id_of(std::string_view ref) { return base::parse_integer(ref.substr(ref.rfind('/') + 1)).value_or(0); }
std::vector<std::int64_t> ids_of(std::vector<Record> const& records) {
  std::vector<std::int64_t> ids;
  std::transform(records.begin(), records.end(), std::back_inserter(ids), [](Record const& record) { return record.id.value; });
  return ids;
}

// ---- figures ----

json::value number_or_null(std::optional<Decimal> const& value) { return value ? json::value(value->to_double()) : json::value(nullptr); }
json::array texts_of(std::vector<std::string> const& texts) { return json::array(texts.begin(), texts.end()); }

assess::Why node(std::string title, std::string title_en, std::string value, std::string unit, std::string how) {
  assess::Why why;
  why.title = std::move(title);
  why.title_en = std::move(title_en);
  why.value = std::move(value);
  why.unit = std::move(unit);
  why.how = std::move(how);
  return why;
}

Figure refused(base::Problem const& problem, std::vector<assess::Why> from) {
  Figure figure;
  figure.result = "cannot_judge";
  figure.clause = problem.where;
  figure.detail = json::serialize(json::object{{"reason", problem.detail}, {"clause", problem.where}});
  assess::Why why;
  why.state = figure.result;
  why.how = problem.detail;
  why.note = problem.where;
  why.from = std::move(from);
  figure.why = assess::to_json(why);
  return figure;
}

void conclude(Figure& figure, json::object detail, assess::Why why, std::vector<assess::Basis> const& basis, std::vector<std::string> const& notes) {
  if (!basis.empty()) {
    figure.standard = basis.front().standard;
    figure.clause = basis.front().clause;
    figure.edition = basis.front().edition;
  }
  detail["notes"] = texts_of(notes);
  figure.detail = json::serialize(detail);
  why.basis = basis;
  why.note = joined_notes(notes);
  figure.why = assess::to_json(why);
}

void add_new(std::vector<assess::Basis>& all, std::vector<assess::Basis> const& more) {
  for (auto const& each : more) {
    if (std::none_of(all.begin(), all.end(), [&](assess::Basis const& old) { return old.edition == each.edition && old.clause == each.clause; })) {
      all.push_back(each);
    }
  }
}
void add_new(std::vector<std::string>& all, std::vector<std::string> const& more) {
  for (auto const& each : more) {
    if (std::find(all.begin(), all.end(), each) == all.end()) {
      all.push_back(each);
    }
  }
}

std::vector<Object> OfRegisters::touched(Change const& change) const {
  bool const mine = std::find(registers_.begin(), registers_.end(), change.reg) != registers_.end();
  return mine ? objects() : std::vector<Object>{};
}

}  // namespace evaluate::surroundings

namespace evaluate {

void add_surroundings(Desk& desk, Parts const& parts) {
  surroundings::Books const books(parts.catalog, parts.registry);
  for (auto* const make : {surroundings::noise_evaluators, surroundings::soil_evaluators, surroundings::ecology_evaluators}) {
    for (auto& evaluator : make(books)) {
      desk.add(std::move(evaluator));
    }
  }
}

}  // namespace evaluate
