"""The book in the browser alone: JupyterLite with Python as WebAssembly (Pyodide)."""
