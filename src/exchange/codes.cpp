// Rows of code lists by what people call them, and what a cell shows of them so that it is understood again.
#include <algorithm>
#include <array>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

constexpr std::array<std::string_view, 6> code_separators{"、", "，", "；", ",", "\n", "/"};

void add_once(std::vector<std::string>& codes, std::string const& code) {
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) {
    codes.push_back(code);
  }
}

}  // namespace

ListNames::ListNames(definitions::CodeList const& list) {
  for (auto const& row : list.rows) {
    add_once(exact_[row.name], row.code);
    for (auto const& name : {row.name, row.name_en, row.code}) {
      if (auto const plainly = bare(name); !plainly.empty()) {
        add_once(alike_[plainly], row.code);
      }
    }
  }
  for (auto const& row : list.rows) {
    exact_[row.code] = {row.code};
  }
}

std::vector<std::string> const& ListNames::find(std::string_view text) const {
  static std::vector<std::string> const none;
  if (auto const found = exact_.find(text); found != exact_.end()) {
    return found->second;
  }
  auto const found = alike_.find(bare(text));
  return found == alike_.end() ? none : found->second;
}

std::vector<std::string> parts_of(std::string text) {
  for (auto const sign : code_separators) {
    for (auto at = text.find(sign); at != std::string::npos; at = text.find(sign, at + 1)) {
      text.replace(at, sign.size(), ";");
    }
  }
  std::vector<std::string> parts;
  for (auto const part : base::split(text, ';')) {
    if (auto const trimmed = base::trim(part); !trimmed.empty()) {
      parts.emplace_back(trimmed);
    }
  }
  return parts;
}

CellTexts::Shown const& CellTexts::shown(definitions::CodeList const& list) {
  auto const known = lists_.find(list.id);
  if (known != lists_.end()) {
    return known->second;
  }
  auto& made = lists_[list.id];
  ListNames const names(list);
  for (auto const& row : list.rows) {
    auto const& meant = names.find(row.name);
    bool const parts = std::any_of(code_separators.begin(), code_separators.end(), [&](auto const sign) { return row.name.find(sign) != std::string::npos; });
    made.emplace(row.code, meant.size() == 1 && meant.front() == row.code && !parts && row.name.find(';') == std::string::npos ? row.name : row.code);
  }
  return made;
}

std::string CellTexts::of(Field const& field, Value const& value) {
  if (field.type == Type::date || field.type == Type::number || field.type == Type::decimal) {
    return definitions::to_text(field, value);
  }
  auto const* list = set_.list(field.list);
  if (list == nullptr) {
    return definitions::shown(set_, field, value);
  }
  auto const& names = shown(*list);
  auto const name_of = [&](std::string const& code) {
    auto const found = names.find(code);
    return found == names.end() ? code : found->second;
  };
  if (auto const* code = std::get_if<std::string>(&value)) {
    return name_of(*code);
  }
  std::string all;
  if (auto const* codes = std::get_if<std::vector<std::string>>(&value)) {
    for (auto const& code : *codes) {
      all += (all.empty() ? "" : "、") + name_of(code);
    }
  }
  return all;
}

}  // namespace exchange
