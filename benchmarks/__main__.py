"""Run all benchmarks one after another, each in a process of its own, and say which goals were met.

    python -m benchmarks [--short] [--only NAME ...] [--json FOLDER]

The order is fixed: import time, training step, growth and memory, letters beside PyTorch (needs it), time and
memory of the chapters, trials on several processes (needs Pebble), latency of the widgets and of gestures in
pictures (need Chromium), classes on one server (needs JupyterHub; ten minutes or more), and pages of the site
that `run.py site` made (need it and Chromium). The tables are those
of the single benchmarks, each of which can be run alone: ``python -m benchmarks.NAME --help``. `--short`
takes under a minute: fewer imports, smaller shapes, and none of the last nine. Leave the machine alone.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Part(NamedTuple):
    """One benchmark and how it is called."""

    name: str
    short: tuple[str, ...] | None = None  # arguments of the short form; None where there is none


PARTS = (
    Part("import_time", ("--runs", "7")),
    Part("training_step", ("--short",)),
    Part("characters"),
    Part("chapters"),
    Part("many_seeds"),
    Part("widget_latency"),
    Part("gesture_latency"),
    Part("class_load"),
    Part("site_ready"),
    Part("site_latency"),
    Part("site_states"),
)


def command(part: Part, short: bool, folder: Path | None) -> list[str]:
    """Return how a benchmark is called."""
    call = [sys.executable, "-m", f"benchmarks.{part.name}"]
    if short and part.short is not None:
        call += part.short
    if folder is not None:
        call += ["--json", str(folder / f"{part.name}.json")]
    return call


def chosen(short: bool, only: Sequence[str]) -> list[Part]:
    """Return the benchmarks to run, in their order."""
    wanted = [part for part in PARTS if not only or part.name in only]
    return [part for part in wanted if part.short is not None] if short else wanted


def main() -> int:
    """Run the benchmarks; return 1 if one of them missed a goal or failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="under a minute")
    parser.add_argument("--only", nargs="+", choices=[part.name for part in PARTS], default=[])
    parser.add_argument("--json", type=Path, metavar="FOLDER", help="write the figures there, a file each")
    options = parser.parse_args()
    parts = chosen(options.short, options.only)
    if not parts:
        parser.error(f"expected benchmarks that have a short form, got {' '.join(options.only)}")
    if options.json:
        options.json.mkdir(parents=True, exist_ok=True)
    lines = []
    for part in parts:
        print(f"\n== {part.name} " + "=" * (76 - len(part.name)), flush=True)
        start = time.perf_counter()
        status = subprocess.run(command(part, options.short, options.json), cwd=ROOT).returncode
        said = {0: "goals met", 1: "NOT all goals met, or failed"}.get(status, f"ended with status {status}")
        lines.append((status, f"{part.name:<16}{time.perf_counter() - start:>8.0f} s   {said}"))
    print("\n== summary " + "=" * 69)
    print("\n".join(line for _, line in lines))
    return int(any(status for status, _ in lines))


if __name__ == "__main__":
    sys.exit(main())
