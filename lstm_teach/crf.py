r"""Linear-chain conditional random field: one score for every path of tags, and sums over all paths.

A path :math:`y = (y_1, ..., y_T)` through K tags has the score

.. math:: s(y) = a_{y_1} + \sum_t S_{t, y_t} + \sum_{t > 1} A_{y_{t-1}, y_t} + e_{y_T}

and the probability :math:`e^{s(y)} / Z`, where Z sums :math:`e^{s}` over all :math:`K^T` paths. Arguments:
`scores` S (T, B, K); `transitions` A (K, K), from the row's tag to the column's; `lengths` (B,), all T if
not given: what stands behind a sequence's end changes nothing; `start` a and `end` e (K,), 0 if not given.
A wrong type, dtype or shape and what is not finite are refused by a TypeError or ValueError that names the
argument; what is forbidden has a large negative score instead, see `forbid`.

References: Viterbi (1967), doi:10.1109/TIT.1967.1054010; Rabiner (1989), doi:10.1109/5.18626; Lafferty,
McCallum & Pereira (2001), ICML; Sutton & McCallum (2012), arXiv 1011.4088.
"""

from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array, logsumexp
from lstm_teach.validation import float_array, lengths_array, plain

FORBIDDEN = -1e4  # far below all learned scores, in float32 too; e to it is 0


class Loss(NamedTuple):
    """A loss and its gradient by each of the arguments of its name."""

    loss: Any  # float
    scores: Array
    transitions: Array
    start: Array
    end: Array


def forbid(scores: Array, allowed: Any) -> Array:
    """Return transitions (K, K), or start or end scores (K,), with `FORBIDDEN` where `allowed` is False."""
    shape, mask = float_array("scores", scores).shape, plain("allowed", allowed)
    if mask.dtype != bool or mask.shape != shape:
        raise ValueError(f"allowed: expected booleans of shape {shape}, got {mask.dtype}, {mask.shape}")
    return np.where(mask, scores, FORBIDDEN)


@np.errstate(under="ignore")
def forward_sums(scores: Array, transitions: Array, lengths: Any = None, start: Any = None) -> Array:
    r"""Return (T, B, K): :math:`\log\alpha_t(j)`, the log-sum over all paths that end at t with tag j.

    :math:`\alpha_t(j) = e^{S_{tj}} \sum_i \alpha_{t-1}(i)\, e^{A_{ij}}`; behind the end the last ones stay.
    """
    counted, start, _ = _checked(scores, transitions, lengths, start, None)
    sums = [scores[0] + start]
    for t in range(1, len(scores)):
        on = scores[t] + logsumexp(sums[-1][:, :, None] + transitions, axis=1)[:, 0]
        sums.append(np.where(counted[t, :, None], on, sums[-1]))
    return np.stack(sums)


@np.errstate(under="ignore")
def log_partition(
    scores: Array, transitions: Array, lengths: Any = None, start: Any = None, end: Any = None
) -> Array:
    r"""Return :math:`\log Z` of every sequence, (B,): :math:`Z = \sum_j \alpha_T(j)\, e^{e_j}`."""
    *_, end = _checked(scores, transitions, lengths, start, end)
    return logsumexp(forward_sums(scores, transitions, lengths, start)[-1] + end)[:, 0]


@np.errstate(under="ignore")
def path_score(
    scores: Array, transitions: Array, path: Any, lengths: Any = None, start: Any = None, end: Any = None
) -> Array:
    """Return s(y) of one path for each sequence, (B,); `path` (T, B) is integers from 0 to K - 1."""
    counted, start, end = _checked(scores, transitions, lengths, start, end)
    path = plain("path", path)
    if path.dtype.kind not in "iu" or path.shape != counted.shape:
        raise ValueError(f"path: expected integers of shape {counted.shape}, got {path.dtype}, {path.shape}")
    if (tags := path[counted]).min() < 0 or tags.max() >= len(end):
        raise ValueError(f"path: expected tags from 0 to {len(end) - 1}, got {tags.min()} to {tags.max()}")
    path = np.where(counted, path, 0)
    words = np.take_along_axis(scores, path[..., None], axis=-1)[..., 0]
    steps = np.where(counted[1:], transitions[path[:-1], path[1:]], 0.0)
    total = np.where(counted, words, 0.0).sum(axis=0) + steps.sum(axis=0)
    return total + start[path[0]] + end[path[counted.sum(axis=0) - 1, np.arange(total.size)]]


