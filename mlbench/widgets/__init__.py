"""What a notebook shows to be worked with: the form, the run browser, the explorer of data.

``step.form()`` finds its form through the group ``mlbench.forms``. What a field takes is decided
by the same code as for ``mlbench run``, and a run is started by that very command. Where nobody
looks, each stands as plain text and HTML.
"""
