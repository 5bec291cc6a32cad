// Every register of the catalogue asked by every role. What must come is worked out here from the definitions alone, by a table of its own.
#include <boost/algorithm/string/join.hpp>

#include "ledgers/house_for_tests.hpp"

namespace ledgers_story {
namespace {

using identity::Person, identity::Role;

std::shared_ptr<definitions::Set const> catalogue() {
  static auto const set = definitions::Set::load(definitions::for_tests::catalogue_files(BIYUN_SOURCE_DIR)).value();
  return set;
}

bool holds(std::vector<std::string> const& words, std::string_view one) { return std::find(words.begin(), words.end(), one) != words.end(); }

/// What a role may do in a register, as docs/write-a-register.md tells it.
struct Expected {
  enum class Sees { nothing, public_side, all } sees = Sees::nothing;
  bool personal = false, creates = false, changes = false, merges = false, imports = false, own_only = false, area_only = false;
};
Expected expected(Person const& who, definitions::Register const& reg) {
  auto const role = std::string(identity::name_of(who.role));
  auto const& access = reg.access;
  bool const desk = who.role == Role::officer || who.role == Role::partner;
  bool const keeper = desk && holds(reg.keeper, who.department), helper = desk && holds(reg.assist, who.department);
  bool const reader = holds(access.read, role) || (keeper && holds(access.read, "keeper"));
  bool const writer_by_name = holds(access.write, role) || (keeper && holds(access.write, "keeper"));
  bool const all_read = access.read.empty();
  bool sees = false, writes = false;
  switch (who.role) {
    case Role::administrator: sees = writes = true; break;
    case Role::guest: break;
    case Role::leader: sees = all_read || reader; break;
    case Role::monitor: case Role::inspector: sees = all_read || reader; writes = writer_by_name; break;
    case Role::officer: sees = all_read || reader || keeper; writes = keeper || (access.write.empty() ? helper : writer_by_name); break;
    case Role::partner: sees = keeper || helper || holds(access.read, role); writes = keeper || (access.write.empty() ? helper : writer_by_name); break;
    case Role::enterprise: sees = !reg.facility_field.empty() && (all_read || holds(access.read, role)); writes = access.enterprise_files; break;
    case Role::grid: sees = !reg.area_field.empty() && (all_read || holds(access.read, role)); writes = writer_by_name; break;
    case Role::third_party: sees = holds(access.read, role) || writer_by_name; writes = writer_by_name; break;
  }
  Expected out;
  if (!sees) {
    out.sees = access.is_public ? Expected::Sees::public_side : Expected::Sees::nothing;
    return out;
  }
  out.sees = Expected::Sees::all;
  out.merges = keeper || who.role == Role::administrator;
  out.changes = writes;
  out.creates = writes && !(who.role == Role::enterprise && reg.facility_field == "id");
  out.imports = writes && (who.role == Role::administrator || who.role == Role::officer);
  out.personal = out.merges || writes || who.role == Role::inspector || who.role == Role::monitor;
  out.own_only = who.role == Role::enterprise;
  out.area_only = !reg.area_field.empty() && !who.area.empty() && who.role != Role::administrator;
  return out;
}
bool expected_field(Expected const& may, definitions::Field const& field) {
  return may.sees == Expected::Sees::public_side ? field.is_public && !field.personal : !field.personal || may.personal;
}

/// Two records a register, straight into the tables: one of the works in Xiping, one of nobody in another town. Nothing here has to obey rules.
class Matrix : public House {
 protected:
  Matrix() : House(catalogue()) {
    sql::Transaction transaction(*writer);
    for (auto const& reg : set->registers()) {
      insert(reg, 1, "140215100", firm);
      insert(reg, 2, "140215200", other_firm);
    }
    transaction.commit();
  }

