#pragma once
// `biyun assess`: verdicts from JSON lines, with explanation; `biyun assess check`: worked cases from a file.
#include <iosfwd>

#include "catalog/catalog.hpp"

/// One JSON object a line in, one out, in order. In: id, topic ("iaqi" "aqi_daily" "aqi_hourly"), on (a day) or
/// standard, inputs { "PM2.5_24h": 75, … } as numbers or decimal text. Out: id, result, basis, notes; or id, error.
/// Returns 0, or 1 when a line was refused. A bad line never stops the rest.
int assess_lines(catalog::Catalog const& catalog, std::istream& in, std::ostream& out);

/// Cases as TSV with the columns id topic standard inputs expected tolerance origin source note; prints each, counts.
/// Returns 0 all passed or skipped, 1 one differs, 2 the file is no such table.
int assess_check(catalog::Catalog const& catalog, std::istream& tsv, std::ostream& out);
