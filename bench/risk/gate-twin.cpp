// The C++ twin of the gate with every control on: the same limits over the same orders, in the same order.
//
// gate-twin FILE REPEATS RESERVING
//
// FILE: a count as a double, then columns of doubles: now, side, price, size, bid, ask, position, equity.
// One line a repeat: nanoseconds of processor time, checksum of the reasons, approved orders.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace {

double processorNanos() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

enum Reason {
  kNone = 0, kKill = 1, kPosition = 2, kSize = 3, kValue = 4, kCollar = 5, kOrderRate = 6, kLoss = 7,
  kNoMarket = 8, kMalformed = 9, kHalted = 22, kReducing = 23, kRestricted = 24, kDisabled = 25,
  kMessageRate = 26, kMessageTotal = 27, kBand = 28, kTouch = 29, kLastTrade = 30, kStale = 31, kCrossed = 32,
  kDuplicate = 33, kGroupPosition = 39, kCapital = 49, kMargin = 50, kOrderToTrade = 51, kOwnOrder = 52,
  kLocate = 54, kDrawdown = 55, kAccountLoss = 56, kAccountDrawdown = 57,
};

constexpr int kNoPrice = INT32_MIN;
constexpr int kOpen = 8;
enum Column { kLong, kShort, kGross, kLongValue, kShortValue, kGrossValue, kOrders, kOpenValue, kMarginNeed, kEquity, kProfit, kColumns };

struct Bucket {
  double perSecond, partsMax, parts, filledAt = -INFINITY;
  Bucket(double rate, double burst) : perSecond(rate), partsMax(burst * 1e9), parts(burst * 1e9) {}
  void fill(double now) {
    parts = std::fmin(partsMax, parts + (now - filledAt) * perSecond);
    filledAt = now;
  }
  bool has(double now) { fill(now); return parts >= 1e9; }
  void takeAnyway(double now) { fill(now); parts -= 1e9; }
  bool take(double now) {
    if (!has(now)) return false;
    parts -= 1e9;
    return true;
  }
};

struct Losses {
  double lossMax, drawdownMax, atOpen, highest, day = NAN;
  int lossReason, drawdownReason;
  int judge(double equity, double now) {
    if (std::isnan(equity)) return kNone;
    const double today = std::floor(now / 86400e9);
    if (today != day && !std::isnan(day)) atOpen = equity;
    day = today;
    if (equity > highest) highest = equity;
    if (!(atOpen - equity <= lossMax)) return lossReason;
    return highest - equity <= drawdownMax ? kNone : drawdownReason;
  }
};

struct Duplicates {
  int mask;
  double window;
  std::vector<int64_t> newest, older;
  std::vector<double> sentAt;
  std::vector<int> prices, sizes;
  int64_t count = 0;
  Duplicates(double span, int remembered) : window(span) {
    int places = 1;
    while (places <= remembered) places *= 2;
    mask = places - 1;
    newest.assign(places, -1);
    older.assign(places, 0);
    sentAt.assign(places, 0);
    prices.assign(places, 0);
    sizes.assign(places, 0);
  }
  static int place(int price, int size) {
    const uint32_t mixed = static_cast<uint32_t>(price) * 0x9e3779b1u ^ static_cast<uint32_t>(size) * 0x85ebca6bu;
    return static_cast<int>(mixed ^ (mixed >> 15));
  }
  bool has(int price, int size, double now) const {
    const int64_t oldest = count - mask - 1;
    for (int64_t at = newest[place(price, size) & mask]; at >= 0 && at >= oldest; at = older[at & mask]) {
      const int k = at & mask;
      if (sentAt[k] <= now - window) break;
      if (prices[k] == price && sizes[k] == size) return true;
    }
    return false;
  }
  void sent(int price, int size, double now) {
    const int chain = place(price, size) & mask, k = count & mask;
    older[k] = newest[chain];
    newest[chain] = count;
    sentAt[k] = now;
    prices[k] = price;
    sizes[k] = size;
    count++;
  }
};

struct Slot {
  bool isLive = false;
  int side = 0, lots = 0, dearest = 0, boldest = 0;
};

struct Open {
  int orders = 0, lots[2] = {0, 0}, boldest[2] = {kNoPrice, kNoPrice};
  double cells[2] = {0, 0};
};

double worstCells(double worst, double held, double openLots, double openCells, double mark) {
  if (worst <= 0) return worst * mark;
  if (held >= 0) return held * mark + openCells;
  return openCells * (worst / openLots);
}

