// A table compiled: items in the order of the standard, what the method says of each, and thresholds as arrays.
#include <algorithm>
#include <cmath>
#include <limits>

#include "waters/inside.hpp"

namespace waters {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
using catalog::ClassLimit;

bool has_number(ClassLimit const& row) { return row.low || row.high; }
bool meets(ClassLimit const& row, Decimal value) {
  if (asks_for_nothing(row)) {
    return value == Decimal();
  }
  bool const above = !row.low || (row.low_excluded ? *row.low < value : *row.low <= value);
  bool const below = !row.high || (row.high_excluded ? value < *row.high : value <= *row.high);
  return has_number(row) && above && below;
}
bool is_set(catalog::Catalog const& catalog, std::string const& table, std::string const& subject, char const* name, Day on, std::string_view text) {
  auto const* row = catalog.parameter(table, subject, name, on);
  return row != nullptr && row->text == text;
}

}  // namespace

base::Result<Table> Table::compile(catalog::Catalog const& catalog, std::string_view standard, Names const& tables, Day on) {
  auto const edition = edition_on(catalog, standard, on);
  if (!edition) {
    return edition.error();
  }
  auto const method = method_of(catalog, on);
  auto const factor = method ? number_of(catalog, method->edition->id + "/统计", "", "undetected_factor", method->on) : method.error();
  if (!factor) {
    return factor.error();
  }
  Table made;
  made.undetected_factor_ = *factor;
  made.catalog_ = &catalog;
  made.edition_ = *edition;
  made.on_ = on;
  auto const& id = made.edition_->id;
  made.grades_ = id + (catalog.grades(id + "/类别", on).empty() ? "/结论" : "/类别");
  auto const* required = catalog.parameter(id + "/评价", "", "required_clause", on);
  for (auto const& table : tables) {
    auto const before = made.items_.size();
    for (auto const* row : catalog.classes(id + "/" + table, on)) {
      auto const& key = row->factor.empty() ? row->name : row->factor;
      auto const at = std::find_if(made.items_.begin(), made.items_.end(), [&](Item const& item) { return item.key == key; });
      if (at == made.items_.end()) {
        Item item{key, row->name, row->unit, {row}};
        item.on_file = !row->source.to_file;
        item.required = required != nullptr && row->source.clause.starts_with(required->text);
        made.items_.push_back(std::move(item));
      } else if (static_cast<std::size_t>(at - made.items_.begin()) >= before) {
        at->limits.push_back(row);
        at->on_file = at->on_file && !row->source.to_file;
      }
    }
    if (made.items_.size() == before) {
      return assess::cannot_judge("没有该表：" + table + " / the edition has no such table", made.edition_->number);
    }
  }
  for (auto const* name : {"standard_rank", "multiple_digits"}) {
    if (auto const* row = catalog.parameter(id + "/评价", "", name, on); row != nullptr && row->number) {
      (std::string_view(name) == "standard_rank" ? made.standard_rank_ : made.multiple_digits_) = static_cast<int>(whole(*row->number));
    }
  }
  made.seal();
  return made;
}

// Nested intervals: what a better class takes, a worse one takes too (从优不从劣).
void Table::seal() {
  for (auto& item : items_) {
    std::sort(item.limits.begin(), item.limits.end(), [](auto const* a, auto const* b) { return a->rank < b->rank; });
    worst_ = std::max(worst_, item.limits.back()->rank + 1);
    by_word_.emplace(base::to_lower(item.name), static_cast<std::size_t>(&item - items_.data()));
  }
  for (std::size_t i = 0; i < items_.size(); ++i) {
    by_word_.emplace(base::to_lower(items_[i].key), i);
  }
  auto const ranks = static_cast<std::size_t>(worst_ - 1);
  low_.assign(items_.size() * ranks, -infinite);
  high_.assign(items_.size() * ranks, infinite);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    double low = infinite;
    double high = -infinite;
    for (std::size_t rank = 0; items_[i].counted && items_[i].on_file && rank < ranks; ++rank) {
      for (auto const* row : items_[i].limits) {
        if (static_cast<std::size_t>(row->rank) == rank + 1 && has_number(*row)) {
          double const row_low = row->low ? row->low->to_double() : -infinite;
          double const row_high = row->high ? row->high->to_double() : infinite;
          low = std::min(low, row->low_excluded ? std::nextafter(row_low, infinite) : row_low);
          high = std::max(high, row->high_excluded ? std::nextafter(row_high, -infinite) : row_high);
        } else if (static_cast<std::size_t>(row->rank) == rank + 1 && asks_for_nothing(*row)) {
          low = std::min(low, 0.0);
          high = std::max(high, 0.0);
        }
      }
      low_[i * ranks + rank] = low;
      high_[i * ranks + rank] = high;
    }
  }
}

