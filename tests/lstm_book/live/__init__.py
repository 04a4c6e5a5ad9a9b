"""Widgets that answer without a kernel: grids, factored texts, what a page is told."""
