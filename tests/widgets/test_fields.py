from __future__ import annotations

import ast
from pathlib import Path
from typing import Annotated, Any

import pytest
from annotated_types import Ge, Gt, Le, Lt
from hypothesis import given
from hypothesis import strategies as st

from mlbench.parameters import types
from mlbench.parameters.contract import Contract, Parameter
from mlbench.parameters.reader import read_contract
from mlbench.parameters.text import from_text
from mlbench.secrets.secret import Secret
from mlbench.widgets.field import Look
from mlbench.widgets.fields import field_of
from mlbench.widgets.ranges import range_of
from mlbench.widgets.values import UNSET, mistakes_of


def declared(text: str) -> Any:
    return types.parse(ast.parse(text, mode="eval").body)


def field(type_: Any, default: Any = None, folder: Path | None = None):
    parameter = Parameter("name", type_, default, "what it means")
    return field_of(parameter, Look(["name"]), folder or Path("/nowhere"))


@pytest.mark.parametrize(
    ("takes", "kind", "shown"),
    [
        ("int", "TextField", "Text"),
        ("str", "TextField", "Text"),
        ("Any", "TextField", "Text"),
        ("bool", "CheckField", "Checkbox"),
        ("Path", "TextField", "Combobox"),
        ("Optional[bool]", "TextField", "HBox"),
        ("Optional[str]", "TextField", "HBox"),
        ("list[int]", "TextField", "Text"),
        ("Literal['x', 'y']", "ChoiceField", "Dropdown"),
        ("Optional[Literal['x', 'y']]", "ChoiceField", "Dropdown"),
        ("list[Literal['x', 'y']]", "ListOfChoicesField", "HBox"),
        (f"list[Literal[{', '.join(map(repr, range(20)))}]]", "ListOfChoicesField", "SelectMultiple"),
        ("Annotated[int, Ge(0)]", "TextField", "Text"),
        ("Annotated[int, Ge(0), Le(9)]", "RangeField", "HBox"),
        ("Optional[Annotated[float, Gt(0), Lt(1)]]", "RangeField", "HBox"),
    ],
)  # fmt: skip
def test_every_type_has_its_field(takes, kind, shown) -> None:
    made = field(declared(takes))
    assert (type(made).__name__, type(made.widget).__name__) == (kind, shown)


def test_every_parameter_of_the_zoo_and_of_all_templates_shows_its_default(zoo) -> None:
    root = zoo.parents[1]
    for path in [zoo / "all_types.ipynb", *(root / "templates").glob("*.ipynb")]:
        for parameter in read_contract(path).parameters:
            made = field_of(parameter, Look([]), path.parent)
            if parameter.has_plain_default:
                made.show(parameter.default)
                value = made.value
                assert value == parameter.default or value == str(parameter.default), parameter


@given(
    st.sampled_from(["int", "float", "str", "bool", "list[int]", "Any", "Annotated[int, Ge(2), Le(9)]",
                     "Optional[str]", "Optional[int]", "Literal['a', '1', 'null']", "Path"]),
    st.one_of(st.text(max_size=12), st.integers().map(str), st.floats().map(repr),
              st.sampled_from(["null", "true", "[1, 2]", "1, 2", "a: [", "1e5", "012", "''", '"x"'])),
)  # fmt: skip
def test_typed_text_means_what_it_means_on_the_command_line(takes, text) -> None:
    made = field(declared(takes), "" if takes == "str" else None)
    if not hasattr(made, "box"):
        return
    made.box.value = text
    parameter = made.parameter
    expected = from_text(parameter, text) if text or "str" in takes else UNSET
    assert repr(made.value) == repr(expected)
    in_contract = Contract("n", (parameter,))
    given = {} if made.value is UNSET else {"name": made.value}
    assert mistakes_of(in_contract, parameter, made.value) == in_contract.mistakes(given)


SHOWN = {
    "int": st.integers(),
    "float": st.floats(allow_nan=False),
    "str": st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"))),
    "bool": st.booleans(),
    "list[int]": st.lists(st.integers()),
    "list[str]": st.lists(st.text(st.characters(codec="ascii", exclude_categories=("Cc",)))),
    "Optional[int]": st.none() | st.integers(),
    "Literal['a', 'b', 1, True]": st.sampled_from(["a", "b", 1, True]),
    "Optional[Literal['a', 'none']]": st.sampled_from(["a", "none", None]),
    "list[Literal['a', 'b', 'c']]": st.lists(st.sampled_from("abc"), unique=True),
    "Annotated[float, Gt(0), Lt(1)]": st.floats(0.001, 0.999),
    "Annotated[int, Ge(1), Le(1000000)]": st.integers(1, 1_000_000),
}


