#pragma once
// Private: limits of five-minute means, judged from rows as sent: the temperature of a waste furnace (GB 18485, and how often a day).
#include "judge/factors.hpp"

namespace judge {

inline constexpr std::string_view five_minutes = "5min";   // averaging of such limits

/// The lowest and highest five-minute mean of an hour against the limit, or how many means of a day broke it against how many may; nothing
/// where the set has no such limit, the rows are too coarse, or none counts. Means that windows touch are left out.
struct FiveMinutes { assess::LimitVerdict judged; double value = 0; std::optional<double> times_limit; std::string note, standard, clause, edition; };
std::optional<base::Result<FiveMinutes>> judge_five_minutes(FactorCase const& of, JudgedPart const& part);

}  // namespace judge
