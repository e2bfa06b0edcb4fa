"""Pictures as scenes in points, and how they leave the program."""
