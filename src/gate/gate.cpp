#include "gate/gate.hpp"

#include <mutex>

#include "gate/basic.hpp"
#include "trail/trail.hpp"

namespace gate {
namespace {

std::size_t const strangers_body_max = http::Limits{}.strangers_body_bytes_max;
constexpr int refused_from = 400;

bool only_reads(http::Method method) { return method == http::Method::get || method == http::Method::head; }

base::Problem not_logged_in() { return base::Problem("unauthenticated", "nobody is logged in", {}, "log in first"); }
base::Problem forbidden(std::string detail, std::string mend = {}) {
  return base::Problem("forbidden", std::move(detail), {}, std::move(mend));
}

}  // namespace

struct Gate::Inside {
  identity::People& people;
  Options const options;
  Machines machines;
  mutable std::mutex mutex;
  std::map<int, std::uint64_t> refused{{400, 0}, {401, 0}, {403, 0}, {404, 0}, {409, 0}, {429, 0}, {503, 0}};

  Inside(identity::People& p, Options o) : people(p), options(std::move(o)), machines(people, options) {}

  void count(int status) {
    if (status >= refused_from) {
      std::lock_guard const lock(mutex);
      ++refused[status];
    }
  }

  /// A cookie goes before Basic: who has both is a browser.
  base::Result<Machines::Known> who(http::Request const& request) {
    std::string token(request.cookie(cookie_name));
    if (auto session = people.session(token, request.received_at)) {
      return Machines::Known{*std::move(session), std::move(token)};
    }
    // Only who reads: a browser sends Basic by itself, whatever page made it ask.
    auto machine = only_reads(request.method) ? machines.who(request) : std::nullopt;
    return machine ? *std::move(machine) : base::Result<Machines::Known>(not_logged_in());
  }

  http::Response refuse_stranger(http::Request const& request, base::Problem const& problem) const {
    auto response = refuse(problem);
    // A screen whose session is over still sends its cookie; it shows its own log-in, no dialog of the browser.
    bool const of_machines = request.path.starts_with(options.machine_root) && request.cookie(cookie_name).empty();
    if (response.status == 401 && of_machines) {
      response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Biyun\", charset=\"UTF-8\"");
    }
    return response;
  }
};

Gate::Gate(identity::People& people, Options options) : inside_(std::make_unique<Inside>(people, std::move(options))) {}
Gate::~Gate() = default;

void Gate::add(http::Router& router, http::Method method, std::string const& path, http::Handler work) {
  router.add(method, path, [in = inside_.get(), work = std::move(work)](http::Request const& request) {
    auto response = work(request);
    in->count(response.status);
    return response;
  });
}

void Gate::open(http::Router& router, http::Method method, std::string const& path, Answer work) {
  add(router, method, path, [work = std::move(work), csv = path.ends_with(".csv")](http::Request const& request) {
    if (request.body.size() > strangers_body_max) {   // whatever cookie came with it
      return refuse(base::Problem("too_large", "the body has more than " + std::to_string(strangers_body_max) + " bytes", {}, "send less"));
    }
    return work(Call{.request = request, .session = {}, .token = {}, .csv = csv});
  });
}

void Gate::open_list(http::Router& router, std::string const& path, Answer const& work) {
  open(router, http::Method::get, path, work);
  open(router, http::Method::get, path + ".csv", work);
}

void Gate::guarded(http::Router& router, http::Method method, std::string const& path, std::optional<identity::Right> right, Answer work) {
  add(router, method, path, [in = inside_.get(), right, work = std::move(work), csv = path.ends_with(".csv")](http::Request const& request) {
    auto known = in->who(request);
    if (!known && right && identity::open_to_visitors(*right) && only_reads(request.method) && request.header("authorization").empty()) {
      known = Machines::Known{};   // who comes without an account sees what a guest sees
    }
    if (!known) {
      return in->refuse_stranger(request, known.error());
    }
    auto const& session = known->session;
    if (!only_reads(request.method) && request.header("x-csrf-token") != session.csrf) {
      return refuse(forbidden("the header X-CSRF-Token is missing or wrong", "read the token from GET /api/v1/session"));
    }
    if (right && session.person.must_change_password) {
      return refuse(forbidden("the password must be changed first", "POST /api/v1/session/password"));
    }
    if (right && !identity::may(session.person.role, *right)) {
      return refuse(forbidden("your role may not do this: " + std::string(identity::name_of(*right))));
    }
    trail::Sender const sender(request.address());   // of the lines that tell of what is done here
    return work(Call{.request = request, .session = std::move(known->session), .token = std::move(known->token), .csv = csv});
  });
}

void Gate::list(http::Router& router, std::string const& path, identity::Right right, Answer const& work) {
  guarded(router, http::Method::get, path, right, work);
  guarded(router, http::Method::get, path + ".csv", right, [work](Call const& call) {
    return call.may(identity::Right::export_tables) ? work(call) : refuse(forbidden("your role may not export tables"));
  });
}

bool Gate::has_session(http::Request const& request, base::Time now) const {
  return inside_->people.look(std::string(request.cookie(cookie_name)), now).has_value();
}

std::map<std::string, double> Gate::counters() const {
  std::map<std::string, double> out;
  std::lock_guard const lock(inside_->mutex);
  for (auto const& [status, count] : inside_->refused) {
    out["refused_" + std::to_string(status)] = double(count);
  }
  return out;
}

}  // namespace gate
