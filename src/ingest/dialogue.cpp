#include "ingest/dialogue.hpp"

namespace ingest {
namespace {

std::optional<Order> ordered(base::Result<hj212::Command> command, hj212::Message const& asked, std::string const& mn,
                             std::string const& password, base::Time now) {
  if (!command) return std::nullopt;
  command->st = std::string(asked.head.st);
  command->mn = mn;
  command->password = password;
  command->qn = hj212::qn_of(now);
  return Order{command->qn, mn, hj212::build(*command)};
}

std::optional<Order> set_clock(hj212::Message const& asked, Habits const& habits, base::Time now) {
  std::vector<hj212::Parameter> parameters;
  if (auto const device = asked.param("PolId"); !device.empty()) parameters.push_back({"PolId", std::string(device)});
  parameters.push_back({"SystemTime", base::format_compact(now, false)});
  auto command = hj212::command(habits.edition, 1012, parameters);
  if (!command && parameters.size() > 1) {   // what it calls its analyser is no code: set the logger's own clock
    parameters.erase(parameters.begin());
    command = hj212::command(habits.edition, 1012, parameters);
  }
  return ordered(std::move(command), asked, habits.logger.mn, habits.logger.password, now);
}

std::optional<Order> give_key(hj212::Message const& asked, Habits const& habits, base::Time now) {
  auto const& logger = habits.logger;
  if (logger.sm4_key_next.empty()) return std::nullopt;
  auto command = hj212::command(habits.edition, 1014, {{"SKCreateTime", hj212::qn_of(now)}, {"NewSK", logger.sm4_key_next}});
  auto order = ordered(std::move(command), asked, logger.mn, logger.password, now);
  if (order && !logger.sm4_key.empty()) order->bytes = hj212::frame_of_encrypted(hj212::read_frame(order->bytes).segment, logger.sm4_key);
  return order;
}

}  // namespace

std::optional<Order> order_after(hj212::Message const& asked, Habits const& habits, base::Time now) {
  if (hj212::answer_owed(habits.edition, asked) != hj212::Answer::notify_answer) return std::nullopt;
  if (asked.cn == 1013) return set_clock(asked, habits, now);
  if (asked.cn == 1014) return give_key(asked, habits, now);
  return std::nullopt;
}

std::optional<Order> give_mn(hj212::Message const& asked, std::string const& mn, base::Time now) {
  if (mn.empty() || mn == asked.head.mn) return std::nullopt;
  auto command = hj212::command(hj212::Edition::v2025, 1002, {{"i23005-Info", std::string(serial_of(asked))}});
  return ordered(std::move(command), asked, mn, std::string(asked.head.pw), now);
}

std::string_view serial_of(hj212::Message const& asked) {
  for (auto const& item : asked.items)
    for (auto const& field : asked.of(item))
      if (item.code == "i23005" && field.name == "Info") return field.value;
  return {};
}

bool is_done(hj212::Message const& message, std::string_view qn) {
  return message.cn == 9012 && !qn.empty() && message.head.qn == qn && message.param("ExeRtn") == "1";
}

}  // namespace ingest
