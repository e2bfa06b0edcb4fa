"""The fast way through an update: the formulas of the families, recorded once and replayed on fixed arrays.

`record` writes down which NumPy calls a formula makes, `program` binds them to arrays that are allocated
once, `update` puts one whole update together, and `engine` runs updates. `core.passes` stays the plain way
that the tests hold this one to.
"""
