#include "replay.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <utility>

#include "files.hpp"
#include "hj212/hj212.hpp"

namespace app {
namespace {

constexpr std::size_t unsent_high = 256 << 10;
constexpr auto send_step = std::chrono::milliseconds(10);
constexpr std::size_t burst_max = 2'000;    // frames of one step
constexpr int lost_patience = 10;           // times the patience, for a gateway that was there and went away
constexpr std::string_view frame_column = "frame";

std::string_view without_line_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  return line;
}

/// One recorded frame as it goes out.
struct Recorded {
  std::string bytes;
  std::size_t connection = 0;
};

struct Run {
  ReplayOptions options;
  std::atomic<bool> const& stop;
  net::Loop loop;
  std::vector<Recorded> frames;
  std::vector<net::Link*> links;
  std::size_t next = 0;
  ReplayReport report;
  base::Time began_at, heard_at, linked_at;   // linked_at: a connection was open
  bool ended = false;

  void step_on();
  bool send_some(base::Time now);
  bool is_alone(base::Time now);
  void hear(hj212::Frame const& frame, base::Time now);
};

class ReplayLine final : public net::Conversation {
 public:
  ReplayLine(Run& run, std::size_t number, net::Link& link) : run_(run), number_(number) {
    // A connection that failed is told so at once; what was given to it would be lost.
    run_.loop.after(send_step, [lives = std::weak_ptr(alive_), &run = run_, number = number_, &link] {
      if (lives.expired()) return;
      ++run.report.connections_made;
      run.links[number] = &link;
    });
  }
  void received(std::string_view bytes, base::Time now) override {
    finder_.feed(bytes);
    while (auto const found = finder_.next()) {
      if (found->is_frame) run_.hear(found->frame, now);
    }
  }
  void closed() override {
    alive_.reset();
    bool const was_open = std::exchange(run_.links[number_], nullptr) != nullptr;
    if (run_.ended) return;
    run_.report.connections_lost += was_open ? 1 : 0;
    run_.loop.after(std::chrono::seconds(1), [&run = run_, number = number_] {
      if (run.ended) return;
      run.loop.connect(run.options.to, [&run, number](net::Link& link) {
        return std::make_unique<ReplayLine>(run, number, link);
      });
    });
  }

 private:
  Run& run_;
  std::size_t number_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  hj212::Finder finder_;
};

void Run::hear(hj212::Frame const& frame, base::Time now) {
  hj212::Message message;
  hj212::parse(frame.segment, message);
  heard_at = now;
  ++(message.cn == 9014 ? report.acknowledged : message.cn == 9013 ? report.notified : report.other_answers);
}

/// Sends what is due; false once a connection takes no more for the moment.
bool Run::send_some(base::Time now) {
  auto const elapsed = static_cast<double>((now - began_at).count()) / 1000.0;
  bool const limited = options.rate_per_s > 0;
  auto const allowed = limited ? static_cast<std::uint64_t>(elapsed * options.rate_per_s) : frames.size();
  for (std::size_t sent = 0; sent < burst_max && next < frames.size() && report.sent < allowed; ++sent) {
    Recorded const& frame = frames[next];
    net::Link* const link = links[frame.connection];
    if (link == nullptr || link->unsent() > unsent_high) return false;
    link->send(frame.bytes);
    report.bytes += frame.bytes.size();
    ++report.sent;
    ++next;
  }
  return true;
}

/// No connection is open, and none was for longer than is waited for.
bool Run::is_alone(base::Time now) {
  bool const linked = std::any_of(links.begin(), links.end(), [](auto const* link) { return link != nullptr; });
  if (linked) linked_at = now;
  return now - linked_at > options.patience * (report.connections_made == 0 ? 1 : lost_patience);
}

void Run::step_on() {
  base::Time const now = net::system_now();
  bool const may_go_on = send_some(now);
  bool const sent_all = next == frames.size();
  if (!sent_all) heard_at = std::max(heard_at, now);
  bool const answered = report.acknowledged + report.notified >= report.answers_due;
  bool const over = stop || is_alone(now) || (sent_all && (answered || now - heard_at > options.patience));
  if (over) {
    ended = true;
    report.seconds = static_cast<double>((heard_at - began_at).count()) / 1000.0;
    return loop.stop();
  }
  bool const hurries = may_go_on && !sent_all && options.rate_per_s <= 0;
  if (hurries) return loop.post([this] { step_on(); });
  loop.after(send_step, [this] { step_on(); });
}

}  // namespace

