"""Answers to the exercises of chapter 07, Training it."""

import numpy as np

from lstm_book.chapter_07.exercises import forget_bias, one_step, peephole_backward
from lstm_book.chapter_07.suspects import FAULTS

F = 1 / (1 + np.exp(-2.0))


def peephole(da_o=None, dc=None, dp=None):
    """A right `peephole_backward`, but for the values that are given as functions."""

    def backward(dh, d_c, c, o, p):
        d_a = da_o(dh, c, o) if da_o else dh * np.tanh(c) * o * (1 - o)
        through_h = dh * o / np.cosh(c) ** 2
        d_c = dc(dh, d_c, c, o, p, d_a) if dc else d_c + through_h + p * d_a
        return d_a, d_c, dp(dh, c, d_a) if dp else np.einsum("bh,bh->h", d_a, c)

    return backward


def in_place(dh, dc, c, o, p):
    """Right as well: it adds to the array that it was given."""
    da_o = dh * np.tanh(c) * o * (1 - o)
    dc += dh * o * (1 - np.tanh(c) ** 2)
    dc += p * da_o
    return da_o, dc, np.sum(da_o * c, axis=0)


def heard_by_the_gate(dh, dc, c, o, p):
    """Wrong: the error of c_t is sent to the output gate as well."""
    da_o = (dh + dc) * np.tanh(c) * o * (1 - o)
    return da_o, dc + dh * o / np.cosh(c) ** 2 + da_o * p, (da_o * c).sum(axis=0)


