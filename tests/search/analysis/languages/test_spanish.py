"""Spanish: examples."""

from __future__ import annotations

from tests.search.analysis.languages.contract import LanguageContract


class TestSpanish(LanguageContract):
    CODE = "es"
    TEXT = "¿Cuándo llegará mi retirada de 1.000 €? Cambié la contraseña, el pingüino y el e‑mail."
    FORMS = (
        *("cuando", "llegara", "mi", "retirada", "de", "1000", "€", "cambie", "la", "contrasena", "el"),
        *("pinguino", "y", "el", "email"),
    )
    FUNCTION_WORDS = ("cómo", "qué", "está", "más", "él", "tú", "quiero")
    NEGATIONS = ("no", "sin", "nunca", "ni", "nada", "tampoco", "nadie")
    MEET = (
        ("retiro", "retirada"),
        ("retirar", "retiros"),
        ("pagar", "pagué"),
        ("llega", "llegan"),
        ("enviar", "envié"),
        ("perder", "perdí"),
        ("contraseña", "contrasenas"),
        ("comisión", "comisiones"),
        ("solicitud", "solicitudes"),
        ("tarjeta", "tarjetas"),
    )
    APART = (
        ("dinero", "dinosaurio"),
        ("pero", "perro"),
        ("depósito", "retiro"),
        ("banco", "barco"),
        ("cuenta", "venta"),
    )
    SHOULD_MEET = (("verificar", "verificación"),)
    SHOULD_BE_APART = (("puerto", "puerta"), ("cuenta", "cuento"))
