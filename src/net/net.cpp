// One io_context on one thread. A connection never owns a read buffer: it waits until its socket is readable and
// then reads, without blocking, into the buffer all of them share. Writes are gathered: what was queued while
// handlers ran goes out in one call. A closed connection is finished later, from the loop, so that a
// Conversation is never destroyed inside one of its own calls.
#include "net/net.hpp"

// Fences add nothing: handlers run on one thread, and what comes from others comes through a mutex.
// ThreadSanitizer does not understand them.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "net/endpoint.hpp"
#include "net/group.hpp"
#include "net/inbox.hpp"
#include "net/output.hpp"

namespace net {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;
using Steady = std::chrono::steady_clock;

constexpr std::size_t read_buffer_bytes = 128 << 10;
constexpr int read_rounds_max = 4;               // of one connection before the others have their turn
constexpr std::size_t write_pieces_max = 64;     // Asio hands no more to one writev
constexpr int write_rounds_max = 16;
constexpr int accept_rounds_max = 64;
constexpr auto accept_pause = std::chrono::milliseconds(100);  // after EMFILE and its like
constexpr auto tick_step = std::chrono::seconds(1);
constexpr auto tick_step_min = std::chrono::milliseconds(5);
constexpr auto linger_max = std::chrono::seconds(2);   // for the peer's end after our last byte
constexpr auto dial_max = std::chrono::seconds(15);

}  // namespace

class Connection;

struct Door {
  Group& group;
  Factory factory;
  Tcp::acceptor acceptor;
  asio::steady_timer retry;
};

struct Core {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> keep_running = asio::make_work_guard(io);
  std::vector<char> read_buffer = std::vector<char>(read_buffer_bytes);
  std::int64_t next_id = 1;
  std::unordered_map<std::int64_t, std::shared_ptr<Connection>> connections;
  std::vector<std::shared_ptr<Connection>> dirty;   // have something to write
  std::list<Door> doors;
  asio::steady_timer tick_timer{io};
  Steady::time_point ticked_at = Steady::now();
  Steady::duration tick_every = tick_step;
  Tcp::resolver resolver{io};
  TroubleReport report;

  std::mutex mutable groups_mutex;
  std::list<Group> groups;
  Group* clients = nullptr;

  Inbox inbox{[this] { asio::post(io, [this] { run_errands(); }); }};

  Group& add_group(std::string name, Limits limits);
  void run_errands();
  void perform(Errand& errand);
  void flush_dirty();
  void accept_when_ready(Door& door);
  void accept_some(Door& door);
  void admit(Door& door, Tcp::socket socket);
  void dial(Endpoint const& to, Factory const& factory);
  void schedule_tick();
  void tick();
  void close_all();
};

