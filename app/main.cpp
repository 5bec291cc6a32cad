// The story of the program: read the command line, do one thing, say how it went.
// Exit codes: 0 done, 1 done with findings, 2 called wrongly, 3 failed.
#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "assess_tool.hpp"
#include "data_tool.hpp"
#include "files.hpp"
#include "hj212_tool.hpp"
#include "import_tool.hpp"
#include "records.hpp"
#include "register_tool.hpp"
#include "replay.hpp"
#include "report_tool.hpp"
#include "serve.hpp"
#include "simulate.hpp"

namespace {

constexpr int exit_done = 0;
constexpr int exit_called_wrongly = 2;
constexpr int exit_failed = 3;
constexpr char const* records_help = "PostgreSQL database of the records, as postgresql://user@host/name; without it they are a file in the data folder";

std::atomic<bool> stop_asked{false};   // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): set by the signal handler
extern "C" void ask_to_stop(int) { stop_asked = true; }

// Runs `work` on a file, or on standard input for "-".
template <typename Work>
int with_input(std::string const& path, Work work) {
  bool const is_file = path != "-";
  std::error_code error;
  if (is_file && std::filesystem::is_directory(path, error)) {
    throw base::Failure(path + " is a folder; name a file");
  }
  std::ifstream file;
  if (is_file) {
    file.open(path, std::ios::binary);
    if (!file) {
      throw base::Failure("cannot read " + path);
    }
  }
  std::istream& in = is_file ? file : std::cin;
  int const code = work(in);
  if (in.bad()) {
    throw base::Failure("cannot read " + (is_file ? path : "standard input") + " to its end");
  }
  if (!std::cout.flush()) {
    throw base::Failure("cannot write the output; is the disk full?");
  }
  return code;
}

net::Endpoint endpoint_of(std::string const& text) {
  auto const endpoint = net::parse_endpoint(text);
  if (!endpoint) {
    throw CLI::ValidationError("address", base::to_string(endpoint.error()));
  }
  return *endpoint;
}

void add_hj212(CLI::App& cli, std::function<int()>& work) {
  auto* const group = cli.add_subcommand("hj212", "HJ 212 frames and JSON objects, one a line");
  group->require_subcommand(1);
  for (auto const* name : {"decode", "encode"}) {
    auto const file = std::make_shared<std::string>("-");
    auto* const command = group->add_subcommand(name, std::string(name) == "decode" ? "frames to JSON" : "JSON to frames");
    command->add_option("FILE", *file, "a file, or - for standard input");
    command->callback([file, &work, decode = std::string(name) == "decode"] {
      work = [file, decode] {
        return with_input(*file, [&](std::istream& in) { return decode ? app::hj212_decode(in, std::cout) : app::hj212_encode(in, std::cout); });
      };
    });
  }
}

void add_assess(CLI::App& cli, std::function<int()>& work) {
  auto const file = std::make_shared<std::string>("-");
  auto const why = std::make_shared<bool>(false);
  auto const data = std::make_shared<std::string>();
  auto const standards = [data] { return app::load_catalog(data->empty() ? std::filesystem::path() : std::filesystem::path(*data) / "catalog"); };
  auto* const group = cli.add_subcommand("assess", "answers to JSON lines, with their basis");
  group->add_option("--data", *data, "a data folder, whose own standards go before those that ship with the program")->check(CLI::ExistingDirectory);
  group->add_flag("--why", *why, "with every answer a tree of what it was made from");
  group->callback([group, why, standards, &work] {
    if (group->get_subcommands().empty()) {
      work = [why, standards] {
        int const code = assess_lines(*standards(), reader_of(0), std::cout, *why);
        if (!std::cout.flush()) {
          throw base::Failure("cannot write the output; is the disk full?");
        }
        return code;
      };
    }
  });
  group->add_subcommand("topics", "what can be asked, one topic a line")->callback([standards, &work] {
    work = [standards] { return assess_topics(*standards(), std::cout); };
  });
  auto* const check = group->add_subcommand("check", "run worked cases (TSV); 1 if one differs");
  check->add_option("FILE", *file, "a file, or - for standard input")->required();
  check->callback([file, standards, &work] {
    work = [file, standards] {
      return with_input(*file, [&](std::istream& in) { return assess_check(*standards(), in, std::cout); });
    };
  });
}

int list_loggers(std::vector<app::LoggerProfile> const& profiles) {
  for (auto const& profile : profiles) {
    std::cout << app::to_text(profile) << "\n";
  }
  return exit_done;
}

void add_simulate(CLI::App& cli, std::function<int()>& work) {
  auto const options = std::make_shared<app::SimulateOptions>();
  auto const to = std::make_shared<std::string>("127.0.0.1:9212");
  auto const seconds = std::make_shared<std::int64_t>(60);
  auto const history = std::make_shared<int>(0);
  auto* const command = cli.add_subcommand("simulate", "loggers with the faults that real ones have");
  command->add_option("--to", *to, "gateway, HOST:PORT");
  command->add_option("--loggers", options->loggers, "how many")->check(CLI::Range(1, 20'000));
  auto const& faults = app::fault_names();
  command->add_option("--faults", options->faults, "dealt out in turn")
      ->delimiter(',')
      ->check(CLI::IsMember(std::vector<std::string>(faults.begin(), faults.end())));
  command->add_option("--seconds", *seconds, "how long; 0 = until stopped")->check(CLI::NonNegativeNumber);
  command->add_option("--history", *history, "hours of the past sent first")->check(CLI::NonNegativeNumber);
  command->add_option("--speed", options->speed, "simulated seconds a second")->check(CLI::PositiveNumber);
  command->add_option("--seed", options->seed, "of the random numbers");
  auto const list = std::make_shared<bool>(false);
  command->add_flag("--list", *list, "only print the loggers, one line of JSON each, to register them");
  command->callback([=, &work] {
    work = [=] {
      auto const profiles = app::invented_profiles(options->loggers, options->faults, options->seed);
      if (*list) {
        return list_loggers(profiles);
      }
      options->to = endpoint_of(*to);
      options->duration = std::chrono::seconds(*seconds);
      options->history = std::chrono::hours(*history);
      auto const report = app::run_simulation(*options, profiles, stop_asked);
      std::cout << app::to_text(report) << "\n";
      if (report.connections_made == 0) {
        throw base::Failure("no gateway was reached at " + net::to_string(options->to) + "; start it, or name another with --to");
      }
      return exit_done;
    };
  });
}

void add_replay(CLI::App& cli, std::function<int()>& work) {
  auto const options = std::make_shared<app::ReplayOptions>();
  auto const to = std::make_shared<std::string>("127.0.0.1:9212");
  auto* const command = cli.add_subcommand("replay", "recorded frames against a gateway");
  command->add_option("FILE", options->file, "one frame a line, or TSV with a column \"frame\"; may be gzip")->required();
  command->add_option("--to", *to, "gateway, HOST:PORT");
  command->add_option("--rate", options->rate_per_s, "frames a second; 0 = as fast as they are taken")->check(CLI::NonNegativeNumber);
  command->add_option("--connections", options->connections, "how many")->check(CLI::Range(1, 10'000));
  command->callback([=, &work] {
    work = [=] {
      options->to = endpoint_of(*to);
      auto const frames = app::read_frames(options->file);
      if (!frames) {
        throw base::Failure(base::to_string(frames.error()));
      }
      auto const report = app::replay(*options, *frames, stop_asked);
      std::cout << app::to_text(report) << "\n";
      if (report.sent < report.frames && !stop_asked) {
        throw base::Failure(std::string("the gateway at ") + net::to_string(options->to) +
                            (report.connections_made == 0 ? " was not reached" : " went away") + "; start it, or name another with --to");
      }
      return exit_done;
    };
  });
}

// Before a data folder is made and its first password printed.
void try_addresses(std::vector<std::pair<std::string, net::Endpoint>> const& addresses) {
  net::Loop loop;
  for (auto const& [name, at] : addresses) {
    loop.listen(name, at, {}, [](net::Link&) { return std::unique_ptr<net::Conversation>(); });
  }
}

void add_serve(CLI::App& cli, std::function<int()>& work) {
  auto const options = std::make_shared<app::ServeOptions>();
  auto const http = std::make_shared<std::string>(net::to_string(options->http));
  auto const hj212 = std::make_shared<std::string>(net::to_string(options->hj212));
  auto* const command = cli.add_subcommand("serve", "the HJ 212 door, the API and the screens");
  command->add_option("--data", options->data, "folder that holds everything");
  command->add_option("--records", options->records, records_help);
  command->add_option("--http", *http, "HOST:PORT of screens and API");
  command->add_option("--hj212", *hj212, "HOST:PORT for loggers");
  command->add_flag("--demo", options->demo, "a demonstration district with simulated loggers");
  command->callback([=, &work] {
    work = [=] {
      options->http = endpoint_of(*http);
      options->hj212 = endpoint_of(*hj212);
      try_addresses({{"http", options->http}, {"hj212", options->hj212}});
      return app::serve(*options, stop_asked);
    };
  });
}

void add_data_tools(CLI::App& cli, std::function<int()>& work) {
  auto const at = std::make_shared<app::Place>();
  auto const other = std::make_shared<std::string>();
  auto const as_json = std::make_shared<bool>(false);
  auto const add = [&](char const* name, char const* title, std::function<int()> const& what) {
    auto* const command = cli.add_subcommand(name, title);
    command->add_option("--data", at->data, "the data folder");
    command->add_option("--records", at->records, records_help);
    command->callback([what, &work] { work = what; });
    return command;
  };
  add("verify", "walk the evidence chain, the journal, records and attachments", [=] { return app::verify(*at, *as_json); })->add_flag("--json", *as_json);
  auto const force = std::make_shared<bool>(false);
  auto* const rebuild = add("rebuild", "make the observations anew from the evidence", [=] {
    return app::rebuild({.data = at->data, .records = at->records, .force = *force, .json = *as_json});
  });
  rebuild->add_flag("--json", *as_json);
  rebuild->add_flag("--force", *force, "though evidence is missing or broken");
  add("backup", "copy everything into a new folder", [=] { return app::backup(*at, *other); })->add_option("TO", *other)->required();
  add("restore", "put a backup into a new data folder", [=] { return app::restore(*other, *at); })->add_option("FROM", *other)->required();
  add("registers", "say what each register is, whether definitions and standards are in order, and what a start would do to the tables", [=] {
    return app::registers_tool(*at, *as_json);
  })->add_flag("--json", *as_json);
  add("user", "set an account's password, read from standard input", [=] { return app::set_password(*at, *other); })
      ->add_option("LOGIN", *other)->required();
}

void add_import(CLI::App& cli, std::function<int()>& work) {
  auto const options = std::make_shared<app::ImportToolOptions>();
  auto* const group = cli.add_subcommand("import", "data of others");
  group->require_subcommand(1);
  auto* const command = group->add_subcommand("observations", "measured values from a CSV, plain or gzip");
  command->add_option("FILE", options->file, "the CSV")->required();
  command->add_option("--plan", options->plan, "a name of catalog/imports, or a path")->required();
  command->add_option("--data", options->data, "the data folder");
  command->add_option("--records", options->records, records_help);
  command->add_flag("--again", options->again, "though the same file was imported before");
  command->add_flag("--dry-run", options->dry_run, "only say what would be stored, and every problem");
  command->add_flag("--json", options->json);
  command->callback([options, &work] { work = [options] { return app::import_observations(*options); }; });

  auto const sheet = std::make_shared<app::RegisterImportOptions>();
  auto* const into = group->add_subcommand("register", "a sheet or a map file into a register");
  into->add_option("REGISTER", sheet->reg, "its id, as `biyun registers` says")->required();
  into->add_option("FILE", sheet->file, ".xlsx, .xls, .csv, a zipped Shapefile, .gpkg, .kml, .dxf or .geojson")->required();
  into->add_option("--data", sheet->at.data, "the data folder");
  into->add_option("--records", sheet->at.records, records_help);
  into->add_option("--system", sheet->system, "datum of its coordinates: CGCS2000, GCJ-02, EPSG:4547 …");
  into->add_option("--sheet", sheet->sheet, "number of the sheet, from 1; else the one whose header fits best");
  into->add_flag("--dry-run", sheet->dry_run, "only say what would be taken, and every problem");
  into->add_flag("--partial", sheet->partial, "take good rows though others are refused");
  into->add_flag("--json", sheet->json);
  into->callback([sheet, &work] { work = [sheet] { return app::import_register(*sheet); }; });
}

void add_export(CLI::App& cli, std::function<int()>& work) {
  auto const options = std::make_shared<app::RegisterExportOptions>();
  auto* const group = cli.add_subcommand("export", "our data for others");
  group->require_subcommand(1);
  auto* const command = group->add_subcommand("register", "a register as workbook or map file");
  command->add_option("REGISTER", options->reg, "its id, as `biyun registers` says")->required();
  command->add_option("FILE", options->file, "its ending says the format: .xlsx .geojson .gpkg .kml .dxf .zip")->required();
  command->add_option("--filter", options->filter, "CQL2 text: which records");
  command->add_option("--system", options->system, "datum of a .dxf or a Shapefile: EPSG:4547 …");
  command->add_option("--data", options->at.data, "the data folder");
  command->add_option("--records", options->at.records, records_help);
  command->callback([options, &work] { work = [options] { return app::export_register(*options); }; });
}

void add_report(CLI::App& cli, std::function<int()>& work) {
  auto const options = std::make_shared<app::ReportOptions>();
  auto* const command = cli.add_subcommand("report", "a report as a file, while no server runs; without an id: which there are, and of what");
  command->add_option("ID", options->id, "air_month, water_year …");
  command->add_option("--object", options->object, "area/140215, point/3, record/water_source/1 …");
  auto* const span = command->add_option("--span", options->span, "2026-10, 2026-Q4, 2026, 2026-10-05, 2025-heating");
  command->add_option("--format", options->format, "html, xlsx, docx or pdf; else as the file's ending says")
      ->check(CLI::IsMember({"html", "xlsx", "docx", "pdf"}));
  command->add_option("--out", options->file, "the file, or - for standard output; else its own name");
  command->add_option("--data", options->at.data, "the data folder");
  command->add_option("--records", options->at.records, records_help);
  command->callback([options, span, &work] {
    if (!options->id.empty() && span->count() == 0) {
      throw CLI::RequiredError("--span");
    }
    work = [options] { return app::make_report(*options); };
  });
}

int run(int argc, char** argv) {
  CLI::App cli("Biyun 碧云: an open platform for a district's ecology and environment bureau", "biyun");
  cli.require_subcommand(1);
  std::function<int()> work;
  add_hj212(cli, work);
  add_assess(cli, work);
  add_simulate(cli, work);
  add_replay(cli, work);
  add_serve(cli, work);
  add_data_tools(cli, work);
  add_import(cli, work);
  add_export(cli, work);
  add_report(cli, work);
  cli.add_subcommand("version", "what this is")->callback([&work] {
    work = [] {
      std::cout << "biyun " BIYUN_VERSION "\n";
      return exit_done;
    };
  });
  try {
    cli.parse(argc, argv);
    return work();
  } catch (CLI::ParseError const& wrong) {
    return cli.exit(wrong) == 0 ? exit_done : exit_called_wrongly;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGTERM, ask_to_stop);   // NOLINT(cert-err33-c): cannot fail for these
  std::signal(SIGINT, ask_to_stop);    // NOLINT(cert-err33-c)
  try {
    return run(argc, argv);
  } catch (std::exception const& failure) {
    std::cerr << "biyun: " << failure.what() << "\n";
    return exit_failed;
  }
}
