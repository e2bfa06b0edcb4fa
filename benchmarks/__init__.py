"""How fast the program is, beside its peers: ``python -m benchmarks [NAME ...]`` prints a table.

Whatever is compared runs in turn within the same minute, and medians are shown: speed drifts from minute to
minute, ratios do not.
"""
