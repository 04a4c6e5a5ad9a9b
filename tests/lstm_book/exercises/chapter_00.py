"""Answers to the exercises of chapter 00, The LSTM in fifteen minutes."""

import numpy as np

RIGHT = [
    ("0.1", ("f open", "o shut", "f shut")),
    ("0.1", ["F open", " o shut", "f shut."]),
    ("0.2", 0.4),
    ("0.2", np.float32(0.4)),
    ("0.2", np.array([0.4])),
]
STUBS = [("0.1", ...), ("0.1", (..., ..., ...)), ("0.1", ("f open", ..., ...)), ("0.2", ...)]
WRONG = [
    ("0.1", ("o open", "o shut", "f shut"), "Text 1: With o open one and the same letter"),
    ("0.1", ("i open", "o shut", "f shut"), "Text 1: With i open there are still words"),
    ("0.1", ("f shut", "o shut", "f open"), "Text 1: With f shut most words"),
    ("0.1", ("f open", "i shut", "f shut"), "Text 2: o shut is at once"),
    ("0.1", ("f open", "f open", "f shut"), "Text 2: With f open the letters still hang together"),
    ("0.1", ("f open", "o shut", "i open"), "Text 3: Look at the first letters"),
    ("0.1", ("f open", "o shut", "o open"), "Text 3: not o open"),
    ("0.1", ("f", "o", "f"), "Text 1: expected one of f shut"),
    ("0.1", "f open, o shut, f shut", "Expected three texts"),
    ("0.1", ("f open", "o shut"), "Expected three texts"),
    ("0.2", 0.0, r"Held at 0 it costs \d\.\d\d bits a letter. It gets better if the gate is more open"),
    ("0.2", 1, r"Held at 1 .* more closed"),
    ("0.2", 0.9, r"Held at 0.9 .* more closed"),
    ("0.2", 40, "A gate stands between 0 and 1, got 40"),
    ("0.2", "open", "Expected a number"),
    ("0.2", float("nan"), "A gate stands between 0 and 1"),
]
