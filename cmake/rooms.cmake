# The floors of the house, bottom up. ARCHITECTURE.md draws it; tools/house.py checks every include against it.

# F0 base: words everyone shares
room(base FLOOR 0 LINKS OpenSSL::Crypto)

# F1 what is known: pure, no clock, no I/O, never throws on input
room(tabular FLOOR 1 USES base)
room(hj212 FLOOR 1 USES base LINKS OpenSSL::Crypto Boost::json)
room(http FLOOR 1 USES base LINKS Boost::json Boost::url ZLIB::ZLIB)
room(yaml FLOOR 1 USES base LINKS yaml-cpp)
room(catalog FLOOR 1 USES base tabular yaml)
room(assess FLOOR 1 USES base tabular catalog LINKS Boost::json)
room(atmosphere FLOOR 1 USES base catalog assess)
room(waters FLOOR 1 USES base catalog assess TEST_USES tabular)
room(noise FLOOR 1 USES base catalog assess)
room(soils FLOOR 1 USES base catalog assess)
room(ecology FLOOR 1 USES base catalog assess)
room(emission FLOOR 1 USES base catalog assess)
room(carbon FLOOR 1 USES base catalog assess)
room(calculator FLOOR 1 USES base tabular catalog assess atmosphere waters noise soils ecology emission carbon LINKS Boost::json)
room(calendar FLOOR 1 USES base yaml)
room(geo FLOOR 1 USES base LINKS Boost::json PkgConfig::geos PkgConfig::geographiclib)
room(tiles FLOOR 1 USES base geo TEST_LINKS Boost::json)
room(query FLOOR 1 USES base geo LINKS Boost::json PkgConfig::icu)
room(definitions FLOOR 1 USES base tabular yaml geo query LINKS PkgConfig::re2)

# F2 means: touch the operating system
room(net FLOOR 2 USES base LINKS Threads::Threads)
room(sql FLOOR 2 USES base LINKS SQLite::SQLite3 PkgConfig::pq)
room(columns FLOOR 2 USES base LINKS duckdb)
room(files FLOOR 2 USES base)
room(workbook FLOOR 2 USES base tabular LINKS PkgConfig::xlsxwriter PkgConfig::expat PkgConfig::zip)
room(documents FLOOR 2 USES base LINKS PkgConfig::xlsxwriter PkgConfig::zip PkgConfig::pangocairo)
room(geofiles FLOOR 2 USES base geo LINKS Boost::json PkgConfig::zip)

# F3 records: own their tables, state their invariants
room(trail FLOOR 3 USES base sql)
room(identity FLOOR 3 USES base sql trail LINKS PkgConfig::argon2 OpenSSL::Crypto)
room(points FLOOR 3 USES base catalog sql trail)
room(evidence FLOOR 3 USES base sql LINKS PkgConfig::zstd)
room(observe FLOOR 3 USES base columns)
room(verdicts FLOOR 3 USES base sql trail)
room(registry FLOOR 3 USES base geo query calendar definitions sql trail identity TEST_USES yaml LINKS Boost::json)
room(figures FLOOR 3 USES base sql)

# F4 work: joins rooms
room(ingest FLOOR 4 USES base hj212 tabular catalog points evidence observe trail TEST_USES columns sql LINKS Boost::json)
room(judge FLOOR 4 USES base catalog assess points observe verdicts trail TEST_USES columns sql LINKS Boost::json)
room(exchange FLOOR 4 USES base geo query definitions workbook geofiles identity registry TEST_USES calendar sql trail yaml)
room(dossier FLOOR 4 USES base query definitions registry identity points verdicts TEST_USES sql trail yaml calendar geo catalog)
room(evaluate FLOOR 4 USES base calendar geo query catalog assess points observe verdicts definitions identity registry figures judge atmosphere waters noise soils ecology emission
     TEST_USES tabular columns sql trail yaml LINKS Boost::json)
room(reports FLOOR 4 USES base yaml query catalog assess documents figures evaluate identity TEST_USES columns sql trail calendar geo LINKS Boost::json)

# F5 faces: translate a public protocol, decide nothing
room(gate FLOOR 5 USES base http tabular trail identity TEST_USES sql LINKS Boost::json OpenSSL::Crypto)
room(console FLOOR 5 USES base http hj212 gate catalog assess calculator trail identity points evidence observe verdicts ingest judge
     TEST_USES columns sql tabular LINKS Boost::json TEST_LINKS yaml-cpp)
room(evaluations FLOOR 5 USES base http gate catalog assess atmosphere calculator identity trail tabular figures evaluate reports documents registry definitions points
     TEST_USES columns sql yaml calendar LINKS Boost::json TEST_LINKS yaml-cpp)
room(ledgers FLOOR 5 USES base http gate geo geofiles exchange query definitions registry files identity tabular trail dossier points verdicts
     TEST_USES sql yaml calendar LINKS Boost::json TEST_LINKS yaml-cpp)
room(features FLOOR 5 USES base http gate geo tiles query definitions registry identity TEST_USES sql yaml calendar trail LINKS Boost::json)
