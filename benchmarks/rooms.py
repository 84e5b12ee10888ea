"""How a source tree is furnished: files a folder, lines a file, long functions, parameters, import cycles.

    python benchmarks/rooms.py OLD/src/huoyan src/huoyan [--names before now] [--list]

Reads the sources with `ast` and runs none of them. `--list` names what is counted, of the last tree.
"""

from __future__ import annotations

import argparse
import ast
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from common import table

FULL_FOLDER = 12
LONG, VERY_LONG = 40, 60
MANY_PARAMETERS = 8

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file: `name` is its dotted name with the package's own in front."""

    name: str
    folder: str
    lines: int
    tree: ast.Module

    def functions(self) -> Iterator[Function]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def public(self) -> set[str]:
        """Classes, functions and constants that stand at the top level without an underscore."""
        names: set[str] = set()
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef | Function):
                names.add(node.name)
            elif isinstance(node, ast.Assign) and not _is_type_variable(node):
                names.update(target.id for target in node.targets if isinstance(target, ast.Name))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names.add(node.target.id)
        return {name for name in names if not name.startswith("_")}


@dataclass(frozen=True)
class Tree:
    """All modules of a package by dotted name."""

    modules: dict[str, Module]

    @cached_property
    def folders(self) -> dict[str, list[int]]:
        """Lines of each file, by folder."""
        found: dict[str, list[int]] = defaultdict(list)
        for module in self.modules.values():
            found[module.folder].append(module.lines)
        return dict(found)

    @cached_property
    def full_folders(self) -> list[str]:
        return [f"{name}/ ({len(files)})" for name, files in self.folders.items() if len(files) > FULL_FOLDER]

    def longer_than(self, most: int) -> list[str]:
        return [
            f"{module.name}.{function.name} ({_lines(function)})"
            for module in self.modules.values()
            for function in module.functions()
            if _lines(function) > most
        ]

    @cached_property
    def with_many_parameters(self) -> list[str]:
        return [
            f"{module.name}.{function.name} ({_parameters(function)})"
            for module in self.modules.values()
            for function in module.functions()
            if _parameters(function) > MANY_PARAMETERS
        ]

    @cached_property
    def defined_twice(self) -> list[str]:
        homes: dict[str, list[str]] = defaultdict(list)
        for module in self.modules.values():
            for name in sorted(module.public()):
                homes[name].append(module.name)
        return [f"{name}: {', '.join(at)}" for name, at in sorted(homes.items()) if len(at) > 1]

    @cached_property
    def in_cycles(self) -> list[str]:
        """Modules that reach themselves through imports, lazy ones too, those for type checks not."""
        edges = {name: _imports(module, self.modules) for name, module in self.modules.items()}
        reached = {name: _reach(name, edges) for name in edges}
        return [name for name in edges if name in reached[name]]


def _is_type_variable(node: ast.Assign) -> bool:
    return ast.unparse(node.value).startswith(("TypeVar(", "ParamSpec("))


def read_tree(root: Path) -> Tree:
    modules = {}
    for path in sorted(root.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        parts = [root.name, *path.relative_to(root).with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        folder = "/".join(parts[1:-1]) or "."
        modules[name] = Module(name, folder, text.count("\n"), ast.parse(text, str(path)))
    return Tree(modules)


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _parameters(function: Function) -> int:
    """All that a caller may hand over: `self` and `cls` do not count."""
    given = function.args
    named = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len(named) - (named[:1] in (["self"], ["cls"]))


def _run_imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield from _run_imports(child)


def _imports(module: Module, modules: dict[str, Module]) -> set[str]:
    """The modules of the tree that `module` imports by name, itself left out."""
    wanted: set[str] = set()
    for node in _run_imports(module.tree):
        if isinstance(node, ast.Import):
            wanted.update(alias.name for alias in node.names)
        elif node.level == 0 and node.module:
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            wanted.update(name if name in modules else node.module for name in names)
    return {name for name in wanted if name in modules} - {module.name}


def _reach(start: str, edges: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(edges[name])
    return seen


def _figures(tree: Tree) -> dict[str, str]:
    lines = [module.lines for module in tree.modules.values()]
    files = [len(folder) for folder in tree.folders.values()]
    longest = max(tree.modules.values(), key=lambda module: module.lines)
    return {
        "files": f"{len(lines)}",
        "lines": f"{sum(lines):,}",
        "folders": f"{len(files)}",
        "files a folder: median, most": f"{statistics.median(files):g}, {max(files)}",
        f"folders with more than {FULL_FOLDER} files": f"{len(tree.full_folders)}",
        "lines a file: median, longest": f"{statistics.median(lines):g}, {longest.lines} ({longest.name})",
        "functions": f"{sum(len(list(module.functions())) for module in tree.modules.values()):,}",
        f"functions over {LONG} lines": f"{len(tree.longer_than(LONG))}",
        f"functions over {VERY_LONG} lines": f"{len(tree.longer_than(VERY_LONG))}",
        f"functions with more than {MANY_PARAMETERS} parameters": f"{len(tree.with_many_parameters)}",
        "modules in import cycles, lazy imports counted": f"{len(tree.in_cycles)}",
        "public names that two modules define": f"{len(tree.defined_twice)}",
    }


def _folder_rows(trees: Sequence[Tree]) -> list[tuple[str, ...]]:
    def room(tree: Tree, folder: str) -> str:
        lines = tree.folders.get(folder)
        return f"{len(lines)}: {statistics.median(lines):g}, {max(lines)}" if lines else ""

    folders = sorted(set().union(*(tree.folders for tree in trees)))
    return [(f"`{folder}/`", *(room(tree, folder) for tree in trees)) for folder in folders]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", type=Path, nargs="+", help="the package's folder, of each state compared")
    parser.add_argument("--names", nargs="+", help="what the columns are called")
    parser.add_argument("--list", action="store_true", help="name what is counted, of the last tree")
    arguments = parser.parse_args()
    names = arguments.names or [str(source) for source in arguments.sources]
    trees = [read_tree(source) for source in arguments.sources]
    figures = [_figures(tree) for tree in trees]
    print(table(("", *names), [(name, *(each[name] for each in figures)) for name in figures[0]]) + "\n")
    print(table(("files: median, longest lines", *names), _folder_rows(trees)))
    if arguments.list:
        last = trees[-1]
        for title, found in {
            f"folders with more than {FULL_FOLDER} files": last.full_folders,
            f"functions over {LONG} lines": last.longer_than(LONG),
            f"functions with more than {MANY_PARAMETERS} parameters": last.with_many_parameters,
            "modules in import cycles": last.in_cycles,
            "public names that two modules define": last.defined_twice,
        }.items():
            print(f"\n{title}:", *found, sep="\n- ")


if __name__ == "__main__":
    main()
