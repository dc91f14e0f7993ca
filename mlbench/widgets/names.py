"""The names that a cell reads and sets, by its syntax tree alone.

Nothing is run, so what is found is what may happen: a method that is called on a name may
change what it stands for, and a cell that looks at all variables reads every name.
"""

from __future__ import annotations

import ast
import builtins
import re
from dataclasses import dataclass, field
from functools import lru_cache

_NAME = re.compile(r"[^\W\d]\w*")
_BUILT_IN = frozenset(dir(builtins)) | {"get_ipython"}
#: Calls after which anything may have been read.
_ALL_SEEING = {"globals", "locals", "vars", "exec", "eval"}
#: Lines of IPython whose text is a program.
_PROGRAMS = {"time", "timeit", "prun", "capture", "debug", "memit", "lprun"}
_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass
class Names:
    """What one cell does with names.

    Attributes
    ----------
    reads : set of str
        Names whose value from before the cell it uses.
    sets : set of str
        Names that stand for something new afterwards, whatever they stood for before.
    changes : set of str
        Names whose object it may have changed.
    modules : set of str
        Names of modules that it imports: a call of their functions changes none of them.
    reads_all : bool
        Whether it may read any name.
    """

    reads: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    reads_all: bool = False


@lru_cache(maxsize=512)
def names_of(code: str) -> Names:
    """Return the names that a cell reads and sets.

    >>> found = names_of("total = sum(rows) + offset; frame['x'] = total")
    >>> sorted(found.reads), sorted(found.sets), sorted(found.changes)
    (['frame', 'offset', 'rows'], ['total'], ['frame'])
    """
    from IPython.core.inputtransformer2 import TransformerManager  # noqa: PLC0415 - heavy

    transform = TransformerManager()
    try:
        plain = transform.transform_cell(code)
        tree = compile(plain, "<cell>", "exec", _FLAGS, dont_inherit=True)
    except (SyntaxError, ValueError):
        return Names(reads=set(_NAME.findall(code)))
    visitor = _Visitor()
    visitor.visit(tree)
    visitor.found.reads -= _BUILT_IN
    visitor.found.changes -= _BUILT_IN
    return visitor.found


class _Visitor(ast.NodeVisitor):
    """Goes through a cell in the order in which it runs; functions are looked into at once."""

    def __init__(self) -> None:
        self.found = Names()
        #: Names of the functions around the present place, innermost last; none at the top.
        self.local: list[set[str]] = []
        #: How many conditions are around it: what is set there may not be set.
        self.maybe = 0

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._read(node.id)
        else:
            self._set(node.id)

    def _read(self, name: str) -> None:
        if name not in self.found.sets and not any(name in scope for scope in self.local):
            self.found.reads.add(name)

    def _set(self, name: str) -> None:
        if self.local:
            self.local[-1].add(name)
        elif self.maybe:
            self.found.changes.add(name)
        else:
            self.found.sets.add(name)

    def _change(self, node: ast.expr) -> None:
        while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call, ast.Starred)):
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name) and not any(node.id in scope for scope in self.local):
            self.found.changes.add(node.id)

    def visit_Global(self, node: ast.Global) -> None:
        self.found.changes.update(node.names)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)
            self.visit(node.target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        if isinstance(node.target, ast.Name):
            self._read(node.target.id)
            self._set(node.target.id)
        else:
            self.visit(node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self._set(node.target.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node.value)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node.value)
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        # a call whose result nobody takes is there for its effect
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            self._change(call.func.value)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        match node.func:
            case ast.Name(id=name) if name in _ALL_SEEING:
                self.found.reads_all = True
            case ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython"))):
                self._shell(node)
            case ast.Attribute(attr="fit" | "partial_fit" | "compile" | "train"):
                self._change(node.func.value)
        self.generic_visit(node)

    def _shell(self, node: ast.Call) -> None:
        """Read a line of IPython: its programs as such, of the rest every word."""
        texts = [str(a.value) for a in node.args if isinstance(a, ast.Constant)]
        if texts and texts[0] in {"run", "store", "reset", "autoreload"}:
            self.found.reads_all = True
        for text in texts[1:] if len(texts) > 1 else texts:
            inner = names_of(text) if texts[0] in _PROGRAMS else Names(set(_NAME.findall(text)))
            for name in inner.reads:
                self._read(name)
            self.found.sets |= inner.sets if not self.maybe and not self.local else set()
            self.found.changes |= inner.changes
            self.found.reads_all |= inner.reads_all

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.found.reads_all = True
                continue
            name = (alias.asname or alias.name).split(".")[0]
            self._set(name)
            if isinstance(node, ast.Import):
                self.found.modules.add(name)

    visit_Import = _import  # noqa: N815 - ast's own name
    visit_ImportFrom = _import  # noqa: N815 - ast's own name

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        arguments = node.args
        for default in [*arguments.defaults, *filter(None, arguments.kw_defaults)]:
            self.visit(default)
        if not isinstance(node, ast.Lambda):
            for decorator in node.decorator_list:
                self.visit(decorator)
            self._set(node.name)
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += filter(None, [arguments.vararg, arguments.kwarg])
        body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else [*node.body]
        self.local.append({argument.arg for argument in every} | _stored(body))
        for part in body:
            self.visit(part)
        self.local.pop()

    visit_FunctionDef = _function  # noqa: N815 - ast's own name
    visit_AsyncFunctionDef = _function  # noqa: N815 - ast's own name
    visit_Lambda = _function  # noqa: N815 - ast's own name

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in [*node.decorator_list, *node.bases, *[k.value for k in node.keywords]]:
            self.visit(part)
        self.local.append(set())
        for statement in node.body:
            self.visit(statement)
        self.local.pop()
        self._set(node.name)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        self.local.append(set())
        for generator in node.generators:
            self.visit(generator.iter)
            self.visit(generator.target)
            for condition in generator.ifs:
                self.visit(condition)
        for part in [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]:
            self.visit(part)
        self.local.pop()

    visit_ListComp = _comprehension  # noqa: N815 - ast's own name
    visit_SetComp = _comprehension  # noqa: N815 - ast's own name
    visit_GeneratorExp = _comprehension  # noqa: N815 - ast's own name
    visit_DictComp = _comprehension  # noqa: N815 - ast's own name

    def _perhaps(self, node: ast.AST) -> None:
        self.maybe += 1
        self.generic_visit(node)
        self.maybe -= 1

    visit_If = _perhaps  # noqa: N815 - ast's own name
    visit_While = _perhaps  # noqa: N815 - ast's own name
    visit_Try = _perhaps  # noqa: N815 - ast's own name
    visit_Match = _perhaps  # noqa: N815 - ast's own name

    def _loop(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        self.maybe += 1
        for part in [node.target, *node.body, *node.orelse]:
            self.visit(part)
        self.maybe -= 1

    visit_For = _loop  # noqa: N815 - ast's own name
    visit_AsyncFor = _loop  # noqa: N815 - ast's own name


def _stored(body: list[ast.AST]) -> set[str]:
    """Return the names that a function sets anywhere in its body, which are its own there."""
    found: set[str] = set()
    outside: set[str] = set()
    for part in body:
        for node in ast.walk(part):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                found.add(node.id)
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                outside.update(node.names)
            elif isinstance(node, ast.alias):
                found.add((node.asname or node.name).split(".")[0])
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
                found.add(node.name)
    return found - outside
