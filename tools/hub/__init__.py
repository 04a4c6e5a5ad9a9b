"""A class on one server: JupyterHub, each student in a server and a folder of their own (``run.py hub``)."""
