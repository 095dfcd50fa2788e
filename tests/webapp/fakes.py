"""A searcher made of a few articles, and short ways to write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from search import Article, ArticleHead, Category, CitedAnswer, Feedback, Hit, LearnedWording, Results, Section, Snippet


def section(heading: str, html: str, anchor: str = "", level: int = 2) -> Section:
    """Return a section; the first of an article has no heading."""
    return Section(anchor=anchor, heading=heading, level=level if heading else 0, text="", html=html)


def article(  # noqa: PLR0913 - a test names only what it is about
    article_id: str,
    title: str = "",
    *,
    slug: str = "",
    category: str = "withdrawals",
    summary: str = "",
    sections: tuple[Section, ...] = (),
    related: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    updated: date | None = None,
    urgent: str | None = None,
) -> Article:
    """Return an article that is empty where nothing is said."""
    language, key = article_id.split("/")
    return Article(
        article_id=article_id,
        language=language,
        key=key,
        title=title or key,
        category=category,
        slug=slug or key,
        summary=summary,
        questions=(),
        keywords=(),
        sections=sections,
        related=related,
        aliases=aliases,
        finds=(),
        not_for=(),
        updated=updated,
        content_hash="",
        urgent=urgent,
    )


def head(article: Article) -> ArticleHead:
    """Return the head of ``article``."""
    return ArticleHead(
        article_id=article.article_id,
        language=article.language,
        key=article.key,
        title=article.title,
        category=article.category,
        slug=article.slug,
        summary=article.summary,
        updated=article.updated,
        aliases=article.aliases,
        related=article.related,
        urgent=article.urgent,
    )


def hit(
    article: Article, text: str = "", marks: tuple[tuple[int, int], ...] = (), *, anchor: str = "", found_in: str = ""
) -> Hit:
    """Return ``article`` as found with the passage ``text``."""
    return Hit(
        article=head(article),
        score=1.0,
        confidence=1.0,
        anchor=anchor,
        snippet=Snippet(text, marks),
        signals=(),
        found_in=found_in or article.language,
    )


CATEGORIES = (
    Category(
        "withdrawals",
        {"en": "Withdrawals", "es": "Retiros", "sk": "Výbery"},
        {"en": "Getting money out.", "es": "Sacar dinero.", "sk": "Ako dostať peniaze von."},
    ),
    Category(
        "security",
        {"en": "Security", "es": "Seguridad", "sk": "Bezpečnosť"},
        {"en": "Staying safe.", "es": "Estar a salvo.", "sk": "Ako byť v bezpečí."},
    ),
)


@dataclass
class FakeSearcher:
    """Answers as told, from the articles given."""

    articles: tuple[Article, ...] = ()
    answers: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)
    """Text of a query -> hits."""

    categories: tuple[Category, ...] = CATEGORIES
    generation: str = "1.0"
    asked: list[tuple[str, str]] = field(default_factory=list)
    """(text, language) of every query."""

    refreshed: int = 0
    evidence: float = 1.0
    """How much speaks for the first hit, where there is one; it attains as much."""

    taught: tuple[LearnedWording, ...] = ()
    cited: CitedAnswer | None = None
    """What the first hit says, where there is one."""

    corrections: Mapping[str, str] = field(default_factory=dict)
    """Text of a query -> what was probably meant."""

    unknown: tuple[str, ...] = ()
    """Words that no article holds."""

    @property
    def content(self) -> str:
        return self.generation

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({each.language for each in self.articles}))

    def search(self, text: str, language: str, limit: int = 5, feedback: Feedback | None = None) -> Results:
        self.asked.append((text, language))
        candidates = self.answers.get(text, ())
        hits = candidates[:limit]
        words = len(text.split())
        unknown = tuple(each for each in text.split() if each in self.unknown)
        return Results(
            text,
            language,
            (),
            hits,
            len(candidates),
            self.generation,
            evidence=self.evidence if hits else 0.0,
            attained=self.evidence if hits else 0.0,
            unknown=unknown,
            is_gibberish=0 < words == len(unknown),
            asked=words,
            matched=words - len(unknown) if hits else 0,
            answer=self.cited if hits else None,
            did_you_mean=self.corrections.get(text, ""),
        )

    def refresh(self, learned: Iterable[LearnedWording] | None = None) -> bool:
        self.refreshed += 1
        self.taught = self.taught if learned is None else tuple(learned)
        return False

    def article(self, article_id: str) -> Article:
        return {each.article_id: each for each in self.articles}[article_id]

    def heads_without_questions(self, language: str) -> tuple[ArticleHead, ...]:
        return tuple(head(each) for each in self.articles if each.language == language and not each.all_questions)

    def heads(self, language: str) -> tuple[ArticleHead, ...]:
        found = (each for each in self.articles if each.language == language)
        return tuple(head(each) for each in sorted(found, key=lambda each: each.article_id))
