#pragma once
// Reports from templates a bureau can edit: a month's air, a year of water, an outlet's month. A template (catalog/reports/<id>.yaml, docs/write-a-report.md)
// says which figures are asked for and what is written of them; a figure that is missing is printed "—" with its reason, a path that does not exist is
// refused with file and line. Every table says by which edition and by what share of valid data.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"
#include "catalog/catalog.hpp"
#include "documents/documents.hpp"
#include "evaluate/evaluate.hpp"
#include "figures/figures.hpp"
#include "identity/identity.hpp"
#include "yaml/yaml.hpp"

namespace reports {

using base::Day, base::Time;

enum class Format : std::uint8_t { html, xlsx, docx, pdf };
std::string_view name_of(Format format);
std::optional<Format> parse_format(std::string_view name);
std::string_view media_type(Format format);

/// What a template says of itself.
struct About {
  std::string id, title, title_en, field;
  std::string kind;                        // of its main figure; its objects are those of this kind
  std::string object;                      // what they are: "point" "area" "record/water_section" …; "" until a Maker asks the desk
  std::vector<evaluate::Form> forms;       // spans it can be made for
  std::string path;                        // the file it came from
};

/// All templates, read and held against each other; all or nothing. A later file of the same id wins: what the bureau keeps itself comes last.
class Set {
 public:
  /// `files` are catalog/reports/*.yaml. Each problem has its file and line.
  static base::Result<std::shared_ptr<Set const>> load(std::vector<yaml::File> const& files, std::vector<base::Problem>* problems = nullptr);
  ~Set();
  std::vector<About> list() const;         // in order of their ids
  struct Inside;
  Inside const& inside() const { return *inside_; }

 private:
  explicit Set(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

struct Request {
  std::string report, object, span;        // "air_month", "area/140215", "2026-10"
  Time now;                                // printed as the day it was made on
};
struct File { std::string bytes, media_type, name; };   // name: "云州区2026年10月环境空气质量月报.pdf"

/// What figures a report is made of. The program's is a Desk with its Store; tests have their own.
struct Source {
  std::function<std::optional<evaluate::Kind>(std::string_view kind)> kind;
  /// What the person who asks may see of a kind.
  std::function<std::vector<evaluate::Object>(std::string_view kind)> objects;
  std::function<base::Result<evaluate::Span>(std::string_view text)> span;
  std::function<evaluate::Span(evaluate::Form form, Day day)> span_of;
  std::function<evaluate::Span(evaluate::Span const& span)> year_before;
  /// The figure in force, else computed now; with `under` computed by the editions of that day where its kind can.
  std::function<base::Result<figures::Figure>(std::string_view kind, std::string_view object, evaluate::Span const& span, std::optional<Day> under)> figure;
};
struct Parts {
  catalog::Catalog const& catalog;
  evaluate::Desk const& desk;
  figures::Store const& figures;
};

constexpr std::size_t figures_max = 5'000;   // of one report

/// Any thread; nothing is kept between calls.
class Maker {
 public:
  Maker(Parts parts, std::shared_ptr<Set const> templates);
  /// Whether the desk has every kind that the templates name, and for every span they are made for. Problems: "unknown_kind", "bad_span"; where = file:line.
  base::Outcome check() const;
  std::vector<About> list() const;
  /// Objects of a report that the person may see. Problem "not_found": no such report.
  base::Result<std::vector<evaluate::Object>> objects(identity::Person const& who, std::string_view report) const;
  /// Problems: "not_found" (report; object, also one the person may not see), "bad_span" (no span, or none this report is made for), "unknown_path"
  /// (the template asks for what the figure does not have; where = file:line), "too_large", "font_missing".
  base::Result<File> make(identity::Person const& who, Request const& request, Format format) const;
  base::Result<documents::Document> document(identity::Person const& who, Request const& request) const;

 private:
  Source source(identity::Person const& who) const;
  Parts parts_;
  std::shared_ptr<Set const> templates_;
};

/// The same from any source.
base::Result<documents::Document> document_of(Set const& templates, Source const& source, catalog::Catalog const& catalog, Request const& request);
base::Result<std::string> write(documents::Document const& document, Format format);

}  // namespace reports
