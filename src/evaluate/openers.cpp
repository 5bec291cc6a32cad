// What a judge decided and what was measured, opened: "verdict/aqi/3/day/2026-11-26", "observation/3/w21003/hour/2026-11-26T08".
#include <algorithm>
#include <cmath>

#include "evaluate/openers.hpp"

namespace evaluate {
namespace {

constexpr std::size_t rows_shown_max = 200;

/// A period of a subject at a point, as a reference names it.
struct Asked {
  base::PointId point;
  std::string subject;             // "aqi", or a factor, with ":Zs" for converted values
  observe::Period period = observe::Period::hour;
  Time start;
};

/// "2026-11-26" or "2026-11-26T08".
std::optional<Time> parse_start(std::string_view text) {
  auto const day = base::parse_day(text.substr(0, text.find('T')));
  if (!day) {
    return {};
  }
  auto const at = text.find('T');
  if (at == std::string_view::npos) {
    return base::start_of(*day);
  }
  auto const hour = base::parse_integer(text.substr(at + 1));
  return hour && *hour >= 0 && *hour <= 23 ? std::optional(base::start_of(*day) + *hour * base::hour_length) : std::nullopt;
}

std::optional<Asked> parse_asked(std::string_view point, std::string_view subject, std::string_view period, std::string_view start) {
  auto const id = base::parse_integer(point);
  auto const at = parse_start(start);
  if (!id || !at || subject.empty() || (period != "hour" && period != "day")) {
    return {};
  }
  return Asked{{*id}, std::string(subject), period == "day" ? observe::Period::day : observe::Period::hour, *at};
}

std::optional<Asked> parse_ref(std::string_view ref) {
  auto const words = base::split(ref, '/');
  if (words.size() == 5 && words[0] == "verdict") {
    return parse_asked(words[2], words[1], words[3], words[4]);
  }
  if (words.size() == 5 && words[0] == "observation") {
    return parse_asked(words[1], words[2], words[3], words[4]);
  }
  return {};
}

std::string start_text(Asked const& asked, Time start) {
  auto const full = base::format(start);
  return full.substr(0, asked.period == observe::Period::day ? std::string_view("2026-11-26").size() : std::string_view("2026-11-26T08").size());
}

std::string shown(double value) {
  constexpr int digits_shown = 6;   // what is beyond is noise of a division
  return std::isfinite(value) ? base::format_number(base::Decimal::from_double(value, digits_shown).to_double()) : std::string();
}

/// How the parts of a period are called below it: hours below a day, rows below an hour.
assess::Why of_row(Asked const& asked, observe::Row const& row, bool frames, std::string const& unit) {
  assess::Why why;
  bool const hourly = asked.period == observe::Period::day;
  auto const clock = base::format(row.at).substr(0, 19);
  why.title = hourly ? clock.substr(0, 13) + " 时小时值" : clock;
  why.title_en = hourly ? "hour " + clock.substr(0, 13) : clock;
  why.value = shown(row.value);
  why.unit = unit;
  if (row.flag != ' ' && row.flag != 'N') {
    why.note = std::string("标识 / flag ") + row.flag;
    why.state = row.flag == '-' ? "invalid" : "";
  }
  if (!std::isfinite(row.value)) {
    why.state = "missing";
  }
  if (hourly) {
    why.ref = "observation/" + std::to_string(asked.point.value) + "/" + asked.subject + "/hour/" + clock.substr(0, 13);
  } else if (frames && row.frame) {
    why.ref = "frame/" + std::to_string(row.frame.value);
  }
  return why;
}

class Measured final : public Opener {
 public:
  explicit Measured(Parts const& parts) : parts_(parts) {}
  bool opens(std::string_view ref) const override { return ref.starts_with("verdict/") || ref.starts_with("observation/"); }
  base::Result<assess::Why> open(identity::Person const& who, std::string_view ref) const override {
    auto const asked = parse_ref(ref);
    auto const point = asked ? parts_.points.point(asked->point) : std::nullopt;
    if (!point || !identity::may(who.role, identity::Right::see_measurements) ||
        !identity::sees_point(who, {point->facility, points::is_station(point->kind)})) {
      return base::Problem("not_found", "there is nothing to open at '" + base::printable(ref) + "'", "ref");
    }
    auto const explained = parts_.judge.explain(asked->point, asked->subject, {}, asked->period, asked->start);
    if (!explained) {
      return explained.error();
    }
    bool const frames = identity::may(who.role, identity::Right::see_frames) &&
                        identity::sees_inside(who, {point->facility, points::is_station(point->kind)});
    return why_of(*asked, *point, *explained, frames);
  }

