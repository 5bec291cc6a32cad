#pragma once
// Private to the room: the parts a dossier is put together from.
#include "dossier/dossier.hpp"

namespace dossier {

struct Asker { Parts const& parts; identity::Person const& who; Time now; };

/// Registers, expiries, overdue records, documents; returns the records that were read, without their places, for add_changes.
using Read = std::vector<std::pair<definitions::Register const*, Record>>;
Read add_records(Asker const& asker, Dossier& dossier);
void add_changes(Asker const& asker, Read read, Dossier& dossier);
/// Former names, by the history of the record.
void add_names(Asker const& asker, Dossier& dossier);

void add_outlets(Asker const& asker, Dossier& dossier);
void add_alarms(Asker const& asker, Dossier& dossier);
void add_grid(Asker const& asker, Dossier& dossier);

}  // namespace dossier
