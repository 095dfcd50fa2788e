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

    picture_bytes: int = 5_000_000
    """Largest picture beside an article that is shown; a screenshot has 50-500 kB."""

    language: str = ""
    """Of all files that stand in no folder of a language and name none before their ending, as ``fees.es.md`` does.

    Empty where every article says its language; no part of what decides whether an index is outdated.
    """


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """From query to candidates."""

    query_letters: int = 2_000
    """A longer query is cut here."""

    query_terms: int = 64
    """Words of a query that count; the rest is cut."""

    foreign_terms: int = 16
    """The same where languages are asked that are neither the page's nor the query's own, as far as can be told."""

    candidates: int = 40
    """Articles that are ranked per part of the index."""

    title_weight: float = 3.0
    """How often a word of the title counts; 2-4 are level on BANKING77 and CLINC150 validation rows."""

    keyword_weight: float = 2.0
    """How often a word of ``keywords`` counts."""

    folder_weight: float = 1.0
    """How often a word of the folders that an article stands in counts."""

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

    corrected_words: int = 8
    """Unknown words of a query that are corrected; a query with more is no typing error."""

    apart_words: int = 8
    """Unknown words of a query that are tried as two words written as one."""

    typo_words: int = 6
    """Most corrections of one word."""

    respelled_evidence: float = 0.3
    """Evidence from which a correction is offered to the customer.

    39 of 40 mistyped judged queries of our own have more, 51 of 53 others that a correction would spoil have less.
    """

    synonym_weight: float = 0.7
    """Share of a synonym."""

    part_weight: float = 0.5
    """Share of one word of a synonym that consists of several."""

    letters_of_language: int = 6
    """Letters below which a query is taken to be in the page's language; no detector is right there."""

    surprise: float = 0.5
    """How much better another language must explain the query's n-grams, in nats each."""

    foreign_evidence: float = 0.25
    """Evidence for the first hit below which other languages are asked too, and which these must have."""


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


BUILT_IN = "built-in"
NO_MODEL = "none"


@dataclass(frozen=True, slots=True)
class MeaningSettings:
    """What words mean, so that an article is found that shares none with the query."""

    model: str = BUILT_IN
    """``built-in``, ``none``, or the folder of another static model."""

    candidates: int = 10
    """Articles nearest in meaning that are ranked beside those that share words, per part of the index."""

    least_cosine: float = 0.35
    """Likeness below which an article that shares no word is no candidate; of right ones 5 in 100 lie below."""


@dataclass(frozen=True, slots=True)
class RankingSettings:
    """Weights of the signals; only their ratios matter. The defaults are for words alone."""

    exact_title: float = 5.5
    """The query is the title, word for word; more than all other signals together, so that nothing outweighs it."""

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

    nearest: float = 0.0
    """Cosine in meaning with the nearest wording or section."""

    centroid: float = 0.0
    """Cosine in meaning with the article as a whole."""

    unworded: float = 0.6
    """What an article without wordings is given beside others that have some.

    On validation rows of BANKING77 with five questions for every second article hit@3 of the others rises from 0.55 to
    0.73, and that of those falls from 0.91 to 0.88; on CLINC150 from 0.61 to 0.73, and from 0.94 to 0.91.
    """

    helpful: float = 0.05
    """Share of readers helped; bounded so that votes only decide near ties."""

    fresh: float = 0.01
    """Halves with every year since ``updated``."""


WITH_MEANING = RankingSettings(
    exact_title=7.0, forms=0.6, profile=1.5, question=0.15, title=0.03, nearest=1.2, centroid=0.8, unworded=0.7
)
"""The weights where a model says what words mean.

On validation rows hit@3 rises from 0.910 to 0.931 (BANKING77) and from 0.908 to 0.931 (CLINC150) against words alone.
"""


@dataclass(frozen=True, slots=True)
class SnippetSettings:
    """The passage under a title."""

    letters: int = 259
    """Longest passage, in characters; it is about 50 shorter as a rule, since sentences are whole."""


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """The words of an article that are shown as its answer."""

    sure: float = 0.85
    """What the best sentence must say of the question: the share of its words and half the cosine in meaning, 0..1.5.

    Derived by ``python -m tests.relevance.answers`` from the half of XQuAD that is for tuning.
    """

    sentences: int = 3
    """Most sentences."""

    letters: int = 800
    """Longest answer in sentences, in characters."""

    list_letters: int = 900
    """Longest list of steps, in characters."""


