"""Layouts of libraries: there and back, shapes that do not fit; tests/parity holds them against these."""

import numpy as np
import pytest

from lstm_teach import LSTM
from lstm_teach.interop import LAYOUTS, from_layout, to_layout

D, H = 2, 3
EACH = pytest.mark.parametrize("library", LAYOUTS)
SHAPES = {
    "PyTorch": [(4 * H, D), (4 * H, H), (4 * H,), (4 * H,)],
    "Keras": [(D, 4 * H), (H, 4 * H), (4 * H,)],
    "ONNX": [(1, 4 * H, D), (1, 4 * H, H), (1, 8 * H)],
}


def params():
    rng = np.random.default_rng(0)
    return LSTM.init(rng, D, H)._replace(b=rng.standard_normal(4 * H))


@EACH
def test_there_and_back(library: str) -> None:
    ours = params()
    theirs = to_layout(library, ours)
    assert [array.shape for array in theirs.values()] == SHAPES[library]
    for before, after in zip(ours, from_layout(library, theirs), strict=True):
        assert np.array_equal(before, after)


@EACH
def test_nothing_is_shared_with_the_parameters(library: str) -> None:
    ours = params()
    kept = [part.copy() for part in ours]
    for array in to_layout(library, ours).values():
        array[...] = 9.0
    assert all(np.array_equal(a, b) for a, b in zip(kept, ours, strict=True))


@pytest.mark.parametrize("library", ["PyTorch", "ONNX"])
def test_two_biases_are_added(library: str) -> None:
    theirs = to_layout(library, params())
    ours = from_layout(library, theirs)
    name = LAYOUTS[library].names[-1]
    theirs[name] = theirs[name] + 1.0
    moved = from_layout(library, theirs).b - ours.b
    assert np.allclose(moved, 1.0 if library == "PyTorch" else 2.0, rtol=0, atol=1e-15)


def test_the_blocks_of_onnx_stand_in_its_order() -> None:
    ours = params()
    i, f, g, o = np.split(ours.b, 4)
    assert np.array_equal(to_layout("ONNX", ours)["B"][0, : 4 * H], np.concatenate([i, o, f, g]))


OTHERS = {
    "PyTorch": ["weight_ih_l1", "weight_hh_l0_reverse", "weight_hr_l0"],  # two layers, both ways, projected
    "Keras": ["recurrent_kernel_1"],
    "ONNX": ["P", "sequence_lens"],  # peepholes
}


@EACH
def test_what_would_be_left_out_is_refused(library: str) -> None:
    theirs = to_layout(library, params())
    for other in OTHERS[library]:
        with pytest.raises(ValueError, match=f"arrays: expected nothing but .*, got {other} as well"):
            from_layout(library, theirs | {other: np.zeros((2, 2))})


@EACH
def test_a_missing_or_wrong_array_is_named(library: str) -> None:
    theirs = to_layout(library, params())
    for name in LAYOUTS[library].names:
        with pytest.raises(ValueError, match=f"arrays: expected .* of {library}, got none of {name}"):
            from_layout(library, {n: a for n, a in theirs.items() if n != name})
        with pytest.raises(ValueError, match=rf"arrays\['{name}'\]: expected shape"):
            from_layout(library, theirs | {name: np.zeros(5)})


def test_an_unknown_library_is_named() -> None:
    with pytest.raises(ValueError, match="library: expected one of PyTorch, Keras, ONNX, got 'Torch'"):
        to_layout("Torch", params())
    with pytest.raises(ValueError, match="library: expected one of"):
        from_layout("Torch", {})


def test_other_parameters_are_refused() -> None:
    with pytest.raises(ValueError, match="b"):
        to_layout("Keras", params()._replace(b=np.zeros(5)))
