// Which figures of outlets rest on days that lie outside their span: detail.rests_on {from, to}; null = all that came before, or will come.
#include "evaluate/emission_parts.hpp"

namespace evaluate {
namespace {

namespace json = boost::json;

std::optional<std::pair<Day, Day>> rests_in(std::string const& detail) {
  boost::system::error_code failed;
  auto const parsed = json::parse(detail, failed);
  auto const* rests = failed || !parsed.is_object() ? nullptr : parsed.get_object().if_contains("rests_on");
  if (rests == nullptr || !rests->is_object()) {
    return {};
  }
  auto const day = [&](std::string_view key, Day otherwise) {
    auto const* text = rests->get_object().if_contains(key);
    auto const read = text == nullptr || !text->is_string() ? otherwise : base::parse_day({text->get_string().data(), text->get_string().size()});
    return read ? *read : otherwise;
  };
  return std::pair(day("from", always), day("to", for_ever));
}

}  // namespace

json::value rests_of(OutletMonth const& month) {
  if (month.rests_from == month.span.from && month.rests_to == month.span.to) {
    return nullptr;
  }
  auto const day = [](Day of) { return of == always || of == for_ever ? json::value(nullptr) : json::value(base::format(of)); };
  return json::object{{"from", day(month.rests_from)}, {"to", day(month.rests_to)}};
}

OutletRests::Spans& OutletRests::of(std::string const& object) {
  auto const [at, is_new] = known_.try_emplace(object);
  if (is_new) {
    figures::Query query;
    query.kinds = {std::string(outlet_month_kind)};
    query.objects = {object};
    query.most = figures::Store::rows_max;
    for (auto const& figure : figures_.find(query)) {
      if (auto const rests = rests_in(figure.detail)) {
        at->second[figure.span] = *rests;
      }
    }
  }
  return at->second;
}

void OutletRests::set(std::string const& object, std::string const& span, std::string const& detail) {
  auto const rests = rests_in(detail);
  std::scoped_lock const lock(mutex_);
  if (rests) {
    of(object)[span] = *rests;
  } else {
    of(object).erase(span);
  }
}

std::vector<std::string> OutletRests::resting_on(std::string const& object, Day day) {
  std::vector<std::string> found;
  std::unique_lock lock(mutex_);
  for (auto const& [span, days] : of(object)) {
    if (days.first <= day && day <= days.second) {
      found.push_back(span);
    }
  }
  lock.unlock();
  // What was only computed to be looked at is not kept.
  std::erase_if(found, [&](std::string const& span) { return !figures_.in_force(std::string(outlet_month_kind), object, span); });
  return found;
}

}  // namespace evaluate
