"""The exercises of the book: right answers, and wrong ones that a reader may well give."""
