#include "sql/inside.hpp"

namespace sql {

std::unique_ptr<Engine> postgres_engine(std::string const& /*conninfo*/, Options const& /*options*/) {
  throw base::Failure("PostgreSQL is not built into this program yet");
}

}  // namespace sql
