// Reports made now, on screen or as a file.
#include "evaluations/inside.hpp"

namespace evaluations {
namespace {

json::object report_json(reports::About const& about) {
  json::array forms;
  for (auto const form : about.forms) {
    forms.push_back(text(evaluate::name_of(form)));
  }
  return {{"id", text(about.id)}, {"title", text(about.title)}, {"title_en", text(about.title_en)}, {"field", text(about.field)}, {"forms", std::move(forms)},
          {"kind", text(about.kind)}, {"objects", text(about.object)}, {"formats", json::array{"html", "xlsx", "docx", "pdf"}}};
}

/// RFC 6266 with RFC 5987: the name is Chinese.
std::string disposition(std::string const& name, std::string const& plain) {
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + http::url_encode(name);
}

}  // namespace

void Evaluations::Inside::add_reports(http::Router& router) const {
  guarded(router, "/reports", {}, [this](Call const& call) {
    json::array shown;
    for (auto const& about : parts.reports.list()) {
      if (kind_of(call, about.kind)) {
        shown.push_back(report_json(about));
      }
    }
    return answer_tagged(call, json::object{{"reports", std::move(shown)}});
  });
  guarded(router, "/reports/{id}", {"object", "span", "format"}, [this](Call const& call) {
    auto const given = call.query("format");
    auto const format = reports::parse_format(given.empty() ? "html" : given);
    if (!format) {
      return refuse(Problem("bad_parameter", "'" + base::printable(given) + "' is no format", "format", "use html, xlsx, docx or pdf"));
    }
    bool const on_screen = *format == reports::Format::html;
    if (!on_screen && !call.may(Right::export_tables)) {
      return refuse(Problem("forbidden", "your role may not export tables", "format", "ask for html"));
    }
    auto const file = parts.reports.make(
        call.session.person, {.report = call.param("id"), .object = call.query("object"), .span = call.query("span"), .now = call.now()}, *format);
    if (!file) {
      return refuse(file.error());
    }
    if (on_screen) {
      return page_of_html(file->bytes);
    }
    http::Response response;
    response.content_type = file->media_type;
    response.headers = {{"Content-Disposition", disposition(file->name, call.param("id") + "." + std::string(reports::name_of(*format)))},
                        {"Cache-Control", "no-store"}};
    response.body = file->bytes;
    return response;
  });
}

}  // namespace evaluations
