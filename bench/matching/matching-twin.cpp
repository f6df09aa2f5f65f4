// The twin of the matching engine: the same commands to the same events, byte for byte, with the same
// structures: records of half a cache line, rings through them, a dense ladder with a bitmap over it, an
// open-addressing table of ids. Limit orders, immediate orders, cancels and replaces: what the stream has.
//
// matching-twin FILE REPEATS: prints per repeat the nanoseconds of processor time, and once the number
// of events and their checksum. FILE: int32 books, participants, first timed record, records; records.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <vector>

namespace {

constexpr int NONE = -1;
constexpr int64_t NO_RANK = INT32_MIN;
constexpr int PRICE_MAX = (1 << 30) - 1;

struct Record {
  double exchange, local, order, sequence;
  int32_t price, size, meta, instrument, participant, detail, left, shown;
};
static_assert(sizeof(Record) == 64);

// An order, or a level: the queue of a level is a ring with the level in it.
struct Entry {
  union {
    double id;
    struct {
      int32_t price, ladder;
    };
  };
  union {
    int32_t leaves, shown;
  };
  union {
    int32_t level, unshown;
  };
  int32_t behind, ahead;
  union {
    int32_t participant, hidden;
  };
  int32_t terms;
};
static_assert(sizeof(Entry) == 32);

constexpr int32_t BUYS = 1 << 16;
enum Kind { ENTER = 64, CANCEL = 66, REPLACE = 67, ACCEPTED = 80, REJECTED, BOOKED, TRADE = 85, CANCELED, REPLACED };
enum Flag { FLAG_BOOKED = 256, FLAG_KEPT = 512 };

template <typename T>
class Pool {
 public:
  std::vector<T> items;
  int take() {
    if (free_ != NONE) {
      const int item = free_;
      std::memcpy(&free_, &items[item], 4);
      return item;
    }
    items.emplace_back();
    return int(items.size()) - 1;
  }
  void release(int item) {
    std::memcpy(&items[item], &free_, 4);
    free_ = item;
  }

 private:
  int free_ = NONE;
};

// Ids to orders: linear probing from the low bits, backward shift on deletion.
class IdTable {
 public:
  explicit IdTable(size_t expected) {
    size_t capacity = 16;
    while (capacity < 2 * expected) capacity *= 2;
    slots_.assign(capacity, {-1, NONE});
    mask_ = capacity - 1;
  }
  int find(int64_t id) const {
    for (size_t slot = id & mask_;; slot = (slot + 1) & mask_) {
      if (slots_[slot].id == id) return slots_[slot].order;
      if (slots_[slot].id == -1) return NONE;
    }
  }
  void set(int64_t id, int order) {
    if (2 * ++size_ > slots_.size()) grow();
    put(id, order);
  }
  void erase(int64_t id) {
    size_t hole = id & mask_;
    while (slots_[hole].id != id) hole = (hole + 1) & mask_;
    size_--;
    for (size_t next = (hole + 1) & mask_; slots_[next].id != -1; next = (next + 1) & mask_) {
      const size_t home = slots_[next].id & mask_;
      if (((next - home) & mask_) < ((next - hole) & mask_)) continue;
      slots_[hole] = slots_[next];
      hole = next;
    }
    slots_[hole].id = -1;
  }

 private:
  struct Slot {
    int64_t id;
    int64_t order;
  };
  std::vector<Slot> slots_;
  size_t mask_, size_ = 0;
  void put(int64_t id, int order) {
    size_t slot = id & mask_;
    while (slots_[slot].id != -1) slot = (slot + 1) & mask_;
    slots_[slot] = {id, order};
  }
  void grow() {
    std::vector<Slot> old(2 * slots_.size(), {-1, NONE});
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& slot : old)
      if (slot.id != -1) put(slot.id, int(slot.order));
  }
};

class Ladder {
 public:
  int64_t best_rank = NO_RANK;
  int best_level = NONE;

