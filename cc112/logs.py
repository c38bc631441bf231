"""Logs hold ids and codes. What looks personal is painted over, whoever wrote the line."""

import logging
import re


class LogFilter(logging.Filter):
    """Paints over what looks personal in a log line: telephone numbers, NIK, e-mail addresses, tokens, coordinates."""

    PATTERNS = (
        (re.compile(r"(?<![\w.])(?:\+?62|0)8[\d\s-]{7,14}\d"), "[number]"),
        (re.compile(r"(?<!\d)\d{16}(?!\d)"), "[nik]"),
        (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[mail]"),
        (re.compile(r"(?i)(bearer|token|key|session\w*)[=: ]+[\w~+/.-]{16,}"), r"\1 [secret]"),
        (re.compile(r"-7\.\d{3,}"), "[lat]"),
        (re.compile(r"112\.\d{3,}"), "[lng]"),
    )

    def filter(self, record: logging.LogRecord) -> bool:
        message = plain = record.getMessage()
        for pattern, word in self.PATTERNS:
            message = pattern.sub(word, message)
        if message != plain:
            record.msg, record.args = message, ()
        return True
