"""Measure a batch of trials on one process and on several; the start of the processes is not counted.

    python benchmarks/many_seeds.py [--processes N] [--trials N] [--limit RATIO] [--json FILE]

Each process has one BLAS thread. Both are measured twice, in turned order. The exit status is 0 if N
processes are at least `limit` times as fast as one (by default 0.85 N) both times and all results are the
same, to the last bit; else 1. A ratio above N says that something else kept the machine busy: measure again.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lstm_book.solving import remember_bit  # noqa: E402
from lstm_teach.experiments import Outcome, Trial, grid, local_processes, run  # noqa: E402

# 100 updates whatever the seed: at this learning rate no loss comes below the rule's 0.1 nats.
SETTINGS = {"cell": "LSTM", "delay": 60, "hidden_size": 16, "learning_rate": 1e-6, "steps": 100}


def timed(trials: Sequence[Trial], count: int) -> tuple[float, tuple[Outcome, ...]]:
    """Return the seconds that `count` processes take, and the outcomes."""
    with local_processes(count) as processes:
        # Each of them is given one at once, and so imports what it needs.
        run(grid(remember_bit, range(4 * count), delay=1, steps=1), processes, progress=iter)
        start = time.perf_counter()
        results = run(trials, processes, progress=iter)
        return time.perf_counter() - start, results.outcomes


def main() -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=2, help="processes beside the one")
    parser.add_argument("--trials", type=int, default=200, help="seeds; each is a training of its own")
    parser.add_argument("--limit", type=float, help="smallest ratio of the times; 0.85 times the processes")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    limit = 0.85 * options.processes if options.limit is None else options.limit
    trials = grid(remember_bit, range(options.trials), **SETTINGS)
    print(f"{'processes':<12}{'seconds':>10}{'trials a second':>18}")
    ratios, rounds, results, finished = [], [], set(), True
    for order in ((1, options.processes), (options.processes, 1)):  # turned, so that a drift shows
        seconds = {}
        for count in order:
            seconds[count], outcomes = timed(trials, count)
            results.add(repr([outcome.result for outcome in outcomes]))
            finished = finished and all(outcome.finished for outcome in outcomes)
            print(f"{count:<12}{seconds[count]:>10.1f}{len(trials) / seconds[count]:>18.2f}", flush=True)
        ratios.append(seconds[1] / seconds[options.processes])
        rounds.append(seconds)
    same = len(results) == 1 and finished
    verdict = "within" if min(ratios) >= limit else "BELOW"
    print(f"ratios      {ratios[0]:>10.2f}{ratios[1]:>10.2f}   {verdict} the limit of {limit:.2f}")
    print("results     " + ("the same to the last bit" if same else "DIFFER, or a trial failed"))
    if options.json:
        found = {"trials": len(trials), "seconds by processes": rounds, "ratios": ratios, "the same": same}
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0 if same and min(ratios) >= limit else 1


if __name__ == "__main__":
    sys.exit(main())
