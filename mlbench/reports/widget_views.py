"""What one ipywidget without children looks like on paper: a label, a bar, a value."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mlbench.reports.widget_state import Widget, as_number

#: Choices listed beside the chosen one.
_CHOICES = 8
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,30}|rgba?\([\d., %]{5,40}\)")
_DIGITS = re.compile(r"\.(\d)f")
_BAR_STYLES = frozenset({"success", "info", "warning", "danger"})

View = Callable[[Widget], str]


def row(widget: Widget, value: str, bar: str = "") -> str:
    """Return a widget's line: its label, a bar, its value as HTML."""
    label = widget.text("description").strip()
    named = f'<span class="widget-label">{html.escape(label)}</span> ' if label else ""
    return f'<div class="widget">{named}{bar}<span class="widget-value">{value}</span></div>'


def view(widget: Widget) -> str | None:
    """Return what a widget without children shows as HTML; None for a class that has no view."""
    make = _VIEWS.get(widget.name)
    return make(widget) if make else None


def fallback(widget: Widget) -> str:
    """Return what stands for a widget of an unknown class."""
    name = html.escape(widget.name)
    words = f"<code>{name}</code> is a widget that shows in the live notebook only."
    return row(widget, words)


def progress(widget: Widget, *, beside_text: bool) -> str:
    """Return a progress bar; beside a text that tells the numbers it tells them to readers only."""
    low, high = widget.number("min", 0) or 0, widget.number("max", 100) or 0
    value = widget.number("value", 0) or 0
    words = f"{_number(value)} of {_number(high)}"
    style = widget.text("bar_style")
    kind = f"bar {style}" if style in _BAR_STYLES else "bar"
    filled = f'<i style="width:{_share(value, low, high)}%"></i>'
    if beside_text and not widget.text("description").strip():
        return f'<span class="{kind}" role="img" aria-label="{html.escape(words)}">{filled}</span>'
    return row(
        widget, html.escape(words), f'<span class="{kind}" aria-hidden="true">{filled}</span> '
    )


def _share(value: float, low: float, high: float) -> float:
    """Return where a value lies between two others, in percent."""
    if not high > low:
        return 0
    return round(100 * min(1, max(0, (value - low) / (high - low))), 2)


def _number(value: float, layout: str = "") -> str:
    """Return a number as a widget prints it."""
    if isinstance(value, int):
        return f"{value:,}" if abs(value) < 10**15 else f"{float(value):g}"
    digits = _DIGITS.fullmatch(layout)
    if digits and abs(value) < 1e15:  # noqa: PLR2004 - beyond it a float has no decimals
        return f"{value:,.{digits[1]}f}"
    return f"{value:.6g}"


def _slider(widget: Widget) -> str:
    layout = widget.text("readout_format")
    low, high = widget.number("min", 0) or 0, widget.number("max", 100) or 0
    value = widget.state.get("value")
    ends = value if isinstance(value, list) else [low, value]
    numbers = [as_number(end, low) or 0 for end in ends[:2]] or [low]
    return _spanned(widget, numbers, (low, high), layout, is_range=isinstance(value, list))


def _log_slider(widget: Widget) -> str:
    base = widget.number("base", 10) or 10
    low, high = widget.number("min", 0) or 0, widget.number("max", 4) or 0
    value = widget.number("value", 1) or 1
    try:
        place = math.log(value, base)
    except (ValueError, ZeroDivisionError):
        place = low
    return row(widget, _number(value), _bar(0, _share(place, low, high)))


def _spanned(
    widget: Widget, numbers: list[float], ends: tuple[float, float], layout: str, *, is_range: bool
) -> str:
    left, right = (_share(number, *ends) for number in (min(numbers), max(numbers)))
    shown = numbers if is_range else numbers[-1:]
    words = "\N{EN DASH}".join(_number(number, layout) for number in shown)
    limits = f"{_number(ends[0])} to {_number(ends[1])}"
    value = f'{html.escape(words)} <span class="widget-range">({html.escape(limits)})</span>'
    return row(widget, value, _bar(left, right))


def _bar(left: float, right: float) -> str:
    inner = f'<i style="margin-left:{left}%;width:{round(right - left, 2)}%"></i>'
    return f'<span class="bar" aria-hidden="true">{inner}</span> '


