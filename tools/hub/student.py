"""A student's own server: ``python student.py [OPTIONS]``, started by JupyterHub as the student.

Lays the reader's form of the book into the student's folder, keeps what was written there, limits the memory,
and becomes JupyterLab as `run.py lab` starts it. JupyterHub gives a file and not a module, since the
repository is not on its path.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = "my-book"
UNITS = {"K": 2**10, "M": 2**20, "G": 2**30}


def bytes_of(limit: str) -> int:
    """Return a limit such as ``1G`` or ``536870912`` in bytes."""
    unit = UNITS.get(limit[-1:].upper(), 1)
    return int(float(limit[:-1] if unit > 1 else limit) * unit)


def limit_memory(limit: int) -> None:
    """Let no process of the student have more data in memory than so many bytes; Linux alone keeps to it.

    A kernel that asks for more gets a MemoryError. It holds for each process; a student with ten kernels has
    ten times as much, which only the system (cgroups) can forbid.
    """
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def main(arguments: list[str]) -> None:
    """Prepare the folder and become the server."""
    sys.path.insert(0, os.fspath(ROOT))
    from lstm_lab.opening import find_book, lab_options, prepare_copy
    from lstm_lab.settings import server_settings

    book, copy = find_book(), Path.home() / COPY
    prepare_copy(book, copy, "lstm-teach")
    copy.chmod(0o700)  # many systems let everybody read everybody's home
    if limit := os.environ.get("MEM_LIMIT"):  # JupyterHub hands on what its configuration says
        limit_memory(bytes_of(limit))
    # Sockets of the file system. Two kernels that start at the same moment may be given the same port, and
    # other users of the machine reach it. Their folder has a short name: theirs have at most 107 bytes.
    os.environ["JUPYTER_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="lstm-")
    os.environ.update(server_settings(os.environ, copy))
    options = [*lab_options(book, copy), "--KernelManager.transport=ipc"]
    command = [sys.executable, "-m", "jupyterhub.singleuser", *options, *arguments]
    sys.stdout.flush()
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
