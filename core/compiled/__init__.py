"""The fast way through an update: the formulas of the families, recorded once and replayed on fixed arrays.

`record` writes down which NumPy calls a formula makes, `places` gives every result an array once and for all,
`program` makes one function of the calls, `update` puts one whole update together, and `engine` runs updates.
`core.passes` stays the plain way that the tests hold this one to.
"""
