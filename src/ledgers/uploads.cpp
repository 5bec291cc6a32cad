// Bytes in and out.
#include "ledgers/uploads.hpp"

#include <algorithm>

#include "ledgers/inside.hpp"

namespace ledgers {
namespace {

constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t digest_length = 64;

/// A name that may stand in a value and in a header: one line, without what parts values or paths.
base::Result<std::string> clean_name(std::string const& given) {
  auto const name = std::string(base::trim(given));
  auto const bad = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '\\' || c == ';'; };
  if (name.empty() || name.size() > name_bytes_max || std::any_of(name.begin(), name.end(), bad)) {
    return Problem("invalid", name.empty() ? "the file has no name" : "the file's name is too long or holds one of / \\ ;", "name",
                   "add ?name=photo.jpg, at most 200 bytes");
  }
  return name;
}

bool is_digest(std::string_view text) {
  return text.size() == digest_length && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string disposition(std::string_view how, std::string const& name) {
  std::string plain;
  for (char const c : name) {
    bool const safe = c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '%';
    plain += safe ? c : '_';
  }
  return std::string(how) + "; filename=\"" + plain + "\"; filename*=UTF-8''" + http::url_encode(name);
}

void Uploads::note(std::string const& login, Sent const& sent, base::Time now) {
  std::lock_guard const lock(mutex_);
  Key key{login, sent.file.digest};
  if (auto const found = noted_.find(key); found != noted_.end()) {
    order_.erase(std::find(order_.begin(), order_.end(), key));
    noted_.erase(found);
  }
  while (!order_.empty() && (order_.size() >= most_ || now - noted_.at(order_.front()).at > kept_)) {
    noted_.erase(order_.front());
    order_.pop_front();
  }
  noted_.emplace(key, Noted{sent, now});
  order_.push_back(std::move(key));
}

std::optional<Uploads::Sent> Uploads::find(std::string const& login, std::string const& digest, base::Time now) const {
  std::lock_guard const lock(mutex_);
  auto const found = noted_.find({login, digest});
  return found == noted_.end() || now - found->second.at > kept_ ? std::nullopt : std::optional(found->second.sent);
}

std::optional<files::Kept> Ledgers::Inside::usable_file(Call const& call, std::string const& digest) const {
  if (!is_digest(digest)) {
    return std::nullopt;
  }
  if (auto sent = uploads.find(call.who(), digest, call.now()); sent && sent->purpose == files::Purpose::attachment) {
    return std::move(sent->file);
  }
  auto const bytes = parts.registry.sees_file(call.session.person, digest) ? parts.files.get(digest) : std::nullopt;
  auto const type = bytes ? files::type_of(*bytes) : std::nullopt;
  return type ? std::optional(files::Kept{digest, std::string(*type), bytes->size()}) : std::nullopt;
}

http::Response Ledgers::Inside::upload(Call const& call) {
  auto const known = only_parameters(call, {"name", "for"});
  auto const used = gate::one_of(call, "for", {"import"});
  if (!known || !used) {
    return refuse(known ? used.error() : known.error());
  }
  auto const purpose = call.query("for").empty() ? files::Purpose::attachment : files::Purpose::import;
  auto const name = clean_name(call.query("name"));
  if (!name) {
    return refuse(name.error());
  }
  auto const kept = parts.files.put(call.request.body, *name, purpose);
  if (!kept) {
    auto const& wrong = kept.error();
    return refuse(std::vector{Problem(wrong.code, wrong.detail, "name", wrong.mend)});
  }
  uploads.note(call.who(), {*kept, *name, purpose}, call.now());
  definitions::Attachment const file{kept->digest, kept->type, *name, kept->size};
  auto made = file_json(file);
  made.emplace("value", text(definitions::to_text(file)));
  constexpr int was_created = 201;
  auto response = answer(made, was_created);
  response.headers.emplace_back("Location", std::string(root) + "/files/" + kept->digest);
  return response;
}

http::Response Ledgers::Inside::download(Call const& call) const {
  auto const digest = call.param("digest");
  auto const none = Problem("not_found", "there is no such file, or it belongs to no record that you see", "digest");
  bool const may = is_digest(digest) && (uploads.find(call.who(), digest, call.now()) || parts.registry.sees_file(call.session.person, digest));
  auto bytes = may ? parts.files.get(digest) : std::nullopt;
  auto const type = bytes ? files::type_of(*bytes) : std::nullopt;
  if (!type) {
    return refuse(none);
  }
  auto const given = call.query("name");
  auto const name = given.empty() ? base::Result<std::string>("file") : clean_name(given);
  if (!name) {
    return refuse(name.error());
  }
  http::Response response;
  auto const tag = "\"" + digest + "\"";
  if (call.request.header("if-none-match").find(tag) != std::string_view::npos) {
    constexpr int not_modified = 304;
    response.status = not_modified;
  } else {
    response.content_type = type->starts_with("text/") ? std::string(*type) + "; charset=utf-8" : std::string(*type);
    response.body = *std::move(bytes);
  }
  response.headers = {{"ETag", tag}, {"Cache-Control", "private, no-cache"},
                      {"Content-Disposition", disposition(files::shown(*type) ? "inline" : "attachment", *name)},
                      {"X-Content-Type-Options", "nosniff"}, {"Content-Security-Policy", "sandbox; default-src 'none'"}};
  return response;
}

void Ledgers::Inside::add_files(http::Router& router) {
  guarded(router, http::Method::post, "/files", Right::change_registers, [this](Call const& call) { return upload(call); });
  guarded(router, http::Method::get, "/files/{digest}", Right::see_registers, [this](Call const& call) { return download(call); });
}

}  // namespace ledgers
