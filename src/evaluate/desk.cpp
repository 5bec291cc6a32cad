// The public face of the Desk, and what it knows of kinds and objects.
#include "evaluate/desk.hpp"
#include "evaluate/digest.hpp"

#include <algorithm>

namespace evaluate {

// ---- directory ----------------------------------------------------------------------------------

std::uint64_t Directory::version() const {
  auto total = parts_.points.version();
  for (auto const& reg : parts_.registry.set().registers()) {
    total += parts_.registry.version_of(reg);
  }
  return total + 1;   // 0 = never asked
}

void Directory::forget_old() const {
  auto const current = version();
  if (current != known_ || answers_.size() > answers_max) {
    objects_.clear();
    answers_.clear();
    known_ = current;
  }
}

std::shared_ptr<Objects const> Directory::objects_known(std::size_t kind) const {
  auto& kept = objects_[kind];
  if (!kept) {
    auto made = std::make_shared<Objects>();
    for (auto& object : evaluators_.at(kind)->objects()) {
      auto ref = object.ref;
      made->emplace(std::move(ref), std::move(object));
    }
    kept = std::move(made);
  }
  return kept;
}

std::shared_ptr<Objects const> Directory::objects(std::size_t kind) const {
  std::lock_guard const lock(mutex_);
  forget_old();
  return objects_known(kind);
}

std::vector<std::string> Directory::touched(std::size_t kind, Change const& change) const {
  std::lock_guard const lock(mutex_);
  forget_old();
  auto const [at, is_new] = answers_.try_emplace({kind, change.point.value, change.factor, change.reg, change.kind, change.object});
  if (is_new) {
    for (auto& object : evaluators_.at(kind)->touched(change)) {
      at->second.push_back(std::move(object.ref));
    }
    auto const& made_of = evaluators_.at(kind)->made_of();
    bool const same_object = std::find(made_of.begin(), made_of.end(), change.kind) != made_of.end() && objects_known(kind)->contains(change.object);
    if (same_object && std::find(at->second.begin(), at->second.end(), change.object) == at->second.end()) {
      at->second.push_back(change.object);
    }
  }
  return at->second;
}

// ---- desk ---------------------------------------------------------------------------------------

Desk::Desk(Parts parts, Options options) : inside_(std::make_unique<Inside>(parts, std::move(options))) {}
Desk::~Desk() = default;

void Desk::add(std::unique_ptr<Evaluator> evaluator) {
  CHECK(!inside_->begun, "kinds are added before the first step");
  CHECK(inside_->index_of(evaluator->kind().id) == inside_->evaluators.size(), "a kind is added once");
  inside_->evaluators.push_back(std::move(evaluator));
}
void Desk::add(std::unique_ptr<Opener> opener) { inside_->openers.push_back(std::move(opener)); }

std::size_t Desk::Inside::index_of(std::string_view kind) const {
  auto const found = std::find_if(evaluators.begin(), evaluators.end(), [&](auto const& each) { return each->kind().id == kind; });
  return static_cast<std::size_t>(found - evaluators.begin());
}

std::vector<Kind> Desk::kinds() const {
  std::vector<Kind> all;
  std::transform(inside_->evaluators.begin(), inside_->evaluators.end(), std::back_inserter(all), [](auto const& each) { return each->kind(); });
  return all;
}

Evaluator const* Desk::evaluator(std::string_view kind) const {
  auto const index = inside_->index_of(kind);
  return index == inside_->evaluators.size() ? nullptr : inside_->evaluators[index].get();
}

std::optional<Object> Desk::object(std::string_view kind, std::string_view ref) const {
  auto const index = inside_->index_of(kind);
  if (index == inside_->evaluators.size()) {
    return {};
  }
  auto const objects = inside_->directory.objects(index);
  auto const found = objects->find(ref);
  return found == objects->end() ? std::nullopt : std::optional(found->second);
}

void Desk::changed(Change const& change) {
  auto& in = *inside_;
  std::lock_guard const lock(in.mutex);
  if (!change.reg.empty()) {
    in.told_registers.insert(change.reg);
  } else if (!change.kind.empty()) {
    in.told_figures.push_back(change);
  } else {
    in.told.insert({change.day, change.point, change.factor});
  }
  if (in.told.size() + in.told_figures.size() > in.options.changes_max) {
    in.told.clear();
    in.told_figures.clear();
    in.wanted[""] = true;
  }
}

void Desk::refresh(std::string_view kind, bool anew) {
  std::lock_guard const lock(inside_->mutex);
  auto& wanted = inside_->wanted[std::string(kind)];
  wanted = wanted || anew;
}

bool Desk::idle() const { return waiting() == 0; }

std::size_t Desk::waiting() const {
  std::lock_guard const lock(inside_->mutex);
  return inside_->told.size() + inside_->told_registers.size() + inside_->told_figures.size() + inside_->wanted.size() + inside_->work;
}

Figure Desk::Inside::finished(Figure figure, std::size_t kind, Object const& object, Span const& span) const {
  figure.kind = evaluators.at(kind)->kind().id;
  figure.object = object.ref;
  figure.span = span.text;
  figure.from = span.from;
  figure.to = span.to;
  if (figure.unit.empty()) {
    figure.unit = evaluators.at(kind)->kind().unit;
  }
  if (figure.digest.empty() && !figure.edition.empty()) {
    figure.digest = digest_of(parts.catalog, figure);
  }
  put_origin(figure, origin_of_data(parts.registry, figure, object.origin));
  figure.provisional = figure.provisional || !is_over(span, {now_ms.load()});
  return figure;
}

base::Result<Figure> Desk::compute(std::string_view kind, std::string_view object_ref, std::string_view span_text, std::optional<Day> under) const {
  auto const& in = *inside_;
  auto const index = in.index_of(kind);
  auto const found = object(kind, object_ref);
  if (!found) {
    return base::Problem("not_found", index == in.evaluators.size() ? "there is no such kind of figure" : "there is no such object of this kind",
                         index == in.evaluators.size() ? "kind" : "object");
  }
  auto const span = parse_span(in.parts.catalog, span_text);
  if (!span) {
    return span.error();
  }
  auto const& forms = in.evaluators[index]->kind().forms;
  if (std::find(forms.begin(), forms.end(), span->form) == forms.end()) {
    return base::Problem("bad_span", "this kind has no figures of a " + std::string(name_of(span->form)), "span", "ask for one of its forms");
  }
  auto judged = under ? in.evaluators[index]->compute_under(*found, *span, *under) : std::nullopt;
  return in.finished(judged ? *std::move(judged) : in.evaluators[index]->compute(*found, *span), index, *found, *span);
}

// The public's is open to everybody who may see measurements; what belongs to somebody, to him and the bureau; records as their register says.
bool Desk::sees(identity::Person const& who, Kind const& kind, Object const& object) const {
  auto const& parts = inside_->parts;
  if (identity::of_bureau(who.role)) {
    return true;
  }
  if (!object.facility.empty()) {
    return identity::sees_inside(who, {object.facility, false});
  }
  if (kind.is_public) {
    return identity::may(who.role, identity::Right::see_measurements);
  }
  constexpr std::string_view record = "record/";
  if (object.ref.starts_with(record)) {
    auto const words = base::split(std::string_view(object.ref).substr(record.size()), '/');
    auto const* reg = words.size() == 2 ? parts.registry.set().find(words[0]) : nullptr;
    auto const id = words.size() == 2 ? base::parse_integer(words[1]) : std::nullopt;
    return reg != nullptr && id && !registry::reach_of(who, *reg).only_public && bool(parts.registry.get(who, *reg, {*id}));
  }
  return false;
}

}  // namespace evaluate
