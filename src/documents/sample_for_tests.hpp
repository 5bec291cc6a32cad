#pragma once
// A document with everything in it, for tests of this room and of others. The numbers are invented.
#include <cmath>

#include "documents/documents.hpp"

namespace documents::for_tests {

inline std::string day_of_october(int day) { return "2026-10-" + std::string(day < 10 ? "0" : "") + std::to_string(day); }

inline Chart index_calendar() {
  constexpr char const* colours[] = {"#00e400", "#ffff00", "#ff7e00", "#ff0000"};
  Chart chart{.kind = Chart::Kind::calendar, .caption = "逐日 AQI", .series = {{.name = "AQI"}}};
  chart.legend = {{"#00e400", "优"}, {"#ffff00", "良"}, {"#ff7e00", "轻度污染"}, {"#ff0000", "中度污染"}};
  for (int day = 1; day <= 31; ++day) {
    double const aqi = day == 17 ? 168 : 40 + (day * 37) % 80;
    chart.labels.push_back(day_of_october(day));
    chart.series[0].values.push_back(day == 9 ? std::nullopt : std::optional(aqi));
    chart.colours.emplace_back(day == 9 ? "" : colours[aqi > 150 ? 3 : aqi > 100 ? 2 : aqi > 50 ? 1 : 0]);
  }
  return chart;
}
inline Chart two_lines() {
  Chart chart{.kind = Chart::Kind::line, .caption = "PM2.5 与 PM10 日均值", .unit = "μg/m³", .series = {{.name = "PM2.5"}, {.name = "PM10"}}, .limits = {{"PM2.5 二级 24 小时限值", 75}}};
  for (int day = 1; day <= 31; ++day) {
    chart.labels.push_back(std::to_string(day));
    chart.series[0].values.push_back(day == 9 ? std::nullopt : std::optional(30.0 + (day * 13) % 41));
    chart.series[1].values.push_back(day == 9 ? std::nullopt : std::optional(60.0 + (day * 29) % 77));
  }
  return chart;
}
inline Table days_table(int days) {
  Table table{.caption = "逐日空气质量"};
  table.header = {{{{.text = "日期", .rows = 2}, {.text = "AQI", .rows = 2}, {.text = "级别", .rows = 2}, {.text = "浓度（μg/m³）", .columns = 2}, {.text = "首要污染物", .rows = 2}}},
                  {{{.text = "PM2.5"}, {.text = "O3-8h"}}}};
  for (int day = 1; day <= days; ++day) {
    int const aqi = 40 + (day * 37) % 80;
    table.rows.push_back({{{.text = day_of_october(1 + (day - 1) % 31)}, {.text = std::to_string(aqi), .number = aqi},
                           {.text = aqi > 100 ? "轻度污染" : aqi > 50 ? "良" : "优", .align = Align::center, .mark = aqi > 100 ? "#ff7e00" : aqi > 50 ? "#ffff00" : "#00e400"},
                           {.text = std::to_string(30 + day % 31), .number = 30 + day % 31}, {.text = std::to_string(90 + day % 31) + ".5", .number = 90.5 + day % 31},
                           {.text = aqi > 50 ? "O3" : "—"}}});
  }
  table.rows.push_back({.cells = {{.text = "平均"}, {.text = "79", .number = 79}, {.text = "—", .align = Align::center}, {.text = "45", .number = 45}, {.text = "105.5", .number = 105.5}, {.text = ""}}, .strong = true});
  table.notes = {"注：依据 HJ 633-2026；有效数据比例 96.8%。"};
  return table;
}
inline Document sample() {
  Document document{.title = "云州区 2026 年 10 月环境空气质量月报", .subtitle = "（样例，数字为虚构）", .meta = {{"对象", "云州区"}, {"时段", "2026-10-01 至 2026-10-31"}, {"编制日期", "2026-11-02"}},
                    .footer = "云州区环境空气质量月报", .author = "样例", .made_on = base::day_of(2026, 11, 2)};
  auto& blocks = document.blocks;
  blocks.emplace_back(Heading{"一、总体情况", 1});
  blocks.emplace_back(Paragraph{.runs = {{.text = "2026 年 10 月，云州区环境空气质量综合指数为 "}, {.text = "4.53", .bold = true}, {.text = "，同比下降 6.2%；优良天数 26 天，优良天数比例 83.9%"}, {.text = "1", .raised = true},
                                         {.text = "，较上年同期上升 3.2 个百分点。影响空气质量的首要污染物以 O3 和 PM10 为主，其中 17 日受沙尘影响达到中度污染，"}, {.text = "已按有关规定单独统计", .colour = "#c8281c"}, {.text = "。A < B & C > \"D\"。"}}});
  blocks.emplace_back(index_calendar());
  blocks.emplace_back(Heading{"二、污染物浓度", 1});
  blocks.emplace_back(two_lines());
  Chart bars{.kind = Chart::Kind::bar, .caption = "六项污染物占标率", .unit = "%", .labels = {"PM2.5", "PM10", "SO2", "NO2", "CO-95per", "O3-8h-90per"}, .series = {{.name = "本月", .values = {91, 96, 20, 60, 30, 104}}, {.name = "上年同期", .values = {97, 92, 25, 66, 31, 100}}}, .limits = {{"限值", 100}}};
  blocks.emplace_back(bars);
  Chart stacked{.kind = Chart::Kind::stacked, .caption = "各月级别天数", .unit = "天", .labels = {"1月", "2月", "3月", "4月"}, .series = {{.name = "优", .colour = "#00a000", .values = {5, 6, 9, 11}}, {.name = "良", .colour = "#d9c400", .values = {20, 18, 17, 16}}, {.name = "轻度污染", .colour = "#ff7e00", .values = {6, 4, 5, 3}}}, .with_table = true};
  blocks.emplace_back(stacked);
  blocks.emplace_back(Chart{.kind = Chart::Kind::pie, .caption = "首要污染物天数", .unit = "天", .labels = {"O3", "PM10", "PM2.5"}, .series = {{.name = "天数", .values = {9, 6, 3}}}});
  blocks.emplace_back(Heading{"三、逐日数据", 1});
  blocks.emplace_back(days_table(31));
  blocks.emplace_back(PageBreak{});
  blocks.emplace_back(Heading{"（一）说明", 2});
  blocks.emplace_back(Paragraph{.runs = {{.text = "本报告由监测数据自动生成。"}}, .small = true});
  document.notes = {"1 优良天数比例为 AQI 不大于 100 的天数占有效天数的比例。"};
  return document;
}

}  // namespace documents::for_tests
