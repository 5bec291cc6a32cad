#pragma once
// Texts put into XML where the parser says their places are; every other byte stays as it was.
#include <map>
#include <set>

#include "workbook/inside.hpp"

namespace workbook {

/// The value of an attribute of a tag as written, replaced, added or (nothing) removed.
std::string with_attribute(std::string_view tag, std::string_view name, std::optional<std::string> const& value);

/// Copies a text, with pieces replaced and put in.
struct Splice {
  std::string_view from;
  std::string out;
  std::size_t copied = 0;
  void copy_to(std::size_t at) {
    CHECK(at >= copied && at <= from.size(), "splices come in order");
    out += from.substr(copied, at - copied);
    copied = at;
  }
  void drop_to(std::size_t at) { copied = std::max(copied, at); }
  void finish() { copy_to(from.size()); }
};

// Knows the bytes of the tag being told.
struct Editor : Hearer {
  Splice splice;
  Xml const* xml = nullptr;
  [[nodiscard]] std::string_view tag() const { return splice.from.substr(xml->at(), xml->behind() - xml->at()); }
  void replace_tag(std::string const& by) {
    splice.copy_to(xml->at());
    splice.out += by;
    splice.drop_to(xml->behind());
  }
};
inline bool closes_itself(std::string_view tag) { return tag.ends_with("/>"); }
inline std::string opened(std::string tag) { return tag.replace(tag.size() - 2, 2, ">"); }
inline std::string prefix_of(std::string_view full) {
  auto const colon = full.find(':');
  return std::string(full.substr(0, colon == std::string_view::npos ? 0 : colon + 1));
}

/// Lets an editor go over a part; its splice then holds the new text.
base::Outcome edit(Editor& editor, std::string_view text, std::string const& part);
inline base::Outcome is_utf8_part(std::string_view text, std::string const& part) {
  return base::is_utf8(text) ? base::Outcome(base::Done{}) : damaged("the part is not UTF-8", part);
}
/// New styles.xml with a red twin of each used cell style (`twins`: style → red one); nothing if the styles cannot be added to.
base::Result<std::optional<Part>> red_styles(Xlsx& book, std::set<int> const& used, std::map<int, int>& twins);

}  // namespace workbook
