from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbench.errors import RefusedInput
from mlbench.execution.copies import with_defaults, write_copy
from mlbench.execution.templates import template_names
from mlbench.parameters.reader import read_contract


@pytest.mark.parametrize("template", ["explore", "model", "evaluate", "export"])
def test_copy_differs_from_its_template_in_the_values_alone(tmp_path, template) -> None:
    assert template in template_names()
    copy = write_copy(template, tmp_path / "copy.ipynb", {"source": "a.csv", "target": "y"})
    plain = write_copy(template, tmp_path / "plain.ipynb", {})
    changed = {p.name: p for p in read_contract(copy).parameters}
    for before in read_contract(plain).parameters:
        after = changed[before.name]
        assert (after.type, after.help) == (before.type, before.help)
        wanted = {"source": "a.csv", "target": "y"}.get(before.name, before.default)
        assert after.default == wanted
    cells = [json.loads(path.read_text())["cells"] for path in (copy, plain)]
    assert [c["source"] for c in cells[0]][4:] == [c["source"] for c in cells[1]][4:]


def test_copy_with_a_form_has_it_right_after_the_parameters(tmp_path) -> None:
    copy = write_copy("explore", tmp_path / "copy.ipynb", {}, with_form=True)
    cells = json.loads(copy.read_text())["cells"]
    [place] = [n for n, c in enumerate(cells) if "parameters" in c["metadata"].get("tags", [])]
    assert cells[place + 1]["cell_type"] == "markdown"
    assert "mlbench.step().form()" in cells[place + 2]["source"]
    identities = [c["id"] for c in cells]
    assert len(set(identities)) == len(identities)


@pytest.mark.parametrize("values", [{"test_fraction": 2}, {"sorce": "x"}, {"task": "magic"}])
def test_value_that_the_contract_refuses_leaves_no_file(tmp_path, values) -> None:
    with pytest.raises(RefusedInput):
        write_copy("explore", tmp_path / "copy.ipynb", values)
    assert list(tmp_path.iterdir()) == []


def test_existing_file_is_not_touched(tmp_path) -> None:
    place = tmp_path / "copy.ipynb"
    place.write_text("mine")
    with pytest.raises(RefusedInput, match="already exists"):
        write_copy("explore", place, {})
    assert place.read_text() == "mine"


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)


@given(PLAIN | st.lists(PLAIN, max_size=3), PLAIN)
def test_written_default_reads_back_as_the_value_and_the_rest_of_the_line_stays(one, two) -> None:
    code = "été = 'ß'; a: object = [\n  1,\n]  # first\nb = 2  # second\n"
    written = with_defaults(code, {"a": one, "b": two})
    variables: dict[str, object] = {}
    exec(compile(ast.parse(written), "<cell>", "exec"), variables)
    assert repr(variables["a"]) == repr(one)
    assert repr(variables["b"]) == repr(two)
    assert variables["été"] == "ß"
    assert "# first" in written
    assert "# second" in written


def test_path_stays_a_path() -> None:
    assert with_defaults("p = Path('a')", {"p": Path('b"c')}) == 'p = Path("b\\"c")'
