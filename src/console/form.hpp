#pragma once
// Private to the room: a form's fields are read one by one, and every wrong one is remembered.
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.hpp"
#include "http/http.hpp"

namespace console {

class Form {
 public:
  /// The body as a JSON object; anything else is the form's only problem.
  explicit Form(std::string const& body);
  Form(boost::json::object fields, std::string place) : fields_(std::move(fields)), place_(std::move(place)) {}

  /// A field that is absent or null is `otherwise`; one of another type is wrong.
  std::string text(std::string_view name, std::string const& otherwise = {});
  double number(std::string_view name, double otherwise);
  std::int64_t whole(std::string_view name, std::int64_t otherwise);
  bool truth(std::string_view name, bool otherwise);
  std::string needed_text(std::string_view name);

  void wrong(std::string_view name, std::string detail, std::string mend = {});
  /// What a room says of the fields; one that was of a wrong type already is not told twice.
  void wrong(std::vector<base::Problem> const& problems);
  bool ok() const { return problems_.empty(); }
  std::vector<base::Problem> const& problems() const { return problems_; }

 private:
  boost::json::value const* find(std::string_view name) const;
  boost::json::object fields_;
  std::string place_;          // "channels[2]." in a list of forms
  std::vector<base::Problem> problems_;
};

/// Adds what `told` does not say yet: one problem a field.
void add_untold(std::vector<base::Problem>& told, std::vector<base::Problem> const& more);
/// 400 with errors[] naming each field.
http::Response refuse(std::vector<base::Problem> const& problems);

}  // namespace console
