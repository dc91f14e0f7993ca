"""Folders of images and of sounds, as tables of paths and labels.

Each file is opened and decoded once while reading: what can't be used is set aside with its
reason and counted, so that a training does not end in the middle of an epoch. Rows hold
paths, never pixels; the fingerprint takes what the files hold in the place of their paths.
"""
