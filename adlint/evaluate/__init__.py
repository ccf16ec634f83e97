"""Abstract evaluation: from a call of a function, with arrays of known or symbolic shape, to a result and a trace.

Nothing of the user's program runs: its operations are gone through with Python's numbers, texts and containers as they
are, as long as they are known, and with arrays of which shape and dtype are. Where something is not known the answer
says so, with the operation and the reason.
"""
