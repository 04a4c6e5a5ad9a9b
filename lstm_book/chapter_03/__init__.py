"""Chapter 03, The constant error carousel: its exercises, and the carousel with its store."""

from lstm_book.chapter_03.carousel import Carousel
from lstm_book.chapter_03.carousel_run import CarouselWidgetState

__all__ = ["Carousel", "CarouselWidgetState"]
