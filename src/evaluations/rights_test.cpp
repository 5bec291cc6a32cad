// Who gets what at every address.
#include <sstream>

#include "evaluations/house_for_tests.hpp"

namespace evaluations_story {
namespace {

// Columns: method, address, then the status for nobody, guest, enterprise, partner, grid, monitor, administrator. {own} is a figure of the works' own
// outlet, {other} one of another works, {air} one of a station. POST is sent with an empty object.
constexpr std::string_view matrix = R"(
GET  /evaluations.yaml                                             200 200 200 200 200 200 200
GET  /figures/kinds                                                401 200 200 200 200 200 200
GET  /figures/objects?kind=small_air                               401 200 200 200 200 200 200
GET  /figures/objects?kind=small_outlet                            401 404 200 404 404 200 200
GET  /figures                                                      401 200 200 200 200 200 200
GET  /figures.csv                                                  401 403 200 200 200 200 200
GET  /figures/{air}                                                401 200 200 200 200 200 200
GET  /figures/{own}                                                401 404 200 404 404 200 200
GET  /figures/{other}                                              401 404 404 404 404 200 200
GET  /figures/compute?kind=small_air&object=point/1&span=2026-01   401 200 200 200 200 200 200
GET  /figures/compute?kind=small_outlet&object=point/7&span=2026-01 401 404 200 404 404 200 200
GET  /figures/compare?kind=small_air&object=point/1&a=2026-01      401 200 200 200 200 200 200
GET  /figures/compare?kind=small_outlet&object=point/8&a=2026-01   401 404 404 404 404 200 200
GET  /why?ref=figure/{own}                                         401 404 200 404 404 200 200
GET  /why/sheet?ref=figure/{own}                                   401 404 200 404 404 200 200
GET  /assess/topics                                                200 200 200 200 200 200 200
POST /assess                                                       200 200 200 200 200 200 200
POST /assess/check                                                 400 400 400 400 400 400 400
GET  /catalogue/editions                                           200 200 200 200 200 200 200
GET  /catalogue/editions/HJ633-2026                                200 200 200 200 200 200 200
GET  /catalogue/compare?a=HJ633-2012&b=HJ633-2026                  200 200 200 200 200 200 200
GET  /catalogue/laws                                               200 200 200 200 200 200 200
GET  /reports                                                      401 200 200 200 200 200 200
GET  /reports/small_month?object=point/1&span=2026-01              401 200 200 200 200 200 200
GET  /reports/small_month?object=point/1&span=2026-01&format=xlsx  401 403 200 200 200 200 200
GET  /alerts/levels?aqi=210,220&on=2026-11-26                      401 200 200 200 200 200 200
GET  /alerts/1/cap                                                 401 404 404 404 404 404 404
)";
constexpr std::array<std::string_view, 7> askers{"", "public", "works", "partner", "village", "desk", "boss"};

void put(std::string& text, std::string const& from, std::string const& to) {
  if (auto const at = text.find(from); at != std::string::npos) {
    text.replace(at, from.size(), to);
  }
}

class Rights : public House {};

TEST_F(Rights, everybody_gets_what_the_table_says_and_every_address_stands_in_it) {
  keep_some();
  auto const id = [&](std::string const& kind, std::string const& object) { return std::to_string(figures.in_force(kind, object, "2026-01")->id); };
  std::istringstream lines{std::string(matrix)};
  std::set<std::string> asked;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) {
      continue;
    }
    put(line, "{own}", id("small_outlet", "point/7"));
    put(line, "{other}", id("small_outlet", "point/8"));
    put(line, "{air}", id("small_air", "point/1"));
    std::istringstream words(line);
    std::string method, path;
    words >> method >> path;
    asked.insert(method + " " + path.substr(0, path.find('?')));
    for (auto const& asker : askers) {
      int status = 0;
      words >> status;
      auto const answer = ask(method, path, method == "POST" ? "{}" : "", std::string(asker));
      EXPECT_EQ(answer.status, status) << method << " " << path << " by '" << asker << "': " << answer.body.substr(0, 300);
    }
  }
  // Every pattern of the router was asked for at least once.
  for (auto const& route : router.routes()) {
    auto const fits = [&](std::string const& one) {
      auto const given = base::split(one, '/');
      auto const pattern = std::string(http::name_of(route.method)) + " " + route.pattern.substr(std::string_view("/api/v1").size());
      auto const parts_of = base::split(pattern, '/');
      bool same = given.size() == parts_of.size();
      for (std::size_t i = 0; same && i < given.size(); ++i) {
        same = parts_of[i].starts_with('{') || parts_of[i] == given[i];
      }
      return same;
    };
    EXPECT_TRUE(std::any_of(asked.begin(), asked.end(), fits)) << http::name_of(route.method) << " " << route.pattern << " stands in no line";
  }
}

}  // namespace
}  // namespace evaluations_story
