#include "report_tool.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

#include "evaluation.hpp"
#include "files.hpp"
#include "net/net.hpp"
#include "records.hpp"
#include "reports/reports.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;

/// Who has the data folder and its right sees all.
identity::Person reader_of_the_house() {
  identity::Person person;
  person.login = "command line";
  person.role = identity::Role::administrator;
  return person;
}

reports::Format format_of(ReportOptions const& options) {
  auto const ending = fs::path(options.file).extension().string();
  auto const name = !options.format.empty() ? options.format : ending.size() > 1 ? ending.substr(1) : "pdf";
  auto const format = reports::parse_format(name);
  if (!format) {
    throw base::Failure("'" + name + "' is no format: use html, xlsx, docx or pdf");
  }
  return *format;
}

void list_reports(reports::Maker const& maker, identity::Person const& who) {
  for (auto const& about : maker.list()) {
    std::cout << about.id << "  " << about.title << "  (";
    for (std::size_t i = 0; i < about.forms.size(); ++i) {
      std::cout << (i == 0 ? "" : ", ") << evaluate::name_of(about.forms[i]);
    }
    std::cout << ")\n";
    if (auto const objects = maker.objects(who, about.id)) {
      for (auto const& object : *objects) {
        std::cout << "  " << object.ref << "  " << object.name << "\n";
      }
    }
  }
}

std::string only_object(reports::Maker const& maker, identity::Person const& who, std::string const& id) {
  auto const objects = maker.objects(who, id);
  if (!objects) {
    throw base::Failure(base::to_string(objects.error()) + "; `biyun report` lists them");
  }
  if (objects->size() != 1) {
    throw base::Failure("the report '" + id + "' has " + std::to_string(objects->size()) + " objects: name one with --object; `biyun report` lists them");
  }
  return objects->front().ref;
}

void write_out(std::string const& path, std::string const& bytes) {
  if (path == "-") {
    std::cout << bytes << std::flush;
    return;
  }
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  if (!out.flush()) {
    throw base::Failure("cannot write " + path);
  }
  std::cout << path << ": written\n";
}

}  // namespace

int make_report(ReportOptions const& options) {
  DataFolder const folder(options.at, DataFolder::Use::work);
  auto const house = std::make_unique<House>(folder, load_catalog(folder.catalog()));
  auto const now = net::system_now();
  Records records(folder, load_knowledge(folder, house->catalog.get()));
  records.migrate(now);
  Evaluation evaluation(*house, records, folder);
  evaluation.windows.step();
  reports::Maker const maker({*house->catalog, evaluation.desk, evaluation.figures}, load_reports(folder));
  if (auto const sound = maker.check(); !sound) {
    throw base::Failure("the templates of reports are not in order:\n  " + base::to_string(sound.error()));
  }
  auto const who = reader_of_the_house();
  if (options.id.empty()) {
    list_reports(maker, who);
    return 0;
  }
  auto const object = options.object.empty() ? only_object(maker, who, options.id) : options.object;
  auto const made = maker.make(who, {options.id, object, options.span, now}, format_of(options));
  if (!made) {
    throw base::Failure(base::to_string(made.error()));
  }
  write_out(options.file.empty() ? made->name : options.file, made->bytes);
  return 0;
}

}  // namespace app
