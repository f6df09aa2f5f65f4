// The replay in C++: the same records, the same order of events, the same kind of book and queue, the
// same strategy and the same checksum as the engine in its compatibility mode.
//
//   g++ -O3 -march=native -ffp-contract=off -std=c++17 -o replay-twin replay-twin.cpp
//   replay-twin RECORDS ROUNDS STRATEGY TICK LOT STEP_NANOS OFFSET SIZE_LOTS LIMIT_LOTS LATENCY_NANOS
//
// One line a round: nanoseconds of thread time, events, checksum, steps, orders, fills, position, cash.
// Far prices are no concern here: the ladder is dense over the whole range, which flatters this side.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <limits>
#include <vector>

namespace {

constexpr double NEVER = std::numeric_limits<double>::infinity();
constexpr int32_t NO_PRICE = INT32_MIN;
constexpr int DEPTH_LEVEL = 1, DEPTH_CLEAR = 2, TRADE = 3;
constexpr int ENTER = 40, CANCEL = 41;
constexpr int ACCEPTED = 50, CANCELED = 52, EXPIRED = 53, FILLED = 54, REFUSED = 56;
constexpr int32_t EXCHANGE_FLAG = 8 << 16, LOCAL_FLAG = 16 << 16;

struct Record {
  double exchange, local, order, sequence;
  int32_t price, size, meta, instrument;
  double a, b;
};
static_assert(sizeof(Record) == 64, "a record is a cache line");

int side_of(int32_t meta) { return static_cast<int8_t>(meta >> 8); }

// One side of a book: lots per tick over the whole price range, and a bit per level in two storeys.
struct Ladder {
  int side;
  int32_t lowest;
  std::vector<int32_t> lots;
  std::vector<uint32_t> words, blocks;

  Ladder(int side, int32_t lowest_rank, int32_t count)
      : side(side), lowest(lowest_rank), lots(count), words(count / 32 + 2), blocks(count / 1024 + 2) {}

  int32_t at(int32_t price) const { return lots[side * price - lowest]; }
  int32_t set(int32_t price, int32_t size) {
    const int32_t slot = side * price - lowest;
    const int32_t before = lots[slot];
    lots[slot] = size;
    if (before == 0) {
      if (size != 0) {
        words[slot >> 5] |= 1u << (slot & 31);
        blocks[slot >> 10] |= 1u << ((slot >> 5) & 31);
      }
    } else if (size == 0) {
      words[slot >> 5] &= ~(1u << (slot & 31));
      if (words[slot >> 5] == 0) blocks[slot >> 10] &= ~(1u << ((slot >> 5) & 31));
    }
    return before;
  }
  int32_t behind(int32_t price) const {
    const int32_t slot = side * price - lowest;
    int32_t word = slot >> 5;
    uint32_t bits = words[word] & ((1u << (slot & 31)) - 1);
    if (bits == 0) {
      int32_t block = word >> 5;
      uint32_t above = blocks[block] & ((1u << (word & 31)) - 1);
      while (above == 0) {
        if (block == 0) return NO_PRICE;
        above = blocks[--block];
      }
      word = (block << 5) | (31 - __builtin_clz(above));
      bits = words[word];
    }
    return side * (((word << 5) | (31 - __builtin_clz(bits))) + lowest);
  }
};

struct Book {
  Ladder bids, asks;
  int32_t best_bid = NO_PRICE, best_ask = NO_PRICE;

  Book(int32_t low, int32_t high) : bids(1, low, high - low + 1), asks(-1, -high, high - low + 1) {}

  Ladder &of(int side) { return side == 1 ? bids : asks; }
  int32_t &best(int side) { return side == 1 ? best_bid : best_ask; }
  bool two_sided() const { return best_bid != NO_PRICE && best_ask != NO_PRICE; }