  void insert(definitions::Register const& reg, int id, std::string const& town, std::string const& called) {
    std::string columns = "id, version, state, state_since, resume_state, origin, created_at, created_by, changed_at, changed_by, withdrawn, key_text";
    std::string marks = "?, 1, ?, 1, '', 'invented', 1, 'boss', 1, 'boss', 0, ?";
    std::vector<sql::Value> values{std::int64_t{id}, reg.lifecycle ? reg.lifecycle->initial : std::string(), "key" + std::to_string(id)};
    for (auto const& field : reg.fields) {
      columns += ", f_" + field.id;
      marks += ", ?";
      values.push_back(value(reg, field, id, town, called));
    }
    auto& statement = writer->prepare("INSERT INTO rec_" + reg.id + " (" + columns + ") VALUES (" + marks + ")");
    int at = 0;
    for (auto const& one : values) {
      statement.bind(++at, one);
    }
    statement.run();
    writer->prepare("INSERT INTO registry_version (register, record, version, at, who, action, why, body) VALUES (?, ?, 1, 1, 'boss', 'create', '', '{\"f\":{},\"s\":\"\"}')")
        .with(reg.id, id).run();
  }
  static sql::Value value(definitions::Register const& reg, definitions::Field const& field, int id, std::string const& town, std::string const& called) {
    using definitions::Type;
    if (field.id == reg.area_field) {
      return town;
    }
    if (reg.id == "facility" && field.id == reg.name_field) {
      return called;
    }
    switch (field.type) {
      case Type::number: return double(id);
      case Type::decimal: case Type::date: case Type::time: case Type::yes_no: return std::int64_t{id};
      case Type::reference: return std::int64_t{id};
      case Type::codes: case Type::attachment: case Type::photo: case Type::signature: return std::string(";x;");
      default: return "x" + std::to_string(id);
    }
  }

  static std::string fields_of(json::value const& record) {
    std::set<std::string> names;
    for (auto const& member : record.at("values").as_object()) {
      names.insert(member.key());
    }
    return boost::algorithm::join(names, " ");
  }
  static std::string fields_expected(Expected const& may, definitions::Register const& reg) {
    std::set<std::string> names;
    for (auto const& field : reg.fields) {
      if (expected_field(may, field)) {
        names.insert(field.id);
      }
    }
    return boost::algorithm::join(names, " ");
  }
};

TEST_F(Matrix, everybody_sees_what_the_definition_says_and_no_more) {
  std::size_t asked = 0, refused = 0, whole = 0, public_side = 0;
  for (auto const& reg : set->registers()) {
    for (auto const& who : people_of_every_role()) {
      auto const may = expected(who, reg);
      auto const at = reg.id + " as " + who.login;
      auto const records = "/registers/" + reg.id + "/records";
      bool const sees = may.sees != Expected::Sees::nothing, all = may.sees == Expected::Sees::all;
      auto const definition = get("/registers/" + reg.id, who.login);
      ASSERT_EQ(definition.status, sees ? 200 : 403) << at << definition.body;
      // The first record lies in the township of the grid and is the works' own, the second is neither.
      bool const second = !may.own_only && !(may.area_only && all);
      auto const total = sees ? (second ? 2 : 1) : 0;
      auto const list = get(records, who.login);
      ASSERT_EQ(list.status, sees ? 200 : 403) << at << list.body;
      ++(all ? whole : sees ? public_side : refused);
      if (sees) {
        std::set<std::string> shown;
        auto const fields = definition.at("/fields").as_array();
        for (auto const& field : fields) {
          shown.insert(std::string(field.at("id").as_string()));
        }
        EXPECT_EQ(boost::algorithm::join(shown, " "), fields_expected(may, reg)) << at;
        EXPECT_EQ(list.at("/total"), total) << at;
        EXPECT_EQ(fields_of(list.at("/items/0")), fields_expected(may, reg)) << at;
        EXPECT_EQ(definition.at("/reach/creates"), may.creates) << at;
        EXPECT_EQ(definition.at("/reach/changes"), may.changes) << at;
        EXPECT_EQ(definition.at("/reach/merges"), may.merges) << at;
        EXPECT_EQ(definition.at("/reach/imports"), may.imports) << at;
      }
      auto const one = get(records + "/1", who.login);
      EXPECT_EQ(one.status, sees ? 200 : 403) << at << one.body;
      if (one.status == 200) {
        EXPECT_EQ(fields_of(one.value()), fields_expected(may, reg)) << at;
        EXPECT_EQ(one.at("/may/change"), may.changes) << at;
      }
      EXPECT_EQ(get(records + "/2", who.login).status, !sees ? 403 : second ? 200 : 404) << at;
      auto const csv = get(records + ".csv", who.login);
      EXPECT_EQ(csv.status, sees && who.role != Role::guest ? 200 : 403) << at;
      if (csv.status == 200) {
        EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), total + 1) << at;
        for (auto const& field : reg.fields) {
          auto const head = "," + csv.body.substr(0, csv.body.find('\r')) + ",";
          EXPECT_EQ(head.find("," + field.id + ",") != std::string::npos, expected_field(may, field)) << at << " " << field.id;
        }
      }
      EXPECT_EQ(get(records + "/1/history", who.login).status, all ? 200 : 403) << at;
      EXPECT_EQ(get(records + "/1/versions/1", who.login).status, all ? 200 : 403) << at;
      EXPECT_EQ(get(records + "/2/history", who.login).status, !all ? 403 : second ? 200 : 404) << at;
      EXPECT_EQ(get(records + "/1/relations", who.login).status, sees ? 200 : 403) << at;
      EXPECT_EQ(get("/registers/" + reg.id + "/groups?by=origin", who.login).body.find("\"count\":" + std::to_string(total)) != std::string::npos, sees) << at;
      auto const choices = get("/registers/" + reg.id + "/choices", who.login);
      EXPECT_EQ(choices.status, sees ? 200 : 403) << at;
      if (sees) {
        EXPECT_EQ(choices.value().as_array().size(), std::size_t(total)) << at;
      }
      ++asked;
    }
  }
  EXPECT_GE(asked, 60U * 11U);
  EXPECT_GT(refused, 50U);
  EXPECT_GT(whole, 300U);
  EXPECT_GT(public_side, 10U);
}

