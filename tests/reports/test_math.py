"""Formulas are drawn by the browser itself; prose with dollars stays prose."""

from __future__ import annotations

import re
import time

import pytest
from nbformat.v4 import new_markdown_cell

from mlbench.reports.formulas import Formulas


def prose(runs, *texts):
    return runs.page([new_markdown_cell(text) for text in texts])


def formulas(page):
    return re.findall(r"<math.*?</math>", page.source)


@pytest.mark.parametrize(
    "text",
    [
        "the square $x^2$ of it",
        "close to letters: the $n$th, 3$\\times$3, ($n$)",
        "$$\nx\n= y\n$$",
        "in a line $$x = y$$ of text",
        r"with one backslash \(x + y\) and",
        r"with two \\(x + y\\) and",
        "\\[\nx\n+ y\n\\]",
        "\\\\[ x + y \\\\]",
        "\\begin{equation}\ne = mc^2 \\label{eq:one}\n\\end{equation}",
        "\\begin{align*}\na &= b \\\\\nc &= d \\nonumber\n\\end{align*}",
        "| a |\n|---|\n| $\\alpha_1$ |",
        "- an item $x_i$",
        "# A heading $x$",
    ],
)
def test_a_formula_is_drawn_however_it_is_marked(text, runs, inert):
    page = prose(runs, text)
    inert(page)
    assert formulas(page)
    assert "\\" not in page.words
    assert "$" not in page.words


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $6.",
        "between $5-$6 each",
        "$5 for a coffee and $10 for tea, US$5/CA$6",
        "$HOME and $PATH, or $HOME/$PATH",
        r"escaped \$5 and \$6",
        "code `$x$` and `$$` and `a$b` and `\\(x\\)`",
        "    indented $x$",
        "```\n$x$\n$$y$$\n\\[z\\]\n```",
        "an array\\[0\\] of it",
    ],
)
def test_dollars_in_prose_and_in_code_stay_as_they_are(text, runs):
    page = prose(runs, text)
    assert not formulas(page)
    assert page.text.count("$") == text.count("$")


def test_what_stands_between_amounts_and_formulas_is_told_apart(runs):
    page = prose(runs, "For $5 you get $n$ of them, for $6 twice that.")
    assert len(formulas(page)) == 1
    assert "For $5 you get n of them, for $6 twice that." in page.words


@pytest.mark.parametrize(
    "source", [r"\nosuchcommand{x}", r"\frac{", r"\begin{tabular}a\end{tabular}"]
)
def test_what_cannot_be_read_is_shown_as_its_source(source, runs, inert):
    page = prose(runs, f"see $${source}$$ there")
    inert(page)
    assert not formulas(page)
    assert source in page.text
    assert "formula block" in page.attributes("class")


def test_a_macro_holds_in_later_cells_of_its_notebook(runs):
    page = prose(runs, r"$\newcommand{\R}{\mathbb{R}} \R$", r"so $x \in \R^n$")
    assert page.words.count("\N{DOUBLE-STRUCK CAPITAL R}") == 2


def test_environments_of_lines_become_tables_with_their_columns(runs):
    page = prose(runs, "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}")
    assert len(page.having("mtr")) == 2
    assert [cell.get("columnalign") for cell in page.having("mtd")] == ["right", "left"] * 2


def test_latex_outputs_are_drawn_text_around_them_stays(runs, tools, inert):
    text = r"Text \begin{align} a&=b \end{align} and $x$ < 5."
    outputs = [
        tools.display(text__latex=r"$\displaystyle \int_{0}^{1} x^{2}\, dx$", plain="Integral"),
        tools.display(text__latex=text, plain="<Latex>"),
    ]
    page = runs.page([tools.shown(outputs)])
    inert(page)
    assert len(formulas(page)) == 3
    assert "and x < 5." in page.words
    assert "Integral" not in page.words


def test_latex_without_a_formula_falls_back_to_the_picture_then_to_its_source(runs, tools):
    source = r"\begin{tabular}{l}a\end{tabular}"
    output = tools.display(text__latex=source, image__png=tools.png())
    assert runs.page([tools.shown([output])]).having("img")
    assert source in runs.page([tools.shown([tools.display(text__latex=source)])]).text


HOSTILE = [
    r"\href{javascript:alert(1)}{x}",
    r"\style{background:url(https://evil.example)}{x}",
    r"\class{switch}{x}\cssId{content}{y}",
    r"\text{<script>alert(1)</script>}",
    r"\text{&lt;img src=x onerror=alert(1)&gt;}",
    r"<img src=x onerror=alert(1)>",
    r"\color{red;position:fixed}{x}",
    r'\hspace{1em" onclick="alert(1)}x',
    r"\includegraphics{https://evil.example/a.png}",
    r"\unicode{x3c}script>",
    r"</math><script>alert(1)</script>",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_a_hostile_formula_shows_something_and_does_nothing(source, runs, tools, inert):
    outputs = [tools.display(text__latex=f"${source}$", plain="x")]
    text = f"${source}$\n\n$${source}$$\n\n[l](http://e.example/${source}$) ![${source}$](a.png)"
    page = runs.page([new_markdown_cell(text), tools.shown(outputs)])
    inert(page)
    assert not page.having("iframe")


def test_mathml_that_someone_wrote_by_hand_is_left_out(runs, inert):
    page = prose(runs, "<math><mi href='javascript:alert(1)'>x</mi></math> text")
    inert(page)
    assert not page.having("math")


def test_a_formula_in_the_alt_text_of_a_picture_stays_words(runs, tools):
    source = f"![the $x^2$ curve](data:image/png;base64,{tools.png()})"
    page = prose(runs, source)
    assert [image["alt"] for image in page.having("img")] == ["the x^2 curve"]


@pytest.mark.parametrize(
    "source",
    [
        r"\newcommand{\dd}[1]{{#1}{#1}}" + r"\dd{" * 18 + "x" + "}" * 18,
        r"\newcommand{\ka}{" + "x" * 2000 + r"}\newcommand{\kb}{" + r"\ka" * 90 + r"}\kb",
        "{" * 2400 + "x" + "}" * 2400,
        r"\newcommand{\a}{\a\a}\a",
        "$" * 4000,
        r"\left(" * 800,
        "x" + "'" * 4900,
    ],
)
def test_a_formula_that_would_grow_without_end_is_given_up_at_once(source):
    started = time.process_time()
    assert Formulas().show(source).startswith(("<code", "<math"))
    assert time.process_time() - started < 1


def test_a_page_full_of_formulas_is_bounded_in_time(runs, inert):
    text = "$x^2$ and $y$ " * 2500 + "$a " * 800 + "\n\n\\[\n" * 200
    started = time.process_time()
    page = prose(runs, *[text] * 60)
    assert time.process_time() - started < 12
    assert len(page.source) < 5_000_000
    inert(page)
