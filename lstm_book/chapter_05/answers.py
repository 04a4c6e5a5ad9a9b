"""What a page asks for in the exercises of chapter 05."""

import numpy as np

from lstm_book.answers import Asked, Number, Row, Steps
from lstm_book.chapter_05.exercises import AT_WORK_SLIPS, CEILINGS, COUNTS, HELD_OPEN_SLIPS, SYMBOLS

FREE, HELD = COUNTS.values()
ANSWERS = {
    "5.1": Asked(
        [
            Row("with the gate at work", len(SYMBOLS), [*AT_WORK_SLIPS.values(), np.tanh(FREE).tolist()]),
            Row("with f held open", len(SYMBOLS), [*HELD_OPEN_SLIPS.values(), np.tanh(HELD).tolist()]),
        ],
        [FREE, HELD],
        slips=[[HELD, FREE]],
    ),
    "5.5": Asked([Steps("value of the forget gate", 0, 100, per=100)], [0.86]),
    "5.6": Asked([Number("largest size of c", [*CEILINGS.values(), 6.58, 6.93, 8.78])], [10.0]),
}
