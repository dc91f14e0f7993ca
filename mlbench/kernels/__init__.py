"""Kernels: the kernelspec that is installed with the package."""
