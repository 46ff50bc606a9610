"""The screens: they draw views and post what was asked of them."""
