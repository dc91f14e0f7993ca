"""The public conformance tests of Jupyter kernels, on the warm kernel and on python3."""

from __future__ import annotations

import unittest

import jupyter_kernel_test


class _Python(jupyter_kernel_test.KernelTests):
    __test__ = False
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('test', file=sys.stderr)"
    completion_samples = ({"text": "zi", "matches": {"zip"}},)
    complete_code_samples = ("1", "print('hello, world')", "def f(x):\n  return x*2\n\n\n")
    incomplete_code_samples = ("print('''hello", "def f(x):\n  x*2")
    invalid_code_samples = ("import = 7q",)
    code_page_something = "zip?"
    code_generate_error = "raise"
    code_inspect_sample = "zip"
    code_execute_result = (
        {"code": "1+2+3", "result": "6"},
        {"code": "[n*n for n in range(1, 4)]", "result": "[1, 4, 9]"},
    )
    code_display_data = (
        {
            "code": "from IPython.display import HTML, display; display(HTML('<b>test</b>'))",
            "mime": "text/html",
        },
    )
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "search")
    code_clear_output = "from IPython.display import clear_output; clear_output()"


class WarmKernelTests(_Python):
    __test__ = False
    kernel_name = "mlbench"


class ColdKernelTests(_Python):
    __test__ = False
    kernel_name = "python3"


def test_both_kernels_pass_and_skip_the_same_tests() -> None:
    def outcomes(case: type[unittest.TestCase]) -> dict[str, str]:
        result = unittest.TestResult()
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
        names = [test.id().rsplit(".", 1)[1] for test in suite]
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
        suite.run(result)
        found = dict.fromkeys(names, "passed")
        for kind, items in (
            ("failed", result.failures + result.errors),
            ("skipped", result.skipped),
        ):
            for test, why in items:
                found[test.id().rsplit(".", 1)[1]] = f"{kind}: {why[-300:]}"
        return found

    warm, cold = outcomes(WarmKernelTests), outcomes(ColdKernelTests)
    assert warm == cold
    assert [name for name, how in warm.items() if how.startswith("failed")] == []
    assert sum(how == "passed" for how in warm.values()) >= 12
