#include "net/net.hpp"
