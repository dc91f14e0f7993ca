"""Work that is seen while it goes: a bar, the time left, a curve, in one place of the output.

Any room may use it; what is drawn never touches what is computed.
"""