  int at(int rank) const {
    const uint32_t slot = uint32_t(rank) - uint32_t(lowest_);
    if (slot < BAND) return level_at_[slot] - 1;
    const auto found = far_.find(rank);
    return found == far_.end() ? NONE : found->second;
  }
  void add(int rank, int level) {
    const uint32_t slot = uint32_t(rank) - uint32_t(lowest_);
    if (slot >= BAND) far_[rank] = level;
    else {
      level_at_[slot] = level + 1;
      words_[slot >> 6] |= 1ull << (slot & 63);
      blocks_ |= 1ull << (slot >> 6);
      count_++;
    }
    if (rank > best_rank) set_best(rank, level);
  }
  void remove(int rank) {
    const uint32_t slot = uint32_t(rank) - uint32_t(lowest_);
    if (slot >= BAND) far_.erase(rank);
    else {
      level_at_[slot] = 0;
      if ((words_[slot >> 6] &= ~(1ull << (slot & 63))) == 0) blocks_ &= ~(1ull << (slot >> 6));
      count_--;
    }
    if (rank == best_rank) {
      const int64_t below = next(rank);
      set_best(below, below == NO_RANK ? NONE : at(int(below)));
    }
  }

 private:
  static constexpr uint32_t BAND = 4096;
  int32_t level_at_[BAND] = {};
  uint64_t words_[BAND / 64] = {};
  uint64_t blocks_ = 0;
  std::map<int, int> far_;
  int lowest_ = -int(BAND / 2);
  int count_ = 0, paid_ = 0;

  int64_t next(int64_t rank) const {
    int64_t in_band = NO_RANK;
    const int64_t slot = std::min<int64_t>(rank - lowest_, BAND);
    if (slot > 0) in_band = below_slot(uint32_t(slot));
    if (far_.empty()) return in_band;
    auto after = far_.lower_bound(int(rank));
    return after == far_.begin() ? in_band : std::max<int64_t>(in_band, std::prev(after)->first);
  }
  int64_t below_slot(uint32_t slot) const {
    uint32_t word = slot >> 6;
    if (word < BAND / 64) {
      const uint64_t bits = words_[word] & ((1ull << (slot & 63)) - 1);
      if (bits) return lowest_ + int64_t(word * 64 + 63 - __builtin_clzll(bits));
    }
    const uint64_t blocks = word >= 64 ? blocks_ : blocks_ & ((1ull << word) - 1);
    if (!blocks) return NO_RANK;
    word = 63 - __builtin_clzll(blocks);
    return lowest_ + int64_t(word * 64 + 63 - __builtin_clzll(words_[word]));
  }
  void set_best(int64_t rank, int level) {
    best_rank = rank;
    best_level = level;
    const int64_t slot = rank - lowest_;
    if (rank == NO_RANK || (slot >= BAND / 2 && slot < BAND)) return;
    paid_ += 16;
    if (count_ > paid_) return;
    paid_ = 0;
    recentre(rank);
  }
  void recentre(int64_t rank) {
    for (uint32_t slot = 0; slot < BAND; slot++) {
      if (level_at_[slot]) far_[lowest_ + int(slot)] = level_at_[slot] - 1;
      level_at_[slot] = 0;
    }
    std::memset(words_, 0, sizeof words_);
    blocks_ = 0;
    count_ = 0;
    lowest_ = int(rank) - int(BAND) + int(BAND / 4);
    for (auto it = far_.begin(); it != far_.end();) {
      const uint32_t slot = uint32_t(it->first) - uint32_t(lowest_);
      if (slot >= BAND) { ++it; continue; }
      level_at_[slot] = it->second + 1;
      words_[slot >> 6] |= 1ull << (slot & 63);
      blocks_ |= 1ull << (slot >> 6);
      count_++;
      it = far_.erase(it);
    }
  }
};

