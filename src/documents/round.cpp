// Charts without axes: the calendar of coloured days, and the pie.
#include <algorithm>
#include <cmath>

#include "documents/chart.hpp"

namespace documents {
namespace {

constexpr std::string_view empty_day = "#eef1f2";

/// Black or white, whichever is read better on a ground.
std::string_view ink_on(std::string_view ground) {
  auto const part = [&](std::size_t at) {
    auto const byte = base::unhex(ground.substr(at, 2));
    return byte ? static_cast<double>(static_cast<unsigned char>((*byte)[0])) : 255.0;
  };
  return 0.299 * part(1) + 0.587 * part(3) + 0.114 * part(5) > 110 ? "#1f2933" : "#ffffff";
}

int weekday(base::Day day) { return static_cast<int>(((day.number + 3) % 7 + 7) % 7); }   // 1970-01-01 was a Thursday; 0 = Monday

struct Month { int year = 0, month = 0; std::vector<std::size_t> days; };

std::vector<Month> months_of(Chart const& chart) {
  std::vector<Month> months;
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    auto const civil = base::to_beijing(base::start_of(base::parse_day(chart.labels[i]).value()));
    if (months.empty() || months.back().year != civil.year || months.back().month != civil.month) {
      months.push_back({civil.year, civil.month, {}});
    }
    months.back().days.push_back(i);
  }
  return months;
}

struct Spot { double x = 0, y = 0, cell_width = 0, cell_height = 0; bool with_words = false; };

std::string words_in(Chart const& chart, std::size_t i) {
  auto const& value = chart.series[0].values[i];
  return i < chart.texts.size() && !chart.texts[i].empty() ? chart.texts[i] : value ? shown(*value, chart.digits) : "—";
}

void draw_month(Drawing& into, Chart const& chart, Month const& month, Spot const& at) {
  constexpr std::string_view names[] = {"一", "二", "三", "四", "五", "六", "日"};
  write(into, {at.x, at.y + 9}, std::to_string(month.year) + "年" + std::to_string(month.month) + "月", Align::left, at.with_words ? 9.5 : 8.5, ink);
  double const top = at.y + (at.with_words ? 26 : 13);
  for (int w = 0; at.with_words && w < 7; ++w) {
    write(into, {at.x + (w + 0.5) * at.cell_width, at.y + 22}, std::string(names[w]), Align::center, 8, muted);
  }
  auto const first = base::day_of(month.year, month.month, 1);
  for (auto const i : month.days) {
    auto const day = base::parse_day(chart.labels[i]).value();
    int const place = day.number - first.number + weekday(first);
    double const x = at.x + (place % 7) * at.cell_width, y = top + (place / 7) * at.cell_height;
    auto colour = i < chart.colours.size() && !chart.colours[i].empty() ? chart.colours[i] : std::string(empty_day);
    auto const on = ink_on(colour);
    double const gap = at.with_words ? 1.5 : 1;
    rectangle(into, x, y, at.cell_width - gap, at.cell_height - gap, std::move(colour), chart.labels[i] + " " + words_in(chart, i));
    if (at.with_words) {
      write(into, {x + 3.5, y + 9}, std::to_string(day.number - first.number + 1), Align::left, 7, on);
      write(into, {x + (at.cell_width - gap) / 2, y + at.cell_height - 6.5}, words_in(chart, i), Align::center, 9.5, on);
    }
  }
}

}  // namespace

Drawing draw_calendar(Chart const& chart, double width) {
  Drawing drawing{.width = width, .height = 0, .marks = {}};
  std::vector<Sample> samples;
  for (auto const& [colour, words] : chart.legend) {
    samples.push_back({words, colour, false, false});
  }
  double top = legend(drawing, samples, 0, 0);
  top += top > 0 ? 6 : 0;
  auto const months = months_of(chart);
  bool const few = months.size() <= 2;
  std::size_t const across = months.size() <= 1 ? 1 : few ? 2 : 4;
  double const gap = 18, room = (width - gap * static_cast<double>(across - 1)) / static_cast<double>(across);
  double const cell_width = std::min(few ? 90.0 : 15.0, room / 7), cell_height = few ? 27 : std::min(13.0, cell_width), head = few ? 26 : 13;
  double const month_height = head + 6 * cell_height + (few ? 2 : 8);
  for (std::size_t m = 0; m < months.size(); ++m) {
    draw_month(drawing, chart, months[m],
               {static_cast<double>(m % across) * (room + gap), top + static_cast<double>(m / across) * month_height, cell_width, cell_height, few});
  }
  auto const rows = (months.size() + across - 1) / across;
  drawing.height = std::max(20.0, top + static_cast<double>(rows) * month_height);
  if (months.size() == 1) {                                  // many months need but five weeks
    auto const first = base::day_of(months[0].year, months[0].month, 1);
    auto const last = base::parse_day(chart.labels[months[0].days.back()]).value();
    drawing.height -= (5 - (last.number - first.number + weekday(first)) / 7) * cell_height;
  }
  return drawing;
}

Drawing draw_pie(Chart const& chart, double width) {
  Drawing drawing{.width = width, .height = 150, .marks = {}};
  double total = 0;
  for (auto const& value : chart.series[0].values) {
    total += std::max(0.0, value.value_or(0));
  }
  Point const center{80, 75};
  double angle = 0, y = std::max(14.0, 75 - 7.0 * static_cast<double>(chart.labels.size()) + 5);
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    double const value = std::max(0.0, chart.series[0].values[i].value_or(0));
    double const share = total > 0 ? value / total : 0;
    auto const colour = i < chart.colours.size() && !chart.colours[i].empty() ? chart.colours[i] : std::string(series_colours[i % std::size(series_colours)]);
    auto const words = chart.labels[i] + "  " + shown(value, chart.digits) + (chart.unit.empty() ? "" : " " + chart.unit) + "  " + shown(share * 100, 1) + "%";
    if (share > 0) {
      drawing.marks.emplace_back(Sector{center, 66, angle, angle + share * 6.283185307179586, colour, words});
    }
    angle += share * 6.283185307179586;
    rectangle(drawing, 175, y - 7, 7.5, 7.5, colour, {});
    write(drawing, {188, y}, words, Align::left, 9, ink);
    y += 14;
  }
  drawing.height = std::max(drawing.height, y);
  return drawing;
}

}  // namespace documents
