"""Generators of the book's tasks. Each takes a generator of random numbers and returns a batch."""

from lstm_teach.tasks.bit_stream import BitStream, bit_stream
from lstm_teach.tasks.bit_through_noise import BitBatch, bit_through_noise

__all__ = ["BitBatch", "BitStream", "bit_stream", "bit_through_noise"]
