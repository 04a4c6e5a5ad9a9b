"""The nets of Hochreiter & Schmidhuber (1997) have exactly as many weights as the paper says.

Every net is a hidden layer and a readout; the input is not wired to the output (in 1997 it is
not either where a hidden layer is present).
"""

import numpy as np
import pytest

from lstm_teach import MEMORY_BLOCK, count_weights, init_readout

NONE = {"gate_biases": False, "cell_biases": False}
GATES = {"gate_biases": True, "cell_biases": False}
ALL = {"gate_biases": True, "cell_biases": True}

NETS = {
    "experiment 1 (section 5.1), 4 blocks x 1": (7, 4, 1, 7, GATES, False, 264),
    "experiment 1 (section 5.1), 3 blocks x 2": (7, 3, 2, 7, GATES, False, 276),
    "experiment 2c (section 5.2), p = 50": (54, 2, 1, 2, NONE, False, 364),
    "experiment 2c (section 5.2), p = 1000": (1004, 2, 1, 2, NONE, False, 6064),
    "experiment 3 (section 5.3)": (1, 3, 1, 1, ALL, False, 102),
    "experiments 4, 5 (sections 5.4, 5.5)": (2, 2, 2, 1, ALL, True, 93),
    "experiment 6a (section 5.6)": (8, 2, 2, 4, ALL, True, 156),
    "experiment 6b (section 5.6)": (8, 3, 2, 8, ALL, True, 308),
}


@pytest.mark.parametrize(
    ("D", "blocks", "S", "outputs", "biases", "output_bias", "weights"), NETS.values(), ids=NETS
)
def test_weight_counts_of_1997(D, blocks, S, outputs, biases, output_bias, weights):
    rng = np.random.default_rng(0)
    hidden = MEMORY_BLOCK.init(rng, D, blocks * S, cells_per_block=S, gate_feedback=True, **biases)
    assert count_weights((hidden, init_readout(rng, blocks * S, outputs, bias=output_bias))) == weights
