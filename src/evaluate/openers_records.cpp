// Records with the eyes of who asks, and where a frame is shown.
#include "evaluate/openers.hpp"

namespace evaluate {
namespace {

constexpr std::string_view record_prefix = "record/", frame_prefix = "frame/";

base::Problem no_such(std::string_view ref) { return base::Problem("not_found", "there is nothing to open at '" + base::printable(ref) + "'", "ref"); }

class Recorded final : public Opener {
 public:
  explicit Recorded(Parts const& parts) : parts_(parts) {}
  bool opens(std::string_view ref) const override { return ref.starts_with(record_prefix); }
  base::Result<assess::Why> open(identity::Person const& who, std::string_view ref) const override {
    auto const words = base::split(ref.substr(record_prefix.size()), '/');
    auto const* reg = words.size() == 2 ? parts_.registry.set().find(words[0]) : nullptr;
    auto const id = words.size() == 2 ? base::parse_integer(words[1]) : std::nullopt;
    if (reg == nullptr || !id) {
      return no_such(ref);
    }
    auto const record = parts_.registry.get(who, *reg, {*id});
    return record ? base::Result<assess::Why>(why_of(*reg, *record, ref)) : record.error();
  }

 private:
  assess::Why why_of(registry::Register const& reg, registry::Record const& record, std::string_view ref) const {
    assess::Why why;
    auto const names = parts_.registry.names(reg, {record.id});
    auto const name = names.contains(record.id) ? names.at(record.id) : std::string();
    why.title = "台账记录：" + reg.title.zh + " " + name;
    why.title_en = "Record: " + reg.title.en + " " + name;
    why.value = name;
    why.ref = ref;
    why.how = "第 " + std::to_string(record.version) + " 版，" + record.changed_by + "，" + base::format(record.changed_at);
    why.how_en = "version " + std::to_string(record.version) + " by " + record.changed_by + ", " + base::format(record.changed_at);
    why.note = record.origin == "real" ? "" : "来源 / origin: " + record.origin;
    why.state = record.withdrawn ? "excluded" : "";
    for (auto const& field : reg.fields) {
      auto const value = record.values.find(field.id);
      auto const text = value == record.values.end() ? std::string() : definitions::shown(parts_.registry.set(), field, value->second);
      if (text.empty() || definitions::is_file(field.type)) {
        continue;
      }
      assess::Why each;
      each.title = field.title.zh;
      each.title_en = field.title.en;
      each.value = text;
      if (field.value) {
        each.how = each.how_en = field.value_text;
      }
      why.from.push_back(std::move(each));
    }
    return why;
  }
  Parts parts_;
};

class Framed final : public Opener {
 public:
  bool opens(std::string_view ref) const override { return ref.starts_with(frame_prefix); }
  base::Result<assess::Why> open(identity::Person const& who, std::string_view ref) const override {
    auto const number = base::parse_integer(ref.substr(frame_prefix.size()));
    if (!number || !identity::may(who.role, identity::Right::see_frames)) {
      return no_such(ref);
    }
    assess::Why why;
    why.title = "原始报文 " + std::to_string(*number);
    why.title_en = "Raw frame " + std::to_string(*number);
    why.value = std::to_string(*number);
    why.ref = ref;
    why.note = "逐字节见“数采仪诊断”的报文页 / its bytes are shown on the page of frames";
    return why;
  }
};

}  // namespace

std::unique_ptr<Opener> open_records(Parts const& parts) { return std::make_unique<Recorded>(parts); }
std::unique_ptr<Opener> open_frames(Parts const&) { return std::make_unique<Framed>(); }

}  // namespace evaluate