RIGHT = [
    ("7.1", (1.452, -0.109, 0.392, 0.363)),
    ("7.1", list(one_step())),
    ("7.1", np.array(one_step())),
    ("7.1", np.array(one_step(), dtype=np.float32)),
    ("7.1", [np.array([value]) for value in one_step()]),
    ("7.2", peephole()),
    ("7.2", lambda *given: list(peephole_backward(*given))),
    ("7.2", in_place),
    ("7.2", lambda *given: tuple(np.float32(part) for part in peephole_backward(*given))),
    ("7.3", dict(FAULTS)),
    ("7.4", 0.05),
    ("7.4", (1 - F) / 2.5),
    ("7.4", 0.0477),
    ("7.4", np.float32(0.0477)),
    ("7.4", [np.array([0.0477])]),
    ("7.5", lambda n, share: -np.log(share ** (-1 / n) - 1)),
    ("7.5", lambda n, share: np.array([forget_bias(n, share)])),
]
STUBS = [
    ("7.1", (..., ..., ..., ...)),
    ("7.2", lambda dh, dc, c, o, p: ...),
    ("7.3", {"P": ..., "Q": ..., "R": ..., "S": ...}),
    ("7.4", ...),
    ("7.5", lambda n, share: ...),
]
WRONG = [
    ("7.1", (2.0, -0.15, 0.54, 0.5), "dc_t: the slope of the tanh.* is missing"),
    ("7.1", (0.952, -0.0714, 0.257, 0.238), "step t . 1 along the wire"),
    ("7.1", (1.265, -0.0949, 0.3416, 0.3163), r"not 1 - c_t\^2"),
    ("7.1", (1.769, -0.1327, 0.4778, 0.4424), "dc_t: the output gate is missing"),
    ("7.1", (1.452, -0.2178, 0.392, 0.363), "not the candidate"),
    (
        "7.1",
        (1.452, 0.109, 0.392, 0.363),
        r"da_f: it is not 0\.109\. .*partner in \(7\.6\), times the slope of its gate",
    ),
    ("7.1", (1.452, -0.109, 0.392, 1.452), "dc of the step before: .* times the forget gate"),
    ("7.1", (1.452, -0.109, 0.392, 0.86), r"dc of the step before: it is not 0\.86\. It is dc_t times"),
    ("7.1", (1.452, -0.581, 0.392, 0.363), r"da_f: this is df_t; .*f \* \(1 - f\), is missing"),
    ("7.1", (1.452, -0.109, 1.089, 0.363), r"da_g: this is dg_t; .*1 - g\^2, is missing"),
    ("7.1", (1.452, -0.581, 1.089, 0.363), "da_f and da_g: .*slopes of .7.7. are missing"),
    ("7.1", (1.452, -0.109, -1.568, 0.363), r"not g \* \(1 - g\)"),
    ("7.1", (1.45, -0.11, 0.39, 0.36), "Nearly: .*three digits"),
    ("7.1", (0.95, -0.071, 0.26, 0.24), "step t . 1 along the wire"),
    ("7.1", (0.9521, -0.0714, 0.2571, 0.238), "step t . 1 along the wire"),
    ("7.1", (2.9066, -0.218, 0.7848, 0.7266), "the square is missing"),
    ("7.1", (1.7834, -0.1338, 0.4815, 0.4459), "not at c of the step before"),
    ("7.1", (0.5, -0.0375, 0.135, 0.125), "add the error through h_t"),
    ("7.1", (0.976, -0.0732, 0.2635, 0.244), "dh_t = 2, is missing"),
    ("7.1", (1.0771, -0.0808, 0.2908, 0.2693), "forget gate of step t . 1 already"),
    ("7.1", (1.452, -0.109, 0.1307, 0.363), "not the forget gate"),
    ("7.1", (1.452, -0.109, 0.5228, 0.363), "da_g: the input gate.* is missing"),
    ("7.1", (1.452, -0.109, 0.392, 1.0891), "stands the forget gate, not the input gate"),
    ("7.1", (7, -0.109, 0.392, 0.363), "dc_t: it is not 7. Two errors arrive"),
    ("7.1", (1.452, -0.109, 0.5, 0.363), r"da_g: it is not 0\.5\. .*slope of the tanh in \(7\.7\)"),
    ("7.1", (1.452, float("nan"), 0.392, 0.363), "da_f: it is not nan"),
    ("7.1", (1.452, -0.109, "0.392", 0.363), "da_g: expected numbers, got str"),
    ("7.1", (1.452, -0.109), "got 2 values"),
    ("7.1", 1.452, "Expected four numbers, got float"),
    ("7.2", peephole(da_o=lambda dh, c, o: dh * np.tanh(c)), "da_o: this is do_t; the slope"),
    ("7.2", peephole(da_o=lambda dh, c, o: dh * c * o * (1 - o)), r"da_o: .* is tanh\(c_t\), not c_t"),
    ("7.2", peephole(da_o=lambda dh, c, o: dh * np.tanh(c) * (1 - o**2)), r"da_o: .*not 1 - o\^2"),
    ("7.2", peephole(da_o=lambda dh, c, o: -dh * np.tanh(c) * o * (1 - o)), r"da_o\[0, 0\].*-1 times"),
    ("7.2", peephole(dc=lambda dh, dc, c, o, p, da: dc + dh * o / np.cosh(c) ** 2), "dc: .* a third time"),
    ("7.2", peephole(dc=lambda dh, dc, c, o, p, da: dh * o / np.cosh(c) ** 2 + da * p), "dc: .*step t . 1"),
    ("7.2", peephole(dc=lambda dh, dc, c, o, p, da: dc + da * p), "dc: the use of c_t in tanh"),
    ("7.2", peephole(dc=lambda dh, dc, c, o, p, da: dc + dh * o + da * p), "dc: the slope of the tanh"),
    ("7.2", peephole(dc=lambda dh, dc, c, o, p, da: dc + dh * o * (1 - c**2) + da * p), r"not 1 - c_t\^2"),
    (
        "7.2",
        peephole(dc=lambda dh, dc, c, o, p, da: dc + dh * o / np.cosh(c) ** 2 + dh * np.tanh(c) * p),
        "dc: over the peephole .* da_o, not do_t",
    ),
    (
        "7.2",
        peephole(dc=lambda dh, dc, c, o, p, da: dc + dh * o / np.cosh(c) ** 2 + da * c),
        "partner for dp",
    ),
    (
        "7.2",
        peephole(dc=lambda dh, dc, c, o, p, da: dc + dh * o / np.cosh(c) ** 2 + da),
        "times the weight p",
    ),
    ("7.2", peephole(dc=lambda dh, dc, c, o, p, da: dc), r"dc\[0, 2\]: expected"),
    ("7.2", peephole(dp=lambda dh, c, da: da * c), "dp: .*errors of the rows are summed"),
    ("7.2", peephole(dp=lambda dh, c, da: (da * c).mean(axis=0)), "dp: .*a sum, not a mean"),
    ("7.2", peephole(dp=lambda dh, c, da: (da * np.tanh(c)).sum(axis=0)), r"dp: .* not tanh\(c_t\)"),
    ("7.2", peephole(dp=lambda dh, c, da: da.sum(axis=0)), "dp: that would be the gradient of a bias"),
    ("7.2", peephole(dp=lambda dh, c, da: (dh * np.tanh(c) * c).sum(axis=0)), "dp: .*da_o, not do_t"),
    ("7.2", peephole(dp=lambda dh, c, da: da.T @ c), r"dp: expected shape \(4,\), got \(4, 4\)"),
    (
        "7.2",
        peephole(lambda dh, c, o: dh * np.tanh(c), lambda dh, dc, c, o, p, da: dc + dh * o / np.cosh(c) ** 2),
        "da_o: .*slope of the gate.*dc: .*a third time",
    ),
    (
        "7.2",
        peephole(dc=lambda dh, dc, c, o, p, da: dc + dh * o + da * p, dp=lambda dh, c, da: da * c),
        "dc: the slope of the tanh.*dp: .*summed",
    ),
    ("7.2", lambda *given: peephole_backward(*given)[::-1], "another order: return da_o, dc, dp"),
    ("7.2", peephole(da_o=lambda dh, c, o: 2 * dh * np.tanh(c) * o * (1 - o)), r"da_o\[0, 0\].*2 times"),
    ("7.2", peephole(dp=lambda dh, c, da: (da * c).sum(axis=1)), r"dp: expected shape \(4,\), got \(3,\)"),
    ("7.2", lambda dh, dc, c, o, p: None, "returned nothing"),
    ("7.2", heard_by_the_gate, "da_o: o_t is used in h_t alone"),
    ("7.2", lambda dh, dc, c, o, p: dc, "Expected 3 values"),
    ("7.2", 0.5, "Expected a function, got float"),
    ("7.3", {**FAULTS, "Q": "da_o"}, "Q: you say it is da_o. Look again: name a witness"),
    ("7.3", {**FAULTS, "P": "nothing"}, "P: you say it is innocent. .*single step"),
    ("7.3", {**FAULTS, "R": "da_i"}, "R: you say it is da_i. .*single step, gate by gate"),
    ("7.3", {**FAULTS, "S": "dc_prev"}, "S: you say it is dc_prev. .*W_h = 0"),
    ("7.3", {**FAULTS, "S": "dh"}, "S: expected one of da_i"),
    ("7.3", {"P": "da_g"}, "Q: no verdict yet"),
    ("7.3", "da_g", "Expected a dictionary"),
    ("7.4", 1 - F, "That is 1 - f"),
    ("7.4", (1 - F) / 5, "left out the input gate"),
    ("7.4", 0.5, "too large"),
    ("7.4", 0.4, "add its f"),
    ("7.4", 0.286, "both gates in the place of one"),
    ("7.4", (1 - F) / 0.5, "left out the weight 5"),
    ("7.4", F, "That is the forget gate"),
    ("7.4", 4.77, "per cent"),
    ("7.4", "0.05 or so", "Expected a number"),
    ("7.5", lambda n, share: share ** (1 / n), "f itself"),
    ("7.5", lambda n, share: np.log(n), "only nearly"),
    ("7.5", lambda n, share: -forget_bias(n, share), "sign is wrong"),
    ("7.5", lambda n, share: np.log(share / (1 - share)), "after a single step"),
    ("7.5", lambda n, share: np.log(-n / np.log(share)), "only nearly so. Take the n-th root"),
    ("7.5", lambda n, share: np.log(share) / n, "This is ln f"),
    ("7.5", lambda n, share: np.log(share / n / (1 - share / n)), "not the n-th part"),
    ("7.5", lambda n, share: np.log(share**n / (1 - share**n)), "not its n-th power"),
    ("7.5", lambda n, share: np.log(share / (1 - share)) / n, "divided the bias by n"),
    ("7.5", lambda n, share: np.log10(share ** (1 / n) / (1 - share ** (1 / n))), "to the base 10"),
    ("7.5", lambda n, share: None, "returned nothing"),
    ("7.5", lambda n: n, "called with 2 arguments; it takes n"),
    ("7.5", lambda n, share: forget_bias(n - 1, share) if n > 1 else 0.0, "For n = 20, share = 0.9"),
]
