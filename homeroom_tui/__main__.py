"""Run the command `homeroom` as `python -m homeroom_tui`."""

from homeroom_tui.cli import main

if __name__ == "__main__":
    main()
