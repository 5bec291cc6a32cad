// Vector tiles of a register. What the asker may not see is not read: the tile is made of what the registry gave.
#include <algorithm>

#include "features/inside.hpp"
#include "tiles/tiles.hpp"

namespace features {
namespace {

constexpr std::size_t code_fields_max = 3;
std::set<std::string, std::less<>> const tile_parameters{"filter", "filter-lang", "filter-crs"};

/// Codes by which a map is coloured: those of the list first.
std::vector<Field const*> code_fields(Seen const& seen) {
  std::vector<Field const*> found;
  auto const add = [&](Field const* field) {
    bool const fits = field != nullptr && field->type == Type::code && tells(seen.reach, *field);
    if (fits && found.size() < code_fields_max && std::find(found.begin(), found.end(), field) == found.end()) {
      found.push_back(field);
    }
  };
  for (auto const& name : seen.reg.columns) {
    add(seen.reg.field(name));
  }
  for (auto const& field : seen.reg.fields) {
    add(&field);
  }
  return found;
}

Field const* title_field(Seen const& seen) {
  auto const* named = seen.reg.field(seen.reg.name_field);
  return named != nullptr && registry::sees_field(seen.reach, *named) ? named : nullptr;
}

base::Result<Seen> mapped_register(registry::Registry const& registry, gate::Call const& call, std::string_view id) {
  auto seen = seen_register(registry, call.session.person, id);
  if (seen && !shows_place(seen->reg, seen->reach)) {
    return Problem("not_found", "records of " + seen->reg.id + " have no place to be seen", "register");
  }
  return seen;
}

struct Question { registry::Ask ask; std::vector<Problem> problems; };
Question read_question(http::Request const& request) {
  Question question;
  for (auto const& problem : unknown_parameters(request, tile_parameters)) {
    question.problems.push_back(problem);
  }
  auto filter = read_filter(request);
  if (filter) {
    question.ask.filter = *std::move(filter);
  } else {
    question.problems.push_back(filter.error());
  }
  return question;
}

std::string tag_of(registry::Registry const& registry, gate::Call const& call, Seen const& seen) {
  auto const scope = scope_digest(registry, call.session.person, seen, call.now());
  auto const* named = seen.reg.field(seen.reg.name_field);
  auto const* behind = named != nullptr && named->type == Type::reference ? registry.set().find(named->to) : nullptr;
  std::string all(base::as_bytes(scope));
  all += call.request.path + (behind == nullptr ? "" : "\n" + std::to_string(registry.version_of(*behind)));
  for (auto const& [name, value] : call.request.query) {
    all.append("\n").append(name).append("=").append(value);
  }
  constexpr std::size_t tag_length = 32;
  return "\"" + base::hex(base::sha256(all)).substr(0, tag_length) + "\"";
}

void put_caching(http::Response& response, Seen const& seen, std::string const& tag) {
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", seen.reach.only_public ? "public, max-age=60" : "private, no-cache");
  response.headers.emplace_back("Vary", "Cookie, Authorization, Accept-Encoding");
}

/// What is read of a register for its tiles, and how it stands in them.
class Drawing {
 public:
  Drawing(definitions::Set const& set, Seen const& seen, base::Day today)
      : layer{seen.reg.id, {}}, set_(set), seen_(seen), today_(today), codes_(code_fields(seen)), title_(title_field(seen)) {}
  std::vector<std::string> fields() const {
    std::vector<std::string> all;
    for (auto const* field : codes_) {
      all.push_back(field->id);
    }
    if (title_ != nullptr) {
      all.push_back(title_->id);
    }
    return all;
  }
  void add(Record const& record) {
    if (!record.geometry) {
      return;
    }
    tiles::Feature feature{static_cast<std::uint64_t>(record.id.value), *record.geometry, {{"id", record.id.value}}};
    auto& properties = feature.properties;
    properties.reserve(properties.size() + code_fields_max + 4);   // title, state, overdue, origin
    if (auto const title = title_ == nullptr ? record.values.end() : record.values.find(title_->id); title != record.values.end()) {
      if (auto const* number = std::get_if<base::Decimal>(&title->second); number != nullptr && title_->type == Type::reference) {
        pointing_.emplace_back(layer.features.size(), RecordId{number->coefficient()});
      } else {
        properties.emplace_back("title", definitions::shown(set_, *title_, title->second));
      }
    }
    if (seen_.reg.lifecycle) {
      properties.emplace_back("state", record.state);
      if (!seen_.reach.only_public) {
        properties.emplace_back("overdue", record.due && *record.due < today_);
      }
    }
    properties.emplace_back("origin", record.origin);
    for (auto const* field : codes_) {
      if (auto const found = record.values.find(field->id); found != record.values.end()) {
        properties.emplace_back(field->id, std::get<std::string>(found->second));
      }
    }
    layer.features.push_back(std::move(feature));
  }
  /// Records that are called by what they point at.
  void name_those_pointing(registry::Registry const& registry, identity::Person const& person) {
    auto const* to = pointing_.empty() ? nullptr : set_.find(title_->to);
    auto const reach = to == nullptr ? Reach{} : registry::reach_of(person, *to);
    auto const* named = to == nullptr ? nullptr : to->field(to->name_field);
    if (!reach.sees || named == nullptr || !registry::sees_field(reach, *named)) {
      return;
    }
    std::vector<RecordId> ids;
    for (auto const& [at, id] : pointing_) {
      ids.push_back(id);
    }
    auto const names = registry.names(*to, ids);
    for (auto const& [at, id] : pointing_) {
      if (auto const found = names.find(id); found != names.end()) {
        layer.features[at].properties.emplace_back("title", found->second);
      }
    }
  }
  tiles::Layer layer;

