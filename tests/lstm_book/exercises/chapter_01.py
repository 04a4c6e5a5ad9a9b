"""Answers to the exercises of chapter 01, The vanilla RNN."""

import numpy as np

from lstm_book.chapter_01.exercises import backward_step, latched_value
from lstm_teach import RNNParams

W_X, W_H, BIAS = np.array([[10.0, 10.0]]), np.array([[5.0, 5.0], [-5.0, -5.0]]), np.array([-5.0, -15.0])


def u_c(w):
    h = np.sqrt(1 - 1 / w)
    return np.arctanh(h) - w * h


def da(h, dh):
    return dh * h * (1 - h)


def back(slope=da, part=None, value=None):
    """A backward step with another slope, or with another value for one of its three parts."""

    def step(W_x, W_h, h_prev, h, dh):
        got = slope(h, dh)
        parts = [h_prev.T @ got, got @ W_x.T, got @ W_h.T]
        if part is not None:
            parts[part] = value(W_x, W_h, h_prev, h, dh)
        return tuple(parts)

    return step


RIGHT = [
    ("1.1", lambda D, H: (D + H + 1) * H),
    ("1.1", lambda D, H: np.array([[(D + H + 1) * H]])),
    ("1.2", lambda w: w * latched_value(w)),
    ("1.2", lambda w: np.float32(np.arctanh(latched_value(w)))),
    ("1.2", lambda w: [w * latched_value(w)]),
    ("1.3", backward_step),
    ("1.3", lambda *given: list(backward_step(*given))),
    ("1.3", lambda *given: [part.tolist() for part in backward_step(*given)]),
    ("1.3", lambda *given: tuple(part.astype(np.float32) for part in backward_step(*given))),
    ("1.4", RNNParams(W_X, W_H, BIAS)),
    ("1.4", RNNParams(W_X.tolist(), W_H.tolist(), BIAS.tolist())),
    ("1.4", RNNParams(*(part.astype(np.float32) for part in (W_X, W_H, BIAS)))),
    *(("1.4", RNNParams(gain * W_X, gain * W_H, gain * BIAS)) for gain in (0.3, 3.0)),
    ("1.5", 11),
    ("1.5", np.array([11])),
    ("1.5", 11.0),
]
STUBS = [
    ("1.1", lambda D, H: ...),
    ("1.2", lambda w: ...),
    ("1.3", lambda W_x, W_h, h_prev, h, dh: ...),
    ("1.4", RNNParams(..., ..., ...)),
    ("1.5", ...),
]
WRONG = [
    ("1.1", lambda D, H: (D + H) * H, "Each unit has a bias, and it hears itself too"),
    ("1.1", lambda D, H: D * H + H * (H - 1) + H, "Each unit has a bias, and it hears itself too"),
    ("1.1", lambda D, H: (D + 1) * H, "feedback is missing"),
    ("1.1", lambda D, H: (D + H) * H + 1, "a bias of its own"),
    ("1.1", lambda D, H: (D + H) * H + D, "not to the inputs"),
    ("1.1", lambda D, H: (H + 1) * H, "weights from the input are missing"),
    ("1.1", lambda D, H: (D + D + 1) * H, "not D \\* H"),
    ("1.1", lambda D, H: D + 4 * H, "not D \\+ H"),
    ("1.1", lambda D, H: D + H + 1, "for one unit"),
    ("1.1", lambda D, H: (D + H + 1) * H + H + 1, "readout is counted too"),
    ("1.1", lambda D, H: (D + H + 1) * H + H, "a readout is not asked for, and one bias"),
    ("1.1", lambda D, H: print(D, H), "return missing"),
    ("1.1", lambda D: D, "called with 2 arguments"),
    (
        "1.1",
        lambda D, H: 10 * (D + H + 1) * H,
        r"For D = 3, H = 5: the number of weights: expected 45, got 450",
    ),
    ("1.2", latched_value, "the latched h itself"),
    ("1.2", lambda w: -w * latched_value(w), "sign"),
    ("1.2", lambda w: -u_c(w), "stays for ever"),
    ("1.2", u_c, "lasting push"),
    ("1.2", lambda w: 0.0, "positive h"),
    ("1.2", lambda w: w, "h = 1"),
    ("1.2", lambda w: w * np.tanh(w), "until nothing changes"),
    ("1.2", lambda w: 2 * w * latched_value(w), "Twice too much"),
    ("1.2", lambda w: 2 * latched_value(w), "right for w = 2 alone"),
    ("1.2", lambda w: w * (1 - latched_value(w) ** 2), "slope"),
    ("1.2", lambda w: 1.915, r"For w = 1.5: the kick: expected 1.288, got 1.915"),
    ("1.3", back(lambda h, dh: dh * (1 - h**2)), "slope of tanh"),
    ("1.3", back(lambda h, dh: dh), "ignores the slope"),
    ("1.3", back(lambda h, dh: dh * h), "h alone"),
    ("1.3", back(lambda h, dh: dh * (1 - h)), "1 - h alone"),
    ("1.3", back(lambda h, dh: -da(h, dh)), "function rises"),
    ("1.3", back(lambda h, dh: da(1 / (1 + np.exp(-h)), dh)), "squashed already"),
    ("1.3", lambda W_x, W_h, h_prev, h, dh: back()(W_x, W_h, h_prev, h_prev, dh), "of the new h"),
    ("1.3", back(part=1, value=lambda W_x, W_h, h_prev, h, dh: da(h, dh) @ W_x), "W_x must be transposed"),
    ("1.3", back(part=1, value=lambda W_x, W_h, h_prev, h, dh: da(h, dh) @ W_h.T), "through W_x, not W_h"),
    ("1.3", back(part=1, value=lambda W_x, W_h, h_prev, h, dh: dh @ W_x.T), "dx: what goes back is da"),
    ("1.3", back(part=2, value=lambda W_x, W_h, h_prev, h, dh: da(h, dh) @ W_h), "W_h must be transposed"),
    ("1.3", back(part=2, value=lambda W_x, W_h, h_prev, h, dh: dh @ W_h.T), "dh_prev: what goes back is da"),
    (
        "1.3",
        lambda W_x, W_h, h_prev, h, dh: (h_prev.T @ da(h, dh), da(h, dh) @ W_x, da(h, dh) @ W_h),
        "W_x and W_h must be transposed",
    ),
    ("1.3", back(part=0, value=lambda W_x, W_h, h_prev, h, dh: h.T @ da(h, dh)), "multiply h_prev, not h"),
    (
        "1.3",
        back(part=0, value=lambda W_x, W_h, h_prev, h, dh: h_prev.T @ dh),
        "arrives at the weights is da",
    ),
    ("1.3", back(part=1, value=lambda W_x, W_h, h_prev, h, dh: da(h, dh)), "dx: that is da"),
    ("1.3", back(part=2, value=lambda W_x, W_h, h_prev, h, dh: da(h, dh)), "dh_prev: that is da"),
    ("1.3", back(part=2, value=lambda W_x, W_h, h_prev, h, dh: da(h, dh) @ W_x.T), "through W_h, not W_x"),
    ("1.3", lambda *given: tuple(backward_step(*given)[k] for k in (1, 2, 0)), "dW_h comes first"),
    ("1.3", back(part=0, value=lambda W_x, W_h, h_prev, h, dh: da(h, dh).T @ h_prev), "dW_h is transposed"),
    ("1.3", back(part=0, value=lambda W_x, W_h, h_prev, h, dh: h_prev.T @ da(h, dh) / len(h)), "not a mean"),
    (
        "1.3",
        back(part=0, value=lambda W_x, W_h, h_prev, h, dh: -h_prev.T @ da(h, dh)),
        r"dW_h\[0, 0\].*-1 times",
    ),
    ("1.3", lambda *given: tuple(backward_step(*given)[k] for k in (0, 2, 1)), "wrong order"),
    ("1.3", lambda *given: backward_step(*given)[:2], "Expected 3 values"),
    ("1.4", RNNParams(W_X, W_H.T, BIAS), "W_h transposed"),
    ("1.4", RNNParams(W_X, W_H, BIAS[::-1]), "two biases exchanged"),
    ("1.4", RNNParams(W_X[:, ::-1], W_H[::-1, ::-1], BIAS[::-1]), "two units exchanged"),
    ("1.4", RNNParams(W_X, W_H, -BIAS), "sign of the biases"),
    ("1.4", RNNParams(W_X, W_H, BIAS / 10), "ten times as large"),
    ("1.4", RNNParams(W_X, 2 * W_H, BIAS), "half of W_h"),
    ("1.4", RNNParams(W_X, -W_H, BIAS), "sign of W_h"),
    ("1.4", RNNParams(W_X.T, W_H, BIAS), r"W_x: expected shape \(1, 2\), got \(2, 1\)"),
    ("1.4", RNNParams(0.2 * W_X, 0.2 * W_H, 0.2 * BIAS), "one press and 8 steps of silence"),
    ("1.4", RNNParams(W_X, np.abs(W_H), BIAS), "After the inputs"),
    ("1.4", RNNParams(W_X, W_H, BIAS * np.nan), "finite"),
    ("1.4", (W_X, W_H, BIAS), "Expected RNNParams"),
    ("1.5", 12, "first that flips"),
    ("1.5", 10, "One less"),
    ("1.5", 20, "last step of the push"),
    ("1.5", 21, "first step after the push"),
    ("1.5", 30, "end of the widget's run"),
    ("1.5", 1, "How long"),
    ("1.5", -0.6, "not the size of the push"),
    ("1.5", 10.6, "too small"),
    ("1.5", 11.4, "too large"),
    ("1.5", 40, "too large"),
]
