// Bodies as drafts: values by type of their field, places into our datum, files that the asker may use.
#include <algorithm>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

std::string wanted(Type type) {
  switch (type) {
    case Type::number: return "write a number: 12.5";
    case Type::decimal: return "write it as text, with its places: \"12.50\"";
    case Type::date: return "write \"2026-03-01\"";
    case Type::time: return "write \"2026-03-01T08:30:00+08:00\"";
    case Type::yes_no: return "write true or false";
    case Type::codes: return "write a list of codes: [\"a\", \"b\"]";
    case Type::reference: return "write the number of the record: 12";
    case Type::attachment: case Type::photo: case Type::signature: return "write a list of what POST /files answered as value";
    default: return "write a text";
  }
}

base::Result<query::Value> of_another_type(Field const& field, json::value const& given) {
  auto const what = given.is_bool() ? "a truth" : given.is_number() ? "a number" : given.is_string() ? "a text" : given.is_array() ? "a list" : "an object";
  return Problem("invalid", field.title.zh + " is no place for " + std::string(what), field.id, wanted(field.type));
}

base::Result<query::Value> number_value(definitions::Set const& set, Field const& field, json::value const& given) {
  constexpr std::size_t exact_digits = 15;   // more a double does not carry
  auto const written = given.is_double() ? base::format_number(given.get_double()) : json::serialize(given);
  auto const digits = static_cast<std::size_t>(std::count_if(written.begin(), written.end(), [](char c) { return c >= '0' && c <= '9'; }));
  bool const fits = field.type == Type::number || (field.type == Type::decimal && (!given.is_double() || digits <= exact_digits)) ||
                    (field.type == Type::reference && !given.is_double());
  return fits ? definitions::read_value(set, field, written) : of_another_type(field, given);
}

base::Result<query::Value> codes_value(definitions::Set const& set, Field const& field, json::array const& given) {
  std::vector<std::string> items;
  for (auto const& one : given) {
    if (!one.is_string()) {
      return of_another_type(field, one);
    }
    if (std::string item(one.get_string()); std::find(items.begin(), items.end(), item) == items.end()) {
      items.push_back(std::move(item));
    }
  }
  query::Value value = items.empty() ? query::Value() : query::Value(std::move(items));
  auto const good = definitions::check(set, field, value);
  return good ? base::Result<query::Value>(std::move(value)) : good.error();
}

std::optional<definitions::Attachment> named_file(json::value const& given) {
  if (given.is_string()) {
    return definitions::parse_attachment(std::string_view(given.get_string()));
  }
  auto const* object = given.if_object();
  auto const* digest = object == nullptr ? nullptr : object->if_contains("digest");
  auto const* name = object == nullptr ? nullptr : object->if_contains("name");
  if (digest == nullptr || name == nullptr || !digest->is_string() || !name->is_string()) {
    return std::nullopt;
  }
  // Type and size are what was kept, whatever is said here.
  auto const line = std::string(digest->get_string()) + " unknown 1 " + std::string(name->get_string());
  return definitions::parse_attachment(line);
}

}  // namespace

base::Result<std::string> Ledgers::Inside::file_of(Call const& call, Field const& field, json::value const& given) const {
  auto file = named_file(given);
  auto const kept = file ? usable_file(call, file->digest) : std::nullopt;
  if (!kept) {
    return Problem("invalid", "this is no file that you sent or see", field.id, "POST /files first, and put here what it answers as value");
  }
  bool const picture = field.type == Type::photo || field.type == Type::signature;
  if (picture && !kept->type.starts_with("image/")) {
    return Problem("invalid", file->name + " is no picture but " + kept->type, field.id, "choose a photo");
  }
  auto const control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  constexpr std::size_t name_bytes_max = 200;
  if (file->name.size() > name_bytes_max || std::any_of(file->name.begin(), file->name.end(), control)) {
    return Problem("invalid", "the file's name is too long or no plain line", field.id, "shorten it");
  }
  file->type = kept->type;
  file->size = kept->size;
  return definitions::to_text(*file);
}

base::Result<query::Value> Ledgers::Inside::value_of(Call const& call, Field const& field, json::value const& given) const {
  if (given.is_null()) {
    return query::Value();
  }
  if (definitions::is_file(field.type)) {
    json::array one;
    if (given.is_string()) {
      for (auto const part : base::split(std::string_view(given.get_string()), ';')) {
        if (!part.empty()) {
          one.push_back(json::value(text(part)));
        }
      }
    } else if (!given.is_array()) {
      return of_another_type(field, given);
    }
    std::vector<std::string> items;
    for (auto const& item : given.is_array() ? given.get_array() : one) {
      auto file = file_of(call, field, item);
      if (!file) {
        return file.error();
      }
      if (std::find(items.begin(), items.end(), *file) == items.end()) {
        items.push_back(*std::move(file));
      }
    }
    return items.empty() ? query::Value() : query::Value(std::move(items));
  }
  if (given.is_string()) {
    return definitions::read_value(set(), field, std::string_view(given.get_string()));
  }
  if (given.is_bool() && field.type == Type::yes_no) {
    return query::Value(given.get_bool());
  }
  if (given.is_number()) {
    return number_value(set(), field, given);
  }
  return given.is_array() && field.type == Type::codes ? codes_value(set(), field, given.get_array()) : of_another_type(field, given);
}

Ledgers::Inside::Drafted Ledgers::Inside::draft_of(Call const& call, Register const& reg, Body& body) const {
  Drafted made;
  made.why = body.text("why");
  auto const system_text = body.text("system");
  made.problems = body.problems();
  auto const reach = registry::reach_of(call.session.person, reg);
  auto const* values = body.find("values");
  if (values != nullptr && !values->is_object() && !values->is_null()) {
    made.problems.emplace_back("invalid", "values is not an object", "values", "write {\"field\": value}");
  }
  for (auto const& [key, given] : values != nullptr && values->is_object() ? values->get_object() : json::object()) {
    auto const id = std::string(key);
    auto const* field = reg.field(id);
    if (field == nullptr || !registry::sees_field(reach, *field)) {
      made.problems.emplace_back("unknown_field", "'" + base::printable(id) + "' is no field of " + reg.title.zh, base::printable(id),
                                 "look at GET /registers/" + reg.id);
      continue;
    }
    auto value = value_of(call, *field, given);
    if (value) {
      made.draft.values.emplace(id, *std::move(value));
    } else {
      made.problems.push_back(value.error());
    }
  }
  auto const system = system_text.empty() ? base::Result<geo::System>(geo::System{}) : geo::parse_system(system_text);
  if (!system) {
    made.problems.emplace_back(system.error().code, system.error().detail, "system", system.error().mend);
  }
  auto const* geometry = body.find("geometry");
  made.draft.without_geometry = geometry != nullptr && geometry->is_null();
  if (geometry == nullptr || geometry->is_null() || !system) {
    return made;
  }
  auto place = geo::parse_geojson(json::serialize(*geometry));
  place = place ? geo::to_inside(*std::move(place), *system) : place;
  if (place) {
    made.draft.geometry = *std::move(place);
  } else {
    auto const& wrong = place.error();
    made.problems.emplace_back(wrong.code, wrong.detail + (wrong.where.empty() ? "" : " (" + wrong.where + ")"), "geometry", wrong.mend);
  }
  return made;
}

}  // namespace ledgers
