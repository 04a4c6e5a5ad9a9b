"""Rules without a network: the class of the first noun of a sentence, or of the last."""

from __future__ import annotations

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import CLASS, AgreementBatch

RULES = {"first noun": 0, "last noun": -1}


def answers(batch: AgreementBatch, rule: str) -> Array:
    """Return the class that a rule of `RULES` answers at the verb of each stream's first sentence, (B,)."""
    kinds = [CLASS[batch.x[:verb, b]] for b, verb in enumerate(batch.verb[0])]
    return np.array([some[some >= 0][RULES[rule]] for some in kinds])


def right(batch: AgreementBatch, rule: str) -> float:
    """Return the share of right answers of a rule at these verbs."""
    subjects = CLASS[batch.x[batch.subject[0], np.arange(batch.x.shape[1])]]
    return float((answers(batch, rule) == subjects).mean())
