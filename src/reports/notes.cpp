// The lines that stand under every table: by which edition, from what share of valid data, and why something is missing.
#include <algorithm>

#include "reports/inside.hpp"

namespace reports {
namespace {

constexpr std::size_t editions_named_max = 8, more_named_max = 12, gaps_named_max = 6, reasons_max = 8;

std::string share_text(double share) {
  auto const decimal = base::Decimal::from_double(share * 100, 6).rounded(1);
  return decimal.to_string() + "%";
}

/// Editions of limits and classes that the explanations rest on, but for those that are named already.
std::string others_text(Used const& used, std::vector<std::string> const& named, catalog::Catalog const& catalog) {
  std::set<std::string> numbers;
  for (auto const* entry : used) {
    for (auto const& id : entry != nullptr && entry->judged ? entry->editions : std::set<std::string>()) {
      auto const* edition = catalog.edition(id);
      bool const known = edition != nullptr && std::any_of(named.begin(), named.end(), [&](auto const& one) { return one.starts_with(edition->number); });
      if (edition != nullptr && !known) {
        numbers.insert(edition->number);
      }
    }
  }
  std::string words;
  std::size_t count = 0;
  for (auto const& number : numbers) {
    words += ++count <= more_named_max ? (count == 1 ? "" : "、") + number : "";
  }
  return words.empty() ? words : "，另据 " + words + (count > more_named_max ? " 等" : "");
}

std::string edition_text(figures::Figure const& figure, catalog::Catalog const& catalog) {
  auto const* edition = catalog.edition(figure.edition);
  auto const name = edition != nullptr ? edition->number : !figure.edition.empty() ? figure.edition : figure.standard;
  if (name.empty()) {
    return {};
  }
  return name + (figure.clause.empty() ? "" : " " + figure.clause) + (edition != nullptr && edition->recalled ? "（条文凭记录，待核）" : "");
}

}  // namespace

namespace {

/// What figures rest on: those that were judged, or those that could not be.
struct Basis {
  std::vector<std::string> editions;
  std::optional<double> least, most;       // shares of valid data
  std::size_t figures = 0, counted = 0, provisional = 0;
};

Basis basis_of(Used const& used, bool judged, catalog::Catalog const& catalog) {
  Basis basis;
  for (auto const* entry : used) {
    if (entry == nullptr || entry->judged != judged) {
      continue;
    }
    ++basis.figures;
    auto& editions = basis.editions;
    if (auto words = edition_text(entry->figure, catalog); !words.empty() && std::find(editions.begin(), editions.end(), words) == editions.end()) {
      editions.push_back(std::move(words));
    }
    if (auto const share = entry->figure.valid_share) {
      ++basis.counted;
      basis.least = std::min(basis.least.value_or(*share), *share);
      basis.most = std::max(basis.most.value_or(*share), *share);
    }
    basis.provisional += entry->figure.provisional ? 1 : 0;
  }
  std::sort(basis.editions.begin(), basis.editions.end());
  return basis;
}

std::string editions_text(Basis const& basis) {
  auto const& editions = basis.editions;
  std::string words;
  for (std::size_t i = 0; i < std::min(editions.size(), editions_named_max); ++i) {
    words += (i == 0 ? "" : "、") + editions[i];
  }
  return editions.empty() ? std::string(dash) : words + (editions.size() > editions_named_max ? " 等" : "");
}

std::string shares_text(Basis const& basis) {
  if (!basis.least) {
    return std::string(dash) + "（所用评价未给出）";
  }
  auto const least = share_text(*basis.least), most = share_text(*basis.most);
  auto const words = least == most ? least : least + "～" + most;
  return basis.counted == 1 ? words : words + "（" + std::to_string(basis.counted) + " 个评价）";
}

}  // namespace

std::vector<std::string> basis_notes(Used const& used, catalog::Catalog const& catalog) {
  auto const judged = basis_of(used, true, catalog), refused = basis_of(used, false, catalog);
  if (judged.figures == 0 && refused.editions.empty()) {
    return {"依据 —；有效数据比例 —：没有可评价的数据。"};
  }
  if (judged.figures == 0) {                // there are some data, too few: what was counted of them is shown
    return {"依据 " + editions_text(refused) + "；有效数据比例 " + shares_text(refused) + "：不能评价，所列仅为已有数据。"};
  }
  auto words = "依据 " + editions_text(judged) + others_text(used, judged.editions, catalog) + "；有效数据比例 " + shares_text(judged);
  if (refused.figures > 0) {
    words += "；另有 " + std::to_string(refused.figures) + " 个没有数据或不能评价，不在其中";
  }
  std::vector<std::string> notes{words + "。"};
  if (judged.provisional > 0) {
    notes.push_back("时段尚未结束，所用 " + std::to_string(judged.figures) + " 个评价中 " + std::to_string(judged.provisional) + " 个为临时结果。");
  }
  return notes;
}

void Gaps::add(std::string what, std::string why) {
  if (!why.empty()) {
    found.emplace_back(std::move(what), std::move(why));
  }
}

std::vector<std::string> Gaps::notes() const {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;
  for (auto const& [what, why] : found) {
    auto at = std::find_if(by_reason.begin(), by_reason.end(), [&](auto const& one) { return one.first == why; });
    at = at == by_reason.end() ? by_reason.insert(by_reason.end(), {why, {}}) : at;
    if (std::find(at->second.begin(), at->second.end(), what) == at->second.end()) {
      at->second.push_back(what);
    }
  }
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(by_reason.size(), reasons_max); ++i) {
    auto const& [why, places] = by_reason[i];
    std::string words = "“—” ";
    for (std::size_t p = 0; p < std::min(places.size(), gaps_named_max); ++p) {
      words += (p == 0 ? "" : "、") + places[p];
    }
    lines.push_back(words + (places.size() > gaps_named_max ? " 等 " + std::to_string(places.size()) + " 处：" : "：") + why);
  }
  return lines;
}

}  // namespace reports
