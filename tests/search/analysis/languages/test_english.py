"""English: examples."""

from __future__ import annotations

from tests.search.analysis.languages.contract import LanguageContract


class TestEnglish(LanguageContract):
    CODE = "en"
    TEXT = "I haven't received my 2FA e-mail: naïve café, 50% of £20!"
    FORMS = ("i", "havent", "received", "my", "2fa", "email", "naive", "cafe", "50", "%", "of", "£", "20")
    FUNCTION_WORDS = ("How", "do", "I", "the", "please", "want")
    NEGATIONS = ("no", "not", "without", "never", "cannot", "cant", "dont")
    MEET = (
        ("withdraw", "withdrew"),
        ("withdrawal", "withdrawals"),
        ("withdraw", "withdrawals"),
        ("pay", "paid"),
        ("verify", "verified"),
        ("lose", "lost"),
        ("cancel", "cancelled"),
        ("sent", "send"),
        ("e-mail", "email"),
        ("Password", "passwords"),
    )
    APART = (
        ("price", "prize"),
        ("world", "word"),
        ("university", "universe"),
        ("general", "generate"),
        ("deposit", "withdrawal"),
        ("new", "news"),
    )
    SHOULD_MEET = (("verify", "verification"),)
    SHOULD_BE_APART = (("account", "accountant"), ("business", "busy"))
