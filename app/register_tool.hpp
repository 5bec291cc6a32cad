#pragma once
// `biyun import register` and `biyun export register`: sheets and map files in and out of a register, without a server.
#include <string>

#include "data_folder.hpp"

namespace app {

struct RegisterImportOptions {
  Place at;
  std::string reg;               // id of the register
  std::string file;              // .xlsx, .xls, .csv or a map file
  std::string system;            // declared datum of its coordinates; "" = as the file says, else CGCS2000
  int sheet = 0;                 // from 1; 0: the one whose header fits best
  bool dry_run = false;          // say what would be taken, and every problem
  bool partial = false;          // take good rows though others are refused
  bool json = false;
};
/// 0 when all is in order, 1 when rows were refused: then the same workbook with a red column is written beside the file.
int import_register(RegisterImportOptions const& options);

struct RegisterExportOptions {
  Place at;
  std::string reg;
  std::string file;              // its ending says the format: .xlsx .geojson .gpkg .kml .dxf .zip (a Shapefile)
  std::string filter;            // CQL2 text; "" = all
  std::string system;            // of a .dxf or a Shapefile
};
int export_register(RegisterExportOptions const& options);

}  // namespace app
