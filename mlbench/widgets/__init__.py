"""The form: a notebook's parameters as fields, made from its contract.

``step.form()`` finds it through the group ``mlbench.forms``. What a field takes is decided by
the same code as for ``mlbench run``, and a run is started by that very command.
"""
