// What a request asks for: filter parameters, the version it knows, the record it means.
#include <array>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

constexpr std::size_t search_bytes_max = 300;
constexpr int version_max = 1'000'000'000;

Problem bad_parameter(std::string_view name, std::string detail, std::string mend) {
  return Problem("bad_parameter", std::move(detail), std::string(name), std::move(mend));
}

base::Result<bool> truth_of(Call const& call, std::string_view name, bool otherwise) {
  auto const given = call.query(name);
  if (given.empty() || given == "true" || given == "false") {
    return given.empty() ? otherwise : given == "true";
  }
  return bad_parameter(name, "'" + base::printable(given) + "' is neither true nor false", "write true or false");
}

base::Result<geo::Box> box_of(std::string const& given) {
  constexpr double longitude_max = 180, latitude_max = 90;
  constexpr std::size_t corners = 4;
  auto const wrong = [&](std::string const& detail) { return bad_parameter("bbox", detail, "write west,south,east,north in degrees: 113.2,39.8,113.9,40.3"); };
  auto const parts = base::split(given, ',');
  if (parts.size() != corners) {
    return wrong(std::to_string(parts.size()) + " numbers, 4 are wanted");
  }
  std::array<double, corners> numbers{};
  for (std::size_t i = 0; i < corners; ++i) {
    auto const number = base::parse_number(base::trim(parts[i]));
    if (!number || std::abs(*number) > (i % 2 == 0 ? longitude_max : latitude_max)) {
      return wrong("'" + base::printable(parts[i]) + "' is no " + (i % 2 == 0 ? "longitude" : "latitude"));
    }
    numbers.at(i) = *number;
  }
  geo::Box const box{numbers[0], numbers[1], numbers[2], numbers[3]};
  return box.west <= box.east && box.south <= box.north ? base::Result<geo::Box>(box) : wrong("the box ends before it begins");
}

base::Result<query::Node> filter_of(std::string const& given, std::string const& language) {
  auto const json = language == "cql2-json";
  if (!json && !language.empty() && language != "cql2-text") {
    return bad_parameter("filter-lang", "'" + base::printable(language) + "' is not known", "use cql2-text or cql2-json");
  }
  auto read = json ? query::parse_json(given) : query::parse_text(given);
  auto const known = read ? query::check_functions(*read) : base::Outcome(base::Done{});
  if (read && known) {
    return read;
  }
  auto const& wrong = read ? known.error() : read.error();
  return Problem(wrong.code, wrong.detail + (wrong.where.empty() ? "" : " (" + wrong.where + ")"), "filter", wrong.mend);
}

}  // namespace

base::Result<Ask> ask_of(Call const& call, std::set<std::string_view> const& also) {
  std::set<std::string_view> known{"filter", "filter-lang", "q", "bbox", "withdrawn", "sort", "skip", "limit", "geometry"};
  known.insert(also.begin(), also.end());
  if (auto const good = only_parameters(call, known); !good) {
    return good.error();
  }
  Ask ask;
  ask.search = call.query("q");
  ask.sort = call.query("sort");
  if (ask.search.size() > search_bytes_max) {
    return bad_parameter("q", "the text to look for is too long", "shorten it");
  }
  if (auto const given = call.query("filter"); !given.empty()) {
    auto filter = filter_of(given, call.query("filter-lang"));
    if (!filter) {
      return filter.error();
    }
    ask.filter = *std::move(filter);
  }
  if (auto const given = call.query("bbox"); !given.empty()) {
    auto const box = box_of(given);
    if (!box) {
      return box.error();
    }
    ask.box = *box;
  }
  auto const cut = gate::cut_of(call);
  auto const withdrawn = truth_of(call, "withdrawn", false), geometry = truth_of(call, "geometry", true);
  if (!cut || !withdrawn || !geometry) {
    return !cut ? cut.error() : !withdrawn ? withdrawn.error() : geometry.error();
  }
  ask.skip = cut->skip;
  ask.limit = cut->limit;
  ask.withdrawn = *withdrawn;
  ask.geometry = *geometry;
  return ask;
}

base::Result<int> seen_version(http::Request const& request) {
  auto given = base::trim(request.header("if-match"));
  bool const quoted = given.size() > 2 && given.front() == '"' && given.back() == '"';
  auto const number = quoted ? base::parse_integer(given.substr(1, given.size() - 2)) : std::nullopt;
  if (!number || *number < 1 || *number > version_max) {
    return Problem("precondition_required", given.empty() ? "the header If-Match is missing: nobody's change is to be overwritten unseen"
                                                          : "If-Match names no version: " + base::printable(given),
                   "If-Match", "send the version you saw, as GET gives it in ETag: If-Match: \"3\"");
  }
  return static_cast<int>(*number);
}

base::Result<RecordId> record_id_of(Call const& call) {
  auto const given = call.param("id");
  auto const number = base::parse_integer(given);
  if (!number || *number < 1) {
    return Problem("not_found", "there is no record " + base::printable(given), "id");
  }
  return RecordId{*number};
}

}  // namespace ledgers