struct Book {
  int lowest = -PRICE_MAX, highest = PRICE_MAX, last = INT32_MIN, phase = 0;
  // Rules that the stream never meets and every command asks about.
  int lots_max = INT32_MAX, tick_step = 1, volatility = 0, waiting = 0;
  int64_t open[2] = {0, 0};
};

class Engine {
 public:
  std::vector<Record> events;

  Engine(int books, int participants) : ids_(4096), books_(books), participants_(participants) {
    ladders_.resize(2 * size_t(books));
    events.reserve(4096);
  }

  void apply(const Record& command) {
    time_ = command.exchange;
    const int kind = command.meta & 0xff;
    int problem = 1;
    if (!(time_ - time_ == 0)) problem = 2;
    else if (kind == ENTER) problem = enter(command);
    else if (kind == CANCEL || kind == REPLACE) problem = change(kind, command);
    if (problem) reject(command, problem);
  }

 private:
  Pool<Entry> entries_;
  IdTable ids_;
  std::vector<Ladder> ladders_;
  std::vector<Book> books_;
  int participants_;
  int orders_ = 0;
  double time_ = 0, sequence_ = 0;
  // The acting order.
  double id_ = 0;
  int participant_ = 0, side_ = 0, terms_ = 0, leaves_ = 0, limit_ = 0, book_ = 0;

  static int rank_in(int ladder, int price) { return (price ^ -(ladder & 1)) + (ladder & 1); }
  static int resting_of(int book, int side) { return 2 * book + ((1 - side) >> 1); }

  void tell(int kind, int side, int flags, double id, int book, int price, int size, int participant,
            int detail, int left, int shown) {
    events.push_back({time_, 0, id, ++sequence_, price, size, kind | ((side & 0xff) << 8) | (flags << 16),
                      book, participant, detail, left, shown});
  }

  void reject(const Record& c, int why) {
    tell(REJECTED, int8_t(c.meta >> 8), 0, c.order, c.instrument, c.price, c.size, c.participant, why,
         c.meta & 0xff, 0);
  }

  int price_problem(const Book& book, int price) const {
    if (price >= book.lowest && price <= book.highest) return book.tick_step == 1 || price % book.tick_step == 0 ? 0 : 11;
    return price >= -PRICE_MAX && price <= PRICE_MAX ? 12 : 10;
  }

  int enter(const Record& c) {
    if (uint32_t(c.instrument) >= books_.size()) return 3;
    if (uint32_t(c.participant) >= uint32_t(participants_)) return 4;
    if (!(c.order >= 1 && c.order <= 9007199254740991.0 && double(int64_t(c.order)) == c.order)) return 5;
    Book& book = books_[c.instrument];
    const int side = int8_t(c.meta >> 8);
    if (side != 1 && side != -1) return 8;
    if (book.phase > 3) return 19;
    if (c.size < 1 || c.size > book.lots_max) return 9;
    if (c.detail & ~0x4e1c) return 13;
    if (const int problem = price_problem(book, c.price)) return problem;
    if (orders_ >= (1 << 22)) return 24;
    if (ids_.find(int64_t(c.order)) != NONE) return 6;
    if (book.open[side < 0] + c.size > INT32_MAX) return 23;
    id_ = c.order;
    participant_ = c.participant;
    side_ = side;
    terms_ = c.detail;
    leaves_ = c.size;
    limit_ = c.price;
    book_ = c.instrument;
    const bool rests = ((terms_ >> 2) & 7) == 0;
    if (rests && !would_trade(book_, side, limit_)) {
      const int order = create();
      rest(order, limit_);
      tell(ACCEPTED, side, FLAG_BOOKED, id_, book_, limit_, leaves_, participant_, terms_, 0, leaves_);
      return 0;
    }
    tell(ACCEPTED, side, 0, id_, book_, limit_, leaves_, participant_, terms_, 0, 0);
    match();
    if (leaves_ && !rests) {
      tell(CANCELED, side, 0, id_, book_, limit_, leaves_, participant_, 4, 0, 0);
    } else if (leaves_) {
      rest(create(), limit_);
      tell(BOOKED, side, 0, id_, book_, limit_, leaves_, participant_, 1, 0, leaves_);
    }
    return 0;
  }

