"""``run.py hub``: a JupyterHub for a trial, on loopback, in which each student has a folder of their own."""

import ipaddress
import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path

from lstm_lab.opening import reader_variables
from lstm_lab.say import say
from tools import environment
from tools.project import SetupError, scripts_folder
from tools.testing import run

ADDRESS, PORT, FOLDER = "LSTM_TEACH_HUB_ADDRESS", "LSTM_TEACH_HUB_PORT", "LSTM_TEACH_HUB_FOLDER"
PASSWORD = "LSTM_TEACH_HUB_PASSWORD"  # a variable: arguments of a command are seen by all users of a machine
LEAST = 12  # characters


def hub(folder: Path, address: str, port: int) -> int:
    """Check what was asked for, make sure of the environment, and run the hub until Ctrl-C."""
    variables = variables_of(os.environ, folder, address, port)
    python = environment.ensure(extras=["hub"])
    return run([python, "-m", "tools.hub.start"], variables)


def variables_of(base: Mapping[str, str], folder: Path, address: str, port: int) -> dict[str, str]:
    """Return the variables by which the hub's configuration knows what was asked for.

    Raises
    ------
    SetupError
        If the system has no JupyterHub, or if others could reach the hub and no good password was given.
    """
    if os.name == "nt":
        raise SetupError("JupyterHub does not run on Windows; in its Linux (WSL) it does.")
    given = {FOLDER: os.fspath(folder), ADDRESS: address, PORT: str(port)}
    password = password_for(address, base.get(PASSWORD, ""))
    return {**reader_variables(base, scripts_folder()), **given, PASSWORD: password}


def password_for(address: str, given: str) -> str:
    """Return the password that was given, or on loopback one by chance, which is said.

    Raises
    ------
    SetupError
        If it is too short, or if there is none and other machines can reach the address.
    """
    if given and len(given) < LEAST:
        raise SetupError(f"{PASSWORD}: expected at least {LEAST} characters, got {len(given)}.")
    if not given and not is_loopback(address):
        raise SetupError(
            f"--address {address}: other machines reach it, and who logs in runs code as you. "
            f"Set the variable {PASSWORD} (at least {LEAST} characters); it goes over the network "
            "unencrypted. For a class see book/class-server.ipynb."
        )
    if not given:
        given = secrets.token_hex(LEAST // 2)
        say(f"Log in by any name of small letters, with the password {given}")
    return given


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address. A name but localhost might lead anywhere."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def free_port() -> int:
    """Return a port of loopback that nobody has at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
