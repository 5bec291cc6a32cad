// Finding the header of a sheet: titles over several lines, merged blocks, units in brackets or on a line of their own.
#include <algorithm>
#include <array>
#include <set>

#include "exchange/inside.hpp"

namespace exchange {
namespace {

using workbook::Cell, workbook::Sheet;

constexpr std::array places{std::pair{longitude, std::array<std::string_view, 3>{"经度", "东经", "longitude"}},
                            std::pair{latitude, std::array<std::string_view, 3>{"纬度", "北纬", "latitude"}},
                            std::pair{north, std::array<std::string_view, 3>{"X坐标", "北坐标", "纵坐标"}},
                            std::pair{east, std::array<std::string_view, 3>{"Y坐标", "东坐标", "横坐标"}},
                            std::pair{place, std::array<std::string_view, 3>{"图形WKT", "图形", "geometry"}},
                            std::pair{datum, std::array<std::string_view, 3>{"坐标系", "坐标系统", "datum"}}};

std::string text_at(Sheet const& sheet, int row, int column) {
  auto const& rows = sheet.rows;
  if (row < 0 || static_cast<std::size_t>(row) >= rows.size() || static_cast<std::size_t>(column) >= rows[static_cast<std::size_t>(row)].size()) {
    return {};
  }
  return plain(rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)].text);
}

/// With merged blocks filled: every cell of a block shows what its first one holds.
std::string shown_at(Sheet const& sheet, int row, int column) {
  for (auto const& block : sheet.merged) {
    if (row >= block.row && row < block.row + block.rows && column >= block.column && column < block.column + block.columns) {
      return text_at(sheet, block.row, block.column);
    }
  }
  return text_at(sheet, row, column);
}

int width_of(Sheet const& sheet, int first, int last) {
  std::size_t width = 0;
  for (int row = first; row <= last && static_cast<std::size_t>(row) < sheet.rows.size(); ++row) {
    width = std::max(width, sheet.rows[static_cast<std::size_t>(row)].size());
  }
  constexpr std::size_t columns_max = 500;
  return static_cast<int>(std::min(width, columns_max));
}

bool is_known(std::vector<Known> const& known, std::string_view title, std::string* field) {
  auto const wanted = bare(title);
  if (wanted.empty()) {
    return false;
  }
  for (auto const& one : known) {
    if (std::find(one.names.begin(), one.names.end(), wanted) != one.names.end()) {
      *field = one.field;
      return true;
    }
  }
  return false;
}

/// Titles of one column from top to bottom, each once.
std::vector<std::string> titles_of(Sheet const& sheet, int first, int last, int column) {
  std::vector<std::string> titles;
  for (int row = first; row <= last; ++row) {
    auto title = shown_at(sheet, row, column);
    if (!title.empty() && (titles.empty() || titles.back() != title)) {
      titles.push_back(std::move(title));
    }
  }
  return titles;
}

}  // namespace

std::string bare(std::string_view text) {
  auto const low = base::to_lower(plain(text));
  std::string out;
  constexpr std::string_view dropped = " \t\n\r*:_-/,.()[]\"'";
  for (std::size_t i = 0; i < low.size(); ++i) {
    auto const rest = std::string_view(low).substr(i);
    bool wide = false;
    for (std::string_view const sign : {"、", "：", "（", "）", "【", "】", "★", "※", "〔", "〕"}) {
      if (rest.starts_with(sign)) {
        i += sign.size() - 1;
        wide = true;
        break;
      }
    }
    if (!wide && dropped.find(low[i]) == std::string_view::npos) {
      out += low[i];
    }
  }
  return out;
}

std::pair<std::string, std::string> title_and_unit(std::string_view title) {
  auto const text = plain(title);   // brackets are plain by now
  std::size_t open = text.size();
  for (int depth = text.ends_with(')') ? 1 : 0; depth > 0 && open-- > 0;) {   // the bracket that the last one closes
    depth += open + 1 == text.size() ? 0 : text[open] == ')' ? 1 : text[open] == '(' ? -1 : 0;
  }
  if (open == 0 || open >= text.size()) {
    return {text, {}};
  }
  return {std::string(base::trim(std::string_view(text).substr(0, open))), text.substr(open + 1, text.size() - open - 2)};
}

