from __future__ import annotations

from pathlib import Path

import pytest

from mlbench.errors import RefusedInput
from mlbench.parameters.yaml_text import parse_yaml, read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [("no", "no"), ("1e5", 1e5), ("012", 12), ("12:30:45", "12:30:45"), ("on", "on"), ("~", None)],
)
def test_yaml_means_what_people_mean(text: str, value: object) -> None:
    assert parse_yaml(text, "it") == value


def test_malformed_yaml_is_refused_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text("study: a\nsteps:\n  - model: {a: 1\n")
    with pytest.raises(RefusedInput, match=r"study\.yaml is not valid YAML: line \d+, column \d+"):
        read_yaml(path)


def test_duplicate_key_is_refused() -> None:
    with pytest.raises(RefusedInput, match="line 2"):
        parse_yaml("a: 1\na: 2\n", "it")


def test_alias_bomb_is_refused_before_it_is_built() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(8)
    )
    with pytest.raises(RefusedInput, match="aliases"):
        parse_yaml(bomb, "it")


def test_python_tags_are_refused() -> None:
    with pytest.raises(RefusedInput):
        parse_yaml("!!python/object/apply:os.system ['true']", "it")


def test_file_that_is_not_utf8_is_refused_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_bytes("study: Zürich".encode("latin-1"))
    with pytest.raises(RefusedInput, match=r"must be UTF-8 text. Byte 8 is not"):
        read_yaml(path)
