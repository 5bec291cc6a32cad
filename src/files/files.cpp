#include "files/files.hpp"
