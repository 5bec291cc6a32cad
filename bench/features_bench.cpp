// What a GIS program waits for: pages of GeoJSON, boxes, vector tiles, out of 100,000 records; through the router, on both databases.
#include "features/features.hpp"
#include "registers.hpp"
#include "tiles/tiles.hpp"

namespace {

constexpr std::int64_t records = 100'000;
constexpr int times = 15;
constexpr tiles::Address tile{10, 835, 386};       // 113.55..113.91 °E, 40.18..40.45 °N: one record in twenty

class Face {
 public:
  explicit Face(bench::Register& at) : at_(at) {
    features_.add_routes(router_);
    auto person = at.keeper();
    person.name = "某人";
    people_.create(person, "correct horse", "boss", at.now).value();
    cookie_ = "biyun_session=" + people_.log_in("keeper", "correct horse", "192.0.2.1", at.now)->token;
  }
  std::size_t get(std::string const& target) {
    auto const mark = target.find('?');
    http::Request request;
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) {
      request.query = http::parse_form(std::string_view(target).substr(mark + 1)).value();
    }
    request.headers = {{"host", "gis.example"}, {"cookie", cookie_}};
    request.peer = "192.0.2.1:40000";
    request.received_at = at_.now;
    auto const response = router_.dispatch(request);
    if (response.status != 200) {
      throw base::Failure(target + ": " + std::to_string(response.status) + " " + response.body);
    }
    bytes_ = response.body;
    return bytes_.size();
  }
  std::string const& bytes() const { return bytes_; }

 private:
  bench::Register& at_;
  std::unique_ptr<sql::Database> accounts_ = sql::Database::in_memory();
  trail::Journal journal_{*accounts_};
  identity::People people_{*accounts_, journal_, {.argon2_memory_kib = 8, .argon2_passes = 1}};
  gate::Gate gate_{people_};
  features::Features features_{gate_, {*at_.registry}, {}};
  http::Router router_;
  std::string cookie_, bytes_;
};

void run(sql::Dialect dialect) {
  bench::Register at(dialect);
  at.fill(records);
  Face face(at);
  std::string const items = "/ogc/collections/site/items", engine(at.engine());
  bench::tell(engine, "the first page of 100", times, [&](int) { face.get(items); });
  bench::tell(engine, "a page of 10,000 with their codes' names", 5, [&](int i) { face.get(items + "?limit=10000&after=" + std::to_string(i * 10'000)); });
  std::printf("            that page has %.1f MB\n", double(face.bytes().size()) / 1e6);
  bench::tell(engine, "a page of 100 by a filter", times, [&](int) { face.get(items + "?filter=kind%3D%27a%27%20AND%20flow%3E1000"); });
  bench::tell(engine, "a box of 1 % of the ground, about 1,000 features", times, [&](int i) {
    double const west = 112.95 + 0.05 * i, south = 39.35 + 0.05 * i;
    auto const lower = std::to_string(west) + "," + std::to_string(south), upper = std::to_string(west + 0.14) + "," + std::to_string(south + 0.136);
    face.get(items + "?limit=10000&bbox=" + lower + "," + upper);
  });
  auto const path = "/tiles/site/" + std::to_string(tile.z) + "/" + std::to_string(tile.x) + "/" + std::to_string(tile.y) + ".mvt";
  bench::tell(engine, "a tile", times, [&](int) { face.get(path); });
  std::printf("            it holds %zu features in %.0f KB\n", tiles::decode(face.bytes(), tile)->front().features.size(), double(face.bytes().size()) / 1e3);
  bench::tell(engine, "a tile by a filter", times, [&](int) { face.get(path + "?filter=kind%3D%27a%27"); });
  bench::tell(engine, "the list of collections", times, [&](int) { face.get("/ogc/collections"); });
}

}  // namespace

int main() {
  run(sql::Dialect::sqlite);
  run(sql::Dialect::postgres);
}
