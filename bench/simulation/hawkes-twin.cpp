// The Hawkes generator of one decay in C++: the same random numbers, the same logarithm and
// exponential, the same steps, so every event is the same to the last bit.
//
// hawkes-twin EVENTS REPEATS BASELINE EXCITATION DECAY WORD0 WORD1 WORD2 WORD3
// One line a repeat: nanoseconds of processor time, last instant, kinds summed. Two kinds that excite
// each other, as src/models/hawkes/mutual-price.ts has them.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <vector>

namespace {

struct Stream {
  int32_t state[4];

  int32_t next() {
    const uint32_t s0 = state[0], s1 = state[1];
    const uint32_t s2 = static_cast<uint32_t>(state[2]) ^ s0;
    const uint32_t s3 = static_cast<uint32_t>(state[3]) ^ s1;
    const uint32_t product = s1 * 5u;
    state[0] = s0 ^ s3;
    state[1] = s1 ^ s2;
    state[2] = s2 ^ (s1 << 9);
    state[3] = (s3 << 11) | (s3 >> 21);
    return static_cast<int32_t>(((product << 7) | (product >> 25)) * 9u);
  }

  double uniform() {
    const uint32_t high = static_cast<uint32_t>(next()) >> 5;
    const uint32_t low = static_cast<uint32_t>(next()) >> 6;
    return (high * 67108864.0 + low) * 0x1p-53;
  }
};

constexpr double LN2_HIGH = 0.6931471803691238;
constexpr double LN2_LOW = 1.9082149292705877e-10;

double powerOfTwo(int exponent) {
  const uint64_t bits = static_cast<uint64_t>(exponent + 1023) << 52;
  double out;
  std::memcpy(&out, &bits, 8);
  return out;
}

// Arguments are normal and positive: the special cases of the engine's logarithm are not needed.
double logarithm(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, 8);
  const int32_t high = static_cast<int32_t>(bits >> 32);
  const int32_t exponent = (high >> 20) + (((high & 0xfffff) + 0x95f64) >> 20);
  const double power = exponent - 1023;
  const double f = value * powerOfTwo(1023 - exponent) - 1;
  const double s = f / (2 + f);
  const double z = s * s;
  const double w = z * z;
  const double even = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))));
  const double odd = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))));
  const double rest = z * (even + z * odd);
  const double halfSquare = 0.5 * f * f;
  const double correction = s * (halfSquare + rest) + power * LN2_LOW;
  return power * LN2_HIGH - (halfSquare - correction - f);
}

double exponential(double value) {
  if (value < -745.1332191019412) return 0;
  const double power = std::floor(value * 1.4426950408889634 + 0.5);
  const double high = value - power * LN2_HIGH;
  const double low = power * LN2_LOW;
  const double r = high - low;
  const double lost = high - r - low;
  const double w = r * r;
  const double top = 1.0 / 39916800 + w * (1.0 / 6227020800);
  const double odd = 1.0 / 6 + w * (1.0 / 120 + w * (1.0 / 5040 + w * (1.0 / 362880 + w * top)));
  const double tail = 1.0 / 479001600 + w * (1.0 / 87178291200);
  const double even =
      1.0 / 2 + w * (1.0 / 24 + w * (1.0 / 720 + w * (1.0 / 40320 + w * (1.0 / 3628800 + w * tail))));
  const double mantissa = 1 + (r + (r * r * (even + r * odd) + lost * (1 + r)));
  if (power >= -1021) return mantissa * powerOfTwo(static_cast<int>(power));
  return mantissa * powerOfTwo(static_cast<int>(power) + 54) * 0x1p-54;
}

constexpr int WAITS = 256;

struct Generator {
  Stream random;
  double baseline, excitation, decay;
  double seconds = 0, total = 0, immigrant = 0;
  double excited[2] = {0, 0};
  double waits[WAITS];
  int used = WAITS;
  int kind = 0;

  double wait() {
    if (used == WAITS) {
      for (double& w : waits) w = -logarithm(1 - random.uniform());
      used = 0;
    }
    return waits[used++];
  }

  void start() { immigrant = wait() / (baseline + baseline); }

  void advance() {
    double factor = 1 - (decay * wait()) / total;
    double next = factor > 0 ? seconds - logarithm(factor) / decay
                             : std::numeric_limits<double>::infinity();
    if (next < immigrant) {
      kind = random.uniform() * total - excited[0] < 0 ? 0 : 1;
    } else {
      next = immigrant;
      factor = exponential(-decay * (next - seconds));
      kind = random.uniform() * (baseline + baseline) - baseline < 0 ? 0 : 1;
      immigrant = next + wait() / (baseline + baseline);
    }
    seconds = next;
    excited[0] = excited[0] * factor + (kind == 1 ? excitation : 0.0);
    excited[1] = excited[1] * factor + (kind == 0 ? excitation : 0.0);
    total = excited[0] + excited[1];
  }
};

double processorNanos() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 10) return 2;
  const int events = std::atoi(argv[1]);
  const int repeats = std::atoi(argv[2]);
  std::vector<double> seconds(events);
  std::vector<uint8_t> kinds(events);
  Generator generator;
  generator.baseline = std::atof(argv[3]);
  generator.excitation = std::atof(argv[4]);
  generator.decay = std::atof(argv[5]);
  for (int k = 0; k < 4; k++) {
    generator.random.state[k] = static_cast<int32_t>(std::strtoul(argv[6 + k], nullptr, 10));
  }
  generator.start();
  for (int repeat = 0; repeat < repeats; repeat++) {
    const double before = processorNanos();
    for (int k = 0; k < events; k++) {
      generator.advance();
      seconds[k] = generator.seconds;
      kinds[k] = static_cast<uint8_t>(generator.kind);
    }
    const double passed = processorNanos() - before;
    long sum = 0;
    for (const uint8_t kind : kinds) sum += kind;
    std::printf("%.0f %.17g %ld\n", passed, seconds[events - 1], sum);
  }
  return 0;
}
