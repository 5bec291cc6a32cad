#include "geo/projection.hpp"

#include <cmath>
#include <map>
#include <numbers>

namespace geo::inside {
namespace {

// PROJ looks for its settings and its database before anything else. None of ours needs them: it finds no file.
constexpr PROJ_FILE_API no_files{
    .version = 1,
    .open_cbk = [](PJ_CONTEXT*, char const*, PROJ_OPEN_ACCESS, void*) -> PROJ_FILE_HANDLE* { return nullptr; },
    .read_cbk = [](PJ_CONTEXT*, PROJ_FILE_HANDLE*, void*, std::size_t, void*) { return std::size_t{0}; },
    .write_cbk = [](PJ_CONTEXT*, PROJ_FILE_HANDLE*, void const*, std::size_t, void*) { return std::size_t{0}; },
    .seek_cbk = [](PJ_CONTEXT*, PROJ_FILE_HANDLE*, long long, int, void*) { return 0; },
    .tell_cbk = [](PJ_CONTEXT*, PROJ_FILE_HANDLE*, void*) { return 0ULL; },
    .close_cbk = [](PJ_CONTEXT*, PROJ_FILE_HANDLE*, void*) {},
    .exists_cbk = [](PJ_CONTEXT*, char const*, void*) { return 0; },
    .mkdir_cbk = [](PJ_CONTEXT*, char const*, void*) { return 0; },
    .unlink_cbk = [](PJ_CONTEXT*, char const*, void*) { return 0; },
    .rename_cbk = [](PJ_CONTEXT*, char const*, char const*, void*) { return 0; },
};

struct ProjContext {
  PJ_CONTEXT* handle = proj_context_create();
  ProjContext() {
    proj_log_level(handle, PJ_LOG_NONE);
    proj_log_func(handle, nullptr, [](void*, int, char const*) {});  // the missing database is told at every level
    proj_context_set_fileapi(handle, &no_files, nullptr);
    proj_context_set_enable_network(handle, 0);
  }
  ~ProjContext() { proj_context_destroy(handle); }
  ProjContext(ProjContext const&) = delete;
  ProjContext& operator=(ProjContext const&) = delete;
};

PJ_CONTEXT* proj_context() {
  thread_local ProjContext const own;
  return own.handle;
}

constexpr double radian = std::numbers::pi / 180;

std::optional<Point> through(PJ* projection, PJ_DIRECTION way, Point p) {
  auto const to = proj_trans(projection, way, proj_coord(p.x, p.y, 0, 0));
  if (!std::isfinite(to.xy.x) || !std::isfinite(to.xy.y)) {
    proj_errno_reset(projection);
    return std::nullopt;
  }
  return Point{to.xy.x, to.xy.y};
}

}  // namespace

Projection::Projection(std::string const& definition) : projection_(proj_create(proj_context(), definition.c_str())) {
  CHECK(projection_, "a projection of our own is one PROJ knows");
}

std::optional<Point> Projection::to_plane(Point degrees) const {
  return through(projection_.get(), PJ_FWD, {degrees.x * radian, degrees.y * radian});
}

std::optional<Point> Projection::to_degrees(Point metres) const {
  auto const angles = through(projection_.get(), PJ_INV, metres);
  return angles ? std::optional(Point{angles->x / radian, angles->y / radian}) : std::nullopt;
}

Projection const& gauss(int meridian) {
  struct Kept {
    PJ_CONTEXT* before = proj_context();   // so that it is destroyed after the projections
    std::map<int, Projection> by_meridian;
  };
  thread_local Kept kept;
  auto at = kept.by_meridian.find(meridian);
  if (at == kept.by_meridian.end()) {
    Projection made("+proj=tmerc +ellps=GRS80 +lat_0=0 +k=1 +x_0=500000 +y_0=0 +units=m +lon_0=" + std::to_string(meridian));
    at = kept.by_meridian.emplace(meridian, std::move(made)).first;
  }
  return at->second;
}

}  // namespace geo::inside