 private:
  assess::Why why_of(Asked const& asked, points::Point const& point, judge::Explanation const& explained, bool frames) const {
    assess::Why why;
    auto const* factor = parts_.catalog.factor(asked.subject.substr(0, asked.subject.find(':')));
    bool const converted = asked.subject.find(':') != std::string::npos;
    auto const name = asked.subject == "aqi" ? std::string("AQI") : factor == nullptr ? asked.subject : factor->name;
    auto const name_en = asked.subject == "aqi" ? std::string("AQI") : factor == nullptr ? asked.subject : factor->name_en;
    auto const when = start_text(asked, asked.start);
    bool const daily = asked.period == observe::Period::day;
    why.title = point.name + " " + name + (converted ? "（折算）" : "") + " " + when + (daily ? " 日均值" : " 时小时值");
    why.title_en = (point.name_en.empty() ? point.name : point.name_en) + " " + name_en + (converted ? " (converted)" : "") +
                   (daily ? " day " : " hour ") + when;
    why.ref = "verdict/" + asked.subject + "/" + std::to_string(asked.point.value) + (daily ? "/day/" : "/hour/") + when;
    add_value(why, explained);
    why.unit = explained.verdict && asked.subject != "aqi" ? explained.verdict->unit : unit_of(point, asked);
    why.basis = explained.basis;
    for (auto const& step : explained.steps) {
      why.from.push_back(of_step(step));
    }
    for (auto const& input : explained.inputs) {
      why.from.push_back(of_input(asked, input));
    }
    auto const rows = std::min(explained.rows.size(), rows_shown_max);
    for (std::size_t i = 0; i < rows; ++i) {
      why.from.push_back(of_row(asked, explained.rows[i], frames, why.unit));
    }
    if (rows < explained.rows.size()) {
      why.note += "共 " + std::to_string(explained.rows.size()) + " 条，列出前 " + std::to_string(rows) + " 条 / the first " + std::to_string(rows) + " of " +
                  std::to_string(explained.rows.size()) + " rows";
    }
    return why;
  }

  static void add_value(assess::Why& why, judge::Explanation const& explained) {
    if (explained.verdict) {
      auto const& verdict = *explained.verdict;
      bool const invalid = verdict.result == "invalid" || (verdict.subject == "aqi" && verdict.value == 0);
      why.value = invalid ? "NA" : shown(verdict.value);
      why.state = invalid ? "invalid" : verdict.result == "excused" ? "excluded" : "";
      if (verdict.revision > 1) {
        auto const number = std::to_string(verdict.revision);
        why.note = "第 " + number + " 版，" + base::format(verdict.judged_at) + " 判定 / revision " + number + " ";
      }
    } else if (explained.statistic) {
      why.value = shown(explained.statistic->mean);
      why.state = explained.statistic->valid ? "" : "invalid";
    }
  }
  static assess::Why of_step(judge::Step const& step) {
    assess::Why why;
    why.title = step.title;
    why.title_en = step.title_en;
    why.how = step.text;
    why.how_en = step.text_en;
    if (step.basis) {
      why.basis.push_back(*step.basis);
    }
    return why;
  }
  static assess::Why of_input(Asked const& asked, judge::Input const& input) {
    assess::Why why;
    why.title = why.title_en = input.name;
    why.value = input.rounded;
    why.unit = input.unit;
    why.exact = shown(input.value) == input.rounded ? "" : shown(input.value);
    why.note = input.note;
    if (input.iaqi) {
      why.how = why.how_en = "IAQI = " + std::to_string(*input.iaqi);
    }
    why.state = std::isfinite(input.value) ? "" : "missing";
    why.ref = "observation/" + std::to_string(asked.point.value) + "/" + input.factor + (asked.period == observe::Period::day ? "/day/" : "/hour/") +
              start_text(asked, asked.start);
    return why;
  }
  std::string unit_of(points::Point const& point, Asked const& asked) const {
    for (auto const& channel : parts_.points.channels(point.id)) {
      if (channel.factor == asked.subject.substr(0, asked.subject.find(':'))) {
        return std::string(base::symbol(channel.unit));
      }
    }
    return {};
  }
  Parts parts_;
};

}  // namespace

std::unique_ptr<Opener> open_measured(Parts const& parts) { return std::make_unique<Measured>(parts); }

void add_openers(Desk& desk, Parts const& parts) {
  desk.add(open_measured(parts));
  desk.add(open_records(parts));
  desk.add(open_frames(parts));
}

}  // namespace evaluate
