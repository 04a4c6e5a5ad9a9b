"""Many seeds and settings: describe trials, run them on any executor, keep and summarise what comes out.

Not loaded with `lstm_teach`: import it by name. An example, with all cores of this machine::

    from lstm_book.solving import remember_bit
    from lstm_teach.experiments import grid, local_processes, run, summarise, table

    trials = grid(remember_bit, range(20), cell=["RNN", "LSTM"], delay=[10, 40])
    results = run(trials, local_processes(), path="remember-bit.jsonl")
    print(table(summarise(results.outcomes)))
"""

from lstm_teach import moved
from lstm_teach.experiments.outcome import Outcome
from lstm_teach.experiments.outcomes_file import load_outcomes
from lstm_teach.experiments.running import Results, local_processes, run
from lstm_teach.experiments.summary import Group, summarise, table, wilson_interval
from lstm_teach.experiments.trial import Trial, grid

__all__ = [
    "Group",
    "Outcome",
    "Results",
    "Trial",
    "grid",
    "load_outcomes",
    "local_processes",
    "run",
    "summarise",
    "table",
    "wilson_interval",
]

moved.watch(__name__)