 private:
  definitions::Set const& set_;
  Seen const& seen_;
  base::Day today_;
  std::vector<Field const*> codes_;
  Field const* title_;
  std::vector<std::pair<std::size_t, RecordId>> pointing_;
};

}  // namespace

http::Response Features::Inside::tile(gate::Call const& call) const {
  auto const seen = mapped_register(registry(), call, call.param("register"));
  if (!seen) {
    return gate::refuse(seen.error());
  }
  constexpr std::string_view ending = ".mvt";
  auto const file = call.param("file");
  auto const address = tiles::parse(call.param("z"), call.param("x"), std::string_view(file).substr(0, file.size() - std::min(ending.size(), file.size())));
  if (!file.ends_with(ending) || !address) {
    return gate::refuse(Problem("not_found", "there is no such tile", "tile", "/tiles/{register}/{z}/{x}/{y}.mvt"));
  }
  auto [ask, problems] = read_question(call.request);
  if (!problems.empty()) {
    return gate::refuse(problems);
  }
  auto const tag = tag_of(registry(), call, *seen);
  http::Response response;
  put_caching(response, *seen, tag);
  if (call.request.header("if-none-match") == tag) {
    response.status = 304;
    return response;
  }
  Drawing drawing(set(), *seen, base::beijing_day(call.now()));
  ask.box = tiles::box_of(*address);
  ask.fields = drawing.fields();
  ask.visit_max = tile_features_max;
  auto const done = registry().visit(call.session.person, seen->reg, ask, call.now(), [&](Record const& record) {
    drawing.add(record);
    return true;
  });
  if (!done) {
    return gate::refuse(done.error());
  }
  drawing.name_those_pointing(registry(), call.session.person);
  auto made = tiles::encode(*address, drawing.layer);
  response.status = made.bytes.empty() ? 204 : 200;
  response.content_type = tile_type;
  response.body = std::move(made.bytes);
  return response;
}

http::Response Features::Inside::tile_json(gate::Call const& call) const {
  constexpr std::string_view ending = ".json";
  auto const file = call.param("file");
  if (!file.ends_with(ending)) {
    return gate::refuse(Problem("not_found", "there is no such page", "file", "/tiles/{register}.json"));
  }
  auto const seen = mapped_register(registry(), call, std::string_view(file).substr(0, file.size() - ending.size()));
  if (!seen) {
    return gate::refuse(seen.error());
  }
  if (auto const problems = read_question(call.request).problems; !problems.empty()) {
    return gate::refuse(problems);
  }
  std::string query;
  for (auto const& [name, value] : call.request.query) {
    query += (query.empty() ? "?" : "&") + http::url_encode(name) + "=" + http::url_encode(value);
  }
  json::object fields{{"id", "Number"}, {"origin", "String"}};
  if (title_field(*seen) != nullptr) {
    fields.emplace("title", "String");
  }
  if (seen->reg.lifecycle) {
    fields.emplace("state", "String");
    if (!seen->reach.only_public) {
      fields.emplace("overdue", "Boolean");
    }
  }
  for (auto const* field : code_fields(*seen)) {
    fields.emplace(field->id, gate::text(field->title.zh));
  }
  auto const address = call.request.origin() + std::string(tiles_root) + "/" + seen->reg.id + "/{z}/{x}/{y}.mvt" + query;
  json::object made{{"tilejson", "3.0.0"}, {"name", gate::text(seen->reg.title.zh)}, {"description", gate::text(seen->reg.about.zh)}, {"scheme", "xyz"},
                    {"tiles", json::array{gate::text(address)}}, {"minzoom", 0}, {"maxzoom", tiles::zoom_max},
                    {"vector_layers", json::array{json::object{{"id", seen->reg.id}, {"fields", std::move(fields)}}}}};
  if (auto const extent = registry().extent(call.session.person, seen->reg, "", call.now()); extent && extent->box) {
    made.emplace("bounds", json::array{extent->box->west, extent->box->south, extent->box->east, extent->box->north});
  }
  auto response = gate::answer(made);
  put_caching(response, *seen, tag_of(registry(), call, *seen));
  return response;
}

}  // namespace features