  int change(int kind, const Record& c) {
    if (uint32_t(c.instrument) >= books_.size()) return 3;
    const int64_t id = int64_t(c.order);
    const int order = double(id) == c.order ? ids_.find(id) : NONE;
    if (order == NONE) return 7;
    const Entry& known = entries_.items[order];
    const Entry& level = entries_.items[known.level];
    if (known.participant != c.participant || level.ladder >> 1 != c.instrument) return 7;
    if (kind == REPLACE) return replace(order, c);
    tell(CANCELED, side_of(order), 0, c.order, c.instrument, level.price, known.leaves, known.participant, 1,
         0, known.leaves);
    leave(order);
    forget(order);
    return 0;
  }

  int replace(int order, const Record& c) {
    Book& book = books_[c.instrument];
    if (book.phase > 3) return 19;
    if (c.size < 1 || c.size > book.lots_max) return 9;
    if (const int problem = price_problem(book, c.price)) return problem;
    Entry& known = entries_.items[order];
    Entry& level = entries_.items[known.level];
    const int side = side_of(order), before = known.leaves;
    if (book.open[side < 0] - before + c.size > INT32_MAX) return 23;
    if (c.size <= before && c.price == level.price) {
      const int gone = before - c.size;
      known.leaves -= gone;
      level.shown -= gone;
      book.open[side < 0] -= gone;
      tell(REPLACED, side, FLAG_KEPT, c.order, c.instrument, c.price, c.size, known.participant, 0, gone, 0);
      return 0;
    }
    leave(order);
    known.leaves = c.size;
    id_ = c.order;
    participant_ = known.participant;
    side_ = side;
    terms_ = known.terms & 0xffff;
    leaves_ = c.size;
    limit_ = c.price;
    book_ = c.instrument;
    const bool acts = would_trade(book_, side, limit_);
    if (!acts) rest(order, limit_);
    tell(REPLACED, side, acts ? 0 : FLAG_BOOKED, id_, book_, limit_, c.size, participant_, 0, before,
         acts ? 0 : c.size);
    if (!acts) return 0;
    match();
    if (leaves_ == 0) forget(order);
    else {
      entries_.items[order].leaves = leaves_;
      rest(order, limit_);
      tell(BOOKED, side, 0, id_, book_, limit_, leaves_, participant_, 1, 0, leaves_);
    }
    return 0;
  }

  bool would_trade(int book, int side, int limit) const {
    const int facing = resting_of(book, -side);
    return books_[book].phase == 0 && ladders_[facing].best_rank >= rank_in(facing, limit);
  }

  void match() {
    const int facing = resting_of(book_, -side_);
    Ladder& ladder = ladders_[facing];
    Book& book = books_[book_];
    const int rank_min = rank_in(facing, side_ > 0 ? std::min(limit_, book.highest) : std::max(limit_, book.lowest));
    while (leaves_ > 0 && ladder.best_rank >= rank_min) {
      Entry& level = entries_.items[ladder.best_level];
      if (book.volatility && std::abs(level.price - book.last) > book.volatility) return;
      const int order = level.behind == ladder.best_level ? entries_.items[level.hidden].behind : level.behind;
      if (((terms_ >> 9) & 7) && entries_.items[order].participant == participant_) return;
      Entry& resting = entries_.items[order];
      const int size = std::min(leaves_, resting.leaves);
      events.push_back({time_, 0, resting.id, ++sequence_, level.price, size, TRADE | ((side_ & 0xff) << 8), book_, 0, 0,
                        resting.participant, participant_});
      std::memcpy(&events.back().participant, &id_, 8);
      book.last = level.price;
      leaves_ -= size;
      if (resting.leaves == size) {
        leave(order);
        forget(order);
      } else {
        book.open[side_ > 0] -= size;
        resting.leaves -= size;
        level.shown -= size;
      }
    }
  }

