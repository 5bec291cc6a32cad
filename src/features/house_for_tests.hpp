#pragma once
// Tests only: a few registers with records, people of several roles, and a router to ask. All firms and places are invented.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

#include "definitions/set_for_tests.hpp"
#include "features/features.hpp"
#include "sql/sql.hpp"
#include "trail/trail.hpp"

namespace features_story {

namespace json = boost::json;
using testing::AllOf, testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::Not, testing::SizeIs, testing::UnorderedElementsAre;

inline constexpr std::string_view shop_text =
    "id: shop\ntitle: { zh: 餐饮单位, en: Eateries }\nabout: { zh: 餐饮油烟, en: Fumes }\ngroup: sources\nserves: [S041]\nsources: []\nkeeper: [air]\nkey: [code]\nname: name\n"
    "columns: [code, name, scale]\ngeometry: { shape: point, blur: 1000 m }\narea: township\nfacility: facility\n"
    "access: { public: true, write: [keeper, grid], enterprise_files: true }\n"
    "fields:\n"
    "  - { id: code, type: text, title: { zh: 编号, en: Code }, max: 20, public: true }\n"
    "  - { id: name, type: text, title: { zh: 名称, en: Name }, required: true, public: true }\n"
    "  - { id: owner, type: text, title: { zh: 业主, en: Owner }, public: true, blurred: true }\n"
    "  - { id: phone, type: identifier, form: mobile_phone, title: { zh: 电话, en: Phone }, personal: true }\n"
    "  - { id: township, type: grid_cell, title: { zh: 乡镇, en: Town }, required: true, public: true }\n"
    "  - { id: facility, type: reference, to: facility, title: { zh: 单位, en: Facility } }\n"
    "  - { id: scale, type: code, title: { zh: 规模, en: Scale }, public: true, values: [{ code: big, zh: 大型, en: Big }, { code: small, zh: 小型, en: Small }] }\n"
    "  - { id: kinds, type: codes, title: { zh: 菜系, en: Kinds }, values: [{ code: hot, zh: 火锅, en: Hotpot }, { code: bbq, zh: 烧烤, en: Barbecue }] }\n"
    "  - { id: flow, type: decimal, digits: 2, min: 0, max: 90000, unit: m³/h, title: { zh: 风量, en: Flow } }\n"
    "  - { id: noise, type: number, title: { zh: 噪声, en: Noise } }\n"
    "  - { id: purifier, type: yes_no, title: { zh: 净化器, en: Purifier } }\n"
    "  - { id: opened_on, type: date, required: true, title: { zh: 开业日期, en: Opened } }\n"
    "  - { id: photo, type: photo, title: { zh: 照片, en: Photo } }\n"
    "lifecycle:\n"
    "  initial: listed\n"
    "  states:\n"
    "    - { id: listed, title: { zh: 已登记, en: Listed } }\n"
    "    - { id: done, title: { zh: 已销号, en: Done }, final: true }\n"
    "  moves:\n"
    "    - { id: close, title: { zh: 销号, en: Close }, from: [listed], to: done, by: [keeper] }\n";
inline constexpr std::string_view zone_text =
    "id: zone\ntitle: { zh: 功能区, en: Zones }\ngroup: sources\nserves: [S009]\nsources: []\nkeeper: [air]\nkey: [code]\nname: code\n"
    "geometry: { shape: polygon, public: true }\naccess: { public: true }\n"
    "fields:\n  - { id: code, type: text, title: { zh: 编号, en: Code }, public: true }\n";
inline constexpr std::string_view permit_text =
    "id: permit\ntitle: { zh: 许可, en: Permits }\ngroup: sources\nserves: [S009]\nsources: []\nkeeper: [water]\nkey: [code]\nname: code\naccess: { read: [inspector] }\n"
    "fields:\n  - { id: code, type: text, title: { zh: 编号, en: Code } }\n  - { id: shop, type: reference, to: shop, title: { zh: 餐饮单位, en: Shop } }\n";

inline std::string const password = "correct horse", host = "gis.example:8080";

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("biyun-features-" + identity::random_token(12))) { std::filesystem::create_directories(path_); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  std::string file(std::string const& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::shared_ptr<definitions::Set const> small_set() {
  auto files = definitions::for_tests::small_files("shop", std::string(shop_text));
  files.push_back({"registers/zone.yaml", std::string(zone_text)});
  files.push_back({"registers/permit.yaml", std::string(permit_text)});
  std::vector<base::Problem> problems;
  auto set = definitions::Set::load(files, &problems);
  for (auto const& problem : problems) {
    ADD_FAILURE() << base::to_string(problem);
  }
  return set.value();
}

struct Got {
  http::Response response;
  int status = 0;
  json::value value;                               // of a JSON answer
  std::string header(std::string_view name) const {
    for (auto const& [key, text] : response.headers) {
      if (key == name) {
        return text;
      }
    }
    return {};
  }
  json::value const& at(std::string_view pointer) const { return value.at_pointer(pointer); }
  std::string text(std::string_view pointer) const { return std::string(at(pointer).as_string()); }
  bool has(std::string_view name) const { return value.as_object().contains(name); }
  std::vector<std::int64_t> ids() const {
    std::vector<std::int64_t> all;
    for (auto const& feature : at("/features").as_array()) {
      all.push_back(feature.at("id").as_int64());
    }
    return all;
  }
  /// The address of the first link with this rel, and type where one is named; "" = none.
  std::string href(std::string_view rel, std::string_view type = {}) const {
    for (auto const& link : at("/links").as_array()) {
      if (link.at("rel").as_string() == rel && (type.empty() || link.at("type").as_string() == type)) {
        return std::string(link.at("href").as_string());
      }
    }
    return {};
  }
  std::vector<std::string> wrong() const {         // the parameters a problem names
    std::vector<std::string> names;
    for (auto const& error : at("/errors").as_array()) {
      names.emplace_back(error.at("where").as_string());
    }
    return names;
  }
};

class House : public testing::Test {
 protected:
  House() {
    EXPECT_TRUE(registry.migrate(now));
    features.add_routes(router);
    using identity::Role;
    add_person("keeper", Role::officer, [](auto& p) { p.department = "air"; });
    add_person("grid", Role::grid, [](auto& p) { p.area = "140215100"; });
    add_person("firm", Role::enterprise, [](auto& p) { p.facility = "示例甲厂（虚构）"; });
    add_person("guest", Role::guest);
    add_person("inspector", Role::inspector);
    works = add("facility", "code=F1|name=示例甲厂（虚构）|township=140215100");
    a = add("shop", "code=E1|name=示例甲店（虚构）|township=140215100|scale=big|kinds=hot;bbq|flow=8000.50|noise=61.5|purifier=true|opened_on=2024-05-01|phone=13900000000|owner=示例人名|facility=" +
                        std::to_string(works.value) + "|geometry=POINT(113.6 40.0)");
    b = add("shop", "code=E2|name=示例乙店（虚构）|township=140215101|scale=small|kinds=bbq|flow=120.00|opened_on=2025-01-15|geometry=POINT(113.7 40.1)");
    c = add("shop", "code=E3|name=示例丙店 <虚构>|township=140215100|opened_on=2026-02-28");
    zone = add("zone", "code=Z1|geometry=POLYGON((113.6 40, 113.7 40, 113.7 40.1, 113.6 40.1, 113.6 40))");
    permit = add("permit", "code=P1|shop=" + std::to_string(a.value));
  }

  Folder folder;
  base::Time now = base::parse_time("2026-03-02T09:00:00+08:00").value();
  std::shared_ptr<definitions::Set const> set = small_set();
  calendar::Calendar calendar;
  std::unique_ptr<sql::Database> accounts = sql::Database::in_memory();
  std::unique_ptr<sql::Database> writer = sql::Database::open_sqlite(folder.file("records"), {.full_sync = false});
  sql::Readers readers{[this] { return sql::Database::open_sqlite(folder.file("records"), {.read_only = true}); }, 2};
  trail::Journal people_journal{*accounts}, journal{*writer};
  identity::People people{*accounts, people_journal, {.argon2_memory_kib = 8, .argon2_passes = 1}};
  gate::Gate gate{people};
  registry::Registry registry{{*set, calendar, *writer, readers, journal}};
  features::Features features{gate, {registry}, {.version = "1.2.3"}};
  http::Router router;
  std::map<std::string, std::string> cookies;
  registry::RecordId works, a, b, c, zone, permit;

  template <typename Change>
  void add_person(std::string const& login, identity::Role role, Change const& change) {
    identity::Person person{.login = login, .name = "某人", .role = role};
    change(person);
    EXPECT_TRUE(people.create(person, password, "boss", now)) << login;
    cookies[login] = people.log_in(login, password, "192.0.2.1", now)->token;
  }
  void add_person(std::string const& login, identity::Role role) {
    add_person(login, role, [](auto&) {});
  }
  identity::Person person(std::string const& login) const { return *people.find(login); }
  definitions::Register const& reg(std::string_view id) const { return *set->find(id); }

  registry::RecordId add(std::string_view reg_id, std::string const& text) {
    registry::Draft draft;
    for (auto const part : base::split(text, '|')) {
      auto const at = part.find('=');
      auto const name = part.substr(0, at), value = part.substr(at + 1);
      if (name == "geometry") {
        draft.geometry = geo::parse_wkt(value).value();
      } else {
        draft.values.emplace(name, definitions::read_value(*set, *reg(reg_id).field(name), value).value());
      }
    }
    identity::Person const boss{.login = "boss", .role = identity::Role::administrator};
    auto const made = registry.create({.person = boss, .now = now}, reg(reg_id), draft, "invented");
    EXPECT_TRUE(made) << (made ? "" : base::to_string(made.error()));
    return made ? made->id : registry::RecordId{};
  }

  /// "/ogc/…?a=b" as a person; "" = nobody. Headers beside Host and the cookie may be given.
  Got get(std::string_view target, std::string const& login = "keeper", std::vector<std::pair<std::string, std::string>> headers = {}, std::string const& peer = "192.0.2.8:40000") {
    http::Request request;
    auto const at = target.find('?');
    request.target = target;
    request.path = http::url_decode(target.substr(0, at), false).value();
    if (at != std::string_view::npos) {
      request.query = http::parse_form(target.substr(at + 1)).value();
    }
    request.headers = std::move(headers);
    request.headers.emplace_back("host", host);
    if (!login.empty()) {
      request.headers.emplace_back("cookie", "biyun_session=" + cookies.at(login));
    }
    request.peer = peer;
    request.received_at = now;
    Got got;
    got.response = router.dispatch(request);
    got.status = got.response.status;
    if (got.response.content_type.find("json") != std::string::npos && !got.response.body.empty()) {
      got.value = json::parse(got.response.body);
    }
    return got;
  }
  /// An address out of a link.
  Got follow(std::string const& href, std::string const& login = "keeper") {
    std::string const before = "http://" + host;
    EXPECT_THAT(href, testing::StartsWith(before));
    return get(href.substr(before.size()), login);
  }
  Got items(std::string const& query, std::string const& reg_id = "shop", std::string const& login = "keeper") {
    return get("/ogc/collections/" + reg_id + "/items" + (query.empty() ? "" : "?") + query, login);
  }
  std::vector<std::int64_t> found(std::string const& query, std::string const& login = "keeper") {
    auto const got = items(query, "shop", login);
    EXPECT_EQ(got.status, 200) << query << got.response.body;
    if (got.status != 200) {
      return {-1};
    }
    EXPECT_EQ(got.at("/numberMatched").as_int64(), std::int64_t(got.ids().size())) << query;
    return got.ids();
  }
  std::vector<std::string> refused(std::string const& query) {
    auto const got = items(query);
    EXPECT_EQ(got.status, 400) << query;
    return got.status == 400 ? got.wrong() : std::vector<std::string>{};
  }
};

inline std::string encoded(std::string_view text) { return http::url_encode(text); }

}  // namespace features_story
