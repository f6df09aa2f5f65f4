// The C++ twin of a vectorised z-score run: the same rules over the same columns, in one scalar loop.
//
// vectorised-twin FILE REPEATS WINDOW THRESHOLD LIMIT FEE LOSS_MAX ORDER_MAX VALUE_MAX COLLAR_BPS
//                 POSITION_MAX PER_SECOND BURST
//
// FILE: a count as a double, then columns of doubles: time, price, bid, ask. One line a repeat: the
// nanoseconds of the signal alone, its checksum, the nanoseconds of the whole run, then fills, position,
// cash, fees, drawdown, traded value, and the mean and root of squares of the changes of equity.
#include <chrono>
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

// Sums of differences to an anchor, taken anew every 1,024 samples or whenever the spread has become
// small against them: the engine's own way, sample by sample.
class RollingScore {
 public:
  explicit RollingScore(int window)
      : window_(window), between_(window > 1024 ? window : 1024), samples_(window, NAN) {}

  double push(double sample) {
    run_ = sample == latest_ ? run_ + 1 : 1;
    latest_ = sample;
    const double oldest = samples_[next_];
    samples_[next_] = sample;
    if (++next_ == window_) next_ = 0;
    if (count_ == 0) anchor_ = sample;
    const double entering = sample - anchor_;
    if (count_ < window_) {
      count_++;
      sum_ += entering;
      squares_ += entering * entering;
    } else {
      const double leaving = oldest - anchor_;
      sum_ += entering - leaving;
      squares_ += (entering - leaving) * (entering + leaving);
    }
    if (squares_ > peak_) peak_ = squares_;
    const double mean = sum_ / count_;
    const double spread = squares_ - sum_ * mean;
    const bool isFlat = run_ >= count_;
    if (++since_ >= between_ || (!(spread >= 1e-4 * peak_) && !isFlat)) anchorAnew();
    if (count_ < window_ || isFlat) return NAN;
    const double share = sum_ / count_;
    const double variance = squares_ / count_ - share * share;
    return (sample - anchor_ - share) / std::sqrt(variance);
  }

 private:
  void anchorAnew() {
    anchor_ = latest_;
    sum_ = squares_ = 0;
    for (int k = 0; k < count_; k++) {
      const double difference = samples_[k] - anchor_;
      sum_ += difference;
      squares_ += difference * difference;
    }
    peak_ = squares_;
    since_ = 0;
  }

  int window_, between_;
  std::vector<double> samples_;
  int next_ = 0, count_ = 0, since_ = 0, run_ = 0;
  double anchor_ = 0, sum_ = 0, squares_ = 0, peak_ = 0, latest_ = NAN;
};

struct Limits {
  double lossMax, orderMax, valueMax, collarBps, positionMax, perSecond, burst;
};

struct Fill {
  double at, price, fee;
  int32_t size, ticks;
};

// The risk gate: every control that the engine's has.
class Gate {
 public:
  explicit Gate(const Limits& limits, double cash)
      : limits_(limits), open_(cash), parts_(limits.burst * 1e9) {}

  bool isTripped = false;
  uint32_t refusals = 0;

  bool isLoss(double equity, double now) {
    if (now >= dayEnd_) {
      if (dayEnd_ != -INFINITY) open_ = equity;
      dayEnd_ = (std::floor(now / 86400e9) + 1) * 86400e9;
    }
    if (open_ - equity <= limits_.lossMax) return false;
    isTripped = true;
    return true;
  }

  bool approve(int side, int size, int position, double bid, double ask, double equity, double now) {
    const double bidTicks = std::round(bid * 1e5), askTicks = std::round(ask * 1e5);
    const double price = side > 0 ? askTicks : bidTicks;
    const double middle = (bidTicks + askTicks) / 2;
    const bool isFine = !isTripped && size <= limits_.orderMax && !isLoss(equity, now) &&
                        std::fabs(price - middle) <= std::fabs(middle) * limits_.collarBps / 10000 &&
                        std::fabs(price / 1e5) * size <= limits_.valueMax &&
                        side * position + size <= limits_.positionMax && take(now);
    if (!isFine) refusals++;
    return isFine;
  }

