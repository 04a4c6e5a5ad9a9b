"""Variables that do not reach the book's processes: one table for readers, tests and set-up."""

from collections.abc import Mapping

READER, TESTS, SETUP = "reader", "tests", "set-up"
ALL = (READER, TESTS, SETUP)
# Set by a shell, an editor or another project. What is a reader's taste stays in force for the reader alone.
DROPPED: Mapping[str, tuple[str, ...]] = {
    # another Python, another meaning of the same code
    "PYTHONHOME": ALL,
    "PYTHONPATH": ALL,
    "PYTHONPLATLIBDIR": ALL,
    "PYTHONSAFEPATH": ALL,
    "PYTHONSTARTUP": (TESTS, SETUP),
    "PYTHONOPTIMIZE": ALL,  # drops the asserts with which a chapter checks what it says
    "PYTHONWARNINGS": ALL,  # "error" stops JupyterLab, pip and cells at the first harmless warning
    "PYTHONINSPECT": ALL,
    "PYTHONDEVMODE": ALL,  # warnings of every package, in cells and in JupyterLab's log
    "PYTHONEXECUTABLE": ALL,  # on macOS: what sys.executable is, from which kernels are started
    "PYTHONIOENCODING": ALL,  # what is stored and compared is UTF-8
    # where Jupyter and matplotlib look
    "JUPYTER_CONFIG_PATH": (READER, TESTS),  # settings of other servers: see `lstm_lab.settings`
    "JUPYTER_NO_CONFIG": (READER, TESTS),  # would leave out the environment's own, and with it the terminal
    "JUPYTER_PATH": (READER, TESTS),
    "JUPYTERLAB_DIR": (READER, TESTS),  # another JupyterLab's page, or none
    "MPLBACKEND": (READER, TESTS),
    "FORCE_COLOR": (TESTS,),
    "JUPYTERLAB_SETTINGS_DIR": (TESTS,),
    "JUPYTERLAB_WORKSPACES_DIR": (TESTS,),
    "MATPLOTLIBRC": (TESTS,),
    # where pip and uv would put packages, or that they put none
    "PIP_DRY_RUN": (SETUP,),
    "PIP_IGNORE_INSTALLED": (SETUP,),
    "PIP_NO_DEPS": (SETUP,),
    "PIP_PREFIX": (SETUP,),
    "PIP_PYTHON": (SETUP,),
    "PIP_REQUIREMENT": (SETUP,),
    "PIP_ROOT": (SETUP,),
    "PIP_TARGET": (SETUP,),
    "UV_PROJECT_ENVIRONMENT": (SETUP,),
    "UV_PYTHON": (SETUP,),
    "UV_SYSTEM_PYTHON": (SETUP,),
    "UV_TARGET": (SETUP,),
    # of what kind and version they would be, which requirements.lock says
    "PIP_ABI": (SETUP,),
    "PIP_CONSTRAINT": (SETUP,),
    "PIP_EDITABLE": (SETUP,),
    "PIP_IMPLEMENTATION": (SETUP,),
    "PIP_NO_BINARY": (SETUP,),
    "PIP_PLATFORM": (SETUP,),
    "PIP_PYTHON_VERSION": (SETUP,),
    "UV_CONSTRAINT": (SETUP,),
    "UV_NO_BINARY": (SETUP,),
    "UV_OVERRIDE": (SETUP,),
    "UV_RESOLUTION": (SETUP,),
    "VIRTUAL_ENV": (SETUP,),
    "__PYVENV_LAUNCHER__": (SETUP,),
}


def without_foreign(base: Mapping[str, str], who: str) -> dict[str, str]:
    """Return the variables less those that must not reach a process of `who`."""
    return {name: value for name, value in base.items() if who not in DROPPED.get(name, ())}
