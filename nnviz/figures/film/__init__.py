"""Pictures that move: what a film is made of, and the files that it becomes."""