@dataclass(frozen=True, slots=True)
class DecisionSettings:
    """Whether there is an answer."""

    keep: float = 0.95
    """Share of answerable questions that is to get suggestions: the one knob."""

    answerable_share: float = 0.75
    """Share of customers' questions that an article answers, as long as nobody has judged any."""

    own_weight: float = 50
    """How many judged queries all that was known before them is worth when thresholds are set from both."""

    unsure_zone: float = 0.10
    """How far above the least at which articles are shown the form still opens under them.

    On public sets without their articles it brings 85-94 % of unanswerable questions to the form, against 46-57 %.
    """

    surely_above: float = 0.25
    """How far above the least an article must lie to be opened in place, where articles have no questions."""

    strong_precision: float = 0.9
    """Share of first hits that must answer for the first to be opened in place."""

    questions: int = 1500
    """Most questions of a language that thresholds are set from."""

    fewest_questions: int = 30
    """Questions of a language below which the defaults stay."""


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """Customers' questions that become wordings of the article that solved them."""

    customers: int = 2
    """Independent customers whom an article must have answered a question; a writer's yes counts at once."""

    wordings_per_article: int = 60
    """Most learned wordings of one article; the newest stay.

    On BANKING77 45 of them add a point of hit@3 over 25, and the curve is nearly flat there.
    """

    wording_letters: int = 500
    """A longer question is cut here, in characters; as long as a question that a writer may write."""

    weight: float = 1.0
    """How often a word of a learned wording counts, 0..1; one of a written question counts once."""

    together_share: float = 0.5
    """Share of a language's articles with learned wordings from which all of them are compiled anew, as one part."""


@dataclass(frozen=True, slots=True)
class ReplaySettings:
    """How old requests are read and asked again."""

    row_letters: int = 120_000
    """Longest row of a table or of JSON Lines, in characters; Python's csv module stops at 131 072 a field."""

    mail_bytes: int = 250_000
    """Beginning of a mail that is looked at; its text comes before its attachments."""

    question_letters: int = 300
    """Longest question made of a subject and a sentence, in characters."""

    sentences: int = 2
    """First sentences of a body that are asked, each with the subject, one at a time.

    Judged queries wrapped into made-up mails: hit@3 is 0.68 so, 0.57-0.60 with 1-3 sentences asked in one, 0.44 with
    the subject alone, 0.75 for the bare query.
    """

    sample: int = 5_000
    """Questions kept to find groups in, answered and unanswered each; a group of 2 % is then right within 0.4 %."""

    fewest_requests: int = 3
    """Smallest group, and fewest requests a word shown with a group stands in."""

    group_words: int = 4
    """Words shown with a group."""

    examples: int = 3
    """Questions shown with a group."""

    example_letters: int = 160
    """Longest question shown, in characters."""

    problems: int = 5
    """Rows that cannot be read of which the first few are shown."""


@dataclass(frozen=True, slots=True)
class DraftingSettings:
    """Questions that a colleague or an assistant drafts for articles."""

    first_words: int = 45
    """Words of an article's text that are handed out beside its title and headings."""

    questions: int = 3
    """Questions asked for an article; one for every article before many for some."""

    fewest_words: int = 3
    """Shortest question, in words: fewer say nothing that the title does not."""

    most_words: int = 16
    """Longest question, in words: customers do not type more."""

    file_bytes: int = 50_000_000
    """Largest file of questions; a line of an article has 100-500 bytes."""


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """What is read from the export of another help desk; past a limit nothing is imported."""

    files: int = 50_000
    """Most files of an export, pictures included."""

    file_bytes: int = 100_000_000
    """Largest file of an export; a page of 100 articles has 1-5 MB."""

    all_bytes: int = 2_000_000_000
    """Most bytes of an export, unpacked."""

    pack_ratio: int = 200
    """How much larger than packed a file may be, once past ``packed_bytes``; text packs to a tenth."""

    packed_bytes: int = 1_000_000
    """Unpacked size below which the ratio does not matter."""

    articles: int = 20_000
    """Most articles and translations of an export."""

    article_letters: int = 1_000_000
    """Longest article, as HTML, in characters."""

    html_depth: int = 150
    """Most elements within one another; deeper ones are taken by no browser as they are written."""

    picture_bytes: int = 10_000_000
    """Largest picture that is copied."""

    examples: int = 3
    """Examples of each kind of loss in the report."""


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
    """Folder of ``<language>/<key>.md``, or a JSON Lines file of articles; a text is taken as a path."""

    index: Path = Path("instance/index")
    """Folder of the index; may be deleted at any time."""

    content: ContentSettings = field(default_factory=ContentSettings)
    retrieval: RetrievalSettings = field(default_factory=RetrievalSettings)
    profile: ProfileSettings = field(default_factory=ProfileSettings)
    meaning: MeaningSettings = field(default_factory=MeaningSettings)
    ranking: RankingSettings | None = None
    """None for the weights that were measured to be best with the model of ``meaning``."""

    snippet: SnippetSettings = field(default_factory=SnippetSettings)
    answer: AnswerSettings = field(default_factory=AnswerSettings)
    decision: DecisionSettings = field(default_factory=DecisionSettings)
    learning: LearningSettings = field(default_factory=LearningSettings)
    replay: ReplaySettings = field(default_factory=ReplaySettings)
    indexing: IndexSettings = field(default_factory=IndexSettings)
    drafting: DraftingSettings = field(default_factory=DraftingSettings)
    importing: ImportSettings = field(default_factory=ImportSettings)

    def __post_init__(self) -> None:
        object.__setattr__(self, "articles", Path(self.articles))
        object.__setattr__(self, "index", Path(self.index))

    @property
    def weights(self) -> RankingSettings:
        """The weights of the signals."""
        return self.ranking or (RankingSettings() if self.meaning.model == NO_MODEL else WITH_MEANING)
