#pragma once
// Private: samples of soil out of the registers, judged by the land of their point.
#include "evaluate/surroundings.hpp"
#include "soils/soils.hpp"

namespace evaluate::surroundings {

inline constexpr auto soil_point_reg = "soil_point", soil_sample_reg = "soil_sample", farmland_reg = "farmland_unit", plot_reg = "contaminated_plot";

struct SoilSample {
  Record record;
  Day on;
  std::optional<Decimal> ph;
  std::vector<soils::Item> items;
  std::vector<std::string> unread;         // words of the further items that could not be read
};
struct JudgedSample {
  SoilSample sample;
  base::Result<soils::Verdict> verdict;
  /// For choosing the worst: the greatest single index.
  double greatest_index() const;
};

SoilSample soil_sample_of(Books const& books, Record record);
/// By the land of the point: GB 15618 or GB 36600; other land has no standard here. `land_class` "" = the point's own.
base::Result<soils::Verdict> judge_soil(Books const& books, Record const& point, SoilSample const& sample, std::optional<Day> under,
                                        std::string_view land_class = {});
JudgedSample judged_sample(Books const& books, Record const& point, Record record, std::optional<Day> under, std::string_view land_class = {});
/// The worst first by what is exceeded, then by the greatest index; those that cannot be judged last.
void worst_first(std::vector<JudgedSample>& samples);

json::array rows_of(soils::Verdict const& verdict);
assess::Why why_of_sample(Books const& books, JudgedSample const& judged);
std::map<std::string, Decimal> backgrounds_at(Record const& point);

}  // namespace evaluate::surroundings
