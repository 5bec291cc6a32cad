// Topics of noise: zones, levels of a day, means of an area and of roads, the boundary of a factory.
#include "calculator/surroundings.hpp"
#include "noise/noise.hpp"

namespace calculator {
namespace {

using base::Decimal, base::Problem, base::Result;

std::string text_of(std::optional<Decimal> const& value) { return value ? value->to_string() : std::string(); }
json::value number_or_null(std::optional<Decimal> const& value) { return value ? number_of(*value) : json::value(nullptr); }

base::Outcome take_if(Question const& question, char const* name, std::optional<Decimal>& into) {
  if (auto const number = question.number_if(name)) {
    if (!*number) {
      return number->error();
    }
    into = **number;
  }
  return base::Done{};
}

std::string_view period_name(std::string_view period) { return period == "day" ? "昼间" : period == "night" ? "夜间" : "夜间突发"; }

// ---- zones ----

Result<Answer> answer_noise_zone(Question const& question) {
  auto const on = question.on();
  auto const zone = question.choice("zone");
  if (!on || !zone) {
    return on ? zone.error() : on.error();
  }
  noise::Measured measured;
  for (auto const& [name, into] : {std::pair{"day", &measured.day}, std::pair{"night", &measured.night}, std::pair{"burst", &measured.burst}}) {
    if (auto const taken = take_if(question, name, *into); !taken) {
      return taken.error();
    }
  }
  auto const verdict = noise::judge_zone(question.catalog, *zone, measured, *on);
  if (!verdict) {
    return verdict.error();
  }
  auto answer = answer_of(*verdict);
  answer.result = {{"zone", verdict->zone}, {"met", verdict->met}};
  json::array rows;
  auto why = line_of("声环境功能区 " + verdict->zone, "noise zone", verdict->met ? "达标" : "超标");
  for (auto const& each : verdict->verdicts) {
    auto const over = each.met ? Decimal() : each.value - each.limit;
    rows.push_back(json::object{
        {"period", each.period}, {"value", number_of(each.value)}, {"limit", number_of(each.limit)}, {"met", each.met}, {"over", number_of(over)}});
    why.from.push_back(line_of(std::string(period_name(each.period)), each.period, each.value.to_string(), "dB(A)",
                               each.value.to_string() + (each.met ? " ≤ " : " > ") + each.limit.to_string()));
  }
  answer.result["verdicts"] = std::move(rows);
  explain(question, answer, std::move(why));
  return answer;
}

Result<Words> noise_zone_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  noise::Measured const measured{case_number_if(inputs, "Ld"), case_number_if(inputs, "Ln"), case_number_if(inputs, "Lmax")};
  auto const verdict = noise::judge_zone(catalog, word(inputs, "zone"), measured, day_of_case(catalog, each, "GB 3096"));
  if (!verdict) {
    return verdict.error();
  }
  Words got;
  for (auto const& row : verdict->verdicts) {
    got.emplace_back(row.period, row.met ? "达标" : "超标");
  }
  return got;
}

// ---- levels of a day ----

Result<noise::Levels> levels_asked(Question const& question, base::Day on) {
  std::optional<Decimal> day, night, from, to;
  for (auto const& [name, into] : {std::pair{"day", &day}, std::pair{"night", &night}, std::pair{"day_from", &from}, std::pair{"day_to", &to}}) {
    if (auto const taken = take_if(question, name, *into); !taken) {
      return taken.error();
    }
  }
  std::optional<noise::DayTimes> times;
  if (from.has_value() != to.has_value()) {
    auto const* name = from ? "day_to" : "day_from";
    return Problem("missing_input", "'" + std::string(name) + "' is missing: the hours of day have a beginning and an end", "inputs." + std::string(name),
                   "write both, 6 and 22, or neither");
  }
  if (from && to) {
    constexpr std::int64_t hours_max = 24;
    for (auto const* hour : {&*from, &*to}) {
      if (hour->negative() || Decimal(hours_max, 0) < *hour || hour->rounded(0) != *hour) {
        return Problem("bad_number", "'day_from' and 'day_to' are hours of the clock", "inputs.day_from", "write 6 and 22");
      }
    }
    times = noise::DayTimes{static_cast<int>(from->to_double()), static_cast<int>(to->to_double())};
  }
  auto const* other = times ? &*times : nullptr;
  if (question.inputs.if_contains("hours") == nullptr) {
    return noise::levels_of(question.catalog, day, night, on, other);
  }
  auto const hours = question.numbers("hours");
  if (!hours) {
    return hours.error();
  }
  noise::Hours levels;
  if (hours->size() != levels.size()) {
    return Problem("bad_input", "'hours' has " + std::to_string(hours->size()) + " levels, a day has 24", "inputs.hours",
                   "write the levels of 00 to 23 o'clock");
  }
  std::copy(hours->begin(), hours->end(), levels.begin());
  return noise::levels_of_day(question.catalog, levels, on, other);
}

Result<Answer> answer_noise_ldn(Question const& question) {
  auto const on = question.on();
  auto const levels = on ? levels_asked(question, *on) : Result<noise::Levels>(on.error());
  if (!levels) {
    return levels.error();
  }
  auto answer = answer_of(*levels);
  answer.result = {{"Ld", number_or_null(levels->day_shown)},
                   {"Ln", number_or_null(levels->night_shown)},
                   {"Ldn", number_or_null(levels->day_night_shown)},
                   {"unit", "dB(A)"}};
  auto const day_hours = std::to_string(levels->times.day_hours()), night_hours = std::to_string(levels->times.night_hours());
  auto why = line_of("昼夜等效声级", "day-night level", text_of(levels->day_night_shown), "dB(A)",
                     "10·lg{[" + day_hours + "×10^(0.1Ld) + " + night_hours + "×10^(0.1(Ln+" + levels->night_penalty.to_string() + "))]/24}");
  why.from.push_back(line_of("昼间等效声级", "level by day", text_of(levels->day_shown), "dB(A)"));
  why.from.push_back(line_of("夜间等效声级", "level by night", text_of(levels->night_shown), "dB(A)"));
  explain(question, answer, std::move(why));
  return answer;
}

Result<Words> noise_ldn_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const levels = noise::levels_of(catalog, case_number_if(inputs, "Ld"), case_number_if(inputs, "Ln"), day_of_case(catalog, each, "HJ 640"));
  if (!levels) {
    return levels.error();
  }
  return Words{{"Ld", text_of(levels->day_shown)}, {"Ln", text_of(levels->night_shown)}, {"Ldn", text_of(levels->day_night_shown)}};
}

