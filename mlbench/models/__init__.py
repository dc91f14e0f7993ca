"""The models room: the catalogue of recipes by task, validation and training.

A recipe is preprocessing and model as one scikit-learn pipeline. Everything that a
recipe learns, it learns inside that pipeline, so that cross-validation is honest and a
saved model takes rows as they come.
"""