TEST_F(Matrix, everybody_changes_what_the_definition_says_and_no_more) {
  std::size_t taken = 0, refused = 0;
  for (auto const& reg : set->registers()) {
    for (auto const& who : people_of_every_role()) {
      auto const may = expected(who, reg);
      auto const at = reg.id + " as " + who.login;
      auto const records = "/registers/" + reg.id + "/records";
      bool const all = may.sees == Expected::Sees::all;
      bool const second = !may.own_only && !may.area_only;
      // A key that is in no file: who may write is told of it, who may not is told that he may not.
      auto const made = send("POST", records, R"({"values":{"no_such_field":1}})", who.login);
      EXPECT_EQ(made.status, may.creates ? 400 : 403) << at << made.body;
      auto const checked = send("POST", "/registers/" + reg.id + "/check", R"({"values":{}})", who.login);
      EXPECT_EQ(checked.status, may.creates ? 200 : 403) << at << checked.body;
      // Another version than the one in force: only who may change comes so far as to hear of it.
      auto const changed = change(records + "/1", 7, R"({"values":{}})", who.login);
      bool const writer_somewhere = identity::may(who.role, identity::Right::change_registers);
      EXPECT_EQ(changed.status, !writer_somewhere || !all ? 403 : 412) << at << changed.body;
      auto const now_changed = change(records + "/1", 1, R"({"values":{}})", who.login);
      EXPECT_EQ(now_changed.status == 403, !may.changes) << at << now_changed.body;
      EXPECT_EQ(change(records + "/2", 1, R"({"values":{}})", who.login).status == 404, writer_somewhere && all && !second) << at;
      auto const withdrawn = change(records + "/1/withdraw", 1, "", who.login);
      EXPECT_EQ(withdrawn.status, may.merges ? 400 : 403) << at << withdrawn.body;   // without a reason
      EXPECT_EQ(change(records + "/1/merge", 1, R"({"into":1})", who.login).status, may.merges ? 400 : 403) << at;
      EXPECT_EQ(change(records + "/1/restore", 1, "", who.login).status, may.merges ? 409 : 403) << at;
      ++(may.changes ? taken : refused);
    }
  }
  EXPECT_GT(taken, 150U);
  EXPECT_GT(refused, 300U);
}

TEST_F(Matrix, who_has_no_account_sees_what_a_guest_sees_and_changes_nothing) {
  for (auto const& reg : set->registers()) {
    for (std::string const path : {"", "/records", "/records/1", "/records/1/relations", "/groups?by=origin", "/choices"}) {
      auto const stranger = get("/registers/" + reg.id + path, "");
      EXPECT_EQ(stranger.status, reg.access.is_public ? 200 : 403) << reg.id << path;
      EXPECT_EQ(stranger.body, get("/registers/" + reg.id + path, "public").body) << reg.id << path;
    }
    EXPECT_EQ(send("POST", "/registers/" + reg.id + "/records", "{}", "").status, 401);
    EXPECT_EQ(change("/registers/" + reg.id + "/records/1", 1, "{}", "").status, 401);
  }
  EXPECT_EQ(send("POST", "/files?name=a.pdf", "%PDF-1.4\n", "").status, 401);
}

TEST_F(Matrix, the_list_of_registers_is_that_of_those_one_sees) {
  for (auto const& who : people_of_every_role()) {
    std::set<std::string> wanted, listed;
    for (auto const& reg : set->registers()) {
      if (expected(who, reg).sees != Expected::Sees::nothing) {
        wanted.insert(reg.id);
      }
    }
    auto const items = get("/registers?limit=1000", who.login).at("/items").as_array();
    for (auto const& item : items) {
      listed.insert(std::string(item.at("id").as_string()));
    }
    EXPECT_EQ(listed, wanted) << who.login;
  }
}

}  // namespace
}  // namespace ledgers_story
