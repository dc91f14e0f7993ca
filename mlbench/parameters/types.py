"""The types that a parameters cell is written with: read from the syntax tree, never run.

``int float str bool Path dict Secret``, ``list[...]``, ``Literal[...]``, ``Optional[...]`` and
``... | None``, ranges as ``Annotated[float, Gt(0), Lt(1)]``, and what packages declare as
``Annotated[str, Installed("mlbench.recipes")]``.

>>> import ast
>>> declared = parse(ast.parse("Annotated[float, Gt(0), Lt(1)]", mode="eval").body)
>>> in_words(declared)
'a number in (0, 1)'
>>> in_words(parse(ast.parse("Optional[list[int]]", mode="eval").body))
'a list of integers, or null'
"""

from __future__ import annotations

import ast
import types
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types as at

from mlbench.parameters.installed import Installed, is_path_mark

#: Numbers of either kind: what an untyped default of ``1`` or ``0.5`` allows.
Number = int | float


class _SecretMark:
    """What tells a secret text from any other in the annotation of a type."""

    def __repr__(self) -> str:
        return "secret"


#: A text that is never written.
SecretText = Annotated[str, _SecretMark()]

_PLAIN: dict[str, Any] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": bool,
    "Path": Path,
    "list": list[Any],
    "dict": dict[str | int, Any],
    "Any": Any,
    "Secret": SecretText,
}
_BOUNDS: dict[str, Callable[[Any], Any]] = {"Gt": at.Gt, "Ge": at.Ge, "Lt": at.Lt, "Le": at.Le}
_ONE = {int: "an integer", float: "a number", str: "text", bool: "true or false", Path: "a path"}
_MANY = {int: "integers", float: "numbers", str: "texts", bool: "true or false", Path: "paths"}


class UnknownTypeError(ValueError):
    """An annotation that is none of the types of a parameters cell."""


def parse(node: ast.expr) -> Any:
    """Return the type that an annotation names.

    Parameters
    ----------
    node : ast.expr
        The annotation's syntax tree. Dotted names count by their last part.

    Raises
    ------
    UnknownTypeError
        The annotation is none of the known types.
    """
    match node:
        case ast.Constant(value=None):
            return None
        case ast.Constant(value=str(text)):
            return parse(ast.parse(text, mode="eval").body)
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in _PLAIN:
            return _PLAIN[name]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return Union[parse(left), parse(right)]
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
            return _subscripted(name, inner)
    raise UnknownTypeError(ast.unparse(node))


def _subscripted(name: str, inner: ast.expr) -> Any:
    parts = list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]
    match name:
        case "list" | "List":
            return types.GenericAlias(list, (parse(inner),))
        case "Optional":
            return Union[(parse(inner), None)]
        case "Union":
            return Union[tuple(parse(part) for part in parts)]
        case "Literal":
            return Literal[tuple(_literal(part) for part in parts)]
        case "Annotated":
            for part in parts[1:]:
                match part:
                    case ast.Call(func=ast.Name(id=mark) | ast.Attribute(attr=mark)) if (
                        mark == Installed.__name__
                    ):
                        return _installed(part).names()
            bounds = [bound for part in parts[1:] if (bound := _bound(part)) is not None]
            return Annotated[(parse(parts[0]), *bounds)]
    raise UnknownTypeError(name)


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise UnknownTypeError(ast.unparse(node)) from None


def _installed(call: ast.Call) -> Installed:
    options = {each.arg: _literal(each.value) for each in call.keywords if each.arg}
    try:
        return Installed(*map(_literal, call.args), **options)
    except TypeError:
        raise UnknownTypeError(ast.unparse(call)) from None


def _bound(node: ast.expr) -> Any:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[value]):
            if name in _BOUNDS:
                return _BOUNDS[name](_literal(value))
        case ast.Constant(value=str()):
            return None
    raise UnknownTypeError(ast.unparse(node))


def infer(default: object) -> Any:
    """Return the type that an untyped default allows; numbers of both kinds for a number.

    >>> in_words(infer(1)), in_words(infer("a")), in_words(infer(None))
    ('a number', 'text', 'any value')
    """
    if isinstance(default, bool):
        return bool
    if isinstance(default, (int, float)):
        return Number
    if isinstance(default, str):
        return str
    if isinstance(default, list):
        return list[Any]
    if isinstance(default, Path):
        return Path
    return Any


def choices(declared: Any) -> tuple[Any, ...]:
    """Return the values that a ``Literal`` allows; none for other types."""
    origin = get_origin(declared)
    if origin is Literal:
        return get_args(declared)
    if origin in (Union, types.UnionType, list, Annotated):
        return tuple(value for part in get_args(declared) for value in choices(part))
    return ()


def is_secret(declared: Any) -> bool:
    """Whether a type is ``Secret``, or takes one among others.

    >>> is_secret(parse(ast.parse("Optional[mlbench.Secret]", mode="eval").body))
    True
    """
    if get_origin(declared) is Annotated:
        return any(isinstance(part, _SecretMark) for part in declared.__metadata__)
    return any(map(is_secret, get_args(declared)))


def takes_any_text(declared: Any) -> bool:
    """Whether a type takes a text that nobody chose beforehand; a ``Literal`` does not.

    >>> takes_any_text(str | None), takes_any_text(Literal["a"]), takes_any_text(int)
    (True, False, False)
    """
    if declared in (str, Any):
        return True
    return get_origin(declared) is not Literal and any(map(takes_any_text, get_args(declared)))


def in_words(declared: Any) -> str:
    """Return what a type allows, as the words of an error sentence."""
    origin = get_origin(declared)
    if declared == SecretText:
        return "a secret"
    if origin is Annotated:
        base, *bounds = get_args(declared)
        if any(map(is_path_mark, bounds)):
            return "the path of a class as package.module:Class"
        return f"{in_words(base)}{_range(bounds)}"
    if origin is Literal:
        return "one of " + ", ".join(f"'{value}'" for value in get_args(declared))
    if origin is dict:
        return "values by name"
    if origin is list:
        return _list_in_words(get_args(declared)[0])
    if origin in (Union, types.UnionType):
        return _union_in_words(get_args(declared))
    return _ONE.get(declared, "any value")


def _list_in_words(inner: Any) -> str:
    if inner == SecretText:
        return "a list of secrets"
    if inner in _MANY:
        return f"a list of {_MANY[inner]}"
    return "a list" if inner is Any else f"a list, each {in_words(inner)}"


def _union_in_words(parts: tuple[Any, ...]) -> str:
    real = [part for part in parts if part is not type(None)]
    words = "a number" if set(real) == {int, float} else " or ".join(map(in_words, real))
    return f"{words}, or null" if len(real) < len(parts) else words


def _range(bounds: list[Any]) -> str:
    """Return bounds as an interval: ``(0, 1)``, ``[1, 5]``; one side as ``>= 1``."""
    low: Any = next((b for b in bounds if isinstance(b, (at.Gt, at.Ge))), None)
    high: Any = next((b for b in bounds if isinstance(b, (at.Lt, at.Le))), None)
    if low is not None and high is not None:
        left = f"({low.gt}" if isinstance(low, at.Gt) else f"[{low.ge}"
        right = f"{high.lt})" if isinstance(high, at.Lt) else f"{high.le}]"
        return f" in {left}, {right}"
    if low is not None:
        return f" > {low.gt}" if isinstance(low, at.Gt) else f" >= {low.ge}"
    if high is not None:
        return f" < {high.lt}" if isinstance(high, at.Lt) else f" <= {high.le}"
    return ""