class Connection final : public Link, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Core& core, Group& group, Tcp::socket socket)
      : core_(core), group_(group), socket_(std::move(socket)), id_{core.next_id++} {}

  ConnectionId id() const override { return id_; }
  std::string const& peer() const override { return peer_; }
  std::size_t unsent() const override { return output_.unsent(); }

  void send(std::string bytes) override {
    if (closed_ || finishing_ || bytes.empty()) return;
    if (output_.unsent() > group_.limits.output_bytes_max) return close_now("output_full");
    output_.add(std::move(bytes));
    mark_dirty();
  }

  void close_after_sending() override {
    finishing_ = true;
    mark_dirty();
  }

  void close_now(std::string_view reason) override {
    if (closed_) return;
    closed_ = true;
    group_.count_closed(reason);
    Error ignored;
    socket_.close(ignored);
    asio::post(core_.io, [self = shared_from_this()] { self->finish(); });
  }

  void pause_reading() override { paused_ = true; }

  void resume_reading() override {
    if (!paused_) return;
    paused_ = false;
    heard_at_ = Steady::now();  // the silence was ours
    wait_to_read();
  }

  void dial(Tcp::endpoint to, Factory factory) {
    heard_at_ = Steady::now();
    dialing_ = true;
    socket_.async_connect(to, [self = shared_from_this(), to, factory = std::move(factory)](Error error) {
      if (self->closed_) return;
      self->dialing_ = false;
      self->open(to, factory, error ? "connect_failed" : "");
    });
  }

  /// The conversation begins; with a `failure` it ends at once.
  void open(Tcp::endpoint peer, Factory const& factory, std::string_view failure = {}) {
    peer_ = to_string(Endpoint{peer.address().to_string(), peer.port()});
    address_ = peer.address().to_string();
    heard_at_ = Steady::now();
    Error ignored;
    if (failure.empty()) {
      socket_.non_blocking(true, ignored);
      socket_.set_option(Tcp::no_delay(true), ignored);
    }
    ++group_.open;
    ++group_.per_peer[address_];
    counted_ = true;
    group_.accepted += failure.empty() ? 1 : 0;
    guarded([&] { conversation_ = factory(*this); });
    if (!failure.empty()) return close_now(failure);
    if (!conversation_) return close_now("refused");
    wait_to_read();
  }

  void flush() {
    dirty_ = false;
    if (closed_ || waiting_to_write_) return;
    for (int round = 0; !output_.empty(); ++round) {
      if (round == write_rounds_max) return mark_dirty();
      Error const error = write_once();
      if (error == asio::error::would_block || error == asio::error::try_again) return wait_to_write();
      if (error) return close_for(error);
    }
    if (finishing_) return linger();
    if (had_output_) {
      had_output_ = false;
      guarded([&] { conversation_->sent_all(); });
    }
  }

  void tick(base::Time now, Steady::time_point steady_now, bool full_second) {
    if (closed_) return;
    Steady::duration const silence = steady_now - heard_at_;
    if (dialing_) {
      Error ignored;
      if (silence > dial_max) socket_.cancel(ignored);
      return;
    }
    if (lingering_ && steady_now - lingering_since_ > linger_max) return close_now("finished");
    if (!paused_ && !lingering_ && silence > group_.limits.silent_max) return close_now("silent");
    if (full_second && conversation_) guarded([&] { conversation_->tick(now); });
  }

  void close_with_last_bytes() {
    if (closed_) return;
    if (!waiting_to_write_) {
      for (int round = 0; !output_.empty() && round < write_rounds_max; ++round) {
        if (write_once()) break;
      }
    }
    close_now("stopped");
    finish();
  }

  void finish() {
    if (finished_) return;
    finished_ = true;
    if (conversation_) guarded([&] { conversation_->closed(); });
    conversation_.reset();
    if (counted_) {
      --group_.open;
      auto const at = group_.per_peer.find(address_);
      if (--at->second == 0) group_.per_peer.erase(at);
    }
    core_.connections.erase(id_.value);  // last: may be the last owner but the caller
  }

 private:
  template <typename Call>
  void guarded(Call&& call) {
    try {
      call();
    } catch (std::exception const& failure) {
      if (core_.report) core_.report(group_.name, failure.what());
      close_now("internal_error");
    }
  }

  void mark_dirty() {
    if (dirty_ || closed_) return;
    dirty_ = true;
    if (core_.dirty.empty()) asio::post(core_.io, [&core = core_] { core.flush_dirty(); });
    core_.dirty.push_back(shared_from_this());
  }

  void close_for(Error error) {
    bool const by_peer = error == asio::error::eof || error == asio::error::connection_reset ||
                         error == asio::error::broken_pipe;
    close_now(lingering_ ? "finished" : by_peer ? "peer" : "error");
  }

  Error write_once() {
    std::array<asio::const_buffer, write_pieces_max> pieces;
    std::size_t count = 0;
    output_.front(pieces.size(), [&](std::string_view piece) { pieces[count++] = {piece.data(), piece.size()}; });
    Error error;
    std::size_t const written = socket_.write_some(std::span<asio::const_buffer const>(pieces.data(), count), error);
    if (written == 0) return error;
    had_output_ = true;
    output_.sent(written);
    group_.bytes_out.fetch_add(written, std::memory_order_relaxed);
    if (group_.limits.sending_counts_as_life) heard_at_ = Steady::now();
    return {};
  }

  void wait_to_write() {
    waiting_to_write_ = true;
    socket_.async_wait(Tcp::socket::wait_write, [self = shared_from_this()](Error error) {
      self->waiting_to_write_ = false;
      if (self->closed_) return;
      if (error) return self->close_for(error);
      self->flush();
    });
  }

  void wait_to_read() {
    if (closed_ || paused_ || waiting_to_read_) return;
    waiting_to_read_ = true;
    socket_.async_wait(Tcp::socket::wait_read, [self = shared_from_this()](Error error) {
      self->waiting_to_read_ = false;
      if (self->closed_) return;
      if (error) return self->close_for(error);
      self->read_some();
    });
  }

  void read_some() {
    for (int round = 0; round < read_rounds_max && !paused_ && !closed_; ++round) {
      Error error;
      std::size_t const size = socket_.read_some(asio::buffer(core_.read_buffer), error);
      if (error == asio::error::would_block || error == asio::error::try_again) break;
      if (error == asio::error::eof && !output_.empty()) return close_after_sending();  // it may still listen
      if (error) return close_for(error);
      heard_at_ = Steady::now();
      group_.bytes_in.fetch_add(size, std::memory_order_relaxed);
      if (!lingering_) {
        guarded([&] { conversation_->received({core_.read_buffer.data(), size}, system_now()); });
      }
      if (size < core_.read_buffer.size()) break;  // the socket is empty; waiting tells if not
    }
    wait_to_read();
  }

  /// All is sent. Closing a socket with unread input would reset it and lose our last bytes on the way, so the
  /// peer is told the end and its own end is awaited for a while.
  void linger() {
    if (lingering_) return;
    lingering_ = true;
    lingering_since_ = Steady::now();
    paused_ = false;
    Error ignored;
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
    wait_to_read();
  }

  Core& core_;
  Group& group_;
  Tcp::socket socket_;
  ConnectionId id_;
  std::string peer_;
  std::string address_;   // the peer's IP, without port
  std::unique_ptr<Conversation> conversation_;
  Output output_;
  Steady::time_point heard_at_ = Steady::now(), lingering_since_;
  bool dirty_ = false, paused_ = false, closed_ = false, finishing_ = false, lingering_ = false, finished_ = false;
  bool waiting_to_read_ = false, waiting_to_write_ = false, had_output_ = false, dialing_ = false, counted_ = false;
};

