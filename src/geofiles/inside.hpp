#pragma once
// What the files of this room tell one another.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geofiles/geofiles.hpp"

namespace geofiles {

constexpr std::size_t bytes_max = 100 << 20;             // of a file that comes in
constexpr std::size_t unpacked_max = 500 << 20;          // of all we take out of a zip; also GDAL's largest file
constexpr std::size_t members_max = 10'000;              // of a zip
constexpr std::size_t features_max = 200'000;
constexpr std::size_t line_max = 64 << 20;               // of one feature as JSON
constexpr std::size_t faults_max = 1'000;                // told one by one
constexpr std::size_t layers_listed_max = 20;            // in a message
constexpr std::size_t stderr_max = 64 << 10;
constexpr std::size_t stdout_max = std::size_t{2} << 30;
constexpr std::uint64_t child_memory_max = std::uint64_t{2} << 30;
constexpr int child_cpu_seconds_max = 60, child_wall_seconds_max = 120;

// ---- a private folder, gone with its owner ----
class Folder {
 public:
  Folder();                                              // throws base::Failure
  ~Folder();
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  std::string const& path() const { return path_; }
  void keep(std::string_view name, std::string_view bytes) const;
  std::string take(std::string_view name) const;         // "" when it is not there

 private:
  std::string path_;
};

// ---- GDAL's programs ----
struct Ran { int status = 0; bool stopped = false, late = false; std::string errors; };
/// No shell; the environment is ours; at most so much time, memory and output. `take` false stops the program.
Ran run_program(std::string const& program, std::vector<std::string> arguments, std::vector<std::string> const& environment,
                std::string const& folder, std::function<bool(std::string_view)> const& take);
class Gdal {
 public:
  /// Only the drivers named may open or write anything.
  static base::Result<Gdal> find(Folder const& folder, std::vector<std::string_view> const& drivers);
  Ran translate(std::vector<std::string> arguments, std::function<bool(std::string_view)> const& take) const;   // ogr2ogr
  Ran describe(std::vector<std::string> arguments, std::function<bool(std::string_view)> const& take) const;    // ogrinfo
  /// Nothing when it went well; else what GDAL said, without our paths.
  std::optional<base::Problem> problem_of(Ran const& ran) const;

 private:
  std::vector<std::string> known_drivers() const;
  std::string translate_, describe_, folder_;
  std::vector<std::string> environment_;
};

// ---- what lies in the folder, ready to be read ----
struct Source {
  Format format = Format::geojson;
  std::string driver, file;                              // the file's name in the folder
  std::string layer;                                     // the name to tell; "" = GDAL's
  std::vector<std::string> options;                      // -oo …
};
/// Knows the format by the bytes and lays the file out.
base::Result<Source> prepare(std::string_view bytes, Ask const& ask, Folder const& folder);
enum class Bytes : std::uint8_t { unknown, zip, geopackage, kml, dxf, binary_dxf, dwg, geojson };
Bytes bytes_are(std::string_view bytes);

// ---- zip ----
struct Member { std::string name; std::uint64_t index = 0, size = 0; };     // name as UTF-8
class Unzip {
 public:
  static base::Result<Unzip> open(std::string_view bytes);                  // the bytes must outlive it
  Unzip(Unzip&& other) noexcept;
  ~Unzip();
  std::vector<Member> const& members() const { return members_; }
  base::Result<std::string> take(Member const& member);

 private:
  explicit Unzip(void* archive) : archive_(archive) {}
  base::Outcome list();
  void* archive_ = nullptr;
  std::vector<Member> members_;
  std::size_t left_ = unpacked_max;
};
std::string zip_of(std::vector<std::pair<std::string, std::string>> const& files);

// ---- encodings ----
std::optional<std::string> recode(std::string_view bytes, std::string const& from, std::string const& to);
/// The name iconv knows it by: "ANSI 936", "gb2312" … are GB18030, which holds them all; nothing for unknown ones.
std::optional<std::string> parse_encoding(std::string_view name);
/// The encoding in which every text of a dBASE table is sound. Characters cut in half by a column's width are blanked.
base::Result<std::string> mend_table(std::string& table, std::string_view declared);

/// The EPSG number of a system; nothing for GCJ-02 and BD-09, which have none.
std::optional<int> epsg_of(geo::System const& system);

}  // namespace geofiles
