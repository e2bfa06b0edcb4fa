"""Breakpoints: places with conditions, and training until one of them hits, in both directions."""
