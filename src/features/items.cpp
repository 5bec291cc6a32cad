// Records as GeoJSON (RFC 7946, and in other systems 18-058): written as text, feature by feature.
#include <algorithm>

#include "features/inside.hpp"

namespace features {
namespace {

constexpr std::string_view name_ending = "_zh";    // beside a code: its name, which a map's reader understands
constexpr std::string_view files_path = "/api/v1/files/";

void quote(std::string& out, std::string_view text) { out += json::serialize(json::string_view(text)); }
std::string quoted(std::string_view text) { return json::serialize(json::string_view(text)); }

void begin_property(std::string& out, std::string const& key) {
  if (out.back() != '{') {
    out += ',';
  }
  out += key;
}

std::size_t points_in(geo::Geometry const& geometry) {
  std::size_t count = 0;
  for (auto const& part : geometry.parts) {
    for (auto const& ring : part) {
      count += ring.size();
    }
  }
  for (auto const& member : geometry.members) {
    count += points_in(member);
  }
  return count;
}

struct Page {
  std::vector<Record> records;
  std::size_t matched = 0;
  bool more = false;
};

base::Result<Page> read_page(registry::Registry const& registry, Asked const& asked, Register const& reg, registry::Ask const& ask) {
  auto counting = ask;
  counting.after = {};
  counting.limit = 1;
  counting.geometry = false;
  counting.fields = std::vector<std::string>{};
  auto const counted = registry.list(asked.person(), reg, counting, asked.call.now());
  if (!counted) {
    return counted.error();
  }
  Page page;
  page.matched = counted->total;
  std::size_t points = 0;
  auto reading = ask;
  reading.visit_max = ask.limit + 1;
  auto const done = registry.visit(asked.person(), reg, reading, asked.call.now(), [&](Record const& record) {
    page.more = page.records.size() == ask.limit || points > page_points_max;
    if (!page.more) {
      points += record.geometry ? points_in(*record.geometry) : 0;
      page.records.push_back(record);
    }
    return !page.more;
  });
  return done ? base::Result<Page>(std::move(page)) : done.error();
}

http::Response features_answer(Asked const& asked, System const& system, std::string const& title, std::string text) {
  http::Response response;
  response.content_type = geojson_type;
  response.headers.emplace_back("Content-Crs", "<" + std::string(system.uri) + ">");
  if (asked.html) {
    response.content_type = std::string(html_type) + "; charset=utf-8";
    text = features_page(title, json::parse(text));
  }
  response.body = std::move(text);
  return response;
}

}  // namespace

Writer::Writer(registry::Registry const& registry, Asked const& asked, Seen const& seen, System const& system)
    : registry_(registry), asked_(asked), seen_(seen), system_(system) {
  for (auto const& field : seen.reg.fields) {
    if (field.retired || !registry::sees_field(seen.reach, field)) {
      continue;
    }
    Column column{.field = &field, .key = quoted(field.id) + ":", .name_key = {}, .to = nullptr};
    auto const name_id = field.id + std::string(name_ending);
    bool const coded = field.type == Type::code || field.type == Type::codes || field.type == Type::department || field.type == Type::grid_cell;
    bool const plain = tells(seen.reach, field);
    if (auto const* to = plain && field.type == Type::reference ? registry.set().find(field.to) : nullptr) {
      auto const reach = registry::reach_of(asked.person(), *to);
      auto const* named = to->field(to->name_field);
      column.to = reach.sees && named != nullptr && registry::sees_field(reach, *named) ? to : nullptr;
    }
    if (plain && (coded || column.to != nullptr) && seen.reg.field(name_id) == nullptr) {
      column.name_key = quoted(name_id) + ":";
    }
    columns_.push_back(std::move(column));
  }
}

void Writer::look_up_names(std::vector<Record> const& records) {
  std::map<Register const*, std::vector<RecordId>> wanted;
  for (auto const& column : columns_) {
    for (auto const& record : records) {
      auto const found = column.to == nullptr ? record.values.end() : record.values.find(column.field->id);
      if (found != record.values.end()) {
        wanted[column.to].push_back({std::get<base::Decimal>(found->second).coefficient()});
      }
    }
  }
  for (auto const& [to, ids] : wanted) {
    names_[to->id] = registry_.names(*to, ids);
  }
}

void Writer::write_value(std::string& out, Column const& column, query::Value const& value) const {
  auto const& field = *column.field;
  if (auto const* truth = std::get_if<bool>(&value)) {
    out += *truth ? "true" : "false";
  } else if (auto const* number = std::get_if<double>(&value)) {
    out += base::format_number(*number);
  } else if (auto const* decimal = std::get_if<base::Decimal>(&value)) {
    out += decimal->to_string();
  } else if (auto const* items = std::get_if<std::vector<std::string>>(&value)) {
    out += '[';
    for (auto const& item : *items) {
      auto const file = definitions::is_file(field.type) ? definitions::parse_attachment(item) : std::nullopt;
      out += out.back() == '[' ? "" : ",";
      quote(out, file ? asked_.url(std::string(files_path) + file->digest) : item);
    }
    out += ']';
  } else if (auto const* text = std::get_if<std::string>(&value)) {
    quote(out, *text);
  } else {
    quote(out, definitions::to_text(field, value));
  }
}

void Writer::write_own(std::string& out, Record const& record) const {
  auto const put = [&](char const* key, std::string const& value) {
    begin_property(out, key);
    out += value;
  };
  auto const& reg = seen_.reg;
  if (reg.lifecycle) {
    put("\"state\":", quoted(record.state));
    auto const* state = reg.lifecycle->state(record.state);
    put("\"state_zh\":", state == nullptr ? "null" : quoted(state->title.zh));
  }
  put("\"origin\":", quoted(record.origin));
  if (seen_.reach.only_public) {
    return;
  }
  if (reg.lifecycle) {
    put("\"due\":", record.due ? quoted(base::format(*record.due)) : "null");
    put("\"overdue\":", record.due && *record.due < base::beijing_day(asked_.call.now()) ? "true" : "false");
  }
  put("\"version\":", std::to_string(record.version));
  put("\"created_at\":", quoted(base::format(record.created_at)));
  put("\"changed_at\":", quoted(base::format(record.changed_at)));
}

void Writer::write(std::string& out, Record const& record, json::array const* links) const {
  out += R"({"type":"Feature","id":)" + std::to_string(record.id.value) + R"(,"geometry":)";
  auto const placed = record.geometry ? out_to(system_, *record.geometry) : std::nullopt;
  out += placed ? geo::to_geojson(*placed, system_.digits) : "null";
  out += R"(,"properties":{)";
  for (auto const& column : columns_) {
    auto const found = record.values.find(column.field->id);
    bool const given = found != record.values.end() && !query::is_null(found->second);
    begin_property(out, column.key);
    if (given) {
      write_value(out, column, found->second);
    } else {
      out += "null";
    }
    if (column.name_key.empty()) {
      continue;
    }
    out += "," + column.name_key;
    if (!given) {
      out += "null";
    } else if (column.to == nullptr) {
      quote(out, definitions::shown(registry_.set(), *column.field, found->second));
    } else {
      auto const& names = names_.at(column.to->id);
      auto const name = names.find({std::get<base::Decimal>(found->second).coefficient()});
      out += name == names.end() ? "null" : quoted(name->second);
    }
  }
  write_own(out, record);
  out += '}';
  if (links != nullptr) {
    out += ",\"links\":" + gate::to_text(*links);
  }
  out += '}';
}

http::Response Features::Inside::items(Asked const& asked) const {
  auto const seen = seen_register(registry(), asked.person(), asked.call.param("collection"));
  if (!seen) {
    return gate::refuse(seen.error());
  }
  auto const [wanted, problems] = read_items(asked, set(), *seen);
  if (!problems.empty()) {
    return gate::refuse(problems);
  }
  auto const page = read_page(registry(), asked, seen->reg, wanted.ask);
  if (!page) {
    return gate::refuse(std::vector{page.error()});
  }
  Writer writer(registry(), asked, *seen, *wanted.system);
  writer.look_up_names(page->records);
  std::string text = R"({"type":"FeatureCollection","timeStamp":)" + quoted(base::format(asked.call.now()));
  text += R"(,"numberMatched":)" + std::to_string(page->matched) + R"(,"numberReturned":)" + std::to_string(page->records.size()) + R"(,"features":[)";
  for (auto const& record : page->records) {
    text += text.back() == '[' ? "" : ",";
    writer.write(text, record);
  }
  auto links = self_links(asked, geojson_type);
  if (page->more) {
    links.push_back(link(same_with(asked, "after", std::to_string(page->records.back().id.value)), "next", asked.html ? html_type : geojson_type));
  }
  links.push_back(link(asked.url(std::string(root) + "/collections/" + seen->reg.id), "collection", "application/json", seen->reg.title.zh));
  text += "],\"links\":" + gate::to_text(links) + "}";
  return features_answer(asked, *wanted.system, seen->reg.title.zh, std::move(text));
}

http::Response Features::Inside::feature(Asked const& asked) const {
  auto const seen = seen_register(registry(), asked.person(), asked.call.param("collection"));
  if (!seen) {
    return gate::refuse(seen.error());
  }
  auto problems = unknown_parameters(asked.call.request, {"crs"});
  auto const system = read_system(asked.call.request, "crs");
  if (!system) {
    problems.push_back(system.error());
  }
  if (!problems.empty()) {
    return gate::refuse(problems);
  }
  auto const id = base::parse_integer(asked.call.param("feature"));
  auto record = registry().get(asked.person(), seen->reg, {id.value_or(0)});
  if (!record || record->withdrawn) {
    return gate::refuse(Problem("not_found", "there is no such feature in " + seen->reg.id, "feature"));
  }
  std::vector<Record> const one{*std::move(record)};
  Writer writer(registry(), asked, *seen, **system);
  writer.look_up_names(one);
  auto links = self_links(asked, geojson_type);
  links.push_back(link(asked.url(std::string(root) + "/collections/" + seen->reg.id), "collection", "application/json", seen->reg.title.zh));
  std::string text;
  writer.write(text, one.front(), &links);
  return features_answer(asked, **system, seen->reg.title.zh, std::move(text));
}

}  // namespace features
