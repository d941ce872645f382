"""What is kept out of the log: the tokens that some addresses carry."""

import logging
import re

# The last part of these addresses lets whoever knows it in.
_TOKENS = re.compile(r"/(signin|join)/[\w-]{20,}")


class HideTokens(logging.Filter):
    """Takes the tokens out of addresses in everything that is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, its tokens hidden."""
        said = record.getMessage()
        hidden = _TOKENS.sub(r"/\1/…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
