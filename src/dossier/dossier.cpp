#include "dossier/dossier.hpp"

#include "dossier/inside.hpp"

namespace dossier {

base::Result<Dossier> of(Parts const& parts, identity::Person const& who, RecordId facility, Time now) {
  if (!identity::may(who.role, identity::Right::see_facility)) {
    return base::Problem("forbidden", "you may not see all of a facility together", "id");
  }
  auto const* reg = parts.registry.set().find(facility_register);
  if (reg == nullptr) {
    return base::Problem("not_found", "there is no register of facilities", "id");
  }
  auto record = parts.registry.get(who, *reg, facility);
  if (!record) {
    return record.error();
  }
  Dossier dossier;
  dossier.reg = reg;
  dossier.facility = *std::move(record);
  Asker const asker{parts, who, now};
  add_names(asker, dossier);
  add_changes(asker, add_records(asker, dossier), dossier);
  add_outlets(asker, dossier);
  add_alarms(asker, dossier);
  add_grid(asker, dossier);
  return dossier;
}

}  // namespace dossier