 private:
  bool take(double now) {
    parts_ = std::fmin(limits_.burst * 1e9, parts_ + (now - filledAt_) * limits_.perSecond);
    filledAt_ = now;
    if (parts_ < 1e9) return false;
    parts_ -= 1e9;
    return true;
  }

  Limits limits_;
  double open_, parts_, dayEnd_ = -INFINITY, filledAt_ = -INFINITY;
};

struct Columns {
  size_t rows;
  const double *time, *price, *bid, *ask;
};

}  // namespace

int main(int, char** arguments) {
  FILE* file = std::fopen(arguments[1], "rb");
  double header = 0;
  if (!file || std::fread(&header, 8, 1, file) != 1) return 1;
  const size_t rows = static_cast<size_t>(header);
  std::vector<double> data(4 * rows);
  if (std::fread(data.data(), 8, data.size(), file) != data.size()) return 1;
  std::fclose(file);
  const Columns columns{rows, &data[0], &data[rows], &data[2 * rows], &data[3 * rows]};
  const int repeats = std::atoi(arguments[2]), window = std::atoi(arguments[3]);
  const double threshold = std::atof(arguments[4]);
  const int limit = std::atoi(arguments[5]);
  const double rate = std::atof(arguments[6]);
  const Limits limits{std::atof(arguments[7]),  std::atof(arguments[8]),  std::atof(arguments[9]),
                      std::atof(arguments[10]), std::atof(arguments[11]), std::atof(arguments[12]),
                      std::atof(arguments[13])};

  for (int repeat = 0; repeat < repeats; repeat++) {
    const double began = processorNanos();
    long long checksum = 0;
    {
      RollingScore score(window);
      for (size_t row = 0; row < rows; row++) {
        const double z = score.push(columns.price[row]);
        checksum += ((z < -threshold) - (z > threshold)) * static_cast<long long>(row & 1023);
      }
    }
    const double between = processorNanos();
    RollingScore score(window);
    Gate gate(limits, 10000);
    std::vector<Fill> fills;
    int position = 0;
    double cash = 10000, fees = 0, peak = -INFINITY, drawdown = 0, last = NAN, squares = 0, downside = 0, traded = 0;
    for (size_t row = 0; row < rows; row++) {
      const double price = columns.price[row], now = columns.time[row];
      const double z = score.push(price);
      int side = z < -threshold ? 1 : z > threshold ? -1 : 0;
      if (side != 0 && side * position < limit) {
        int size = static_cast<int>(std::floor(2 * std::fabs(z)));
        if (size > limit - side * position) size = limit - side * position;
        const double equity = cash + position * price - fees;
        if (size > 0 && gate.approve(side, size, position, columns.bid[row], columns.ask[row], equity, now)) {
          const double at = side > 0 ? columns.ask[row] : columns.bid[row];
          const double fee = rate * (at * size);
          fills.push_back({now, at, fee, side * size, static_cast<int32_t>(std::round(at * 1e5))});
          position += side * size;
          cash -= side * (at * size);
          fees += fee;
          traded += at * size;
        }
      }
      const double equity = cash + position * price - fees;
      if (position != 0 && !gate.isTripped) gate.isLoss(equity, now);
      if (equity > peak) peak = equity;
      if (peak - equity > drawdown) drawdown = peak - equity;
      const double change = row > 0 ? equity - last : 0;
      squares += change * change;
      if (change < 0) downside += change * change;
      last = equity;
    }
    const double ended = processorNanos();
    std::printf("%.0f %lld %.0f %zu %d %.17g %.17g %.17g %.17g %.17g %.17g\n", between - began,
                checksum, ended - between, fills.size(), position, cash, fees, drawdown, traded,
                std::sqrt(squares / (rows - 1)), std::sqrt(downside / (rows - 1)));
  }
  return 0;
}