// ---- means ----

Answer answer_of_mean(Question const& question, noise::Mean const& mean, std::string title, std::string title_en, std::string how) {
  auto answer = answer_of(mean);
  answer.result = {{"mean", number_of(mean.value)}, {"rank", mean.rank}, {"grade", mean.grade}, {"grade_en", mean.grade_en}, {"unit", "dB(A)"}};
  auto why = line_of(std::move(title), std::move(title_en), mean.value.to_string(), "dB(A)", std::move(how));
  why.exact = base::format_number(mean.exact);
  explain(question, answer, std::move(why));
  return answer;
}

Result<noise::Period> period_asked(Question const& question) {
  auto const period = question.choice("period");
  return period ? Result<noise::Period>(*period == "night" ? noise::Period::night : noise::Period::day) : period.error();
}

Result<Answer> answer_noise_area(Question const& question) {
  auto const on = question.on();
  auto const period = period_asked(question);
  auto const points = question.numbers("points");
  if (!on || !period || !points) {
    return !on ? on.error() : !period ? period.error() : points.error();
  }
  auto const mean = noise::area_mean(question.catalog, *period, *points, *on);
  return mean ? Result<Answer>(answer_of_mean(question, *mean, "区域环境噪声", "noise of an area", "Σ Li / " + std::to_string(points->size()))) : mean.error();
}

Result<Answer> answer_noise_road(Question const& question) {
  auto const on = question.on();
  auto const period = period_asked(question);
  auto const levels = question.numbers("levels");
  auto const lengths = question.numbers("lengths");
  if (!on || !period || !levels || !lengths) {
    return !on ? on.error() : !period ? period.error() : !levels ? levels.error() : lengths.error();
  }
  if (levels->size() != lengths->size()) {
    return Problem("bad_input", "there are " + std::to_string(levels->size()) + " levels and " + std::to_string(lengths->size()) + " lengths", "inputs.lengths",
                   "give each section its length");
  }
  std::vector<noise::Section> sections;
  for (std::size_t i = 0; i < levels->size(); ++i) {
    sections.push_back({(*lengths)[i], (*levels)[i]});
  }
  auto const mean = noise::road_mean(question.catalog, *period, sections, *on);
  return mean ? Result<Answer>(answer_of_mean(question, *mean, "道路交通噪声", "noise of roads", "Σ(li·Li) / Σ li")) : mean.error();
}

