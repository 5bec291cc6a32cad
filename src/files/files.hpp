#pragma once
// Attachments: bytes kept once under their SHA-256, typed by what they are and not by what they are called.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"

namespace files {

/// By the first bytes (and the parts of a zip): "image/jpeg", "image/png", "application/pdf", xlsx, docx, zip, plain text …
/// nullopt: nothing we keep (a program, a page with script, SVG, an unknown thing).
std::optional<std::string_view> type_of(std::string_view bytes);
/// What a file is sent for. To be read by an import also KML, GeoPackage, binary DXF and text in UTF-16 are kept; these are never
/// attachments: type_of() knows none of them, so no face hands them out.
enum class Purpose : std::uint8_t { attachment, import };
std::optional<std::string_view> type_for(Purpose purpose, std::string_view bytes);
/// Shown in a browser as it is: pictures and PDF; everything else is only handed out as a download.
bool shown(std::string_view type);

struct Kept { std::string digest; std::string type; std::size_t size = 0; };
struct Limits { std::size_t bytes_max = 20 << 20; };

class Store {
 public:
  enum class Use : std::uint8_t { keep, look };   // look: the folder is there, and nothing is made or cleaned in it
  /// `folder` is made if absent. Throws base::Failure when it cannot be used.
  explicit Store(std::string folder, Limits limits = {}, Use use = Use::keep);
  /// Durable when it returns; twice the same bytes are kept once. Problems: "too_large", "bad_type", "invalid" (empty).
  /// `name` must not contradict the bytes ("photo.jpg" that is a PDF is "bad_type").
  base::Result<Kept> put(std::string_view bytes, std::string_view name, Purpose purpose = Purpose::attachment);
  std::optional<std::string> get(std::string_view digest) const;     // nothing: never kept; throws when it is damaged
  bool has(std::string_view digest) const;
  std::vector<std::string> all() const;                              // digests, sorted
  std::vector<base::Problem> verify() const;                         // every file against its name
  std::string const& folder() const { return folder_; }
  Limits const& limits() const { return limits_; }

 private:
  std::string path_of(std::string_view digest) const;
  std::string folder_;
  Limits limits_;
};

}  // namespace files