Group& Core::add_group(std::string name, Limits limits) {
  std::lock_guard const lock(groups_mutex);
  Group& group = groups.emplace_back();
  group.name = std::move(name);
  group.limits = limits;
  return group;
}

void Core::run_errands() {
  std::vector<Errand> errands = inbox.take();
  for (Errand& errand : errands) perform(errand);
}

void Core::perform(Errand& errand) {
  if (errand.kind == Errand::Kind::work) return errand.work();
  auto const at = connections.find(errand.to.value);
  if (at == connections.end()) return;  // gone meanwhile: nobody is left to tell
  if (errand.kind == Errand::Kind::send) return at->second->send(std::move(errand.text));
  if (errand.kind == Errand::Kind::close) return at->second->close_now(errand.text);
  at->second->resume_reading();
}

void Core::flush_dirty() {
  std::vector<std::shared_ptr<Connection>> taken;
  taken.swap(dirty);
  for (auto const& connection : taken) connection->flush();
}

void Core::accept_when_ready(Door& door) {
  door.acceptor.async_wait(Tcp::acceptor::wait_read, [this, &door](Error error) {
    if (!error && door.acceptor.is_open()) accept_some(door);
  });
}

void Core::accept_some(Door& door) {
  for (int round = 0; round < accept_rounds_max; ++round) {
    Error error;
    Tcp::socket socket(io);
    door.acceptor.accept(socket, error);
    if (!error) admit(door, std::move(socket));
    if (error == asio::error::would_block || error == asio::error::try_again) break;
    if (!error || error == asio::error::connection_aborted || error == asio::error::interrupted) continue;
    door.group.count_closed("not_accepted");  // out of file descriptors or memory: let some be freed first
    door.retry.expires_after(accept_pause);
    return door.retry.async_wait([this, &door](Error cancelled) {
      if (!cancelled && door.acceptor.is_open()) accept_some(door);
    });
  }
  accept_when_ready(door);
}

void Core::admit(Door& door, Tcp::socket socket) {
  Error error;
  Tcp::endpoint const peer = socket.remote_endpoint(error);
  if (error) return door.group.count_closed("peer");
  if (door.group.open >= door.group.limits.connections_max) return door.group.count_closed("too_many");
  auto const of_peer = door.group.per_peer.find(peer.address().to_string());
  if (of_peer != door.group.per_peer.end() && of_peer->second >= door.group.limits.connections_per_peer_max) {
    return door.group.count_closed("too_many_of_peer");
  }
  auto const connection = std::make_shared<Connection>(*this, door.group, std::move(socket));
  connections.emplace(connection->id().value, connection);
  connection->open(peer, door.factory);
}

