"""The stock suite jupyter_kernel_test with TypeScript cells; run by jupyter-kernel-test.test.ts."""

import unittest

import jupyter_kernel_test as jkt


class TypeScriptTests(jkt.KernelTests):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The suite waits 15 s for each reply; the first cell on a busy machine may take longer.
        cls.kc.execute_interactive("0", timeout=120, store_history=False)

    kernel_name = "tslab"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('a warning')"
    completion_samples = [
        {"text": "Math.atan", "matches": {"atan", "atan2", "atanh"}},
        {"text": "zzz"},
    ]
    complete_code_samples = ["1", "const a = 1;", "function f() { return 3; }", "Math.max?"]
    incomplete_code_samples = ["function f() {", "const list = [", "`template"]
    invalid_code_samples = ["let = 3 )", "const 7 = x;"]
    code_page_something = "Math.max?"
    code_generate_error = "throw new RangeError('too deep')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2].length", "result": "2"},
        {"code": "new Map([[1, 2]])", "mime": "text/plain"},
    ]
    code_display_data = [
        {
            "code": "import {display} from 'tslab'; display.html('<b>bold</b>')",
            "mime": "text/html",
        },
        {
            "code": "import {display} from 'tslab'; display.png(new Uint8Array([137, 80]))",
            "mime": "image/png",
        },
    ]
    code_history_pattern = "6 [*] 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "console.clear()"


class TypeScriptWelcomeTests(jkt.IopubWelcomeTests):
    kernel_name = "tslab"
    support_iopub_welcome = True


# The base classes are in this module's reach as well, and would run on the Python kernel.
def load_tests(loader, _tests, _pattern):
    suites = (TypeScriptTests, TypeScriptWelcomeTests)
    return unittest.TestSuite(loader.loadTestsFromTestCase(suite) for suite in suites)


if __name__ == "__main__":
    unittest.main(verbosity=2)
