// The names of types and forms, and what follows from the definition by looking.
#include <algorithm>
#include <array>

#include "definitions/loader.hpp"

namespace definitions {
namespace {

constexpr std::array<std::string_view, 16> type_names{
    "text", "memo", "number", "decimal", "date", "time", "yes_no", "code", "codes", "reference", "person", "department", "grid_cell",
    "attachment", "photo", "signature"};
constexpr std::string_view identifier_name = "identifier";
constexpr std::array<std::string_view, 11> form_names{
    "none", "uscc", "division", "hazardous_waste", "solid_waste", "radioactive_source", "permit", "mobile_phone", "plate", "outlet", "manifest"};
constexpr std::array<std::string_view, 11> own_properties{
    "id", "state", "due", "overdue", "version", "created_at", "changed_at", "created_by", "changed_by", "origin", "geometry"};
constexpr std::size_t id_length_max = 40;

template <typename List>
auto find_by_id(List const& list, std::string_view id) {
  auto const found = std::find_if(list.begin(), list.end(), [&](auto const& one) { return one.id == id; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(Type type) {
  auto const at = static_cast<std::size_t>(type);
  return at < type_names.size() ? type_names.at(at) : identifier_name;
}

std::optional<Type> parse_type(std::string_view name) {
  auto const* const found = std::find(type_names.begin(), type_names.end(), name);
  if (found != type_names.end()) {
    return static_cast<Type>(found - type_names.begin());
  }
  return name == identifier_name ? std::optional(Type::identifier) : std::nullopt;
}

std::string_view name_of(Form form) { return form_names.at(static_cast<std::size_t>(form)); }

std::optional<Form> parse_form(std::string_view name) {
  auto const* const found = std::find(form_names.begin() + 1, form_names.end(), name);
  return found == form_names.end() ? std::nullopt : std::optional(static_cast<Form>(found - form_names.begin()));
}

bool is_text(Type type) { return type == Type::text || type == Type::memo || type == Type::identifier; }
bool is_file(Type type) { return type == Type::attachment || type == Type::photo || type == Type::signature; }

bool is_own_property(std::string_view name) {
  return std::find(own_properties.begin(), own_properties.end(), name) != own_properties.end();
}

bool is_id(std::string_view text) {
  auto const good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.size() <= id_length_max && text[0] >= 'a' && text[0] <= 'z' && std::all_of(text.begin(), text.end(), good);
}

State const* Lifecycle::state(std::string_view id) const { return find_by_id(states, id); }
Move const* Lifecycle::move(std::string_view id) const { return find_by_id(moves, id); }
Field const* Register::field(std::string_view name) const { return find_by_id(fields, name); }

Code const* CodeList::find(std::string_view code) const {
  auto const found = by_code.find(code);
  return found == by_code.end() ? nullptr : &rows[found->second];
}
Code const* CodeList::find_name(std::string_view name) const {
  auto const found = by_name.find(name);
  return found == by_name.end() ? nullptr : &rows[found->second];
}

Register const* Set::find(std::string_view id) const { return find_by_id(registers_, id); }
CodeList const* Set::list(std::string_view id) const {
  auto const found = lists_.find(id);
  return found == lists_.end() ? nullptr : &found->second;
}
std::vector<CodeList const*> Set::lists() const {
  std::vector<CodeList const*> all;
  for (auto const& [id, list] : lists_) {
    all.push_back(&list);
  }
  return all;
}
std::vector<std::pair<Register const*, Field const*>> Set::pointing_at(std::string_view id) const {
  std::vector<std::pair<Register const*, Field const*>> all;
  for (auto const& reg : registers_) {
    for (auto const& field : reg.fields) {
      if (field.type == Type::reference && field.to == id && !field.retired) {
        all.emplace_back(&reg, &field);
      }
    }
  }
  return all;
}

}  // namespace definitions
