// 一企一档 as JSON: records in brief, every figure with what opens it.
#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

using dossier::Dossier;

/// Renders the parts of one dossier for one person.
class DossierWriter {
 public:
  DossierWriter(definitions::Set const& set, registry::Registry const& registry, Dossier const& all, Call const& call)
      : set_(set), all_(all), now_(call.now()), names_(registry, call.session.person) {
    std::map<Register const*, std::vector<Record>> told{{all.reg, {all.facility}}};
    auto const note = [&](auto const& list) {
      for (auto const& one : list) {
        told[one.reg].push_back(one.record);
      }
    };
    note(all.expiries), note(all.overdue), note(all.documents), note(all.changes);
    for (auto const& pointing : all.registers) {
      auto& records = told[pointing.reg];
      records.insert(records.end(), pointing.records.begin(), pointing.records.end());
    }
    for (auto const& [reg, records] : told) {
      names_.add(*reg, records);
    }
  }

  json::object write() const {
    return {{"facility", record_json(set_, *all_.reg, all_.facility, names_, now_)}, {"state", brief(*all_.reg, all_.facility).at("state")},
            {"facts", facts()}, {"names", texts(all_.names)}, {"name_changes", name_changes()}, {"registers", registers()}, {"overdue", overdue()},
            {"expiries", expiries()}, {"documents", documents()}, {"outlets", outlets()}, {"alarms", alarms()}, {"grid", grid()}, {"changes", changes()}};
  }

