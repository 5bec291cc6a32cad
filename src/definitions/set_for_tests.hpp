#pragma once
// For tests: the catalogue as it is, and small sets out of text.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "definitions/definitions.hpp"

namespace definitions::for_tests {

inline std::vector<yaml::File> catalogue_files(std::string const& source_dir) {
  namespace fs = std::filesystem;
  std::vector<yaml::File> files;
  auto const root = fs::path(source_dir) / "catalog";
  auto const read = [&](fs::path const& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    files.push_back({fs::relative(path, root).string(), std::move(text).str()});
  };
  for (auto const* const folder : {"codes", "registers"}) {
    for (auto const& entry : fs::directory_iterator(root / folder)) {
      if (entry.path().extension() == ".yaml" || entry.path().extension() == ".tsv") {
        read(entry.path());
      }
    }
  }
  read(root / "factors.tsv");
  return files;
}

/// One register out of its text, with a facility register beside it.
inline constexpr std::string_view facility_text =
    "id: facility\ntitle: { zh: 排污单位, en: Facilities }\ngroup: sources\nserves: [S029]\nsources: []\nkeeper: [air]\nkey: [code]\nname: name\n"
    "geometry: { shape: point }\narea: township\nfacility: id\naccess: { enterprise_files: true }\nfields:\n"
    "  - { id: code, type: text, title: { zh: 编号, en: Code }, max: 20 }\n"
    "  - { id: name, type: text, title: { zh: 名称, en: Name }, required: true }\n"
    "  - { id: township, type: grid_cell, title: { zh: 乡镇, en: Town } }\n";
inline constexpr std::string_view codes_text = "code\tname\tname_en\tparent\tnote\n";

inline std::vector<yaml::File> small_files(std::string id, std::string text) {
  auto const list = [](std::string const& name) {
    return yaml::File{"codes/" + name + ".yaml", "id: " + name + "\ntitle: { zh: 表, en: List }\nstandard: \"\"\nsource: test\nlicence: none\nevidence: read\n"};
  };
  auto const rows = [](std::string const& name, std::string const& more) { return yaml::File{"codes/" + name + ".tsv", std::string(codes_text) + more}; };
  return {list("departments"), rows("departments", "bureau\t区生态环境局\tBureau\t\t\nair\t大气\tAir\tbureau\t\nwater\t水\tWater\tbureau\t\nforestry\t林业局\tForestry\t\t\n"),
          list("divisions"), rows("divisions", "140215\t云州区\tYunzhou\t\t\n140215100\t西坪镇\tXiping\t140215\t\n140215101\t倍加造镇\tBeijiazao\t140215\t\n"),
          list("register_groups"), rows("register_groups", "sources\t污染源\tSources\t\t\n"),
          {"registers/facility.yaml", std::string(facility_text)}, {"registers/" + id + ".yaml", std::move(text)}};
}

}  // namespace definitions::for_tests
