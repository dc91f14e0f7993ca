"""The parameter contract: what a notebook's ``parameters`` cell declares.

The cell is the only declaration. It is read without running it, and it drives
validation, help texts, JSON Schema, sweeps and forms.
"""
