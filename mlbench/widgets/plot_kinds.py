"""The code of each kind of picture; it draws on ``axes`` from the variables x, y, by, levels."""

from __future__ import annotations

import pandas as pd

from mlbench.widgets.plot_columns import PlotColumn, PlotKind

#: Numbers of a line of more different places than this are averaged over as many stretches.
STRETCHES = 60
_EVERY_PLACE = 300
_SHARE = 30
_LABELLED = 12
_TABLE = 25


def histogram(x: PlotColumn, by: PlotColumn | None) -> list[str]:
    """Return how often each value occurs; split, as densities that can be compared."""
    if by is None:
        return ["axes.hist(x.dropna(), bins=40)", _labels(x.label, "rows")]
    return [
        "parts = [x[by == level].dropna() for level in levels]",
        "names = list(map(str, levels))",
        "axes.hist(parts, bins=40, density=True, histtype='step', linewidth=1.8, label=names)",
        _legend(by),
        _labels(x.label, "density"),
    ]


def bar(x: PlotColumn, y: PlotColumn | None, by: PlotColumn | None) -> list[str]:
    """Return how many rows each category has, or the mean of y in it."""
    order = "order = x.value_counts().index[::-1]"
    if y is not None and by is not None:
        table = "y.groupby([x, by], observed=True).mean().unstack().reindex(order)[levels]"
        draw = [f"{table}.plot.barh(ax=axes, width=0.8)", _legend(by)]
    elif y is not None:
        draw = ["axes.barh(order, y.groupby(x).mean().reindex(order))"]
    elif by is not None:
        table = "pd.crosstab(x, by).reindex(index=order, columns=levels)"
        draw = [f"{table}.plot.barh(stacked=True, ax=axes, width=0.8)", _legend(by)]
    else:
        draw = ["axes.barh(order, x.value_counts().reindex(order))"]
    across = "rows" if y is None else f"mean of {y.label}"
    return [order, *draw, "axes.grid(visible=False, axis='y')", _labels(across, x.label)]


def scatter(x: PlotColumn, y: PlotColumn, by: PlotColumn | None) -> list[str]:
    """Return a point a row."""
    options = "s=10, alpha=0.5, linewidths=0"
    if by is None:
        return [f"axes.scatter(x, y, {options})", _labels(x.label, y.label)]
    return [
        "for level in levels:",
        f"    axes.scatter(x[by == level], y[by == level], {options}, label=str(level))",
        _legend(by),
        _labels(x.label, y.label),
    ]


def line(x: PlotColumn, y: PlotColumn, by: PlotColumn | None) -> list[str]:
    """Return the mean of y along x."""
    place = _stretches(x)
    lines = [place] if place else []
    if by is None:
        lines += ["means = y.groupby(x).mean()", "axes.plot(means.index, means)"]
    else:
        lines += [
            "for level in levels:",
            "    means = y[by == level].groupby(x[by == level]).mean()",
            "    axes.plot(means.index, means, label=str(level))",
            _legend(by),
        ]
    return [*lines, _labels(x.label, f"mean of {y.label}")]


def box(x: PlotColumn, y: PlotColumn | None, by: PlotColumn | None) -> list[str]:
    """Return medians, quartiles and outliers: of y in each category of x, or of x in each group."""
    options = "orientation='horizontal', flierprops={'markersize': 2}"
    if y is not None:
        groups = ["order = x.value_counts().index[::-1]"]
        groups += ["parts = [y[x == level].dropna() for level in order]"]
        across, up = y.label, x.label
    elif by is not None:
        groups = ["order = levels[::-1]", "parts = [x[by == level].dropna() for level in order]"]
        across, up = x.label, by.label
    else:
        return [f"axes.boxplot(x.dropna(), {options}, tick_labels=[''])", _labels(x.label, "")]
    draw = f"axes.boxplot(parts, {options}, tick_labels=list(map(str, order)))"
    return [*groups, draw, _labels(across, up)]


def hexbin(x: PlotColumn, y: PlotColumn) -> list[str]:
    """Return how many rows fall in each cell of the plane."""
    return [
        "known = x.notna() & y.notna()",
        "cells = axes.hexbin(x[known], y[known], gridsize=40, mincnt=1, linewidths=0.2)",
        "figure.colorbar(cells, label='rows')",
        _labels(x.label, y.label),
    ]