base::Result<std::vector<std::string>> read_frames(std::filesystem::path const& file) {
  auto const text = read_unpacked(file);
  if (!text) return text.error();
  std::vector<std::string> frames;
  std::size_t column = 0;
  bool first = true;
  for (std::string_view line : base::split(*text, '\n')) {
    line = without_line_end(line);
    if (line.empty()) continue;
    if (std::exchange(first, false) && !line.starts_with("##")) {
      auto const names = base::split(line, '\t');
      auto const at = std::find(names.begin(), names.end(), frame_column);
      if (at == names.end()) {
        return base::Problem("bad_file",
                             "The first line is neither a frame (##…) nor a header with a column \"frame\".",
                             file.string() + ":1", "Give one frame a line, or a tab-separated table.");
      }
      column = static_cast<std::size_t>(at - names.begin()) + 1;
      continue;
    }
    if (column == 0) {
      frames.emplace_back(line);
      continue;
    }
    auto const cells = base::split(line, '\t');
    if (cells.size() >= column && !cells[column - 1].empty()) frames.emplace_back(cells[column - 1]);
  }
  if (frames.empty()) return base::Problem("no_frames", "The file holds no frame.", file.string());
  return frames;
}

ReplayReport replay(ReplayOptions const& options, std::vector<std::string> const& frames,
                    std::atomic<bool> const& stop) {
  Run run{.options = options, .stop = stop, .frames = {}, .links = {}};
  std::size_t const connections = static_cast<std::size_t>(std::max(options.connections, 1));
  hj212::Message message;
  for (std::string const& text : frames) {
    hj212::Frame const frame = hj212::read_frame(text);
    hj212::parse(frame.segment, message);
    bool const due = frame.crc_ok && hj212::answer_owed(hj212::Edition::v2017, message) != hj212::Answer::none;
    if (due) ++run.report.answers_due;
    run.frames.push_back({text + "\r\n", std::hash<std::string_view>{}(message.head.mn) % connections});
  }
  run.report.frames = frames.size();
  run.links.resize(connections, nullptr);
  run.began_at = run.heard_at = run.linked_at = net::system_now();
  for (std::size_t i = 0; i < connections; ++i) {
    run.loop.connect(options.to, [&run, i](net::Link& link) { return std::make_unique<ReplayLine>(run, i, link); });
  }
  run.loop.post([&run] { run.step_on(); });
  run.loop.run();
  return run.report;
}

std::string to_text(ReplayReport const& report) {
  std::array<char, 512> text{};
  double const seconds = std::max(report.seconds, 0.001);
  std::snprintf(text.data(), text.size(),
                "%llu of %llu frames sent (%llu bytes) in %.2f s = %.0f frames/s; answers due %llu, "
                "acknowledged (9014) %llu, notified (9013) %llu, other %llu, connections lost %llu",
                static_cast<unsigned long long>(report.sent), static_cast<unsigned long long>(report.frames),
                static_cast<unsigned long long>(report.bytes), report.seconds,
                static_cast<double>(report.sent) / seconds, static_cast<unsigned long long>(report.answers_due),
                static_cast<unsigned long long>(report.acknowledged), static_cast<unsigned long long>(report.notified),
                static_cast<unsigned long long>(report.other_answers),
                static_cast<unsigned long long>(report.connections_lost));
  return text.data();
}

}  // namespace app
