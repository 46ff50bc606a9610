"""`python -m homeroom_tui` is the command `homeroom`."""

from homeroom_tui.cli import main

if __name__ == "__main__":
    main()
