"""Wrong outputs: the stored ones with one digit of one number altered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from tests.book.stored import PICTURES, PNG, SVG, decode, encode

NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Mutant:
    """A cell's outputs with one digit altered: in which `kind` of text, and `where`.

    The outputs are the mutant's own, two levels deep; what lies deeper belongs to the notebook.
    """

    kind: str
    where: str
    outputs: list[NotebookNode]


def altered(text: str) -> Iterator[tuple[str, str]]:
    """Yield the text with the last digit of each of its numbers altered in turn, and the words around it."""
    for number in NUMBER.finditer(text):
        at = number.end() - 1
        digit = str((int(text[at]) + 1) % 10)
        yield text[:at] + digit + text[at + 1 :], text[max(0, at - 30) : at + 10]


def variants(text: str) -> Iterator[tuple[bool, str, str]]:
    """Yield a text with each of its numbers altered: those outside of base64, then those of the decoded SVG.

    The first value says whether the number stood in an SVG. The bytes of a PNG stay as they are.
    """
    start = 0
    for hidden in [*sorted([*PNG.finditer(text), *SVG.finditer(text)], key=re.Match.start), None]:
        end = hidden.start() if hidden else len(text)
        for part, around in altered(text[start:end]):
            yield False, text[:start] + part + text[end:], around
        start = hidden.end() if hidden else end
    for payload in SVG.finditer(text):
        for part, around in altered(decode(payload.group())):
            yield True, text[: payload.start()] + encode(part) + text[payload.end() :], around


def mutants(outputs: list[NotebookNode]) -> Iterator[Mutant]:
    """Yield every wrong version of a cell's outputs."""
    for index, output in enumerate(outputs):
        if output.output_type == "stream":
            yield from _mutants(outputs, index, output.name, output.text)
        for kind, text in output.get("data", {}).items():
            if isinstance(text, str) and kind not in PICTURES:
                yield from _mutants(outputs, index, kind, text)


def _mutants(outputs: list[NotebookNode], index: int, kind: str, text: str) -> Iterator[Mutant]:
    for in_svg, wrong, around in variants(text):
        altered_outputs = [_copy(output) for output in outputs]
        output = altered_outputs[index]
        if output.output_type == "stream":
            output.text = wrong
        else:
            output.data[kind] = wrong
        yield Mutant("svg" if in_svg else kind, around, altered_outputs)


def _copy(output: NotebookNode) -> NotebookNode:
    """Copy as deep as anything is changed; a full copy of thousands of outputs takes most of the time."""
    own = NotebookNode(output)
    if "data" in own:
        own["data"] = NotebookNode(own["data"])
    return own