void exposureInto(double* row, const Open& open, int position, double mark, double marginRate) {
  const double longLots = position + open.lots[0], shortLots = open.lots[1] - position;
  const double longCells = worstCells(longLots, position, open.lots[0], open.cells[0], mark);
  const double shortCells = worstCells(shortLots, -position, open.lots[1], open.cells[1], mark);
  row[kLong] = longLots;
  row[kShort] = shortLots;
  row[kGross] = std::fmax(longLots, 0) + std::fmax(shortLots, 0);
  row[kLongValue] = longCells;
  row[kShortValue] = shortCells;
  row[kGrossValue] = std::fmax(longCells, 0) + std::fmax(shortCells, 0);
  row[kOrders] = open.orders;
  row[kOpenValue] = open.cells[0] + open.cells[1];
  row[kMarginNeed] = marginRate * std::fmax(std::fmax(longCells, shortCells), 0);
}

struct Limits {
  double most[kOpenValue + 1];
  int reasons[kOpenValue + 1];
  Limits(double lots, double gross, double value, double grossValue, double orders, double openValue, int first,
         int positionReason) {
    const double given[] = {lots, lots, gross, value, value, grossValue, orders, openValue};
    const int order[] = {positionReason, positionReason, first, first + 1, first + 1, first + 2, first + 3, first + 4};
    for (int k = 0; k <= kOpenValue; k++) {
      most[k] = k >= kLongValue && k != kOrders ? given[k] + given[k] * 1e-12 : given[k];
      reasons[k] = order[k];
    }
  }
  int judge(const double* row, const double* worst, const double* totals) const {
    for (int k = 0; k <= kOpenValue; k++) {
      const double growth = worst[k] - row[k];
      if (growth > 0 && !(totals[k] + growth <= most[k])) return reasons[k];
    }
    return kNone;
  }
};

class Gate {
 public:
  Open open;
  int reserved = 0, approved = 0;

  int judge(int side, int price, int size, int bid, int ask, int position, double equity, double now) {
    const int at = side > 0 ? 0 : 1;
    if (isTripped_) return kKill;
    if (mode_ == 2) return kHalted;
    if (isDisabled_) return kDisabled;
    if (isRestricted_) return kRestricted;
    if (!messages_.has(now)) return kMessageRate;
    if (!allMessages_.has(now)) return kMessageTotal;
    if (size <= 0 || std::abs(side) != 1 || price == kNoPrice) return kMalformed;
    if (size > 200) return kSize;
    mark_ = (bid + ask) / 2.0;
    reserved = std::max(std::abs(price), static_cast<int>(std::ceil(std::fabs(mark_))));
    int reason = losses_.judge(equity, now);
    row_[kEquity] = equity;
    row_[kProfit] = equity - 1e6;
    publish();
    if (reason == kNone) reason = allLosses_.judge(account_[kProfit], now);
    if (reason != kNone) {
      isTripped_ = true;
      return reason;
    }
    if (bid == kNoPrice && ask == kNoPrice) return kNoMarket;
    if (std::fabs(price - mark_) > std::fabs(mark_) * 500 / 10000) return kCollar;
    if (now - heardAt > 1e9) return kStale;
    if (bid > ask) return kCrossed;
    if (price < 5000 || price > 20000) return kBand;
    if (price - ask > 400 || bid - price > 400) return kTouch;
    if (std::abs(price - lastTrade) > 450) return kLastTrade;
    if (std::fabs(static_cast<double>(price)) * size > 1.5e6) return kValue;
    if (duplicates_.has(price, side * size, now)) return kDuplicate;
    if (side * position + open.lots[at] + size > 600) return kPosition;
    Open trial = open;
    trial.orders++;
    trial.lots[at] += size;
    trial.cells[at] += static_cast<double>(reserved) * size;
    exposureInto(row_, open, position, std::fabs(mark_), 0.1);
    publish();
    exposureInto(worst_, trial, position, std::fabs(mark_), 0.1);
    if (mode_ == 1 && side * position + open.lots[at] + size > 0) return kReducing;
    if (side < 0 && open.lots[1] + size - position > 550) return kLocate;
    if (!(account_[kEquity] >= 1e5)) return kCapital;
    if ((reason = own_.judge(row_, worst_, row_)) != kNone) return reason;
    if ((reason = grouped_.judge(row_, worst_, group_)) != kNone) return reason;
    if ((reason = all_.judge(row_, worst_, account_)) != kNone) return reason;
    const double need = worst_[kMarginNeed] - row_[kMarginNeed];
    if (need > 0 && !(account_[kMarginNeed] + need <= account_[kEquity] * (1 + 1e-12))) return kMargin;
    if (now >= dayEnd_) {
      if (dayEnd_ != -INFINITY) sent_ = open.orders;
      dayEnd_ = (std::floor(now / 86400e9) + 1) * 86400e9;
    }
    if (sent_ + 2 > 100 && sent_ + 2 - 1 > 1e9) return kOrderToTrade;
    const int other = open.boldest[1 - at];
    if (other != kNoPrice && side * (price - other) >= 0) return kOwnOrder;
    if (!orders_.take(now)) return kOrderRate;
    messages_.takeAnyway(now);
    allMessages_.takeAnyway(now);
    duplicates_.sent(price, side * size, now);
    sent_ += 2;
    approved++;
    return kNone;
  }

