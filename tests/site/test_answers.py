"""Guesses and answers on a page: what is said is what Python says, and nothing is told before."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from lstm_book.answers.export import asked
from lstm_book.answers.rules import Places
from lstm_book.check import check, exercises
from lstm_book.predict import Score
from tests.lstm_book.answers.guesses import NONSENSE, all_questions, answers, entered, told
from tests.site.test_site import CLOSED, Reader
from tests.site.test_site import reader as reader
from tools.project import BOOK

pytestmark = [pytest.mark.slow, pytest.mark.browser]

GUESSES, ANSWERS = 25, 20  # of each prediction and each exercise, drawn by lot
MEASURED = ("0.2", "5.5")  # each answer is a measurement
PAGES = {path.stem[:2]: path.stem for path in sorted(BOOK.glob("[0-9][0-9]-*.ipynb"))}
JUDGED = """cases => cases.map(([way, name, form, given]) =>
  way === 'check' ? lstmJudge.checked(name, form, given)
    : lstmJudge.predicted(name, form, given, (_, guess, grade) => ({guess, grade}))[0])"""
# Enter values into the fields of a form, in their order, and send it off.
ENTER = """([kind, name, values]) => {
  const box = document.querySelector(`[data-ask=${kind}][data-name="${name}"]`), form = box.querySelector('form');
  const fields = [...form.querySelectorAll('.ask-field > input, .ask-field > select, fieldset:not(:has(.ask-field, fieldset))')];
  if (fields.length !== values.length) throw new Error(`${name}: ${fields.length} fields, ${values.length} values`);
  fields.forEach((field, k) => {
    if (field.tagName !== 'FIELDSET') { field.value = values[k]; return; }
    const chosen = [values[k]].flat();
    field.querySelectorAll('input').forEach((one, n) => { one.checked = chosen.includes(n); });
  });
  form.requestSubmit();
  const fold = box.nextElementSibling;
  return [box.querySelector('[role=status]').textContent, fold?.matches('details.guessed') ? fold.open : null];
}"""


def data(site: Path, chapter: str) -> dict[str, Any]:
    """What a page is given of its chapter."""
    text = (site / "_answers" / f"{chapter}.js").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text.partition(",")[2].rstrip().removesuffix(")"))
    return found


def right(form: dict[str, Any]) -> Any:
    """A right guess, as a page has it."""
    kind = form["kind"]
    if kind == "several":
        return [right(part) for _, part in form["parts"]]
    if kind == "sketch":
        return ", ".join(map(repr, form["truth"]))
    if kind == "tried":
        return str(
            next(v for v, line in zip(form["values"], form["lines"], strict=True) if line[3] == "right")
        )
    return form["right"] if "options" in form else repr(form["truth"])


def wrong(form: dict[str, Any]) -> Any:
    """A guess that is wrong throughout."""
    kind = form["kind"]
    if kind == "several":
        return [wrong(part) for _, part in form["parts"]]
    if kind == "sketch":
        return ", ".join(str(value + 5) for value in form["truth"])
    if kind == "tried":
        return str(next(v for v, line in zip(form["values"], form["lines"], strict=True) if line[3] == "off"))
    places = range(len(form.get("options", ())))
    if kind == "choice":
        return max(places, key=lambda place: abs(place - form["right"]))
    if kind == "members":
        return [k for k in places if k not in form["right"]]
    return form["right"][::-1] if kind == "order" else repr(abs(form["truth"]) * 1e6 + 1e3)


def flat(form: dict[str, Any], guess: Any) -> list[Any]:
    """A guess as the values of its fields."""
    if form["kind"] == "several":
        return [
            value for (_, part), one in zip(form["parts"], guess, strict=True) for value in flat(part, one)
        ]
    return list(guess) if form["kind"] == "order" else [guess]


def fields(places: Places, answer: list[Any]) -> list[Any]:
    """An answer as the values of its fields."""
    found: list[Any] = []
    for one, start, end in places.spans():
        kind, values = one.data()["kind"], answer[start:end]
        if kind == "letters":
            found.append([one.letters.index(letter) for letter in values[0]])
        elif kind == "choice":
            found.append(one.options.index(values[0]))
        else:
            found.append(
                ", ".join(map(repr, map(float, values))) if kind == "row" else repr(float(values[0]))
            )
    return found


def test_guesses_are_judged_as_in_python(site: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    rng, cases, wanted = random.Random(1), [], []
    for number, (question, truth) in all_questions().items():
        form = data(site, f"{int(number.partition('.')[0]):02}")["predictions"][number]
        for _ in range(GUESSES):
            guess, of_python = entered(form, rng)
            cases.append(["predict", number, form, guess])
            wanted.append(told(number, question, truth, of_python, monkeypatch))
    reader.open("index.html")
    assert reader.page.evaluate(JUDGED, cases) == wanted
    assert len({text.partition(": ")[2] for text in wanted}) > 500


def test_answers_are_judged_as_in_python(site: Path, reader: Reader) -> None:
    cases, wanted = [], []
    for chapter in PAGES:
        known = data(site, chapter)["exercises"]
        declared = asked(f"chapter_{chapter}")
        assert known.keys() == declared.keys()
        for number, (one, judge) in declared.items():
            places = Places(one, judge)
            for answer in answers(places, random.Random(number), 5 if number in MEASURED else ANSWERS):
                cases.append(["check", number, known[number], fields(places, answer)])
                fault = places.hear(answer)
                wanted.append(f"{number}: not yet. {fault}" if fault else f"{number}: correct.")
    reader.open("index.html")
    assert reader.page.evaluate(JUDGED, cases) == wanted


def test_numbers_are_written_as_in_python(reader: Reader) -> None:
    rng = random.Random(2)
    values = [0.0, -0.0, 0.125, 2.5, 0.5, 1e22, 123456.5, 1e-5, 99999.5, 0.00012345, -1.005]
    values += [rng.gauss(0, 1) * 10 ** rng.uniform(-20, 20) for _ in range(300)]
    values += [round(rng.uniform(-99, 99) * 64) / 64 for _ in range(300)]
    forms = [".2g", ".4g", ".6g", ".2f", ".0f", ".3f"]
    reader.open("index.html")
    got = reader.page.evaluate(
        "([v, f]) => v.map(x => f.map(form => lstmJudge.written(x, form)))", [values, forms]
    )
    assert got == [[format(value, form) for form in forms] for value in values]


@pytest.mark.parametrize("chapter", PAGES)
def test_every_prediction_is_answered_once_it_is_made(site: Path, reader: Reader, chapter: str) -> None:
    reader.open(f"{PAGES[chapter]}.html")
    page, forms = reader.page, data(site, chapter)["predictions"]
    assert page.locator("[data-ask=predict] form").count() == len(forms)
    assert page.locator("[data-ask] [role=status]").all_text_contents()[: len(forms)] == [""] * len(forms)
    page.evaluate(CLOSED)
    grades = {"right": 0, "close": 0, "off": 0}
    for k, (name, form) in enumerate(forms.items()):
        if '"members"' not in json.dumps(form):  # none of them is a guess
            empty = ["" for _ in flat(form, right(form))]
            assert page.evaluate(ENTER, ["predict", name, empty]) == [f"{name}: no guess yet.", False]
        first, second = (right, wrong) if k % 2 else (wrong, right)
        said, fold = page.evaluate(ENTER, ["predict", name, flat(form, first(form))])
        grades["right" if k % 2 else "off"] += 1
        assert said.startswith(f"{name}: {'right' if k % 2 else ''}"), said
        assert "what happens" in said
        assert fold is True, name
        said, _ = page.evaluate(ENTER, ["predict", name, flat(form, second(form))])
        counts = "right" if k % 2 else "not this time"
        assert f"(your first guess counts: {counts})" in said.splitlines()[0], said
    score = page.locator("[data-ask=score] [role=status]")
    assert score.text_content() == repr(Score(len(forms), len(forms), grades))  # type: ignore[arg-type]
    reader.page.reload()
    assert score.text_content() == repr(Score(len(forms), len(forms), grades))  # type: ignore[arg-type]
    page.get_by_role("button", name="forget my answers").click()
    assert score.text_content() == repr(Score(0, len(forms), {}))
    assert reader.wrong == []


@pytest.mark.parametrize("chapter", PAGES)
def test_every_exercise_is_answered_or_says_what_it_needs(site: Path, reader: Reader, chapter: str) -> None:
    reader.open(f"{PAGES[chapter]}.html")
    page, known = reader.page, data(site, chapter)["exercises"]
    need_kernel = page.locator("p.needs-kernel", has_text="Exercise ").all_text_contents()
    assert [text.split()[1] for text in need_kernel] == [
        n for n in exercises(f"chapter_{chapter}") if n not in known
    ]
    assert page.get_by_text("not attempted yet").count() == 0
    for number, (one, judge) in asked(f"chapter_{chapter}").items():
        places = Places(one, judge)
        assert (
            page.evaluate(ENTER, ["check", number, fields(places, places.right)])[0] == f"{number}: correct."
        )
        slips = [places.flat(slip) for slip in one.slips]
        for field, start, end in places.spans():
            for slip in getattr(field, "slips", ()):
                row = list(slip) if end - start > 1 else [slip]
                slips.append([*places.right[:start], *row, *places.right[end:]])
        for slip in slips:
            said = page.evaluate(ENTER, ["check", number, fields(places, slip)])[0]
            fault = places.hear(slip)
            assert said == (f"{number}: not yet. {fault}" if fault else f"{number}: correct.")
        kinds = [field.data()["kind"] for field in one.fields]
        if "number" in kinds or "steps" in kinds:
            values = fields(places, places.right)
            at = next(k for k, kind in enumerate(kinds) if kind in ("number", "steps"))
            for text in NONSENSE[:4]:
                said = page.evaluate(ENTER, ["check", number, [*values[:at], text, *values[at + 1 :]]])[0]
                assert "expected a number, got" in said, said
    assert reader.wrong == []


def test_a_single_number_is_judged_as_check_does(site: Path, reader: Reader) -> None:
    reader.open(f"{PAGES['01']}.html")
    for value in (11, 12, 10, -0.6, 11.5, 1e9):
        assert reader.page.evaluate(ENTER, ["check", "1.5", [str(value)]])[0] == repr(check("1.5", value))


def test_keys_alone_make_a_guess(reader: Reader) -> None:
    reader.open(f"{PAGES['01']}.html")
    page = reader.page
    field = page.locator("[data-ask=predict][data-name='1.1'] input")
    field.focus()
    page.keyboard.type("half")
    page.keyboard.press("Enter")
    said = page.locator("[data-ask=predict][data-name='1.1'] [role=status]")
    assert said.text_content() == "1.1: expected a number, got 'half'."
    fold = page.locator("details.guessed").first
    assert fold.get_attribute("open") is None
    page.keyboard.press("Control+a")
    page.keyboard.type("0.11")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert str(said.text_content()).startswith("1.1: right\n")
    assert fold.get_attribute("open") is not None


def test_handles_and_text_of_a_sketch_move_each_other(reader: Reader) -> None:
    reader.open(f"{PAGES['05']}.html")
    box = reader.page.locator("[data-ask=predict][data-name='5.4']")
    handle, text = box.get_by_label("at work, step 2"), box.get_by_label("at work, 9 values")
    handle.scroll_into_view_if_needed()
    handle.focus()
    for _ in range(5):
        reader.page.keyboard.press("ArrowUp")
    assert text.input_value() == "0, 1, 0, 0, 0, 0, 0, 0, 0"
    text.fill("0, 3")
    assert handle.input_value() == "3"


def test_a_page_from_a_disk_answers_and_one_without_scripts_loses_nothing(
    site: Path, browser: Browser
) -> None:
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto((site / f"{PAGES['04']}.html").as_uri())
        if scripts:
            said, fold = page.evaluate(ENTER, ["predict", "4.4", ["0.0035"]])
            assert said.startswith("4.4: right\n")
            assert fold is True
        else:
            assert page.locator("[data-ask] form").count() == 0
            assert page.locator("[data-ask=score]").text_content() == repr(Score(0, 8, {}))
            assert page.locator("details.guessed").count() >= 8
        context.close()
