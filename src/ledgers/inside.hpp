#pragma once
// Private to the room: what its files share.
#include "ledgers/ledgers.hpp"

namespace ledgers {

constexpr std::string_view root = "/api/v1";

struct Ledgers::Inside {
  gate::Gate& gate;
  Parts parts;
  Options options;

  Inside(gate::Gate& g, Parts p, Options o) : gate(g), parts(p), options(std::move(o)) {}
};

}  // namespace ledgers
