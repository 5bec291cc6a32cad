#pragma once
// The REST face of the registers (api/ledgers.yaml): parse, authorise, ask room registry, render. Who sees and changes what is decided there,
// by person; what is refused says which field and how to mend it.
#include <functional>
#include <memory>
#include <string>

#include "base/base.hpp"
#include "dossier/dossier.hpp"
#include "files/files.hpp"
#include "gate/gate.hpp"
#include "http/http.hpp"
#include "registry/registry.hpp"

namespace ledgers {

struct Parts {
  registry::Registry& registry;
  files::Store& files;
};
struct Options {
  std::string contract;                              // the text of api/ledgers.yaml, served as it is
  std::size_t uploads_max = 10'000;                  // files that wait for a record; beyond, the oldest is forgotten (its bytes stay)
  base::Duration upload_kept = std::chrono::hours(24);   // so long who sent a file may use it
  std::size_t table_rows_a_step = 500;               // rows of a CSV read at a time
  std::string work_folder;                           // where workbooks are written before they go out; "" = the system's folder for such
  int exports_max = 2;                               // workbooks and map files made at the same time; more are asked to come again
};

/// Where bodies may be larger than elsewhere: for http::Limits.
constexpr std::string_view upload_path = "/api/v1/files";

class Ledgers {
 public:
  Ledgers(gate::Gate& gate, Parts parts, Options options);
  ~Ledgers();
  /// Adds its routes under /api/v1.
  void add_routes(http::Router& router);
  /// 一企一档, which joins the registers with what is measured.
  void add_dossiers(http::Router& router, dossier::Parts const& parts);

  struct Inside;                                     // the room's own

 private:
  std::unique_ptr<Inside> inside_;
};

}  // namespace ledgers
