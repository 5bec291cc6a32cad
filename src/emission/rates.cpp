// Permitted rates by the height of the stack.
#include <algorithm>
#include <cmath>

#include "emission/inside.hpp"

namespace emission {
namespace {

constexpr double height_max = 1000;   // m, no stack is higher

struct Listed { double height = 0; catalog::Parameter const* row = nullptr; };

// "颗粒物(其他)" "颗粒物 其他" "颗粒物（其他）" are one name.
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    auto const rest = text.substr(at);
    auto const wide = [&](std::string_view mark) { return rest.starts_with(mark); };
    if (wide("（") || wide("）")) {
      at += std::string_view("（").size();
    } else if (text[at] == '(' || text[at] == ')' || text[at] == ' ') {
      ++at;
    } else {
      out += text[at++];
    }
  }
  return out;
}

/// The heights of a pollutant, lowest first and at least one.
base::Result<std::vector<Listed>> heights_of(Rules const& rules, std::string_view table, std::string const& name) {
  std::vector<Listed> found;
  for (auto const* row : rules.rows(table)) {
    auto const height = base::parse_number(row->name);
    if (row->subject == name && height) {
      found.push_back({*height, row});
    }
  }
  if (found.empty()) {
    return assess::cannot_judge("标准目录中“" + name + "”没有排气筒高度 / the catalogue lists no height for '" + name + "'",
                                rules.edition().number + " " + std::string(table));
  }
  std::sort(found.begin(), found.end(), [](Listed const& a, Listed const& b) { return a.height < b.height; });
  return found;
}

/// What the person wrote is the printed name, its first word where only one begins so, or a code.
base::Result<std::string> subject_of(catalog::Catalog const& catalog, Rules const& rules, std::string_view table, std::string const& pollutant) {
  std::vector<std::string> wanted{pollutant}, begins;
  auto const* item = catalog.item(pollutant, "air");
  for (auto const& limit : catalog.all_limits()) {
    bool const same = item != nullptr && limit.factor == item->code && limit.set.starts_with(rules.edition().id + "/");
    if (same) {
      wanted.push_back(limit.name);
    }
  }
  for (auto const& name : wanted) {
    for (auto const* row : rules.rows(table)) {
      if (plain(row->subject) == plain(name)) {
        return row->subject;
      }
      if (!name.empty() && row->subject.starts_with(name + " ")) {
        add_once(begins, row->subject);
      }
    }
  }
  if (begins.size() == 1) {
    return begins.front();
  }
  std::string names;
  for (auto const* row : rules.rows(table)) {
    if (names.find(row->subject) == std::string::npos) {
      names += (names.empty() ? "" : "、") + row->subject;
    }
  }
  return base::Problem("unknown_item", "'" + base::printable(pollutant) + "' has no rate in " + rules.edition().number, "pollutant", "write one of " + names);
}

base::Result<double> rate_at(Rules& rules, Listed const& listed) {
  if (!listed.row->number) {
    return not_on_file(rules.edition(), listed.row->source, listed.row->subject + " " + listed.row->name + " m");
  }
  rules.take(listed.row->source);
  return listed.row->number->to_double();
}

struct Found { double rate = 0; std::string sum; bool below = false; };

base::Result<Found> by_square(Rules& rules, Listed const& end, double height, bool below) {
  auto const exponent = rules.number("排放速率规则", "", "exponent");
  auto const rate = rate_at(rules, end);
  if (!exponent || !rate) {
    return !exponent ? exponent.error() : rate.error();
  }
  auto const sum = shown(*rate) + " × (" + shown(height) + "/" + shown(end.height) + ")^" + shown(*exponent);
  return Found{*rate * std::pow(height / end.height, *exponent), sum, below};
}

// Appendix B: listed; between two heights; beyond the ends.
base::Result<Found> found_rate(Rules& rules, std::vector<Listed> const& heights, double height) {
  if (height < heights.front().height) {
    return by_square(rules, heights.front(), height, true);
  }
  auto const after = std::find_if(heights.begin(), heights.end(), [&](Listed const& each) { return each.height >= height; });
  if (after == heights.end()) {
    return by_square(rules, heights.back(), height, false);
  }
  auto const high = rate_at(rules, *after);
  if (!high || after->height == height) {
    return high ? base::Result<Found>(Found{*high, shown(*high), false}) : high.error();
  }
  auto const before = std::prev(after);
  auto const low = rate_at(rules, *before);
  if (!low) {
    return low.error();
  }
  auto const sum = shown(*low) + " + (" + shown(*high) + " − " + shown(*low) + ") × (" + shown(height) + " − " + shown(before->height) + ") / (" +
                   shown(after->height) + " − " + shown(before->height) + ")";
  return Found{*low + (*high - *low) * (height - before->height) / (after->height - before->height), sum, false};
}

