// What a report is made of: figures with their spans and objects, gathered before a word is written.
#include <algorithm>

#include "reports/inside.hpp"

namespace reports {
namespace {

constexpr std::size_t editions_max = 40;    // of one explanation

base::Civil civil(Day day) { return base::to_beijing(base::start_of(day)); }

std::string chinese_date(Day day) {
  auto const c = civil(day);
  return std::to_string(c.year) + "年" + std::to_string(c.month) + "月" + std::to_string(c.day) + "日";
}

std::string short_name(evaluate::Span const& span) {
  using evaluate::Form;
  auto const c = civil(span.from);
  switch (span.form) {
    case Form::day: return std::to_string(c.day);
    case Form::month: return std::to_string(c.month) + "月";
    case Form::quarter: return std::to_string((c.month + 2) / 3) + "季度";
    default: return std::to_string(c.year);
  }
}

/// Every edition that the JSON of an explanation names.
std::set<std::string> editions_in(std::string_view why) {
  constexpr std::string_view before = R"("edition":")";
  std::set<std::string> found;
  for (auto at = why.find(before); at != std::string_view::npos && found.size() < editions_max; at = why.find(before, at + 1)) {
    auto const from = at + before.size();
    found.emplace(why.substr(from, why.find('"', from) - from));
  }
  return found;
}

json::value or_null(std::string const& text) { return text.empty() ? json::value() : json::value(text); }

}  // namespace

std::string chinese(std::string const& both) {
  auto const bar = both.find(" / ");
  auto const first = std::string_view(both).substr(0, bar);
  bool const two = bar != std::string::npos && std::any_of(first.begin(), first.end(), [](char c) { return (c & 0x80) != 0; });
  return two ? both.substr(0, bar) : both;
}

std::string span_name(evaluate::Span const& span) {
  using evaluate::Form;
  auto const from = civil(span.from), to = civil(span.to);
  auto const year = std::to_string(from.year) + "年";
  switch (span.form) {
    case Form::day: return chinese_date(span.from);
    case Form::month: return year + std::to_string(from.month) + "月";
    case Form::quarter: return year + "第" + std::to_string((from.month + 2) / 3) + "季度";
    case Form::year: return year;
    case Form::heating: return std::to_string(from.year) + "—" + std::to_string(to.year) + "年采暖期";
    case Form::rest: return year + "非采暖期";
  }
  return span.text;
}

json::object json_of(evaluate::Span const& span) {
  return {{"text", span.text}, {"name", span_name(span)}, {"short", short_name(span)}, {"form", evaluate::name_of(span.form)},
          {"from", base::format(span.from)}, {"to", base::format(span.to)},
          {"days", span.to.number - span.from.number + 1}, {"year", civil(span.from).year}, {"month", civil(span.from).month}};
}

json::object json_of(evaluate::Object const& object) {
  return {{"ref", object.ref}, {"name", object.name}, {"name_en", object.name_en.empty() ? object.name : object.name_en},
          {"area", object.area}, {"origin", object.origin}, {"facility", object.facility}};
}

Entry entry_of(base::Result<figures::Figure> const& figure, evaluate::Object const& object, evaluate::Span const& span) {
  Entry entry;
  json::object v{{"span", json_of(span)}, {"object", json_of(object)}};
  figures::Figure const none;
  auto const& f = figure ? *figure : none;
  entry.figure = f;
  entry.editions = editions_in(f.why);
  entry.figure.why.clear();
  boost::system::error_code wrong;
  auto detail = json::parse(f.detail.empty() ? "{}" : f.detail, wrong);
  if (wrong || !detail.is_object()) {
    detail = json::object();
  }
  for (auto const& member : detail.get_object()) {          // "edition_air": what a kind says of its own
    if (member.key().starts_with("edition") && member.value().is_string()) {
      entry.editions.emplace(member.value().get_string());
    }
  }
  entry.judged = static_cast<bool>(figure) && f.result != "cannot_judge";
  if (!figure) {
    entry.reason = figure.error().code == "not_found" ? "没有该项数据" : chinese(figure.error().detail);
  } else if (!entry.judged) {
    auto const* reason = detail.get_object().if_contains("reason");
    entry.reason = reason != nullptr && reason->is_string() ? chinese(std::string(reason->get_string())) : "不能评价";
  }
  v["kind"] = f.kind;
  v["from"] = base::format(span.from);
  v["to"] = base::format(span.to);
  v["result"] = or_null(f.result);
  v["number"] = f.number ? json::value(*f.number) : json::value();
  v["value"] = or_null(f.value);
  v["unit"] = f.unit;
  v["rank"] = f.rank == 0 ? json::value() : json::value(f.rank);
  v["grade"] = or_null(f.grade);
  v["grade_en"] = or_null(f.grade_en);
  v["colour"] = or_null(f.colour);
  v["valid_share"] = f.valid_share ? json::value(*f.valid_share) : json::value();
  v["standard"] = or_null(f.standard);
  v["clause"] = or_null(f.clause);
  v["edition"] = or_null(f.edition);
  v["provisional"] = f.provisional;
  v["computed_on"] = f.computed_at.ms == 0 ? json::value() : json::value(base::format(base::beijing_day(f.computed_at)));
  v["detail"] = std::move(detail);
  entry.value = std::move(v);
  return entry;
}

