"""Train a tagger: Adam from a rate that falls along a cosine, clipped, twelve times through the addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lstm_book.chapter_14 import tagger
from lstm_book.chapter_14.addresses import Address
from lstm_book.chapter_14.encoding import Batch, batch, vocabulary
from lstm_book.chapter_14.tagger import Noise, Setting, Tagger
from lstm_teach import Adam, cosine, train

BATCH, EPOCHS, CLIP = 16, 12, 5.0


def fit(
    setting: Setting, addresses: Sequence[Address], rate: float, seed: int, epochs: int = EPOCHS
) -> Tagger:
    """Return a tagger trained on addresses; what it knows of words comes from them alone."""
    known, rng = vocabulary(addresses), np.random.default_rng(seed)
    net = tagger.init(rng, setting, len(known.words))
    each = len(addresses) // BATCH

    def batches() -> Iterator[tuple[Batch, Noise]]:
        while True:
            order = rng.permutation(len(addresses))
            for k in range(each):
                chosen = order[k * BATCH : (k + 1) * BATCH]
                these = batch(known, [addresses[n] for n in chosen])
                yield these, tagger.draw_noise(rng, setting, these.words.shape)

    def gradient(net: tagger.Net, given: tuple[Batch, Noise]) -> tuple[float, tagger.Net]:
        return tagger.loss(setting, net, *given)

    steps = each * epochs
    falling = Adam(cosine(rate, steps, rate / 20))
    found = train(net, gradient, batches(), falling, steps=steps, clip=CLIP, progress=iter)
    return Tagger(setting, known, found.params)
