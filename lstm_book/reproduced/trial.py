"""One trial to the letter: from a seed to whether, and after how many sequences, the net had learned it."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from lstm_book.reproduced import net, recurrence, seeds_at_once
from lstm_book.reproduced.experiment import Experiment
from lstm_book.reproduced.lessons import Lesson, task_of
from lstm_teach.numerics import Array


class Learner:
    """A net in the middle of a trial: its weights, its task, and how far it is."""

    def __init__(self, experiment: Experiment, rng: np.random.Generator) -> None:
        first, data, test = rng.spawn(3)
        self.experiment = experiment
        self.weights = net.start(experiment, first)
        self.task = task_of(experiment, data, test)
        self.seen = 0
        self.solved_at: int | None = None
        self.broken = False  # a weight became infinite

    @property
    def ended(self) -> bool:
        """Whether the trial is over."""
        return self.solved_at is not None or self.broken or self.seen >= self.experiment.ceiling

    def next_lesson(self) -> Lesson:
        """Draw what is learned next."""
        self.before = [part.copy() for part in self.weights]
        return self.task.lesson()

    def take(self, lesson: Lesson, ends: Array) -> Lesson | None:
        """Judge a lesson that has been learned, by the outputs at the ends of its sequences.

        If the criterion held in the middle of it, the weights are put back to what they were before it, and
        what is returned has to be learned again: the trial ends where it was solved.
        """
        self.broken = not all(np.isfinite(part).all() for part in (*self.weights, ends))
        after = None if self.broken else self.task.solved(self.weights, lesson, ends)
        if after is None:
            self.seen += len(ends)
            return None
        self.solved_at = self.seen + after
        if after == len(ends):
            return None
        for part, old in zip(self.weights, self.before, strict=True):
            part[:] = old
        return Lesson(*(part[:after] for part in lesson))

    def result(self) -> dict[str, Any]:
        """Return the outcome of the trial."""
        report = {} if self.broken else self.task.report(self.weights)
        solved = self.solved_at is not None
        return {"solved": solved, "sequences": self.solved_at if solved else self.seen, **report}


def letter(rng: np.random.Generator, **settings: Any) -> dict[str, Any]:
    """Learn ``Experiment(**settings)`` by the loops of `recurrence`: the function of a trial."""
    begun = time.process_time()
    learner = learned(Experiment(**settings), rng)
    return {**learner.result(), "cpu_seconds": round(time.process_time() - begun, 2)}


def learned(experiment: Experiment, rng: np.random.Generator) -> Learner:
    """Return a net at the end of its trial."""
    learner = Learner(experiment, rng)
    while not learner.ended:
        lesson = learner.next_lesson()
        again = learner.take(lesson, one_by_one(learner, lesson))
        if again is not None:
            one_by_one(learner, again)
    return learner


def one_by_one(learner: Learner, lesson: Lesson) -> Array:
    """Learn a lesson, and return the outputs at the ends of its sequences."""
    ends = np.zeros_like(lesson.target)
    recurrence.learn(recurrence.form_of(learner.experiment), learner.weights, *lesson, ends)
    return ends


def letters(rng: np.random.Generator, seeds: tuple[int, ...], **settings: Any) -> dict[str, Any]:
    """Learn an experiment from several seeds at once, in NumPy: the function of a trial without a compiler.

    Each seed has the generator that `letter` would have, and sees the same sequences; `rng` is not used.
    """
    learners = [Learner(Experiment(**settings), np.random.default_rng(seed)) for seed in seeds]
    while going := [learner for learner in learners if not learner.ended]:
        lessons = [learner.next_lesson() for learner in going]
        all_ends = seeds_at_once.learn([learner.weights for learner in going], lessons, going[0].experiment)
        for learner, lesson, ends in zip(going, lessons, all_ends, strict=True):
            again = learner.take(lesson, ends)
            if again is not None:
                seeds_at_once.learn([learner.weights], [again], learner.experiment)
    return {"trials": [learner.result() for learner in learners]}