namespace {

class Gatherer {
 public:
  Gatherer(Template const& made, Source const& source, evaluate::Object const& object, evaluate::Span const& span, Request const& request)
      : made_(made), source_(source), object_(object), span_(span), today_(base::beijing_day(request.now)) {
    world_.object = json_of(object);
    world_.span = json_of(span);
    world_.report = json::object{{"made_on", base::format(today_)}, {"made_on_name", chinese_date(today_)},
                                 {"title", made.about.title}, {"title_en", made.about.title_en}};
  }
  base::Result<World> all() {
    for (auto const& ask : made_.asks) {
      if (!source_.kind(ask.kind)) {
        return base::Problem("unknown_kind", "there is no kind of figure '" + ask.kind + "'", ask.place, "see GET /api/v1/figures/kinds");
      }
      if (ask.what == Ask::What::each) {
        each(ask);
      } else if (ask.what == Ask::What::objects) {
        if (auto const done = objects(ask); !done) {
          return done.error();
        }
      } else {
        auto const span = span_for(ask);
        world_.ones[ask.name] = figure(ask, object_, span);
      }
      if (asked_ > figures_max) {
        return base::Problem("too_large", "the report asks for more than " + std::to_string(figures_max) + " figures", ask.place,
                             "ask for fewer objects or longer spans");
      }
    }
    return std::move(world_);
  }

 private:
  evaluate::Span span_for(Ask const& ask) const {
    using evaluate::Form;
    if (ask.span == "year_before") {
      return source_.year_before(span_);
    }
    for (auto const form : {Form::day, Form::month, Form::quarter, Form::year, Form::heating, Form::rest}) {
      if (ask.span == evaluate::name_of(form)) {
        return source_.span_of(form, span_.to);
      }
    }
    return span_;
  }
  Entry figure(Ask const& ask, evaluate::Object const& object, evaluate::Span const& span) {
    ++asked_;
    return entry_of(source_.figure(ask.kind, object.ref, span, ask.one_edition ? std::optional(span_.to) : std::nullopt), object, span);
  }
  void each(Ask const& ask) {
    auto& list = world_.lists[ask.name];
    auto const last = std::min(span_.to, today_);            // what has not begun is no gap
    for (auto day = span_.from; day <= last && asked_ <= figures_max;) {
      auto const span = source_.span_of(ask.each, day);
      list.push_back(figure(ask, object_, span));
      day = {std::max(span.to.number, day.number) + 1};
    }
  }
  base::Outcome objects(Ask const& ask) {
    std::set<std::string> named;
    if (ask.refs) {
      Used ignored;
      auto const rows = rows_of(world_, *ask.refs, ignored);
      if (!rows) {
        return rows.error();
      }
      for (auto const& row : *rows) {
        auto const* object = row.item != nullptr ? row.item->if_object() : nullptr;
        auto const* ref = object != nullptr ? object->if_contains("object") : nullptr;
        named.insert(ref != nullptr && ref->is_string() ? std::string(ref->get_string()) : "");
      }
    }
    auto& list = world_.lists[ask.name];
    auto const span = span_for(ask);
    bool const has_area = !object_.area.empty();            // without one nothing lies inside it
    for (auto const& object : source_.objects(ask.kind)) {
      bool const wanted = (!ask.inside_area || (has_area && object.area.starts_with(object_.area))) && (!ask.refs || named.contains(object.ref)) &&
                          object.ref.starts_with(ask.only);
      if (wanted && asked_ <= figures_max) {
        list.push_back(figure(ask, object, span));
      }
    }
    return base::Done{};
  }

  Template const& made_;
  Source const& source_;
  evaluate::Object const& object_;
  evaluate::Span const& span_;
  Day today_;
  World world_;
  std::size_t asked_ = 0;
};

}  // namespace

base::Result<World> gather(Template const& made, Source const& source, evaluate::Object const& object, evaluate::Span const& span, Request const& request) {
  return Gatherer(made, source, object, span, request).all();
}

}  // namespace reports
