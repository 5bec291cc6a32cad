#pragma once
// The tables of the room: their steps, and rows in and out.
#include <string_view>
#include <vector>

#include "figures/figures.hpp"
#include "sql/sql.hpp"

namespace figures {

std::vector<std::string_view> const& steps_of_tables();

// To be put between "SELECT" and "FROM figure"; the one without texts has empty detail and why.
extern std::string const figure_columns, figure_columns_without_texts;
Figure figure_of(sql::Row const& row);
void insert(sql::Database& db, Figure& figure);   // sets the id

/// A query's conditions with their values, "" where it has none.
struct Where { std::string text; std::vector<sql::Value> values; };
Where where_of(Query const& query);
std::string order_of(std::string_view sort);

std::string_view form_of(std::string_view span);   // "day" "month" "quarter" "year" "heating" "rest"

}  // namespace figures
