"""What a page asks for in the exercises of chapter 06."""

from lstm_book.answers import Asked, Number
from lstm_book.chapter_06.exercises import C_2, H_2, WORSE_C, WORSE_H

TWO_DECIMALS = ([-0.47, -0.48], [-0.22])  # rounded further than is asked for
ANSWERS = {
    "6.1": Asked(
        [
            Number("c_2", [*WORSE_C.values(), *TWO_DECIMALS[0]]),
            Number("h_2", [*WORSE_H.values(), *TWO_DECIMALS[1]]),
        ],
        [C_2, H_2],
        slips=[[H_2, C_2]],
    ),
}