std::vector<Known> known_columns(Register const& reg) {
  std::vector<Known> all;
  for (auto const& field : reg.fields) {
    if (field.value || field.retired || definitions::is_file(field.type)) {
      continue;
    }
    Known one{.field = field.id, .required = field.required};
    for (auto const& name : field.also) {
      one.names.push_back(bare(name));
    }
    for (auto const& name : {field.title.zh, field.title.en, field.id}) {
      one.names.push_back(bare(name));
    }
    all.push_back(std::move(one));
  }
  if (reg.geometry) {
    for (auto const& [name, titles] : places) {
      Known one{.field = std::string(name)};
      for (auto const title : titles) {
        one.names.push_back(bare(title));
      }
      bool const taken = std::any_of(all.begin(), all.end(), [&](auto const& other) {
        return std::any_of(one.names.begin(), one.names.end(),
                           [&](auto const& title) { return std::find(other.names.begin(), other.names.end(), title) != other.names.end(); });
      });
      if (!taken) {
        all.push_back(std::move(one));
      }
    }
  }
  if (reg.lifecycle) {
    all.push_back({.field = std::string(state), .names = {bare("办理状态"), bare("台账状态"), "state"}});
  }
  return all;
}

Header header_at(Sheet const& sheet, std::vector<Known> const& known, int first, int last) {
  Header header{.first = first, .last = last};
  std::set<std::string> taken;
  auto const width = width_of(sheet, first, last);
  for (int column = 0; column < width; ++column) {
    auto const titles = titles_of(sheet, first, last, column);
    if (titles.empty()) {
      continue;
    }
    Column made{.index = column};
    std::string joined;
    for (auto const& title : titles) {
      joined += title;
    }
    // The lowest title first, then all of them together, then each with its unit taken off.
    for (auto const& title : {titles.back(), joined}) {
      auto const [name, unit] = title_and_unit(title);
      std::string field;
      if (made.field.empty() && (is_known(known, title, &field) || is_known(known, name, &field)) && taken.insert(field).second) {
        made.field = field;
      }
      made.unit = made.unit.empty() ? unit : made.unit;
    }
    made.title = titles.size() == 1 ? titles.front() : titles[titles.size() - 2] + " " + titles.back();
    header.matched += made.field.empty() ? 0U : 1U;
    header.columns.push_back(std::move(made));
  }
  return header;
}

Header find_header(Sheet const& sheet, std::vector<Known> const& known) {
  Header best;
  auto const rows = static_cast<int>(std::min(sheet.rows.size(), header_rows_max));
  for (int first = 0; first < rows; ++first) {
    for (int lines = 1; lines <= static_cast<int>(header_lines_max) && first + lines <= rows; ++lines) {
      auto found = header_at(sheet, known, first, first + lines - 1);
      // A header of more lines must know more columns than one of fewer: neither a title nor a data row is a line of the header.
      if (found.matched > best.matched || (found.matched == best.matched && lines < best.last - best.first + 1)) {
        best = std::move(found);
      }
    }
  }
  int first = best.first;   // up to where the merged blocks of its titles begin
  for (auto const& block : sheet.merged) {
    bool const reaches_in = block.row < best.first && block.row + block.rows > best.first && block.row + static_cast<int>(header_lines_max) > best.last;
    first = reaches_in ? std::min(first, block.row) : first;
  }
  return best.matched == 0 || first == best.first ? best : header_at(sheet, known, first, best.last);
}

std::map<int, std::string> unit_line(std::vector<Cell> const& row) {
  std::map<int, std::string> units;
  for (std::size_t i = 0; i < row.size(); ++i) {
    auto text = plain(row[i].text);
    if (text.empty()) {
      continue;
    }
    if (row[i].kind != Cell::Kind::text) {
      return {};
    }
    if (text.starts_with('(') && text.ends_with(')')) {
      text = text.substr(1, text.size() - 2);
    }
    if (!is_unit(text)) {
      return {};
    }
    units[static_cast<int>(i)] = text;
  }
  return units;
}

}  // namespace exchange
