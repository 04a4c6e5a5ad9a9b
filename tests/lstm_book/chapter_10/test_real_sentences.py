"""The rules on real sentences: a file of our own in the treebanks' format, what is left out, the command."""

from pathlib import Path

import pytest

from lstm_book.chapter_10 import conllu, real_sentences
from lstm_book.chapter_10.real_sentences import MEASURED, Pair, count, pairs, read

PAST = "Tense=Past|VerbForm=Part"
NOM, GEN = "Case=Nom", "Case=Gen"
MS, MP = "Animacy=Anim|Gender=Masc|Number=Sing", "Animacy=Anim|Gender=Masc|Number=Plur"
IP, FS, FP = "Animacy=Inan|Gender=Masc|Number=Plur", "Gender=Fem|Number=Sing", "Gender=Fem|Number=Plur"


def written(*rows: str) -> str:
    """Write a sentence of rows "form upos feats head relation" in ten columns."""
    lines = []
    for number, row in enumerate(rows, 1):
        form, upos, feats, head, relation = row.split()
        lines.append("\t".join([str(number), form, form, upos, "_", feats, head, relation, "_", "_"]))
    return "# a sentence of the tests\n" + "\n".join(lines) + "\n\n"


PLAIN = written(f"Chlapec NOUN {NOM}|{MS} 4 nsubj", "vedle ADP _ 3 case", f"dívky NOUN {GEN}|{FS} 1 nmod",
                f"přišel VERB {PAST}|Gender=Masc 0 root")  # fmt: skip
IN_FRONT = written("Bez ADP _ 2 case", f"bratra NOUN {GEN}|{MS} 4 obl", f"dívky NOUN {NOM}|{FP} 4 nsubj",
                   f"přišly VERB {PAST} 0 root")  # fmt: skip
RELATIVE = written(f"Ženy NOUN {NOM}|{FP} 5 nsubj", f"které DET {NOM}|{FP} 3 obj",
                   f"viděl VERB {PAST} 1 acl:relcl", f"muž NOUN {NOM}|{MS} 3 nsubj",
                   f"přišly VERB {PAST} 0 root")  # fmt: skip
HELPER = written(f"Domy NOUN {NOM}|{IP} 3 nsubj:pass", f"byly AUX {PAST} 3 aux:pass", "staré ADJ _ 0 root")
COORDINATED = written(f"Chlapec NOUN {NOM}|{MS} 4 nsubj", "a CCONJ _ 3 cc", f"dívka NOUN {NOM}|{FS} 1 conj",
                      f"přišli VERB {PAST} 0 root")  # fmt: skip
NUMERAL = written("pět NUM _ 2 nummod:gov", f"chlapců NOUN {GEN}|{MP} 3 nsubj", f"přišlo VERB {PAST} 0 root")
COUNTED = written("dva NUM _ 2 nummod", f"chlapci NOUN {NOM}|{MP} 3 nsubj", f"přišli VERB {PAST} 0 root")
BEHIND = written(f"Přišel VERB {PAST} 0 root", f"chlapec NOUN {NOM}|{MS} 1 nsubj")
PRESENT = written(f"Chlapec NOUN {NOM}|{MS} 2 nsubj", "spí VERB Tense=Pres|VerbForm=Fin 0 root")
CZECH = PLAIN + IN_FRONT + RELATIVE + HELPER + COORDINATED + NUMERAL + COUNTED + BEHIND + PRESENT

FINITE = "Tense=Pres|VerbForm=Fin"
ENGLISH = (
    written("The DET _ 2 det", "keys NOUN Number=Plur 7 nsubj", "to ADP _ 5 case", "the DET _ 5 det",
            "cabinet NOUN Number=Sing 2 nmod", f"are AUX {FINITE} 7 cop", "here ADV _ 0 root")
    + written("Water NOUN Number=Sing 2 nsubj", f"boils VERB {FINITE} 0 root")
    + written("Boys NOUN Number=Plur 2 nsubj", "came VERB Tense=Past|VerbForm=Fin 0 root")
    + written("Boys NOUN Number=Plur 3 nsubj", "were AUX Tense=Past|VerbForm=Fin 3 cop", "tired ADJ _ 0 root")
    + written("Boys NOUN Number=Plur 3 nsubj", f"will AUX {FINITE} 3 aux", "come VERB VerbForm=Inf 0 root")
)  # fmt: skip


def found(text: str, language: real_sentences.Language = "Czech") -> list[Pair]:
    return [pair for words in conllu.sentences(text.splitlines()) for pair in pairs(words, language)]