  int32_t set(int side, int32_t price, int32_t size) {
    Ladder &levels = of(side);
    const int32_t before = levels.set(price, size);
    int32_t &own = best(side);
    if (size == 0) {
      if (price == own) own = levels.behind(price);
    } else if (own == NO_PRICE || side * (price - own) > 0) {
      own = price;
      int32_t &far = best(-side);
      if (far != NO_PRICE && side * (price - far) >= 0) far = of(-side).behind(price);
    }
    return before;
  }
  void clear_through(int side, int32_t price) {
    for (int32_t at = best(side); at != NO_PRICE && side * (at - price) >= 0; at = best(side)) {
      set(side, at, 0);
    }
  }
  void apply(const Record &record) {
    const int kind = record.meta & 0xff;
    if (kind == DEPTH_LEVEL) set(side_of(record.meta), record.price, record.size);
    else if (kind == DEPTH_CLEAR) clear_through(side_of(record.meta), record.price);
  }
};

struct Message {
  double arrival, id;
  int kind, side;
  int32_t price;
  uint32_t request;
};

// A line on which nothing overtakes.
struct Line {
  std::deque<Message> waiting;
  double next = NEVER;
  void add(Message message) {
    if (!waiting.empty() && waiting.back().arrival > message.arrival) message.arrival = waiting.back().arrival;
    if (waiting.empty()) next = message.arrival;
    waiting.push_back(message);
  }
  void drop() {
    waiting.pop_front();
    next = waiting.empty() ? NEVER : waiting.front().arrival;
  }
};

struct Resting {
  double id, ahead;
  int32_t price;
};

struct Options {
  double tick, lot, step, latency;
  int offset, size_lots, limit_lots;
  bool strategy;
};

// The venue: risk-averse queue, fills whole orders.
struct Venue {
  Book book;
  std::vector<Resting> bids, asks;
  Line &reports;
  const Options &options;

  Venue(int32_t low, int32_t high, Line &reports, const Options &options)
      : book(low, high), reports(reports), options(options) {}

  std::vector<Resting> &resting(int side) { return side == 1 ? bids : asks; }

  void report(double now, int kind, double id, int side, int32_t price, uint32_t request) {
    reports.add({now + options.latency, id, kind, side, price, request});
  }
  void fill(std::vector<Resting> &orders, size_t k, int side, double now) {
    report(now, FILLED, orders[k].id, side, orders[k].price, 0);
    orders.erase(orders.begin() + static_cast<long>(k));
  }
  void on_market(const Record &record) {
    if (bids.empty() && asks.empty()) {
      book.apply(record);
      return;
    }
    const int kind = record.meta & 0xff;
    const int side = side_of(record.meta);
    if (kind == DEPTH_LEVEL) depth(side, record.price, record.size, record.exchange);
    else if (kind == TRADE) trade(-side, record.price, record.size, record.exchange);
    else book.apply(record);
  }
  void depth(int side, int32_t price, int32_t size, double now) {
    const int32_t best_before = book.best(side);
    book.set(side, price, size);
    for (Resting &order : resting(side)) {
      const double after = size * options.lot;
      if (order.price == price && after < order.ahead) order.ahead = after;
    }
    const int32_t best = book.best(side);
    if (best == NO_PRICE || (best_before != NO_PRICE && side * (best - best_before) <= 0)) return;
    std::vector<Resting> &far = resting(-side);
    while (!far.empty() && side * (best - far[0].price) >= 0) fill(far, 0, -side, now);
  }
  void trade(int side, int32_t price, int32_t size, double now) {
    std::vector<Resting> &orders = resting(side);
    for (size_t k = 0; k < orders.size();) {
      const int32_t through = side * (orders[k].price - price);
      if (through < 0) return;
      if (through > 0) {
        fill(orders, k, side, now);
        continue;
      }
      orders[k].ahead -= size * options.lot;
      if (std::floor(-orders[k].ahead / options.lot + 0.5) > 0) fill(orders, k, side, now);
      else k++;
    }
  }
  void on_request(const Message &message, double now) {
    std::vector<Resting> &orders = resting(message.side);
    if (message.kind == CANCEL) {
      for (size_t k = 0; k < orders.size(); k++) {
        if (orders[k].id != message.id) continue;
        report(now, CANCELED, message.id, message.side, orders[k].price, message.request);
        orders.erase(orders.begin() + static_cast<long>(k));
        return;
      }
      report(now, REFUSED, message.id, message.side, message.price, message.request);
      return;
    }
    report(now, ACCEPTED, message.id, message.side, message.price, message.request);
    const int32_t far = book.best(-message.side);
    if (far != NO_PRICE && message.side * (message.price - far) >= 0) {
      report(now, EXPIRED, message.id, message.side, message.price, message.request);
      return;
    }
    size_t place = orders.size();
    while (place > 0 && message.side * (message.price - orders[place - 1].price) > 0) place--;
    const double ahead = book.of(message.side).at(message.price) * options.lot;
    orders.insert(orders.begin() + static_cast<long>(place), {message.id, ahead, message.price});
  }
};

struct Order {
  double id;
  int side;
  int32_t price;
  bool working;
  uint32_t request;
};

struct Trader {
  Book book;
  Line &requests;
  const Options &options;
  std::vector<Order> orders;  // ascending by id
  std::vector<double> stale;
  double position = 0, cash = 0;
  uint32_t checksum = 2166136261u, request = 0;
  int64_t steps = 0, entered = 0, fills = 0;

