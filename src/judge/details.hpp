#pragma once
// Private: the JSON of verdicts and alarm messages, written and read in one place.
#include "judge/judge.hpp"

namespace judge {

/// What an air verdict keeps beside its AQI.
struct AirDetail {
  assess::AirIndex index;
  std::map<std::string, double> values;
  std::map<std::string, int> hours;
  std::map<std::string, std::string> refused;   // input → why it is not valid
  std::map<std::string, int> revisions;         // pollutant → revision of its hour statistic
  std::string edition, digest;                  // of HJ 633
};
std::string write_air(AirDetail const& detail);
/// Category, colour and basis are read from the rules of the verdict's standard.
AirDetail read_air(verdicts::Verdict const& verdict, catalog::Catalog const& catalog);

struct FactorDetail {
  observe::Statistic statistic;
  assess::LimitVerdict judged;
  std::string edition, digest;                  // of the limit's standard
  std::string note;
  std::vector<Window> windows;                  // declared ones that touch the period
  int left_out = 0, running = 0;                // hours of a day that they cover; that ran (0 = not counted)
};
std::string write_factor(FactorDetail const& detail);
/// What a verdict says of windows: those that touched its period, and of a day the hours left out and those that ran.
struct WindowDetail { std::vector<Window> windows; int left_out = 0, running = 0; };
WindowDetail read_windows(verdicts::Verdict const& verdict);

std::string write_exceedance(verdicts::Verdict const& worst);
struct Word { std::string key; std::string text; std::optional<double> number; };
std::string write_message(std::string const& key, std::vector<Word> const& words);

}  // namespace judge
