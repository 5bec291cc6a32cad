#pragma once
// One simulated logger without a socket: time and bytes in, bytes out. It behaves as field loggers do: sends
// real-time, minute, hour and day data, waits for 9014 and sends again, keeps what is not acknowledged, answers
// the host's commands; and it makes the faults it is told to make.
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "curves.hpp"
#include "hj212/hj212.hpp"

namespace app {

/// late, doubled, split, wrong-crc, wrong-length, modbus-crc, stuck, clock-off, silence, frozen, exceedance, sm4
std::vector<std::string_view> const& fault_names();
base::Outcome check_faults(std::vector<std::string> const& faults);

struct LoggerProfile {
  std::string mn;
  std::string password = "123456";
  hj212::Edition edition = hj212::Edition::v2017;
  std::string st = "32";
  std::string sm4_key;                  // 16 characters; used with the fault "sm4"
  std::vector<FactorProfile> factors;   // "exceedance" raises the first, "frozen" holds the second
  std::vector<std::string> faults;
  int rtd_interval_s = 30;
  int minute_interval_min = 10;
  double reference_oxygen = 6.0;        // %, for converted values
  double exceedance_times = 4.0;        // "exceedance" multiplies by this, three hours of six
};

struct Tally {
  std::uint64_t frames = 0, acknowledged = 0, resent = 0, given_up = 0, commands = 0, bytes = 0;
  std::map<std::string, std::uint64_t> faults_made;
  Tally& operator+=(Tally const& other);
};

/// Timeouts run in real time, data in simulated time (the same unless sped up).
struct Moment {
  base::Time real, simulated;
};

class SimulatedLogger {
 public:
  SimulatedLogger(LoggerProfile profile, std::uint64_t seed, base::Duration history);
  LoggerProfile const& profile() const { return profile_; }
  void connected(Moment now);           // begins (history first) or goes on where it was
  void received(std::string_view bytes, Moment now);
  void tick(Moment now);                // at least once a second
  void disconnected();
  std::string take_output();            // bytes to send now
  std::size_t unacknowledged() const { return waiting_.size() + in_flight_.size() + late_.size(); }
  Tally const& tally() const { return tally_; }

 private:
  struct Kept {
    std::string qn, bytes;
    bool may_be_dropped = false;        // real-time data are not kept for later
    int tries = 0;
    base::Time at;                      // real: sent at; waiting: not before
  };
  struct Upload {
    int cn = 0;
    std::string data_time;
    std::vector<std::string> items;
    bool resent = false, may_be_dropped = false;
  };
  enum class Period : std::uint8_t { minute, hour, day };

  bool has(std::string_view fault) const;
  bool happens(std::string_view fault, double share);
  base::Time clock(Moment now) const;
  std::string next_qn(Moment now);
  double value(std::size_t factor, base::Time t) const;
  std::string number(std::size_t factor, double value) const;
  double at_reference_oxygen(double concentration, base::Time t) const;

  Upload real_time(base::Time at) const;
  Upload statistics(Period period, base::Time start) const;
  std::string statistic_item(std::size_t factor, base::Time start, base::Duration length) const;
  base::Duration length_of(Period period) const;

  void begin(Moment now);
  void produce(Moment now);
  void produce_statistics(Period period, base::Time& next, Moment now);
  void produce_notes(Moment now);
  void upload(Upload const& upload, Moment now);
  void notify(int cn, std::string_view cp, Moment now);
  std::string segment(int cn, std::string_view qn, std::string_view flags, std::string_view cp) const;
  std::string framed(std::string const& segment, int cn) const;
  void keep(Kept kept);
  void pump(Moment now, std::size_t in_flight_max = 16);
  void repeat_unanswered(Moment now);
  void send(Kept& kept, Moment now);
  std::string damaged(std::string bytes);
  bool is_silent(Moment now);
  void produce_past_real_time(Moment now);

  void handle(hj212::Message const& message, Moment now);
  void acknowledge(std::string_view qn);
  void obey(hj212::Message const& message, Moment now);
  int perform(hj212::Message const& message, Moment now);
  int send_history(hj212::Message const& message, Period period, Moment now);
  void answer(int cn, hj212::Message const& message, std::string_view field, int code);
  int version_flag() const;

  LoggerProfile profile_;
  std::uint64_t seed_;
  base::Duration history_;
  std::mt19937_64 random_;
  hj212::Finder finder_;
  std::string output_;
  std::deque<Kept> waiting_, in_flight_;
  std::deque<Kept> late_;               // held back by the fault "late"; Kept::at is simulated here
  base::Duration clock_offset_{0};
  base::Duration over_time_ = std::chrono::seconds(10);
  int resend_max_ = 3;
  bool began_ = false, rtd_on_ = true;
  base::Time began_at_, next_rtd_, next_past_rtd_, next_minute_, next_hour_, next_day_, next_heartbeat_, next_state_, next_log_;
  std::int64_t last_qn_ms_ = 0;
  Tally tally_;
};

}  // namespace app
