"""The reference backtester as a servant: jobs come in as JSON lines, results go out as JSON lines.

Rows stay loaded and strategies stay compiled between jobs, so that only the work asked for is timed.
The strategy is the touch quoter of this repository, statement for statement.
"""

import contextlib
import io
import json
import sys
import time

import numba
import numpy as np
from hftbacktest import (
    GTC,
    GTX,
    LIMIT,
    MARKET,
    BacktestAsset,
    HashMapMarketDepthBacktest,
    ROIVectorMarketDepthBacktest,
)
from hftbacktest.data.utils import binancefutures
from hftbacktest.types import event_dtype
from numba import njit, uint32, uint64

FILLED = 3
FOK = 2
IOC = 3
ROWS_MAX = 4_000_000
# A strategy that always has something on its way never comes to the end of the data.
MIX_NANOS = 300_000_000_000
INT64_LOWEST = -(2**63)
INT64_HIGHEST = 2**63 - 1


@njit
def mixed(checksum, value):
    """The checksum with another whole number in it; wraps round at 32 bits."""
    return uint32(uint32(checksum ^ uint32(value & 0xFFFFFFFF)) * uint32(16777619))


@njit
def replay(backtest, step_nanos):
    """Time passes in steps and nobody looks."""
    steps = 0
    while backtest.elapse(step_nanos) == 0:
        steps += 1
    return steps


@njit
def keep_fills(backtest, fills, count):
    """Copies the filled orders before they are cleared; answers how many fills are kept by now."""
    orders = backtest.orders(0).values()
    while orders.has_next():
        order = orders.get()
        if order.status == FILLED and count < len(fills):
            row = fills[count]
            row[0] = order.exch_timestamp
            row[1] = order.order_id
            row[2] = order.side
            row[3] = order.exec_price_tick
            row[4] = 1 if order.arr[0].maker else 0
            count += 1
    return count


@njit
def touch_quoter(backtest, step_nanos, offset_ticks, size, limit, tick, fills):
    stale = np.empty(1024, np.uint64)
    checksum = uint32(2166136261)
    steps = 0
    submitted = 0
    kept = 0
    end = 0
    while True:
        end = backtest.elapse(step_nanos)
        if end != 0:
            break
        steps += 1
        if len(fills) > 0:
            kept = keep_fills(backtest, fills, kept)
        backtest.clear_inactive_orders(0)
        depth = backtest.depth(0)
        best_bid = depth.best_bid_tick
        best_ask = depth.best_ask_tick
        if best_bid == INT64_LOWEST or best_ask == INT64_HIGHEST:
            continue
        bid = best_bid - offset_ticks
        ask = best_ask + offset_ticks
        position = backtest.position(0)
        checksum = mixed(checksum, best_bid)
        checksum = mixed(checksum, best_ask)
        checksum = mixed(checksum, int(np.floor(position * 1e6 + 0.5)))
        wants_bid = position < limit
        wants_ask = position > -limit
        stale_count = 0
        orders = backtest.orders(0).values()
        while orders.has_next():
            order = orders.get()
            if order.side == 1 and order.price_tick == bid:
                wants_bid = False
            elif order.side == -1 and order.price_tick == ask:
                wants_ask = False
            elif order.cancellable:
                stale[stale_count] = order.order_id
                stale_count += 1
        if stale_count > 1:
            stale[:stale_count].sort()
        for k in range(stale_count):
            backtest.cancel(0, stale[k], False)
        alive = backtest.orders(0)
        bid_id = 2 * bid
        ask_id = 2 * ask + 1
        if wants_bid and bid_id not in alive:
            backtest.submit_buy_order(0, bid_id, bid * tick, size, GTX, LIMIT, False)
            submitted += 1
        if wants_ask and ask_id not in alive:
            backtest.submit_sell_order(0, ask_id, ask * tick, size, GTX, LIMIT, False)
            submitted += 1
    if len(fills) > 0:
        kept = keep_fills(backtest, fills, kept)
    return steps, submitted, checksum, kept, end


@njit
def cancellable(backtest, order_id):
    order = backtest.orders(0).get(order_id)
    return order is not None and order.cancellable


@njit
def order_mix(backtest, step_nanos, size, tick, fills):
    """Every kind of order in turn, one a step; see order-mix.ts."""
    checksum = uint32(2166136261)
    steps = 0
    submitted = 0
    kept = 0
    end = 0
    while True:
        end = backtest.elapse(step_nanos)
        if end != 0:
            break
        steps += 1
        if len(fills) > 0:
            kept = keep_fills(backtest, fills, kept)
        backtest.clear_inactive_orders(0)
        depth = backtest.depth(0)
        bid = depth.best_bid_tick
        ask = depth.best_ask_tick
        if bid == INT64_LOWEST or ask == INT64_HIGHEST:
            continue
        position = backtest.position(0)
        checksum = mixed(checksum, bid)
        checksum = mixed(checksum, ask)
        checksum = mixed(checksum, int(np.floor(position * 1e6 + 0.5)))
        if steps * step_nanos > MIX_NANOS:
            continue
        kind = steps % 12
        new = uint64(steps)
        submitted += 1
        if kind == 0:
            backtest.submit_buy_order(0, new, (ask + 3) * tick, size, GTC, LIMIT, False)
        elif kind == 1:
            backtest.submit_sell_order(0, new, (bid - 1) * tick, size, IOC, LIMIT, False)
        elif kind == 2:
            backtest.submit_buy_order(0, new, ask * tick, size, FOK, LIMIT, False)
        elif kind == 3:
            backtest.submit_sell_order(0, new, bid * tick, size, GTC, MARKET, False)
        elif kind == 4:
            backtest.submit_buy_order(0, new, bid * tick, size, IOC, LIMIT, False)
        elif kind == 5:
            backtest.submit_buy_order(0, new, (bid - 1) * tick, size, GTX, LIMIT, False)
        elif kind == 6:
            backtest.submit_sell_order(0, new, (ask + 1) * tick, size, GTX, LIMIT, False)
        elif kind == 7:
            submitted -= 1
            if cancellable(backtest, uint64(steps - 2)):
                backtest.modify(0, uint64(steps - 2), bid * tick, size, False)
        elif kind == 8:
            backtest.submit_sell_order(0, new, ask * tick, size, GTC, LIMIT, False)
        elif kind == 9:
            backtest.submit_sell_order(0, new, (ask + 5) * tick, size, FOK, LIMIT, False)
        elif kind == 10:
            backtest.submit_buy_order(0, new, (ask + 1) * tick, size, GTX, LIMIT, False)
        else:
            submitted -= 1
            for back in range(1, 25):
                if steps > back and cancellable(backtest, uint64(steps - back)):
                    backtest.cancel(0, uint64(steps - back), False)
    if len(fills) > 0:
        kept = keep_fills(backtest, fills, kept)
    return steps, submitted, checksum, kept, end