Result<Words> noise_mean_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  auto const level = case_number(inputs, "mean");
  if (!level) {
    return level.error();
  }
  auto const period = word(inputs, "period") == "night" ? noise::Period::night : noise::Period::day;
  auto const on = day_of_case(catalog, each, "HJ 640");
  auto const mean =
      each.topic == "道路噪声" ? noise::road_mean(catalog, period, {{Decimal(1, 0), *level}}, on) : noise::area_mean(catalog, period, {*level}, on);
  return mean ? Result<Words>(Words{{"mean", mean->value.to_string()}, {"grade", std::to_string(mean->rank)}}) : mean.error();
}

// ---- boundaries ----

noise::Sound sound_of(std::string_view word) {
  return word == "night"              ? noise::Sound::night
         : word == "night_frequent"   ? noise::Sound::night_frequent
         : word == "night_occasional" ? noise::Sound::night_occasional
                                      : noise::Sound::day;
}

Result<Answer> answer_boundary(Question const& question) {
  auto const on = question.on();
  auto const zone = question.choice("zone");
  auto const sound = question.choice("sound");
  auto const level = question.number("level");
  auto const indoors = question.yes_no("indoors");
  if (!on || !zone || !sound || !level || !indoors) {
    return !on ? on.error() : !zone ? zone.error() : !sound ? sound.error() : !level ? level.error() : indoors.error();
  }
  noise::Boundary measured{*zone, sound_of(*sound), *level, std::nullopt, *indoors};
  if (auto const taken = take_if(question, "background", measured.background); !taken) {
    return taken.error();
  }
  auto const verdict = noise::judge_boundary(question.catalog, measured, *on);
  if (!verdict) {
    return verdict.error();
  }
  auto answer = answer_of(*verdict);
  answer.result = {{"met", verdict->met},
                   {"value", number_of(verdict->value)},
                   {"correction", number_of(verdict->correction)},
                   {"limit", number_of(verdict->limit)},
                   {"sentence", verdict->sentence},
                   {"unit", "dB(A)"}};
  auto why = line_of("厂界环境噪声", "noise at a factory's boundary", verdict->value.to_string(), "dB(A)", verdict->sentence);
  why.from.push_back(line_of("测量值", "as measured", level->to_string(), "dB(A)"));
  if (measured.background) {
    why.from.push_back(line_of("背景噪声", "background", measured.background->to_string(), "dB(A)", "修正 −" + verdict->correction.to_string()));
  }
  explain(question, answer, std::move(why));
  return answer;
}

Result<Words> boundary_case(catalog::Catalog const& catalog, catalog::Case const& each) {
  auto const inputs = words_of(each.inputs);
  noise::Boundary measured;
  measured.zone = word(inputs, "功能区");
  measured.background = case_number_if(inputs, "背景");
  measured.indoors = word(inputs, "室内") == "是";
  bool found = false;
  for (auto const& [key, sound] : {std::pair{"昼间", noise::Sound::day}, std::pair{"夜间", noise::Sound::night},
                                   std::pair{"夜间频发Lmax", noise::Sound::night_frequent}, std::pair{"夜间偶发Lmax", noise::Sound::night_occasional}}) {
    if (auto const level = case_number_if(inputs, key)) {
      measured.level = *level;
      measured.sound = sound;
      found = true;
    }
  }
  if (!found) {
    return Problem("missing_input", "the case has no level");
  }
  auto const verdict = noise::judge_boundary(catalog, measured, day_of_case(catalog, each, "GB 12348"));
  if (!verdict) {
    return verdict.error();
  }
  auto got = words_of(verdict->sentence);
  got.emplace_back("修正值", verdict->value.to_string());
  return got;
}

// ---- entries ----

std::vector<std::string> const noise_zone_codes{"0", "1", "2", "3", "4a", "4b"};

Field level_field(std::string name, std::string title, std::string title_en, bool required = false) {
  return {.name = std::move(name), .title = std::move(title), .title_en = std::move(title_en), .unit = "dB(A)", .required = required};
}
Field zone_field(std::vector<std::string> choices) {
  return {
      .name = "zone", .title = "声环境功能区类别", .title_en = "class of the noise zone", .kind = "choice", .required = true, .choices = std::move(choices)};
}
Field period_field() {
  return {.name = "period", .title = "时段", .title_en = "period", .kind = "choice", .choices = {"day", "night"}, .help = "day 昼间，night 夜间"};
}
Field hour_field(std::string name, std::string title, std::string title_en) {
  return {.name = std::move(name),
          .title = std::move(title),
          .title_en = std::move(title_en),
          .unit = "h",
          .help = "当地政府另有规定时填写 / where the county set other hours"};
}

