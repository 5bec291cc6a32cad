// [MS-CFB]: a file system in a file. Read here to find one stream and to tell an encrypted workbook; every chain is bounded
// by the number of sectors.
#include <algorithm>

#include "workbook/inside.hpp"

namespace workbook {
namespace {

constexpr std::string_view signature("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
constexpr std::uint32_t last_sector = 0xFFFFFFFA;       // greater values are marks
constexpr std::size_t header_bytes = 512, entry_bytes = 128, small_sector_bytes = 64;

struct Compound {
  std::string_view bytes;
  std::size_t sector_bytes = 512, small_below = 4096;
  std::vector<std::uint32_t> next, small_next;
  std::string small;                                    // all small sectors

  struct Entry { std::string name; std::uint32_t first = 0; std::uint64_t size = 0; };
  std::vector<Entry> entries;

  [[nodiscard]] std::uint64_t number(std::size_t at, int size) const { return little(bytes, at, size); }
  [[nodiscard]] std::string_view sector(std::uint32_t index) const {
    auto const at = (static_cast<std::size_t>(index) + 1) * sector_bytes;
    return at < bytes.size() ? bytes.substr(at, sector_bytes) : std::string_view();
  }
  [[nodiscard]] std::string chain(std::uint32_t first) const {
    std::string all;
    std::size_t steps = 0;
    for (auto at = first; at < last_sector && at < next.size() && steps++ <= next.size(); at = next[at]) {
      all += sector(at);
    }
    return all;
  }
  static void add_numbers(std::string_view from, std::vector<std::uint32_t>& to) {
    for (std::size_t i = 0; i + 4 <= from.size(); i += 4) {
      to.push_back(static_cast<std::uint32_t>(little(from, i, 4)));
    }
  }
  bool open();
  [[nodiscard]] std::string stream(Entry const& entry) const;
};

bool Compound::open() {
  auto const shift = number(30, 2);
  if (bytes.size() < header_bytes || (shift != 9 && shift != 12)) {
    return false;
  }
  sector_bytes = std::size_t{1} << shift;
  std::vector<std::uint32_t> tables;                    // sectors that hold the table of chains
  add_numbers(bytes.substr(76, 436), tables);
  auto const sectors = bytes.size() / sector_bytes;
  std::size_t steps = 0;
  for (auto at = static_cast<std::uint32_t>(number(68, 4)); at < last_sector && steps++ < sectors;) {
    std::vector<std::uint32_t> more;
    add_numbers(sector(at), more);
    if (more.empty()) {
      return false;
    }
    at = more.back();
    more.pop_back();
    tables.insert(tables.end(), more.begin(), more.end());
  }
  for (auto const table : tables) {
    if (table < last_sector && next.size() <= sectors) {
      add_numbers(sector(table), next);
    }
  }
  auto const folder = chain(static_cast<std::uint32_t>(number(48, 4)));
  for (std::size_t at = 0; at + entry_bytes <= folder.size(); at += entry_bytes) {
    auto const entry = std::string_view(folder).substr(at, entry_bytes);
    auto const name_bytes = static_cast<std::size_t>(little(entry, 64, 2));
    auto const name = name_bytes >= 2 && name_bytes <= 64 ? from_utf16(entry.substr(0, name_bytes - 2), false) : std::string();
    entries.push_back({name, static_cast<std::uint32_t>(little(entry, 116, 4)), little(entry, 120, 4)});
  }
  if (entries.empty()) {
    return false;
  }
  add_numbers(chain(static_cast<std::uint32_t>(number(60, 4))), small_next);
  small = chain(entries[0].first);
  return true;
}

std::string Compound::stream(Entry const& entry) const {
  std::string all;
  if (entry.size >= small_below) {
    all = chain(entry.first);
  } else {
    std::size_t steps = 0;
    for (auto at = entry.first; at < last_sector && at < small_next.size() && steps++ <= small_next.size(); at = small_next[at]) {
      all += std::string_view(small).substr(std::min(static_cast<std::size_t>(at) * small_sector_bytes, small.size()), small_sector_bytes);
    }
  }
  all.resize(std::min<std::size_t>(all.size(), entry.size));
  return all;
}

}  // namespace

std::uint64_t little(std::string_view bytes, std::size_t at, int size) {
  std::uint64_t value = 0;
  for (int i = size - 1; i >= 0; --i) {
    auto const index = at + static_cast<std::size_t>(i);
    value = value << 8 | (index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0U);
  }
  return value;
}

bool is_compound(std::string_view bytes) { return bytes.starts_with(signature); }

base::Result<std::string> compound_stream(std::string_view bytes, std::vector<std::string> const& names) {
  Compound compound{.bytes = bytes, .next = {}, .small_next = {}, .small = {}, .entries = {}};
  if (!compound.open()) {
    return damaged("the container of the workbook is broken", {});
  }
  auto const find = [&](std::string const& name) {
    return std::find_if(compound.entries.begin(), compound.entries.end(), [&](auto const& e) { return e.name == name; });
  };
  if (find("EncryptedPackage") != compound.entries.end()) {
    return encrypted();
  }
  for (auto const& name : names) {
    if (auto const entry = find(name); entry != compound.entries.end()) {
      return compound.stream(*entry);
    }
  }
  return base::Problem("not_a_workbook", "the file is of another Office program", {}, "save the table as .xlsx");
}

}  // namespace workbook