  void changed(int position) {
    exposureInto(row_, open, position, std::fabs(mark_), 0.1);
    publish();
  }

  double heardAt = -INFINITY;
  int lastTrade = 0;

 private:
  void publish() {
    for (int k = 0; k < kColumns; k++) account_[k] = row_[k];
    for (int k = 0; k < kColumns; k++) group_[k] = row_[k];
  }

  bool isTripped_ = false, isDisabled_ = false, isRestricted_ = false;
  int mode_ = 0;
  double mark_ = 0.5, sent_ = 0, dayEnd_ = -INFINITY;
  double row_[kColumns] = {}, worst_[kColumns] = {}, account_[kColumns] = {}, group_[kColumns] = {};
  Bucket messages_{20000, 500}, allMessages_{20000, 500}, orders_{12000, 100};
  Losses losses_{1e5, 1e5, 1e6, 1e6, NAN, kLoss, kDrawdown};
  Losses allLosses_{1e5, 1e5, 0, 0, NAN, kAccountLoss, kAccountDrawdown};
  Duplicates duplicates_{1e7, 221};
  Limits own_{INFINITY, 1500, 7e6, 1.2e7, 8, 5e6, 34, kNone};
  Limits grouped_{600, 1500, 7e6, 1.2e7, 8, 5e6, 40, kGroupPosition};
  Limits all_{INFINITY, INFINITY, 7e6, 1.2e7, 8, 5e6, 44, kNone};
};

void release(Gate& gate, Slot* slots, int next) {
  Slot& slot = slots[next];
  if (!slot.isLive) return;
  Open& open = gate.open;
  const int at = slot.side > 0 ? 0 : 1;
  open.orders--;
  open.lots[at] -= slot.lots;
  open.cells[at] -= static_cast<double>(slot.dearest) * slot.lots;
  slot.isLive = false;
  if (slot.boldest != open.boldest[at]) return;
  open.boldest[at] = kNoPrice;
  for (int k = 0; k < kOpen; k++) {
    const Slot& other = slots[k];
    if (!other.isLive || other.side != slot.side) continue;
    if (open.boldest[at] == kNoPrice || slot.side * (other.boldest - open.boldest[at]) > 0) open.boldest[at] = other.boldest;
  }
}

}  // namespace

int main(int, char** arguments) {
  FILE* file = std::fopen(arguments[1], "rb");
  double header = 0;
  if (!file || std::fread(&header, 8, 1, file) != 1) return 1;
  const size_t rows = static_cast<size_t>(header);
  std::vector<double> data(8 * rows);
  if (std::fread(data.data(), 8, data.size(), file) != data.size()) return 1;
  std::fclose(file);
  const double *now = &data[0], *side = &data[rows], *price = &data[2 * rows], *size = &data[3 * rows];
  const double *bid = &data[4 * rows], *ask = &data[5 * rows], *position = &data[6 * rows], *equity = &data[7 * rows];
  const int repeats = std::atoi(arguments[2]);
  const bool isReserving = std::atoi(arguments[3]) != 0;
  for (int repeat = 0; repeat < repeats; repeat++) {
    Gate gate;
    Slot slots[kOpen];
    int next = 0;
    uint32_t checksum = 0;
    const double began = processorNanos();
    for (size_t row = 0; row < rows; row++) {
      gate.heardAt = now[row];
      gate.lastTrade = static_cast<int>(bid[row]);
      if (isReserving) release(gate, slots, next);
      const int direction = static_cast<int>(side[row]), at = static_cast<int>(price[row]), lots = static_cast<int>(size[row]);
      const int held = static_cast<int>(position[row]);
      const int reason = gate.judge(direction, at, lots, static_cast<int>(bid[row]), static_cast<int>(ask[row]), held, equity[row], now[row]);
      if (reason == kNone && isReserving) {
        Slot& slot = slots[next];
        next = (next + 1) % kOpen;
        slot = {true, direction, lots, gate.reserved, at};
        const int k = direction > 0 ? 0 : 1;
        Open& open = gate.open;
        open.orders++;
        open.lots[k] += lots;
        open.cells[k] += static_cast<double>(gate.reserved) * lots;
        if (open.boldest[k] == kNoPrice || direction * (at - open.boldest[k]) > 0) open.boldest[k] = at;
        gate.changed(held);
      }
      checksum += static_cast<uint32_t>(reason) * static_cast<uint32_t>(row & 1023);
    }
    std::printf("%.0f %d %d\n", processorNanos() - began, static_cast<int32_t>(checksum), gate.approved);
  }
  return 0;
}
