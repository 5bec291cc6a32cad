#include "documents/documents.hpp"