  Trader(int32_t low, int32_t high, Line &requests, const Options &options)
      : book(low, high), requests(requests), options(options) {}

  void mix(int32_t value) { checksum = (checksum ^ static_cast<uint32_t>(value)) * 16777619u; }
  size_t find(double id) const {
    size_t k = 0;
    while (k < orders.size() && orders[k].id < id) k++;
    return k;
  }
  bool lives(double id) const {
    const size_t k = find(id);
    return k < orders.size() && orders[k].id == id;
  }
  void on_report(const Message &message) {
    if (message.kind == FILLED) {
      const double quantity = options.size_lots * options.lot;
      position += message.side * quantity;
      cash -= message.side * (message.price * options.tick * quantity);
      fills++;
    }
    const size_t k = find(message.id);
    if (k == orders.size() || orders[k].id != message.id) return;
    if (message.kind == ACCEPTED || message.kind == REFUSED) {
      if (orders[k].request == message.request) orders[k].request = 0;
      if (message.kind == ACCEPTED) orders[k].working = true;
      return;
    }
    orders.erase(orders.begin() + static_cast<long>(k));
  }
  void send(double now, int kind, double id, int side, int32_t price) {
    requests.add({now + options.latency, id, kind, side, price, ++request});
  }
  void enter(double now, int side, int32_t price, double id) {
    if (lives(id)) return;
    send(now, ENTER, id, side, price);
    const size_t k = find(id);
    orders.insert(orders.begin() + static_cast<long>(k), {id, side, price, false, request});
    entered++;
  }
  void on_timer(double now) {
    steps++;
    if (!book.two_sided()) return;
    mix(book.best_bid);
    mix(book.best_ask);
    mix(static_cast<int32_t>(std::floor(position * 1e6 + 0.5)));
    const int32_t bid = book.best_bid - options.offset, ask = book.best_ask + options.offset;
    const double limit = options.lot * options.limit_lots;
    bool wants_bid = position < limit, wants_ask = -position < limit;
    stale.clear();
    for (const Order &order : orders) {
      if (order.side == 1 && order.price == bid) wants_bid = false;
      else if (order.side == -1 && order.price == ask) wants_ask = false;
      else if (order.working && order.request == 0) stale.push_back(order.id);
    }
    for (const double id : stale) {
      Order &order = orders[find(id)];
      send(now, CANCEL, id, order.side, order.price);
      order.request = request;
    }
    if (wants_bid) enter(now, 1, bid, 2.0 * bid);
    if (wants_ask) enter(now, -1, ask, 2.0 * ask + 1);
  }
};

double thread_nanos() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Local records, reports, exchange records, requests, then timers: earliest first, ties in this order.
int64_t replay(const std::vector<Record> &records, Venue &venue, Trader &trader, Line &requests,
               Line &reports, const Options &options) {
  const size_t count = records.size();
  size_t local = 0, exchange = 0;
  const auto seek = [&](size_t from, int32_t flag) {
    while (from < count && (records[from].meta & flag) == 0) from++;
    return from;
  };
  local = seek(0, LOCAL_FLAG);
  exchange = seek(0, EXCHANGE_FLAG);
  double local_time = records[local].local, exchange_time = records[exchange].exchange;
  double timer = options.strategy ? std::fmin(local_time, exchange_time) + options.step : NEVER;
  int64_t events = 0;
  for (;;) {
    double time = local_time;
    int rank = 0;
    if (reports.next < time) time = reports.next, rank = 1;
    if (exchange_time < time) time = exchange_time, rank = 2;
    if (requests.next < time) time = requests.next, rank = 3;
    if (time == NEVER) return events;
    if (timer < time) {
      trader.on_timer(timer);
      timer += options.step;
      continue;
    }
    events++;
    if (rank == 0) {
      trader.book.apply(records[local]);
      local = seek(local + 1, LOCAL_FLAG);
      local_time = local < count ? records[local].local : NEVER;
    } else if (rank == 2) {
      venue.on_market(records[exchange]);
      exchange = seek(exchange + 1, EXCHANGE_FLAG);
      exchange_time = exchange < count ? records[exchange].exchange : NEVER;
    } else if (rank == 1) {
      for (; reports.next == time; reports.drop()) trader.on_report(reports.waiting.front());
    } else {
      for (; requests.next == time; requests.drop()) venue.on_request(requests.waiting.front(), time);
    }
  }
}

}  // namespace

