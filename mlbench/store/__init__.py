"""The store: run folders and what is in them. The folder is the truth.

Both wings meet here: the bench wing writes the run record, notebooks of the science
wing read it and add to it through their step's own handle.
"""
