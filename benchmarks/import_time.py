"""Measure `import lstm_teach` against `import numpy`, in fresh processes that take turns.

    python benchmarks/import_time.py [--runs N] [--limit RATIO] [--json FILE]

The exit status is 0 if the ratio of the medians is at most the limit, 1 if it is above.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIMER = (
    "import sys, time; sys.path.insert(0, {root!r}); start = time.perf_counter(); import {module}; "
    "print(time.perf_counter() - start)"
)


def seconds(module: str, byte_code: str) -> float:
    """Return how long one import takes in a process of its own, the interpreter's start not counted."""
    code = TIMER.format(root=str(ROOT), module=module)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = byte_code
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    return float(done.stdout)


def measure(runs: int) -> dict[str, list[float]]:
    """Return the times of both imports; they take turns, so that a busy machine slows both.

    Byte code goes to a folder of its own, because where it may not be written (a read-only
    install, PYTHONDONTWRITEBYTECODE) one package would be compiled anew at each import.
    """
    times: dict[str, list[float]] = {"numpy": [], "lstm_teach": []}
    with tempfile.TemporaryDirectory() as byte_code:
        for module in times:
            seconds(module, byte_code)  # byte code is written and files are in memory from here on
        for n in range(runs):
            for module in sorted(times, reverse=n % 2 == 0):
                times[module].append(seconds(module, byte_code))
    return times


def main() -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=25, help="processes for each import")
    parser.add_argument("--limit", type=float, default=1.3, help="largest ratio of the medians")
    parser.add_argument("--json", type=Path, help="also write all times to this file")
    options = parser.parse_args()
    times = measure(max(options.runs, 1))
    print(f"{'import':<12}{'median ms':>12}{'minimum ms':>12}{'runs':>6}")
    for module, measured in times.items():
        median, minimum = 1e3 * statistics.median(measured), 1e3 * min(measured)
        print(f"{module:<12}{median:>12.1f}{minimum:>12.1f}{len(measured):>6}")
    ratio = statistics.median(times["lstm_teach"]) / statistics.median(times["numpy"])
    least = min(times["lstm_teach"]) / min(times["numpy"])
    verdict = "within" if ratio <= options.limit else "ABOVE"
    print(f"ratio       {ratio:>12.2f}{least:>12.2f}   {verdict} the limit of {options.limit}")
    if options.json:
        options.json.write_text(json.dumps({"seconds": times, "ratio": ratio}, indent=1) + "\n", "utf-8")
    return 0 if ratio <= options.limit else 1


if __name__ == "__main__":
    sys.exit(main())
