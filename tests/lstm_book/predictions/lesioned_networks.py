"""Eight trained networks under lesions, as chapter 06 finds them and by hand, for tests of predictions."""

from functools import cache

import numpy as np

from lstm_teach import (
    CLOSED,
    LSTM,
    Adam,
    Cut,
    Hold,
    binary_cross_entropy,
    gradient_of,
    init_model,
    readout,
    train,
    unroll,
)
from lstm_teach.tasks import bit_through_noise

LEAD, DELAY, UNITS = 10, 20, 4
READ = LEAD + DELAY
WAITING = (LEAD + 1, READ)
PHASES = {"writing": (LEAD, LEAD + 1), "waiting": WAITING, "reading": (READ, READ + 1)}


@cache
def networks():
    """Eight trained networks, and 500 sequences."""
    gradient = gradient_of(LSTM, lambda y, batch: binary_cross_entropy(y, batch.bit))
    models = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        model = init_model(LSTM, rng, 3, UNITS, 1, forget_gate_bias=3.0, input_gate_bias=-1.0)
        data = (bit_through_noise(rng, DELAY, 32, lead=LEAD) for _ in range(250))
        models.append(train(model, gradient, data, Adam(0.03), steps=250, clip=1.0, progress=iter).params)
    return models, bit_through_noise(np.random.default_rng(99), DELAY, batch_size=500, lead=LEAD)


def share(model, bit, h):
    return np.mean((readout(model.out, h) > 0) == (bit > 0.5))


def lesioned(**lesion):
    """The share of right answers of each network, as the chapter finds it."""
    models, test = networks()
    return np.array([share(m, test.bit, unroll(LSTM, m.cell, test.x, **lesion).h[-1]) for m in models])


def by_hand(model, x, wires=(), heard=None, shut="", steps=WAITING):
    """The states of a network at each step, by (6.1) to (6.4).

    While it is `steps`, the gates in `shut` are 0, and the layers in `wires` hear the rows of `heard` and
    not the network's own h; nothing if it is None.
    """
    W_x, W_h, b = model.cell
    c = h = np.zeros((x.shape[1], UNITS))
    states = []
    for t, x_t in enumerate(x):
        inside = steps[0] <= t < steps[1]
        values = {}
        for n, layer in enumerate("ifgo"):
            piece = slice(n * UNITS, (n + 1) * UNITS)
            own = h if not (inside and layer in wires) else 0 * h if heard is None else heard[t - 1]
            a = x_t @ W_x[:, piece] + own @ W_h[:, piece] + b[piece]
            values[layer] = np.tanh(a) if layer == "g" else 1 / (1 + np.exp(-a))
            if inside and layer in shut:
                values[layer] = 0 * a
        c = values["f"] * c + values["i"] * values["g"]
        h = values["o"] * np.tanh(c)
        states.append((c, h))
    return states


def right_by_hand(model, **lesion):
    _, test = networks()
    return share(model, test.bit, by_hand(model, test.x, **lesion)[-1][1])


def twin_states(model):
    """The h of the network's undisturbed runs on the twins of the test sequences."""
    _, test = networks()
    other = test.x.copy()
    other[LEAD, :, 0] *= -1
    return [h for _, h in by_hand(model, other)]


@cache
def shares():
    return {
        f"{gate} {phase}": lesioned(holds=Hold(gate, CLOSED, *steps))
        for gate in "ifo"
        for phase, steps in PHASES.items()
    }


@cache
def harmful():
    """The lesions of 6.5 after which the networks' median is below 0.75, by hand."""
    models, _ = networks()
    return [
        f"{gate} {phase}"
        for gate in "ifo"
        for phase, steps in PHASES.items()
        if np.median([right_by_hand(m, shut=gate, steps=steps) for m in models]) < 0.75
    ]


@cache
def wires():
    """As the chapter finds them: the cut ones by `Cut`, the twin's by hand."""
    models, _ = networks()
    found = {f"{to} cut": lesioned(cuts=Cut("h", to, *WAITING)) for to in "ifgo"}
    told = {to: [right_by_hand(m, wires=to, heard=twin_states(m)) for m in models] for to in "ifgo"}
    return found | {f"{to}: twin": shares for to, shares in told.items()}


@cache
def needed():
    """Which wire the answers need, and whose bit it makes the networks report, by hand."""
    models, _ = networks()
    medians = {to: np.median([right_by_hand(m, wires=to) for m in models]) for to in "ifgo"}
    wire = min(medians, key=medians.__getitem__)
    turned = np.mean([right_by_hand(m, wires=wire, heard=twin_states(m)) for m in models]) < 0.5
    return [wire, "the other bit" if turned else "its own bit"]


@cache
def more_noise():
    """Sequences with 20 steps of noise before the bit, where the training had ten."""
    return bit_through_noise(np.random.default_rng(97), DELAY, batch_size=500, lead=2 * LEAD)


@cache
def after_more_noise():
    """How many networks are right then, as trained and without h to g before the bit, by hand."""
    (models, _), late = networks(), more_noise()
    before = (0, 2 * LEAD)
    counts = []
    for wires in ("", "g"):
        ends = [by_hand(m, late.x, wires=wires, steps=before)[-1][1] for m in models]
        shares = [share(m, late.bit, h) for m, h in zip(models, ends, strict=True)]
        counts.append(sum(right > 0.95 for right in shares))
    return counts


@cache
def longer():
    """The same counts as the chapter finds them."""
    (models, _), late = networks(), more_noise()
    cuts = {"as trained": (), "wire cut before the bit": Cut("h", "g", 0, 2 * LEAD)}
    return {
        name: sum(share(m, late.bit, unroll(LSTM, m.cell, late.x, cuts=cut).h[-1]) > 0.95 for m in models)
        for name, cut in cuts.items()
    }


@cache
def probes():
    """The share of right answers of a readout fitted to the stores at the end of the waiting, by hand."""
    models, test = networks()
    more = bit_through_noise(np.random.default_rng(98), DELAY, batch_size=500, lead=LEAD)
    lesions = {f"{gate} shut": {"shut": gate} for gate in "fio"} | {"wire cut": {"wires": "g"}}
    found = {}
    for name, lesion in lesions.items():
        found[name] = []
        for model in models:
            fit, new = (
                np.column_stack([by_hand(model, batch.x, **lesion)[READ - 1][0], np.ones(500)])
                for batch in (more, test)
            )
            weights = np.linalg.pinv(fit) @ (2 * more.bit - 1)
            found[name].append(np.mean((new @ weights > 0) == (test.bit > 0.5)))
    return found


@cache
def probed():
    """The same shares as the chapter finds them."""
    models, test = networks()
    more = bit_through_noise(np.random.default_rng(98), DELAY, batch_size=500, lead=LEAD)
    lesions = {f"{gate} shut": {"holds": Hold(gate, CLOSED, *WAITING)} for gate in "fio"}
    lesions["wire cut"] = {"cuts": Cut("h", "g", *WAITING)}
    found = {}
    for name, lesion in lesions.items():
        found[name] = []
        for model in models:
            fit, new = (
                np.column_stack([unroll(LSTM, model.cell, x, **lesion).c[READ - 1], np.ones(500)])
                for x in (more.x, test.x)
            )
            weights = np.linalg.lstsq(fit, 2 * more.bit - 1)[0]
            found[name].append(np.mean((new @ weights > 0) == (test.bit > 0.5)))
    return found