@given(st.sampled_from(list(SHOWN)).flatmap(lambda t: st.tuples(st.just(t), SHOWN[t])))
def test_field_gives_back_what_it_was_shown(pair) -> None:
    takes, value = pair
    made = field(declared(takes), value)
    made.show(value)
    assert made.value == value
    assert type(made.value) is type(value)


@pytest.mark.parametrize(
    "allowed",
    [
        Annotated[int, Gt(0), Lt(5)],
        Annotated[int, Ge(2), Le(20)],
        Annotated[int, Ge(1), Le(10**6)],
        Annotated[float, Gt(0), Lt(1)],
        Annotated[float, Gt(1e-6), Le(1.0)],
        Annotated[float, Ge(0.5), Lt(0.6)],
        Annotated[float, Gt(-3), Lt(3)],
    ],
)  # fmt: skip
def test_no_place_of_a_slider_is_refused(allowed) -> None:
    made = field(allowed, None)
    contract = Contract("n", (made.parameter,))
    made.show(range_of(allowed).high)
    low, high = made.slider.min, made.slider.max
    for share in range(101):
        place = low + (high - low) * share / 100
        made.slider.value = 10**place if range_of(allowed).logarithmic else type(low)(place)
        assert contract.mistakes({"name": made.value}) == [], made.value


def test_range_over_decades_has_a_logarithmic_slider_and_one_of_two_values_none_at_all() -> None:
    assert type(field(Annotated[float, Ge(1e-5), Le(1)]).slider).__name__ == "FloatLogSlider"
    assert type(field(Annotated[float, Ge(0), Le(1)]).slider).__name__ == "FloatSlider"
    assert range_of(Annotated[float, Ge(0), Le(float("inf"))]) is None
    assert range_of(Annotated[int, Gt(0), Lt(2)]) is None


def test_number_and_slider_follow_each_other_and_a_wrong_number_stays_as_typed() -> None:
    made = field(Annotated[float, Gt(0), Lt(1)], 0.5)
    made.show(0.25)
    assert made.slider.value == 0.25
    made.slider.value = 0.75
    assert (made.box.value, made.value) == ("0.75", 0.75)
    made.box.value = "1.5"
    assert (made.value, made.slider.value) == (1.5, 0.99)
    made.box.value = "x"
    assert made.value == "x"


def test_null_is_a_box_of_its_own_and_an_empty_field_is_no_value() -> None:
    made = field(declared("Optional[int]"), 3)
    made.show(None)
    assert (made.value, made.box.disabled) == (None, True)
    made.none.value = False
    assert made.value is UNSET
    assert field(str, "").value == ""


def test_choices_are_kept_in_the_order_in_which_they_were_made() -> None:
    made = field(declared("list[Literal['a', 'b', 'c']]"), [])
    made.show(["c"])
    made._boxes[0].value = True
    assert made.value == ["c", "a"]
    made._boxes[2].value = False
    assert made.value == ["a"]


def test_value_that_is_no_choice_is_kept_to_be_refused() -> None:
    made = field(declared("Literal['a', 'b']"), "a")
    made.show("z")
    assert made.value == "z"
    made.widget.index = 1
    assert made.value == "b"
    listed = field(declared("list[Literal['a', 'b']]"), [])
    listed.show(["z"])
    assert listed.value == ["z"]
    box = field(bool, True)
    box.show("yes")
    assert box.value == "yes"


def test_path_offers_files_below_the_folder_but_no_hidden_ones(tmp_path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").touch()
    (tmp_path / "b.csv").touch()
    assert field(Path, folder=tmp_path).box.options == ("b.csv", "data/a.csv")


def test_secret_is_typed_unseen() -> None:
    made = field(declared("Secret"), Secret(""))
    assert type(made.box).__name__ == "Password"
    made.box.value = "hunter2"
    assert made.value == "hunter2"


def test_tooltip_says_what_it_means_and_what_it_takes() -> None:
    made = field(Annotated[int, Ge(0), Le(9)], 1)
    assert made.box.tooltip == "what it means: an integer in [0, 9]"
    assert made.box.description == "name"
