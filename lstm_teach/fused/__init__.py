"""The LSTM of `lstm_teach.cells.lstm` again, fast: whole sequences, the same numbers.

Plain arrays in, plain arrays out; `unroll` and `bptt` come here by themselves. What pays:

- A step works on (features, B), so that every gate is one contiguous block, and so are neighbours.
- One matrix product a step, on ``[h; x; 1]``; h is written where the next step reads it.
- sigma(a) = tanh(a / 2) / 2 + 1 / 2, with the inner 1/2 in the weights: one tanh for all four layers.
  In float64, 1 / (1 + exp(-a)) is a call more and quicker by a quarter (NumPy with AVX2 or AVX-512).
- The gates stand in the order o, i, f, g, and the old c below g: ``[i; f] * [g; c]`` is one call.
- All slices are taken before the loop, and every result has its place: no step allocates.
- Backwards, errors meet factors that depend on the forward run alone: computed for a block of steps
  at once, which fits into the cache. The loop keeps what must wait.
- The gradient of the weights is a sum over steps and sequences: one matrix product a block.
- For one sequence of few units, a step back is one small matrix.
- A large Trace that nobody needs any more leaves its memory to the next run.

`rnn`, `peephole` and `gru` do the same for the tanh RNN, the peephole LSTM and the GRU, as far as it applies.
"""

from lstm_teach.fused.backwards import backward
from lstm_teach.fused.forwards import forward

__all__ = ["backward", "forward"]
