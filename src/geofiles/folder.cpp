#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "geofiles/inside.hpp"

namespace geofiles {

Folder::Folder() {
  std::error_code error;
  path_ = (std::filesystem::temp_directory_path(error) / "geofiles-XXXXXX").string();
  if (error || ::mkdtemp(path_.data()) == nullptr) throw base::Failure("no temporary folder: " + std::generic_category().message(errno));   // 0700
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Folder::keep(std::string_view name, std::string_view bytes) const {
  std::ofstream file(path_ + "/" + std::string(name), std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw base::Failure("cannot write into the temporary folder " + path_);
}

std::string Folder::take(std::string_view name) const {
  std::ifstream const file(path_ + "/" + std::string(name), std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

}  // namespace geofiles
