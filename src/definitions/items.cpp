// What a field measures must be something that standards know: a misspelt word would silently never be judged.
#include <algorithm>
#include <utility>

#include "definitions/loader.hpp"

namespace definitions {
namespace {

constexpr std::size_t compared_max = 40, offered_max = 3;   // bytes of a word; words of a mend

/// Characters of a text in small letters, each with all its bytes: 氨氮 is two.
std::vector<std::string> letters_of(std::string_view text) {
  std::vector<std::string> all;
  for (char const byte : base::to_lower(text.substr(0, compared_max))) {
    bool const goes_on = (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
    goes_on && !all.empty() ? void(all.back() += byte) : void(all.emplace_back(1, byte));
  }
  return all;
}

/// How many characters are put in, left out or exchanged to make one of the other (Levenshtein).
std::size_t distance(std::vector<std::string> const& a, std::vector<std::string> const& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto before = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto const here = std::min({row[j] + 1, row[j - 1] + 1, before + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      before = std::exchange(row[j], here);
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string> nearest(std::vector<std::string> const& words, std::string_view word) {
  auto const wanted = letters_of(word);
  std::vector<std::pair<std::size_t, std::string const*>> found;
  for (auto const& each : words) {
    auto const other = letters_of(each);
    auto const far = distance(wanted, other);
    if (far < std::max(wanted.size(), other.size()) && far <= wanted.size() / 4 + 1) {   // something in common, and most of a long word
      found.emplace_back(far, &each);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
  std::vector<std::string> offered;
  for (std::size_t i = 0; i < found.size() && i < offered_max; ++i) {
    offered.push_back(*found[i].second);
  }
  return offered;
}

void SetLoader::check_items(Items const& items) {
  for (auto const& reg : made_->registers_) {
    for (auto const& field : reg.fields) {
      if (field.item.empty() || field.retired || items.known(field.item)) {
        continue;
      }
      std::string like;
      for (auto const& word : nearest(items.all(), field.item)) {
        like += (like.empty() ? "" : ", ") + word;
      }
      problems_.add("unknown_item", "field '" + field.id + "': no standard and no list knows the item '" + field.item + "', it would never be judged",
                    field_places_[reg.id + "." + field.id],
                    (like.empty() ? "" : "perhaps " + like + "; ") + std::string("words are in catalog/factors.tsv, aliases.tsv and the tables of standards"));
    }
  }
}

}  // namespace definitions
