"""Attention as chapter 10 has it against PyTorch: the same sum, and the gradient that autograd finds."""

import numpy as np

from lstm_book.chapter_10.attention import attend, attend_backward
from tests.needs import need

LENGTHS = np.array([6, 4])


def test_it_is_the_attention_of_pytorch_and_so_is_its_gradient() -> None:
    torch = need("torch")
    rng = np.random.default_rng(0)
    h, memory, dr = (rng.normal(size=(steps, 2, 3)) for steps in (5, 6, 5))
    shares, read = attend(h, memory, LENGTHS)
    ours = attend_backward(dr, shares, h, memory)

    query, keys = (torch.tensor(part, requires_grad=True) for part in (h, memory))
    counted = torch.tensor(np.arange(6) < LENGTHS[:, None])[:, None]
    query_b, keys_b = query.transpose(0, 1), keys.transpose(0, 1)
    theirs = torch.nn.functional.scaled_dot_product_attention(
        query_b, keys_b, keys_b, attn_mask=counted, scale=1.0
    ).transpose(0, 1)
    assert np.allclose(theirs.detach().numpy(), read, rtol=0, atol=1e-12)
    (theirs * torch.tensor(dr)).sum().backward()
    for by_hand, part in zip(ours, (query, keys), strict=True):
        assert np.allclose(by_hand, part.grad.numpy(), rtol=0, atol=1e-12)
