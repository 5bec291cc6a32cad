// Records as workbooks and map files, with the list's own filter.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

constexpr std::string_view workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file to be written into, gone with the last who holds it.
class WorkFile {
 public:
  explicit WorkFile(std::string const& folder) {
    std::error_code error;
    auto const where = folder.empty() ? std::filesystem::temp_directory_path(error) : std::filesystem::path(folder);
    path_ = (where / "biyun-export-XXXXXX").string();
    int const made = ::mkstemp(path_.data());
    if (error || made < 0) {
      throw base::Failure("cannot write into " + where.string());
    }
    ::close(made);
  }
  ~WorkFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  WorkFile(WorkFile const&) = delete;
  WorkFile& operator=(WorkFile const&) = delete;
  std::string const& path() const { return path_; }

 private:
  std::string path_;
};

class FileStream final : public http::Stream {
 public:
  explicit FileStream(std::unique_ptr<WorkFile> file) : file_(std::move(file)), in_(file_->path(), std::ios::binary) {
    if (!in_) {
      throw base::Failure("cannot read " + file_->path());
    }
  }
  std::optional<std::string> next() override {
    constexpr std::size_t piece_bytes = 64 << 10;
    std::string piece(piece_bytes, '\0');
    in_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    piece.resize(static_cast<std::size_t>(in_.gcount()));
    return piece.empty() ? std::nullopt : std::optional(std::move(piece));
  }

 private:
  std::unique_ptr<WorkFile> file_;
  std::ifstream in_;
};

http::Response named(std::string_view type, std::string const& name) {
  http::Response response;
  response.content_type = type;
  response.headers = {{"Content-Disposition", disposition("attachment", name)}, {"Cache-Control", "no-store"}};
  return response;
}

/// 餐饮单位台账_20261126.xlsx; a title may hold what no file name does.
std::string file_name(Register const& reg, std::string_view middle, std::string_view extension) {
  std::string name = reg.title.zh + "_" + std::string(middle) + "." + std::string(extension);
  for (auto& c : name) {
    c = c == '/' || c == '\\' || c == ':' || c == '*' || c == '?' || c == '"' || c == '<' || c == '>' || c == '|' ? '-' : c;
  }
  return name;
}
std::string day_of(Call const& call) {
  auto day = base::format(base::beijing_day(call.now()));
  day.erase(std::remove(day.begin(), day.end(), '-'), day.end());
  return day;
}

/// One of a few at the same time.
class Turn {
 public:
  Turn(std::atomic<int>& running, int most) : running_(running), got_(running.fetch_add(1) < most) {}
  ~Turn() { running_.fetch_sub(1); }
  Turn(Turn const&) = delete;
  Turn& operator=(Turn const&) = delete;
  explicit operator bool() const { return got_; }

 private:
  std::atomic<int>& running_;
  bool got_;
};
http::Response busy() { return refuse(Problem("unavailable", "other exports are being made", {}, "try again in a moment")); }

http::Response wrong_question(Problem const& problem) {
  return problem.where.empty() ? refuse(problem) : refuse(std::vector{problem});
}

}  // namespace

http::Response Ledgers::Inside::workbook(Call const& call, Register const& reg) const {
  auto const ask = ask_of(call);
  Turn const turn(exports_, options.exports_max);
  if (!ask || !turn) {
    return ask ? busy() : wrong_question(ask.error());
  }
  auto file = std::make_unique<WorkFile>(options.work_folder);
  auto const done = exchange::export_sheet({parts.registry}, call.session.person, reg, *ask, call.now(), file->path());
  if (!done) {
    return wrong_question(done.error());
  }
  auto response = named(workbook_type, file_name(reg, day_of(call), "xlsx"));
  response.stream = std::make_shared<FileStream>(std::move(file));
  return response;
}

http::Response Ledgers::Inside::map_file(Call const& call, Register const& reg, geofiles::Format format) const {
  auto const ask = ask_of(call, {"system"});
  auto const declared = call.query("system");
  auto const system = declared.empty() ? base::Result<geo::System>(geo::System{}) : geo::parse_system(declared);
  if (!ask || !system) {
    return ask ? refuse(std::vector{Problem("bad_parameter", system.error().detail, "system", system.error().mend)}) : wrong_question(ask.error());
  }
  Turn const turn(exports_, options.exports_max);
  if (!turn) {
    return busy();
  }
  auto bytes = exchange::export_map({parts.registry}, call.session.person, reg, *ask, call.now(), format, *system);
  if (!bytes) {
    return refuse(bytes.error());
  }
  auto const extension = format == geofiles::Format::shapefile ? "shp.zip" : geofiles::extension_of(format);
  auto response = named(geofiles::media_type_of(format), file_name(reg, day_of(call), extension));
  response.body = *std::move(bytes);
  return response;
}

http::Response Ledgers::Inside::empty_template(Call const& call, Register const& reg) const {
  auto file = std::make_unique<WorkFile>(options.work_folder);
  auto const known = only_parameters(call, {});
  auto const done = known ? exchange::write_template({parts.registry}, reg, call.session.person, file->path()) : known;
  if (!done) {
    return refuse(done.error());
  }
  auto response = named(workbook_type, file_name(reg, "模板", "xlsx"));
  response.stream = std::make_shared<FileStream>(std::move(file));
  return response;
}

void Ledgers::Inside::add_exports(http::Router& router) {
  of_register(router, http::Method::get, "/template.xlsx", Right::change_registers,
              [this](Call const& call, Register const& reg) { return empty_template(call, reg); });
  of_register(router, http::Method::get, "/records.xlsx", Right::export_tables,
              [this](Call const& call, Register const& reg) { return workbook(call, reg); });
  using geofiles::Format;
  constexpr std::array formats{std::pair{"geojson", Format::geojson}, std::pair{"gpkg", Format::geopackage}, std::pair{"kml", Format::kml},
                               std::pair{"dxf", Format::dxf}, std::pair{"shp.zip", Format::shapefile}};
  for (auto const& [extension, format] : formats) {
    of_register(router, http::Method::get, std::string("/records.") + extension, Right::export_tables,
                [this, format = format](Call const& call, Register const& reg) { return map_file(call, reg, format); });
  }
}

}  // namespace ledgers
