"""Warm kernels: a server that has imported the heavy libraries forks a kernel in no time.

The way in is an ordinary kernelspec, ``mlbench``, with a jupyter_client provisioner of
ours: any Jupyter client starts such a kernel. Where it can't be had, the kernel starts
cold, and says so in one line.
"""
