"""The laws of docs/house.md that no linter sees."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps

SRC = Path(__file__).parent.parent / "src" / "milepost"
FLOORS = ("base", "engine", "networks", "team", "plan", "do", "review", "api", "web")
DATABASE_NAMES = {"models", "queries", "actions", "tasks", "migrations", "management", "apps"}
FORBIDDEN = {
    "utils",
    "helpers",
    "common",
    "misc",
    "manager",
    "data",
    "info",
    "handle",
    "process",
    "item",
    "object",
    "entity",
}
# Methods whose name and signature are a library's.
LIBRARY_SIGNATURES = {"increase_indent", "_say_version", "get_extra_info"}
WRITES = {
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}


def sources() -> list[Path]:
    return sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def is_pure(path: Path) -> bool:
    """Law 2: in plan, do and review only four names (and their kin) mean database."""
    parts = path.relative_to(SRC).with_suffix("").parts
    if parts[0] in {"base", "networks"}:
        return True
    return parts[0] in {"plan", "do", "review"} and not DATABASE_NAMES & set(parts[1:])


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_files_and_functions_are_short(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 500, f"{name_of(path)} has {lines} lines; a file has at most 500"
    for function in functions(parsed(path)):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= 50, f"{function.name} has {length} lines; a function has at most 50"


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_functions_have_few_parameters_and_no_switches(path):
    for function in functions(parsed(path)):
        if function.name in LIBRARY_SIGNATURES:
            continue
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        positional = [each for each in positional if each.arg not in {"self", "cls"}]
        needed = [
            each
            for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if default is None
        ]
        count = len(positional) + len(needed)
        assert count <= 5, f"{function.name} has {count} parameters; five are the most"
        switches = [
            each.arg
            for each in positional
            if isinstance(each.annotation, ast.Name) and each.annotation.id == "bool"
        ]
        assert not switches, f"{function.name} takes switches by position: {switches}"


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_every_module_and_public_function_says_what_it_is(path):
    tree = parsed(path)
    assert ast.get_docstring(tree) or not tree.body, f"{name_of(path)} opens with no sentence"
    if path.parent.name == "web" or "web" in path.parts:
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} in {name_of(path)} has no docstring"


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_imports_stand_at_the_top(path):
    if name_of(path).startswith("cli/"):
        return
    for function in functions(parsed(path)):
        inside = [
            node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert not inside, f"{function.name} in {name_of(path)} imports inside"


@pytest.mark.parametrize("path", [path for path in sources() if is_pure(path)], ids=name_of)
def test_pure_files_know_no_django_and_no_clock(path):
    tree = parsed(path)
    for node in ast.walk(tree):
        imported = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        assert not any(name.split(".")[0] == "django" for name in imported)
        assert not any(name.startswith("milepost.settings") for name in imported)
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            assert owner not in {"datetime", "date", "timezone"}, f"{name_of(path)} asks the clock"


def test_only_actions_write():
    exempt = {"engine", "team", "demo", "cli", "migrations"}
    for path in sources():
        parts = set(path.relative_to(SRC).parts) | {path.stem}
        if parts & exempt or "actions" in parts:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                chained = ast.unparse(node.func)
                writes = node.func.attr in WRITES and "session" not in chained
                updates = node.func.attr == "update" and "objects" in chained
                assert not (writes or updates), f"{name_of(path)} writes: {chained}"


def test_no_signals_and_no_model_forms():
    for path in sources():
        text = path.read_text(encoding="utf-8")
        assert "ModelForm" not in text, name_of(path)
        assert "post_save" not in text and "pre_save" not in text, name_of(path)
        assert "NotImplementedError" not in text, name_of(path)


def test_names_are_from_the_list_of_words():
    for path in sources():
        assert path.stem not in FORBIDDEN, name_of(path)
        for function in functions(parsed(path)):
            if function.name in LIBRARY_SIGNATURES:
                continue
            words = set(function.name.strip("_").split("_"))
            assert not words & (FORBIDDEN - {"object", "data", "process"}), (
                f"{function.name} in {name_of(path)}"
            )


def test_foreign_keys_point_down():
    order = {"contenttypes": -1, "auth": -1, "sessions": -1, "messages": -1}
    order |= {floor: number for number, floor in enumerate(FLOORS)}
    for model in apps.get_models():
        if model._meta.app_label not in FLOORS:
            continue
        related = (field.related_model for field in model._meta.get_fields() if field.concrete)
        for target in filter(None, related):
            here, there = order[model._meta.app_label], order[target._meta.app_label]
            assert there <= here, f"{model.__name__} points up to {target.__name__}"


def test_templates_carry_no_inline_style_or_script():
    for path in SRC.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), name_of(
            path
        )


def test_no_text_names_a_host_that_serves_packages_or_scripts():
    hosts = ("pypi" + ".org", "registry.npmjs", "unpkg.com", "jsdelivr", "googleapis.com", "cdnjs")
    root = SRC.parent.parent
    texts = chain(SRC.rglob("*"), root.glob("*"), (root / "docs").rglob("*.md"))
    texts = chain(texts, (root / "deploy").rglob("*"), (root / "tests" / "deploy").rglob("*.py"))
    hosts = (*hosts, "deb." + "debian")
    for path in texts:
        if path.is_file() and path.suffix in {
            ".py",
            ".html",
            ".js",
            ".css",
            ".md",
            ".toml",
            ".lock",
        }:
            text = path.read_text(encoding="utf-8")
            assert not any(host in text for host in hosts), path


def test_benchmarks_still_load():
    """A benchmark that nobody runs breaks in silence: its imports, at least, are true."""
    for path in (SRC.parent.parent / "benchmarks").glob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("milepost"):
                module = import_module(node.module)
                for name in node.names:
                    assert hasattr(module, name.name), f"{path.name}: {node.module}.{name.name}"
