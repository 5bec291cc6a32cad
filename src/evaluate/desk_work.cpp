// What is due and how it is worked off, a bounded share at a time.
#include <algorithm>

#include "evaluate/desk.hpp"

namespace evaluate {
namespace {

constexpr std::size_t told_per_step_max = 20'000, due_spread_max = 50'000;   // wholes are spread while fewer figures are due
constexpr base::Duration note_every = std::chrono::seconds(30);

/// Kinds that others are made of come first.
std::vector<int> ranks_of(Evaluators const& evaluators) {
  std::map<std::string, int> ranks;
  for (auto const& each : evaluators) {
    ranks[each->kind().id] = 0;
  }
  bool moved = true;
  for (std::size_t round = 0; moved; ++round) {
    CHECK(round <= evaluators.size(), "no kind of figure is made of itself, not even by others");
    moved = false;
    for (auto const& each : evaluators) {
      int rank = 0;
      for (auto const& below : each->made_of()) {
        auto const found = ranks.find(below);
        rank = std::max(rank, found == ranks.end() ? 0 : found->second + 1);
      }
      auto& kept = ranks.at(each->kind().id);
      moved = moved || kept != rank;
      kept = rank;
    }
  }
  std::vector<int> all;
  std::transform(evaluators.begin(), evaluators.end(), std::back_inserter(all), [&](auto const& each) { return ranks.at(each->kind().id); });
  return all;
}

bool has(std::vector<std::string> const& words, std::string const& word) { return std::find(words.begin(), words.end(), word) != words.end(); }

}  // namespace

std::string Desk::Inside::rules() const {
  std::string all = options.program + "\n" + parts.catalog.digest();
  for (auto const& reg : parts.registry.set().registers()) {   // which of its fields measure what is a rule too
    for (auto const& field : reg.fields) {
      all += field.item.empty() || field.retired ? "" : "\n" + reg.id + "." + field.id + " " + field.item + " " + field.unit;
    }
  }
  for (auto const& each : evaluators) {
    all += "\n" + each->kind().id;
  }
  return base::hex(base::sha256(all));
}

// After a start, and after a step that the environment broke off: what that one had taken and not followed is found again.
void Desk::Inside::begin(Time now) {
  catching_up = true;
  ranks = ranks_of(evaluators);
  today = base::beijing_day(now);
  objects_seen.resize(evaluators.size());
  for (auto const& reg : parts.registry.set().registers()) {
    versions[reg.id] = parts.registry.version_of(reg);
  }
  noted = parts.figures.mark("followed");
  auto const before = parse_followed(noted);
  if (!before) {   // what is missing is found without it; what changes from now on, while the first computing lasts, by this
    noted = to_text({parts.verdicts.judged_through().value_or(base::FrameNumber{0}), base::beijing_day(now - options.day_end_grace), rules(), versions});
    parts.figures.set_mark("followed", noted);
  }
  std::lock_guard const lock(mutex);
  auto& anew = wanted[""];
  if (!before) {
    return;
  }
  anew = anew || before->rules != rules();
  if (!anew) {
    find_what_was_not_followed(*before);
  }
}

void Desk::Inside::find_what_was_not_followed(Followed const& before) {
  for (auto const& touched : parts.store.touched_since(before.frame)) {
    told.insert({base::beijing_day(touched.hour), touched.point, touched.factor});
  }
  // What came on days that were not over then waited for their end.
  auto const first = std::max(before.day.number, today.number - static_cast<std::int32_t>(spans_max));
  auto const points = parts.points.points();
  auto const days = static_cast<std::size_t>(std::max(0, today.number - first + 1));
  if (told.size() + days * points.size() > options.changes_max) {
    wanted[""] = true;
  }
  for (auto day = first; day <= today.number && !wanted[""]; ++day) {
    for (auto const& point : points) {
      told.insert({{day}, point.id, {}});
    }
  }
  over_before = before.day;
  for (auto const& [reg, version] : versions) {
    auto const then = before.versions.find(reg);
    if (then == before.versions.end() ? version != 0 : version != then->second) {
      told_registers.insert(reg);
    }
  }
}

void Desk::Inside::turn_day(Time now) {
  today = base::beijing_day(now);
  auto const turned = base::beijing_day(now - options.day_end_grace);
  if (turned == over_before) {
    return;
  }
  over_before = turned;
  {
    std::lock_guard const lock(mutex);
    while (!later.empty() && later.begin()->day < over_before) {
      told.insert(later.extract(later.begin()));
    }
  }
  for (auto const& each : parts.figures.provisional()) {
    auto const kind = index_of(each.kind);
    auto const span = parse_span(parts.catalog, each.span);
    if (kind != evaluators.size() && span) {
      want(kind, each.object, *span);
    }
  }
}

void Desk::Inside::take_told() {
  std::vector<Change> changes;
  {
    std::lock_guard const lock(mutex);
    for (auto const& reg : std::exchange(told_registers, {})) {
      changes.push_back({.point = {}, .factor = {}, .day = {}, .reg = reg, .kind = {}, .object = {}});
    }
    for (auto& figure : std::exchange(told_figures, {})) {
      changes.push_back(std::move(figure));
    }
    for (std::size_t taken = 0; taken < told_per_step_max && !told.empty(); ++taken) {
      auto node = told.extract(told.begin());
      if (node.value().day >= over_before) {
        later.insert(std::move(node));
        if (later.size() > options.changes_max) {   // the furthest day goes: only a wrong clock tells so many
          later.erase(std::prev(later.end()));
        }
      } else {
        changes.push_back({.point = node.value().point, .factor = node.value().factor, .day = node.value().day, .reg = {}, .kind = {}, .object = {}});
      }
    }
  }
  std::for_each(changes.begin(), changes.end(), [this](Change const& change) { follow(change); });
}

void Desk::Inside::take_wanted() {
  std::unique_lock lock(mutex);
  auto const asked = std::exchange(wanted, {});
  lock.unlock();
  for (auto const& [id, anew] : asked) {
    for (std::size_t kind = 0; kind < evaluators.size(); ++kind) {
      if (!evaluators[kind]->kind().kept || (!id.empty() && evaluators[kind]->kind().id != id)) {
        continue;
      }
      for (auto const& [ref, object] : *directory.objects(kind)) {
        auto& whole = wholes[{ranks[kind], kind, ref}];
        whole = whole || anew;
      }
    }
  }
}

void Desk::Inside::follow_registers() {
  for (auto const& reg : parts.registry.set().registers()) {
    auto& seen = versions[reg.id];
    auto const current = parts.registry.version_of(reg);
    if (std::exchange(seen, current) != current) {
      follow({.point = {}, .factor = {}, .day = {}, .reg = reg.id, .kind = {}, .object = {}});
    }
  }
}

void Desk::Inside::follow_new_objects() {
  auto const current = directory.version();
  if (std::exchange(directory_seen, current) == current) {
    return;
  }
  for (std::size_t kind = 0; kind < evaluators.size(); ++kind) {
    auto const before = std::exchange(objects_seen[kind], directory.objects(kind));
    if (before == nullptr || before == objects_seen[kind] || !evaluators[kind]->kind().kept) {
      continue;
    }
    for (auto const& [ref, object] : *objects_seen[kind]) {
      if (!before->contains(ref)) {
        wholes.try_emplace({ranks[kind], kind, ref}, false);
      }
    }
  }
}

void Desk::Inside::follow(Change const& change) {
  for (std::size_t kind = 0; kind < evaluators.size(); ++kind) {
    if (!evaluators[kind]->kind().kept || (!change.kind.empty() && !has(evaluators[kind]->made_of(), change.kind))) {
      continue;
    }
    for (auto const& ref : directory.touched(kind, change)) {
      if (change.day == Day{}) {
        wholes[{ranks[kind], kind, ref}] = true;
      } else {
        want_spans(kind, ref, change.day);
      }
    }
  }
}

void Desk::Inside::want_spans(std::size_t kind, std::string const& object, Day day) {
  constexpr std::int32_t days_a_year_max = 366;
  Day const last{std::min(std::max(today.number, day.number), day.number + evaluators[kind]->years_after() * days_a_year_max)};
  for (auto const form : evaluators[kind]->kind().forms) {
    for (auto const& span : spans_between(parts.catalog, form, day, last)) {
      want(kind, object, span);
    }
  }
  for (auto const& span : evaluators[kind]->resting_on(object, day)) {
    want(kind, object, span);
  }
}

// A day is computed when it is over; longer spans from their first day on.
void Desk::Inside::want(std::size_t kind, std::string const& object, Span const& span) {
  if (span.form == Form::day ? span.to < over_before : span.from <= today) {
    due.insert({ranks[kind], -span.to.number, kind, object, span.text});
  }
}

void Desk::Inside::spread() {
  while (!wholes.empty() && due.size() < due_spread_max && (due.empty() || wholes.begin()->first.rank <= due.begin()->rank)) {
    auto const [whole, anew] = *wholes.begin();
    wholes.erase(wholes.begin());
    auto const objects = directory.objects(whole.kind);
    if (auto const found = objects->find(whole.object); found != objects->end()) {
      spread(whole, found->second, anew);
    }
  }
}

void Desk::Inside::spread(Whole const& whole, Object const& object, bool anew) {
  std::set<std::string> kept;
  for (auto const& each : parts.figures.kept(evaluators[whole.kind]->kind().id, whole.object)) {
    kept.insert(each.span);
    // What it was made of may be gone: then it says so.
    if (auto const span = parse_span(parts.catalog, each.span); anew && span) {
      want(whole.kind, whole.object, *span);
    }
  }
  auto const reach = evaluators[whole.kind]->reach(object);
  if (!reach) {
    return;
  }
  for (auto const form : evaluators[whole.kind]->kind().forms) {
    for (auto const& span : spans_between(parts.catalog, form, reach->first, std::min(reach->second, today))) {
      if (!kept.contains(span.text)) {
        want(whole.kind, whole.object, span);
      }
    }
  }
}

std::optional<Figure> Desk::Inside::computed(Task const& task, Time now) const {
  auto const objects = directory.objects(task.kind);
  auto const found = objects->find(task.object);
  auto const span = parse_span(parts.catalog, task.span);
  if (found == objects->end() || !span) {
    return {};
  }
  auto figure = finished(evaluators[task.kind]->compute(found->second, *span), task.kind, found->second, *span);
  figure.computed_at = now;
  return figure;
}

// Those of one rank together: what they are made of is stored before. They stay due until they are stored.
void Desk::Inside::compute_due(Time now) {
  std::vector<Figure> figures;
  auto end = due.begin();
  for (std::size_t count = 0; end != due.end() && end->rank == due.begin()->rank && count < options.figures_per_step_max; ++end, ++count) {
    if (auto figure = computed(*end, now)) {
      figures.push_back(*std::move(figure));
    }
  }
  auto const stored = parts.figures.put(std::move(figures));
  due.erase(due.begin(), end);
  for (auto const& figure : stored) {
    if (catching_up || figure.computed_at == now) {   // the process before this one may have stored it and been killed
      tell_dependents(figure);
    }
  }
}

void Desk::Inside::tell_dependents(Figure const& changed) {
  Change const change{.point = {}, .factor = {}, .day = changed.from, .reg = {}, .kind = changed.kind, .object = changed.object};
  for (std::size_t kind = 0; kind < evaluators.size(); ++kind) {
    if (!evaluators[kind]->kind().kept || !has(evaluators[kind]->made_of(), changed.kind)) {
      continue;
    }
    for (auto const& ref : directory.touched(kind, change)) {
      for (auto const form : evaluators[kind]->kind().forms) {
        auto const span = span_of(parts.catalog, form, changed.from);
        if (!span.text.empty() && span.from <= changed.from && span.to >= changed.to) {
          want(kind, ref, span);
        }
      }
    }
  }
}

// Only when nothing is left but what waits for its day's end, which the next start asks of every point again.
void Desk::Inside::note(base::FrameNumber judged, Time now) {
  if (!due.empty() || !wholes.empty() || now - noted_at < note_every) {
    return;
  }
  noted_at = now;
  auto text = to_text({judged, over_before, rules(), versions});
  if (text != noted) {
    parts.figures.set_mark("followed", text);
    noted = std::move(text);
  }
}

bool Desk::step(Time now) {
  auto& in = *inside_;
  in.now_ms = now.ms;
  if (in.options.before_step) {
    in.options.before_step();
  }
  if (!std::exchange(in.begun, false)) {
    in.begin(now);
  }
  // Read before what was told is taken: whatever was judged up to here has been told.
  auto const judged = in.parts.verdicts.judged_through().value_or(base::FrameNumber{0});
  in.turn_day(now);
  in.follow_registers();
  in.follow_new_objects();
  in.take_wanted();
  in.take_told();
  in.spread();
  if (!in.due.empty()) {
    in.compute_due(now);
  }
  in.work = in.due.size() + in.wholes.size();
  bool const more = !idle();
  if (!more) {
    in.catching_up = false;
    in.note(judged, now);
  }
  in.begun = true;
  return more;
}

void compute_all_again(figures::Store& figures) { figures.set_mark("followed", to_text(Followed{})); }   // by no rules that are known

std::string to_text(Followed const& followed) {
  auto text = std::to_string(followed.frame.value) + " " + base::format(followed.day) + " " + followed.rules;
  for (auto const& [reg, version] : followed.versions) {
    text += "\n" + reg + " " + std::to_string(version);
  }
  return text;
}

std::optional<Followed> parse_followed(std::string_view text) {
  auto const lines = base::split(text, '\n');
  auto const head = base::split(lines.empty() ? std::string_view{} : lines.front(), ' ');
  auto const frame = head.size() == 3 ? base::parse_integer(head[0]) : std::nullopt;
  auto const day = head.size() == 3 ? base::parse_day(head[1]) : base::Result<Day>(base::Problem("bad_mark", "no day"));
  if (!frame || !day) {
    return {};
  }
  Followed followed{{*frame}, *day, std::string(head[2]), {}};
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto const words = base::split(lines[i], ' ');
    auto const version = words.size() == 2 ? base::parse_integer(words[1]) : std::nullopt;
    if (version) {
      followed.versions.emplace(words[0], static_cast<std::uint64_t>(*version));
    }
  }
  return followed;
}

}  // namespace evaluate
