#include "demo.hpp"

#include <array>

namespace app {
namespace {

constexpr std::string_view by = "demo";
constexpr std::string_view area = "140215";

// Places are chosen by hand inside the district; nothing stands there.
struct Place {
  std::string_view code, name, name_en, facility;
  points::Kind kind;
  double longitude, latitude;
  std::string_view limit_set, faults;   // faults: words with a blank between
};
constexpr std::array<Place, 12> places{{
    {"YZ-W-01", "云州污水处理厂总排口（虚构）", "Yunzhou WWTP outlet (invented)", "云州污水处理厂（虚构）", points::Kind::water_outlet, 113.602, 40.022, "GB18918-2002/一级A", ""},
    {"YZ-W-02", "周士庄污水处理站排口（虚构）", "Zhoushizhuang WWTP outlet (invented)", "周士庄污水处理站（虚构）",
     points::Kind::water_outlet, 113.507, 40.164, "GB18918-2002/一级A", "split"},
    {"YZ-W-03", "乳品加工厂总排口（虚构）", "Dairy outlet (invented)", "桑干乳品厂（虚构）", points::Kind::water_outlet, 113.668, 39.985, "GB8978-1996/一级", "exceedance"},
    {"YZ-W-04", "屠宰场总排口（虚构）", "Abattoir outlet (invented)", "许堡屠宰场（虚构）", points::Kind::water_outlet, 113.741, 39.942, "GB8978-1996/一级", "frozen"},
    {"YZ-G-01", "热电厂1号机组净烟气（虚构）", "Power unit 1 stack (invented)", "火山热电厂（虚构）", points::Kind::gas_outlet, 113.563, 40.093, "ULE-power-2015/燃煤电厂", "late"},
    {"YZ-G-02", "热电厂2号机组净烟气（虚构）", "Power unit 2 stack (invented)", "火山热电厂（虚构）", points::Kind::gas_outlet, 113.566, 40.095, "ULE-power-2015/燃煤电厂", "exceedance"},
    {"YZ-G-03", "供热站锅炉烟气（虚构）", "Heating boiler stack (invented)", "西坪供热站（虚构）", points::Kind::gas_outlet, 113.617, 40.041,
     "DB14-1929-2019/燃煤锅炉", "wrong-crc exceedance"},
    {"YZ-G-04", "砖瓦窑烟气（虚构）", "Brick kiln stack (invented)", "聚乐砖瓦厂（虚构）", points::Kind::gas_outlet, 113.785, 40.121,
     "GB9078-1996/新建二级-陶瓷搪瓷砖瓦窑-隧道窑", "silence"},
    {"YZ-A-01", "西坪镇空气站（模拟）", "Xiping air station (simulated)", "", points::Kind::air_station, 113.612, 40.040, "", ""},
    {"YZ-A-02", "倍加造镇空气站（模拟）", "Beijiazao air station (simulated)", "", points::Kind::air_station, 113.475, 40.085, "", "doubled"},
    {"YZ-A-03", "许堡乡空气站（模拟）", "Xubao air station (simulated)", "", points::Kind::air_station, 113.752, 39.935, "", "clock-off"},
    {"YZ-S-01", "吉家坡水质自动站（模拟）", "Jijiapo water station (simulated)", "", points::Kind::water_station, 113.386, 39.887, "", ""},
}};

// Stations of the national network; coordinates as the national centre published them in 2018 and 2019.
struct Station { std::string_view code, name; double longitude, latitude; bool is_reference = false; };
constexpr std::array<Station, 7> stations{{
    {"1721A", "果树场", 113.3819, 40.1097},
    {"1723A", "云冈宾馆", 113.2994, 40.0758},
    {"1724A", "大同大学", 113.3444, 40.0917},
    {"1725A", "安家小村", 113.2661, 40.1269},
    {"1726A", "教育学院", 113.2711, 40.0844},
    {"DT-GSC-REF", "果树场(对照点)", 0, 0, true},
    {"DT-DEYY", "第二人民医院", 0, 0},
}};
constexpr std::string_view six_pollutants[] = {"a34004", "a34002", "a21026", "a21004", "a21005", "a05024"};   // NOLINT

points::Channel channel_of(base::PointId point, std::string_view factor, std::string_view unit, std::string_view limit_set) {
  auto const read = base::parse_unit(unit);
  CHECK(bool(read), "the demonstration writes units that exist");
  return {.point = point, .factor = std::string(factor), .unit = *read, .limit_set = std::string(limit_set), .required = true};
}

std::string_view unit_of(std::string_view factor, points::Kind kind) {
  if (kind == points::Kind::water_outlet) {
    return factor == "w01001" ? "" : factor == "w00000" ? "L/s" : "mg/L";
  }
  if (kind == points::Kind::water_station) {
    return factor == "w01001" ? "" : factor == "w01010" ? "℃" : factor == "w01014" ? "μS/cm" : factor == "w01003" ? "NTU" : "mg/L";
  }
  if (kind == points::Kind::gas_outlet) {
    return factor == "a19001" || factor == "a01014" ? "%" : factor == "a01012" ? "℃" : factor == "a01013" ? "kPa"
           : factor == "a01011" ? "m/s" : factor == "a00000" ? "m³/h" : "mg/m³";
  }
  return factor == "a01001" ? "℃" : factor == "a01002" ? "%" : factor == "a01006" ? "hPa" : factor == "a01007" ? "m/s" : factor == "a01008" ? "°"
         : factor == "a21005" ? "mg/m³" : "μg/m³";
}

std::vector<FactorProfile> factors_of(points::Kind kind) {
  switch (kind) {
    case points::Kind::water_outlet: return waste_water_factors();
    case points::Kind::gas_outlet: return flue_gas_factors();
    case points::Kind::water_station: return surface_water_factors();
    default: return air_station_factors();
  }
}

/// HJ 212 table 5: what kind of system speaks.
std::string_view system_of(points::Kind kind) {
  switch (kind) {
    case points::Kind::water_outlet: return "32";
    case points::Kind::gas_outlet: return "31";
    case points::Kind::water_station: return "21";
    default: return "22";
  }
}

template <typename T>
T must(base::Result<T> result) {
  CHECK(bool(result), "the demonstration is in order");
  return std::move(result).value();
}

LoggerProfile profile_of(Place const& place, std::size_t number) {
  LoggerProfile profile;
  profile.mn = "DE30" + std::string(area) + std::string(12, '0') + (number < 9 ? "0" : "") + std::to_string(number + 1);   // 24 hex digits
  profile.st = system_of(place.kind);
  profile.factors = factors_of(place.kind);
  profile.rtd_interval_s = place.kind == points::Kind::water_station ? 60 : 10;   // its analysers are slow
  for (auto const fault : base::split(place.faults, ' ')) {
    if (!fault.empty()) {
      profile.faults.emplace_back(fault);
    }
  }
  return profile;
}

void make_place(points::Registry& registry, catalog::Catalog const& catalog, Place const& place, LoggerProfile const& profile, base::Time now) {
  auto const point = must(registry.put(points::Point{.code = std::string(place.code), .name = std::string(place.name),
      .name_en = std::string(place.name_en), .kind = place.kind, .facility = std::string(place.facility), .area = std::string(area),
      .longitude = place.longitude, .latitude = place.latitude, .origin = "simulated",
      .source = "虚构：由程序内的模拟器产生 / invented, made by the simulator"}, std::string(by), now));
  std::vector<points::Channel> channels;
  for (auto const& factor : profile.factors) {
    auto channel = channel_of(point.id, factor.code, unit_of(factor.code, place.kind), place.limit_set);
    if (!points::unjudged({channel}, {}, catalog, base::beijing_day(now)).empty()) {
      channel.limit_set.clear();   // temperature, flow: nothing limits them
    }
    channels.push_back(std::move(channel));
  }
  must(registry.put(std::move(channels), point.id, std::string(by), now));
  must(registry.put(points::Logger{.mn = profile.mn, .point = point.id, .password = profile.password, .edition = "2017",
                                   .sm4_key = profile.sm4_key, .rtd_interval_s = profile.rtd_interval_s,
                                   .minute_interval_min = profile.minute_interval_min}, std::string(by), now));
}

void make_station(points::Registry& registry, points::Point point, base::Time now) {
  point.kind = points::Kind::air_station;
  point.origin = "imported";
  auto const made = must(registry.put(std::move(point), std::string(by), now));
  std::vector<points::Channel> channels;
  for (auto const factor : six_pollutants) {
    channels.push_back(channel_of(made.id, factor, factor == "a21005" ? "mg/m³" : "μg/m³", "GB3095-2012/二级"));
  }
  must(registry.put(std::move(channels), made.id, std::string(by), now));
}

}  // namespace

console::District demo_district() { return {std::string(area), "云州区", "Yunzhou District", 113.612, 40.040}; }

std::vector<console::DemoAccount> make_demo_accounts(identity::People& people, base::Time now) {
  using identity::Role;
  struct Row { std::string_view login, name; Role role; std::string_view facility, department, area; };
  static constexpr std::array<Row, identity::role_count> rows{{
      {"demo-admin", "演示管理员", Role::administrator, "", "", ""},
      {"demo-leader", "演示领导", Role::leader, "", "", ""},
      {"demo-monitor", "演示监控中心", Role::monitor, "", "", ""},
      {"demo-inspector", "演示执法", Role::inspector, "", "", ""},
      {"demo-officer", "演示大气科", Role::officer, "", "air", ""},
      {"demo-partner", "演示农业农村部门", Role::partner, "", "agriculture", ""},
      {"demo-grid", "演示西坪镇网格员", Role::grid, "", "", "140215100"},
      {"demo-third_party", "演示监测机构", Role::third_party, "", "", ""},
      {"demo-enterprise", "演示企业", Role::enterprise, "火山热电厂（虚构）", "", ""},
      {"demo-guest", "演示公众", Role::guest, "", "", ""},
  }};
  std::vector<console::DemoAccount> accounts;
  for (auto const& row : rows) {
    console::DemoAccount const account{std::string(row.login), "yunzhou-" + std::string(row.login.substr(5)), std::string(identity::name_of(row.role))};
    if (!people.find(account.login)) {
      auto const made = must(people.create({.login = account.login, .name = std::string(row.name), .role = row.role, .facility = std::string(row.facility),
                                            .department = std::string(row.department), .area = std::string(row.area)},
                                           account.password, account.login, now));
      CHECK(made.login == account.login, "an account keeps its login");
    }
    accounts.push_back(account);
  }
  return accounts;
}

std::vector<LoggerProfile> make_demo_points(points::Registry& registry, catalog::Catalog const& catalog, base::Time now) {
  std::vector<LoggerProfile> profiles;
  for (std::size_t i = 0; i < places.size(); ++i) {
    profiles.push_back(profile_of(places[i], i));
    if (!registry.by_code(std::string(places[i].code))) {
      make_place(registry, catalog, places[i], profiles.back(), now);
    }
  }
  // One that nobody registered: it waits in the list of seen ones.
  profiles.push_back(profile_of(places[0], 98));
  for (auto const& station : stations) {
    if (!registry.by_code(std::string(station.code))) {
      make_station(registry, {.code = std::string(station.code), .name = "大同 " + std::string(station.name), .name_en = "Datong " + std::string(station.code),
                              .area = "140213", .longitude = station.longitude, .latitude = station.latitude,
                              .source = "中国环境监测总站发布，2020-03-26 至 04-08；GitHub zzy-95/data_crawl_national_air，MIT",
                              .is_reference = station.is_reference}, now);
    }
  }
  if (!registry.by_code("1011A")) {
    make_station(registry, {.code = "1011A", .name = "北京 奥体中心", .name_en = "Beijing Aotizhongxin", .area = "110105", .longitude = 116.3966,
                            .latitude = 39.9821, .source = "UCI 数据集 501，DOI 10.24432/C5RK5G，CC BY 4.0"}, now);
  }
  if (!registry.by_code("DT-CITY")) {
    make_station(registry, {.code = "DT-CITY", .name = "大同市（城市日均值）", .name_en = "Datong (days of the city)", .area = "140200", .longitude = 113.30,
                            .latitude = 40.08, .source = "城市日均值 2013-12-02 至 2015-12-31；GitHub ShuyaoHong/aqistudy（aqistudy.cn），数值为政府公开信息；"
                                                         "臭氧不都是日最大8小时，公布的AQI为小时均值",
                            .note = "全市各点位的平均，不是一个点位 / the mean of the city's stations, not one of them"}, now);
  }
  return profiles;
}

std::vector<DemoImport> demo_imports() {
  return {{"air/datong_hourly_20200326-20200408.csv.gz", "cnemc-station-hourly"},
          {"air/datong_city_daily_20131202-20151231.csv.gz", "aqistudy-city-daily"},
          {"air/beijing_aotizhongxin_hourly_20130301-20170228.csv.gz", "prsa-beijing"}};
}

}  // namespace app
