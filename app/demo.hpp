#pragma once
// The demonstration district: invented facilities, outlets and loggers (they say so), and two sets of real air data.
#include <vector>

#include "console/console.hpp"
#include "identity/identity.hpp"
#include "ingest/ingest.hpp"
#include "points/points.hpp"
#include "simulated_logger.hpp"

namespace app {

/// Yunzhou district, Datong.
console::District demo_district();
/// An account of each role with a fixed password that everybody may know; made once.
std::vector<console::DemoAccount> make_demo_accounts(identity::People& people, base::Time now);
/// Points, channels and loggers, made once; returns what the simulator plays.
std::vector<LoggerProfile> make_demo_points(points::Registry& registry, catalog::Catalog const& catalog, base::Time now);
/// A file of samples/ with its plan.
struct DemoImport { std::string file, plan; };
std::vector<DemoImport> demo_imports();

}  // namespace app
