from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbench.widgets.staleness import stale_cells


def notebook(*cells: str):
    first = {
        "cell_type": "code",
        "id": "c0",
        "metadata": {"tags": ["parameters"]},
        "source": "a = 1\nb = 2",
    }
    rest = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": code}
        for n, code in enumerate(cells, start=1)
    ]
    return {"cells": [first, *rest], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize(
    ("cells", "stale"),
    [
        (["x = a", "y = b", "z = x + y"], ["c1", "c3"]),
        (["x = a", "x = 1", "y = x"], ["c1"]),
        (["x = [1]", "x.append(a)", "y = x"], ["c2", "c3"]),
        (["d = {}", "d['k'] = a", "print(d)"], ["c2", "c3"]),
        (["o = object()", "o.field = a", "o"], ["c2", "c3"]),
        (["model.fit(a)", "model.score()"], ["c1", "c2"]),
        (["def f():\n    return a", "f()", "1 + 1"], ["c1", "c2"]),
        (["def f(a):\n    return a", "f(1)"], []),
        (["def f():\n    a = 1\n    return a", "f()"], []),
        (["g = lambda x=a: x", "g()"], ["c1", "c2"]),
        (["[a for a in range(3)]", "[b for x in range(a)]"], ["c2"]),
        (["class C:\n    size = a", "C()"], ["c1", "c2"]),
        (["if b:\n    a = 5", "print(a)"], ["c2"]),
        (["a = 5", "print(a)"], []),
        (["a += 1", "print(a)"], ["c1", "c2"]),
        (["for a in range(3):\n    pass", "print(a)"], ["c2"]),
        (["with open('f') as x:\n    y = x.read(a)", "y"], ["c1", "c2"]),
        (["%time x = a", "x"], ["c1", "c2"]),
        (["%%time\nx = a", "x"], ["c1", "c2"]),
        (["!ls {a}", "!ls {b}"], ["c1"]),
        (["%run other.py"], ["c1"]),
        (["globals()['x']", "y = 1"], ["c1"]),
        (["print(f'{a}')"], ["c1"]),
        (["x = await a", "x"], ["c1", "c2"]),
        (["import numpy as np\nnp.random.seed(a)", "np.zeros(3)"], ["c1"]),
        (["this is (not python a", "b"], ["c1"]),
        (["# a", "'a'", ""], []),
        (["(x := a)", "x"], ["c1", "c2"]),
        (["x, *y = a, 1", "y"], ["c1", "c2"]),
        (["try:\n    x = a\nexcept ValueError:\n    x = 1", "x"], ["c1", "c2"]),
        (["match a:\n    case 1:\n        x = 1", "x"], ["c1", "c2"]),
        (["def f():\n    global x\n    x = a", "f()", "x"], ["c1", "c2", "c3"]),
    ],
)
def test_cells_that_a_change_reaches_are_stale_and_no_others(cells, stale) -> None:
    assert [cell.cell_id for cell in stale_cells(notebook(*cells), ["a"])] == stale


def test_cells_before_the_parameters_and_the_form_itself_are_never_stale() -> None:
    opened = notebook("print(a)", "form(a)")
    opened["cells"].insert(0, {**opened["cells"][1], "id": "before"})
    found = stale_cells(opened, ["a"], skip="c2")
    assert [(cell.cell_id, cell.number, cell.first_line) for cell in found] == [
        ("c1", 3, "print(a)")
    ]
    assert found[0].reason == "Stale: it reads 'a'. Run it again."


#: Cells that set one new name from two old ones, in all the ways that names flow.
WAYS = [
    "{n} = {p} + {q}",
    "{n} = 3",
    "{n} = 0\nif {p} > 2:\n    {n} = {q}",
    "{n} = 0\nfor i in range({p} % 3):\n    {n} += {q}",
    "{n} = 5\nwhile {n} > 3:\n    {n} -= 1 + abs({p})",
    "box = [{p}]\nbox.append({q})\n{n} = sum(box)",
    "def {n}_f(x=1):\n    y = x\n    return {p} + y\n{n} = {n}_f({q})",
    "def {n}_f(x={p}):\n    return x\n{n} = {n}_f()",
    "{n} = (lambda x: x + {p})({q})",
    "{n} = sum({q} for i in range({p} % 3))",
    "{n} = [{p} for {p} in range(3)][-1]",
    "{n} = {{'k': {p}}}['k'] if {q} else 0",
    "try:\n    {n} = 1 // ({p} - 7)\nexcept ZeroDivisionError:\n    {n} = {q}",
    "class C:\n    size = {p}\n{n} = C.size",
    "{n} = (x := {p}) + x",
    "{n} = int(f'{{{p}:d}}')",
    "match {p}:\n    case 7:\n        {n} = 1\n    case _:\n        {n} = {q}",
]


@st.composite
def programs(draw):
    names, cells = ["a", "b"], []
    for number in range(draw(st.integers(1, 6))):
        way, old = draw(st.sampled_from(WAYS)), st.sampled_from(names)
        cells.append(way.format(n=f"v{number}", p=draw(old), q=draw(old)))
        names.append(f"v{number}")
    return cells


@given(programs())
def test_running_the_stale_cells_alone_ends_as_running_all_of_them(cells) -> None:
    def run(codes, variables):
        for code in codes:
            exec(code, variables)
        return {
            name: variables[name] for name in variables if name.startswith("v") and "_" not in name
        }

    kept = {"a": 1, "b": 2}
    run(cells, kept)
    kept["a"] = 7
    stale = {cell.cell_id for cell in stale_cells(notebook(*cells), ["a"])}
    partly = run([code for n, code in enumerate(cells, start=1) if f"c{n}" in stale], kept)
    assert partly == run(cells, {"a": 7, "b": 2})
