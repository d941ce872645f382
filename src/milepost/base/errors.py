"""The error that carries a sentence for a person."""


class SaidError(Exception):
    """What went wrong, where, and what to do: `where` is a place or None, `says` a sentence."""

    def __init__(self, says: str, *, where: str | None = None) -> None:
        self.says = says
        self.where = where
        super().__init__(f"{where}: {says}" if where else says)
