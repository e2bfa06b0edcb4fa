"""Is my backward pass right? Arrays are compared with the recorded ones, and the mistake is named.

`student` is one update as a student writes it, a step at a time; a mistake of `core.mistakes` puts another
step in the place of a right one. `recognise` tries which mistakes make of our numbers theirs, `planting`
trains with them.
"""
