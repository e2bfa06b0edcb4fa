"""What a film may be, and is if nobody says otherwise; without Qt, for the command line and the settings."""

FILM_DPI = 144
SLOWEST, FASTEST = 0.1, 50.0  # frames per second: viewers show nothing that is faster in a GIF
LONGEST_HOLD = 600.0  # seconds
MOST_FRAMES = 10_000
SMALLEST_SIDE, LARGEST_SIDE = 16, 4096  # pixels
