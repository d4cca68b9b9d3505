from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import conferences.signalwire

FOLDER = Path(conferences.signalwire.__file__).parent
ALLOWED = {
    "errors": set(),
    "limits": set(),
    "hosts": set(),
    "models": {"limits"},
    "kinds": {"limits", "models"},
    "decoding": {"models", "limits"},
    "pagination": {"decoding", "errors", "limits", "models"},
    "refusals": {"errors", "limits"},
    "failures": {"errors"},
    "transport": {"refusals", "failures", "decoding", "errors", "hosts"},
    "resources": {"transport", "decoding", "errors", "limits", "models", "pagination"},
    "client": {"kinds", "resources", "transport", "hosts"},
}
LIBRARIES = {
    "models": {"msgspec"},
    "decoding": {"msgspec"},
    "pagination": {"msgspec"},
    "refusals": {"msgspec"},
    "resources": {"msgspec"},
    "transport": {"msgspec", "requests", "urllib3"},
    "failures": {"requests", "urllib3"},
}


def imports(module: str) -> tuple[set[str], set[str]]:
    """What a module imports: of the package, and of others."""
    own: set[str] = set()
    others: set[str] = set()
    for node in ast.walk(ast.parse((FOLDER / f"{module}.py").read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            own |= {node.module.partition(".")[0]} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            others.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Import):
            others |= {alias.name.partition(".")[0] for alias in node.names}
    return own, others - sys.stdlib_module_names


def test_every_module_is_listed_here() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} - {"__init__"} == set(ALLOWED)


@pytest.mark.parametrize("module", ALLOWED)
def test_imports_run_one_way(module: str) -> None:
    own, others = imports(module)
    assert own <= ALLOWED[module]
    assert others <= LIBRARIES.get(module, set())


def test_the_package_imports_without_django() -> None:
    program = (
        "import sys; sys.modules['django'] = None; import conferences.signalwire as package;"
        "assert package.SignalWireClient; assert not [m for m in sys.modules if m.startswith('django.')]"
    )
    root = FOLDER.parent.parent
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_every_public_name_exists() -> None:
    for name in conferences.signalwire.__all__:
        assert hasattr(conferences.signalwire, name)
