// A program of its own, held short: between fork and exec only calls that are safe in a process with threads.
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include "geofiles/inside.hpp"

namespace geofiles {
namespace {

constexpr int could_not_start = 127;

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw base::Failure("no pipe: " + std::generic_category().message(errno));
    read = ends[0];
    write = ends[1];
  }
  ~Pipe() {
    close_end(read);
    close_end(write);
  }
  Pipe(Pipe const&) = delete;
  Pipe& operator=(Pipe const&) = delete;
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

void limit(__rlimit_resource what, rlim_t most) {
  rlimit const both{most, most};
  (void)::setrlimit(what, &both);
}

struct Start { char const* program; char* const* arguments; char* const* environment; char const* folder; int out, errors; };

[[noreturn]] void become(Start const& start) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  (void)::unshare(CLONE_NEWUSER | CLONE_NEWNET);         // no network where the kernel lets us; the environment forbids it too
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  limit(RLIMIT_AS, child_memory_max);
  limit(RLIMIT_CPU, child_cpu_seconds_max);
  limit(RLIMIT_FSIZE, unpacked_max);
  limit(RLIMIT_CORE, 0);
  int const nothing = ::open("/dev/null", O_RDONLY);
  if (nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(start.out, 1) < 0 || ::dup2(start.errors, 2) < 0 || ::chdir(start.folder) != 0) {
    ::_exit(could_not_start);
  }
  ::close_range(3, ~0U, 0);
  ::execve(start.program, start.arguments, start.environment);
  ::_exit(could_not_start);
}

using Clock = std::chrono::steady_clock;

/// One read; false when this end is finished.
bool pull(int end, std::string& buffer) {
  buffer.resize(std::size_t{1} << 16);
  auto const got = ::read(end, buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return buffer.clear(), true;
  buffer.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return got > 0;
}

/// Until both ends are closed, `take` has enough, or the time is over.
void listen(Pipe& out, Pipe& errors, std::function<bool(std::string_view)> const& take, Ran& ran) {
  auto const end = Clock::now() + std::chrono::seconds(child_wall_seconds_max);
  std::string buffer;
  std::size_t seen = 0;
  while (out.read >= 0 || errors.read >= 0) {
    auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    ran.late = left <= 0;
    if (ran.late) return;
    std::array<pollfd, 2> ends{{{out.read, POLLIN, 0}, {errors.read, POLLIN, 0}}};
    if (::poll(ends.data(), ends.size(), static_cast<int>(left)) < 0 && errno != EINTR) throw base::Failure("poll: " + std::generic_category().message(errno));
    if (ends[0].revents != 0) {
      if (!pull(out.read, buffer)) Pipe::close_end(out.read);
      seen += buffer.size();
      ran.stopped = seen > stdout_max || (!buffer.empty() && !take(buffer));
      if (ran.stopped) return;
    }
    if (ends[1].revents != 0) {
      if (!pull(errors.read, buffer)) Pipe::close_end(errors.read);
      if (ran.errors.size() < stderr_max) ran.errors += buffer;
    }
  }
}

/// Killed and waited for, whatever happens.
class Child {
 public:
  explicit Child(::pid_t number) : number_(number) {}
  Child(Child const&) = delete;
  Child& operator=(Child const&) = delete;
  ~Child() { if (!waited_) wait(true); }
  int wait(bool end) {
    if (end) ::kill(-number_, SIGKILL), ::kill(number_, SIGKILL);
    int status = 0;
    while (::waitpid(number_, &status, 0) < 0 && errno == EINTR) {}
    waited_ = true;
    return status;
  }

 private:
  ::pid_t number_;
  bool waited_ = false;
};

}  // namespace

Ran run_program(std::string const& program, std::vector<std::string> arguments, std::vector<std::string> const& environment,
                std::string const& folder, std::function<bool(std::string_view)> const& take) {
  Pipe out, errors;
  arguments.insert(arguments.begin(), program);
  auto variables = environment;
  auto const argument_list = pointers(arguments), variable_list = pointers(variables);
  Start const start{program.c_str(), argument_list.data(), variable_list.data(), folder.c_str(), out.write, errors.write};
  auto const number = ::fork();
  if (number < 0) throw base::Failure("cannot start " + program + ": " + std::generic_category().message(errno));
  if (number == 0) become(start);
  Child child(number);
  Pipe::close_end(out.write);
  Pipe::close_end(errors.write);
  Ran ran;
  listen(out, errors, take, ran);
  ran.status = child.wait(ran.late || ran.stopped);
  return ran;
}

}  // namespace geofiles
