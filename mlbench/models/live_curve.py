"""The learning curve of a Keras training, seen while it grows.

A Keras callback that only reads: what Keras hands it goes into a
:class:`~mlbench.live.work.Work`, which a thread beside the training draws.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from mlbench.errors import RefusedInput, TrainingDiverged
from mlbench.live.watch import AFTER, Watch
from mlbench.live.work import Work
from mlbench.models import network
from mlbench.models.learning import VALIDATION, learning_picture
from mlbench.pictures import Picture

_LOSSES = ("loss", VALIDATION + "loss")


class CurveHooks:
    """What the callback does; :func:`LiveCurve` makes a Keras callback of it."""

    #: the hooks of a batch may run beside the next one, as Keras runs those of its own
    async_safe = True
    params: dict[str, Any]
    model: Any

    def __init__(self, title: str, after: float, *, leave: bool, keep: bool) -> None:
        super().__init__()
        self.title = title
        self.after = after
        self.leave = leave
        self.keep = keep
        self.history: dict[str, list[float]] = {}
        self.watch: Watch | None = None
        self._first = 0

    def __reduce__(self) -> tuple[Any, ...]:
        # a place on the screen and a model stay with their process
        return _unused, (self.title, self.after, self.leave, self.keep)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Start anew; a second training with the same callback has a curve of its own."""
        self.history, self._first = {}, 0
        self.watch = Watch(Work(self.title, "epochs", self.params.get("epochs") or 0), self.after)
        self.watch.start()
        if self.watch.is_outermost:
            _at_end_of_cell(self.watch, self.broke_off)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Count from where a training goes on that was begun before."""
        if not self.history:
            self._first = epoch
            self._work().total = max(0, (self.params.get("epochs") or 0) - epoch)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar within an epoch, and stop a training that ran away."""
        work = self._work()
        steps = self.params.get("steps")
        if steps:
            work.done = max(work.done, self._epochs + min(1.0, (batch + 1) / steps))
        self._check(logs, "loss")

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Let the curve grow."""
        work = self._work()
        for name in _LOSSES:
            self._check(logs, name)
        for name, value in (logs or {}).items():
            figures = self.history.setdefault(name, [])
            figures.append(float(value))
            if name in _LOSSES:
                work.curves.setdefault(name, figures)
        work.done = float(self._epochs)
        others = [name for name in self.history if name not in _LOSSES][:3]
        work.note = ", ".join(f"{name} {self.history[name][-1]:.4g}" for name in others)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Leave one picture, and only if the training was long enough to be shown."""
        if self.watch is not None:
            self.watch.stop(self._last if self.leave else None)

    def broke_off(self) -> None:
        """Leave the picture of what was reached, after an error or an interrupt."""
        if self.watch is not None:
            self.watch.stop(self._broken, keep=True)

    def picture(self) -> Picture:
        """Return loss and metrics by epoch, as far as the training came.

        Raises
        ------
        RefusedInput
            No epoch has ended yet.
        """
        if not self.history.get("loss"):
            raise RefusedInput(
                "A learning curve needs an epoch that ended. Got none so far.",
                next_step="Pass the callback to model.fit(callbacks=[...]) first.",
            )
        return learning_picture(self.history, kept=self.keep)

    @property
    def _epochs(self) -> int:
        return len(self.history.get("loss", ()))

    def _work(self) -> Work:
        assert self.watch is not None
        return self.watch.work

    def _last(self) -> Picture | None:
        return self.picture() if self._epochs else None

    def _broken(self) -> Picture | None:
        return broken_off(self.history, self._work().total)

    def _check(self, logs: dict[str, Any] | None, name: str) -> None:
        value = (logs or {}).get(name)
        if name not in _LOSSES or value is None or math.isfinite(value):
            return
        which = "loss" if name == "loss" else "loss on the validation rows"
        raise TrainingDiverged(
            f"The {which} must stay a number while a network is trained. "
            f"It became {float(value)} in epoch {self._first + self._epochs + 1}.",
            next_step="Lower the learning rate, or look for missing and huge values in the data.",
        )


def broken_off(history: dict[str, list[float]], epochs: int) -> Picture | None:
    """Return the curve of a training that did not come to its end; None without an epoch."""
    reached = len(history.get("loss", ()))
    if not reached:
        return None
    return learning_picture(history, ended=f"Broken off after epoch {reached} of {epochs}.")


def LiveCurve(title: str = "Training", *, after: float = AFTER) -> Any:  # noqa: N802 - it stands where Keras expects the name of a callback
    """Return a Keras callback that shows the learning curve while the network learns.

    It shows a bar, the epochs, the time left and the losses in one place of the output,
    drawn again twice a second, and leaves one static picture there: in a notebook that is
    executed headlessly, too. An interrupted training leaves the picture of what it reached.
    In a terminal it is one line, gone at the end; elsewhere nothing.

    Parameters
    ----------
    title : str
        The heading.
    after : float
        Seconds before anything is shown, in [0, inf). A training that ends sooner leaves
        nothing; with 0 each one leaves its picture.

    Returns
    -------
    keras.callbacks.Callback
        With ``history`` (a list of floats by name) and ``picture()``.

    Raises
    ------
    TrainingDiverged
        Out of ``model.fit``: the loss became infinite or NaN; the epoch is named.

    Examples
    --------
    >>> curve = LiveCurve()  # doctest: +SKIP
    >>> model.fit(X, y, epochs=50, verbose=0, callbacks=[curve])  # doctest: +SKIP
    """
    return _callback_class()(title, after, leave=True, keep=False)


def _unused(title: str, after: float, leave: bool, keep: bool) -> Any:  # noqa: FBT001 - called by pickle
    return _callback_class()(title, after, leave=leave, keep=keep)


@cache
def _callback_class() -> type:
    return type("LiveCurve", (CurveHooks, network.keras().callbacks.Callback), {})


def _at_end_of_cell(watch: Watch, finish: Callable[[], None]) -> None:
    """See to a training that an interrupt or another callback ends: Keras does not say so."""
    if "IPython" not in sys.modules:
        return
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - it is there already

    shell = get_ipython()
    if shell is None:
        return

    def finish_once() -> None:
        shell.events.unregister("post_execute", finish_once)
        if watch.is_open:
            finish()

    shell.events.register("post_execute", finish_once)
