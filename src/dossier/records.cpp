// What registers hold of a facility: records that point at it, what of them runs out or is overdue, their documents, their changes.
#include <algorithm>
#include <array>

#include "dossier/inside.hpp"

namespace dossier {
namespace {

using definitions::Field, definitions::Register;

constexpr std::array<std::string_view, 5> expiry_ends{"_to", "_until", "_expires", "expires_on", "expiry"};
constexpr std::array<std::string_view, 5> ownership_fields{"uscc", "ownership", "parent", "legal_person", "former_names"};

/// Fields of a register that mean the facility and that the asker may see.
std::map<Register const*, std::vector<Field const*>> fields_pointing(Asker const& asker) {
  std::map<Register const*, std::vector<Field const*>> all;
  for (auto const& [reg, field] : asker.parts.registry.set().pointing_at(facility_register)) {
    auto const reach = registry::reach_of(asker.who, *reg);
    if (reg->id != facility_register && reach.sees && registry::sees_field(reach, *field)) {
      all[reg].push_back(field);
    }
  }
  return all;
}

query::Node points_at(std::vector<Field const*> const& fields, RecordId facility) {
  std::vector<query::Node> any;
  any.reserve(fields.size());
  for (auto const* field : fields) {
    auto const number = query::literal(base::Decimal(facility.value, 0));
    any.push_back(query::make(query::Op::in, {query::property(field->id), query::make(query::Op::list, {number})}));   // as the lists' screens write it
  }
  return any.size() == 1 ? any.front() : query::make(query::Op::any_of, std::move(any));
}

bool is_over(Register const& reg, Record const& record) {
  auto const* state = reg.lifecycle ? reg.lifecycle->state(record.state) : nullptr;
  return state != nullptr && state->final;
}

void add_expiries(Register const& reg, Record const& record, Dossier& dossier) {
  for (auto const& field : reg.fields) {
    auto const found = tells_expiry(field) && !field.retired ? record.values.find(field.id) : record.values.end();
    auto const* day = found == record.values.end() ? nullptr : std::get_if<Day>(&found->second);
    if (day != nullptr && !is_over(reg, record)) {
      dossier.expiries.push_back({&reg, record, &field, *day});
    }
  }
}

void add_documents(Register const& reg, Record const& record, Dossier& dossier) {
  for (auto const& field : reg.fields) {
    auto const found = definitions::is_file(field.type) ? record.values.find(field.id) : record.values.end();
    auto const* files = found == record.values.end() ? nullptr : std::get_if<std::vector<std::string>>(&found->second);
    for (auto const& text : files == nullptr ? std::vector<std::string>{} : *files) {
      auto file = definitions::parse_attachment(text);
      if (file && dossier.documents.size() < documents_max) {
        dossier.documents.push_back({&reg, record, &field, *std::move(file)});
      }
    }
  }
}

/// Those past their day, the longest first, and how many there are.
std::optional<std::size_t> add_overdue(Asker const& asker, Register const& reg, query::Node const& here, Dossier& dossier) {
  if (registry::reach_of(asker.who, reg).only_public) {
    return std::nullopt;
  }
  registry::Ask const ask{.filter = query::make(query::Op::all_of, {here, query::make(query::Op::equal, {query::property("overdue"), query::literal(true)})}),
                          .sort = "due", .limit = overdue_max, .geometry = false};
  auto page = asker.parts.registry.list(asker.who, reg, ask, asker.now);
  if (!page) {
    return std::nullopt;
  }
  for (auto& record : page->records) {
    dossier.overdue.push_back({&reg, std::move(record)});
  }
  return page->total;
}

void take_register(Asker const& asker, Register const& reg, std::vector<Field const*> const& fields, Dossier& dossier, Read& read) {
  auto const here = points_at(fields, dossier.facility.id);
  auto page = asker.parts.registry.list(asker.who, reg, {.filter = here, .sort = "-id", .limit = records_read_max, .geometry = false}, asker.now);
  if (!page || page->total == 0) {
    return;   // what may not be asked of this register is not told
  }
  Pointing pointing{.reg = &reg, .fields = fields, .total = page->total, .overdue = add_overdue(asker, reg, here, dossier), .records = {},
                    .filter = query::to_text(here)};
  for (auto const& record : page->records) {
    add_expiries(reg, record, dossier);
    add_documents(reg, record, dossier);
    read.emplace_back(&reg, record);
  }
  page->records.resize(std::min(page->records.size(), records_shown_max));
  pointing.records = std::move(page->records);
  dossier.registers.push_back(std::move(pointing));
}

bool is_name(Register const& reg, std::string const& field) {
  return field == reg.name_field || std::find(ownership_fields.begin(), ownership_fields.end(), field) != ownership_fields.end();
}

/// Whether another facility is called so now.
bool is_taken(Asker const& asker, Register const& reg, RecordId own, std::string const& name) {
  auto const page = asker.parts.registry.list(asker.who, reg, {.filter = query::make(query::Op::equal, {query::property(reg.name_field), query::literal(name)}),
                                                               .sort = {}, .limit = 2, .count = false, .geometry = false}, asker.now);
  return !page || std::any_of(page->records.begin(), page->records.end(), [&](auto const& one) { return one.id != own; });
}

}  // namespace

bool tells_expiry(Field const& field) {
  return field.type == definitions::Type::date &&
         std::any_of(expiry_ends.begin(), expiry_ends.end(), [&](auto end) { return std::string_view(field.id).ends_with(end); });
}

Read add_records(Asker const& asker, Dossier& dossier) {
  Read read;
  auto own = dossier.facility;
  own.geometry.reset();
  add_expiries(*dossier.reg, own, dossier);
  add_documents(*dossier.reg, own, dossier);
  if (own.due && *own.due < base::beijing_day(asker.now)) {
    dossier.overdue.push_back({dossier.reg, own});
  }
  auto const pointing = fields_pointing(asker);
  for (auto const& reg : asker.parts.registry.set().registers()) {
    if (auto const found = pointing.find(&reg); found != pointing.end()) {
      take_register(asker, reg, found->second, dossier, read);
    }
  }
  std::stable_sort(dossier.expiries.begin(), dossier.expiries.end(), [](auto const& a, auto const& b) { return a.day < b.day; });
  std::stable_sort(dossier.overdue.begin(), dossier.overdue.end(), [](auto const& a, auto const& b) { return a.record.due < b.record.due; });
  dossier.expiries.resize(std::min(dossier.expiries.size(), expiries_max));
  dossier.overdue.resize(std::min(dossier.overdue.size(), overdue_max));
  return read;
}

void add_changes(Asker const& asker, Read read, Dossier& dossier) {
  auto const newer = [](auto const& a, auto const& b) { return a.second.changed_at > b.second.changed_at; };
  std::stable_sort(read.begin(), read.end(), newer);
  read.resize(std::min(read.size(), changed_records_max));
  auto own = dossier.facility;
  own.geometry.reset();
  read.emplace_back(dossier.reg, std::move(own));
  for (auto const& [reg, record] : read) {
    auto const history = asker.parts.registry.history(asker.who, *reg, record.id);
    for (auto const& version : history ? *history : std::vector<registry::Version>{}) {
      dossier.changes.push_back({reg, record, version});
    }
  }
  std::stable_sort(dossier.changes.begin(), dossier.changes.end(), [](auto const& a, auto const& b) { return a.version.at > b.version.at; });
  dossier.changes.resize(std::min(dossier.changes.size(), changes_max));
}

void add_names(Asker const& asker, Dossier& dossier) {
  auto const& reg = *dossier.reg;
  if (auto const found = dossier.facility.values.find(reg.name_field); found != dossier.facility.values.end()) {
    dossier.name = definitions::to_text(*reg.field(reg.name_field), found->second);
    dossier.names.push_back(dossier.name);
  }
  auto const history = asker.parts.registry.history(asker.who, reg, dossier.facility.id);
  for (auto const& version : history ? *history : std::vector<registry::Version>{}) {
    if (version.number == 1) {
      continue;   // as it was entered
    }
    for (auto const& changed : version.changed) {
      if (!is_name(reg, changed.field)) {
        continue;
      }
      dossier.name_changes.push_back({version.at, version.by, version.why, changed.field, changed.before, changed.after});
      bool const known = std::find(dossier.names.begin(), dossier.names.end(), changed.before) != dossier.names.end();
      if (changed.field == reg.name_field && !changed.before.empty() && !known && dossier.names.size() < names_max &&
          !is_taken(asker, reg, dossier.facility.id, changed.before)) {
        dossier.names.push_back(changed.before);
      }
    }
  }
}

}  // namespace dossier
