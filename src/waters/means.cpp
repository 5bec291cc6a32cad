// Periods: arithmetic means, half the limit for what was not detected; pH by its single values.
#include <algorithm>

#include "waters/inside.hpp"

namespace waters {
namespace {

bool judged_singly(Item const& item) { return item.limits.front()->sense == catalog::Sense::between; }

// How far from the middle of the best range: the single value that is shown for a period.
Decimal distance(Item const& item, Decimal value) {
  auto const& range = *item.limits.front();
  auto const twice = value + value - *range.low - *range.high;
  return twice.negative() ? Decimal() - twice : twice;
}

Mean mean_of(Table const& table, std::size_t at, std::vector<Value const*> const& values, Decimal factor) {
  Mean mean;
  Decimal sum;
  Decimal greatest_limit;
  auto const& item = table.items()[at];
  for (auto const* value : values) {
    if (mean.samples == 0 || value->value < mean.low) {
      mean.low = value->value;
    }
    mean.high = mean.samples == 0 ? value->value : std::max(mean.high, value->value);
    mean.undetected += value->undetected ? 1 : 0;
    greatest_limit = value->undetected ? std::max(greatest_limit, value->value) : greatest_limit;
    sum = sum + (value->undetected ? value->value * factor : value->value);
    if (mean.samples == 0 || (judged_singly(item) && distance(item, value->value) > distance(item, mean.judged.value))) {
      mean.judged = *value;
    }
    ++mean.samples;
  }
  if (mean.undetected == mean.samples) {
    mean.value = {greatest_limit, true, {}};
  } else {
    mean.value = {Decimal::divide(sum, Decimal(mean.samples, 0), places_kept).trimmed(), false, {}};
  }
  if (!judged_singly(item)) {
    mean.judged = mean.value;
  }
  return mean;
}

}  // namespace

std::map<std::string, Mean> means(Table const& table, std::vector<Sample const*> const& samples) {
  std::map<std::string, Mean> made;
  for (std::size_t i = 0; i < table.items().size(); ++i) {
    std::vector<Value const*> values;
    Value const* word = nullptr;
    for (auto const* sample : samples) {
      auto const found = sample->find(table.items()[i].key);
      if (found == sample->end()) {
        continue;
      }
      if (found->second.undetected && found->second.value == Decimal()) {
        continue;   // its detection limit is not given: half of nothing is a guess
      }
      if (found->second.word.empty()) {
        values.push_back(&found->second);
      } else if (word == nullptr || found->second.word != "无") {
        word = &found->second;
      }
    }
    if (word != nullptr && values.empty()) {
      Mean mean;
      mean.value = mean.judged = *word;
      mean.samples = 1;
      made.emplace(table.items()[i].key, std::move(mean));
    } else if (!values.empty()) {
      made.emplace(table.items()[i].key, mean_of(table, i, values, table.undetected_factor()));
    }
  }
  return made;
}

Sample judged(std::map<std::string, Mean> const& means) {
  Sample sample;
  for (auto const& [key, mean] : means) {
    sample.emplace(key, mean.judged);
  }
  return sample;
}

std::map<std::string, Mean> means_of(Table const& table, std::vector<std::map<std::string, Mean> const*> const& months) {
  std::vector<Sample> samples;
  for (auto const* month : months) {
    samples.push_back(judged(*month));
  }
  std::vector<Sample const*> all;
  for (auto const& sample : samples) {
    all.push_back(&sample);
  }
  auto made = means(table, all);
  for (auto& [key, mean] : made) {
    mean.samples = mean.undetected = 0;
    for (auto const* month : months) {
      if (auto const found = month->find(key); found != month->end() && found->second.value.word.empty()) {
        bool const first = mean.samples == 0;
        mean.low = first ? found->second.low : std::min(mean.low, found->second.low);
        mean.high = first ? found->second.high : std::max(mean.high, found->second.high);
        mean.samples += found->second.samples;
        mean.undetected += found->second.undetected;
      }
    }
  }
  return made;
}

std::string shown(Table const& table, std::size_t item, Mean const& mean) {
  auto const& made = table.items()[item];
  auto const text = [&](Decimal value) { return (made.digits >= 0 && value.scale() > made.digits ? value.rounded(made.digits) : value).to_string(); };
  if (!mean.value.word.empty() || mean.value.undetected) {
    return to_text(mean.value);
  }
  if (judged_singly(made) && mean.samples > 1 && mean.low != mean.high) {
    return text(mean.low) + "～" + text(mean.high);
  }
  return text(mean.value.value);
}

}  // namespace waters
