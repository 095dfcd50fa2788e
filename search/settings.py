"""Every tunable number: default, unit, source."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ContentSettings:
    """What is accepted as an article."""

    file_bytes: int = 2_000_000
    """Largest file that is read; a help article has 1-20 kB."""

    head_bytes: int = 64_000
    """Largest front matter; YAML is only parsed below this."""

    list_items: int = 500
    """Most ``questions``, ``keywords``, ``finds`` and so on of one article."""

    item_letters: int = 500
    """Longest title, question or keyword, in characters."""


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """From query to candidates."""

    query_letters: int = 2_000
    """A longer query is cut here."""

    query_terms: int = 64
    """Words of a query that count; the rest is cut."""

    candidates: int = 40
    """Articles that are ranked per part of the index."""

    title_weight: float = 3.0
    """How often a word of the title counts; 2-4 are level on BANKING77 and CLINC150 validation rows."""

    keyword_weight: float = 2.0
    """How often a word of ``keywords`` counts."""

    k1: float = 1.2
    """Saturation of term frequency.  Robertson & Zaragoza 2009, section 3.4."""

    b: float = 0.75
    """Share of length normalisation.  Robertson & Zaragoza 2009, section 3.4."""

    function_word_weight: float = 0.5
    """Weight of ``how``, ``el``, ``sa`` beside other words.

    0.2 loses 1 point of hit@1 on the validation rows of CLINC150, 1.0 loses 1 on those of BANKING77.
    """

    completions: int = 24
    """Most keys that an unfinished last word stands for."""

    completion_weight: float = 0.8
    """Share of a completion, when the letters typed are no word themselves."""

    longer_word_weight: float = 0.3
    """Share of a completion, when the letters typed are a word already."""

    typo_weight: float = 0.8
    """Share of a word one edit away; squared for two edits."""

    first_letter_weight: float = 0.7
    """Further factor when the first letter differs: people rarely miss it."""

    one_edit_letters: int = 4
    """Shortest word that may have one edit."""

    two_edits_letters: int = 8
    """Shortest word that may have two edits."""

    typo_words: int = 6
    """Most corrections of one word."""

    synonym_weight: float = 0.7
    """Share of a synonym."""

    part_weight: float = 0.5
    """Share of one word of a synonym that consists of several."""

    letters_of_language: int = 6
    """Letters below which a query is taken to be in the page's language; no detector is right there."""

    surprise: float = 0.5
    """How much better another language must explain the query's n-grams, in nats each."""

    foreign_confidence: float = 0.35
    """Confidence of the first hit below which other languages are asked too, and must have to be shown."""


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """The bag of character n-grams and word pairs that stands for a whole article."""

    shortest: int = 2
    """Letters of the shortest n-gram; with 2-4 CLINC150 validation hit@1 is 0.764, with 3-5 0.751."""

    longest: int = 4
    """Letters of the longest n-gram."""

    pair_weight: float = 2.0
    """Weight of two neighbouring words against one n-gram; 0 loses 1 point of hit@1 on CLINC150."""

    features: int = 384
    """Most n-grams and pairs kept of an article, heaviest first."""


@dataclass(frozen=True, slots=True)
class RankingSettings:
    """Weights of the signals; only their ratios matter."""

    words: float = 1.5
    """BM25F over keys (stems), divided by what the query could attain."""

    forms: float = 0.5
    """BM25F over exact words, divided by what the query could attain."""

    profile: float = 2.0
    """Cosine between query and article over n-grams and word pairs."""

    question: float = 0.4
    """Best single wording of the article."""

    title: float = 0.05
    """Likeness of the title alone."""

    helpful: float = 0.05
    """Share of readers helped; bounded so that votes only decide near ties."""

    fresh: float = 0.01
    """Halves with every year since ``updated``."""


@dataclass(frozen=True, slots=True)
class SnippetSettings:
    """The passage under a title."""

    words: int = 32
    """Words of the passage."""

    letters: int = 240
    """Longest passage, in characters."""


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Files and processes of the index."""

    lock_wait_s: float = 10.0
    """How long a second writer waits before it names the first."""

    changed_articles: int = 64
    """Changed articles that may wait in a small part beside the large one before everything is compiled again."""

    changed_share: float = 0.02
    """The same as a share of all articles; the larger of both counts."""

    processes: int = 2
    """Processes that read Markdown during a build."""

    settle_ms: int = 150
    """``watch`` waits until files have been quiet for so long."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the articles lie, where the index lies, and all numbers."""

    articles: Path = Path("kb_articles")
    """Folder of ``<language>/<key>.md``, or a JSON Lines file of articles."""

    index: Path = Path("instance/index")
    """Folder of the index; may be deleted at any time."""

    content: ContentSettings = field(default_factory=ContentSettings)
    retrieval: RetrievalSettings = field(default_factory=RetrievalSettings)
    profile: ProfileSettings = field(default_factory=ProfileSettings)
    ranking: RankingSettings = field(default_factory=RankingSettings)
    snippet: SnippetSettings = field(default_factory=SnippetSettings)
    indexing: IndexSettings = field(default_factory=IndexSettings)
