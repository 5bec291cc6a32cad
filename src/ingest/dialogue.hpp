#pragma once
// Private: what the platform says of its own accord when a logger has reported: the clock, its MN, its next key.
#include <optional>
#include <string>

#include "ingest/opened.hpp"

namespace ingest {

struct Order {
  std::string qn, mn, bytes;              // bytes: the frame with its line end
};
/// 1012 with our time, as 6.7 of 2017 wants it after a 1013; 1014 with the next key after a 1014 of a 2025 logger, in the
/// key it has. Nothing when there is nothing to say.
std::optional<Order> order_after(hj212::Message const& asked, Habits const& habits, base::Time now);
/// 1002 for a device that told its serial by 1001 and is to have another MN. It has no other password than the one it sent.
std::optional<Order> give_mn(hj212::Message const& asked, std::string const& mn, base::Time now);
/// i23005 of a 1001; "" if there is none.
std::string_view serial_of(hj212::Message const& asked);
/// A 9012 that says that the order of this QN was carried out.
bool is_done(hj212::Message const& message, std::string_view qn);

}  // namespace ingest
