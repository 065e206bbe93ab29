"""Replay: one history, played again from its number and told hour by hour, or month by month."""

from tocsin.report.replay.story import Moment, Story
from tocsin.report.replay.telling import AnyStory, print_story, replay, story_data
from tocsin.report.replay.world_story import WorldMoment, WorldStory

__all__ = ["AnyStory", "Moment", "Story", "WorldMoment", "WorldStory", "print_story", "replay", "story_data"]
