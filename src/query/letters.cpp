// Letters as Unicode sees them, by ICU.
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "query/inside.hpp"

namespace query::inside {
namespace {

icu::UnicodeString read(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}
std::string written(icu::UnicodeString const& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}
bool starts_letter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

std::string fold_case(std::string_view text) { return written(read(text).foldCase()); }
std::string lower(std::string_view text) { return written(read(text).toLower(icu::Locale::getRoot())); }
std::string upper(std::string_view text) { return written(read(text).toUpper(icu::Locale::getRoot())); }

std::string strip_accents(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  auto const* const apart = icu::Normalizer2::getNFDInstance(status);
  auto const* const together = icu::Normalizer2::getNFCInstance(status);
  CHECK(U_SUCCESS(status), "ICU brings its tables with it");
  auto const letters = apart->normalize(read(text), status);
  icu::UnicodeString bare;
  for (std::int32_t at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
    auto const letter = letters.char32At(at);
    if (u_charType(letter) != U_NON_SPACING_MARK) {
      bare.append(letter);
    }
  }
  return written(together->normalize(bare, status));
}

std::size_t count_letters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), starts_letter));
}

std::size_t letter_at(std::string_view utf8, std::size_t letters) {
  std::size_t at = 0;
  for (; at < utf8.size(); ++at) {
    if (starts_letter(utf8[at]) && letters-- == 0) {
      break;
    }
  }
  return at;
}

}  // namespace query::inside
