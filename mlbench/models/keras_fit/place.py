"""Where a fit is done: here, or in a process whose Keras has the backend that is wanted.

Keras reads its backend once, when it is imported. A warm kernel, and any notebook that
imported Keras, has one already; so another one is used in a child process, to which the
rows go and from which weights and losses come. The child stays for the next fit.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from typing import IO, Any, cast

from mlbench.errors import RefusedInput, StepFailed, did_you_mean, shorten
from mlbench.live.watch import AFTER
from mlbench.models import network
from mlbench.models.keras_fit.loop import Fitted, train
from mlbench.models.keras_fit.plan import Plan
from mlbench.models.keras_fit.rows import Rows
from mlbench.models.live_curve import CurveHooks

#: The backends of Keras that a network can be fitted on.
BACKENDS = ("tensorflow", "torch")
_CHILD = "mlbench.models.keras_fit.child"


def fit(plan: Plan, rows: Rows, title: str) -> Fitted:
    """Fit a network, and show its learning curve under a title while it goes.

    Raises
    ------
    RefusedInput
        There is no such backend, or it is not installed.
    TrainingDiverged
        The loss became infinite or NaN.
    StepFailed
        The child process ended without a word.
    """
    check_backend(plan.backend)
    curve = CurveHooks(title, AFTER, leave=False, keep=True)
    carry_out = train if _is_here(plan.backend) else _child(plan.backend).fit
    try:
        return carry_out(plan, rows, curve)
    except BaseException:
        curve.broke_off()
        raise


def on_backend(pipeline: Any, backend: str | None) -> None:
    """Have every network within a pipeline fitted on a backend; None leaves it as it is.

    Raises
    ------
    RefusedInput
        It has a network, and there is no such backend or it is not installed.
    """
    names = [name for name in pipeline.get_params() if name.endswith("keras_backend")]
    if backend is not None and names:
        check_backend(backend)
        pipeline.set_params(**dict.fromkeys(names, backend))


def check_backend(backend: str) -> None:
    """Refuse a backend that there is not.

    Raises
    ------
    RefusedInput
        It is unknown, or not installed.
    """
    if backend not in BACKENDS:
        raise RefusedInput(
            f"The Keras backend must be one of {', '.join(BACKENDS)}. Got '{shorten(backend)}'.",
            next_step=did_you_mean(backend, BACKENDS) or "Pass keras_backend='tensorflow'.",
            code="BACKEND_UNKNOWN",
        )
    if find_spec(backend) is None:
        raise RefusedInput(
            f"The Keras backend '{backend}' needs the package {backend}. It is not installed.",
            next_step=f"Install it: pip install 'mlbench[{backend}]'.",
            code="BACKEND_MISSING",
        )


def _is_here(backend: str) -> bool:
    if "keras" not in sys.modules and backend != os.environ.get("KERAS_BACKEND", BACKENDS[0]):
        return False
    return network.backend() == backend


class Child:
    """A Python process whose Keras has another backend.

    Parameters
    ----------
    backend : str
        Which one.
    """

    def __init__(self, backend: str) -> None:
        self.parent = os.getpid()
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - kept as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - our own Python and module, no shell
            [sys.executable, "-m", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "KERAS_BACKEND": backend},
        )
        atexit.register(self.end)

    @property
    def is_ours(self) -> bool:
        """Whether this process started it, and not one that this was forked from."""
        return self.parent == os.getpid()

    @property
    def is_dead(self) -> bool:
        """Whether it has ended, whatever ended it."""
        return self._process.poll() is not None

    def fit(self, plan: Plan, rows: Rows, curve: CurveHooks) -> Fitted:
        """Have a network fitted; a fit that does not end well takes the process with it."""
        try:
            to, back = cast("IO[bytes]", self._process.stdin), self._process.stdout
            pickle.dump((plan, rows), to)
            to.flush()
            while True:
                kind, said = pickle.load(cast("IO[bytes]", back))  # noqa: S301 - our own process
                if kind == "done":
                    return cast("Fitted", said)
                _tell(curve, kind, said)
        except (EOFError, BrokenPipeError) as error:
            raise self._lost(plan.backend) from error
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End the process, and wait for it; a second call does nothing."""
        atexit.unregister(self.end)
        if self.is_ours:
            self._process.kill()
            self._process.communicate()
            self._errors.close()

    def _lost(self, backend: str) -> StepFailed:
        code = self._process.wait()
        self._errors.seek(0)
        last = (self._errors.read().strip() or "no words").splitlines()[-1]
        self.end()
        return StepFailed(
            f"The process that fits networks on {backend} ended with exit code {code}: "
            f"{shorten(last, 300)}",
            next_step="Fit fewer rows or a smaller network, if memory was short.",
            code="BACKEND_DIED",
        )


def _tell(curve: CurveHooks, kind: str, said: Any) -> None:
    if kind == "failed":
        raise said
    hook, curve.params, words = said
    getattr(curve, hook)(*words)


#: The child of each backend that is wanted again.
_children: dict[str, Child] = {}


def _child(backend: str) -> Child:
    child = _children.get(backend)
    if child is not None and child.is_ours and child.is_dead:
        child.end()
        child = None
    if child is None or not child.is_ours:
        child = _children[backend] = Child(backend)
    return child
