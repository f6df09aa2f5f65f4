"""The same z-score run by pandas and by vectorbt: peer.py FILE ROUNDS WINDOW THRESHOLD LIMIT RATE CASH.

FILE: the number of ticks as a double, then columns of doubles: time, price, bid, ask. Prints one JSON
object: versions, processor seconds of every round, and what came out.
"""
import json
import sys
import time

import numba
import numpy as np
import pandas as pd
import vectorbt as vbt
from numba import njit
from vectorbt.generic import nb as generic_nb
from vectorbt.portfolio import nb as portfolio_nb
from vectorbt.portfolio.enums import NoOrder

path, rounds, window, threshold, limit, rate, cash = sys.argv[1:]
rounds, window, limit = int(rounds), int(window), int(limit)
threshold, rate, cash = float(threshold), float(rate), float(cash)

data = np.fromfile(path, dtype=np.float64)
rows = int(data[0])
_, price, bid, ask = data[1:].reshape(4, rows)
series = pd.Series(price)


def pandas_signal():
    rolling = series.rolling(window)
    score = (series - rolling.mean()) / rolling.std(ddof=0)
    return ((score < -threshold).astype(np.int8) - (score > threshold).astype(np.int8)).to_numpy()


def vectorbt_score():
    mean = generic_nb.rolling_mean_1d_nb(price, window, window)
    deviation = generic_nb.rolling_std_1d_nb(price, window, window, 0)
    return (price - mean) / deviation


def vectorbt_signal():
    score = vectorbt_score()
    return (score < -threshold).astype(np.int8) - (score > threshold).astype(np.int8)


@njit
def order_func_nb(context, score, bid, ask, threshold, limit, rate):
    z = score[context.i]
    side = 1 if z < -threshold else -1 if z > threshold else 0
    if side == 0 or side * context.position_now >= limit:
        return NoOrder
    size = min(np.floor(2 * abs(z)), limit - side * context.position_now)
    at = ask[context.i] if side > 0 else bid[context.i]
    return portfolio_nb.order_nb(size=side * size, price=at, fees=rate)


def vectorbt_run():
    return vbt.Portfolio.from_order_func(
        series, order_func_nb, vectorbt_score(), bid, ask, threshold, limit, rate, init_cash=cash
    )


def timed(work):
    work()  # compiles
    seconds, result = [], None
    for _ in range(rounds):
        began = time.process_time()
        result = work()
        seconds.append(time.process_time() - began)
    return seconds, result


def checksum(signal):
    return int((signal.astype(np.int64) * (np.arange(rows) & 1023)).sum())


pandas_seconds, pandas_result = timed(pandas_signal)
signal_seconds, signal_result = timed(vectorbt_signal)
run_seconds, portfolio = timed(vectorbt_run)
records = portfolio.order_records
signed = np.where(records["side"] == 0, records["size"], -records["size"])
print(
    json.dumps(
        {
            "versions": {
                "python": sys.version.split()[0],
                "numpy": np.__version__,
                "pandas": pd.__version__,
                "numba": numba.__version__,
                "vectorbt": vbt.__version__,
            },
            "pandasSeconds": pandas_seconds,
            "pandasChecksum": checksum(pandas_result),
            "signalSeconds": signal_seconds,
            "signalChecksum": checksum(signal_result),
            "runSeconds": run_seconds,
            "fills": len(records),
            "position": float(signed.sum()),
            "fees": float(records["fees"].sum()),
            "traded": float((records["size"] * records["price"]).sum()),
            "rowSum": int(records["idx"].sum()),
        }
    )
)