void Core::dial(Endpoint const& to, Factory const& factory) {
  auto const connection = std::make_shared<Connection>(*this, *clients, Tcp::socket(io));
  connections.emplace(connection->id().value, connection);
  Error error;
  auto const address = asio::ip::make_address(to.host, error);
  if (!error) return connection->dial({address, static_cast<std::uint16_t>(to.port)}, factory);
  resolver.async_resolve(to.host, std::to_string(to.port), [connection, factory](Error failed, auto const& found) {
    if (failed || found.empty()) return connection->open({}, factory, "connect_failed");
    connection->dial(found.begin()->endpoint(), factory);
  });
}

void Core::schedule_tick() {
  tick_timer.expires_after(tick_every);
  tick_timer.async_wait([this](Error error) {
    if (error) return;
    tick();
    schedule_tick();
  });
}

void Core::tick() {
  Steady::time_point const steady_now = Steady::now();
  bool const full_second = steady_now - ticked_at + tick_step_min >= tick_step;
  if (full_second) ticked_at = steady_now;
  base::Time const now = system_now();
  // Nothing is added or erased on the way: closing finishes later, and admitting happens elsewhere.
  for (auto const& [id, connection] : connections) connection->tick(now, steady_now, full_second);
}

void Core::close_all() {
  Error ignored;
  for (Door& door : doors) {
    door.acceptor.close(ignored);
    door.retry.cancel();
  }
  tick_timer.cancel();
  resolver.cancel();
  std::vector<std::shared_ptr<Connection>> all;
  for (auto const& [id, connection] : connections) all.push_back(connection);
  for (auto const& connection : all) connection->close_with_last_bytes();
}

struct Loop::Inside { Core core; };

Loop::Loop() : inside_(std::make_unique<Inside>()) {
  Limits limits;
  limits.silent_max = std::chrono::hours(24 * 365);  // a client decides itself how long it waits
  limits.output_bytes_max = 64 << 20;
  inside_->core.clients = &inside_->core.add_group("client", limits);
}

Loop::~Loop() { inside_->core.close_all(); }

Endpoint Loop::listen(std::string name, Endpoint at, Limits limits, Factory factory) {
  Core& core = inside_->core;
  Tcp::endpoint const endpoint(asio::ip::make_address(numeric_host(at)), static_cast<std::uint16_t>(at.port));
  Error error;
  Tcp::acceptor acceptor(core.io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(limits.backlog, error);
  if (!error) acceptor.non_blocking(true, error);
  if (error) refuse_listening(name, at, error.message(), error == asio::error::address_in_use);
  Steady::duration const step = std::max<Steady::duration>(limits.silent_max / 2, tick_step_min);
  core.tick_every = std::min(core.tick_every, step);
  at.port = acceptor.local_endpoint().port();
  Group& group = core.add_group(std::move(name), limits);
  core.doors.push_back({group, std::move(factory), std::move(acceptor), asio::steady_timer(core.io)});
  core.accept_when_ready(core.doors.back());
  return at;
}

void Loop::connect(Endpoint to, Factory factory) {
  post([this, to = std::move(to), factory = std::move(factory)] { inside_->core.dial(to, factory); });
}

void Loop::run() {
  Core& core = inside_->core;
  core.inbox.taken_by_this_thread();
  core.schedule_tick();
  core.io.run();
}

void Loop::stop() {
  post([this] {
    Core& core = inside_->core;
    core.inbox.close();
    core.close_all();
    core.io.stop();
  });
}

void Loop::post(std::function<void()> work) { inside_->core.inbox.put({Errand::Kind::work, {}, {}, std::move(work)}); }

void Loop::after(base::Duration delay, std::function<void()> work) {
  post([this, delay, work = std::move(work)] {
    auto const timer = std::make_shared<asio::steady_timer>(inside_->core.io, delay);
    timer->async_wait([timer, work](Error error) {
      if (!error) work();
    });
  });
}
void Loop::send(ConnectionId to, std::string bytes) {
  inside_->core.inbox.put({Errand::Kind::send, to, std::move(bytes), {}});
}
void Loop::close(ConnectionId to, std::string reason) {
  inside_->core.inbox.put({Errand::Kind::close, to, std::move(reason), {}});
}
void Loop::resume_reading(ConnectionId to) { inside_->core.inbox.put({Errand::Kind::resume, to, {}, {}}); }
void Loop::on_trouble(TroubleReport report) { inside_->core.report = std::move(report); }

std::map<std::string, Loop::Counts> Loop::counts() const {
  std::map<std::string, Counts> counts;
  std::lock_guard const lock(inside_->core.groups_mutex);
  for (Group const& group : inside_->core.groups) group.add_to(counts[group.name]);
  return counts;
}

}  // namespace net
