"""Every recipe of our own keeps the contract that we publish for those of others."""

from __future__ import annotations

from mlbench import plugins
from mlbench.models.catalogue import GROUP
from mlbench.models.contract import RecipeContract

# the network has tests of its own: so many trainings of it would take minutes
for _name in plugins.names(GROUP):
    if _name != "mlp":
        _class = f"Test_{_name}"
        globals()[_class] = type(_class, (RecipeContract,), {"recipe": plugins.load(GROUP, _name)})