int main(int count, char **words) {
  if (count != 11) return 2;
  FILE *file = std::fopen(words[1], "rb");
  if (file == nullptr) return 3;
  std::fseek(file, 0, SEEK_END);
  std::vector<Record> records(static_cast<size_t>(std::ftell(file)) / sizeof(Record));
  std::rewind(file);
  if (std::fread(records.data(), sizeof(Record), records.size(), file) != records.size()) return 4;
  std::fclose(file);
  Options options{};
  options.strategy = std::atoi(words[3]) != 0;
  options.tick = std::atof(words[4]);
  options.lot = std::atof(words[5]);
  options.step = std::atof(words[6]);
  options.offset = std::atoi(words[7]);
  options.size_lots = std::atoi(words[8]);
  options.limit_lots = std::atoi(words[9]);
  options.latency = std::atof(words[10]);
  int32_t low = INT32_MAX, high = INT32_MIN;
  for (const Record &record : records) {
    if ((record.meta & 0xff) > TRADE) continue;
    if (record.price < low) low = record.price;
    if (record.price > high) high = record.price;
  }
  for (int round = 0; round < std::atoi(words[2]); round++) {
    Line requests, reports;
    Venue venue(low - 64, high + 64, reports, options);
    Trader trader(low - 64, high + 64, requests, options);
    const double before = thread_nanos();
    const int64_t events = replay(records, venue, trader, requests, reports, options);
    const double nanos = thread_nanos() - before;
    std::printf("%.0f %lld %u %lld %lld %lld %.17g %.17g\n", nanos, static_cast<long long>(events),
                trader.checksum, static_cast<long long>(trader.steps),
                static_cast<long long>(trader.entered), static_cast<long long>(trader.fills),
                trader.position, trader.cash);
    std::fflush(stdout);
  }
}