class Servant:
    def __init__(self):
        self.rows = {}

    def load(self, path):
        if path not in self.rows:
            self.rows[path] = np.load(path)
        return self.rows[path]

    def rows_of(self, job):
        """The rows as they lie in memory, read anew, or converted from the raw capture."""
        if job.get("capture"):
            # Its progress is printed where our answers go.
            with contextlib.redirect_stdout(io.StringIO()):
                return binancefutures.convert(job["capture"], buffer_size=ROWS_MAX)
        return np.load(job["rows"]) if job.get("loads") else self.load(job["rows"])

    def asset(self, job, rows):
        asset = BacktestAsset().data(rows)
        inverse = job.get("contract") == "inverse"
        size = float(job.get("contractSize", 1))
        asset = asset.inverse_asset(size) if inverse else asset.linear_asset(size)
        asset = asset.tick_size(job["tick"]).lot_size(job["lot"])
        asset = asset.trading_value_fee_model(job["makerRate"], job["takerRate"])
        asset = self.with_queue(asset, job["queue"], float(job.get("n", 0)))
        if job.get("latencyFile"):
            latencies = np.fromfile(job["latencyFile"], np.int64).reshape(-1, 4)
            names = [("req_ts", "i8"), ("exch_ts", "i8"), ("resp_ts", "i8"), ("_padding", "i8")]
            self.latencies = np.ascontiguousarray(latencies).view(np.dtype(names)).reshape(-1)
            asset = asset.intp_order_latency(self.latencies)
        else:
            asset = asset.constant_order_latency(job["entryNanos"], job["responseNanos"])
        partial = job.get("exchange") == "partial-fill"
        asset = asset.partial_fill_exchange() if partial else asset.no_partial_fill_exchange()
        if job["book"] == "array":
            asset = asset.roi_lb(job["lowest"]).roi_ub(job["highest"])
        return asset

    @staticmethod
    def with_queue(asset, queue, n):
        if queue == "conservative":
            return asset.risk_adverse_queue_model()
        if queue == "power-1":
            return asset.power_prob_queue_model(n)
        if queue == "power-2":
            return asset.power_prob_queue_model2(n)
        if queue == "power-3":
            return asset.power_prob_queue_model3(n)
        if queue == "log-1":
            return asset.log_prob_queue_model()
        return asset.log_prob_queue_model2()

    def run(self, job):
        begin = time.thread_time_ns()
        rows = self.rows_of(job)
        loaded = time.thread_time_ns()
        build = HashMapMarketDepthBacktest
        if job["book"] == "array":
            build = ROIVectorMarketDepthBacktest
        backtest = build([self.asset(job, rows)])
        fills = np.zeros((job.get("fillsMax", 0), 5), np.int64)
        before = time.thread_time_ns()
        result = {}
        if job["strategy"] == "order-mix":
            size = job["lot"] * job["sizeLots"]
            step = job["stepNanos"]
            outcome = order_mix(backtest, step, size, job["tick"], fills)
            steps, submitted, checksum, kept, end = outcome
            result = {"orders": submitted, "checksum": int(checksum), "end": end}
            result["fills"] = [",".join(map(str, fill)) for fill in fills[:kept].tolist()]
        elif job["strategy"]:
            steps, submitted, checksum, kept, end = touch_quoter(
                backtest,
                job["stepNanos"],
                job["offsetTicks"],
                job["lot"] * job["sizeLots"],
                job["lot"] * job["positionLimitLots"],
                job["tick"],
                fills,
            )
            result = {"orders": submitted, "checksum": int(checksum), "end": end}
            result["fills"] = [",".join(map(str, fill)) for fill in fills[:kept].tolist()]
        else:
            steps = replay(backtest, job["stepNanos"])
        after = time.thread_time_ns()
        state = backtest.state_values(0)
        depth = backtest.depth(0)
        result.update(
            steps=steps,
            trades=int(state.num_trades),
            position=float(state.position),
            balance=float(state.balance),
            fee=float(state.fee),
            volume=float(state.trading_volume),
            value=float(state.trading_value),
            bestBid=int(depth.best_bid_tick),
            bestAsk=int(depth.best_ask_tick),
            rows=len(rows),
            loadNanos=loaded - begin,
            runNanos=after - before,
        )
        backtest.close()
        return result


def main():
    servant = Servant()
    assert event_dtype.itemsize == 64
    versions = {"numba": numba.__version__, "numpy": np.__version__}
    print(json.dumps({"python": sys.version.split()[0], **versions}), flush=True)
    for line in sys.stdin:
        print(json.dumps(servant.run(json.loads(line))), flush=True)


main()
