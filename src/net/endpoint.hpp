#pragma once
// What listening needs of names and sentences.
#include <string>

#include "net/net.hpp"

namespace net {

/// The host as digits, asked of the resolver if it is a name. Throws base::Failure if nobody knows it.
std::string numeric_host(Endpoint const& endpoint);
[[noreturn]] void refuse_listening(std::string const& name, Endpoint const& at, std::string const& reason, bool taken);

}  // namespace net
