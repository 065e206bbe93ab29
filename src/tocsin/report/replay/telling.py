"""Replay: one history of either clock, run again compiled with its log kept, told and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tocsin.report.page import Page
from tocsin.report.replay.printing import print_crisis
from tocsin.report.replay.stored import compare, stored_row
from tocsin.report.replay.story import Story, crisis_data, crisis_story
from tocsin.report.replay.told import checked_address, told_of
from tocsin.report.replay.world_printing import print_world
from tocsin.report.replay.world_story import WorldStory, world_data, world_story
from tocsin.simulate.chunk import AnyModel, run_chunk
from tocsin.simulate.tables import tables_of
from tocsin.simulate.world_model import WorldModel

__all__ = ["AnyStory", "print_story", "replay", "story_data"]

AnyStory = Story | WorldStory


def replay(
    model: AnyModel,
    seed: int,
    history: int,
    directory: Path | None = None,
    settings: Mapping[str, float | str] | None = None,
    starting: Callable[[], None] | None = None,
) -> AnyStory:
    """Run one history again and tell it.

    Parameters
    ----------
    model : Model or WorldModel
    seed, history : int
        As in the ensemble: the history is the same whatever the number of histories there.
    directory : Path, optional
        Results folder to compare it with; by default whichever run below ``runs/`` holds it.
    settings : mapping, optional
        What was set by hand: a stored run must have been made with the same.
    starting : callable, optional
        Called when all is checked and the history is about to be played.

    Raises
    ------
    InputError
        If the number is out of range.
    StoreError
        If `directory` holds no run, or another one.
    """
    address = checked_address(seed, history, {name: str(value) for name, value in (settings or {}).items()})
    found = stored_row(model, seed, history, address.settings, directory)
    if starting:
        starting()
    chunk = run_chunk(model, seed, history, 1, 1)
    tables = tables_of(model, chunk)
    events = tables["events"]
    not_kept = max(0, int(chunk.courses["events"][0]) - len(events))
    told = told_of(model, address, tables["histories"], not_kept, compare(tables, found))
    if isinstance(model, WorldModel):
        return world_story(model, chunk, events, told)
    return crisis_story(model, chunk, events, told)


def story_data(story: AnyStory) -> dict[str, Any]:
    """Return a story as plain data."""
    return world_data(story) if isinstance(story, WorldStory) else crisis_data(story)


def print_story(page: Page, story: AnyStory) -> None:
    """Print a history in its time, then how it ended, what it was made of, and the record for comparison."""
    if isinstance(story, WorldStory):
        print_world(page, story)
    else:
        print_crisis(page, story)
