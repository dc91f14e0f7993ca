"""The data room: from a source to a dataset with target, task, split and fingerprint.

Nothing is changed in silence: what was inferred, repaired, counted or set aside while
reading is said in the dataset's notes, and what would mislead a model is refused.
"""
