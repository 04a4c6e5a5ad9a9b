"""The packing orders of `interop`, printed by the Rosetta table of the book, held against the libraries."""

import os
from typing import Any

import numpy as np
import pytest

from lstm_teach import LSTM, unroll
from lstm_teach.interop import LAYOUTS, to_layout
from lstm_teach.numerics import Array
from tests.needs import need
from tests.oracles import assert_close

T, B, D, H = 5, 3, 2, 4


def in_pytorch(arrays: dict[str, Array], x: Array) -> Array:
    torch = need("torch")
    net = torch.nn.LSTM(D, H).double()
    net.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
    return net(torch.from_numpy(x))[0].detach().numpy()


def in_keras(arrays: dict[str, Array], x: Array) -> Array:
    need("torch")
    os.environ["KERAS_BACKEND"] = "torch"
    keras = need("keras")
    layer = keras.layers.LSTM(H, return_sequences=True, dtype="float64")
    layer.build((B, T, D))
    names = [weight.name for weight in layer.weights]
    assert names == list(arrays)
    layer.set_weights(list(arrays.values()))
    return layer(x.swapaxes(0, 1)).detach().numpy().swapaxes(0, 1)  # batch first


def in_onnx(arrays: dict[str, Array], x: Array) -> Array:
    onnx = need("onnx")
    from onnx import helper as make
    from onnx.reference import ReferenceEvaluator

    def declared(name: str) -> Any:
        return make.make_tensor_value_info(name, onnx.TensorProto.DOUBLE, None)

    node = make.make_node("LSTM", ["X", *arrays], ["Y"], hidden_size=H)
    graph = make.make_graph([node], "lstm", [declared(n) for n in ("X", *arrays)], [declared("Y")])
    run = ReferenceEvaluator(make.make_model(graph)).run(None, {"X": x, **arrays})[0]
    return np.asarray(run)[:, 0]  # (T, directions, B, H)


RUN = {"PyTorch": in_pytorch, "Keras": in_keras, "ONNX": in_onnx}


@pytest.mark.parametrize("library", LAYOUTS)
def test_the_library_computes_the_same(library: str) -> None:
    rng = np.random.default_rng(0)
    params = LSTM.init(rng, D, H)._replace(b=rng.standard_normal(4 * H))
    x = rng.standard_normal((T, B, D))
    theirs = RUN[library](to_layout(library, params), x)
    assert_close(library, unroll(LSTM, params, x).h, theirs)


@pytest.mark.parametrize("library", LAYOUTS)
def test_another_order_of_the_gates_would_be_noticed(library: str) -> None:
    rng = np.random.default_rng(1)
    params = LSTM.init(rng, D, H)
    i, f, g, o = np.split(rng.standard_normal(4 * H), 4)
    x = rng.standard_normal((T, B, D))
    ours = unroll(LSTM, params._replace(b=np.concatenate([i, f, g, o])), x).h
    for swapped in ([f, i, g, o], [i, g, f, o], [i, f, o, g]):
        theirs = RUN[library](to_layout(library, params._replace(b=np.concatenate(swapped))), x)
        assert np.abs(ours - theirs).max() > 1e-3
