"""Replay: one history, played again from its number and told hour by hour."""

from tocsin.report.replay.printing import print_story
from tocsin.report.replay.story import Moment, Story, replay, story_data

__all__ = ["Moment", "Story", "print_story", "replay", "story_data"]
