// The head of a register's file, its access and geometry, the code lists, and what only all files together show.
#include "definitions/loader.hpp"

#include <algorithm>
#include <array>

#include "tabular/tabular.hpp"

namespace definitions {
namespace {

constexpr std::array roles{"administrator", "leader",     "monitor",     "inspector",  "officer", "partner",
                           "grid",          "third_party", "enterprise", "guest",      "keeper"};
constexpr std::size_t fields_max = 200;

void only_roles(yaml::Leaf const& leaf, std::vector<std::string> const& named) {
  for (auto const& role : named) {
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) {
      leaf.fault("unknown_role", "'" + role + "' is no role", "see " + std::string(guide) + " for the roles");
    }
  }
}

std::string stem_of(std::string_view path) {
  auto const slash = path.rfind('/');
  auto const name = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
  return std::string(name.substr(0, name.rfind('.')));
}

bool asks(query::Node const& node, std::string_view function) {
  return (node.op == query::Op::function && node.name == function) ||
         std::any_of(node.of.begin(), node.of.end(), [&](auto const& part) { return asks(part, function); });
}

bool is_system(std::string_view text) {   // a row of the plan's list: S001 … S114
  return text.size() == 4 && text[0] == 'S' && base::parse_integer(text.substr(1)).value_or(0) > 0;
}

}  // namespace

Title title_of(yaml::Leaf const& leaf, std::string_view key, bool needed) {
  auto const* title = leaf.find(key);
  if (title == nullptr) {
    if (needed) {
      leaf.fault("missing_" + std::string(key), "key '" + std::string(key) + "' is missing", "write { zh: …, en: … }");
    }
    return {};
  }
  if (title->is_text()) {
    title->fault("bad_yaml", "'" + std::string(key) + "' is in two languages", "write { zh: …, en: … }");
    return {};
  }
  title->only({"zh", "en"});
  return {title->text("zh"), title->text("en")};
}

void SetLoader::load_list(yaml::File const& about, yaml::File const* rows) {
  auto const leaf = yaml::Leaf::parse(about, problems_, "catalog/codes/README.md");
  if (!leaf) {
    return;
  }
  leaf->only({"id", "title", "standard", "source", "licence", "last_checked", "evidence", "effective", "hierarchical"});
  CodeList list{.id = leaf->text("id"), .title = title_of(*leaf, "title", true), .standard = leaf->text("standard", false),
                .source = leaf->text("source"), .licence = leaf->text("licence", false), .recalled = leaf->text("evidence") == "recalled"};
  if (list.id != stem_of(about.path)) {
    leaf->fault("bad_id", "the id '" + list.id + "' is not the file's name");
  }
  if (rows == nullptr) {
    leaf->fault("missing_rows", "there is no " + stem_of(about.path) + ".tsv beside it");
    return;
  }
  auto const table = tabular::parse_table(rows->text, '\t');
  if (!table) {
    problems_.add(table.error().code, table.error().detail, rows->path + ": " + table.error().where, table.error().mend);
    return;
  }
  for (auto const* const column : {"code", "name", "name_en", "parent", "note"}) {
    if (!table->column(column)) {
      problems_.add("missing_column", "column '" + std::string(column) + "' is missing", rows->path + ":1");
      return;
    }
  }
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    auto const cell = [&](std::string_view name) { return std::string(table->cell(i, name)); };
    Code code{cell("code"), cell("name"), cell("name_en"), cell("parent"), cell("note")};
    auto const where = rows->path + ":" + std::to_string(table->lines[i]);
    if (code.code.empty() || code.name.empty() || code.code.find(';') != std::string::npos) {
      problems_.add("bad_code", "a row needs a code without ';' and a name", where);
      continue;
    }
    if (!list.by_code.emplace(code.code, list.rows.size()).second) {
      problems_.add("code_twice", "code '" + code.code + "' stands twice", where);
      continue;
    }
    list.by_name.emplace(code.name, list.rows.size());
    list.rows.push_back(std::move(code));
  }
  made_->lists_.emplace(list.id, std::move(list));
}

/// The factor codes of HJ 212 are in the catalogue already: they serve as a code list too.
void SetLoader::load_factors(yaml::File const& file) {
  auto const table = tabular::parse_table(file.text, '\t');
  CodeList list{.id = "factors", .title = {"污染因子", "Factors"}, .standard = "HJ 212", .source = "catalog/factors.tsv"};
  for (std::size_t i = 0; table && i < table->rows.size(); ++i) {
    auto const cell = [&](std::string_view name) { return std::string(table->cell(i, name)); };
    if (list.by_code.emplace(cell("code"), list.rows.size()).second) {
      list.by_name.emplace(cell("name"), list.rows.size());
      list.rows.push_back({cell("code"), cell("name"), cell("name_en"), "", cell("medium")});
    }
  }
  made_->lists_.emplace(list.id, std::move(list));
}

