#pragma once
// Private: what the topics of water share.
#include <functional>
#include <memory>

#include "calculator/inside.hpp"
#include "waters/waters.hpp"

namespace calculator::water {

using TablePointer = std::shared_ptr<waters::Table const>;
/// Compiled tables are kept, a few a thread: lines of one file ask for the same.
base::Result<TablePointer> table_of(catalog::Catalog const& catalog, std::string const& kind, base::Day on,
                                    std::function<base::Result<waters::Table>()> const& compile);
base::Result<TablePointer> surface_table(catalog::Catalog const& catalog, std::string const& body, bool source, base::Day on);
base::Result<TablePointer> drinking_table(catalog::Catalog const& catalog, bool small, std::string const& place, base::Day on);
base::Result<TablePointer> irrigation_table(catalog::Catalog const& catalog, waters::Table::Irrigation const& wanted, base::Day on);

/// Items of a line, and what the line calls them.
struct Given {
  waters::Sample sample;
  std::map<std::size_t, std::string> words;
  waters::Names without_limit;   // known items that the table does not limit
  std::optional<base::Decimal> temperature;   // of the water, where the table asks for it (waters::Saturation)
};
base::Result<Given> given(Question const& question, waters::Table const& table);
std::string class_code(waters::Table const& table, int rank);   // "III" "inferior V"
json::array array_of(waters::Names const& names);

std::vector<Entry> class_topics();
std::vector<Entry> index_topics();
std::vector<CaseEntry> case_topics();

}  // namespace calculator::water
