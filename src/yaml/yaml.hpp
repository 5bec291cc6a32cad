#pragma once
// YAML files of the catalogue, read with the place of everything: each fault becomes a Problem with file and line. Pure; the
// text is given, no file is opened.
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/base.hpp"

namespace yaml {

/// A file of the catalogue: path relative to catalog/, and its text. `own`: the bureau's own, not one that ships with the program.
struct File { std::string path, text; bool own = false; };

/// Collects problems up to a bound; reading goes on so that a writer sees all of them at once.
struct Problems {
  static constexpr std::size_t count_max = 100;
  std::vector<base::Problem> found;
  void add(std::string code, std::string detail, std::string where, std::string mend = {});
};

/// A node of a YAML file as a plain value that knows where it stands. A key that is needed and missing, or of another shape than
/// asked, is a problem; what is returned then is empty.
class Leaf {
 public:
  /// `guide` is the document that says which keys there are ("docs/write-a-standard.md"). The file is a map of keys.
  static std::optional<Leaf> parse(File const& file, Problems& problems, std::string_view guide);
  bool has(std::string_view key) const { return find(key) != nullptr; }
  Leaf const* find(std::string_view key) const;         // nullptr when absent
  void only(std::initializer_list<std::string_view> keys) const;  // unknown keys are problems
  std::string text() const;
  std::string text(std::string_view key, bool needed = true) const;
  std::optional<base::Day> day(std::string_view key, bool needed = true) const;
  std::optional<int> integer(std::string_view key, bool needed = true) const;
  std::optional<base::Decimal> decimal(std::string_view key, bool needed = true) const;
  bool yes(std::string_view key) const;
  std::vector<Leaf> items(std::string_view key) const;  // of a list; empty when absent
  std::vector<std::string> texts(std::string_view key) const;
  std::vector<std::pair<std::string, Leaf>> pairs(std::string_view key) const;  // of a map; empty when absent
  void fault(std::string code, std::string detail, std::string mend = {}) const;
  bool is_text() const { return shape_ == Shape::scalar; }
  bool is_list() const { return shape_ == Shape::list; }
  std::vector<Leaf> const& list() const { return list_; }         // items of a list
  std::string where() const { return path_ + ":" + std::to_string(line_); }

 private:
  enum class Shape : std::uint8_t { scalar, list, map };
  friend struct Growth;
  Shape shape_ = Shape::scalar;
  int line_ = 1;
  std::string path_, scalar_, guide_;
  std::vector<Leaf> list_;  // items, or the values of names_
  std::vector<std::string> names_;
  Problems* problems_ = nullptr;
};

}  // namespace yaml
