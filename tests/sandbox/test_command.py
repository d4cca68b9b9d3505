"""The command line: start, addresses, refusals, and a clean end on a signal."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from conferences.sandbox import API_TOKEN, PROJECT_ID

ROOT = Path(__file__).resolve().parents[2]
MODULE = [sys.executable, "-m", "conferences.sandbox"]
MANAGE = [sys.executable, "manage.py", "sandbox"]


def _run(*arguments: str, command: list[str] = MODULE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", [MODULE, MANAGE], ids=["module", "manage.py"])
def test_it_tells_address_and_credentials_and_ends_cleanly(
    command: list[str], number: signal.Signals
) -> None:
    arguments = [*command, "--port", "0", "--conferences", "3", "--rooms", "2", "--links", "relative"]
    with subprocess.Popen(
        arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = ""
        while "Faults:" not in told:
            line = process.stdout.readline()
            assert line, process.stderr and process.stderr.read()
            told += line
        process.send_signal(number)
        rest, errors = process.communicate(timeout=10)
        assert (process.returncode, rest, errors) == (0, "", "")
    assert "http://127.0.0.1:" in told
    assert ":0/" not in told
    assert PROJECT_ID in told
    assert API_TOKEN in told


@pytest.mark.parametrize("command", [MODULE, MANAGE], ids=["module", "manage.py"])
def test_a_taken_port_is_one_plain_sentence(command: list[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = _run("--port", port, "--conferences", "1", command=command)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Port {port} is in use. Choose another with --port.\n"


def test_a_damaged_state_file_is_one_plain_sentence(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text("{")
    ended = _run("--port", "0", "--state", str(path))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "damaged" in ended.stderr
    assert path.read_text() == "{"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host", "0.0.0.0"),  # noqa: S104 - that it is refused is the point
        ("--port", "70000"),
        ("--conferences", "-1"),
        ("--latency-ms", "slow"),
        ("--project-id", "mine"),
        ("--put", "patch"),
    ],
)
def test_arguments_that_cannot_be_are_refused(arguments: tuple[str, str]) -> None:
    ended = _run(*arguments)
    assert ended.returncode == 2
    assert arguments[0] in ended.stderr


def test_it_needs_no_django() -> None:
    code = "import sys, conferences.sandbox; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_fault_can_be_on_from_the_start() -> None:
    arguments = ["--port", "0", "--conferences", "1", "--fault", "late_504 method=PUT milliseconds=50"]
    with subprocess.Popen([*MODULE, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        address = next(line.split()[1] for line in lines if line.startswith("Faults:"))
        with urlopen(f"{address}faults", timeout=10) as answer:
            (fault,) = json.load(answer)["faults"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert (fault["kind"], fault["method"], fault["milliseconds"]) == ("late_504", "PUT", 50)


@pytest.mark.parametrize("fault", ["sabotage", "500 times=often", "500 colour=red"])
def test_a_fault_that_cannot_be_is_refused_at_the_start(fault: str) -> None:
    ended = _run("--fault", fault)
    assert ended.returncode == 2
    assert "--fault" in ended.stderr
