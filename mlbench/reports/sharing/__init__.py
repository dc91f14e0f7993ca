"""Sharing reports: publications in folders, zips and remote storage, PDF, Markdown.

A publication is a tree of files whose pages link to nothing that is not in it:
``index.html``, ``publication.json`` that says what is there, and for every run a folder
``<study>/<run-id>/`` with its report, its executed notebooks and its bundle.
"""
