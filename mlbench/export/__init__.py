"""The export room: a model as files that others can check, read and use.

Nothing here is pickled. A model file is audited against a list of types that mlbench
owns before anything in it is built.
"""
