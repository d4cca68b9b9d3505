"""The command line of the sandbox, shared by ``python -m conferences.sandbox`` and ``manage.py sandbox``."""

from __future__ import annotations

import argparse
import errno
import signal
import sys
import uuid
from pathlib import Path
from threading import Event
from typing import Any, Final

from conferences.sandbox.faults import Faults, InvalidFault, read_options
from conferences.sandbox.project import API_TOKEN, PROJECT_ID
from conferences.sandbox.service import DEFAULT_SEED, Sandbox
from conferences.sandbox.state import BrokenState

DEFAULT_PORT: Final = 8081
_OBJECTS_MAXIMUM: Final = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give ``parser`` the arguments of the sandbox."""
    add = parser.add_argument
    add("--port", type=_port, default=DEFAULT_PORT, help=f"default {DEFAULT_PORT}; 0 picks a free one")
    add("--host", choices=("127.0.0.1", "localhost"), default="127.0.0.1", help="loopback only")
    add("--conferences", type=_amount, default=400, metavar="N", help="number to generate (default 400)")
    add("--rooms", type=_amount, default=100, metavar="N", help="number to generate (default 100)")
    add("--seed", type=_seed, default=DEFAULT_SEED, help="the same seed generates the same data")
    add("--latency-ms", type=_amount, default=0, metavar="N", help="milliseconds added to each answer")
    add("--links", choices=("relative", "absolute"), default="absolute", help="how lists link to their pages")
    add(
        "--put",
        choices=("merge", "replace", "defaults"),
        default="merge",
        help="what an update does to fields it leaves out: keeps them; sets them as a create would; "
        "resets quality, layout and size only",
    )
    add("--null", choices=("clear", "refuse"), default="clear", help="what null does to a nullable field")
    add(
        "--require-display-name",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="whether conferences require display_name in POST and PUT",
    )
    add(
        "--strict-stored",
        action="store_true",
        help="refuse an update that sends back an undocumented value the object already has",
    )
    add("--state", type=Path, metavar="FILE", help="keep edits in this file; its seed and counts win")
    add("--project-id", type=_project_id, default=PROJECT_ID, metavar="UUID", help="the project to serve")
    add("--token", default=API_TOKEN, help="the API token for it")
    add(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="'KIND NAME=VALUE …'",
        help="a fault to start with, such as 'late_504 method=PUT milliseconds=3000'; may be repeated",
    )
    add("--quiet", action="store_true", help="print nothing at startup")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; the exit code: 1 for a taken port or a broken state file."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        sandbox = Sandbox(
            port=options.port,
            host=options.host,
            conferences=options.conferences,
            rooms=options.rooms,
            seed=options.seed,
            latency_ms=options.latency_ms,
            links=options.links,
            put=options.put,
            null=options.null,
            require_display_name=options.require_display_name,
            strict_stored=options.strict_stored,
            state=options.state,
            project_id=options.project_id,
            token=options.token,
            record=False,
        )
        for kind, fault_options in options.fault:
            sandbox.faults.add(kind, **fault_options)
        sandbox.start()
    except BrokenState as error:
        return _failed(str(error))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _failed(f"Port {options.port} is in use. Choose another with --port.")
        return _failed(f"The sandbox cannot listen on {options.host}:{options.port}: {error.strerror}.")
    if not options.quiet:
        lines = [f"{name + ':':<28}{value}" for name, value in sandbox.facts().items()]
        sys.stdout.write(
            "\n".join(["The Video API sandbox is running. Press Ctrl-C to stop it.", *lines, ""])
        )
        sys.stdout.flush()
    stop.wait()
    sandbox.stop()
    return 0


def _failed(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


def _amount(text: str) -> int:
    return _whole(text, _OBJECTS_MAXIMUM)


def _port(text: str) -> int:
    return _whole(text, 65_535)


def _whole(text: str, maximum: int) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > maximum:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to {maximum}")
    return int(text)


def _fault(text: str) -> tuple[str, dict[str, Any]]:
    """``late_504 method=PUT times=2`` as the arguments of :meth:`Faults.add`, which have been tried."""
    kind, *words = text.split() or [""]
    options = read_options({name: value for name, _, value in (word.partition("=") for word in words)})
    try:
        Faults().add(kind, **options)
    except InvalidFault as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return kind, options


def _project_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise argparse.ArgumentTypeError("must be a UUID") from None


def _seed(text: str) -> int:
    return _whole(text, 2**63)
