#pragma once
// For tests of faces: a contract as it stands, and whether a JSON value is what a schema of it says. Strict: a member that
// the schema does not name is a finding too, so that the contract cannot fall behind.
#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/base.hpp"

namespace gate::for_tests {

class Contract {
 public:
  explicit Contract(std::string const& text) : root_(YAML::Load(text)) {}

  YAML::Node paths() const { return root_["paths"]; }
  YAML::Node operation(std::string const& path, std::string const& method) const { return root_["paths"][path][method]; }
  /// The schema of an operation's answer.
  YAML::Node answer(std::string const& path, std::string const& method, std::string const& status) const {
    auto const response = resolved(operation(path, method)["responses"][status]);
    return response["content"]["application/json"]["schema"];
  }
  YAML::Node schema(std::string const& name) const { return root_["components"]["schemas"][name]; }
  std::vector<std::string> findings(boost::json::value const& value, YAML::Node const& schema) const {
    std::vector<std::string> out;
    check(value, resolved(schema), "$", out);
    return out;
  }

 private:
  using Findings = std::vector<std::string>;

  YAML::Node resolved(YAML::Node const& node) const {
    if (!node.IsMap() || !node["$ref"]) {
      return node;
    }
    auto const parts = base::split(std::string_view(node["$ref"].Scalar()).substr(2), '/');
    YAML::Node at;
    at.reset(root_);
    for (auto const part : parts) {
      at.reset(at[std::string(part)]);
    }
    return resolved(at);
  }

  static std::string type_of(boost::json::value const& value) {
    switch (value.kind()) {
      case boost::json::kind::null: return "null";
      case boost::json::kind::bool_: return "boolean";
      case boost::json::kind::string: return "string";
      case boost::json::kind::array: return "array";
      case boost::json::kind::object: return "object";
      case boost::json::kind::double_: return value.get_double() == double(std::int64_t(value.get_double())) ? "integer" : "number";
      default: return "integer";
    }
  }
  static bool allows(std::string const& named, std::string const& type) { return named == type || (named == "number" && type == "integer"); }

  static void check_type(boost::json::value const& value, YAML::Node const& schema, std::string const& at, Findings& out) {
    auto const named = schema["type"];
    auto const type = type_of(value);
    bool fits = !named;
    if (named && named.IsScalar()) {
      fits = allows(named.Scalar(), type);
    } else if (named) {
      for (auto const& one : named) {
        fits = fits || allows(one.Scalar(), type);
      }
    }
    if (!fits) {
      out.push_back(at + " is " + type);
    }
    if (auto const words = schema["enum"]; words && value.is_string()) {
      bool known = false;
      for (auto const& one : words) {
        known = known || one.Scalar() == std::string(value.as_string());
      }
      if (!known) {
        out.push_back(at + " is '" + std::string(value.as_string()) + "'");
      }
    }
  }

  /// Names and schemas of all members, with those of allOf.
  void gather(YAML::Node const& schema, std::map<std::string, YAML::Node>& members, std::set<std::string>& required) const {
    for (auto const& part : schema["allOf"] ? schema["allOf"] : YAML::Node(YAML::NodeType::Sequence)) {
      gather(resolved(part), members, required);
    }
    for (auto const& member : schema["properties"] ? schema["properties"] : YAML::Node(YAML::NodeType::Map)) {
      members.emplace(member.first.Scalar(), member.second);
    }
    for (auto const& name : schema["required"] ? schema["required"] : YAML::Node(YAML::NodeType::Sequence)) {
      required.insert(name.Scalar());
    }
  }

  void check_object(boost::json::object const& object, YAML::Node const& schema, std::string const& at, Findings& out) const {
    std::map<std::string, YAML::Node> members;
    std::set<std::string> required;
    gather(schema, members, required);
    for (auto const& name : required) {
      if (!object.contains(name)) {
        out.push_back(at + " has no " + name);
      }
    }
    auto const others = schema["additionalProperties"];
    bool const open = members.empty() || others;
    for (auto const& member : object) {
      auto const name = std::string(member.key());
      if (auto const known = members.find(name); known != members.end()) {
        check(member.value(), resolved(known->second), at + "." + name, out);
      } else if (others && others.IsMap()) {
        check(member.value(), resolved(others), at + "." + name, out);
      } else if (!open) {
        out.push_back(at + " has " + name + ", which the contract does not know");
      }
    }
  }

  void check(boost::json::value const& value, YAML::Node const& schema, std::string const& at, Findings& out) const {
    if (auto const choices = schema["anyOf"]) {
      Findings fewest{at + " fits nothing"};
      for (auto const& choice : choices) {
        Findings here;
        check(value, resolved(choice), at, here);
        if (here.empty()) {
          return;
        }
        fewest = here;
        if (value.is_object() && resolved(choice)["type"].IsScalar() && resolved(choice)["type"].Scalar() == "object") {
          break;
        }
      }
      out.insert(out.end(), fewest.begin(), fewest.end());
      return;
    }
    check_type(value, schema, at, out);
    if (value.is_object()) {
      check_object(value.as_object(), schema, at, out);
    }
    if (value.is_array() && schema["items"] && schema["items"].size() > 0) {
      std::size_t i = 0;
      for (auto const& one : value.as_array()) {
        check(one, resolved(schema["items"]), at + "[" + std::to_string(i++) + "]", out);
      }
    }
  }

  YAML::Node root_;
};

}  // namespace gate::for_tests
