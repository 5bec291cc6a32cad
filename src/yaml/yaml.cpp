#include "yaml/yaml.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace yaml {

void Problems::add(std::string code, std::string detail, std::string where, std::string mend) {
  if (found.size() < count_max) {
    found.emplace_back(std::move(code), std::move(detail), std::move(where), std::move(mend));
  }
}

/// Turns yaml-cpp's nodes into leaves.
struct Growth {
  std::string const& path;
  std::string const& guide;
  Problems& problems;
  static constexpr int depth_max = 16;

  Leaf grow(::YAML::Node const& node, int depth) {
    Leaf leaf;
    leaf.path_ = path;
    leaf.guide_ = guide;
    leaf.problems_ = &problems;
    leaf.line_ = std::max(node.Mark().line, 0) + 1;
    if (depth > depth_max) {
      leaf.fault("bad_yaml", "the file is nested too deeply");
    } else if (node.IsMap()) {
      leaf.shape_ = Leaf::Shape::map;
      grow_map(leaf, node, depth);
    } else if (node.IsSequence()) {
      leaf.shape_ = Leaf::Shape::list;
      for (auto const& item : node) {
        leaf.list_.push_back(grow(item, depth + 1));
      }
    } else if (node.IsScalar()) {
      leaf.scalar_ = node.Scalar();
    }
    return leaf;
  }

  void grow_map(Leaf& leaf, ::YAML::Node const& node, int depth) {
    for (auto const& entry : node) {
      auto const name = entry.first.IsScalar() ? entry.first.Scalar() : std::string("?");
      auto value = grow(entry.second, depth + 1);
      if (leaf.has(name)) {
        value.fault("key_twice", "key '" + name + "' stands twice");
        continue;
      }
      leaf.names_.push_back(name);
      leaf.list_.push_back(std::move(value));
    }
  }
};

std::optional<Leaf> Leaf::parse(File const& file, Problems& problems, std::string_view guide) {
  std::string const guide_name(guide);
  // yaml-cpp reports bad text only by throwing; this is the one place that turns that into a value.
  try {
    auto leaf = Growth{file.path, guide_name, problems}.grow(::YAML::Load(file.text), 0);
    if (leaf.shape_ == Shape::map) {
      return leaf;
    }
    leaf.fault("bad_yaml", "the file must be a map of keys");
  } catch (::YAML::Exception const& wrong) {
    problems.add("bad_yaml", "not YAML: " + wrong.msg, file.path + ":" + std::to_string(wrong.mark.line + 1));
  }
  return std::nullopt;
}

Leaf const* Leaf::find(std::string_view key) const {
  auto const at = std::find(names_.begin(), names_.end(), key);
  return at == names_.end() ? nullptr : &list_[static_cast<std::size_t>(at - names_.begin())];
}

void Leaf::fault(std::string code, std::string detail, std::string mend) const {
  problems_->add(std::move(code), std::move(detail), path_ + ":" + std::to_string(line_), std::move(mend));
}

void Leaf::only(std::initializer_list<std::string_view> keys) const {
  if (shape_ != Shape::map) {
    fault("bad_yaml", "a map of keys is expected here");
  }
  for (auto const& name : names_) {
    if (std::find(keys.begin(), keys.end(), name) == keys.end()) {
      find(name)->fault("unknown_key", "key '" + name + "' is not known here", "see " + guide_);
    }
  }
}

std::string Leaf::text() const {
  if (shape_ != Shape::scalar) {
    fault("bad_yaml", "a single value is expected here");
  }
  return scalar_;
}

std::string Leaf::text(std::string_view key, bool needed) const {
  auto const* leaf = find(key);
  auto value = leaf != nullptr ? leaf->text() : std::string();
  if (needed && value.empty()) {
    (leaf != nullptr ? leaf : this)
        ->fault("missing_" + std::string(key), "key '" + std::string(key) + "' is missing or empty");
  }
  return value;
}

std::optional<base::Day> Leaf::day(std::string_view key, bool needed) const {
  auto const value = text(key, needed);
  if (value.empty()) {
    return std::nullopt;
  }
  auto const day = base::parse_day(value);
  if (!day) {
    find(key)->fault("bad_date", day.error().detail, "write 2026-03-01");
    return std::nullopt;
  }
  return *day;
}

std::optional<int> Leaf::integer(std::string_view key, bool needed) const {
  auto const value = text(key, needed);
  auto const number = base::parse_integer(value);
  if (!value.empty() && (!number || *number < -1'000'000 || *number > 1'000'000)) {
    find(key)->fault("bad_number", "'" + value + "' is not a whole number");
    return std::nullopt;
  }
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

std::optional<base::Decimal> Leaf::decimal(std::string_view key, bool needed) const {
  auto const value = text(key, needed);
  if (value.empty()) {
    return std::nullopt;
  }
  auto const number = base::Decimal::parse(value);
  if (!number) {
    find(key)->fault("bad_number", "'" + value + "' is not a number");
    return std::nullopt;
  }
  return *number;
}

bool Leaf::yes(std::string_view key) const {
  auto const value = text(key, false);
  if (!value.empty() && value != "true" && value != "false") {
    find(key)->fault("bad_choice", "'" + std::string(key) + "' is true or false, not '" + value + "'");
  }
  return value == "true";
}

std::vector<Leaf> Leaf::items(std::string_view key) const {
  auto const* leaf = find(key);
  if (leaf == nullptr) {
    return {};
  }
  if (leaf->shape_ != Shape::list) {
    leaf->fault("bad_yaml", "'" + std::string(key) + "' is a list");
    return {};
  }
  return leaf->list_;
}

std::vector<std::string> Leaf::texts(std::string_view key) const {
  std::vector<std::string> texts;
  for (auto const& item : items(key)) {
    texts.push_back(item.text());
  }
  return texts;
}

std::vector<std::pair<std::string, Leaf>> Leaf::pairs(std::string_view key) const {
  auto const* leaf = find(key);
  std::vector<std::pair<std::string, Leaf>> pairs;
  if (leaf != nullptr && leaf->shape_ != Shape::map) {
    leaf->fault("bad_yaml", "'" + std::string(key) + "' is a map of keys");
    return pairs;
  }
  for (std::size_t i = 0; leaf != nullptr && i < leaf->names_.size(); ++i) {
    pairs.emplace_back(leaf->names_[i], leaf->list_[i]);
  }
  return pairs;
}

}  // namespace yaml
