// Any bytes: no crash; what is called text holds no markup in front, what is shown is a picture or a PDF.
#include "files/files.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes(reinterpret_cast<char const*>(data), size);
  auto const type = files::type_of(bytes);
  if (!type) return 0;
  CHECK(!bytes.empty() && !bytes.starts_with(std::string_view("MZ\x90\0", 4)) && !bytes.starts_with("\x7F" "ELF"), "no program is kept");
  CHECK(*type != "text/plain" || (base::trim(bytes)[0] != '<' && bytes.find('\0') == bytes.npos), "text is text");
  CHECK(!files::shown(*type) || type->starts_with("image/") || *type == "application/pdf", "only pictures and PDF are shown");
  return 0;
}
