// Charts of a report.
#include <algorithm>

#include "reports/inside.hpp"

namespace reports {
namespace {

/// Fills the row's label, values, colour and text in.
base::Outcome take_row(Writing& writing, ChartPart const& part, Row const& row, documents::Chart& chart, Used& used) {
  auto const label = show(writing.world, &row, part.label, used);
  if (!label) {
    return label.error();
  }
  if (chart.labels.size() >= documents::Bounds::values) {
    return base::Problem("too_large", "a chart has at most " + std::to_string(documents::Bounds::values) + " values", part.rows.place, "ask for longer spans");
  }
  if (chart.kind == documents::Chart::Kind::calendar && !base::parse_day(label->text)) {
    return base::Problem("bad_value", "'" + part.label.text + "' gives '" + label->text + "', and a calendar's labels are days", part.label.place,
                         "write label: from");
  }
  chart.labels.push_back(label->text);
  for (std::size_t s = 0; s < part.series.size(); ++s) {
    auto const value = show(writing.world, &row, part.series[s].value, used);
    if (!value) {
      return value.error();
    }
    chart.series[s].values.push_back(value->number);
  }
  if (part.colour) {
    auto colour = colour_of(writing.world, &row, *part.colour, used);
    if (!colour) {
      return colour.error();
    }
    chart.colours.push_back(*std::move(colour));
  }
  if (part.text) {
    auto const shown = show(writing.world, &row, *part.text, used);
    if (!shown) {
      return shown.error();
    }
    chart.texts.push_back(shown->text == dash ? "" : shown->text);
  }
  return base::Done{};
}

base::Outcome add_limits_and_notes(Writing& writing, ChartPart const& part, documents::Chart& chart, Used& used) {
  for (auto const& limit : part.limits) {
    auto const name = filled(writing.world, nullptr, limit.name, used);
    auto const value = show(writing.world, nullptr, limit.value, used);
    if (!name || !value) {
      return !name ? name.error() : value.error();
    }
    if (value->number) {
      chart.limits.push_back({*name, *value->number});
    }
  }
  for (auto const& note : part.notes) {
    auto words = filled(writing.world, nullptr, note, used);
    if (!words) {
      return words.error();
    }
    chart.notes.push_back(*std::move(words));
  }
  return base::Done{};
}

}  // namespace

base::Outcome write_chart(Writing& writing, ChartPart const& part) {
  Used used;
  documents::Chart chart{.kind = part.kind, .legend = part.legend, .digits = part.digits, .with_table = part.with_table};
  auto caption = filled(writing.world, part.caption, used);
  auto unit = filled(writing.world, nullptr, part.unit, used);
  if (!caption || !unit) {
    return !caption ? caption.error() : unit.error();
  }
  chart.caption = std::move(caption->zh), chart.caption_en = std::move(caption->en);
  chart.unit = *std::move(unit);
  auto const rows = rows_of(writing.world, part.rows, used);
  if (!rows) {
    return rows.error();
  }
  for (auto const& series : part.series) {
    auto name = filled(writing.world, nullptr, series.name, used);
    if (!name) {
      return name.error();
    }
    chart.series.push_back({*std::move(name), series.colour, {}});
  }
  auto ordered = *rows;
  if (part.kind == documents::Chart::Kind::pie) {           // a map has no order of its own: as the legend says
    auto const place = [&](Row const& row) {
      return std::find_if(part.legend.begin(), part.legend.end(), [&](auto const& one) { return one.second == row.key; }) - part.legend.begin();
    };
    std::stable_sort(ordered.begin(), ordered.end(), [&](Row const& a, Row const& b) { return place(a) < place(b); });
  }
  for (auto const& row : ordered) {
    if (auto const done = take_row(writing, part, row, chart, used); !done) {
      return done.error();
    }
  }
  if (!part.colour && part.kind != documents::Chart::Kind::calendar && !part.legend.empty()) {   // colours by the words of the labels
    for (auto const& label : chart.labels) {
      auto const found = std::find_if(part.legend.begin(), part.legend.end(), [&](auto const& one) { return one.second == label; });
      chart.colours.push_back(found == part.legend.end() ? "" : found->first);
    }
    chart.legend.clear();
  }
  if (auto const done = add_limits_and_notes(writing, part, chart, used); !done) {
    return done.error();
  }
  writing.all.insert(used.begin(), used.end());
  bool any = false;
  for (auto const& series : chart.series) {
    for (auto const& value : series.values) {
      any = any || value.has_value();
    }
  }
  if (!any) {
    auto const what = chart.caption.empty() ? "本图" : "“" + chart.caption + "”";
    writing.into.blocks.emplace_back(documents::Paragraph{.runs = {{.text = what + "没有可画的数据。"}}, .small = true});
    return base::Done{};
  }
  auto const lines = basis_notes(used, writing.catalog);
  chart.notes.insert(chart.notes.end(), lines.begin(), lines.end());
  writing.into.blocks.emplace_back(std::move(chart));
  return base::Done{};
}

}  // namespace reports
