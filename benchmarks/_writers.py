"""Who runs in `characters`: a net that writes letters, and a step of its training, here and in PyTorch.

All in float32, from the same weights, with the same dice and the same batch. Every contender is a function
without arguments that returns what it has found: the letters, or the loss.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from lstm_teach import LSTM, Adam, Model, clip_by_global_norm, gradient_of, init_model, softmax_cross_entropy
from lstm_teach.generate import Generator, dice, generate
from lstm_teach.interop import to_layout
from lstm_teach.params import tree_map

Run = Callable[[], Any]
V, LETTERS = 75, 200  # symbols, and how many are written in a run
T, B, RATE, CLIP = 64, 32, 0.002, 1.0


def model(H: int) -> Model:
    """Return the weights that all start from; its readout is larger than usual, so that it counts."""
    weights = init_model(LSTM, np.random.default_rng(0), V, H, V)
    return tree_map(
        lambda leaf: leaf.astype(np.float32), weights._replace(out=tree_map(_times_4, weights.out))
    )


def _times_4(leaf: np.ndarray) -> np.ndarray:
    return 4 * leaf


def _in_torch(torch: Any, weights: Model, layer: Any) -> tuple[Any, Any]:
    """Return a layer of PyTorch and a readout with these weights; of its two biases one stays 0."""
    arrays = to_layout("PyTorch", weights.cell)
    readout = torch.nn.Linear(len(weights.out.W_y), V)
    suffix = "_l0" if hasattr(layer, "weight_ih_l0") else ""
    with torch.no_grad():
        for name, array in arrays.items():
            getattr(layer, name.removesuffix("_l0") + suffix).copy_(torch.from_numpy(array))
        readout.weight.copy_(torch.from_numpy(weights.out.W_y.T.copy()))
        readout.bias.copy_(torch.from_numpy(weights.out.b_y))
    getattr(layer, "bias_hh" + suffix).requires_grad_(False)
    return layer, readout


def writing(H: int) -> dict[str, Run]:
    """Return who writes LETTERS letters, each drawn by the same dice."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    weights, rolls = model(H), dice(np.random.default_rng(1), LETTERS, V)
    net = Generator(LSTM, weights)
    lstm, readout = _in_torch(torch, weights, torch.nn.LSTM(V, H))
    cell, _ = _in_torch(torch, weights, torch.nn.LSTMCell(V, H))
    noise, rows = torch.from_numpy(rolls.astype(np.float32)), torch.eye(V)
    one_hot = torch.nn.functional.one_hot

    def by_layer(row: Callable[[int], Any]) -> list[int]:
        ids, state = [0], None
        with torch.inference_mode():
            for k in range(LETTERS):
                h, state = lstm(row(ids[-1]), state)
                ids.append(int((readout(h)[0] + noise[k]).argmax()))
        return ids[1:]

    def by_cell(row: Callable[[int], Any]) -> list[int]:
        ids, state = [0], (torch.zeros(1, H), torch.zeros(1, H))
        with torch.inference_mode():
            for k in range(LETTERS):
                state = cell(row(ids[-1]), state)
                ids.append(int((readout(state[0])[0] + noise[k]).argmax()))
        return ids[1:]

    def by_hand() -> list[int]:
        """The fewest calls: what a symbol brings to the gates is looked up."""
        ids, h, c = [0], torch.zeros(H), torch.zeros(H)
        with torch.inference_mode():
            table = cell.weight_ih.T + cell.bias_ih
            for k in range(LETTERS):
                i, f, g, o = torch.addmv(table[ids[-1]], cell.weight_hh, h).chunk(4)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
                ids.append(int((torch.addmv(readout.bias, readout.weight, h) + noise[k]).argmax()))
        return ids[1:]

    def coded(symbol: int) -> Any:
        return one_hot(torch.tensor([symbol]), V).float()

    def looked_up(symbol: int) -> Any:
        return rows[symbol : symbol + 1]

    return {
        "here": lambda: generate(net, [0], LETTERS, dice=rolls).ids.tolist(),
        "nn.LSTM, one-hot": lambda: by_layer(coded),
        "nn.LSTM, looked up": lambda: by_layer(looked_up),
        "nn.LSTMCell, one-hot": lambda: by_cell(coded),
        "nn.LSTMCell, looked up": lambda: by_cell(looked_up),
        "addmv": by_hand,
    }


def training(H: int) -> dict[str, Run]:
    """Return who makes a step of training: loss, gradient, clipping, Adam. Each goes on by itself."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    rng = np.random.default_rng(2)
    x, target = rng.integers(V, size=(2, T, B))
    gradient = gradient_of(LSTM, lambda y, batch: softmax_cross_entropy(y, batch.target), every_step=True)
    optimiser, batch, now = Adam(RATE), SimpleNamespace(x=x, target=target), [model(H)]
    now.append(optimiser.init(now[0]))  # type: ignore[arg-type]

    def here() -> float:
        loss, gradients = gradient(now[0], batch)
        now[:] = optimiser.update(now[0], clip_by_global_norm(gradients, CLIP)[0], now[1])  # type: ignore[arg-type]
        return loss

    def pytorch(rows_of: Callable[[Any], Any]) -> Run:
        lstm, readout = _in_torch(torch, model(H), torch.nn.LSTM(V, H))
        weights = [p for part in (lstm, readout) for p in part.parameters() if p.requires_grad]
        adam, ids, classes = torch.optim.Adam(weights, RATE), *map(torch.from_numpy, (x, target.reshape(-1)))

        def run() -> float:
            adam.zero_grad()
            y = readout(lstm(rows_of(ids))[0])
            loss = torch.nn.functional.cross_entropy(y.reshape(-1, V), classes)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, CLIP)
            adam.step()
            return float(loss.detach())

        return run

    functional, rows = torch.nn.functional, torch.eye(V)
    return {
        "here": here,
        "nn.LSTM, one-hot": pytorch(lambda ids: functional.one_hot(ids, V).float()),
        "nn.LSTM, looked up": pytorch(lambda ids: functional.embedding(ids, rows)),
    }
