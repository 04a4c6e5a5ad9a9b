"""The static site: how pages are made, and what a browser sees of them."""
