"""Agreement in real sentences: how often rules without any network find the form of the verb.

The sentences are those of two treebanks, which the book does not carry: UD_Czech-PUD (CC BY-SA 4.0) and
UD_English-PUD (CC BY-SA 3.0), 1,000 sentences each, github.com/UniversalDependencies. With a file from there
this counts::

    python -m lstm_book.chapter_10.real_sentences cs_pud-ud-test.conllu

A pair is a noun that is the subject of a verb behind it. In Czech the verb is a past participle, and its
ending follows the subject's gender and number; in English it is a finite form that shows number. Subjects
with *and* or with a numeral have rules of their own and are left out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from lstm_book.chapter_10.conllu import Word, sentences

Language = Literal["Czech", "English"]
MODALS = {"can", "could", "may", "might", "must", "shall", "should", "will", "would"}
ENDINGS = {  # gender, number, and for masculine plurals what lives
    ("Masc", "Sing"): "-l", ("Masc", "Plur"): "-li", ("Inan", "Plur"): "-ly", ("Fem", "Sing"): "-la",
    ("Fem", "Plur"): "-ly", ("Neut", "Sing"): "-lo", ("Neut", "Plur"): "-la",
}  # fmt: skip


class Pair(NamedTuple):
    """A subject and its verb: what the verb has to be, and what the rules say."""

    text: str  # up to the verb
    right: str  # an ending, or "Sing" or "Plur"
    last_noun: str | None
    first_noun: str | None
    last_nominative: str | None  # English has none
    between: int  # nouns between subject and verb
    attractors: int  # those of them that ask for another gender or number


class Counts(NamedTuple):
    """Pairs of a file, and how many of them each rule gets right."""

    pairs: int
    majority: int
    last_noun: int
    first_noun: int
    last_nominative: int
    no_attractor: int  # pairs without one
    one_attractor: int  # with exactly one
    last_noun_with_one: int  # of these, those that the last noun gets right


# Counted once, with these rules, in cs_pud-ud-test.conllu at commit f68c66c and en_pud-ud-test.conllu at
# commit f16eba4. The files are not in the book, so no test counts anew; the command above does.
MEASURED: dict[Language, Counts] = {
    "English": Counts(501, 363, 463, 407, 0, 449, 40, 13),
    "Czech": Counts(408, 171, 310, 313, 397, 288, 65, 7),
}


def pairs(words: Sequence[Word], language: Language) -> Iterator[Pair]:
    """Yield the pairs of one sentence."""
    for subject in words:
        verb = _verb(words, subject, language)
        asked = _asked(subject, language)
        if verb is None or asked is None:
            continue
        before = [word for word in words[: verb.number - 1] if _is_noun(word) and _asked(word, language)]
        between = [word for word in before if word.number > subject.number]
        nominatives = [word for word in before if word.feats.get("Case") == "Nom"]
        yield Pair(
            text=" ".join(word.form for word in words[: verb.number]),
            right=_form(subject, language),
            last_noun=_form(before[-1], language),
            first_noun=_form(before[0], language),
            last_nominative=_form(nominatives[-1], language) if nominatives else None,
            between=len(between),
            attractors=sum(_asked(word, language) != asked for word in between),
        )


def count(found: Iterable[Pair]) -> Counts:
    """Count pairs, and what each rule gets right; the majority is that of these pairs.

    Raises
    ------
    ValueError
        If there is no pair.
    """
    found = list(found)
    if not found:
        raise ValueError("found: expected at least one pair of a subject and its verb, got none")
    one = [pair for pair in found if pair.attractors == 1]
    return Counts(
        pairs=len(found),
        majority=max(Counter(pair.right for pair in found).values()),
        last_noun=sum(pair.last_noun == pair.right for pair in found),
        first_noun=sum(pair.first_noun == pair.right for pair in found),
        last_nominative=sum(pair.last_nominative == pair.right for pair in found),
        no_attractor=sum(pair.attractors == 0 for pair in found),
        one_attractor=len(one),
        last_noun_with_one=sum(pair.last_noun == pair.right for pair in one),
    )


def table(counts: dict[Language, Counts]) -> str:
    """Return the shares that each rule gets right, a line a language."""
    lines = [f"{'':9}pairs  majority  last noun  first noun  last nominative"]
    for language, row in counts.items():
        shares = [f"{right / row.pairs:.2f}" for right in row[1:5]]
        shares[3] = shares[3] if language == "Czech" else "-"
        lines.append("{:9}{:5}  {:>8}  {:>9}  {:>10}  {:>15}".format(language, row.pairs, *shares))
    return "\n".join(lines)


def read(path: Path, language: Language | None = None) -> tuple[Language, Counts]:
    """Return language and counts of a CoNLL-U file; the language is told by its name if it is not given.

    Raises
    ------
    FileNotFoundError, ValueError
        If there is no such file, it is no CoNLL-U, it holds no pair, or no language is told.
    """
    if language is None:
        told: dict[str, Language] = {"cs": "Czech", "en": "English"}
        if path.name[:2] not in told:
            raise ValueError(
                f"path: expected a name that begins with cs or en, or a language, got {path.name}"
            )
        language = told[path.name[:2]]
    with path.open(encoding="utf-8") as stream:
        return language, count(pair for words in sentences(stream) for pair in pairs(words, language))


def _verb(words: Sequence[Word], subject: Word, language: Language) -> Word | None:
    """Return the verb whose form the subject decides, None if there is none behind it or it is left out."""
    if subject.relation.split(":")[0] != "nsubj" or not _is_noun(subject) or subject.head == 0:
        return None
    if language == "Czech" and subject.feats.get("Case") != "Nom":
        return None
    if any(
        word.head == subject.number
        and (word.relation == "conj" or word.relation.startswith(("nummod", "det:num")))
        for word in words
    ):
        return None
    predicate = words[subject.head - 1]
    helpers = [
        word
        for word in words
        if word.head == predicate.number and word.relation in ("aux", "cop", "aux:pass")
    ]
    agrees = _is_participle if language == "Czech" else _shows_number
    found = [word for word in (predicate, *helpers) if word.number > subject.number and agrees(word)]
    return min(found, key=lambda word: word.number, default=None)


def _is_participle(word: Word) -> bool:
    return word.feats.get("VerbForm") == "Part" and word.feats.get("Tense") == "Past"


def _shows_number(word: Word) -> bool:
    form = word.form.lower()
    shows = word.feats.get("Tense") == "Pres" or form in ("was", "were")
    return word.feats.get("VerbForm") == "Fin" and shows and form not in MODALS and word.upos != "ADJ"


def _is_noun(word: Word) -> bool:
    return word.upos in ("NOUN", "PROPN")


def _asked(word: Word, language: Language) -> tuple[str, str] | None:
    """Return what a noun asks of its verb: gender and number, in English ("", number); None if unknown."""
    number = word.feats.get("Number", "")
    if language == "English":
        return ("", number) if number else None
    gender = word.feats.get("Gender", "").split(",")[0]
    if (gender, number, word.feats.get("Animacy")) == ("Masc", "Plur", "Inan"):
        gender = "Inan"
    return (gender, number) if (gender, number) in ENDINGS else None


def _form(noun: Word, language: Language) -> str:
    asked = _asked(noun, language)
    assert asked is not None, noun
    return asked[1] if language == "English" else ENDINGS[asked]


def main(arguments: Sequence[str] | None = None) -> None:
    """Count the pairs of the files that are named."""
    parser = argparse.ArgumentParser(
        prog="python -m lstm_book.chapter_10.real_sentences", description=__doc__
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.conllu")
    parser.add_argument("--language", choices=["Czech", "English"], help="not given: told by the file's name")
    given = parser.parse_args(arguments)
    for path in given.files:
        try:
            language, counts = read(path, given.language)
        except (OSError, ValueError) as error:
            parser.exit(1, f"{path}: {error}\n")
        print(table({language: counts}))
        alone, one, right = (*counts[5:7], counts.last_noun_with_one)
        print(
            f"no attractor: {alone / counts.pairs:.2f}; of {one} with one the last noun is right in {right}"
        )


if __name__ == "__main__":
    main()
