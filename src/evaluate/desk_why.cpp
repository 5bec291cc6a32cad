// Opening references: figures as they were explained when they were computed, everything else by its opener.
#include <algorithm>
#include <deque>

#include "evaluate/desk.hpp"

namespace evaluate {
namespace {

constexpr std::string_view figure_prefix = "figure/";
constexpr auto left_shut = "未再展开 / not opened further here";

base::Problem nothing_there(std::string_view ref) {
  return base::Problem("not_found", "there is nothing to open at '" + base::printable(ref) + "'", "ref", "use a reference that an explanation gave");
}

assess::Why why_of(Kind const& kind, Object const& object, Figure const& figure) {
  auto read = assess::why_from_json(figure.why);
  auto why = read ? *std::move(read) : assess::Why{};
  if (why.title.empty()) {
    why.title = kind.title + "（" + object.name + "，" + figure.span + "）";
    why.title_en = kind.title_en + " (" + (object.name_en.empty() ? object.name : object.name_en) + ", " + figure.span + ")";
  }
  if (why.value.empty()) {
    why.value = figure.value;
    why.unit = figure.unit;
  }
  if (why.state.empty() && figure.result == "cannot_judge") {
    why.state = figure.result;
  }
  if (why.basis.empty() && !figure.standard.empty()) {
    why.basis.push_back({figure.standard, figure.clause, figure.edition});
  }
  if (figure.id != 0) {
    why.ref = std::string(figure_prefix) + std::to_string(figure.id);
  }
  return why;
}

/// "<kind>/<object>/<span>": the object may itself have slashes.
struct Named { std::string kind, object, span; };
std::optional<Named> parse_named(std::string_view ref) {
  auto const first = ref.find('/'), last = ref.rfind('/');
  if (first == std::string_view::npos || first == last) {
    return {};
  }
  return Named{std::string(ref.substr(0, first)), std::string(ref.substr(first + 1, last - first - 1)), std::string(ref.substr(last + 1))};
}

/// What was opened, put where it was referred to: the words there stay, what was below comes.
void graft(assess::Why& node, assess::Why opened) {
  node.from = std::move(opened.from);
  auto const fill = [](std::string& to, std::string& from) {
    if (to.empty()) {
      to = std::move(from);
    }
  };
  fill(node.how, opened.how);
  fill(node.how_en, opened.how_en);
  fill(node.value, opened.value);
  fill(node.unit, opened.unit);
  fill(node.exact, opened.exact);
  fill(node.state, opened.state);
  fill(node.note, opened.note);
  if (node.basis.empty()) {
    node.basis = std::move(opened.basis);
  }
}

void say_shut(assess::Why& node) { node.note += (node.note.empty() ? "" : "；") + std::string(left_shut); }

void cut(assess::Why& node) {
  if (!node.from.empty()) {
    node.from.clear();
    say_shut(node);
  }
}

}  // namespace

base::Result<assess::Why> Desk::why(identity::Person const& who, std::string_view ref) const {
  auto const& in = *inside_;
  std::optional<Figure> figure;
  auto const named = parse_named(ref);
  if (ref.starts_with(figure_prefix)) {
    auto const id = base::parse_integer(ref.substr(figure_prefix.size()));
    figure = id ? in.parts.figures.by_id(*id) : std::nullopt;
  } else if (named && evaluator(named->kind) != nullptr) {
    figure = in.parts.figures.in_force(named->kind, named->object, named->span);
    if (auto const found = object(named->kind, named->object); !figure && found && sees(who, evaluator(named->kind)->kind(), *found)) {
      auto made = compute(named->kind, named->object, named->span);
      if (!made) {
        return made.error();
      }
      figure = *std::move(made);
    }
  } else {
    for (auto const& opener : in.openers) {
      if (opener->opens(ref)) {
        return opener->open(who, ref);
      }
    }
  }
  auto const* made_by = figure ? evaluator(figure->kind) : nullptr;
  auto about = made_by != nullptr ? object(figure->kind, figure->object) : std::nullopt;
  if (made_by != nullptr && !about && identity::of_bureau(who.role)) {   // withdrawn since: its answers stay to be read
    about = Object{.ref = figure->object, .name = figure->object};
  }
  if (!about || !sees(who, made_by->kind(), *about)) {
    return nothing_there(ref);
  }
  return why_of(made_by->kind(), *about, *figure);
}

// Level by level, so that what is near the top is open when the bound is reached.
base::Result<assess::Why> Desk::why_deep(identity::Person const& who, std::string_view ref, int depth, std::size_t nodes) const {
  auto root = why(who, ref);
  if (!root) {
    return root;
  }
  struct Place { assess::Why* node; int depth; std::vector<std::string> way; };
  std::deque<Place> open{{&*root, 0, {std::string(ref), root->ref}}};
  std::size_t count = 1;
  for (bool first = true; !open.empty(); first = false) {
    auto [node, at, way] = std::move(open.front());
    open.pop_front();
    bool const has_more = node->from.empty() && !node->ref.empty() && !first;
    bool const again = has_more && std::find(way.begin(), way.end(), node->ref) != way.end();
    if (has_more && !again && at < depth && count < nodes) {
      way.push_back(node->ref);
      if (auto opened = why(who, node->ref)) {
        graft(*node, *std::move(opened));
      }
    } else if (has_more && !again) {
      say_shut(*node);
    }
    if (at >= depth) {
      cut(*node);
    }
    if (count + node->from.size() > nodes) {
      node->from.resize(nodes - std::min(nodes, count));
      say_shut(*node);
    }
    count += node->from.size();
    for (auto& each : node->from) {
      open.push_back({&each, at + 1, way});
    }
  }
  return root;
}

}  // namespace evaluate
