"""How long a kernel takes to be ready and to import what notebooks import.

    python benchmarks/kernel_start.py

``mlbench`` (warm) against ``python3``: from the request to the answer of the first
``kernel_info``, then the first cell with ``import pandas, sklearn`` done. Goals: at least
20 times faster together; ready within 0.25 s. Then the proportional set size (PSS) of ten
idle kernels of each kind that have imported the same, once what a scikit-learn notebook
imports, once all that the warm ones come with; goal: at most a fifth.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from pathlib import Path

from jupyter_client.manager import KernelManager
from timing import machine, ratio, table

from mlbench.kernels import control, preload

#: What a scikit-learn notebook imports, and all that a warm kernel comes with.
CODE = "import pandas, sklearn.ensemble, sklearn.linear_model, matplotlib.pyplot"
ALL = "import " + ", ".join((*preload.FIRST_TIER, *preload.SECOND_TIER))


class Started:
    """A kernel, and how long it took."""

    def __init__(self, name: str, code: str = CODE) -> None:
        started = time.perf_counter()
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel(stderr=subprocess.DEVNULL)  # warnings at every start
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.kernel_info()
        self.client.get_shell_msg(timeout=60)
        self.ready = time.perf_counter() - started
        self.client.execute_interactive(code, timeout=120, output_hook=lambda _: None)
        self.imported = time.perf_counter() - started

    def memory(self) -> float:
        """Return the proportional set size in MB."""
        text = Path(f"/proc/{self.manager.provisioner.pid}/smaps_rollup").read_text()
        return int(text.split("Pss:")[1].split()[0]) / 1000

    def close(self) -> None:
        """End it."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7, help="counted starts of each kind")
    parser.add_argument("--kernels", type=int, default=10, help="kernels alive for the memory")
    wanted = parser.parse_args()
    control.start()
    rows: dict[str, list[float]] = {}
    for counted in range(-1, wanted.runs):
        for name in ("mlbench", "python3"):
            kernel = Started(name)
            if counted < 0:
                time.sleep(1.5)  # a kernel that is used lives for longer: the server learns from it
            kernel.close()
            if counted >= 0:
                rows.setdefault(f"{name}, ready", []).append(kernel.ready)
                rows.setdefault(f"{name}, imported", []).append(kernel.imported)
    print(machine())
    table(rows)
    print(f"ready: ratio {ratio(rows['python3, ready'], rows['mlbench, ready']):.1f}")
    both = ratio(rows["python3, imported"], rows["mlbench, imported"])
    print(f"ready and imported: ratio {both:.1f} (goal 20)")
    for what, code in (("pandas and scikit-learn", CODE), ("all of it", ALL)):
        memory = {}
        for name in ("mlbench", "python3"):
            kernels = [Started(name, code) for _ in range(wanted.kernels)]
            memory[name] = sum(kernel.memory() for kernel in kernels)
            for kernel in kernels:
                kernel.close()
        print(
            f"PSS of {wanted.kernels} kernels with {what}: {memory['mlbench']:.0f} MB warm, "
            f"{memory['python3']:.0f} MB cold, "
            f"share {memory['mlbench'] / memory['python3']:.2f} (goal 0.20)"
        )


if __name__ == "__main__":
    main()
