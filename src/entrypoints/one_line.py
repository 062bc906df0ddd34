"""Foreign text, fit to stand in one line of a terminal or a log."""


def one_line(text: str, limit: int = 200) -> str:
    """At most `limit` characters of `text`, with everything that could move a cursor, break a
    line, reverse the reading order or not be encoded written as its escape (`\\n`, `\\u202e`).
    """
    if len(text) > limit:
        text = f"{text[: limit - 1]}…"
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else _escape(sign) for sign in text)


def _escape(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
