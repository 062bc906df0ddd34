from tests.grown_source import grown

FILE = '''X = 1


class A:
    """It has methods."""

    def one(self) -> int:
        return 1

    @property
    def two(self) -> int:
        return 2
'''


def test_the_first_block_is_the_file() -> None:
    assert grown("", FILE) == FILE


def test_a_new_method_goes_to_the_end_of_the_class() -> None:
    three = "    async def three(self) -> int:\n        return 3\n"
    assert grown(FILE, three) == f"{FILE}\n{three}"


def test_a_method_goes_before_what_follows_the_class() -> None:
    function = "def f() -> None: ...\n"
    three = "    def three(self) -> int:\n        return 3\n"
    assert grown(grown(FILE, function), three) == f"{FILE}\n{three}\n\n{function}"


def test_a_method_that_is_there_is_replaced_with_its_decorators() -> None:
    two = "    @staticmethod\n    def two() -> int:\n        return 22\n"
    assert grown(FILE, two) == FILE.replace(
        "    @property\n    def two(self) -> int:\n        return 2\n", two
    )


def test_a_block_may_have_several_methods() -> None:
    one, three = "    def one(self) -> int:\n        return 11\n", "    def three(self): ...\n"
    assert grown(FILE, f"{one}\n{three}") == grown(grown(FILE, one), three)


def test_a_block_is_pasted_with_the_indentation_that_it_has() -> None:
    nested = "        def three(self) -> int:\n            return 3\n"
    assert grown(FILE, nested) == f"{FILE}\n{nested}"


def test_a_function_that_is_there_is_replaced() -> None:
    old, new = "def f() -> None: ...\n", "def f() -> int:\n    return 1\n"
    assert grown(grown(FILE, old), new) == grown(FILE, new) == f"{FILE}\n\n{new}"
