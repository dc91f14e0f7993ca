"""Passwords within addresses, as ``postgresql://user:password@host/database``."""

from __future__ import annotations

import re

#: What stands for a password in an address; SQLAlchemy and others write the same.
COVER = "***"
_PASSWORD = re.compile(
    # a port is no password, whatever stands behind it
    r"(?P<before>[a-z][a-z0-9+.-]*://[^\s/?#:@]*:)(?P<password>(?!\d+/)[^\s@\"'<>]+)@",
    re.IGNORECASE,
)
_QUERY = re.compile(
    r"(?P<before>[?&](?:sig|signature|token|access_token|api_key|apikey|key|password|secret"
    r"|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature)=)"
    r"(?P<password>[^\s&#\"'<>]+)",
    re.IGNORECASE,
)


def passwords_in(address: str) -> list[str]:
    """Return the passwords and signatures that an address holds.

    >>> passwords_in("https://me:hunter2@host/x?sig=abc&page=1"), passwords_in("C:/x@y")
    (['hunter2', 'abc'], [])
    """
    if "://" not in address:
        return []
    found = [m["password"] for pattern in (_PASSWORD, _QUERY) for m in pattern.finditer(address)]
    return [password for password in found if password != COVER]


def without_passwords(text: str) -> str:
    """Return a text with the passwords of its addresses covered.

    >>> without_passwords("read https://me:hunter2@host/x?sig=abc&page=1 again")
    'read https://me:***@host/x?sig=***&page=1 again'
    """
    if "://" not in text:
        return text
    return _QUERY.sub(rf"\g<before>{COVER}", _PASSWORD.sub(rf"\g<before>{COVER}@", text))
