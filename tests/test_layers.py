"""Imports point down, and stages never import one another; the map of README is that of the code."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generator"

LAYERS = [
    {"errors", "model", "digest", "page", "files", "text_file", "archive", "cache", "plain", "surroundings"}
    | {"workers", "clusters", "wholes", "bounds", "workbook"},
    {"problems", "yaml_syntax", "yaml_reader", "fields", "forms", "formatting", "typography", "pictures"}
    | {"toml_table", "passwords", "latin"},
    {"indicators", "municipalities", "settings"},
    {"naming", "wording"},
    {"record_form", "records", "recording", "documents", "theme", "inputs", "output", "signing"},
    {"intake", "checks", "consolidation", "rendering", "writers", "verification", "distribution"},
    {
        "reception",
        "desk",
        "reading",
        "making",
        "pipeline",
        "narrowing",
        "editions",
        "unchanged",
        "theming",
        "mailing",
        "review",
    },
    {
        "preview",
        "cli",
    },
]
LEVEL = {module: level for level, modules in enumerate(LAYERS) for module in modules}
STAGES = LAYERS[5]


def modules():
    outside = {PACKAGE / "__init__.py", PACKAGE / "__main__.py"}
    return sorted(path for path in PACKAGE.rglob("*.py") if path not in outside)


def top(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path):
    """The top modules of the package that a module imports, type checking and functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "generator":
            yield from (alias.name for alias in node.names if not alias.name.startswith("__"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("generator."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("generator."))


def test_every_module_has_a_layer():
    assert {top(path) for path in modules()} == set(LEVEL)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path):
    here = top(path)
    others = {name for name in imported(path) if name != here}

    assert not {name for name in others if LEVEL[name] > LEVEL[here]}
    assert here not in STAGES or not others & STAGES


def libraries(path):
    """The outside packages that a module imports anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name.split(".")[0] for name in names)


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("babel", {"formatting.py"}),
        ("docxtpl", {"shell.py"}),
        (
            "weasyprint",
            {
                "cascade.py",
                "division.py",
                "fonts.py",
                "joining.py",
                "mending.py",
                "laying.py",
                "likeness.py",
                "margins.py",
                "markup.py",
                "painting.py",
                "parts.py",
                "pdf.py",
                "press.py",
                "tagging.py",
                "windows.py",
            },
        ),
        ("cssselect2", {"copies.py"}),
        ("pydyf", {"drawings.py", "press.py", "joining.py", "pdf_file.py", "tagging.py"}),
        ("pebble", {"workers.py"}),
        ("pypdfium2", {"pdf.py"}),
        ("distributed", {"clusters.py"}),
        ("tqdm", {"progress.py"}),
        ("watchfiles", {"watching.py"}),
        ("uvicorn", {"server.py"}),
        ("starlette", {"app.py", "guard.py"}),
        ("pyhanko", {"keys.py", "pades.py"}),
        ("keyring", {"login.py"}),
        ("smtplib", {"server.py", "smtp.py"}),
        ("sqlite3", {"ledger_file.py", "ledger_reading.py", "planning.py", "transitions.py"}),
    ],
)
def test_a_library_has_one_home(library, homes):
    assert {path.name for path in modules() if library in libraries(path)} == homes


def test_the_picture_of_the_layers_is_true():
    [picture] = re.findall(r"```\n(cli .*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    names = [set(line.split("   ")[0].split()) for line in picture.splitlines()]

    assert list(filter(None, names)) == LAYERS[::-1]


@pytest.mark.parametrize("text", ["README.md", "docs/inside.md"])
def test_every_module_that_is_named_exists(text):
    said = re.findall(r"`([a-z_/]+\.py)`", (ROOT / text).read_text(encoding="utf-8"))
    there = [
        f"/{path.relative_to(ROOT).as_posix()}"
        for home in ("generator", "tests")
        for path in ROOT.glob(f"{home}/**/*.py")
    ]

    assert said
    assert not [name for name in said if not any(path.endswith(f"/{name}") for path in there)]