void SetLoader::load_head(Register& reg, yaml::Leaf const& leaf) {
  leaf.only({"id", "title", "about", "group", "serves", "sources", "keeper", "assist", "key", "name", "columns", "geometry", "area", "facility",
             "retention", "access", "fields", "rules", "lifecycle"});
  reg.id = leaf.text("id");
  if (!is_id(reg.id) || reg.id != stem_of(reg.path)) {
    leaf.fault("bad_id", "the id '" + reg.id + "' is not the file's name in small letters, digits and _ (at most 40)");
  }
  reg.title = title_of(leaf, "title", true);
  reg.about = title_of(leaf, "about", false);
  reg.group = leaf.text("group");
  reg.serves = leaf.texts("serves");
  reg.sources = leaf.texts("sources");
  reg.keeper = leaf.texts("keeper");
  reg.assist = leaf.texts("assist");
  reg.key = leaf.texts("key");
  reg.name_field = leaf.text("name");
  reg.columns = leaf.texts("columns");
  reg.area_field = leaf.text("area", false);
  reg.facility_field = leaf.text("facility", false);
  for (auto const& row : reg.serves) {
    if (!is_system(row)) {
      leaf.find("serves")->fault("bad_system", "'" + row + "' is no row of the plan's list of systems", "write S041");
    }
  }
  if (reg.keeper.empty() || reg.key.empty()) {
    leaf.fault("missing_key", "a register needs 'keeper' (who keeps it) and 'key' (what tells its records apart)");
  }
  if (auto const* retention = leaf.find("retention"); retention != nullptr) {
    retention->only({"years", "source"});
    reg.retention_years = retention->integer("years").value_or(0);
    reg.retention_source = retention->text("source");
  }
}

void SetLoader::load_geometry(Register& reg, yaml::Leaf const& leaf) {
  auto const* geometry = leaf.find("geometry");
  if (geometry == nullptr) {
    return;
  }
  geometry->only({"shape", "required", "public", "blur"});
  reg.geometry = geo::parse_shape(geometry->text("shape"));
  if (!reg.geometry) {
    geometry->fault("bad_choice", "the shape is point, line, polygon or any");
  }
  reg.geometry_required = geometry->yes("required");
  reg.geometry_public = !geometry->has("public") || geometry->yes("public");
  auto const blur = geometry->text("blur", false);
  auto const metres = base::split(blur, ' ');
  auto const number = base::parse_number(metres[0]);
  if (!blur.empty() && (metres.size() != 2 || metres[1] != "m" || !number || *number < 0)) {
    geometry->fault("bad_number", "'blur' is a length as '500 m'");
  }
  reg.blur_m = number.value_or(0);
}

void SetLoader::load_access(Register& reg, yaml::Leaf const& leaf) {
  auto const* access = leaf.find("access");
  if (access == nullptr) {
    return;
  }
  access->only({"public", "read", "write", "enterprise_files"});
  reg.access.is_public = access->yes("public");
  reg.access.read = access->texts("read");
  reg.access.write = access->texts("write");
  reg.access.enterprise_files = access->yes("enterprise_files");
  only_roles(*access, reg.access.read);
  only_roles(*access, reg.access.write);
}

void SetLoader::mark_of_today(Register& reg) {
  for (std::size_t round = 0; round < reg.fields.size(); ++round) {
    bool changed = false;
    for (auto& field : reg.fields) {
      if (!field.value || field.of_today) {
        continue;
      }
      if (asks(*field.value, "now")) {
        problems_.add("bad_expression", "a computed field may ask for today(), not for now(): it is kept", field_places_[reg.id + "." + field.id]);
      }
      auto const used = query::properties_of(*field.value);
      field.of_today = asks(*field.value, "today") || std::any_of(used.begin(), used.end(), [&](auto const& name) {
                         auto const* other = reg.field(name);
                         return other != nullptr && other->of_today;
                       });
      changed = changed || field.of_today;
    }
    if (!changed) {
      return;
    }
  }
}

void SetLoader::load_register(yaml::File const& file) {
  auto const leaf = yaml::Leaf::parse(file, problems_, guide);
  if (!leaf) {
    return;
  }
  Register reg;
  reg.path = file.path;
  reg.digest = base::hex(base::sha256(file.text));
  load_head(reg, *leaf);
  load_geometry(reg, *leaf);
  load_access(reg, *leaf);
  auto const fields = leaf->items("fields");
  if (fields.empty() || fields.size() > fields_max) {
    leaf->fault("bad_fields", "a register has 1 to " + std::to_string(fields_max) + " fields");
  }
  for (auto const& field : fields) {
    load_field(reg, field);
  }
  for (auto const& field : fields) {   // a computed field may name one that stands below it
    if (field.has("value") && reg.field(field.text("id")) != nullptr) {
      auto* const at = &reg.fields[static_cast<std::size_t>(reg.field(field.text("id")) - reg.fields.data())];
      at->value = expression(reg, field, "value", true);
      at->value_text = field.text("value");
    }
  }
  mark_of_today(reg);
  for (auto& field : reg.fields) {   // without its key a record could not be told apart
    field.required = field.required || std::find(reg.key.begin(), reg.key.end(), field.id) != reg.key.end();
  }
  for (auto const& rule : leaf->items("rules")) {
    load_rule(reg, rule);
  }
  load_lifecycle(reg, *leaf);
  check_names(reg, *leaf);
  made_->registers_.push_back(std::move(reg));
}

