"""Fields to click: a check box, one of several, several of several."""

from __future__ import annotations

from typing import Any, Final, get_args

import ipywidgets as widgets

from mlbench.parameters.contract import Parameter
from mlbench.widgets.field import Field, Look
from mlbench.widgets.ranges import without_none
from mlbench.widgets.values import UNSET

#: Up to so many choices are shown as check boxes, more as a list.
_BOXES: Final = 12


class CheckField(Field):
    """True or false."""

    shows_choices = True

    def __init__(self, parameter: Parameter, look: Look) -> None:
        super().__init__(parameter, look)
        self.widget = widgets.Checkbox(
            value=False, indent=True, style=look.check_style, layout=look.wide, **self._common
        )
        self._other: Any = None
        self.widget.observe(self._clicked, "value")

    def _clicked(self, _: object) -> None:
        self._other = None
        self._changed()

    @property
    def value(self) -> Any:
        """Whether the box is checked; what was shown last when that was neither."""
        return self.widget.value if self._other is None else self._other

    def show(self, value: Any) -> None:
        """Check the box or not; anything else is kept, to be refused."""
        self.widget.value = value is True
        self._other = None if isinstance(value, bool) else value
        self._changed()


class ChoiceField(Field):
    """One of several values."""

    shows_choices = True

    def __init__(self, parameter: Parameter, look: Look) -> None:
        super().__init__(parameter, look)
        inner, optional = without_none(parameter.type)
        options = [(str(value), value) for value in get_args(inner)]
        options += [("none", None)] if optional else []
        self._values = [value for _, value in options]
        self.widget = widgets.Dropdown(
            options=options, style=look.plain_style, layout=look.wide, **self._common
        )
        self._other: Any = UNSET
        self.widget.observe(self._clicked, "index")

    def _clicked(self, _: object) -> None:
        self._changed()

    @property
    def value(self) -> Any:
        """The chosen value; what was shown last when that was no choice."""
        place = self.widget.index
        return self._other if place is None else self._values[place]

    def show(self, value: Any) -> None:
        """Choose a value; one that is no choice is kept, to be refused."""
        # 1 is True to Python, and neither to a person
        same = [n for n, v in enumerate(self._values) if type(v) is type(value) and v == value]
        self._other = value
        self.widget.index = same[0] if same else None
        self._changed()


class ListOfChoicesField(Field):
    """Several of several values, in the order in which they were chosen."""

    shows_choices = True

    def __init__(self, parameter: Parameter, look: Look) -> None:
        super().__init__(parameter, look)
        inner, _ = without_none(parameter.type)
        self.choices = list(get_args(get_args(inner)[0]))
        self._chosen: Any = []
        self._showing = False
        if len(self.choices) <= _BOXES:
            self._boxes = [self._box(str(choice)) for choice in self.choices]
            self.name = widgets.Label(value=parameter.name, layout=look.name)
            self.name.add_class("mlbench-name")
            self.widget = widgets.HBox(
                [self.name, widgets.HBox(self._boxes, layout=look.wrapped)], layout=look.top
            )
            self.list = None
        else:
            self._boxes = []
            self.list = self.widget = widgets.SelectMultiple(
                options=[(str(choice), n) for n, choice in enumerate(self.choices)],
                rows=6, style=look.plain_style, layout=look.wide, **self._common,
            )  # fmt: skip
            self.list.observe(self._clicked, "value")

    def _box(self, label: str) -> Any:
        box = widgets.Checkbox(
            description=label,
            indent=False,
            tooltip=f"{self.parameter.name}: {label}",
            layout=self.look.fitted,
            style=self.look.box_style,
        )
        box.observe(self._clicked, "value")
        return box

    def _clicked(self, _: object) -> None:
        if self._showing:
            return
        marked = self._marked()
        before = self._chosen if isinstance(self._chosen, list) else []
        kept = [value for value in before if value in marked]
        self._chosen = kept + [value for value in marked if value not in kept]
        self._changed()

    def _marked(self) -> list[Any]:
        if self.list is not None:
            return [self.choices[place] for place in self.list.value]
        pairs = zip(self.choices, self._boxes, strict=True)
        return [choice for choice, box in pairs if box.value]

    @property
    def value(self) -> Any:
        """The list as it stands."""
        return list(self._chosen) if isinstance(self._chosen, list) else self._chosen

    def show(self, value: Any) -> None:
        """Mark the values of a list; anything else is kept, to be refused."""
        self._showing = True
        try:
            self._chosen = list(value) if isinstance(value, list) else value
            inside = value if isinstance(value, list) else []
            places = [n for n, choice in enumerate(self.choices) if choice in inside]
            if self.list is not None:
                self.list.value = tuple(places)
            for place, box in enumerate(self._boxes):
                box.value = place in places
        finally:
            self._showing = False
        self._changed()
