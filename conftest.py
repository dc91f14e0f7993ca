"""Which modules have no examples that can be tried on this machine."""

from importlib.util import find_spec

#: Importing it needs PyTorch, an extra.
collect_ignore = [] if find_spec("torch") else ["mlbench/models/keras_fit/on_torch.py"]
