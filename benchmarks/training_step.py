"""Measure one training step of an LSTM layer against other ways to the same gradients.

    python -m benchmarks.training_step [--short] [--dtypes float64] [--json FILE]

Forward pass, squared error at the outputs, backward pass to dW (no dx, no optimiser); one BLAS thread, CPU
time of the process, contenders in turns, bursts of at least 30 ms after a step that is not counted, two
fresh processes. A ratio is the median of the ratios within a turn, so that a change of pace meets both; where
that misses its goal, the ratio of the shortest times follows, which other programs on the machine disturb
less. Growth with T, H and B and the peak of memory follow. What misses its goal is printed as such, and the
exit status is then 1.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
THREADS = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "VECLIB", "BLIS")}
SHAPES = [(100, 1, 1, 8), (100, 20, 2, 32), (100, 32, 16, 64), (100, 64, 64, 128), (500, 64, 64, 256),
          (1000, 16, 2, 64)]  # fmt: skip
DTYPES = ("float64", "float32")
GOALS = {  # the largest accepted ratios of the fused LSTM to PyTorch and to the bare matrix products
    ("PyTorch", "float64"): (0.08, 0.30, 0.50, 0.70, 0.70, 0.40),
    ("products", "float64"): (8.5, 2.3, 1.55, 1.3, 1.25, 1.6),
    ("PyTorch", "float32"): (1.0, 1.35, 1.35, 1.0, 1.05, 1.35),
}
GROWTH = {  # time per step against the first of each row, and how far it may deviate
    "T": ([(100, 16, 2, 64), (1000, 16, 2, 64), (10000, 16, 2, 64)], 0.15),
    "H": ([(100, 16, 2, H) for H in (16, 32, 64, 128, 256)], None),
    "B": ([(100, B, 2, 64) for B in (1, 4, 16, 64, 256)], None),
}
MEMORY, MOST_ARRAYS = [(100, 64, 64, 128), (500, 64, 64, 256), (1000, 16, 2, 64)], 9.0
LARGE = 2**22  # numbers in a layer; smaller ones take three times as many turns: short bursts are disturbed
AGREE = {"float64": 1e-9, "float32": 1e-3}  # of the gradients, relative to the largest entry


def steps_in(run: Callable[[], Any], burst: float) -> int:
    """Return how many steps last as long as a burst, at least one. `run` has compiled what it compiles."""
    start = time.process_time()
    run()
    return max(1, round(burst / max(time.process_time() - start, 1e-6)))


def timed(run: Callable[[], Any], steps: int) -> float:
    """Return the CPU time of a step in ms, in a burst after a step that warms the caches.

    A step that is longer than a burst warms them by itself.
    """
    if steps > 1:
        run()
    start = time.process_time()
    for _ in range(steps):
        run()
    return 1e3 * (time.process_time() - start) / steps


def in_turns(runs: dict[Any, Callable[[], Any]], rounds: int, burst: float) -> dict[Any, list[float]]:
    """Return the times of all, who take turns, the order reversed from turn to turn."""
    steps = {name: steps_in(run, burst) for name, run in runs.items()}
    times: dict[Any, list[float]] = {name: [] for name in runs}
    for n in range(rounds):
        for name in list(runs)[:: 1 if n % 2 == 0 else -1]:
            times[name].append(timed(runs[name], steps[name]))
    return times


def peak_arrays(run: Callable[[], Any], array_bytes: int) -> float:
    """Return the peak of memory during a step, as a number of arrays (T, B, H)."""
    from lstm_teach.fused import memory

    run()
    memory.waiting.clear()  # what the run before has left counts as well
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / array_bytes


def measure(short: bool, dtypes: list[str]) -> dict[str, Any]:
    """Measure everything once, in this process."""
    from benchmarks import _contenders as field

    rounds, burst = (3, 0.04) if short else (5, 0.04)
    names = field.installed()
    result: dict[str, Any] = {"facts": facts(), "times": [], "growth": {}, "memory": []}
    for dtype in dtypes:
        for shape in SHAPES:
            if short and shape[0] > 100:
                continue
            problem = field.Problem(*shape, dtype)
            runs = {name: field.CONTENDERS[name](problem) for name in names}
            expected = runs["readable"]()
            errors = {
                name: field.largest_error(run(), expected) for name, run in runs.items() if name != "products"
            }
            wrong = {name: error for name, error in errors.items() if not error <= AGREE[dtype]}
            if wrong:
                raise AssertionError(f"{shape}, {dtype}: gradients differ from the readable cell's: {wrong}")
            large = problem.T * problem.B * problem.H > LARGE
            turns = rounds if short or large else 3 * rounds
            result["times"].append({"shape": shape, "dtype": dtype, "errors": errors,
                                    "ms": in_turns(runs, turns, burst)})  # fmt: skip
    for axis, (shapes, _) in GROWTH.items():
        fused = {shape: field.CONTENDERS["fused"](field.Problem(*shape, "float64"))
                 for shape in (shapes[:2] if short else shapes)}  # fmt: skip
        times = in_turns(fused, rounds, burst)
        result["growth"][axis] = [(shape, [1e3 * ms / shape[0] for ms in times[shape]]) for shape in fused]
    for shape in MEMORY[:1] if short else MEMORY:
        T, B, _, H = shape
        run = field.CONTENDERS["fused"](field.Problem(*shape, "float64"))
        result["memory"].append((shape, peak_arrays(run, 8 * T * B * H)))
    return result


def facts() -> dict[str, Any]:
    """Return what the times depend on."""
    found: dict[str, Any] = {"python": platform.python_version(), "machine": platform.machine()}
    found["processor"] = processor()
    for name in ("numpy", "torch", "jax"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    try:
        from threadpoolctl import threadpool_info
    except ModuleNotFoundError:
        found["blas"] = "unknown (threadpoolctl is not installed)"
    else:
        pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
        keys = ("internal_api", "version", "architecture", "num_threads")
        found["blas"] = [{key: pool.get(key) for key in keys} for pool in pools]
    found["variables"] = {k: v for k, v in os.environ.items() if k.startswith(("OPENBLAS_", "OMP_", "MKL_"))}
    return found


def processor() -> str:
    """Return the name of the processor, as far as the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def in_fresh_processes(short: bool, dtypes: list[str], processes: int = 2) -> list[dict[str, Any]]:
    """Return what each of some fresh processes measures, with one BLAS thread from the start."""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(processes):
            file = Path(folder, f"{n}.json")
            command = [
                sys.executable,
                "-m",
                "benchmarks.training_step",
                "--worker",
                str(file),
                "--dtypes",
                *dtypes,
            ]
            subprocess.run(command + ["--short"] * short, check=True, cwd=ROOT, env=os.environ | THREADS)
            results.append(json.loads(file.read_text(encoding="utf-8")))
    return results


