"""Many calls on a bad day of the provider, and the proof that the desk's rows tell what really happened."""

from tests.calls.chaos.episodes import Outcome, live_through, setting

__all__ = ["Outcome", "live_through", "setting"]
