// Permits and declared windows of outlets, as their registers hold them.
#include <algorithm>

#include "evaluate/emission_parts.hpp"

namespace evaluate {
namespace {

constexpr base::Duration open_window_max = std::chrono::hours(24 * 366);   // an end that nobody has said
constexpr std::size_t outlet_records_max = 200'000;

/// The program itself: it reads all to compute; what it shows is asked for again with the eyes of who looks.
identity::Person const& program() {
  static identity::Person const person = [] {
    identity::Person one;
    one.login = "evaluate";
    one.role = identity::Role::administrator;
    return one;
  }();
  return person;
}

template <typename T>
T const* get(definitions::Values const& values, std::string_view field) {
  auto const found = values.find(field);
  return found == values.end() ? nullptr : std::get_if<T>(&found->second);
}

std::string text_in(definitions::Values const& values, std::string_view field) {
  auto const* text = get<std::string>(values, field);
  return text == nullptr ? std::string() : *text;
}

std::optional<double> number_in(definitions::Values const& values, std::string_view field) {
  auto const* decimal = get<base::Decimal>(values, field);
  auto const* real = get<double>(values, field);
  return decimal != nullptr ? std::optional(decimal->to_double()) : real != nullptr ? std::optional(*real) : std::nullopt;
}

std::string ref_of(std::string_view reg, registry::RecordId id) { return "record/" + std::string(reg) + "/" + std::to_string(id.value); }

std::vector<registry::Record> all_of(Parts const& parts, std::string_view reg_id) {
  std::vector<registry::Record> records;
  auto const* reg = parts.registry.set().find(reg_id);
  if (reg == nullptr) {
    return records;
  }
  registry::Ask ask;
  ask.count = ask.geometry = false;
  ask.visit_max = outlet_records_max;
  auto const done = parts.registry.visit(program(), *reg, ask, Time{}, [&](registry::Record const& record) {
    records.push_back(record);
    return true;
  });
  return done ? records : std::vector<registry::Record>();
}

/// Names of facilities that records point at.
std::map<std::int64_t, std::string> facility_names(Parts const& parts, std::vector<registry::Record> const& records) {
  std::map<std::int64_t, std::string> names;
  auto const* reg = parts.registry.set().find("facility");
  std::vector<registry::RecordId> ids;
  for (auto const& record : records) {
    auto const* id = get<base::Decimal>(record.values, "facility");
    if (id != nullptr) {
      ids.push_back({id->coefficient()});
    }
  }
  for (auto const& [id, name] : reg == nullptr ? std::map<registry::RecordId, std::string>() : parts.registry.names(*reg, ids)) {
    names[id.value] = name;
  }
  return names;
}

std::string facility_of(std::map<std::int64_t, std::string> const& names, registry::Record const& record) {
  auto const* id = get<base::Decimal>(record.values, "facility");
  auto const found = id == nullptr ? names.end() : names.find(id->coefficient());
  return found == names.end() ? std::string() : found->second;
}

void set_days(PermitRow& row, definitions::Values const& values) {
  auto const* from = get<Day>(values, "valid_from");
  auto const* to = get<Day>(values, "valid_to");
  row.from = from == nullptr ? Day() : *from;
  row.to = to == nullptr ? std::nullopt : std::optional(*to);
}

/// A permit that expired, was cancelled or refused ends with that day, whatever its paper says.
void end_with_state(PermitRow& row, definitions::Register const& reg, registry::Record const& record) {
  auto const* state = reg.lifecycle ? reg.lifecycle->state(record.state) : nullptr;
  if (state != nullptr && state->final) {
    auto const last = base::beijing_day(record.state_since);
    row.to = row.to ? std::min(*row.to, last) : last;
  }
}

/// What was approved stays what it was, whatever is written into the record afterwards: the values of the version that became approved.
definitions::Values values_in_force(Parts const& parts, definitions::Register const& reg, registry::Record const& record) {
  if (record.state != "approved" || record.changed_at == record.state_since) {
    return record.values;
  }
  auto const history = parts.registry.history(program(), reg, record.id);
  int approved = 0;
  for (auto const& version : history ? *history : std::vector<registry::Version>()) {
    for (auto const& changed : version.changed) {
      approved = changed.field == "state" && changed.after == "approved" ? std::max(approved, version.number) : approved;
    }
  }
  auto const then = approved == 0 ? base::Result<registry::Record>(record) : parts.registry.at_version(program(), reg, record.id, approved);
  return then ? then->values : record.values;
}

template <typename Row>
std::optional<Row> on_day(std::multimap<std::string, Row> const& rows, std::string const& key, std::string const& factor, Day on) {
  std::optional<Row> found;
  for (auto [at, end] = rows.equal_range(key); at != end; ++at) {
    auto const& row = at->second;
    bool const holds = row.factor == factor && row.from <= on && (!row.to || on <= *row.to);
    if (holds && (!found || found->from < row.from)) {
      found = row;
    }
  }
  return found;
}

}  // namespace

std::shared_ptr<OutletBooks::Read const> OutletBooks::read() const {
  std::map<std::string, std::uint64_t> versions;
  for (auto const id : {window_register, outlet_register, permit_register, std::string_view("facility")}) {
    auto const* reg = parts_.registry.set().find(id);
    versions[std::string(id)] = reg == nullptr ? 0 : parts_.registry.version_of(*reg);
  }
  std::scoped_lock const lock(mutex_);
  if (!read_ || read_->versions != versions) {
    auto fresh = std::make_shared<Read>();
    fresh->versions = std::move(versions);
    read_permits(*fresh);
    read_windows(*fresh);
    read_ = std::move(fresh);
  }
  return read_;
}

void OutletBooks::read_permits(Read& read) const {
  for (auto const& record : all_of(parts_, outlet_register)) {
    auto const code = text_in(record.values, "point_code");
    if (code.empty()) {
      continue;
    }
    PermitRow row{ref_of(outlet_register, record.id), text_in(record.values, "factor"), number_in(record.values, "total_limit"), {}, {}, false};
    set_days(row, record.values);
    read.by_point.emplace(code, std::move(row));
  }
  auto const* reg = parts_.registry.set().find(permit_register);
  auto const permits = all_of(parts_, permit_register);
  auto const names = facility_names(parts_, permits);
  for (auto const& record : permits) {
    auto const facility = facility_of(names, record);
    for (auto const& field : reg->fields) {
      auto const total = field.item.empty() || facility.empty() ? std::nullopt : number_in(record.values, field.id);
      if (total) {
        PermitRow row{ref_of(permit_register, record.id), field.item, total, {}, {}, true};
        set_days(row, record.values);
        end_with_state(row, *reg, record);
        read.by_facility.emplace(facility, std::move(row));
      }
    }
  }
}

void OutletBooks::read_windows(Read& read) const {
  auto const* reg = parts_.registry.set().find(window_register);
  for (auto const& record : all_of(parts_, window_register)) {
    auto const values = values_in_force(parts_, *reg, record);
    auto const* from = get<Time>(values, "from_time");
    auto const* to = get<Time>(values, "to_time");
    if (from == nullptr) {
      continue;
    }
    DeclaredWindow window{text_in(values, "point_code"), text_in(values, "kind"), record.state, ref_of(window_register, record.id), *from,
                          to == nullptr ? *from + open_window_max : *to, to == nullptr};
    read.windows.emplace(window.point_code, std::move(window));
  }
}

std::optional<PermitRow> OutletBooks::permit(points::Point const& point, std::string const& factor, Day on) const {
  auto const books = read();
  auto found = on_day(books->by_point, point.code, factor, on);
  if (found && found->total_t) {
    return found;
  }
  auto const whole = point.facility.empty() ? std::nullopt : on_day(books->by_facility, point.facility, factor, on);
  return whole ? whole : found;
}

std::vector<DeclaredWindow> OutletBooks::windows(std::string const& point_code, Time from, Time to) const {
  auto const books = read();
  std::vector<DeclaredWindow> found;
  for (auto [at, end] = books->windows.equal_range(point_code); at != end; ++at) {
    if (at->second.from < to && at->second.to > from) {
      found.push_back(at->second);
    }
  }
  std::sort(found.begin(), found.end(), [](auto const& a, auto const& b) { return std::tie(a.from, a.ref) < std::tie(b.from, b.ref); });
  return found;
}

std::vector<DeclaredWindow> OutletBooks::approved(std::string const& point_code, Time from, Time to) const {
  auto found = windows(point_code, from, to);
  std::erase_if(found, [](DeclaredWindow const& each) { return !each.approved(); });
  return found;
}

std::vector<DeclaredWindow> OutletBooks::approved() const {
  auto const books = read();
  std::vector<DeclaredWindow> found;
  for (auto const& [code, window] : books->windows) {
    if (window.approved()) {
      found.push_back(window);
    }
  }
  return found;
}

WindowFollower::WindowFollower(Parts const& parts, judge::Judge& judge)
    : parts_(parts), judge_(judge), books_(std::make_unique<OutletBooks>(parts)) {}
WindowFollower::~WindowFollower() = default;

void WindowFollower::step() {
  auto const* reg = parts_.registry.set().find(window_register);
  auto const versions = std::pair(reg == nullptr ? 0 : parts_.registry.version_of(*reg), parts_.points.version());
  if (told_ == versions) {
    return;
  }
  std::vector<judge::Window> windows;
  for (auto const& window : books_->approved()) {
    if (auto const point = parts_.points.by_code(window.point_code)) {
      windows.push_back({point->id, window.from, window.to, window.kind, window.ref});
    }
  }
  judge_.set_windows(std::move(windows));
  told_ = versions;
}

}  // namespace evaluate
