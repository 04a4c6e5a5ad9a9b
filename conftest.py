"""For pytest called without run.py: progress bars would stand in the notebooks' outputs."""

import os

os.environ.setdefault("LSTM_TEACH_PROGRESS", "off")
