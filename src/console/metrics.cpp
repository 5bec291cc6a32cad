// Counters as Prometheus text (version 0.0.4): what each means, whether it only grows, its value.
#include <algorithm>
#include <array>

#include "console/inside.hpp"

namespace console {
namespace {

struct Meaning { std::string_view begins, help; bool gauge = false; };
// The first that fits tells; what is a gauge is a size or a state of now, the rest grows from the start of the program on.
constexpr std::array<Meaning, 21> meanings{{
    {"gate_refused_", "Requests of any face answered with this status."},
    {"console_events_lost", "Live messages that made room for newer ones at screens that lag behind."},
    {"console_listeners_refused", "Screens turned away because too many listen."},
    {"console_listeners", "Screens that listen to live events now.", true},
    {"evidence_frames", "Frames in the evidence.", true},
    {"evidence_", "Size of the evidence, as received (raw) or on the disk (stored).", true},
    {"http_waiting", "Requests that wait for a thread now.", true},
    {"http_refused_busy", "Requests answered 503 because too many waited."},
    {"http_", "HTTP requests that were worked off."},
    {"ingest_writer_failures", "Commits of the evidence that failed and are tried again."},
    {"ingest_projector_failures", "Steps from evidence to observations that failed and are tried again."},
    {"ingest_closed_", "Connections of loggers closed for this reason."},
    {"ingest_refused_", "What loggers sent and was not kept, for this reason."},
    {"ingest_commits", "Commits of the evidence."},
    {"ingest_", "Frames of loggers, their bytes or rows, by what became of them."},
    {"net_", "Bytes of a listener's connections, in or out, and connections accepted or closed."},
    {"observe_behind_frames", "Frames in the evidence that are no observations yet.", true},
    {"observe_rows", "Rows of observations.", true},
    {"observe_", "Size of the observations.", true},
    {"points_dropped_", "Notes on unregistered loggers or faults that made room for newer ones."},
    {"", "Counted since the start of the program."},
}};

Meaning meaning_of(std::string_view name) {
  if (name.starts_with("net_") && name.ends_with("_open")) {
    return {"", "Connections of the listener that are open now.", true};
  }
  return *std::find_if(meanings.begin(), meanings.end(), [&](Meaning const& meaning) { return name.starts_with(meaning.begins); });
}

}  // namespace

std::string metrics(std::map<std::string, double> const& counters) {
  std::string out;
  for (auto const& [name, value] : counters) {
    auto const meaning = meaning_of(name);
    std::string shown = "biyun_";
    for (char const c : name) {
      shown += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ? c : '_';
    }
    shown += meaning.gauge ? "" : "_total";
    out.append("# HELP ").append(shown).append(" ").append(meaning.help).append("\n# TYPE ").append(shown);
    out.append(meaning.gauge ? " gauge\n" : " counter\n").append(shown).append(" ").append(base::format_number(value)).append("\n");
  }
  return out;
}

}  // namespace console
