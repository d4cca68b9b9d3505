"""``python -m conferences.sandbox``: the sandbox without Django."""

from __future__ import annotations

import argparse
import sys

from conferences.sandbox.command import add_arguments, run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m conferences.sandbox", description="A local stand-in for SignalWire's Video API."
    )
    add_arguments(parser)
    sys.exit(run(parser.parse_args()))
