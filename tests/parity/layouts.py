"""PyTorch's parameters from ours. Its gate orders are ours (i, f, g, o and r, z, g); it has two biases."""

from typing import Any

import numpy as np

from lstm_teach import GRU, LSTM, RELU_RNN, RNN
from tests.cells.cases import Case

CELLS = {"LSTM": LSTM, "GRU": GRU, "RNN": RNN, "ReLU RNN": RELU_RNN}


def module(torch: Any, name: str, D: int, H: int, layers: list[Any], bidirectional: bool = False) -> Any:
    """Return a float64 module with the given parameters, one entry a layer and direction."""
    options = {"bidirectional": bidirectional, "num_layers": len(layers) // (2 if bidirectional else 1)}
    if name in ("RNN", "ReLU RNN"):
        net = torch.nn.RNN(D, H, nonlinearity="tanh" if name == "RNN" else "relu", **options)
    else:
        net = getattr(torch.nn, name)(D, H, **options)
    net = net.double()
    with torch.no_grad():
        for suffix, params in zip(suffixes(net), layers, strict=True):
            for part, value in to_torch(params).items():
                getattr(net, f"{part}_{suffix}").copy_(torch.from_numpy(np.array(value)))
    return net


def suffixes(net: Any) -> list[str]:
    """Return l0, l0_reverse, l1, ... in the order of the module."""
    ways = ["", "_reverse"] if net.bidirectional else [""]
    return [f"l{n}{way}" for n in range(net.num_layers) for way in ways]


def to_torch(params: Any) -> dict[str, np.ndarray]:
    """Return PyTorch's four arrays: transposed matrices, our bias as its input bias."""
    hidden_bias = np.zeros_like(params.b)
    if hasattr(params, "b_g"):
        hidden_bias[-params.b_g.size :] = params.b_g
    return {"weight_ih": params.W_x.T, "weight_hh": params.W_h.T, "bias_ih": params.b, "bias_hh": hidden_bias}


def gradients(net: Any, suffix: str, like: Any) -> Any:
    """Return PyTorch's gradients in our layout. Each of its two biases has the gradient of our one."""
    grad = {
        part: getattr(net, f"{part}_{suffix}").grad.numpy() for part in ("weight_ih", "weight_hh", "bias_ih")
    }
    ours = {"W_x": grad["weight_ih"].T, "W_h": grad["weight_hh"].T, "b": grad["bias_ih"]}
    if hasattr(like, "b_g"):
        ours["b_g"] = getattr(net, f"bias_hh_{suffix}").grad.numpy()[-like.b_g.size :]
    return type(like)(**ours)


def problems(name: str, T: int, B: int, D: int, H: int, layers: int = 1, ways: int = 1) -> list[Any]:
    """Return one random problem a layer and direction."""
    cell = CELLS[name]
    return [
        Case(name, cell, D if n == 0 else H * ways, H).problem(T, B, seed=10 * n + way)
        for n in range(layers)
        for way in range(ways)
    ]


def states(torch: Any, name: str, trees: list[Any]) -> tuple[Any, list[Any]]:
    """Return PyTorch's initial state (a tensor, or a pair for the LSTM) and its leaves."""
    leaves = [torch.from_numpy(np.stack(parts)).requires_grad_() for parts in zip(*trees, strict=True)]
    return (tuple(leaves) if name == "LSTM" else leaves[0]), leaves