void SetLoader::check_names(Register const& reg, yaml::Leaf const& leaf) {
  auto const must_be = [&](std::string const& id, std::string_view key) {
    auto const* field = reg.field(id);
    if (field == nullptr) {
      leaf.fault("unknown_field", "'" + std::string(key) + "' names '" + id + "', which is no field here");
    }
    return field;
  };
  for (auto const& id : reg.key) {
    auto const* field = must_be(id, "key");
    if (field != nullptr && (field->value || is_file(field->type) || field->type == Type::memo || field->type == Type::codes)) {
      leaf.fault("bad_key", "'" + id + "' cannot be part of the key: it is computed, a file, a memo or several codes");
    }
  }
  must_be(reg.name_field, "name");
  for (auto const& id : reg.columns) {
    if (!is_own_property(id)) {
      must_be(id, "columns");
    }
  }
  if (!reg.area_field.empty()) {
    auto const* field = must_be(reg.area_field, "area");
    if (field != nullptr && field->type != Type::grid_cell && field->form != Form::division) {
      leaf.fault("bad_area", "'" + reg.area_field + "' is no grid_cell and no division code");
    }
  }
  if (!reg.facility_field.empty() && reg.facility_field != "id") {
    auto const* field = must_be(reg.facility_field, "facility");
    if (field != nullptr && (field->type != Type::reference || field->to != "facility")) {
      leaf.fault("bad_facility", "'" + reg.facility_field + "' is no reference to the register 'facility'");
    }
  }
  if (reg.access.enterprise_files && reg.facility_field.empty()) {
    leaf.fault("bad_access", "enterprises cannot file here: 'facility' does not say whose a record is");
  }
}

void SetLoader::check_across() {
  auto const place = [&](Register const& reg, Field const& field) { return field_places_[reg.id + "." + field.id]; };
  auto const* departments = made_->list("departments");
  auto const* groups = made_->list("register_groups");
  for (auto const& reg : made_->registers_) {
    for (auto const& field : reg.fields) {
      if (!field.list.empty() && made_->list(field.list) == nullptr) {
        problems_.add("unknown_list", "there is no code list '" + field.list + "'", place(reg, field), "see catalog/codes/");
      }
      if (field.type == Type::reference && made_->find(field.to) == nullptr) {
        problems_.add("unknown_register", "there is no register '" + field.to + "' to refer to", place(reg, field));
      }
    }
    for (auto const& desk : reg.keeper) {
      if (departments != nullptr && departments->find(desk) == nullptr) {
        problems_.add("unknown_department", "'" + desk + "' is no department", reg.path + ":1", "see catalog/codes/departments.tsv");
      }
    }
    if (groups != nullptr && groups->find(reg.group) == nullptr) {
      problems_.add("unknown_group", "'" + reg.group + "' is no group of registers", reg.path + ":1", "see catalog/codes/register_groups.tsv");
    }
  }
}

std::shared_ptr<Set> SetLoader::load(std::vector<yaml::File> const& files, Items const* items) {
  auto const is = [](std::string_view path, std::string_view folder, std::string_view end) { return path.starts_with(folder) && path.ends_with(end); };
  for (auto const& file : files) {
    if (file.path == "factors.tsv") {
      load_factors(file);
    } else if (is(file.path, "codes/", ".yaml")) {
      auto const rows = file.path.substr(0, file.path.size() - 4) + "tsv";
      auto const found = std::find_if(files.begin(), files.end(), [&](auto const& other) { return other.path == rows; });
      load_list(file, found == files.end() ? nullptr : &*found);
    }
  }
  for (auto const& file : files) {
    if (is(file.path, "registers/", ".yaml")) {
      load_register(file);
    }
  }
  std::sort(made_->registers_.begin(), made_->registers_.end(), [](auto const& a, auto const& b) { return a.id < b.id; });
  check_across();
  if (items != nullptr) {
    check_items(*items);
  }
  return made_;
}

base::Result<std::shared_ptr<Set const>> Set::load(std::vector<yaml::File> const& files, std::vector<base::Problem>* problems,
                                                   Items const* items) {
  yaml::Problems found;
  auto made = SetLoader(found).load(files, items);
  if (problems != nullptr) {
    *problems = found.found;
  }
  if (!found.found.empty()) {
    return found.found.front();
  }
  return std::shared_ptr<Set const>(std::move(made));
}

}  // namespace definitions
