#pragma once
// Documents as a model, written as HTML, XLSX, DOCX and PDF.
#include "base/base.hpp"

namespace documents {}
