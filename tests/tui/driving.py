"""How the tests look at the App that they drive."""

from __future__ import annotations

from textual.pilot import Pilot


async def settled(pilot: Pilot[None]) -> None:
    """Waits for what runs in threads, and for what follows from it."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def shown(pilot: Pilot[None]) -> str:
    """The screen as text: its lines, without the spaces at their ends."""
    strips = pilot.app.screen._compositor.render_strips()
    return "".join(f"{strip.text.rstrip()}\n" for strip in strips)
