// Registers as collections.
#include "features/inside.hpp"

namespace features {
namespace {

constexpr std::string_view gregorian = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";

json::value instant(query::Value const& value) {
  if (auto const* day = std::get_if<base::Day>(&value)) {
    return gate::text(base::format(base::start_of(*day)));
  }
  if (auto const* time = std::get_if<base::Time>(&value)) {
    return gate::text(base::format(*time));
  }
  return nullptr;
}

std::string described(Seen const& seen) {
  auto const& [reg, reach] = seen;
  auto text = reg.about.zh;
  auto const name = time_property(reg, reach);
  auto const* field = reg.field(name);
  text += (text.empty() ? "" : "\n") + (name.empty() ? std::string("本台账没有公开的时间，datetime 不起筛选作用。")
                                                     : "datetime 按“" + (field == nullptr ? std::string("登记时间") : field->title.zh) + "”（" + name + "）筛选。");
  if (shows_place(reg, reach)) {
    text += "bbox 不含没有位置的记录。";
  }
  if (reach.only_public && reg.blur_m > 0 && shows_place(reg, reach)) {
    text += "位置取整到约 " + base::format_number(reg.blur_m) + " m。";
  }
  return text;
}

}  // namespace

json::object Features::Inside::collection(Asked const& asked, Seen const& seen, bool alone) const {
  auto const& [reg, reach] = seen;
  auto const at = asked.url(std::string(root) + "/collections/" + reg.id);
  json::object made{{"id", reg.id}, {"title", gate::text(reg.title.zh)}, {"description", gate::text(described(seen))}, {"itemType", "feature"}};
  auto const property = time_property(reg, reach);
  json::object extent;
  if (auto const known = registry().extent(asked.person(), reg, property, asked.call.now())) {
    if (known->box) {
      auto const& box = *known->box;
      extent["spatial"] = {{"bbox", json::array{json::array{box.west, box.south, box.east, box.north}}}, {"crs", systems().front().uri}};
    }
    if (!query::is_null(known->first)) {
      extent["temporal"] = {{"interval", json::array{json::array{instant(known->first), instant(known->last)}}}, {"trs", gregorian}};
    }
  }
  if (!extent.empty()) {
    made.emplace("extent", std::move(extent));
  }
  if (shows_place(reg, reach)) {
    made.emplace("crs", system_uris());
    made.emplace("storageCrs", storage_system().uri);
  }
  auto links = alone ? self_links(asked, "application/json")
                     : json::array{link(at, "self", "application/json"), link(at + "?f=html", "alternate", html_type)};
  links.push_back(link(at + "/items", "items", geojson_type, reg.title.zh));
  links.push_back(link(at + "/items?f=html", "items", html_type, reg.title.zh));
  links.push_back(link(at + "/queryables", queryables_rel, schema_type, "可用于筛选的属性"));
  if (shows_place(reg, reach)) {
    links.push_back(link(asked.url(tiles_root) + "/" + reg.id + ".json", "tiles", "application/json", "TileJSON"));
  }
  made.emplace("links", std::move(links));
  return made;
}

base::Result<Document> Features::Inside::collections(Asked const& asked) const {
  json::array all;
  for (auto const& reg : set().registers()) {
    if (auto const seen = seen_register(registry(), asked.person(), reg.id)) {
      all.push_back(collection(asked, *seen, false));
    }
  }
  return Document{"台账", json::object{{"links", self_links(asked, "application/json")}, {"crs", system_uris()}, {"collections", std::move(all)}}};
}

base::Result<Document> Features::Inside::one_collection(Asked const& asked) const {
  auto const seen = seen_register(registry(), asked.person(), asked.call.param("collection"));
  if (!seen) {
    return seen.error();
  }
  return Document{seen->reg.title.zh, collection(asked, *seen, true)};
}

}  // namespace features