base::Unit kg_an_hour() {
  static auto const unit = base::parse_unit("kg/h").value();
  return unit;
}

}  // namespace

base::Result<Worked> rate_limit(catalog::Catalog const& catalog, Day on, std::string const& pollutant, Stack const& stack) {
  constexpr std::string_view table = "排放速率-新污染源二级";
  auto rules = Rules::of(catalog, "GB 16297", on);
  auto const subject = rules ? subject_of(catalog, *rules, table, pollutant) : base::Result<std::string>(rules.error());
  if (!subject) {
    return subject.error();
  }
  if (!std::isfinite(stack.height) || stack.height <= 0 || stack.height > height_max) {
    return bad_value("the height of the stack is not between 0 and 1000 m", "height");
  }
  auto const heights = heights_of(*rules, table, *subject);
  auto found = heights ? found_rate(*rules, *heights, stack.height) : base::Result<Found>(heights.error());
  if (!found) {
    return found.error();
  }
  std::string note;
  // 7.4 halves what was reckoned below the lowest listed height; 7.1 speaks of listed rates: one half only.
  char const* const half = found->below ? "below_lowest_factor" : !stack.above_neighbours ? "neighbours_factor" : nullptr;
  if (half != nullptr) {
    auto const factor = rules->number("排放速率规则", "", half);
    if (!factor) {
      return factor.error();
    }
    found->rate *= *factor;
    found->sum = "[" + found->sum + "] × " + shown(*factor);
    note = found->below ? "排气筒低于表列最低高度，外推结果再严格 / below the lowest listed height: the reckoned rate is cut"
                        : "未高出周围建筑，按表列值严格 / not above the buildings around: the listed rate is cut";
  }
  Worked worked{found->rate, kg_an_hour(), found->sum + " = " + shown(found->rate), {}, rules->basis(), rules->notes()};
  worked.how_en = worked.how;
  if (!note.empty()) {
    worked.notes.push_back(note);
  }
  return worked;
}

base::Result<Worked> odour_limit(catalog::Catalog const& catalog, Day on, std::string const& pollutant, double height) {
  constexpr std::string_view table = "排放速率", and_above = "and above";
  auto rules = Rules::of(catalog, "GB 14554", on);
  auto const subject = rules ? subject_of(catalog, *rules, table, pollutant) : base::Result<std::string>(rules.error());
  auto const lowest = rules ? rules->number("排放速率规则", "", "lowest") : base::Result<double>(rules.error());
  if (!subject || !lowest) {
    return !subject ? subject.error() : lowest.error();
  }
  if (!std::isfinite(height) || height <= 0 || height > height_max) {
    return bad_value("the height of the stack is not between 0 and 1000 m", "height");
  }
  auto const heights = heights_of(*rules, table, *subject);
  if (!heights) {
    return heights.error();
  }
  if (height < *lowest) {
    return assess::cannot_judge("排气筒低于 " + shown(*lowest) + " m，标准不列排放量 / the stack is lower than " + shown(*lowest) + " m",
                                rules->edition().number + " 6.1.1");
  }
  auto const& top = heights->back();
  if (height > top.height && top.row->text != and_above) {
    return assess::cannot_judge("排气筒高于表列最高高度 / the stack is higher than the last listed height", rules->edition().number + " 表2");
  }
  Listed const* nearest = &heights->front();
  for (auto const& each : *heights) {
    double const now = std::fabs(each.height - height), before = std::fabs(nearest->height - height);
    nearest = now <= before ? &each : nearest;   // halfway: the higher one
  }
  auto const rate = rate_at(*rules, *nearest);
  if (!rate) {
    return rate.error();
  }
  Worked worked{*rate, nearest->row->unit.empty() ? base::unit_none : kg_an_hour(), {}, {}, rules->basis(), rules->notes()};
  worked.how = shown(height) + " m 取表列高度 " + shown(nearest->height) + " m";
  worked.how_en = shown(height) + " m is read at the listed height " + shown(nearest->height) + " m";
  return worked;
}

}  // namespace emission
