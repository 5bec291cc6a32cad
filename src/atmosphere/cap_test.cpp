// Messages held against what the schema of CAP 1.2 (OASIS, 2010) asks: elements, their order and number, words of its lists, forms of times.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/property_tree/xml_parser.hpp>

#include <regex>
#include <sstream>

#include "assess/catalogue_for_tests.hpp"
#include "atmosphere/atmosphere.hpp"

namespace {

namespace tree = boost::property_tree;

constexpr int any_number = 1'000;
struct Child { std::string name; int least, most; };

/// Children of an element in the order of the schema.
std::map<std::string, std::vector<Child>> const sequences{
    {"alert", {{"identifier", 1, 1}, {"sender", 1, 1}, {"sent", 1, 1}, {"status", 1, 1}, {"msgType", 1, 1}, {"source", 0, 1}, {"scope", 1, 1},
               {"restriction", 0, 1}, {"addresses", 0, 1}, {"code", 0, any_number}, {"note", 0, 1}, {"references", 0, 1}, {"incidents", 0, 1},
               {"info", 0, any_number}}},
    {"info", {{"language", 0, 1}, {"category", 1, any_number}, {"event", 1, 1}, {"responseType", 0, any_number}, {"urgency", 1, 1}, {"severity", 1, 1},
              {"certainty", 1, 1}, {"audience", 0, 1}, {"eventCode", 0, any_number}, {"effective", 0, 1}, {"onset", 0, 1}, {"expires", 0, 1},
              {"senderName", 0, 1}, {"headline", 0, 1}, {"description", 0, 1}, {"instruction", 0, 1}, {"web", 0, 1}, {"contact", 0, 1},
              {"parameter", 0, any_number}, {"resource", 0, any_number}, {"area", 0, any_number}}},
    {"area", {{"areaDesc", 1, 1}, {"polygon", 0, any_number}, {"circle", 0, any_number}, {"geocode", 0, any_number}, {"altitude", 0, 1}, {"ceiling", 0, 1}}},
    {"parameter", {{"valueName", 1, 1}, {"value", 1, 1}}},
    {"geocode", {{"valueName", 1, 1}, {"value", 1, 1}}}};

/// What a text element may say.
std::map<std::string, std::string> const forms{
    {"identifier", "[^\\s,<&]+"},
    {"sender", "[^\\s,<&]+"},
    {"sent", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[-+]\\d\\d:\\d\\d"},
    {"effective", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[-+]\\d\\d:\\d\\d"},
    {"onset", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[-+]\\d\\d:\\d\\d"},
    {"expires", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[-+]\\d\\d:\\d\\d"},
    {"status", "Actual|Exercise|System|Test|Draft"},
    {"msgType", "Alert|Update|Cancel|Ack|Error"},
    {"scope", "Public|Restricted|Private"},
    {"language", "zh-CN|en-US"},
    {"category", "Geo|Met|Safety|Security|Rescue|Fire|Health|Env|Transport|Infra|CBRNE|Other"},
    {"responseType", "Shelter|Evacuate|Prepare|Execute|Avoid|Monitor|Assess|AllClear|None"},
    {"urgency", "Immediate|Expected|Future|Past|Unknown"},
    {"severity", "Extreme|Severe|Moderate|Minor|Unknown"},
    {"certainty", "Observed|Likely|Possible|Unlikely|Unknown"},
    {"references", "[^\\s,<&]+,[^\\s,<&]+,[0-9T:+-]{25}( [^\\s,<&]+,[^\\s,<&]+,[0-9T:+-]{25})*"},
    {"polygon", "-?[0-9.]+,-?[0-9.]+( -?[0-9.]+,-?[0-9.]+){3,}"},
    {"event", "[^]+"}, {"areaDesc", "[^]+"}, {"valueName", "[^]+"}, {"value", "[^]+"}};

std::string fault_in(std::string const& name, tree::ptree const& element) {
  auto const form = forms.find(name);
  if (form != forms.end() && !std::regex_match(element.data(), std::regex(form->second))) {
    return name + " says '" + element.data() + "'";
  }
  auto const sequence = sequences.find(name);
  if (sequence == sequences.end()) {
    return {};
  }
  std::size_t place = 0;
  int there = 0;
  for (auto const& [child, inside] : element) {
    if (child == "<xmlattr>") {
      continue;
    }
    while (place < sequence->second.size() && sequence->second[place].name != child) {
      if (there < sequence->second[place].least) {
        return name + " lacks " + sequence->second[place].name + " before " + child;
      }
      ++place, there = 0;
    }
    if (place == sequence->second.size() || ++there > sequence->second[place].most) {
      return name + " has " + child + " where it may not";
    }
    if (auto fault = fault_in(child, inside); !fault.empty()) {
      return fault;
    }
  }
  for (; place < sequence->second.size(); ++place, there = 0) {
    if (there < sequence->second[place].least) {
      return name + " ends without " + sequence->second[place].name;
    }
  }
  return {};
}

/// What the schema would say of a message; "" = nothing.
std::string fault_by_the_schema(std::string const& xml) {
  std::istringstream in(xml);
  tree::ptree document;
  try {
    tree::read_xml(in, document);
  } catch (tree::xml_parser_error const& error) {
    return error.what();
  }
  auto const& alert = document.front();
  if (document.size() != 1 || alert.first != "alert" || alert.second.get("<xmlattr>.xmlns", "") != "urn:oasis:names:tc:emergency:cap:1.2") {
    return "the root is no alert of CAP 1.2";
  }
  return fault_in("alert", alert.second);
}

atmosphere::AlertMessage whole_message() {
  atmosphere::AlertMessage made;
  made.identifier = "AL-20261126-01-started";
  made.sender = "yunzhou.example";
  made.sent = base::from_beijing({2026, 11, 26, 18, 0, 0, 250});
  made.effective = made.onset = made.sent;
  made.expires = made.sent + std::chrono::hours(72);
  made.infos = {{"zh-CN", "重污染天气黄色预警", "示例单位", "预警", "AQI>200 & <300", "少外出", "云州区"},
                {"en-US", "Heavy air pollution alert, yellow", "Example office", "Alert", "AQI above 200", "Stay indoors", "Yunzhou District"}};
  made.polygon = {{113.4, 39.9}, {113.8, 39.9}, {113.8, 40.2}, {113.4, 39.9}};
  made.geocodes = {{"GB/T 2260", "140215"}};
  made.parameters = {{"level", "yellow"}, {"response", "Ⅲ级响应"}};
  return made;
}

TEST(CapSchema, finds_nothing_in_a_message_that_has_everything) {
  auto const xml = atmosphere::cap_xml(whole_message()).value();
  EXPECT_EQ(fault_by_the_schema(xml), "");
  EXPECT_NE(xml.find("<sent>2026-11-26T18:00:00+08:00</sent>"), std::string::npos) << "whole seconds, never Z: " << xml;
}

TEST(CapSchema, finds_what_is_wrong) {
  auto const xml = atmosphere::cap_xml(whole_message()).value();
  auto const with = [&](std::string const& from, std::string const& to) {
    auto text = xml;
    text.replace(text.find(from), from.size(), to);
    return fault_by_the_schema(text);
  };
  EXPECT_EQ(with("<status>Actual</status>", ""), "alert lacks status before msgType");
  EXPECT_EQ(with("<status>Actual</status>", "<status>Real</status>"), "status says 'Real'");
  EXPECT_EQ(with("18:00:00+08:00", "10:00:00Z"), "sent says '2026-11-26T10:00:00Z'");
  EXPECT_EQ(with("<scope>Public</scope>", "<note>x</note>"), "alert lacks scope before note");
  EXPECT_EQ(with("<value>yellow</value>", ""), "parameter ends without value");
  EXPECT_NE(with("</alert>", ""), "");
}

RC_GTEST_PROP(CapSchema, takes_whatever_the_writer_takes, ()) {
  auto made = whole_message();
  auto const text = rc::gen::container<std::string>(rc::gen::element('a', ' ', ',', '<', '&', '>', '"', '\n', '\r', '\t', '\x01', ';'));
  auto const mostly = [&](char const* good) { return rc::gen::weightedOneOf<std::string>({{4, rc::gen::just(std::string(good))}, {1, text}}); };
  made.identifier = *mostly("AL-20261126-01");
  made.sender = *mostly("yunzhou.example");
  made.type = *rc::gen::element<std::string>("Alert", "Alert", "Alert", "Update", "Cancel", "Ack", "Error", "alert");
  made.status = *rc::gen::element<std::string>("Actual", "Exercise", "Test", "");
  made.scope = *rc::gen::element<std::string>("Public", "Restricted", "Private");
  made.note = *text;
  made.restriction = *text;
  made.addresses = *text;
  made.references = *rc::gen::elementOf(std::vector<std::vector<std::string>>{
      {}, {"yunzhou.example,AL-1,2026-11-26T18:00:00+08:00"}, {"a,b,c"}, {"a b,c,2026-11-26T18:00:00+08:00"}, {"a,b,2026-11-26T10:00:00-00:00"},
      {"a,b,2026-11-26T18:00:00+08:00", "a,c,2026-11-27T18:00:00+08:00"}});
  made.infos[0].headline = *text;
  made.infos[1].area = *mostly("Yunzhou");
  made.parameters.emplace_back("response", *rc::gen::element<std::string>("Ⅲ", "Ⅱ", "Ⅰ", ""));
  made.expires = made.sent + std::chrono::hours(*rc::gen::inRange(-1, 5));
  auto const xml = atmosphere::cap_xml(made);
  if (xml) {
    RC_ASSERT(fault_by_the_schema(*xml) == "");
  } else {
    RC_ASSERT(xml.error().code == "invalid");
    RC_ASSERT(!xml.error().where.empty());
  }
}

TEST(CapMessage, refuses_what_would_break_it) {
  auto const where = [](auto&& change) {
    auto made = whole_message();
    change(made);
    auto const xml = atmosphere::cap_xml(made);
    return xml ? std::string("taken") : xml.error().where;
  };
  EXPECT_EQ(where([](auto& m) { m.identifier = "a\tb"; }), "identifier");
  EXPECT_EQ(where([](auto& m) { m.sender = "\xFF"; }), "sender");
  EXPECT_EQ(where([](auto& m) { m.note = "\xC3("; }), "note");
  EXPECT_EQ(where([](auto& m) { m.infos[0].headline = "\xEF\xBF\xBF"; }), "info") << "no character of XML";
  EXPECT_EQ(where([](auto& m) { m.parameters.emplace_back("response", ""); }), "parameter");
  EXPECT_EQ(where([](auto& m) { m.geocodes = {{"", "140215"}}; }), "geocode");
  EXPECT_EQ(where([](auto& m) { m.references = {"a,b,yesterday"}; }), "references");
  EXPECT_EQ(where([](auto& m) { m.references = {"a,b,2026-11-26T10:00:00.000Z0"}; }), "references");
  EXPECT_EQ(where([](auto& m) { m.references = {",b,2026-11-26T18:00:00+08:00"}; }), "references");
}

TEST(CapMessage, expires_as_the_catalogue_says_where_the_alert_does_not) {
  auto made = whole_message();
  made.expires.reset();
  auto const step = atmosphere::alert_levels(catalogue(), {{base::day_of(2026, 11, 26), 210, true}}).value().front();
  atmosphere::set_level(made, catalogue(), step, true);
  EXPECT_EQ(made.expires, made.sent + std::chrono::hours(72));
  made.expires.reset();
  atmosphere::set_level(made, catalogue(), {.day = base::day_of(2026, 11, 26)}, true);
  EXPECT_FALSE(made.expires) << "what is lifted does not expire";
}

}  // namespace
