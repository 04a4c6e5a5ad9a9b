"""Who imports whom, read from the files: every folder, every form of import, wherever in a file it stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

Edges = dict[str, set[str]]


@dataclass(frozen=True)
class Graph:
    """Modules by their dotted names, a package standing for its ``__init__``, and what each imports.

    ``from package import name`` is an import of the module `package.name` where there is one, of
    `package` where its ``__init__`` makes that name, and of both where both are so. ``import a.b``
    binds `a`, hence imports both. ``import_module(f"a.{x}")`` imports every module of that form.
    Packages that are loaded on the way count, except those around the importing module, whose
    loading has begun. An import inside a function is an import.

    Parameters
    ----------
    root : Path
    tops : tuple of str
        The folders and files below `root` that are read; those that do not exist are passed over.
    ignored : frozenset of (str, str)
        Imports that do not count: of a module, by a module; a package stands for all that is in it.
    """

    root: Path
    tops: tuple[str, ...]
    ignored: frozenset[tuple[str, str]] = frozenset()

    def without(self, *imports: tuple[str, str]) -> Graph:
        """Return the graph with these imports left out."""
        return replace(self, ignored=self.ignored | set(imports))

    @cached_property
    def modules(self) -> dict[str, Path]:
        """Return the file of every module."""
        files: list[Path] = []
        for top in self.tops:
            files += [self.root / f"{top}.py", *sorted((self.root / top).rglob("*.py"))]
        return {self._name(path): path for path in files if path.is_file()}

    @cached_property
    def inside(self) -> Edges:
        """Return for every module those of the graph that it loads directly."""
        edges: Edges = {}
        for name, targets in self.written.items():
            around = set(with_parents(name))
            found = {target for target in targets if target in self.modules}
            loaded = {parent for target in found for parent in with_parents(target)} & set(self.modules)
            edges[name] = found | (loaded - around)
        return edges

    @cached_property
    def outside(self) -> Edges:
        """Return for every module the packages that it imports from outside of the graph."""
        return {
            name: {target.partition(".")[0] for target in targets if target not in self.modules}
            for name, targets in self.written.items()
        }

    @cached_property
    def written(self) -> Edges:
        """Return for every module what its file names: modules of the graph, and names from outside."""
        return {
            name: {t for t in self._targets(name) if not self.ignored & self._pairs(name, t)}
            for name in self.modules
        }

    @cached_property
    def _trees(self) -> dict[str, ast.Module]:
        return {name: _tree(path.read_text(encoding="utf-8")) for name, path in self.modules.items()}

    @cached_property
    def _made(self) -> Edges:
        """Return for every package the names that its ``__init__`` makes, apart from its own modules."""
        return {
            name: set(_bindings(name, self._trees[name]))
            for name, path in self.modules.items()
            if path.name == "__init__.py"
        }

    def _name(self, path: Path) -> str:
        parts = path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def _pairs(self, name: str, target: str) -> set[tuple[str, str]]:
        return {(name, part) for part in with_parents(target)}

    def _targets(self, name: str) -> Iterator[str]:
        for node in ast.walk(self._trees[name]):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield self._known(alias.name)
                    if alias.asname is None:
                        yield alias.name.partition(".")[0]
            elif isinstance(node, ast.ImportFrom):
                if node.level or node.module is None:
                    raise ValueError(
                        f"{name}, line {node.lineno}: expected absolute imports, got a relative one"
                    )
                for alias in node.names:
                    yield from self._from(node.module, alias.name)
            elif isinstance(node, ast.Call) and _called(node.func) in ("__import__", "import_module"):
                yield from self._by_text(node.args[0])

    def _from(self, package: str, name: str) -> Iterator[str]:
        submodule = f"{package}.{name}"
        if submodule in self.modules:
            yield submodule
        if submodule not in self.modules or name in self._made.get(package, ()):
            yield self._known(package)

    def _by_text(self, text: ast.expr) -> Iterator[str]:
        if isinstance(text, ast.Constant):
            yield self._known(str(text.value))
        elif isinstance(text, ast.JoinedStr) and isinstance(text.values[0], ast.Constant):
            form = "".join(
                re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in text.values
            )
            yield from (name for name in self.modules if re.fullmatch(form, name))

    def _known(self, name: str) -> str:
        """Return the longest part of a dotted name that is a module, or the name if none is."""
        return next((part for part in reversed(with_parents(name)) if part in self.modules), name)


def with_parents(name: str) -> list[str]:
    """Return a dotted name after the packages that it lies in, outermost first."""
    parts = name.split(".")
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


def reached(edges: Edges, start: str) -> set[str]:
    """Return all that is loaded in the end; the start itself only if it is on a circle."""
    found: set[str] = set()
    new = [start]
    while new:
        more = edges.get(new.pop(), set()) - found
        found |= more
        new += more
    return found


def circles(edges: Edges) -> list[list[str]]:
    """Return the shortest circle of every knot of modules that load each other; a module alone counts too."""
    after = {name: reached(edges, name) for name in edges}
    found, left = [], {name for name in edges if name in after[name]}
    while left:
        name = min(left)
        knot = {other for other in left if other in after[name] and name in after[other]}
        left -= knot
        found.append(min((_circle(edges, one) for one in sorted(knot)), key=len))
    return sorted(found)


def _circle(edges: Edges, start: str) -> list[str]:
    """Return the shortest way from a module that is on a circle back to it."""
    ways, seen = [[start]], set()
    for way in ways:  # which grows meanwhile
        for name in sorted(edges.get(way[-1], ())):
            if name == start:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    raise AssertionError(f"{start} is on no circle")


def _bindings(package: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module != package:
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)
