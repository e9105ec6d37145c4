"""Validation: what must hold of facts, of every indicator's answer and of a publication.

The modules `*_suites` declare it, `run` asks Great Expectations and a shadow in SQL. Nothing of it
is imported before a validation runs: the library takes seconds and 250 MB.
"""
