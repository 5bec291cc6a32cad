#include <algorithm>

#include "hj212/bytes.hpp"

namespace hj212 {
namespace {

std::string key_of(Message const& m, std::string_view data_time) {
  std::string key(m.head.mn);
  for (std::string_view const part : {m.head.st, m.head.cn, data_time}) key.append(1, '\n').append(part);
  return key.append(1, '\n').append(std::to_string(m.parts));
}

/// The parts that came, in order; the others named.
Joined summed(Joined joined, std::vector<bool> const& have) {
  std::vector<std::string> cps;
  for (std::size_t i = 0; i < have.size(); ++i) {
    if (have[i]) cps.push_back(std::move(joined.cps[i]));
    else joined.missing.push_back(static_cast<int>(i) + 1);
  }
  joined.cps = std::move(cps);
  return joined;
}

}  // namespace

Joiner::Joiner(base::Duration timeout, std::size_t open_max) : timeout_(timeout), open_max_(std::max<std::size_t>(open_max, 1)) {}

void Joiner::give_up_oldest() {
  Open& oldest = open_.front();
  bytes_ -= oldest.bytes;
  if (oldest.count < oldest.joined.parts) {
    bool const room = given_up_.size() < open_max_ && given_up_bytes_ + oldest.bytes <= bytes_max;
    if (room) {
      given_up_bytes_ += oldest.bytes;
      given_up_.push_back(summed(std::move(oldest.joined), oldest.have));
    } else {
      ++refused_;
    }
  }
  by_key_.erase(oldest.key);
  open_.pop_front();
}

std::optional<Joined> Joiner::add(Message const& message, base::Time now) {
  std::string_view const data_time = message.param("DataTime");
  Joined alone{std::string(message.head.mn), std::string(message.head.st), std::string(message.head.cn),
               std::string(data_time), message.parts, {}, {}};
  if (message.parts <= 1) {
    alone.parts = 1;
    alone.cps.emplace_back(message.cp);
    return alone;
  }
  if (message.parts > parts_max) {
    ++refused_;
    return std::nullopt;
  }
  std::string key = key_of(message, data_time);
  auto found = by_key_.find(key);
  if (found == by_key_.end()) {
    while (open_.size() >= open_max_) give_up_oldest();
    std::size_t const parts = static_cast<std::size_t>(message.parts);
    alone.cps.resize(parts);
    open_.push_back({key, std::move(alone), std::vector<bool>(parts), 0, 0, now});
    found = by_key_.emplace(std::move(key), std::prev(open_.end())).first;
  }
  Open& open = *found->second;
  std::size_t const index = static_cast<std::size_t>(message.part) - 1;
  if (open.have[index]) return std::nullopt;
  open.have[index] = true;
  ++open.count;
  if (open.count < message.parts) {
    open.joined.cps[index] = std::string(message.cp);
    open.bytes += message.cp.size();
    bytes_ += message.cp.size();
    while (bytes_ > bytes_max && open_.size() > 1) give_up_oldest();
    return std::nullopt;
  }
  open.joined.cps[index] = std::string(message.cp);
  bytes_ -= open.bytes;
  open.bytes = 0;
  Joined done = std::move(open.joined);
  open.joined = Joined{.parts = message.parts};
  if (done.data_time.empty()) {   // without a DataTime the next set has the same key
    open_.erase(found->second);
    by_key_.erase(found);
  }
  return done;
}

std::vector<Joined> Joiner::expire(base::Time now) {
  while (!open_.empty() && now - open_.front().first_at >= timeout_) give_up_oldest();
  given_up_bytes_ = 0;
  return std::exchange(given_up_, {});
}

}  // namespace hj212
