"""Secrets: what is one, how it comes in, and how it is kept out of all that is written.

A secret is a parameter that is declared one, a text whose name says so (token, password,
key), a value of the environment whose name says so, or the password in an address. It
reaches the notebook's variable and nothing else: whatever is written is redacted first.
"""
