"""Pictures: SVG text and figures."""