  int side_of(int order) const { return entries_.items[order].terms & BUYS ? 1 : -1; }

  int create() {
    const int order = entries_.take();
    orders_++;
    Entry& made = entries_.items[order];
    made.id = id_;
    made.leaves = leaves_;
    made.level = NONE;
    made.participant = participant_;
    made.terms = terms_ | (side_ > 0 ? BUYS : 0);
    ids_.set(int64_t(id_), order);
    return order;
  }

  void rest(int order, int price) {
    const int side = side_of(order), index = resting_of(book_, side), rank = rank_in(index, price);
    Ladder& ladder = ladders_[index];
    int at = ladder.at(rank);
    if (at == NONE) {
      at = entries_.take();
      Entry& opened = entries_.items[at];
      opened.price = price;
      opened.ladder = index;
      opened.shown = opened.unshown = 0;
      opened.behind = opened.ahead = at;
      opened.hidden = NONE;
      ladder.add(rank, at);
    }
    Entry& level = entries_.items[at];
    Entry& placed = entries_.items[order];
    level.shown += placed.leaves;
    placed.level = at;
    placed.ahead = level.ahead;
    placed.behind = at;
    entries_.items[level.ahead].behind = order;
    level.ahead = order;
    books_[book_].open[side < 0] += placed.leaves;
  }

  void leave(int order) {
    Entry& left = entries_.items[order];
    const int at = left.level;
    Entry& level = entries_.items[at];
    level.shown -= left.leaves;
    books_[level.ladder >> 1].open[level.ladder & 1] -= left.leaves;
    entries_.items[left.ahead].behind = left.behind;
    entries_.items[left.behind].ahead = left.ahead;
    const bool was_alone = left.ahead == left.behind;
    left.level = NONE;
    if (!was_alone || level.hidden != NONE) return;
    ladders_[level.ladder].remove(rank_in(level.ladder, level.price));
    entries_.release(at);
  }

  void forget(int order) {
    ids_.erase(int64_t(entries_.items[order].id));
    entries_.release(order);
    orders_--;
  }
};

int64_t processor_nanos() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

uint32_t hashed(uint32_t hash, const std::vector<Record>& events) {
  const auto* words = reinterpret_cast<const uint32_t*>(events.data());
  for (size_t k = 0; k < events.size() * 16; k++) {
    hash = (hash ^ words[k]) * 0x9e3779b1u;
    hash ^= hash >> 15;
  }
  return hash;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 2;
  std::FILE* file = std::fopen(words[1], "rb");
  int32_t head[4];
  if (!file || std::fread(head, 4, 4, file) != 4) return 2;
  std::vector<Record> commands(head[3]);
  if (std::fread(commands.data(), sizeof(Record), commands.size(), file) != commands.size()) return 2;
  std::fclose(file);
  constexpr size_t BATCH = 256;
  const int repeats = std::atoi(words[2]);
  for (int repeat = 0; repeat <= repeats; repeat++) {
    // The first run is not timed: it reads every event.
    Engine engine(head[0], head[1]);
    size_t at = 0, total = 0;
    uint32_t hash = 0;
    for (; at < size_t(head[2]); at++) {
      engine.apply(commands[at]);
      if (at % BATCH == 0) engine.events.clear();
    }
    engine.events.clear();
    const int64_t start = processor_nanos();
    while (at < commands.size()) {
      const size_t end = std::min(commands.size(), at + BATCH);
      for (; at < end; at++) engine.apply(commands[at]);
      if (repeat == 0) hash = hashed(hash, engine.events);
      total += engine.events.size();
      engine.events.clear();
    }
    const int64_t nanos = processor_nanos() - start;
    if (repeat == 0) std::printf("%zu %u\n", total, hash);
    else std::printf("%lld\n", static_cast<long long>(nanos));
  }
}
