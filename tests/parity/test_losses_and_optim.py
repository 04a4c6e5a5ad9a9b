"""Losses, optimisers and clipping equal PyTorch's."""

import numpy as np
import pytest

from lstm_teach import (
    SGD,
    Adam,
    RMSprop,
    binary_cross_entropy,
    clip_by_global_norm,
    length_mask,
    softmax_cross_entropy,
    squared_error,
)
from tests.needs import need
from tests.oracles import assert_close

RNG = np.random.default_rng(0)
LOGITS = 3.0 * RNG.standard_normal((4, 3, 5))
MASK = length_mask([4, 2, 1], 4)


def compare(loss, torch_loss, target, mask):
    """`torch_loss` sees the counted steps only: a mean over them is what a mask means."""
    torch = need("torch")
    tensor = torch.from_numpy(LOGITS.copy()).requires_grad_()
    rows = torch.from_numpy(np.ones((4, 3), bool) if mask is None else mask)
    value = torch_loss(torch.nn.functional)(tensor[rows], torch.from_numpy(target)[rows])
    value.backward()
    got, gradient = loss(LOGITS, target, mask)
    assert_close("PyTorch: losses", (np.array(got), gradient), (value.detach().numpy(), tensor.grad.numpy()))


EACH_MASK = pytest.mark.parametrize("mask", [None, MASK], ids=["all", "masked"])


@EACH_MASK
def test_softmax_cross_entropy(mask):
    compare(softmax_cross_entropy, lambda f: f.cross_entropy, RNG.integers(0, 5, (4, 3)), mask)


@EACH_MASK
def test_binary_cross_entropy(mask):
    compare(
        binary_cross_entropy,
        lambda f: f.binary_cross_entropy_with_logits,
        RNG.uniform(size=LOGITS.shape),
        mask,
    )


@EACH_MASK
def test_squared_error(mask):
    compare(squared_error, lambda f: f.mse_loss, RNG.standard_normal(LOGITS.shape), mask)


OPTIMISERS = {
    "SGD": (SGD(0.1), "SGD", {"lr": 0.1}),
    "momentum": (SGD(0.05, momentum=0.9), "SGD", {"lr": 0.05, "momentum": 0.9}),
    "RMSprop": (RMSprop(0.02, decay=0.8), "RMSprop", {"lr": 0.02, "alpha": 0.8}),
    "Adam": (Adam(0.03, 0.8, 0.99, 1e-6), "Adam", {"lr": 0.03, "betas": (0.8, 0.99), "eps": 1e-6}),
}


@pytest.mark.parametrize(("ours", "name", "settings"), OPTIMISERS.values(), ids=OPTIMISERS)
def test_optimisers(ours, name, settings):
    torch = need("torch")
    params = (RNG.standard_normal((3, 2)), RNG.standard_normal(4))
    tensors = [torch.from_numpy(p.copy()).requires_grad_() for p in params]
    theirs = getattr(torch.optim, name)(tensors, **settings)
    state = ours.init(params)
    for _ in range(25):
        gradients = tuple(RNG.standard_normal(p.shape) for p in params)
        params, state = ours.update(params, gradients, state)
        for tensor, gradient in zip(tensors, gradients, strict=True):
            tensor.grad = torch.from_numpy(gradient.copy())
        theirs.step()
    assert_close("PyTorch: optimisers", params, tuple(t.detach().numpy() for t in tensors))


@pytest.mark.parametrize("max_norm", [0.5, 1e3])
def test_clipping(max_norm):
    """PyTorch adds 1e-6 to the norm, so where it clips it is off by that much, relatively."""
    torch = need("torch")
    gradients = (RNG.standard_normal((3, 2)), RNG.standard_normal(4))
    tensors = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in gradients]
    for tensor, gradient in zip(tensors, gradients, strict=True):
        tensor.grad = torch.from_numpy(gradient.copy())
    norm = torch.nn.utils.clip_grad_norm_(tensors, max_norm)
    clipped, ours = clip_by_global_norm(gradients, max_norm)
    assert abs(ours - norm.item()) < 1e-12
    exact = tuple(
        t.grad.numpy() * (ours + 1e-6) / ours if max_norm < ours else t.grad.numpy() for t in tensors
    )
    assert_close("PyTorch: clipping", clipped, exact)
