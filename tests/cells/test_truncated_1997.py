"""The truncated gradient, by two other ways: frozen feedback, and the paper's own forward recurrences."""

from itertools import combinations

import numpy as np
import pytest

from lstm_teach import MEMORY_BLOCK, bptt, complex_step, unroll
from lstm_teach.numerics import sigmoid
from tests.cells.cases import CASES, Case, held_runs
from tests.oracles import assert_close, projected, run

CUTS = [
    (case, cut)
    for case in CASES
    for n in range(1, len(case.cell.state_names) + 1)
    for cut in combinations(case.cell.state_names, n)
]
FEEDBACK = ("h", "y_in", "y_out")


def compare_with_frozen(case, cut, holds=()):
    """Cut errors are those of a run in which the cut states come in as recorded constants."""
    p = case.problem(T=4, B=2, seed=11)
    trace = unroll(case.cell, p.params, p.x, p.state, holds)
    got = bptt(case.cell, p.params, trace, p.dh, d_final=p.d_final, cut=cut)
    frozen = {name: np.array(getattr(trace, f"{name}_prev")) for name in cut}

    def loss(three):
        return projected(run(case.cell, *three, holds, frozen=frozen), p.dh, p.d_final)

    d_params, dx, d_state = complex_step(loss, (p.params, p.x, p.state))
    assert_close("cut: params", got.params, d_params)
    assert_close("cut: x", got.x, dx)
    assert_close("cut: initial state", got.state, d_state)


@pytest.mark.slow
@pytest.mark.parametrize(("case", "cut"), CUTS, ids=[f"{case}: {'+'.join(cut)}" for case, cut in CUTS])
def test_cut_equals_a_run_with_frozen_feedback(case, cut):
    compare_with_frozen(case, cut)


@pytest.mark.slow
@pytest.mark.parametrize("case", [c for c in CASES if "y_in" in c.cell.state_names], ids=str)
def test_truncated_gradient_of_1997_in_held_runs(case):
    for holds in held_runs(case, 4).values():
        compare_with_frozen(case, FEEDBACK, holds)


def test_a_cut_changes_the_gradient():
    case = Case("block", MEMORY_BLOCK, options={"cells_per_block": 2})
    p = case.problem()
    trace = unroll(case.cell, p.params, p.x, p.state)
    whole = bptt(case.cell, p.params, trace, p.dh).params.W_x
    assert np.abs(bptt(case.cell, p.params, trace, p.dh, cut=FEEDBACK).params.W_x - whole).max() > 1e-3


def recurrences_of_1997(params, trace, dh):
    """Return dL/dW for all sources at once, local in time (1997, appendix A.1, eqs. 19 to 31).

    The derivatives of s_c with respect to the weights of cells and input gates are carried
    forward; the output gate needs none. `sources` are all units that feed the block, and 1.
    """
    T, B, N, S = trace.c.shape
    sources = np.concatenate(
        [trace.x, trace.h_prev, trace.y_in_prev, trace.y_out_prev, np.ones((T, B, 1))], axis=-1
    )
    W = np.concatenate([params.W_x, params.W_h, params.W_y])
    bias = np.concatenate([params.b_gates, params.b_cells])
    net = sources[..., :-1] @ W + bias
    ds_din = np.zeros((B, N, S, sources.shape[-1]))
    ds_dcell = np.zeros_like(ds_din)
    d_in, d_out = np.zeros((sources.shape[-1], N)), np.zeros((sources.shape[-1], N))
    d_cell = np.zeros((sources.shape[-1], N, S))
    for t in range(T):
        y = sources[t][:, None, None, :]
        a_in, a_out = net[t, :, :N], net[t, :, N : 2 * N]
        a_cell = net[t, :, 2 * N :].reshape(B, N, S)
        slope_in, slope_out = sigmoid(a_in) * sigmoid(-a_in), sigmoid(a_out) * sigmoid(-a_out)
        g, slope_g = 4 * sigmoid(a_cell) - 2, 4 * sigmoid(a_cell) * sigmoid(-a_cell)
        s = trace.c[t]
        squashed, slope_s = 2 * sigmoid(s) - 1, 2 * sigmoid(s) * sigmoid(-s)
        ds_din = ds_din + (g * slope_in[..., None])[..., None] * y
        ds_dcell = ds_dcell + (slope_g * sigmoid(a_in)[..., None])[..., None] * y
        error = dh[t].reshape(B, N, S)
        e_s = sigmoid(a_out)[..., None] * slope_s * error
        d_in += np.einsum("bns,bnsk->kn", e_s, ds_din)
        d_cell += np.einsum("bns,bnsk->kns", e_s, ds_dcell)
        d_out += np.einsum("bn,bk->kn", slope_out * (squashed * error).sum(axis=-1), sources[t])
    return np.concatenate([d_in, d_out, d_cell.reshape(len(d_cell), -1)], axis=1)


@pytest.mark.parametrize(("H", "S"), [(4, 1), (4, 2), (6, 3), (2, 2)])
def test_cut_equals_the_recurrences_of_the_paper(H, S):
    p = Case("block", MEMORY_BLOCK, H=H, options={"cells_per_block": S}).problem(T=6, B=2, seed=12)
    trace = unroll(MEMORY_BLOCK, p.params, p.x, p.state)
    got = bptt(MEMORY_BLOCK, p.params, trace, p.dh, cut=FEEDBACK).params
    stacked = np.concatenate([got.W_x, got.W_h, got.W_y, np.concatenate([got.b_gates, got.b_cells])[None]])
    assert_close("1997: recurrences", stacked, recurrences_of_1997(p.params, trace, p.dh))
