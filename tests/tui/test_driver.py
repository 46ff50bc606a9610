"""The driver waits for keys without looking for them time and again."""

import selectors
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="another driver there")


def test_a_selector_sees_the_end_until_it_is_cleared():
    from homeroom_tui.tui.driver import SelectableEvent

    end = SelectableEvent()
    with selectors.SelectSelector() as selector:
        selector.register(end, selectors.EVENT_READ)
        assert not selector.select(0)
        for _ in range(2):  # the screen is left for an editor, and then for good
            end.set()
            end.set()
            assert end.is_set()
            assert selector.select(0)
            end.clear()
            end.clear()
            assert not end.is_set()
            assert not selector.select(0)
