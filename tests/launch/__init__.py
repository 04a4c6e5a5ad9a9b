"""The book in other places: Binder, Colab, the browser alone, a wheel."""