def ratio(entries: list[dict[str, Any]], name: str) -> float:
    """Return the median of fused / `name` over the turns of all processes."""
    pairs = [pair for e in entries for pair in zip(e["ms"]["fused"], e["ms"][name], strict=True)]
    return statistics.median(a / b for a, b in pairs)


def ratio_of_minima(entries: list[dict[str, Any]], name: str) -> float:
    """Return the shortest time of fused / the shortest of `name`."""
    fused, other = (min(ms for e in entries for ms in e["ms"][who]) for who in ("fused", name))
    return fused / other


def judged(value: float, goal: float | None, of_minima: float | None = None) -> tuple[str, bool]:
    """Return a ratio as text with its goal, and whether the goal is met."""
    if goal is None:
        return f"{value:.2f}", True
    if value <= goal:
        return f"{value:.3f} (goal {goal:g}: met)", True
    minima = "" if of_minima is None else f"; of the minima {of_minima:.3f}"
    return f"{value:.3f} (goal {goal:g}: NOT MET{minima})", False


def show_times(results: list[dict[str, Any]]) -> bool:
    """Print min / median ms of all contenders and the ratios; return whether all goals are met."""
    met = True
    names = list(results[0]["times"][0]["ms"])
    print("\nminimum / median of ms a step; below: fused / other\n" + f"{'T, B, D, H':<22}"
          + "".join(f"{name:>19}" for name in names))  # fmt: skip
    for entries in zip(*(result["times"] for result in results), strict=True):
        shape, dtype = tuple(entries[0]["shape"]), entries[0]["dtype"]
        line = f"{', '.join(map(str, shape)) + ' ' + dtype[5:]:<22}"
        for name in names:
            times = [ms for entry in entries for ms in entry["ms"][name]]
            line += f"{min(times):>10.3f} /{statistics.median(times):>7.2f}"
        print(line)
        ratios = []
        for name in names[1:]:
            goals = GOALS.get((name, dtype))
            goal = goals and goals[SHAPES.index(shape)]
            text, good = judged(ratio(list(entries), name), goal, ratio_of_minima(list(entries), name))
            met &= good
            ratios.append(f"{name} {text}")
        print("    fused / " + ", ".join(ratios))
    return met


def show_growth(results: list[dict[str, Any]]) -> bool:
    """Print the time per time step as T, H and B grow; return whether it is as flat in T as it should be."""
    met = True
    print("\nfused, float64: us per time step (median)")
    for axis, (_, most) in GROWTH.items():
        rows = [(entry[0][0], sum((entry_of[1] for entry_of in entry), []))
                for entry in zip(*(result["growth"][axis] for result in results), strict=True)]  # fmt: skip
        medians = [statistics.median(times) for _, times in rows]
        parts = [f"{tuple(shape)} {median:.1f}" for (shape, _), median in zip(rows, medians, strict=True)]
        verdict = ""
        if most is not None:
            off = max(abs(median / medians[0] - 1) for median in medians)
            met &= off <= most
            verdict = f"   off by {off:.0%} (goal {most:.0%}: {'met' if off <= most else 'NOT MET'})"
        print(f"  {axis}: " + ", ".join(parts) + verdict)
    print("peak of memory, in arrays of T * B * H")
    for shape, arrays in results[0]["memory"]:
        text, good = judged(arrays, MOST_ARRAYS)
        met &= good
        print(f"  {tuple(shape)}: {text}")
    return met


def main() -> int:
    """Print the tables; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="smaller shapes and fewer turns, under a minute")
    parser.add_argument("--dtypes", nargs="+", choices=DTYPES, default=DTYPES)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all times to this file")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        options.worker.write_text(json.dumps(measure(options.short, options.dtypes)), encoding="utf-8")
        return 0
    results = in_fresh_processes(options.short, options.dtypes)
    for name, value in results[0]["facts"].items():
        print(f"{name}: {value}")
    met = show_times(results) & show_growth(results)
    print("all goals met" if met else "NOT all goals met")
    if options.json:
        options.json.write_text(
            json.dumps({"goals met": met, "processes": results}, indent=1) + "\n", encoding="utf-8"
        )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
