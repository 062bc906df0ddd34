"""A Python file that a page builds block by block.

An indented block belongs into the file's last class, any other into the file. What has the name
of something that is there replaces it; anything else goes to the end. Lines are pasted as they
stand, so that a block which is not indented as its class becomes something else than it means.
"""

import ast

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def grown(source: str, block: str) -> str:
    """The file after one more block."""
    if not source:
        return block
    is_of_class = block.startswith(" ")
    text = f"class Around:\n{block}" if is_of_class else block
    tree = ast.parse(text)
    (home,) = _definitions(tree) if is_of_class else (tree,)
    for piece in _definitions(home):
        source = _with(source, piece.name, _text_of(piece, text), is_of_class)
    return source


def _with(source: str, name: str, text: str, is_of_class: bool) -> str:
    """The file with a definition of this name."""
    tree = ast.parse(source)
    klass = [node for node in tree.body if isinstance(node, ast.ClassDef)][-1]
    known = {node.name: node for node in _definitions(klass if is_of_class else tree)}
    lines = source.splitlines(keepends=True)
    if name in known:
        start, end = _lines_of(known[name])
        return "".join([*lines[:start], text, *lines[end:]])
    end = (klass.end_lineno or 0) if is_of_class else len(lines)
    gap = "\n" if is_of_class else "\n\n"
    return "".join([*lines[:end], gap, text, *lines[end:]])


def _definitions(of: ast.Module | Definition) -> list[Definition]:
    return [node for node in of.body if isinstance(node, Definition)]


def _text_of(node: Definition, text: str) -> str:
    start, end = _lines_of(node)
    return "\n".join(text.splitlines()[start:end]) + "\n"


def _lines_of(node: Definition) -> tuple[int, int]:
    """From which line to which, decorators included; as a slice."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return first - 1, node.end_lineno or first