base::Result<Table> Table::surface(catalog::Catalog const& catalog, Body body, Day on, bool drinking_source) {
  Names tables{body == Body::river ? "河流" : "湖库"};
  if (drinking_source) {
    tables.insert(tables.end(), {"补充项目", "特定项目"});
  }
  auto made = compile(catalog, "GB 3838", tables, on);
  auto const method = method_of(catalog, on);
  if (!made || !method) {
    return made ? method.error() : made.error();
  }
  made->method_ = method->edition;
  made->method_on_ = on = method->on;
  auto const& id = method->edition->id;
  auto const worse = number_of(catalog, id + "/统计", "", "worse_than", on);
  auto const digits = number_of(catalog, id + "/统计", "", "multiple_digits", on);
  if (!worse || !digits) {
    return worse ? digits.error() : worse.error();
  }
  made->standard_rank_ = static_cast<int>(whole(*worse));
  made->multiple_digits_ = static_cast<int>(whole(*digits));
  auto const roles = id + "/评价项目";
  for (auto& item : made->items_) {
    item.counted = is_set(catalog, roles, item.key, "role", on, "评价");
    item.required = item.counted;
    item.first = is_set(catalog, roles, item.key, "first", on, "是");
    item.no_multiple = is_set(catalog, roles, item.key, "no_multiple", on, "是");
    item.automatic = is_set(catalog, roles, item.key, "automatic", on, "是");
    if (auto const* places = catalog.parameter(roles, item.key, "digits", on); places != nullptr && places->number) {
      item.digits = static_cast<int>(whole(*places->number));
    }
  }
  made->seal();
  auto saturation = made->find_saturation();
  if (!saturation) {
    return saturation.error();
  }
  made->saturation_ = *std::move(saturation);
  return made;
}

base::Result<std::optional<Saturation>> Table::find_saturation() const {
  auto const table = edition_->id + "/饱和率";
  for (std::size_t i = 0; i < items_.size(); ++i) {
    auto const& key = items_[i].key;
    auto const* temperature = catalog_->parameter(table, key, "temperature", on_);
    if (temperature == nullptr) {
      continue;
    }
    Saturation made{i, 0, {}, {}, {}, temperature->text, false};
    Decimal rank;
    for (auto const& [name, number] : {std::pair("rank", &rank), std::pair("share", &made.share), std::pair("saturation_numerator", &made.numerator),
                                       std::pair("saturation_offset", &made.offset)}) {
      auto const found = number_of(*catalog_, table, key, name, on_);
      if (!found) {
        return found.error();
      }
      *number = *found;
      made.recalled = made.recalled || catalog_->parameter(table, key, name, on_)->source.recalled;
    }
    made.rank = static_cast<int>(whole(rank));
    return std::optional(std::move(made));
  }
  return std::optional<Saturation>();
}

base::Result<Table> Table::groundwater(catalog::Catalog const& catalog, Day on) { return compile(catalog, "GB/T 14848", {"常规指标", "非常规指标"}, on); }

base::Result<Table> Table::drinking(catalog::Catalog const& catalog, bool small, std::string const& place, Day on) {
  Names tables;
  if (small) {
    tables.emplace_back("小型集中式和分散式供水");
  }
  tables.insert(tables.end(), {"集中式供水", "扩展指标"});
  if (!place.empty()) {
    tables.push_back(place);
  }
  return compile(catalog, "GB 5749", tables, on);
}

base::Result<Table> Table::irrigation(catalog::Catalog const& catalog, Irrigation const& wanted, Day on) {
  Names tables{wanted.crop};
  for (auto const& [folder, name] : {std::pair("地区/", &wanted.area), std::pair("土壤/", &wanted.soil), std::pair("硼/", &wanted.boron)}) {
    if (!name->empty()) {
      tables.push_back(folder + *name);
    }
  }
  return compile(catalog, "GB 5084", tables, on);
}

std::optional<std::size_t> Table::find(std::string_view word) const {
  auto at = by_word_.find(base::to_lower(base::trim(word)));
  if (at == by_word_.end()) {
    if (auto const* factor = catalog_->item(word, "water")) {
      at = by_word_.find(factor->code);
    }
  }
  return at == by_word_.end() ? std::nullopt : std::optional(at->second);
}

catalog::Grade const* Table::grade(int rank) const { return catalog_->grade(grades_, Decimal(rank, 0), on_); }
catalog::Grade const* Table::status(int rank) const {
  return method_ == nullptr ? nullptr : catalog_->grade(method_->id + "/断面状况", Decimal(rank, 0), method_on_);
}
assess::Basis Table::basis(std::string const& clause) const { return {edition_->number, clause, edition_->id}; }

int Table::rank(std::size_t item, Decimal value) const {
  for (auto const* row : items_[item].limits) {
    if (meets(*row, value)) {
      return row->rank;
    }
  }
  return worst_;
}

int Table::rank_of(std::span<double const> values) const {
  CHECK(values.size() == items_.size(), "one value an item");
  auto const ranks = static_cast<std::size_t>(worst_ - 1);
  int worst = 0;
  bool any = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    double const value = values[i];
    int rank = 1;   // NaN lies outside of nothing
    for (std::size_t at = i * ranks; at < (i + 1) * ranks; ++at) {
      rank += static_cast<int>(value < low_[at]) | static_cast<int>(value > high_[at]);
    }
    worst = std::max(worst, rank);
    any = any || (value == value && items_[i].counted && items_[i].on_file);
  }
  return any ? worst : 0;
}

void Table::ranks_of(std::span<double const> samples, std::span<std::uint8_t> out) const {
  CHECK(samples.size() == out.size() * items_.size(), "every sample has a value an item");
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<std::uint8_t>(rank_of(samples.subspan(i * items_.size(), items_.size())));
  }
}

}  // namespace waters
