// Every version of a record as it was kept, and what differed from one to the next.
#include <boost/json.hpp>

#include <algorithm>

#include "registry/inside.hpp"

namespace registry {
namespace {

namespace json = boost::json;

std::string text_of(json::value const& value) { return value.is_string() ? std::string(value.get_string()) : std::string(); }

Record record_of(definitions::Set const& set, Register const& reg, Record now, Body const& body) {
  now.values.clear();
  for (auto const& field : reg.fields) {
    auto const found = body.fields.find(field.id);
    auto value = found == body.fields.end() ? base::Result<Value>(Value()) : definitions::read_value(set, field, found->second);
    if (value && !query::is_null(*value)) {
      now.values.emplace(field.id, *std::move(value));
    } else if (!value) {   // the definition changed since: what it was is still shown
      now.values.emplace(field.id, found->second);
    }
  }
  now.state = body.state;
  now.geometry.reset();
  if (auto geometry = geo::parse_wkt(body.geometry); !body.geometry.empty() && geometry) {
    now.geometry = *std::move(geometry);
  }
  return now;
}

}  // namespace

std::string body_of(Register const& reg, Record const& record) {
  json::object fields;
  for (auto const& field : reg.fields) {
    if (auto const found = record.values.find(field.id); found != record.values.end() && !query::is_null(found->second) && !field.of_today) {
      fields.emplace(field.id, definitions::to_text(field, found->second));
    }
  }
  json::object body{{"f", std::move(fields)}, {"s", record.state}};
  if (record.geometry) {
    body.emplace("g", geo::to_wkt(*record.geometry));
  }
  return json::serialize(body);
}

Body parse_body(std::string_view text) {
  Body body;
  boost::system::error_code wrong;
  auto const read = json::parse(json::string_view(text.data(), text.size()), wrong);
  if (wrong || !read.is_object()) {
    return body;
  }
  auto const& object = read.get_object();
  if (auto const* fields = object.if_contains("f"); fields != nullptr && fields->is_object()) {
    for (auto const& [id, value] : fields->get_object()) {
      body.fields.emplace(std::string(id), text_of(value));
    }
  }
  body.state = object.contains("s") ? text_of(object.at("s")) : "";
  body.geometry = object.contains("g") ? text_of(object.at("g")) : "";
  return body;
}

void insert_version(sql::Database& database, Register const& reg, Record const& record, std::string_view by, std::string_view action, std::string_view why) {
  database.prepare("INSERT INTO registry_version (register, record, version, at, who, action, why, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .with(reg.id, record.id, record.version, record.changed_at, by, action, why, body_of(reg, record)).run();
}

std::vector<Version::Changed> differences(Body const& before, Body const& after) {
  std::vector<Version::Changed> all;
  auto const add = [&](std::string const& field, std::string const& was, std::string const& is) {
    if (was != is) {
      all.push_back({field, was, is});
    }
  };
  auto const value = [](Body const& body, std::string const& field) {
    auto const found = body.fields.find(field);
    return found == body.fields.end() ? std::string() : found->second;
  };
  std::set<std::string> fields;
  for (auto const* body : {&before, &after}) {
    for (auto const& [field, text] : body->fields) {
      fields.insert(field);
    }
  }
  for (auto const& field : fields) {
    add(field, value(before, field), value(after, field));
  }
  add("state", before.state, after.state);
  add("geometry", before.geometry, after.geometry);
  return all;
}

base::Result<std::vector<Version>> Registry::history(identity::Person const& who, Register const& reg, RecordId id) const {
  auto const now = get(who, reg, id);
  auto const reach = reach_of(who, reg);
  if (!now || reach.only_public) {
    return now ? Problem("forbidden", "the history is not public", "id") : now.error();
  }
  std::vector<Version> all;
  Body before;
  auto const lease = inside_->parts.readers.lease();
  lease->prepare("SELECT version, at, who, action, why, body FROM registry_version WHERE register = ? AND record = ? ORDER BY version")
      .with(reg.id, id).each([&](auto const& row) {
        auto body = parse_body(row.text(5));
        Version version{.number = static_cast<int>(row.integer(0)), .at = {row.integer(1)}, .by = std::string(row.text(2)),
                        .action = std::string(row.text(3)), .why = std::string(row.text(4)), .changed = differences(before, body)};
        std::erase_if(version.changed, [&](auto const& one) {
          auto const* field = reg.field(one.field);
          return field != nullptr && !sees_field(reach, *field);
        });
        before = std::move(body);
        all.push_back(std::move(version));
      });
  std::reverse(all.begin(), all.end());
  return all;
}

base::Result<Record> Registry::at_version(identity::Person const& who, Register const& reg, RecordId id, int version) const {
  auto const now = get(who, reg, id);
  auto const reach = reach_of(who, reg);
  if (!now || reach.only_public) {
    return now ? Problem("forbidden", "the history is not public", "id") : now.error();
  }
  std::optional<Record> found;
  auto const lease = inside_->parts.readers.lease();
  lease->prepare("SELECT at, who, body FROM registry_version WHERE register = ? AND record = ? AND version = ?")
      .with(reg.id, id, version)
      .one([&](auto const& row) {
        found = record_of(inside_->parts.set, reg, *now, parse_body(row.text(2)));
        found->version = version;
        found->changed_at = {row.integer(0)};
        found->changed_by = row.text(1);
      });
  if (!found) {
    return Problem("not_found", "the record has no version " + std::to_string(version), "version");
  }
  veil(reg, reach, *found);
  return *std::move(found);
}

}  // namespace registry