Entry boundary_entry() {
  return {{.id = "boundary_noise",
           .title = "厂界噪声",
           .title_en = "Noise at a factory's boundary",
           .group = "noise",
           .standard = "GB 12348",
           .fields = {zone_field({"0", "1", "2", "3", "4", "4a", "4b"}),
                      {.name = "sound",
                       .title = "测量时段与类型",
                       .title_en = "what was measured",
                       .kind = "choice",
                       .required = true,
                       .choices = {"day", "night", "night_frequent", "night_occasional"},
                       .help = "昼间、夜间、夜间频发最大声级、夜间偶发最大声级"},
                      level_field("level", "测量值", "as measured", true),
                      level_field("background", "背景噪声", "background"),
                      {.name = "indoors", .title = "在敏感建筑物室内测量", .title_en = "measured inside a sensitive building", .kind = "yes_no"}},
           .example = R"({"topic":"boundary_noise","inputs":{"zone":"2","sound":"night_occasional","level":65}})"},
          answer_boundary};
}

}  // namespace

Entries noise_topics() {
  Entries made;
  made.topics = {
      {{.id = "noise_zone",
        .title = "功能区噪声",
        .title_en = "Noise zone",
        .group = "noise",
        .standard = "GB 3096",
        .fields = {zone_field(noise_zone_codes), level_field("day", "昼间等效声级", "level by day"), level_field("night", "夜间等效声级", "level by night"),
                   level_field("burst", "夜间突发噪声最大声级", "greatest sudden sound by night")},
        .example = R"({"topic":"noise_zone","inputs":{"zone":"2","day":58.3,"night":51.2}})"},
       answer_noise_zone},
      {{.id = "noise_ldn",
        .title = "昼夜等效声级",
        .title_en = "Day, night and day-night levels",
        .group = "noise",
        .standard = "HJ 640",
        .fields = {{.name = "hours",
                    .title = "24 小时等效声级",
                    .title_en = "levels of 24 hours",
                    .unit = "dB(A)",
                    .kind = "numbers",
                    .help = "从 0 时到 23 时 / from 00 to 23 o'clock"},
                   level_field("day", "昼间等效声级", "level by day"),
                   level_field("night", "夜间等效声级", "level by night"),
                   hour_field("day_from", "昼间开始", "day begins"),
                   hour_field("day_to", "昼间结束", "day ends")},
        .example = R"({"topic":"noise_ldn","inputs":{"day":55.0,"night":45.0}})"},
       answer_noise_ldn},
      {{.id = "noise_area",
        .title = "区域环境噪声",
        .title_en = "Noise of an area",
        .group = "noise",
        .standard = "HJ 640",
        .fields =
            {{.name = "points", .title = "网格点等效声级", .title_en = "levels of the grid's points", .unit = "dB(A)", .kind = "numbers", .required = true},
             period_field()},
        .example = R"({"topic":"noise_area","inputs":{"points":[52.1,54.8,50.3],"period":"day"}})"},
       answer_noise_area},
      {{.id = "noise_road",
        .title = "道路交通噪声",
        .title_en = "Noise of roads",
        .group = "noise",
        .standard = "HJ 640",
        .fields = {{.name = "levels", .title = "路段等效声级", .title_en = "levels of the sections", .unit = "dB(A)", .kind = "numbers", .required = true},
                   {.name = "lengths", .title = "路段长度", .title_en = "lengths of the sections", .unit = "m", .kind = "numbers", .required = true},
                   period_field()},
        .example = R"({"topic":"noise_road","inputs":{"levels":[68.2,71.5],"lengths":[1200,800],"period":"day"}})"},
       answer_noise_road},
  };
  made.topics.push_back(boundary_entry());
  made.cases = {{{"功能区噪声"}, noise_zone_case}, {{"噪声Ldn"}, noise_ldn_case}, {{"区域噪声", "道路噪声"}, noise_mean_case}, {{"厂界噪声"}, boundary_case}};
  return made;
}

}  // namespace calculator
