"""A text of the reader's own: whether a file can be trained on, and if not, why, in one sentence."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lstm_book.alphabet import Alphabet
from lstm_book.chapter_13 import training
from lstm_teach.numerics import Array

LEAST, MOST = 20_000, 5_000_000  # characters
MOST_BYTES = 20_000_000
SYMBOLS, SEEN = 120, 10  # at most so many symbols, each of them seen so often
RARE = "¤"  # stands for a symbol that is too rare to be learned
MOST_RARE = 0.02  # the share of the text that may be replaced


class OwnText(NamedTuple):
    """A text that can be trained on: few symbols, each of them seen often enough."""

    name: str
    text: str
    replaced: dict[str, str]  # what stands for a rare symbol

    @property
    def alphabet(self) -> Alphabet:
        """Its symbols."""
        return Alphabet.of(self.text)

    @property
    def parts(self) -> tuple[Array, Array, Array]:
        """The first 90 % for training, then 5 % for validation and 5 % for the test, in numbers."""
        return training.split(self.alphabet.encode(self.text))


def read_text(path: str | Path, encoding: str = "utf-8") -> OwnText:
    """Read a plain text and make it fit for training.

    Line ends become line breaks. A symbol that is rare is replaced by its plain form (é by e), where that is
    frequent, or else by ¤.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no plain text in this encoding, too short or too long, or has too many symbols.
    """
    text = _decoded(Path(path), encoding).removeprefix("\ufeff")
    return fitted(Path(path).name, text.replace("\r\n", "\n").replace("\r", "\n"))


def fitted(name: str, text: str) -> OwnText:
    """Return a text with its rare symbols replaced.

    Raises
    ------
    ValueError
        If it is too short or too long, or too much of it would be replaced.
    """
    if not LEAST <= len(text) <= MOST:
        advice = "is about ten pages" if len(text) < LEAST else "are read in some minutes; take a part of it"
        bound = f"at least {LEAST:,}" if len(text) < LEAST else f"at most {MOST:,}"
        raise ValueError(f"{name}: expected {bound} characters, which {advice}; got {len(text):,}")
    counts = Counter(text)
    kept = {symbol for symbol, seen in counts.most_common(SYMBOLS) if seen >= SEEN}
    replaced = {symbol: _plain(symbol, kept) for symbol in sorted(counts) if symbol not in kept}
    share = sum(counts[symbol] for symbol in replaced) / len(text)
    if share > MOST_RARE:
        raise ValueError(
            f"{name}: expected nearly all characters among the {SYMBOLS} most frequent symbols; "
            f"got {len(counts):,} different ones, and those that are too rare make up {share:.0%} of the text"
        )
    if len(kept) < 2:
        raise ValueError(f"{name}: expected at least two different symbols, got {sorted(kept)}")
    table = {ord(symbol): plain for symbol, plain in replaced.items()}
    return OwnText(name, text.translate(table), replaced)


def _plain(symbol: str, kept: set[str]) -> str:
    """Return the first part of a symbol that is frequent, such as the e of é, or what stands for others."""
    parts = unicodedata.normalize("NFKD", symbol)
    return next((part for part in parts if part in kept), RARE)


def _decoded(path: Path, encoding: str) -> str:
    if not path.exists():
        raise FileNotFoundError(
            f"path: there is no file {path}; {Path.cwd()} is the folder that was looked in"
        )
    if path.is_dir():
        raise ValueError(f"path: expected a text file, got the folder {path}")
    if path.stat().st_size > MOST_BYTES:
        size = path.stat().st_size
        raise ValueError(f"path: expected at most {MOST_BYTES:,} bytes of plain text, got {size:,} in {path}")
    raw = path.read_bytes()
    if b"\0" in raw and not encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32")):
        where = raw.index(b"\0")
        raise ValueError(
            f"path: expected plain text, got a byte 0x00 at place {where:,} of {path.name}. "
            "Remedy: save it as plain text in UTF-8; for UTF-16 say encoding='utf-16'"
        )
    try:
        return raw.decode(encoding)
    except LookupError:
        raise ValueError(f"encoding: expected one such as 'utf-8' or 'latin-1', got {encoding!r}") from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        latin = encoding.lower().replace("_", "-") in ("utf-8", "utf8")
        remedy = "If it is an older file: encoding='latin-1'" if latin else "Which encoding was it saved in?"
        raise ValueError(
            f"path: expected {encoding}, got the byte 0x{raw[error.start]:02X} at place {error.start:,} "
            f"(line {line:,}) of {path.name}. {remedy}"
        ) from None


@dataclass
class Progress:
    """What is known of a training so far: at each look the minutes, and bits a character."""

    counting: float  # of the count, on the same part of the validation text
    minutes: list[float] = field(default_factory=list)
    training: list[float] = field(default_factory=list)  # mean since the look before, with dropout
    validation: list[float] = field(default_factory=list)
