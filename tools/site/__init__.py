"""The book as a static site: Sphinx reads the stored notebooks, nothing is executed, nothing is fetched by a page."""
