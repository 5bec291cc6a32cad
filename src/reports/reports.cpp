#include "reports/reports.hpp"

#include <algorithm>

#include "reports/inside.hpp"

namespace reports {
namespace {

struct FormatKind { Format format; std::string_view name, media_type; };
constexpr FormatKind format_kinds[] = {{Format::html, "html", "text/html; charset=utf-8"},
                                 {Format::xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                                 {Format::docx, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
                                 {Format::pdf, "pdf", "application/pdf"}};

FormatKind const& about(Format format) {
  return *std::find_if(std::begin(format_kinds), std::end(format_kinds), [&](FormatKind const& kind) { return kind.format == format; });
}

/// Notes of the prose, numbered through the document.
struct Footnotes {
  std::vector<std::string> lines;
  std::size_t number_of(std::string const& words) {
    auto const found = std::find(lines.begin(), lines.end(), words);
    if (found == lines.end()) {
      lines.push_back(words);
      return lines.size();
    }
    return static_cast<std::size_t>(found - lines.begin()) + 1;
  }
};

struct PartWriter {
  Writing& writing;
  Footnotes& footnotes;

  base::Outcome operator()(HeadingPart const& part) const {
    auto words = filled(writing.world, part.text, writing.all);
    if (!words) {
      return words.error();
    }
    writing.into.blocks.emplace_back(documents::Heading{std::move(words->zh), part.level, std::move(words->en)});
    return base::Done{};
  }
  base::Outcome operator()(TextPart const& part) const {
    documents::Paragraph paragraph{.runs = {}, .indent = part.indent, .small = part.small};
    for (auto const& piece : part.text) {
      if (!piece.value) {
        paragraph.runs.push_back({.text = piece.text, .bold = piece.bold});
        continue;
      }
      auto const shown = show(writing.world, nullptr, *piece.value, writing.all);
      if (!shown) {
        return shown.error();
      }
      paragraph.runs.push_back({.text = shown->text, .bold = piece.bold});
      if (!shown->reason.empty()) {
        paragraph.runs.push_back({.text = std::to_string(footnotes.number_of("“—”：" + shown->reason)), .raised = true});
      }
    }
    writing.into.blocks.emplace_back(std::move(paragraph));
    return base::Done{};
  }
  base::Outcome operator()(TablePart const& part) const { return write_table(writing, part); }
  base::Outcome operator()(ComparePart const& part) const { return write_compare(writing, part); }
  base::Outcome operator()(ChartPart const& part) const { return write_chart(writing, part); }
  base::Outcome operator()(BreakPart const&) const {
    writing.into.blocks.emplace_back(documents::PageBreak{});
    return base::Done{};
  }
};

std::string origin_text(std::string const& origin) {
  return origin == "simulated"   ? "模拟数据 simulated"
         : origin == "invented"  ? "虚构数据 invented"
         : origin == "imported"  ? "导入数据 imported"
         : origin == "published" ? "公开资料 published"
                                 : "监测数据 measured";
}

/// Title, lines below it and the foot.
base::Outcome write_frame(Template const& made, Writing& writing) {
  auto& document = writing.into;
  for (auto const& [text, into] : {std::pair(&made.title.zh, &document.title), std::pair(&made.title.en, &document.title_en),
                                   std::pair(&made.subtitle, &document.subtitle), std::pair(&made.footer, &document.footer)}) {
    auto words = filled(writing.world, nullptr, *text, writing.all);
    if (!words) {
      return words.error();
    }
    *into = *std::move(words);
  }
  for (auto const& part : made.meta) {
    auto words = filled(writing.world, nullptr, part.text, writing.all);
    if (!words) {
      return words.error();
    }
    document.meta.emplace_back(part.name + (part.name_en.empty() ? "" : " " + part.name_en), *std::move(words));
  }
  document.landscape = made.landscape;
  document.made_on = base::beijing_day(writing.now);
  return base::Done{};
}

/// The weakest of the object's origin and those of the figures that were printed.
std::string origin_of(Used const& used, std::string origin) {
  for (auto const* entry : used) {
    auto const* whole = entry == nullptr ? nullptr : entry->value.if_object();
    auto const* detail = whole == nullptr ? nullptr : whole->if_contains("detail");
    auto const* told = detail == nullptr || !detail->is_object() ? nullptr : detail->get_object().if_contains("data_origin");
    origin = evaluate::weakest_origin(origin, told != nullptr && told->is_string() ? std::string_view(told->get_string()) : std::string_view());
  }
  return origin;
}

/// Whether the newest block is one that can be written: what is wrong with it is a matter of the section that made it.
base::Outcome bears(documents::Document& document, std::string const& place) {
  documents::Document alone;
  if (document.blocks.empty()) {
    return base::Done{};
  }
  alone.blocks.push_back(std::move(document.blocks.back()));
  auto const sound = documents::check(alone);
  document.blocks.back() = std::move(alone.blocks.back());
  return sound ? base::Outcome(base::Done{}) : base::Problem(sound.error().code, sound.error().detail, place, "change this section of the template");
}

base::Problem not_found(std::string detail, std::string where) { return base::Problem("not_found", std::move(detail), std::move(where)); }

base::Result<evaluate::Span> span_for(Template const& made, Source const& source, std::string const& text) {
  auto span = source.span(text);
  if (!span) {
    return span.error();
  }
  if (std::find(made.about.forms.begin(), made.about.forms.end(), span->form) == made.about.forms.end()) {
    std::string forms;
    for (auto const form : made.about.forms) {
      forms += (forms.empty() ? "" : ", ") + std::string(evaluate::name_of(form));
    }
    return base::Problem("bad_span", "the report '" + made.about.id + "' is not made for a " + std::string(evaluate::name_of(span->form)), "span",
                         "it is made for: " + forms);
  }
  return span;
}

}  // namespace

std::string_view name_of(Format format) { return about(format).name; }
std::string_view media_type(Format format) { return about(format).media_type; }
std::optional<Format> parse_format(std::string_view name) {
  auto const* const found = std::find_if(std::begin(format_kinds), std::end(format_kinds), [&](FormatKind const& kind) { return kind.name == name; });
  return found == std::end(format_kinds) ? std::nullopt : std::optional(found->format);
}

base::Result<documents::Document> document_of(Set const& templates, Source const& source, catalog::Catalog const& catalog, Request const& request) {
  auto const found = templates.inside().templates.find(request.report);
  if (found == templates.inside().templates.end()) {
    return not_found("there is no report '" + request.report + "'", "report");
  }
  auto const& made = found->second;
  auto const span = span_for(made, source, request.span);
  if (!span) {
    return span.error();
  }
  auto const objects = source.objects(made.about.kind);
  auto const object = std::find_if(objects.begin(), objects.end(), [&](evaluate::Object const& one) { return one.ref == request.object; });
  if (object == objects.end()) {
    return not_found("the report '" + request.report + "' has no object '" + request.object + "'", "object");
  }
  auto const world = gather(made, source, *object, *span, request);
  if (!world) {
    return world.error();
  }
  documents::Document document;
  Writing writing{*world, catalog, request.now, document, {}};
  if (auto const done = write_frame(made, writing); !done) {
    return done.error();
  }
  Footnotes footnotes;
  for (auto const& part : made.parts) {
    if (part.when) {
      auto const yes = holds(*world, *part.when, request.now);
      if (!yes) {
        return yes.error();
      }
      if (!*yes) {
        continue;
      }
    }
    auto done = std::visit(PartWriter{writing, footnotes}, part.what);
    done = done ? bears(document, part.place) : done;
    if (!done) {
      return done.error();
    }
  }
  for (auto const& note : made.notes) {
    auto words = filled(*world, nullptr, note, writing.all);
    if (!words) {
      return words.error();
    }
    document.notes.push_back(*std::move(words));
  }
  for (std::size_t i = 0; i < footnotes.lines.size(); ++i) {
    document.notes.push_back(std::to_string(i + 1) + "  " + footnotes.lines[i]);
  }
  if (auto const origin = origin_of(writing.all, object->origin); !origin.empty() && origin != "real") {
    document.meta.emplace_back("数据来源 Origin", origin_text(origin));
  }
  auto const basis = basis_notes(writing.all, catalog);
  document.notes.insert(document.notes.end(), basis.begin(), basis.end());
  return document;
}

base::Result<std::string> write(documents::Document const& document, Format format) {
  switch (format) {
    case Format::html: return documents::to_html(document);
    case Format::xlsx: return documents::to_xlsx(document);
    case Format::docx: return documents::to_docx(document);
    case Format::pdf: return documents::to_pdf(document);
  }
  return base::Problem("bad_format", "a report is written as html, xlsx, docx or pdf");
}

Maker::Maker(Parts parts, std::shared_ptr<Set const> templates) : parts_(parts), templates_(std::move(templates)) {}

base::Outcome Maker::check() const {
  for (auto const& [id, made] : templates_->inside().templates) {
    for (auto const& ask : made.asks) {
      auto const* evaluator = parts_.desk.evaluator(ask.kind);
      if (evaluator == nullptr) {
        return base::Problem("unknown_kind", "there is no kind of figure '" + ask.kind + "'", ask.place, "see GET /api/v1/figures/kinds");
      }
      auto const& forms = evaluator->kind().forms;
      for (auto const form : &ask == &made.asks.front() ? made.about.forms : std::vector<evaluate::Form>()) {
        if (std::find(forms.begin(), forms.end(), form) == forms.end()) {
          return base::Problem("bad_span", "the kind '" + ask.kind + "' has no figures of a " + std::string(evaluate::name_of(form)), ask.place,
                               "leave it out of 'spans'");
        }
      }
    }
  }
  return base::Done{};
}

std::vector<About> Maker::list() const {
  auto all = templates_->list();
  for (auto& one : all) {
    auto const* evaluator = parts_.desk.evaluator(one.kind);
    one.object = evaluator != nullptr ? evaluator->kind().object : "";
  }
  return all;
}

Source Maker::source(identity::Person const& who) const {
  auto const& desk = parts_.desk;
  auto const& catalog = parts_.catalog;
  auto const& figures = parts_.figures;
  auto const kind = [&desk](std::string_view id) -> std::optional<evaluate::Kind> {
    auto const* evaluator = desk.evaluator(id);
    return evaluator != nullptr ? std::optional(evaluator->kind()) : std::nullopt;
  };
  return {.kind = kind,
          .objects = [&desk, &who](std::string_view id) {
            auto const* evaluator = desk.evaluator(id);
            auto all = evaluator != nullptr ? evaluator->objects() : std::vector<evaluate::Object>();
            std::erase_if(all, [&](evaluate::Object const& one) { return !desk.sees(who, evaluator->kind(), one); });
            return all;
          },
          .span = [&catalog](std::string_view text) { return evaluate::parse_span(catalog, text); },
          .span_of = [&catalog](evaluate::Form form, Day day) { return evaluate::span_of(catalog, form, day); },
          .year_before = [&catalog](evaluate::Span const& span) { return evaluate::year_before(catalog, span); },
          .figure = [&desk, &figures, &who](std::string_view id, std::string_view ref, evaluate::Span const& span,
                                             std::optional<Day> under) -> base::Result<figures::Figure> {
            auto const* evaluator = desk.evaluator(id);
            auto const object = desk.object(id, ref);
            if (evaluator == nullptr || !object || !desk.sees(who, evaluator->kind(), *object)) {
              return not_found("no such object", "object");
            }
            if (!under) {
              if (auto kept = figures.in_force(std::string(id), std::string(ref), span.text)) {
                return *std::move(kept);
              }
            }
            return desk.compute(id, ref, span.text, under);
          }};
}

base::Result<std::vector<evaluate::Object>> Maker::objects(identity::Person const& who, std::string_view report) const {
  auto const found = templates_->inside().templates.find(report);
  if (found == templates_->inside().templates.end()) {
    return not_found("there is no report '" + std::string(report) + "'", "report");
  }
  return source(who).objects(found->second.about.kind);
}

base::Result<documents::Document> Maker::document(identity::Person const& who, Request const& request) const {
  return document_of(*templates_, source(who), parts_.catalog, request);
}

base::Result<File> Maker::make(identity::Person const& who, Request const& request, Format format) const {
  auto const made = document(who, request);
  if (!made) {
    return made.error();
  }
  auto bytes = write(*made, format);
  if (!bytes) {
    return bytes.error();
  }
  auto name = made->title;
  auto const not_in_names = [](char c) { return std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20; };
  std::replace_if(name.begin(), name.end(), not_in_names, ' ');
  return File{*std::move(bytes), std::string(media_type(format)), name + "." + std::string(name_of(format))};
}

}  // namespace reports
