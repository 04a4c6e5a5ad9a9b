"""The LSTM of `lstm_teach.cells.lstm` again, fast: whole sequences, the same numbers.

Plain arrays in, plain arrays out; `unroll` and `bptt` come here by themselves. What pays:

- A step works on (features, B), so that every gate is one contiguous block, and so are neighbours.
- One matrix product a step, on ``[h; x; 1]``; h is written where the next step reads it.
- sigma(a) = tanh(a / 2) / 2 + 1 / 2, with the inner 1/2 in the weights: one tanh for all four layers.
  In float64, a power of 2, 1 / (1 + 2**-(a log2(e))), is a call more and takes two thirds of the time.
- A step is a piece of the rows c, g, f, i, o: ``[f; i] * [c; g]`` is one call, and no row stands twice.
- Every result has its place, and all slices are taken before the loop: no step allocates. What is needed
  within a step alone lies in the same place at every step, in the cache.
- Backwards, errors meet factors that depend on the forward run alone: computed for a block of steps
  at once, which fits into the cache. The loop keeps what must wait.
- The gradient of the weights is a sum over steps and sequences: one matrix product a block.
- For one sequence of few units, a step back is one small matrix.
- Memory and slices that nobody needs any more serve the next run of the same shapes.
- Symbols are looked up; the gradient of W_x is the product with their one-hot rows all the same: to sum up
  rows by symbol takes longer in NumPy. In float32, a product is cut into pieces where that pays (`products`).
- NumPy does not buffer rows that lie apart: buffers double the time of the factors.

`rnn`, `peephole` and `gru` do the same for the tanh RNN, the peephole LSTM and the GRU, as far as it applies.
"""

from lstm_teach.fused.backwards import backward
from lstm_teach.fused.forwards import forward

__all__ = ["backward", "forward"]
