"""JupyterLab in a real browser: what a reader does and sees."""
