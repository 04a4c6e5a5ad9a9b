"""Who runs in `training_step`: ways to the loss and the weights' gradients of one LSTM layer.

Every contender is made from a Problem and returns a function without arguments: forward pass, squared
error at the outputs, backward pass. It returns dW_x, dW_h and db in the layout of `LSTMParams`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lstm_teach import LSTM, Cell, LSTMParams, bptt, unroll
from lstm_teach.params import tree_map

Run = Callable[[], Any]


@dataclass(frozen=True)
class Problem:
    """A layer, its input and what it should say."""

    T: int
    B: int
    D: int
    H: int
    dtype: str

    def data(self) -> tuple[LSTMParams, np.ndarray, np.ndarray]:
        """Return parameters, x (T, B, D) and targets (T, B, H), the same in every process."""
        rng = np.random.default_rng(0)
        params = LSTM.init(rng, self.D, self.H)
        x = rng.standard_normal((self.T, self.B, self.D))
        target = rng.uniform(-1.0, 1.0, (self.T, self.B, self.H))
        return tree_map(lambda array: array.astype(self.dtype), (params, x, target))


def _package(cell: Cell) -> Callable[[Problem], Run]:
    def make(problem: Problem) -> Run:
        params, x, target = problem.data()

        def run() -> Any:
            trace = unroll(cell, params, x)
            dh = trace.h - target
            loss = 0.5 * np.vdot(dh, dh)
            return loss, bptt(cell, params, trace, dh, inputs=False, errors=False).params

        return lambda: run()[1]

    return make


def textbook(problem: Problem) -> Run:
    """The loop of most courses: rows are sequences, and every step adds its part to the gradients."""
    (W_x, W_h, b), x, target = problem.data()
    T, B, H = target.shape
    dtype = x.dtype

    def run() -> Any:
        h, c = np.zeros((B, H), dtype), np.zeros((B, H), dtype)
        tape, hs = [], []
        for t in range(T):
            a = x[t] @ W_x + h @ W_h + b
            gates = 1 / (1 + np.exp(-a))
            i, f, o = gates[:, :H], gates[:, H : 2 * H], gates[:, 3 * H :]
            g = np.tanh(a[:, 2 * H : 3 * H])
            c_new = f * c + i * g
            tanh_c = np.tanh(c_new)
            tape.append((h, c, i, f, g, o, tanh_c))
            h, c = o * tanh_c, c_new
            hs.append(h)
        dhs = np.stack(hs) - target
        loss = 0.5 * np.sum(dhs**2)
        dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
        dh_next, dc_next = np.zeros((B, H), dtype), np.zeros((B, H), dtype)
        for t in reversed(range(T)):
            h, c, i, f, g, o, tanh_c = tape[t]
            dh = dhs[t] + dh_next
            dc = dc_next + dh * o * (1 - tanh_c**2)
            da = np.concatenate(
                [dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * tanh_c * o * (1 - o)],
                axis=1,
            )
            dW_x += x[t].T @ da
            dW_h += h.T @ da
            db += da.sum(axis=0)
            dh_next, dc_next = da @ W_h.T, dc * f
        return loss, LSTMParams(dW_x, dW_h, db)

    return lambda: run()[1]


def pytorch(problem: Problem) -> Run:
    """`torch.nn.LSTM`; float32 has a fused kernel there, float64 has none."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    params, x, target = problem.data()
    layer = torch.nn.LSTM(problem.D, problem.H).to(getattr(torch, problem.dtype))
    with torch.no_grad():  # the same order of the gates; of its two biases one stays 0
        layer.weight_ih_l0.copy_(torch.from_numpy(params.W_x.T.copy()))
        layer.weight_hh_l0.copy_(torch.from_numpy(params.W_h.T.copy()))
        layer.bias_ih_l0.copy_(torch.from_numpy(params.b))
        layer.bias_hh_l0.zero_()
    weights = [layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0]
    x, target = torch.from_numpy(x), torch.from_numpy(target)

    def run() -> Any:
        h, _ = layer(x)
        loss = 0.5 * ((h - target) ** 2).sum()
        return torch.autograd.grad(loss, weights)

    def gradients() -> LSTMParams:
        dW_x, dW_h, db = run()
        return LSTMParams(dW_x.numpy().T, dW_h.numpy().T, db.numpy())

    return gradients


def jax(problem: Problem) -> Run:
    """A compiled `lax.scan`, with everything in one product a step."""
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    params, x, target = tree_map(jnp.asarray, problem.data())

    def loss(params: Any) -> Any:
        def step(state: Any, x_t: Any) -> Any:
            h, c = state
            a_i, a_f, a_g, a_o = jnp.split(x_t @ params.W_x + h @ params.W_h + params.b, 4, axis=-1)
            c = jax.nn.sigmoid(a_f) * c + jax.nn.sigmoid(a_i) * jnp.tanh(a_g)
            h = jax.nn.sigmoid(a_o) * jnp.tanh(c)
            return (h, c), h

        zeros = jnp.zeros((problem.B, problem.H), problem.dtype)
        _, h = jax.lax.scan(step, (zeros, zeros), x)
        return 0.5 * jnp.sum((h - target) ** 2)

    compiled = jax.jit(jax.value_and_grad(loss))
    return lambda: tree_map(np.asarray, jax.block_until_ready(compiled(params))[1])


def bare_products(problem: Problem) -> Run:
    """The matrix products that no way can do without, into arrays that are there, and nothing else.

    With K = H + D + 1 (state, input, bias): at each step (4H, K) @ (K, B) forward and (H, 4H) @ (4H, B)
    backward, for each depends on the step before; and one (4H, T B) @ (T B, K) for the weights' gradients.
    """
    T, B, D, H = problem.T, problem.B, problem.D, problem.H
    K, dtype = H + D + 1, problem.dtype
    rng = np.random.default_rng(0)
    W, W_h, z, da, all_da, all_z = (
        rng.standard_normal(shape).astype(dtype)
        for shape in ((4 * H, K), (H, 4 * H), (T, K, B), (T, 4 * H, B), (4 * H, T * B), (T * B, K))
    )
    a, dh, dW = np.empty((4 * H, B), dtype), np.empty((H, B), dtype), np.empty((4 * H, K), dtype)

    def run() -> None:
        product = W.dot
        for z_t in z:
            product(z_t, a)
        product = W_h.dot
        for da_t in da:
            product(da_t, dh)
        all_da.dot(all_z, dW)

    return run


FUSED, PYTORCH, PRODUCTS = "fused", "PyTorch", "products"
CONTENDERS: dict[str, Callable[[Problem], Run]] = {
    FUSED: _package(LSTM),
    "readable": _package(replace(LSTM, fast=None)),
    "textbook": textbook,
    PYTORCH: pytorch,
    "JAX": jax,
    PRODUCTS: bare_products,
}
NEEDS = {PYTORCH: "torch", "JAX": "jax"}


def installed() -> list[str]:
    """Return the contenders that can run here."""
    return [
        name for name in CONTENDERS if name not in NEEDS or importlib.util.find_spec(NEEDS[name]) is not None
    ]


def largest_error(got: LSTMParams, expected: LSTMParams) -> float:
    """Return the largest error of any gradient, relative to the largest entry of its array."""
    pairs = zip(got, expected, strict=True)
    return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs)
