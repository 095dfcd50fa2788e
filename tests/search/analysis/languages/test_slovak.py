"""Slovak: examples."""

from __future__ import annotations

from tests.search.analysis.languages.contract import LanguageContract


class TestSlovak(LanguageContract):
    CODE = "sk"
    TEXT = "Prečo mi neprišiel výber 20 €? Žiadosť, kôň, ľahký ťah, vŕba, dĺžka a e-mail."
    FORMS = (
        *("preco", "mi", "neprisiel", "vyber", "20", "€", "ziadost", "kon", "lahky", "tah", "vrba", "dlzka"),
        *("a", "email"),
    )
    FUNCTION_WORDS = ("ako", "prečo", "môžem", "sú", "že", "keď", "ďakujem")
    NEGATIONS = ("nie", "bez", "ani", "nikdy", "nemôžem", "nič")
    MEET = (
        ("heslo", "heslom"),
        ("účet", "účty"),
        ("účtu", "účet"),
        ("peniaze", "peňazí"),
        ("karta", "kariet"),
        ("overiť", "overenie"),
        ("poplatok", "poplatky"),
        ("poslať", "poslal"),
        ("prihlásiť", "prihlásenie"),
        ("vklad", "vkladu"),
        ("výber", "výberu"),
    )
    APART = (
        ("hrad", "hrať"),
        ("účet", "účasť"),
        ("vklad", "výber"),
        ("mesto", "miesto"),
        ("kurz", "kura"),
    )
    SHOULD_MEET = (("výber", "výbery"), ("platba", "platobný"))  # výber is read as vyber, "pick!" of vybrať
    SHOULD_BE_APART = (("súd", "sud"),)
