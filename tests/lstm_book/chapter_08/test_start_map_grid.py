"""The stored grid of starts: a cheap start comes out the same, and the file is what the map needs."""

import numpy as np
import pytest

from lstm_book.chapter_08 import start_map_grid as grid


@pytest.mark.parametrize(("forget", "input", "seed"), [(3, -3, 0), (1, -1, 2)])
def test_a_cheap_start_comes_out_as_it_is_stored(forget, input, seed):
    stored = grid.load()
    error, losses = grid.fit(forget, input, 25, seed)
    at = 0, grid.FORGET.index(forget), grid.INPUT.index(input), seed
    assert error == pytest.approx(stored.error[at], rel=0.05)
    assert grid.kept(losses) == pytest.approx(stored.curves[at], rel=0.05, abs=1e-4)


def test_all_starts_of_a_seed_differ_in_their_biases_alone():
    one, other = grid.start(2, -1, 1), grid.start(7, -5, 1)
    assert np.array_equal(one.cell.W_x, other.cell.W_x)
    assert np.array_equal(one.cell.W_h, other.cell.W_h)
    H = grid.HIDDEN
    assert other.cell.b.tolist() == [-5.0] * H + [7.0] * H + [0.0] * 2 * H


def test_the_file_is_small_and_whole():
    stored = grid.load()
    shape = len(grid.LAGS), len(grid.FORGET), len(grid.INPUT), grid.SEEDS
    assert stored.error.shape == shape
    assert stored.curves.shape == (*shape, grid.UPDATES // grid.MEAN_OF)
    trained = np.array([[grid.is_trained(lag, f) for f in grid.FORGET] for lag in grid.LAGS])
    assert np.array_equal(np.isfinite(stored.error).all(axis=(2, 3)), trained)
    assert np.array_equal(np.isfinite(stored.curves).all(axis=(2, 3, 4)), trained)
    assert len(list(grid.jobs())) == trained.sum() * len(grid.INPUT) * grid.SEEDS
    assert grid.FILE.stat().st_size < 150_000
    expected = [np.mean((grid.new_sequences(lag).target - 0.5) ** 2) for lag in grid.LAGS]
    assert stored.constant == pytest.approx(expected, rel=1e-6)


def test_what_is_broken_off_goes_on_where_it_was(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(grid, "FILE", tmp_path / "grid.npz")
    monkeypatch.setattr(grid, "LAGS", (25,))
    monkeypatch.setattr(grid, "FORGET", (2, 3))
    monkeypatch.setattr(grid, "LEAST", {25: 3})
    monkeypatch.setattr(grid, "INPUT", (0, -1))
    monkeypatch.setattr(grid, "SEEDS", 2)
    tried = []

    def fit(forget, input, lag, seed):
        if len(tried) == 2:
            tried.append("broken")
            raise KeyboardInterrupt
        tried.append((lag, seed, forget, input))
        return 0.01 * (1 + seed) - 0.001 * input, np.full(grid.UPDATES, 0.5)

    monkeypatch.setattr(grid, "fit", fit)
    with pytest.raises(KeyboardInterrupt):
        grid.main(tmp_path / "work")
    grid.main(tmp_path / "work")
    assert tried == [(25, 0, 3, 0), (25, 0, 3, -1), "broken", (25, 1, 3, 0), (25, 1, 3, -1)]
    assert "2 trainings" in capsys.readouterr().out
    with np.load(tmp_path / "grid.npz") as made:
        assert np.isnan(made["error"][0, 0]).all()
        assert made["error"][0, 1] == pytest.approx(np.array([[0.01, 0.02], [0.011, 0.021]]))
        assert made["curves"].shape == (1, 2, 2, 2, 40)
