"""Measure how fast a net of letters writes and is trained in float32, beside PyTorch.

    python -m benchmarks.characters [--turns N] [--json FILE]

75 symbols, H 128 and 256. Written is one letter after the other, drawn from the scores by the same dice from
the same weights, and the letters must be the same. A step of training is on 64 steps of 32 sequences: loss,
gradient, clipping by the norm, Adam; the losses must be the same. Of two ways in which PyTorch can be given
symbols the quicker counts. One thread; CPU time of the process, contenders in turns, a ratio is the median of
those within a turn. All is done in two fresh processes, and in two with AVX-512 switched off in OpenBLAS,
NumPy and PyTorch. What misses its goal is printed as such, and the exit status is then 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.training_step import ROOT, THREADS, facts, in_turns, judged

UNITS = (128, 256)
GOALS = {  # the largest accepted ratios of the time here to that of PyTorch
    ("writing", "nn.LSTM"): 1 / 3,
    ("writing", "nn.LSTMCell"): 1.0,
    ("training", "nn.LSTM"): 1.0,
}
AGREE = 1e-3  # of the losses
WITHOUT = {
    "OPENBLAS_CORETYPE": "Haswell",
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
}
BURST = 0.04  # seconds


def without_avx512() -> dict[str, str]:
    """Return the variables that switch AVX-512 off."""
    from numpy._core._multiarray_umath import __cpu_dispatch__ as known

    long = [name for name in known if "AVX512" in name or name == "X86_V4"]
    return WITHOUT | {"NPY_DISABLE_CPU_FEATURES": " ".join(long)}


def measure(turns: int) -> dict[str, Any]:
    """Measure everything once, in this process."""
    from benchmarks import _writers as field

    result: dict[str, Any] = {"facts": facts(), "times": []}
    for what, contenders in (("writing", field.writing), ("training", field.training)):
        for H in UNITS:
            runs = contenders(H)
            for _ in range(3):  # a training goes on from step to step
                found = {name: run() for name, run in runs.items()}
            check_same(what, H, found)
            result["times"].append({"what": what, "H": H, "ms": in_turns(runs, turns, BURST)})
    return result


def check_same(what: str, H: int, found: dict[str, Any]) -> None:
    """Raise an AssertionError unless all wrote the same letters, or came to the same loss."""
    expected = found["here"]
    for name, got in found.items():
        same = got == expected if what == "writing" else abs(got - expected) <= AGREE * abs(expected)
        if not same:
            raise AssertionError(f"{what}, H {H}: {name} came to {got}, here it is {expected}")


def in_fresh_processes(turns: int, env: dict[str, str], processes: int = 2) -> list[dict[str, Any]]:
    """Return what each of some fresh processes measures, with one BLAS thread from the start."""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(processes):
            file = Path(folder, f"{n}.json")
            command = [sys.executable, "-m", "benchmarks.characters", "--turns", str(turns)]
            command += ["--worker", str(file)]
            subprocess.run(command, check=True, cwd=ROOT, env=os.environ | THREADS | env)
            results.append(json.loads(file.read_text(encoding="utf-8")))
    return results


def quickest(times: dict[str, list[float]]) -> dict[str, list[float]]:
    """Return for every contender the times of the quicker of its ways to take symbols."""
    chosen: dict[str, list[float]] = {}
    for way, ms in times.items():
        name = way.partition(",")[0]
        if name not in chosen or statistics.median(ms) < statistics.median(chosen[name]):
            chosen[name] = ms
    return chosen


def show(title: str, results: list[dict[str, Any]], letters: int) -> bool:
    """Print min / median ms of all contenders and the ratios; return whether all goals are met."""
    met = True
    print(f"\n{title}: minimum / median of ms; below: here / other")
    for entries in zip(*(result["times"] for result in results), strict=True):
        what, H = entries[0]["what"], entries[0]["H"]
        times = {name: sum((entry["ms"][name] for entry in entries), []) for name in entries[0]["ms"]}
        print(f"{what}, H {H}")
        for name, ms in times.items():
            low, middle = min(ms), statistics.median(ms)
            rate = f"   {1e3 * letters / middle:>8.0f} letters a second" if what == "writing" else ""
            print(f"    {name:<24}{low:>9.2f} /{middle:>8.2f}{rate}")
        best, said = quickest(times), []
        for name in list(best)[1:]:
            ratio = statistics.median(a / b for a, b in zip(best["here"], best[name], strict=True))
            text, good = judged(ratio, GOALS.get((what, name)), min(best["here"]) / min(best[name]))
            met &= good
            said.append(f"{name} {text}")
        print("    here / " + ", ".join(said))
    return met


def main() -> int:
    """Print the tables; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=15, help="turns in each of the processes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all times to this file")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if importlib.util.find_spec("torch") is None:
        print("PyTorch is not installed (python3 run.py install parity): there is nothing to compare with")
        return 1
    if options.worker:
        options.worker.write_text(json.dumps(measure(options.turns)), encoding="utf-8")
        return 0
    from benchmarks._writers import LETTERS

    kinds = {"as it is": {}, "AVX-512 switched off": without_avx512()}
    results = {title: in_fresh_processes(options.turns, env) for title, env in kinds.items()}
    for name, value in results["as it is"][0]["facts"].items():
        print(f"{name}: {value}")
    met = min([show(title, found, LETTERS) for title, found in results.items()])
    print("all goals met" if met else "NOT all goals met")
    if options.json:
        found = {"goals met": met, "processes": results}
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
