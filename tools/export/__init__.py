"""A notebook for a place without Jupyter: a page, slides, a script, a PDF; none asks another server."""