def _value(widget: Widget) -> str:
    number = widget.number("value")
    return row(widget, html.escape(widget.text("value") if number is None else _number(number)))


def _text(widget: Widget) -> str:
    return row(widget, html.escape(widget.text("value")) or _quiet("empty"))


def _password(widget: Widget) -> str:
    return row(widget, _quiet("hidden") if widget.text("value") else _quiet("empty"))


def _switch(widget: Widget) -> str:
    return row(widget, "☑ on" if widget.flag("value") else "☐ off")


def _valid(widget: Widget) -> str:
    readout = html.escape(widget.text("readout") or "invalid")
    return row(widget, "✓ valid" if widget.flag("value") else f"✕ {readout}")


def _choice(widget: Widget) -> str:
    labels = [str(label)[:200] for label in widget.items("_options_labels")[:2000]]
    index = widget.state.get("index")
    wanted = index if isinstance(index, list) else [index]
    chosen = [
        labels[i]
        for i in wanted[:200]
        if isinstance(i, int) and not isinstance(i, bool) and 0 <= i < len(labels)
    ]
    value = html.escape(", ".join(chosen)) or _quiet("nothing chosen")
    others = ", ".join(labels[:_CHOICES]) + (", …" if len(labels) > _CHOICES else "")
    return row(widget, f"{value} {_quiet(f'of {others}')}" if len(labels) > 1 else value)


def _tags(widget: Widget) -> str:
    tags = [str(tag)[:200] for tag in widget.items("value")[:100]]
    return row(widget, html.escape(", ".join(tags)) or _quiet("empty"))


def _colour(widget: Widget) -> str:
    name = widget.text("value")
    safe = _COLOUR.fullmatch(name)
    patch = f'<span class="patch" style="background-color:{name}"></span> ' if safe else ""
    return row(widget, html.escape(name) or _quiet("empty"), patch)


def _moment(widget: Widget) -> str:
    return row(widget, _moment_text(widget) or _quiet("empty"))


def _moment_text(widget: Widget) -> str:
    kept = widget.state.get("value")
    if not isinstance(kept, Mapping):
        return ""

    def part(name: str) -> int:
        return int(as_number(kept.get(name), 0) or 0)

    has_day, has_time = "year" in kept, "hours" in kept
    try:
        moment = datetime(  # noqa: DTZ001 - the widget itself says in what zone it is
            part("year") if has_day else 2000,
            part("month") + 1 if has_day else 1,  # JavaScript counts months from 0
            part("date") if has_day else 1,
            part("hours"),
            part("minutes"),
            part("seconds"),
        )
    except (ValueError, OverflowError):
        return ""
    words = [f"{moment:%Y-%m-%d}"] if has_day else []
    words += [f"{moment:%H:%M:%S}"] if has_time else []
    return " ".join([*words, "UTC"] if widget.name == "Datetime" else words)


def _button(widget: Widget) -> str:
    name = html.escape(widget.text("description").strip()) or "Button"
    return f'<span class="widget widget-button">{name}</span>'


def _quiet(words: Any) -> str:
    return f'<span class="widget-range">({html.escape(str(words))})</span>'


_VIEWS: dict[str, View] = {
    **dict.fromkeys(("IntSlider", "FloatSlider", "IntRangeSlider", "FloatRangeSlider"), _slider),
    "FloatLogSlider": _log_slider,
    **dict.fromkeys(("IntText", "FloatText", "BoundedIntText", "BoundedFloatText", "Play"), _value),
    **dict.fromkeys(("Text", "Textarea", "Combobox"), _text),
    "Password": _password,
    **dict.fromkeys(("Checkbox", "ToggleButton"), _switch),
    "Valid": _valid,
    **dict.fromkeys(("Dropdown", "Select", "RadioButtons", "ToggleButtons"), _choice),
    **dict.fromkeys(("SelectMultiple", "SelectionSlider", "SelectionRangeSlider"), _choice),
    **dict.fromkeys(("TagsInput", "ColorsInput", "IntsInput", "FloatsInput"), _tags),
    "ColorPicker": _colour,
    **dict.fromkeys(("DatePicker", "Time", "Datetime", "NaiveDatetime"), _moment),
    "Button": _button,
}
