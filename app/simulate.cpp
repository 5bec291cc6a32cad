#include "simulate.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>

namespace app {
namespace {

constexpr std::size_t connects_at_once = 100;   // so that thousands do not fill the host's backlog
constexpr auto connect_pause = std::chrono::milliseconds(100);
constexpr auto reconnect_min = std::chrono::seconds(2), reconnect_max = std::chrono::seconds(60);
constexpr auto stop_poll = std::chrono::milliseconds(100);
constexpr std::size_t output_bytes_high = 1 << 20;  // a host that does not read gets nothing new

std::string numbered(char const* format, int number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, number);
  return text.data();
}

}  // namespace

std::vector<LoggerProfile> invented_profiles(int count, std::vector<std::string> const& faults, std::uint64_t seed) {
  std::vector<LoggerProfile> profiles;
  for (int i = 0; i < count; ++i) {
    LoggerProfile profile;
    bool const is_old = i % 10 == 7, is_new = i % 10 == 4;
    if (is_old) profile.edition = hj212::Edition::v2005;
    if (is_new) profile.edition = hj212::Edition::v2025;
    if (!faults.empty()) profile.faults = {faults[static_cast<std::size_t>(i) % faults.size()]};
    if (profile.faults == std::vector<std::string>{"sm4"}) profile.edition = hj212::Edition::v2025;
    profile.mn = numbered(profile.edition == hj212::Edition::v2005 ? "SIM%011d" : "SIM%021d", i + 1);
    profile.sm4_key = base::hex(base::sha256(profile.mn + std::to_string(seed))).substr(0, 16);
    profile.st = i % 3 == 0 ? "32" : i % 3 == 1 ? "31" : "22";
    profile.factors = i % 3 == 0 ? waste_water_factors() : i % 3 == 1 ? flue_gas_factors() : air_station_factors();
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

std::string to_text(LoggerProfile const& profile) {
  boost::json::array factors;
  for (FactorProfile const& factor : profile.factors) factors.emplace_back(factor.code);
  bool const encrypts = std::find(profile.faults.begin(), profile.faults.end(), "sm4") != profile.faults.end();
  return boost::json::serialize(boost::json::object{
      {"mn", profile.mn}, {"password", profile.password}, {"edition", hj212::name_of(profile.edition)},
      {"sm4_key", encrypts ? profile.sm4_key : ""}, {"st", profile.st}, {"factors", std::move(factors)},
      {"faults", boost::json::value_from(profile.faults)}});
}

/// One place where a logger stands; it outlives its connections.
struct Site {
  std::unique_ptr<SimulatedLogger> logger;
  net::Link* link = nullptr;
  base::Duration pause = reconnect_min;   // doubles with every connection that failed
};

struct Simulator::Inside : std::enable_shared_from_this<Simulator::Inside> {
  net::Loop& loop;
  SimulateOptions options;
  std::vector<Site> sites;
  base::Time began_at, simulated_start;
  std::size_t connections_failed = 0;
  bool stopped = false;

  Inside(net::Loop& loop_, SimulateOptions options_) : loop(loop_), options(std::move(options_)) {}

  Moment moment(base::Time real) const {
    auto const elapsed = static_cast<double>((real - began_at).count()) * options.speed;
    base::Time const simulated = simulated_start + base::Duration(static_cast<std::int64_t>(elapsed));
    return {real, std::min(simulated, real)};
  }
  void begin();
  void connect_from(std::size_t first);
  void connect(std::size_t site);
  void connect_later(std::size_t site);
  void send_output(Site& site) const {
    if (std::string bytes = site.logger->take_output(); !bytes.empty()) site.link->send(std::move(bytes));
  }
};

namespace {

/// The connection of one logger.
template <typename Inside>
class LoggerLine final : public net::Conversation {
 public:
  LoggerLine(std::shared_ptr<Inside> inside, std::size_t site, net::Link& link)
      : inside_(std::move(inside)), number_(site), link_(link) {
    inside_->sites[number_].link = &link;
  }
  void received(std::string_view bytes, base::Time now) override {
    begin(now);
    site().logger->received(bytes, inside_->moment(now));
    inside_->send_output(site());
  }
  void tick(base::Time now) override {
    begin(now);
    if (link_.unsent() > output_bytes_high) return;
    site().logger->tick(inside_->moment(now));
    inside_->send_output(site());
  }
  void closed() override {
    site().link = nullptr;
    if (began_) {
      site().logger->disconnected();
      site().pause = reconnect_min;
    } else {
      ++inside_->connections_failed;
    }
    if (!inside_->stopped) inside_->connect_later(number_);
  }

 private:
  Site& site() { return inside_->sites[number_]; }
  void begin(base::Time now) {
    if (began_) return;
    began_ = true;
    site().logger->connected(inside_->moment(now));
  }
  std::shared_ptr<Inside> inside_;
  std::size_t number_;
  net::Link& link_;
  bool began_ = false;
};

}  // namespace

void Simulator::Inside::begin() {
  began_at = net::system_now();
  auto const ahead = static_cast<std::int64_t>(static_cast<double>(options.duration.count()) * (options.speed - 1));
  base::Duration const past = options.duration.count() > 0 ? base::Duration(ahead) : options.history;
  simulated_start = options.speed > 1 ? began_at - past : began_at;
  connect_from(0);
}

void Simulator::Inside::connect_from(std::size_t first) {
  if (stopped) return;
  std::size_t const end = std::min(first + connects_at_once, sites.size());
  for (std::size_t i = first; i < end; ++i) connect(i);
  if (end == sites.size()) return;
  loop.after(connect_pause, [self = shared_from_this(), end] { self->connect_from(end); });
}

void Simulator::Inside::connect(std::size_t site) {
  loop.connect(options.to, [self = shared_from_this(), site](net::Link& link) {
    return std::make_unique<LoggerLine<Inside>>(self, site, link);
  });
}

void Simulator::Inside::connect_later(std::size_t site) {
  base::Duration const pause = sites[site].pause;
  sites[site].pause = std::min<base::Duration>(pause * 2, reconnect_max);
  loop.after(pause, [self = shared_from_this(), site] {
    if (!self->stopped) self->connect(site);
  });
}

Simulator::Simulator(net::Loop& loop, SimulateOptions options, std::vector<LoggerProfile> profiles)
    : inside_(std::make_shared<Inside>(loop, std::move(options))) {
  for (LoggerProfile& profile : profiles) {
    base::Outcome const checked = check_faults(profile.faults);
    CHECK(checked, "the faults of a profile must be checked before");
    CHECK(!profile.factors.empty(), "a logger without factors has nothing to say");
    Site site;
    SimulateOptions const& given = inside_->options;
    site.logger = std::make_unique<SimulatedLogger>(std::move(profile), given.seed, given.history);
    inside_->sites.push_back(std::move(site));
  }
}
Simulator::~Simulator() { stop(); }

void Simulator::start() {
  inside_->loop.post([inside = inside_] { inside->begin(); });
}

void Simulator::stop() {
  inside_->loop.post([inside = inside_] {
    inside->stopped = true;
    for (Site& site : inside->sites) {
      if (site.link != nullptr) site.link->close_after_sending();
    }
  });
}

Simulator::Report Simulator::report() const {
  Report report;
  report.loggers = inside_->sites.size();
  report.connections_failed = inside_->connections_failed;
  for (Site const& site : inside_->sites) {
    report.connected += site.link != nullptr ? 1 : 0;
    report.unacknowledged += site.logger->unacknowledged();
    report.tally += site.logger->tally();
  }
  return report;
}

std::string to_text(Simulator::Report const& report) {
  Tally const& tally = report.tally;
  std::string text = std::to_string(report.connected) + " of " + std::to_string(report.loggers) + " loggers connected";
  auto const add = [&](std::uint64_t count, char const* what) { text += ", " + std::to_string(count) + " " + what; };
  add(tally.frames, "frames sent");
  add(tally.acknowledged, "acknowledged");
  add(report.unacknowledged, "not yet");
  add(tally.resent, "sent again");
  add(tally.given_up, "given up");
  add(tally.commands, "commands obeyed");
  for (auto const& [fault, count] : tally.faults_made) text += ", " + fault + " " + std::to_string(count);
  return text;
}

Simulator::Report run_simulation(SimulateOptions const& options, std::vector<LoggerProfile> profiles,
                                 std::atomic<bool> const& stop) {
  net::Loop loop;
  Simulator simulator(loop, options, std::move(profiles));
  Simulator::Report report;
  base::Time const began = net::system_now();
  std::function<void()> const poll = [&] {
    auto const passed = net::system_now() - began;
    auto const made = loop.counts()["client"].accepted;
    bool const over = (options.duration.count() > 0 && passed >= options.duration) || (made == 0 && passed >= options.patience);
    if (!over && !stop) return loop.after(stop_poll, poll);
    report = simulator.report();
    report.connections_made = made;
    loop.stop();
  };
  simulator.start();
  loop.post(poll);
  loop.run();
  return report;
}

}  // namespace app
