#pragma once
// HJ 212 (HJ/T 212-2005, HJ 212-2017, HJ 212-2025, national surface-water dialect 2017) as values:
// deframing, CRC, fields, messages, answers and commands, SM4, splitting and joining.
// Pure: no socket, no clock, never throws on input. Times of day inside messages are Beijing time.
#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/base.hpp"

namespace hj212 {

enum class Edition : std::uint8_t { v2005, v2017, v2025, water2017 };
std::string_view name_of(Edition edition);                       // "2005" "2017" "2025" "water-2017"
std::optional<Edition> parse_edition(std::string_view name);

// ---- CRC (the same in all editions, Annex A) ------------------------------------------------------
/// State ← (state >> 8) XOR byte, eight shifts with 0xA001. Only 256 states exist, so it is sliced.
std::uint16_t crc(std::string_view segment);
std::uint16_t crc_bytewise(std::string_view segment);            // the plain form: oracle and benchmark
std::uint16_t crc_modbus(std::string_view segment);
enum class CrcKind : std::uint8_t { hj212, modbus, modbus_swapped, none, other };
std::string_view name_of(CrcKind kind);

// ---- faults: every deviation survived has a name --------------------------------------------------
enum class Fault : std::uint8_t {
  crc_missing, crc_lower_case, crc_modbus, crc_modbus_swapped, crc_dummy, crc_impossible, crc_wrong,
  length_wrong, length_counts_tail, length_digits, length_over_limit, tail_marker, crlf_missing, lf_only, stuck_frames,
  closing_missing, closing_semicolon, separator_comma, blank, leading_semicolon, cp_missing,
  qn_missing, qn_digits, flag_missing, flag_not_a_byte, flag_case, field_case, split_without_flag, flag_without_split,
  data_time_digits, data_time_range, password_empty, mn_empty, mn_not_24_hex, st_unknown, cn_unknown, unknown_head_field,
  repeated_key, factor_name_odd, text_not_utf8, value_not_number, encrypted_undecryptable, ciphertext_as_text,
  separator_missing,    // "Flag=5CP=&&"
  after_closing,        // bytes between the closing && and the CRC
  empty_field,          // ";;" or ",,"
  equals_missing,       // a field without "="
  split_numbers,        // PNUM and PNO contradict each other, or one of them is missing
  count_
};
std::string_view name_of(Fault fault);                            // snake_case, as the enumerator
class Faults {                                                    // a small set
 public:
  void add(Fault f) { bits_ |= std::uint64_t{1} << static_cast<unsigned>(f); }
  void remove(Fault f) { bits_ &= ~(std::uint64_t{1} << static_cast<unsigned>(f)); }
  bool has(Fault f) const { return (bits_ >> static_cast<unsigned>(f)) & 1U; }
  bool any() const { return bits_ != 0; }
  void operator|=(Faults other) { bits_ |= other.bits_; }
  friend bool operator==(Faults, Faults) = default;
  std::vector<Fault> list() const;
 private:
  std::uint64_t bits_ = 0;
};
static_assert(static_cast<unsigned>(Fault::count_) <= 64);

// ---- frames: found in a byte stream by length, byte-safe, with re-scan ----------------------------
/// Views into the bytes given to the finder; valid until the next call on it.
struct Frame {
  std::string_view bytes;       // "##" … CRC digits, without CR LF
  std::string_view segment;     // between the length digits and the CRC
  int declared_length = -1;
  bool length_ok = false;       // declared length equals the segment's bytes
  bool crc_ok = false;          // the last 4 hex digits equal the HJ 212 CRC of the segment
  CrcKind crc_kind = CrcKind::other;
  std::uint16_t crc_sent = 0;
  Faults faults;
};
/// Reads one frame that stands alone (a line of a log): everything after the first "##" belongs to it. A line
/// without "##" gives an empty segment and declared_length -1.
Frame read_frame(std::string_view line);

struct FinderLimits {
  std::size_t frame_bytes_max = 9999 + 64;   // 4 digits can declare no more; the rest is for head, CRC and a look ahead
};
/// Bytes in, frames out; any split of the stream gives the same frames with the same faults. After the calls to
/// next() are drained it keeps at most frame_bytes_max bytes. A frame whose declared length leads nowhere is found
/// again by "&&" + 4 hex digits, where the CRC agrees at once, else when the next frame begins or the stream is silent;
/// what is no frame is noise. How a frame ended is only known from what follows, so tail_marker, crlf_missing, lf_only
/// and stuck_frames are told with the frame that comes after.
class Finder {
 public:
  explicit Finder(FinderLimits limits = {}) : limits_(limits) {}
  struct Found {
    bool is_frame = false;
    Frame frame;
    std::string_view noise;     // what is no frame
  };
  /// Appends bytes; then call next() until it returns nothing.
  void feed(std::string_view bytes);
  std::optional<Found> next() { return advance(false); }
  /// The stream ended or was silent too long: call until it returns nothing; gives what is left as a last frame or noise.
  std::optional<Found> finish();
  std::size_t buffered() const { return buffer_.size() - start_; }
  /// Bytes taken as line ends and tail markers; with frames, noise and buffered() they make up all bytes fed.
  std::uint64_t line_end_bytes() const { return line_end_bytes_; }
 private:
  enum class Step : std::uint8_t { wait, on, frame, noise };
  enum class Tail : std::uint8_t { none, marker, line };   // what may still follow the last frame
  std::optional<Found> advance(bool at_end);
  bool skip_tail(bool at_end);
  void skip_byte();
  std::size_t find_head(bool at_end);
  void read_head(std::size_t digits);
  Step scan(bool at_end);
  Step meet_closing(std::size_t at, bool at_end);
  Step meet_head(std::size_t at, bool at_end);
  Step meet_declared_end(bool at_end);
  Step close_unmarked(std::size_t until);
  Step take_candidate_or(Step otherwise);
  bool crc_agrees(std::size_t segment_end);
  Found give_noise(std::size_t until);
  Found give_frame();
  FinderLimits limits_;
  std::string buffer_;
  std::size_t start_ = 0;         // first byte not yet given out
  std::size_t scanned_ = 0;       // everything before this is decided
  std::size_t segment_ = 0;       // first byte of the segment being scanned; 0 = no head read yet
  std::size_t declared_end_ = 0;  // 0 = passed in vain
  std::size_t candidate_ = 0;     // end of the last "&&hhhh" whose CRC disagreed; 0 = none
  std::size_t end_ = 0;           // where the frame or the noise ends that scan() found
  std::size_t crc_at_ = 0;        // the two states below cover [segment_, crc_at_)
  std::uint8_t crc_state_ = 0;
  std::uint16_t modbus_state_ = 0;
  Tail tail_ = Tail::none;
  Faults tail_faults_;            // for the next frame
  std::uint64_t line_end_bytes_ = 0;
};

// ---- messages: a segment in fields ----------------------------------------------------------------
struct Field { std::string_view name, value; };                   // "Rtd" "12.3"
struct Item { std::string_view code; std::uint32_t first = 0, count = 0; };   // fields [first, first+count) of Message::fields
struct Head { std::string_view qn, st, cn, pw, mn, flag, pnum, pno, rf; };
/// Views into the segment (or into `plain` where it was decrypted). Reuse one Message to keep its memory.
struct Message {
  Head head;
  int cn = 0;                               // 0 = not a number
  int flag = -1;                            // -1 = none sent or not a byte
  int part = 0, parts = 0;                  // PNO, PNUM; 0 = not split
  std::string_view cp;                      // between && and &&
  std::vector<Field> head_fields;           // every head field in the order sent, names as sent
  std::vector<Field> extra;                 // unknown head fields
  std::vector<Field> params;                // CP fields without a code: DataTime, QnRtn, PolId …
  std::vector<Item> items;                  // coded: "w01018" with Rtd, Flag …
  std::vector<Field> fields;                // the items' fields, flat
  std::string plain;                        // decrypted segment, if it was encrypted
  bool was_encrypted = false;
  Faults faults;
  std::string_view param(std::string_view name) const;            // "" if absent; finds "PolID" and "PoIId" for "PolId"
  std::span<Field const> of(Item const& item) const { return std::span(fields).subspan(item.first, item.count); }
  bool wants_answer() const { return flag >= 0 && (flag & 1) != 0; }
  bool is_split() const { return parts > 0; }
};
/// Fills everything but `plain`. For an encrypted segment put decrypt_segment's text into `plain` and parse that:
/// was_encrypted says whether the segment parsed is `plain`.
void parse(std::string_view segment, Message& into);
/// What edition the head speaks of; a hint for diagnosis only (Flag 8 is used by two of them).
std::optional<Edition> guess_edition(Message const& message);
/// The message's faults without those its edition permits: 2005 sends no QN and no Flag in uploads, and a short MN.
Faults faults_under(Edition edition, Message const& message);
/// The segment in its regular form: head fields in the order sent, then params, then items. Equals the segment parsed
/// unless that was irregular (blanks, "," where ";" belongs, params behind items, closing && missing …).
std::string to_segment(Message const& message);

/// A field's value as a number and its typed kind.
struct Reading {
  std::string_view code, suffix;            // suffix as sent: "Rtd", "Avg", "ZsAvg", unknown ones too
  std::string_view text;
  std::optional<double> number;
  char flag = ' ';                          // the item's Flag
};
/// All values of all items except Flag itself, in order.
void readings(Message const& message, std::vector<Reading>& into);

// ---- SM4 (2025 §6.4): ECB, no padding, the rest under 16 bytes stays plain; CRC is of the plain text ----
bool may_be_encrypted(int cn);                                    // 2000..2999, 1014, 3020
/// The segment with its CP decrypted; nothing if there is no "CP=&&…&&" or the key has not 16 bytes. Also reads the
/// textual {0x..,0x..} form of the annex.
std::optional<std::string> decrypt_segment(std::string_view segment, std::string_view key16);
std::string encrypt_segment(std::string_view segment, std::string_view key16);   // key: 16 bytes, CHECKed
/// A command that may be encrypted whose CP is no UTF-8 text without control bytes: random bytes never are, in practice.
bool looks_encrypted(Message const& message);
/// The segment under the first key that gives text with the checksum sent; keys that are none are passed over.
std::optional<std::string> decrypted(Frame const& frame, std::vector<std::string> const& keys);
/// The frame as if it had been sent as this plain segment: what its checksum seemed to be is forgotten.
Frame with_plain(Frame frame, std::string_view plain_segment);
/// Annex H: Base64(SM4-ECB-PKCS7("user:password")); key: 16 bytes, CHECKed.
std::string media_authorization(std::string_view user, std::string_view password, std::string_view key16);

// ---- building -------------------------------------------------------------------------------------
std::string frame_of(std::string_view segment);                   // ##0101…1C80\r\n; segment at most 9999 bytes, CHECKed
/// The same when the payload is encrypted: CRC of the plain segment, bytes of the cipher.
std::string frame_of_encrypted(std::string_view plain_segment, std::string_view key16);
/// What the host owes for a message, if anything: 9014, 9013, or nothing. Edition is the MN's, not the Flag's.
enum class Answer : std::uint8_t { none, data_answer, notify_answer };
Answer answer_owed(Edition edition, Message const& message);
std::string data_answer(Edition edition, Message const& message);     // 9014 as a frame
std::string notify_answer(Edition edition, Message const& message);   // 9013
struct Command {
  std::string st = "91", mn, password, qn;  // qn: 17 digits
  int cn = 0;
  Edition edition = Edition::v2017;
  bool want_answer = true;
  std::string cp;                           // "RtdInterval=30"
};
std::string build(Command const& command);                        // as a frame
/// Every host command with its parameters checked against the edition (Annex C); a problem names the parameter.
struct Parameter { std::string name, value; };
base::Result<Command> command(Edition edition, int cn, std::vector<Parameter> const& parameters);
std::string qn_of(base::Time now);                                // 17 digits
/// Splits items over parts so that no segment is longer than segment_max bytes (an item that alone is longer stands
/// alone). Gives bare segments for frame_of or frame_of_encrypted. Each part repeats DataTime (if not empty) and has
/// its own QN, 1 ms later than the one before; a single part has no PNUM and PNO. upload.cp is sent in every part.
std::vector<std::string> split(Command const& upload, std::string_view data_time, std::vector<std::string> const& items,
                               std::size_t segment_max = 1024);

// ---- as JSON: what `biyun hj212 decode` prints and `encode` reads ----------------------------------
/// A line that holds one frame (and perhaps the CR of its line end) as one JSON object: ok, version, length_ok, crc_ok,
/// crc_kind, head, items, cp, faults; "raw" ("raw_hex" when it is not UTF-8) where encoding these would give other
/// bytes; "crlf" when it ended with CR.
std::string to_json(std::string_view line);
/// The same without raw bytes and with asterisks for secrets; and length_declared, length_actual, crc_computed. With the keys
/// of its logger an encrypted frame is told as it reads, with "decrypted": true.
std::string to_json_for_screens(std::string_view frame_bytes, std::vector<std::string> const& keys = {});
/// The inverse of to_json. Objects may be written by hand: head, cp and items are enough, length and CRC are computed.
base::Result<std::string> from_json(std::string_view text);
/// Bytes of frames, whole or not, with asterisks where PW, NewPW or NewSK have their values; as long as before.
std::string without_secrets(std::string_view bytes);

// ---- joining split messages ------------------------------------------------------------------------
struct Joined {
  std::string mn, st, cn, data_time;
  int parts = 0;
  std::vector<std::string> cps;             // of the parts that came, in order of PNO
  std::vector<int> missing;                 // PNO of those that did not
};
/// Keyed by (MN, ST, CN, DataTime, PNUM), across connections; bounded; parts may come twice or out of order. A complete
/// key with a DataTime is remembered until the timeout, so that repeated parts do not open it anew. When it is full the
/// oldest is given up and told by the next expire().
class Joiner {
 public:
  explicit Joiner(base::Duration timeout = std::chrono::minutes(5), std::size_t open_max = 10'000);
  std::optional<Joined> add(Message const& message, base::Time now);   // complete
  std::vector<Joined> expire(base::Time now);                          // given up, with the missing parts named
  std::size_t open() const { return open_.size(); }                    // complete ones still remembered count too
  std::size_t refused() const { return refused_; }   // parts with PNUM > parts_max; messages lost because expire() came late
  static constexpr int parts_max = 256;                                // of one message
  static constexpr std::size_t bytes_max = std::size_t{64} << 20;      // of all open parts together
 private:
  struct Open { std::string key; Joined joined; std::vector<bool> have; int count = 0; std::size_t bytes = 0; base::Time first_at; };
  void give_up_oldest();
  base::Duration timeout_;
  std::size_t open_max_;
  std::size_t bytes_ = 0, given_up_bytes_ = 0, refused_ = 0;
  std::list<Open> open_;                    // oldest first
  std::unordered_map<std::string, std::list<Open>::iterator> by_key_;
  std::vector<Joined> given_up_;
};

}  // namespace hj212
