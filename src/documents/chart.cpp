// Charts with axes: lines, bars, stacked bars. See drawing.hpp.
#include "documents/chart.hpp"

#include <algorithm>
#include <cmath>

namespace documents {

std::string_view const series_colours[6] = {"#0f766e", "#b45309", "#1d4ed8", "#6d3fc0", "#5c6a74", "#b5336f"};

std::string colour_of(Chart const& chart, std::size_t series) {
  return chart.series[series].colour.empty() ? std::string(series_colours[series % std::size(series_colours)]) : chart.series[series].colour;
}

std::string colour_of(Chart const& chart, std::size_t series, std::size_t value) {
  return chart.series.size() == 1 && value < chart.colours.size() && !chart.colours[value].empty() ? chart.colours[value] : colour_of(chart, series);
}

void rectangle(Drawing& into, double x, double y, double width, double height, std::string colour, std::string title) {
  into.marks.emplace_back(Area{{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}, std::move(colour), std::move(title)});
}

void straight(Drawing& into, Point from, Point to, std::string_view colour, double width, bool dashed) {
  into.marks.emplace_back(Line{{from, to}, std::string(colour), width, dashed});
}

void write(Drawing& into, Point at, std::string text, Align align, double size, std::string_view colour) {
  into.marks.emplace_back(Words{at, std::move(text), size, align, std::string(colour), false});
}

/// Swatches with their words, from the right edge to the left in reading order; returns the height taken.
double legend(Drawing& into, std::vector<Sample> const& samples, double left, double top) {
  constexpr double size = 8.5, swatch = 9, gap = 14, row = 13;
  double x = left, y = top;
  for (auto const& sample : samples) {
    double const width = swatch + 4 + breadth(sample.words) * size;
    if (x > left && x + width > into.width) {
      x = left;
      y += row;
    }
    if (sample.is_line) {
      straight(into, {x, y + 5}, {x + swatch + 3, y + 5}, sample.colour, sample.dashed ? 1.0 : 1.8, sample.dashed);
      x += 3;
    } else {
      rectangle(into, x, y + 1.5, 7.5, 7.5, sample.colour, {});
    }
    write(into, {x + swatch + 3, y + 8.3}, sample.words, Align::left, size, muted);
    x += width + gap;
  }
  return samples.empty() ? 0 : y + row - top;
}

namespace {

/// The words of a label in at most two lines of so many characters.
std::vector<std::string> folded(std::string const& text, double room) {
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < text.size();) {
    auto const c = static_cast<unsigned char>(text[i]);
    std::size_t const length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    auto const letter = text.substr(i, length);
    if (breadth(lines.back() + letter) > room && !lines.back().empty()) {
      if (lines.size() == 2) {
        while (!lines.back().empty() && breadth(lines.back() + "…") > room) {
          do {
            lines.back().pop_back();
          } while (!lines.back().empty() && !base::is_utf8(lines.back()));
        }
        lines.back() += "…";
        return lines;
      }
      lines.emplace_back();
    }
    lines.back() += letter;
    i += length;
  }
  return lines;
}

class Plot {
 public:
  Plot(Chart const& chart, double width) : chart_(chart) {
    drawing_.width = width;
    drawing_.height = 205;
  }
  Drawing draw() {
    find_scale();
    double const used = head();
    top_ = used + 8;
    left_ = 8 + breadth(shown(scale_.high, scale_.digits)) * axis_size;
    left_ = std::max(left_, 8 + breadth(shown(scale_.low, scale_.digits)) * axis_size);
    slot_ = (drawing_.width - left_ - right_) / static_cast<double>(std::max<std::size_t>(1, chart_.labels.size()));
    bottom_ = drawing_.height - foot();
    axis();
    labels();
    if (chart_.kind == Chart::Kind::line) {
      lines();
    } else {
      bars();
    }
    limits();
    return std::move(drawing_);
  }

 private:
  static constexpr double axis_size = 8, right_ = 6;

  void find_scale() {
    double low = 0, high = 0;
    bool any = false;
    auto const take = [&](double value) {
      low = any ? std::min(low, value) : value;
      high = any ? std::max(high, value) : value;
      any = true;
    };
    for (std::size_t i = 0; i < chart_.labels.size(); ++i) {
      double sum = 0;
      for (auto const& series : chart_.series) {
        sum += chart_.kind == Chart::Kind::stacked ? std::max(0.0, series.values[i].value_or(0)) : 0;
        if (series.values[i] && chart_.kind != Chart::Kind::stacked) {
          take(*series.values[i]);
        }
      }
      if (chart_.kind == Chart::Kind::stacked) {
        take(sum);
      }
    }
    for (auto const& limit : chart_.limits) {
      take(limit.value);
    }
    // A line may leave zero far below where that would make it flat; a bar stands on zero.
    bool const from_zero = chart_.kind != Chart::Kind::line || low < 0 || low < 0.6 * high;
    scale_ = scale_for(from_zero ? std::min(0.0, low) : low - (high - low) * 0.15, std::max(0.0, high) * 1.02, 5);
  }

  double head() {
    double used = 0;
    if (!chart_.unit.empty()) {
      write(drawing_, {0, 8.3}, chart_.unit, Align::left, axis_size + 0.5, muted);
      used = 10;
    }
    std::vector<Sample> samples;
    if (chart_.series.size() > 1 || !chart_.limits.empty()) {
      for (std::size_t s = 0; s < chart_.series.size(); ++s) {
        samples.push_back({chart_.series[s].name, colour_of(chart_, s), chart_.kind == Chart::Kind::line, false});
      }
    }
    for (auto const& [colour, words] : chart_.legend) {
      samples.push_back({words, colour, false, false});
    }
    for (auto const& limit : chart_.limits) {
      samples.push_back({limit.name + " " + shown(limit.value, -1), std::string(limit_colour), true, true});
    }
    double const from = chart_.unit.empty() ? 0 : breadth(chart_.unit) * (axis_size + 0.5) + 18;
    return std::max(used, legend(drawing_, samples, from, 0));
  }