@np.errstate(under="ignore")
def marginals(
    scores: Array, transitions: Array, lengths: Any = None, start: Any = None, end: Any = None
) -> tuple[Array, Array]:
    r"""Return the probabilities of tags (T, B, K) and of pairs of tags (T - 1, B, K, K); 0 behind the end.

    :math:`P(y_t = i) = \alpha_t(i) \beta_t(i) / Z` and :math:`P(y_t = i, y_{t+1} = j) =
    \alpha_t(i)\, e^{A_{ij} + S_{t+1, j}} \beta_{t+1}(j) / Z`, where :math:`\beta_T(i) = e^{e_i}` and
    :math:`\beta_t(i) = \sum_j e^{A_{ij} + S_{t+1, j}} \beta_{t+1}(j)`. They are the gradient of log Z.
    """
    counted, start, end = _checked(scores, transitions, lengths, start, end)
    forward = forward_sums(scores, transitions, lengths, start)
    log_z, backward = logsumexp(forward[-1] + end), [np.broadcast_to(end, forward[-1].shape)]
    pairs = np.zeros((*forward.shape, len(end)), log_z.dtype)[1:]
    for t in range(len(scores) - 1, 0, -1):
        on = transitions + (scores[t] + backward[-1])[:, None, :]
        each = forward[t - 1][:, :, None] + on - log_z[..., None]
        np.exp(each, out=pairs[t - 1], where=counted[t, :, None, None])
        backward.append(np.where(counted[t, :, None], logsumexp(on)[..., 0], backward[-1]))
    return np.exp(forward + np.stack(backward[::-1]) - log_z) * counted[..., None], pairs


@np.errstate(under="ignore")
def crf_loss(
    scores: Array, transitions: Array, path: Any, lengths: Any = None, start: Any = None, end: Any = None
) -> Loss:
    r"""Return the mean over the sequences of :math:`\log Z - s(y)`, in nats, and its gradient.

    The gradient is the expected count of a tag or a pair less its count in `path`, divided by B.
    """
    score = path_score(scores, transitions, path, lengths, start, end)
    nodes, pairs = marginals(scores, transitions, lengths, start, end)
    loss: Any = np.mean(log_partition(scores, transitions, lengths, start, end) - score)
    loss = loss if np.iscomplexobj(loss) else float(loss)
    counted, B = nodes.sum(axis=-1) != 0, score.size
    right = (np.asarray(path)[..., None] == np.arange(len(transitions))) & counted[..., None]
    in_path = np.einsum("tbi,tbj->ij", right[:-1].astype(int), right[1:].astype(int))
    d_scores, d_transitions = (nodes - right) / B, (pairs.sum(axis=(0, 1)) - in_path) / B
    at_end = d_scores[counted.sum(axis=0) - 1, np.arange(B)].sum(axis=0)
    return Loss(loss, d_scores, d_transitions.astype(nodes.dtype), d_scores[0].sum(axis=0), at_end)


@np.errstate(under="ignore")
def viterbi(
    scores: Array, transitions: Array, lengths: Any = None, start: Any = None, end: Any = None
) -> tuple[Array, Array]:
    r"""Return the best path (T, B), with -1 behind the end, and its score (B,).

    :math:`m_t(j) = S_{tj} + \max_i (m_{t-1}(i) + A_{ij})`, and back by the i that won. Of equally good paths
    it is the one with the lowest tag at the last word where they differ.
    """
    counted, start, end = _checked(scores, transitions, lengths, start, end)
    best, back = scores[0] + start, []
    for t in range(1, len(scores)):
        ways, goes_on = best[:, :, None] + transitions, counted[t, :, None]
        back.append(np.where(goes_on, ways.argmax(axis=1), np.arange(len(transitions))))
        best = np.where(goes_on, scores[t] + ways.max(axis=1), best)
    path = [(best + end).argmax(axis=-1)]
    for came_from in reversed(back):
        path.append(np.take_along_axis(came_from, path[-1][:, None], axis=1)[:, 0])
    return np.where(counted, path[::-1], -1), (best + end).max(axis=-1)


def _checked(scores: Any, transitions: Any, lengths: Any, start: Any, end: Any) -> tuple[Array, Array, Array]:
    """Return which words there are, (T, B), and the start and end scores."""
    T, B, K = float_array("scores", scores, ("T", "B", "K")).shape
    float_array("transitions", transitions, ("K", "K"), K=K)
    T_of = np.full(B, T) if lengths is None else lengths_array(lengths, T, B)
    ends = (np.zeros(K, scores.dtype) if e is None else e for e in (start, end))
    start, end = (float_array(name, e, ("K",), K=K) for name, e in zip(("start", "end"), ends, strict=True))
    return np.arange(T)[:, None] < T_of, start, end
