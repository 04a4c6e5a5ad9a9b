"""What is shipped and stored comes out of its command again; the rules; what is asked of a network."""

import numpy as np
import pytest

from lstm_book.chapter_10 import learning, rivals, rules, shipped, stages
from lstm_book.kept import load_models
from lstm_teach import LSTM
from lstm_teach.params import named_leaves
from lstm_teach.tasks.agreement import CLASS, NUMBER, WORDS, agreement, agreement_solved


@pytest.mark.slow
def test_the_first_network_and_its_stages_come_out_again() -> None:
    seen = []

    def look(updates: int, model: object) -> None:
        if updates in (25, 50):
            seen.append(stages.stage(model, 4, 0, updates))  # type: ignore[arg-type]

    model = learning.fit(0, snapshot=look)
    kept = [row for row in stages.load() if (row.seen, row.seed) == (4, 0)][:2]
    for now, stored in zip(seen, kept, strict=True):
        assert now.updates == stored.updates
        ours, theirs = ((*row.right, row.overall, row.last) for row in (now, stored))
        assert np.allclose(ours, theirs, atol=0.02)
    first = load_models("agreement")[1][0]
    for (name, a), (_, b) in zip(named_leaves(model), named_leaves(first), strict=True):
        assert np.allclose(a, b, rtol=0, atol=1e-3), name


@pytest.mark.slow
def test_a_row_of_the_rivals_comes_out_again() -> None:
    stored = next(row for row in rivals.load() if row.setting == rivals.best(rivals.load(), "RNN"))
    again = rivals.run(stored.part, stored.setting, stored.seed)
    assert np.allclose(again.right, stored.right, atol=0.01)


def test_the_rivals_have_about_as_many_weights_and_were_tuned_and_judged_apart() -> None:
    from lstm_teach import count_weights, init_model

    sizes = [
        count_weights(init_model(cell, np.random.default_rng(0), len(WORDS), rivals.UNITS[name], 4))
        for name, cell in rivals.CELLS.items()
    ]
    assert max(sizes) < 1.15 * min(sizes)
    rows = rivals.load()
    assert {row.seed for row in rows if row.part == "tuning"} == set(rivals.TUNED_ON)
    for name in rivals.CELLS:
        judged = [row for row in rows if row.part == "judged" and row.setting.cell == name]
        assert [row.seed for row in judged] == list(rivals.JUDGED)
        assert {row.setting for row in judged} == {rivals.best(rows, name)}
    assert not np.array_equal(rivals.to_tune(4).x, learning.hard(4).x)


@pytest.mark.parametrize(("name", "stops"), [("agreement", True), ("agreement-without-stops", False)])
def test_the_eight_networks_are_right_with_any_number_of_attractors(name: str, stops: bool) -> None:
    _, models = load_models(name)
    assert len(models) == shipped.KINDS[name].networks == 8
    for model in models:
        assert min(learning.right(LSTM, model, learning.hard(k, 200, stops)) for k in range(5)) >= 0.99


@pytest.mark.parametrize("name", shipped.KINDS)
def test_every_kind_is_shipped_with_its_sizes(name: str) -> None:
    cell, models = load_models(name)
    kind = shipped.KINDS[name]
    assert cell is LSTM
    assert len(models) == kind.networks
    for model in models:
        wanted = (kind.options.get("hidden", learning.UNITS), kind.options.get("outputs", 4))
        assert model.out.W_y.shape == wanted


def test_solved_by_the_rule_of_the_task() -> None:
    from lstm_teach import readout, unroll

    batch = agreement(np.random.default_rng(8), 3000, sentences=1, attractors_only=True)
    model = load_models("agreement")[1][1]
    assert agreement_solved(readout(model.out, unroll(LSTM, model.cell, batch.x).h), batch)


def test_batches_are_made_once_and_come_again() -> None:
    batches = learning.endless(np.random.default_rng(0), lambda rng: rng.random())
    first = [next(batches) for _ in range(learning.STORED)]
    assert [next(batches) for _ in range(learning.STORED)] == first
    assert len(set(first)) == learning.STORED


def test_facts_about_words() -> None:
    words = ("boy", "Frenchwomen", "policeman")
    of = {word: shipped.facts(np.array(NUMBER[word])).tolist() for word in words}
    assert of == {"boy": [0, 0, 0, 0], "Frenchwomen": [1, 1, 1, 1], "policeman": [0, 0, 0, 1]}
    batch = agreement(np.random.default_rng(3), 4)
    made = shipped.asked(batch, 2)
    for b in range(4):
        for first, verb in zip(batch.subject[:, b], batch.verb[:, b], strict=True):
            c = CLASS[batch.x[first, b]]
            assert made.y[verb, b].tolist() == [c % 2, c // 2]
    assert made.y[~batch.asked].sum() == 0


def test_rules_read_the_first_and_the_last_noun() -> None:
    batch = agreement(np.random.default_rng(4), 50, sentences=1)
    for b in range(50):
        nouns = [word for word in batch.x[: batch.lengths[b], b] if CLASS[word] >= 0]
        assert rules.answers(batch, "first noun")[b] == CLASS[nouns[0]]
        assert rules.answers(batch, "last noun")[b] == CLASS[nouns[-1]]
    assert rules.right(learning.hard(3, 50), "last noun") == 0
    assert rules.right(learning.hard(0, 50), "last noun") == 1


def test_the_stored_stages_say_what_the_chapter_says() -> None:
    rows = stages.load()
    early = [row for row in rows if (row.seen, row.updates) == (4, 50)]
    assert len(early) == 5
    assert all(row.overall > 0.7 and row.right[4] < 0.1 and row.last > 0.6 for row in early)  # noqa: PT018
    assert all(row.right[0] > 0.99 and row.right[1] < 0.1 for row in rows if row.seen == 0)  # noqa: PT018