  double foot() {
    double widest = 0;
    for (auto const& label : chart_.labels) {
      widest = std::max(widest, breadth(label));
    }
    double const room = slot_ / axis_size - 0.4;
    folds_ = widest > room && chart_.labels.size() <= 14 && widest > 3;
    return folds_ ? 26 : 16;
  }

  double y_of(double value) const { return bottom_ - (value - scale_.low) / (scale_.high - scale_.low) * (bottom_ - top_); }
  double x_of(std::size_t i) const { return left_ + slot_ * (static_cast<double>(i) + 0.5); }

  void axis() {
    int const steps = static_cast<int>(std::lround((scale_.high - scale_.low) / scale_.step));
    for (int i = 0; i <= std::min(steps, 20); ++i) {
      double const value = scale_.low + i * scale_.step;
      bool const base_line = std::abs(value) < scale_.step / 1000 || (i == 0 && scale_.low > 0);
      straight(drawing_, {left_, y_of(value)}, {drawing_.width - right_, y_of(value)}, base_line ? rule : faint, base_line ? 0.9 : 0.6);
      write(drawing_, {left_ - 4, y_of(value) + 2.8}, shown(value, scale_.digits), Align::right, axis_size, muted);
    }
  }

  void labels() {
    double widest = 0;
    for (auto const& label : chart_.labels) {
      widest = std::max(widest, breadth(label));
    }
    auto const every = folds_ ? 1U : static_cast<unsigned>(std::max(1.0, std::ceil((widest * axis_size + 3) / slot_)));
    for (std::size_t i = 0; i < chart_.labels.size(); ++i) {
      if (i % every != 0) {
        continue;
      }
      double y = bottom_ + 11;
      for (auto const& line : folds_ ? folded(chart_.labels[i], slot_ / axis_size - 0.3) : std::vector{chart_.labels[i]}) {
        write(drawing_, {x_of(i), y}, line, Align::center, axis_size, muted);
        y += 10;
      }
    }
  }

  std::string pointed_at(std::size_t s, std::size_t i) const {
    auto const& name = chart_.series[s].name;
    auto const value = shown(*chart_.series[s].values[i], chart_.digits) + (chart_.unit.empty() ? "" : " " + chart_.unit);
    return chart_.labels[i] + (name.empty() ? "" : " " + name) + " " + value;
  }

  void lines() {
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      Line line{{}, colour_of(chart_, s), 1.5, false};
      auto const& values = chart_.series[s].values;
      auto const end = [&] {
        if (line.points.size() > 1) {
          drawing_.marks.emplace_back(line);
        }
        line.points.clear();
      };
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i]) {
          end();
          continue;
        }
        line.points.push_back({x_of(i), y_of(*values[i])});
        bool const alone = (i == 0 || !values[i - 1]) && (i + 1 == values.size() || !values[i + 1]);
        if (values.size() <= 62 || alone) {
          drawing_.marks.emplace_back(Sector{line.points.back(), values.size() <= 31 ? 2.0 : 1.5, 0, 6.283185307179586, line.colour, pointed_at(s, i)});
        }
      }
      end();
    }
  }

  void bars() {
    bool const stacked = chart_.kind == Chart::Kind::stacked;
    double const group = slot_ * (chart_.labels.size() > 40 ? 0.9 : 0.66);
    double const one = std::min(34.0, stacked ? group : group / static_cast<double>(std::max<std::size_t>(1, chart_.series.size())));
    for (std::size_t i = 0; i < chart_.labels.size(); ++i) {
      double sum = 0;
      for (std::size_t s = 0; s < chart_.series.size(); ++s) {
        auto const& value = chart_.series[s].values[i];
        if (!value || (stacked && *value <= 0)) {
          continue;
        }
        double const from = y_of(stacked ? sum : std::clamp(0.0, scale_.low, scale_.high)), to = y_of(stacked ? sum + *value : *value);
        double const whole = stacked ? one : one * static_cast<double>(chart_.series.size());
        double const x = x_of(i) - whole / 2 + (stacked ? 0 : one * static_cast<double>(s));
        double const gap = !stacked && chart_.series.size() > 1 ? 0.6 : 0;
        rectangle(drawing_, x + gap / 2, std::min(from, to), one - gap, std::abs(from - to), colour_of(chart_, s, i), pointed_at(s, i));
        sum += stacked ? *value : 0;
      }
    }
  }

  void limits() {
    for (auto const& limit : chart_.limits) {
      straight(drawing_, {left_, y_of(limit.value)}, {drawing_.width - right_, y_of(limit.value)}, limit_colour, 1.0, true);
    }
  }

  Chart const& chart_;
  Drawing drawing_;
  Scale scale_;
  double left_ = 0, top_ = 0, bottom_ = 0, slot_ = 1;
  bool folds_ = false;
};

}  // namespace

Drawing draw(Chart const& chart, double width) {
  switch (chart.kind) {
    case Chart::Kind::pie: return draw_pie(chart, width);
    case Chart::Kind::calendar: return draw_calendar(chart, width);
    default: return Plot(chart, width).draw();
  }
}

}  // namespace documents