 private:
  json::object brief(Register const& reg, Record const& record) const {
    auto const state = shown_text(set_, reg, "state", record.state, names_);
    bool const late = record.due && *record.due < base::beijing_day(now_);
    return {{"register", text(reg.id)}, {"register_title", title_json(reg.title)}, {"id", record.id.value},
            {"title", text(title_of(set_, reg, record, names_))},
            {"state", record.state.empty() ? json::value(nullptr) : json::value(gate::title(state.zh, state.en))},
            {"due", record.due ? json::value(base::format(*record.due)) : json::value(nullptr)}, {"overdue", late}, {"origin", text(record.origin)}};
  }
  static json::array texts(std::vector<std::string> const& all) {
    json::array out;
    for (auto const& one : all) {
      out.push_back(text(one));
    }
    return out;
  }
  json::object changed(std::string const& field, std::string const& before, std::string const& after) const {
    auto const was = shown_text(set_, *all_.reg, field, before, names_), is = shown_text(set_, *all_.reg, field, after, names_);
    return {{"field", text(field)}, {"title", title_json(title_of_property(*all_.reg, field))}, {"before", text(was.zh)}, {"after", text(is.zh)},
            {"before_en", text(was.en)}, {"after_en", text(is.en)}};
  }
  /// What the register's own list shows of a record.
  json::array facts() const {
    json::array out;
    for (auto const& id : all_.reg->columns) {
      auto const* field = all_.reg->field(id);
      auto const found = all_.facility.values.find(id);
      if (field == nullptr || found == all_.facility.values.end()) {
        continue;
      }
      auto const shown = shown_text(set_, *all_.reg, id, definitions::to_text(*field, found->second), names_);
      out.push_back(json::object{{"field", text(id)}, {"title", title_json(field->title)}, {"value", gate::title(shown.zh, shown.en)}});
    }
    return out;
  }
  json::array name_changes() const {
    json::array out;
    for (auto const& one : all_.name_changes) {
      out.push_back(json::object{{"at", base::format(one.at)}, {"by", text(one.by)}, {"why", text(one.why)},
                                 {"changed", changed(one.field, one.before, one.after)}});
    }
    return out;
  }
  json::array registers() const {
    json::array out;
    for (auto const& one : all_.registers) {
      json::array fields, records;
      for (auto const* field : one.fields) {
        fields.push_back(json::object{{"id", text(field->id)}, {"title", title_json(field->title)}});
      }
      for (auto const& record : one.records) {
        records.push_back(brief(*one.reg, record));
      }
      out.push_back(json::object{{"register", text(one.reg->id)}, {"title", title_json(one.reg->title)}, {"group", text(one.reg->group)},
                                 {"fields", std::move(fields)}, {"total", one.total}, {"filter", text(one.filter)},
                                 {"overdue", one.overdue ? json::value(*one.overdue) : json::value(nullptr)}, {"records", std::move(records)}});
    }
    return out;
  }
  json::array overdue() const {
    json::array out;
    for (auto const& one : all_.overdue) {
      out.push_back(brief(*one.reg, one.record));
    }
    return out;
  }
  json::array expiries() const {
    json::array out;
    for (auto const& one : all_.expiries) {
      out.push_back(json::object{{"day", base::format(one.day)}, {"past", one.day < base::beijing_day(now_)}, {"field", text(one.field->id)},
                                 {"field_title", title_json(one.field->title)}, {"record", brief(*one.reg, one.record)}});
    }
    return out;
  }
  json::array documents() const {
    json::array out;
    for (auto const& one : all_.documents) {
      out.push_back(json::object{{"file", file_json(one.file)}, {"field", text(one.field->id)}, {"field_title", title_json(one.field->title)},
                                 {"record", brief(*one.reg, one.record)}});
    }
    return out;
  }
  json::array outlets() const {
    json::array out;
    for (auto const& one : all_.outlets) {
      json::array loggers;
      for (auto const& logger : one.loggers) {
        loggers.push_back(json::object{{"mn", text(logger.mn)}, {"edition", text(logger.edition)}, {"active", logger.active}});
      }
      auto const& point = one.point;
      bool const placed = point.longitude != 0 || point.latitude != 0;
      out.push_back(json::object{{"point", point.id.value}, {"code", text(point.code)}, {"name", text(point.name)}, {"name_en", text(point.name_en)},
                                 {"kind", text(points::name_of(point.kind))}, {"origin", text(point.origin)}, {"active", point.active},
                                 {"longitude", placed ? json::value(point.longitude) : json::value(nullptr)},
                                 {"latitude", placed ? json::value(point.latitude) : json::value(nullptr)}, {"alarms_open", one.alarms_open},
                                 {"loggers", std::move(loggers)}});
    }
    return out;
  }
  static json::array alarm_list(std::vector<verdicts::Alarm> const& all) {
    json::array out;
    for (auto const& one : all) {
      out.push_back(json::object{{"id", one.id.value}, {"kind", text(verdicts::name_of(one.kind))}, {"point", one.point.value}, {"subject", text(one.subject)},
                                 {"period", text(one.period)}, {"state", text(one.state)}, {"began_at", base::format(one.began_at)},
                                 {"ended_at", gate::time_or_null(one.ended_at)}, {"value", gate::number(one.value)}, {"limit", gate::number(one.limit)},
                                 {"unit", text(one.unit)}});
    }
    return out;
  }
  json::object alarms() const {
    json::object by_kind;
    for (auto const& [kind, count] : all_.alarms.by_kind) {
      by_kind.emplace(kind, count);
    }
    return {{"open_total", all_.alarms.open_total}, {"total", all_.alarms.total}, {"by_kind", std::move(by_kind)}, {"open", alarm_list(all_.alarms.open)},
            {"newest", alarm_list(all_.alarms.newest)}};
  }
  json::object grid() const {
    json::array spans, rows;
    for (auto const& one : all_.grid.quarters) {
      spans.push_back(json::object{{"year", one.year}, {"quarter", one.number}, {"from", base::format(one.from)}, {"to", base::format(one.to)}});
    }
    for (auto const& row : all_.grid.rows) {
      json::array cells;
      for (auto const& cell : row.cells) {
        auto const share = cell.compliant();
        auto const standing = dossier::name_of(dossier::standing_of(cell));
        cells.push_back(json::object{{"ok", cell.ok}, {"exceeded", cell.exceeded}, {"excused", cell.excused}, {"not_judged", cell.not_judged},
                                     {"compliant", share ? json::value(*share) : json::value(nullptr)}, {"standing", text(standing)}});
      }
      rows.push_back(json::object{{"point", row.point.value}, {"period", text(row.period)}, {"subject", text(row.subject)}, {"cells", std::move(cells)}});
    }
    return {{"quarters", std::move(spans)}, {"rows", std::move(rows)}};
  }
  /// Of an action "move:<id>"; the others are told by their word.
  static json::value move_title(Register const& reg, std::string_view action) {
    constexpr std::string_view prefix = "move:";
    auto const* move = reg.lifecycle && action.starts_with(prefix) ? reg.lifecycle->move(action.substr(prefix.size())) : nullptr;
    return move == nullptr ? json::value(nullptr) : json::value(title_json(move->title));
  }
  json::array changes() const {
    json::array out;
    for (auto const& one : all_.changes) {
      json::array fields;
      for (auto const& field : one.version.changed) {
        fields.push_back(title_json(title_of_property(*one.reg, field.field)));
      }
      auto const& version = one.version;
      out.push_back(json::object{{"record", brief(*one.reg, one.record)}, {"number", version.number}, {"at", base::format(version.at)},
                                 {"by", text(version.by)}, {"action", text(version.action)}, {"move", move_title(*one.reg, version.action)},
                                 {"why", text(version.why)}, {"fields", std::move(fields)}});
    }
    return out;
  }

  definitions::Set const& set_;
  Dossier const& all_;
  base::Time now_;
  Names names_;
};

}  // namespace

void Ledgers::add_dossiers(http::Router& router, dossier::Parts const& parts) {
  inside_->guarded(router, http::Method::get, "/facilities/{id}/dossier", Right::see_facility, [in = inside_.get(), parts](Call const& call) {
    auto const id = record_id_of(call);
    auto const all = id ? dossier::of(parts, call.session.person, *id, call.now()) : base::Result<Dossier>(id.error());
    return all ? answer(DossierWriter(in->set(), parts.registry, *all, call).write()) : refuse(all.error());
  });
}

}  // namespace ledgers
