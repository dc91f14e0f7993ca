"""Which steps are handed out, and when, for any study."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mlbench.execution.plan import PlannedStep
from mlbench.execution.schedule import Schedule
from mlbench.parameters.contract import Contract


@given(st.data())
def test_schedule_starts_each_step_once_after_all_it_waits_for(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 7))
    names = [str(number) for number in range(count)]
    waits = {
        name: tuple(data.draw(st.sets(st.sampled_from(names[:place]))) if place else ())
        for place, name in enumerate(names)
    }
    at_once = data.draw(st.integers(1, 4))
    schedule = Schedule([_planned(name, waits[name]) for name in names], at_once)
    going: set[str] = set()
    done: list[str] = []
    started: list[str] = []
    found = [step.name for step in schedule.take()]
    while found or going:
        assert all(set(waits[name]) <= set(done) for name in found)
        going.update(found)
        started += found
        assert len(going) <= at_once
        ending = data.draw(st.sampled_from(sorted(going)))
        coming = [step.name for step in schedule.next_after(ending)]
        going.remove(ending)
        done.append(ending)
        schedule.ended(ending, well=True)
        found = [step.name for step in schedule.take()]
        assert found == coming
    assert sorted(started) == sorted(done) == names


def _planned(name: str, after: tuple[str, ...]) -> PlannedStep:
    return PlannedStep(1, name, name, Path(), Contract(name), "python3", False, {}, 0, after)
