"""The commands of the command line, one per file.

Each has ``add(commands)``, which declares it, and ``run(arguments)``, which returns the exit code. None
imports Qt before it draws.
"""