def correlations(sample: pd.DataFrame) -> list[str]:
    """Return how columns of numbers rise together, by their ranks."""
    table = [
        f"numbers = sample.select_dtypes('number').iloc[:, :{_TABLE}]",
        "table = numbers.rank().corr().to_numpy()",
        "cells = axes.imshow(table, vmin=-1, vmax=1, cmap='RdBu_r')",
        "names = [str(name)[:24].replace('$', r'\\$') for name in numbers.columns]",
        "axes.set_xticks(range(len(names)), names, rotation=45, ha='right')",
        "axes.set_yticks(range(len(names)), names)",
        "axes.grid(visible=False)",
        "figure.colorbar(cells, label='rank correlation')",
    ]
    if sample.select_dtypes("number").shape[1] <= _LABELLED:
        table += [
            "for (row, place), value in np.ndenumerate(table):",
            "    shade = 'white' if abs(value) > 0.6 else 'black'",
            "    axes.text(place, row, f'{value:.2f}', ha='center', va='center', color=shade)",
        ]
    return table


def missing(sample: pd.DataFrame) -> list[str]:
    """Return which share of each column is missing, the most of it on top."""
    most = [f"share = share[-{_SHARE}:]"] if sample.shape[1] > _SHARE else []
    return [
        "share = pd.Series(100 * sample.isna().to_numpy().mean(axis=0)).sort_values(kind='stable')",
        *most,
        "names = [str(sample.columns[n])[:40].replace('$', r'\\$') for n in share.index]",
        "axes.barh(range(len(share)), share)",
        "axes.set_yticks(range(len(share)), names)",
        "axes.grid(visible=False, axis='y')",
        _labels("missing (% of rows)", ""),
    ]


def overview(columns: list[PlotColumn]) -> list[str]:
    """Return the values of the first columns, a small picture each; it makes its own axes."""
    wide = min(4, len(columns))
    high = -(-len(columns) // wide)
    numbers = [c.position for c in columns if c.kind is PlotKind.NUMBER]
    moments = [c.position for c in columns if c.kind is PlotKind.MOMENT]
    size = f"({2.6 * wide:.1f}, {1.9 * high + 0.4:.1f})"
    lines = [
        f"figure, grid = plt.subplots({high}, {wide}, figsize={size}, squeeze=False)",
        f"for place, axes in zip(range({len(columns)}), grid.flat):",
        "    column = sample.iloc[:, place].dropna()",
    ]
    if numbers:
        lines += [
            f"    if place in {numbers}:",
            "        axes.hist(column[~column.isin([np.inf, -np.inf])].astype(float), bins=30)",
            "        axes.locator_params(nbins=4)",
        ]
    if moments:
        lines += [
            f"    {'elif' if numbers else 'if'} place in {moments}:",
            "        axes.hist(pd.to_datetime(column.astype('str')), bins=30)",
            "        axes.xaxis.get_major_locator().maxticks.update(dict.fromkeys(range(7), 4))",
        ]
    indent = " " * 4
    if numbers or moments:
        lines.append("    else:")
        indent = " " * 8
    lines += [
        f"{indent}texts = column.astype('str').str.slice(0, 14).str.replace('$', r'\\$')",
        f"{indent}counts = texts.value_counts()[:8][::-1]",
        f"{indent}axes.barh(counts.index, counts)",
        f"{indent}axes.locator_params(axis='x', nbins=4)",
        "    name = str(sample.columns[place])[:24].replace('$', r'\\$')",
        "    axes.set_title(name, fontsize=9)",
        "    axes.tick_params(labelsize=7)",
    ]
    if len(columns) < wide * high:
        lines += [f"for axes in grid.flat[{len(columns)}:]:", "    axes.axis('off')"]
    return lines


def height(kind: str, x: PlotColumn | None, sample: pd.DataFrame) -> float:
    """Return the height that a kind of picture needs, in inches."""
    if kind in ("bar", "box") and x is not None and x.kind is PlotKind.CATEGORY:
        return 1.2 + 0.27 * max(x.count, 4)
    if kind == "missing":
        return 1.2 + 0.25 * max(min(sample.shape[1], _SHARE), 4)
    if kind == "correlations":
        return 2.2 + 0.25 * max(min(sample.select_dtypes("number").shape[1], _TABLE), 6)
    return 3.8


def _stretches(x: PlotColumn) -> str:
    """Return code that puts x into stretches; empty where it has few places."""
    if x.values.nunique() <= _EVERY_PLACE:
        return ""
    if x.kind is PlotKind.MOMENT:
        moments = pd.to_datetime(x.values.dropna().astype("str"), utc=True, errors="coerce")
        span = (moments.max() - moments.min()).total_seconds()
        return f"x = x.dt.floor('{max(1, round(span / STRETCHES))}s')"
    return f"x = (x / (step := (x.max() - x.min()) / {STRETCHES})).round() * step"


def _labels(x: str, y: str) -> str:
    return f"axes.set(xlabel={x!r}, ylabel={y!r})"


def _legend(by: PlotColumn) -> str:
    return f"axes.legend(title={by.label!r})"
