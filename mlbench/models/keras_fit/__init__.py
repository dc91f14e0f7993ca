"""The fit of a small network by Keras: what is fitted, on which rows, where, and how.

What goes in and what comes out are plain values and NumPy arrays, so a fit can be done in
another process, on another backend of Keras, and be the same.
"""
