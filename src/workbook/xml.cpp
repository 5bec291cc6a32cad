#include <expat.h>

#include <algorithm>

#include "workbook/inside.hpp"

namespace workbook {
namespace {

constexpr int depth_max = 64;
constexpr std::size_t tag_bytes_max = 1 << 20, feed_bytes = 64 << 10;

std::string_view local_name(std::string_view name) {
  auto const colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

struct Xml::Inside {
  Hearer& hearer;
  std::string part;
  XML_Parser parser = XML_ParserCreate(nullptr);
  int depth = 0;
  std::size_t fed = 0;

  Inside(Hearer& h, std::string p) : hearer(h), part(std::move(p)) {}

  void after() {
    if (hearer.problem_) {
      XML_StopParser(parser, XML_FALSE);
    } else if (hearer.paused_) {
      hearer.paused_ = false;
      XML_StopParser(parser, XML_TRUE);
    }
  }
  static Inside& of(void* user) { return *static_cast<Inside*>(user); }
  static void XMLCALL on_start(void* user, XML_Char const* name, XML_Char const** attributes) {
    auto& self = of(user);
    if (++self.depth > depth_max) {
      self.hearer.refuse(damaged("the XML is nested too deeply", self.part));
    } else {
      self.hearer.start(local_name(name), Attributes{attributes}, name);
    }
    self.after();
  }
  static void XMLCALL on_end(void* user, XML_Char const* name) {
    auto& self = of(user);
    --self.depth;
    self.hearer.end(local_name(name));
    self.after();
  }
  static void XMLCALL on_text(void* user, XML_Char const* text, int length) {
    of(user).hearer.text({text, static_cast<std::size_t>(length)});
    of(user).after();
  }
  static void XMLCALL on_doctype(void* user, XML_Char const*, XML_Char const*, XML_Char const*, int) {
    of(user).hearer.refuse(damaged("the XML declares a DOCTYPE, which no workbook has", of(user).part));
    of(user).after();
  }
};

std::optional<std::string_view> Attributes::find(std::string_view name) const {
  for (std::size_t i = 0; list[i] != nullptr; i += 2) {
    if (local_name(list[i]) == name) {
      return list[i + 1];
    }
  }
  return std::nullopt;
}

Xml::Xml(Hearer& hearer, std::string part) : inside_(std::make_unique<Inside>(hearer, std::move(part))) {
  CHECK(inside_->parser != nullptr, "a parser can be made");
  XML_SetUserData(inside_->parser, inside_.get());
  XML_SetElementHandler(inside_->parser, Inside::on_start, Inside::on_end);
  XML_SetCharacterDataHandler(inside_->parser, Inside::on_text);
  XML_SetStartDoctypeDeclHandler(inside_->parser, Inside::on_doctype);
}

Xml::~Xml() { XML_ParserFree(inside_->parser); }

std::size_t Xml::at() const { return static_cast<std::size_t>(XML_GetCurrentByteIndex(inside_->parser)); }
std::size_t Xml::behind() const { return at() + static_cast<std::size_t>(XML_GetCurrentByteCount(inside_->parser)); }

base::Result<bool> Xml::feed(std::string_view piece, bool last, std::function<bool()> const& on_pause) {
  auto& in = *inside_;
  in.fed += piece.size();
  auto status = XML_Parse(in.parser, piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
  while (status == XML_STATUS_SUSPENDED) {
    // Outside of the library's own frames: what is called here may throw.
    if (on_pause && !on_pause()) {
      return false;
    }
    status = XML_ResumeParser(in.parser);
  }
  if (in.hearer.problem_) {
    return *in.hearer.problem_;
  }
  if (status != XML_STATUS_OK) {
    auto const line = XML_GetCurrentLineNumber(in.parser);
    return damaged(std::string("the XML is broken: ") + XML_ErrorString(XML_GetErrorCode(in.parser)), in.part + ":" + std::to_string(line));
  }
  // A tag without end would be scanned again with every piece.
  auto const told = XML_GetCurrentByteIndex(in.parser);
  if (!last && told >= 0 && in.fed - std::min(in.fed, static_cast<std::size_t>(told)) > tag_bytes_max) {
    return damaged("a tag is longer than any workbook has", in.part);
  }
  return true;
}

base::Outcome parse(Archive& archive, std::string const& part, Hearer& hearer, std::function<bool()> const& on_pause) {
  Xml xml(hearer, part);
  return archive.unpack(part, [&](std::string_view piece) { return xml.feed(piece, piece.empty(), on_pause); });
}

base::Outcome parse_text(std::string_view text, std::string const& part, Hearer& hearer, std::function<void(Xml const&)> const& with) {
  Xml xml(hearer, part);
  if (with) {
    with(xml);
  }
  for (std::size_t at = 0;; at += feed_bytes) {
    auto const piece = text.substr(std::min(at, text.size()), feed_bytes);
    auto const fed = xml.feed(piece, piece.empty());
    if (!fed) {
      return fed.error();
    }
    if (piece.empty()) {
      return base::Done{};
    }
  }
}

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char const c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
          out += c;
        }
    }
  }
  return out;
}

}  // namespace workbook
