#pragma once
// `biyun report`: a report as a file, without a server.
#include <string>

#include "data_folder.hpp"

namespace app {

struct ReportOptions {
  Place at;
  std::string id;                // "" = list them
  std::string object;            // "area/140215"; "" = the only one there is
  std::string span;              // "2026-10"
  std::string format;            // html xlsx docx pdf; "" = as the file's ending says
  std::string file;              // "" = its own name, in the folder one stands in; "-" = standard output
};
/// Throws base::Failure: a server holds the data folder, no such report, object or span, no Chinese font.
int make_report(ReportOptions const& options);

}  // namespace app
