"""The scan room: figures, samples and batches of tables of any size, in bounded memory.

Files are read piece by piece, and what is kept of a piece is small. Every figure says
whether it is exact or an estimate.
"""