def test_a_pair_tells_what_the_verb_is_and_what_the_rules_say() -> None:
    assert found(PLAIN) == [Pair("Chlapec vedle dívky přišel", "-l", "-la", "-l", "-l", 1, 1)]
    assert found(IN_FRONT) == [Pair("Bez bratra dívky přišly", "-ly", "-ly", "-l", "-ly", 0, 0)]
    assert found(HELPER) == [Pair("Domy byly", "-ly", "-ly", "-ly", "-ly", 0, 0)]


def test_a_nominative_between_misleads_the_rule_of_the_nominative() -> None:
    (pair,) = found(RELATIVE)
    assert (pair.right, pair.last_nominative, pair.attractors) == ("-ly", "-l", 1)


@pytest.mark.parametrize("text", [COORDINATED, NUMERAL, COUNTED, BEHIND, PRESENT])
def test_what_is_left_out(text: str) -> None:
    assert found(text) == []


def test_plurals_of_one_gender_with_and_without_life_are_two_classes() -> None:
    text = written(
        f"Muži NOUN {NOM}|{MP} 3 nsubj", f"domů NOUN {GEN}|{IP} 1 nmod", f"přišli VERB {PAST} 0 root"
    )
    assert found(text) == [Pair("Muži domů přišli", "-li", "-ly", "-li", "-li", 1, 1)]


def test_english_asks_for_the_number_alone() -> None:
    text = [pair.text for pair in found(ENGLISH, "English")]
    assert text == ["The keys to the cabinet are", "Water boils", "Boys were"]
    first = found(ENGLISH, "English")[0]
    assert (first.right, first.last_noun, first.first_noun, first.attractors) == ("Plur", "Sing", "Plur", 1)


def test_the_command_counts_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    czech, english = tmp_path / "cs_own.conllu", tmp_path / "own.conllu"
    czech.write_text(CZECH, encoding="utf-8")
    english.write_text(ENGLISH, encoding="utf-8")
    assert read(czech) == ("Czech", (4, 3, 2, 3, 3, 2, 2, 0))
    real_sentences.main([str(czech)])
    said = capsys.readouterr().out
    assert said.splitlines()[1].split() == ["Czech", "4", "0.75", "0.50", "0.75", "0.75"]
    assert "no attractor: 0.50; of 2 with one the last noun is right in 0" in said
    real_sentences.main([str(english), "--language", "English"])
    assert capsys.readouterr().out.splitlines()[1].split() == ["English", "3", "0.67", "0.67", "1.00", "-"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("own.conllu", CZECH, "expected a name that begins with cs or en, or a language, got own.conllu"),
        ("cs.conllu", "1\tChlapec\n", "line 1: expected 10 columns with tabs between them, got 2"),
        ("cs.conllu", PLAIN.replace("\n2\t", "\n7\t"), "line 3: expected word 2, got 7"),
        (
            "cs.conllu",
            PLAIN.replace("\t4\tnsubj", "\t_\tnsubj"),
            "expected numbers of a word and of its head",
        ),
        ("cs.conllu", BEHIND, "expected at least one pair of a subject and its verb, got none"),
    ],
)
def test_a_file_that_cannot_be_counted_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, said: str
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        real_sentences.main([str(file)])
    assert stopped.value.code == 1
    assert said in capsys.readouterr().err


def test_a_missing_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        real_sentences.main([str(tmp_path / "cs.conllu")])
    assert "No such file" in capsys.readouterr().err


def test_ranges_empty_nodes_and_a_last_sentence_without_an_empty_line_are_read() -> None:
    row = "{}\taby\taby\tSCONJ\t_\t_\t0\troot\t_\t_"
    text = "\n".join(map(row.format, ("1-2", "1", "2", "2.1")))
    (words,) = conllu.sentences(text.splitlines())
    assert [word.number for word in words] == [1, 2]


def test_the_shares_that_the_chapter_tells_are_those_of_the_kept_counts() -> None:
    told = {"English": (501, 0.725, 0.924, 0.812, None), "Czech": (408, 0.419, 0.760, 0.767, 0.973)}
    for language, (n, *shares) in told.items():
        row = MEASURED[language]  # type: ignore[index]
        assert row.pairs == n
        for right, share in zip(row[1:5], shares, strict=True):
            assert share is None or round(right / n, 3) == share
    assert round(MEASURED["English"].no_attractor / 501, 3) == 0.896
    assert round(MEASURED["Czech"].no_attractor / 408, 3) == 0.706
    assert [round(row.last_noun_with_one / row.one_attractor, 3) for row in MEASURED.values()] == [
        0.325,
        0.108,
    ]


def test_counting_nothing_is_no_count() -> None:
    with pytest.raises(ValueError, match="found: expected at least one pair"):
        count([])
