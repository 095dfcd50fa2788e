"""From a query to results, end to end: parse, expand, retrieve, rank, cut snippets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from search.analysis.analyzer import Analyzer, open_analyzer
from search.analysis.synonyms import parse_synonyms
from search.engines import is_current, open_engine, with_learned
from search.engines.local.engine import LocalEngine
from search.engines.local.shelf import Shelf
from search.errors import QueryError
from search.meaning import open_model
from search.model import Article, ArticleHead, Category, Feedback, Hit, LearnedWording, Results, Snippet, Term
from search.protocols import NO_MEANING, Encoder, Group, RetrievalQuery, Shortlist
from search.query.expand import Expander
from search.query.languages import guess_language
from search.query.parse import ParsedQuery, parse_query, title_keys
from search.query.typo import misspellings, respelled
from search.ranking.confidence import EVIDENCE_DEPTH, attained_score, attained_shares, evidence_for
from search.ranking.ranker import Ranking, rank
from search.settings import RetrievalSettings, Settings

NO_FEEDBACK = Feedback()

LITTLE = 0.5
"""Share of the query's words below which the first hit was found by its meaning."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a language needs to understand a query."""

    analyzer: Analyzer
    shelf: Shelf
    expander: Expander
    encoder: Encoder | None


@dataclass(frozen=True, slots=True)
class State:
    """One generation, ready to answer; replaced whole by ``refresh``."""

    indexed: LocalEngine
    """As the index says."""

    learned: tuple[LearnedWording, ...]
    engine: LocalEngine
    """With the learned wordings."""

    readings: dict[str, Reading]
    untranslated: frozenset[str]
    """Languages into which not all articles are translated."""

    feature_weights: dict[str, NDArray[np.float32]]


class Searcher:
    """Answers queries from one generation until ``refresh`` takes up a newer one; may be shared by threads."""

    def __init__(self, settings: Settings, learned: Iterable[LearnedWording] = ()) -> None:
        self._settings = settings
        few = replace(settings.retrieval, query_terms=settings.retrieval.foreign_terms)
        self._settings_of_others = replace(settings, retrieval=few)
        self._refreshing = Lock()
        self._state = self._prepare(open_engine(settings), tuple(learned))

    @property
    def generation(self) -> str:
        """Which state of the index answers."""
        return self._state.engine.generation

    @property
    def content(self) -> str:
        """Name of the articles, categories and synonyms that answer: two searchers with the same name answer alike."""
        return self._state.indexed.content

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that have articles, by code."""
        return self._state.engine.languages

    @property
    def categories(self) -> tuple[Category, ...]:
        """Categories in the order to show them."""
        return self._state.engine.categories

    def refresh(self, learned: Iterable[LearnedWording] | None = None) -> bool:
        """Take up the current generation and what was ``learned``; return whether either is new.

        None keeps the learned wordings that are known; without one of them in the new value it is forgotten. Articles
        that there are not are passed over. Costs as much as compiling the articles that have learned wordings, while
        queries are answered as before.
        """
        with self._refreshing:
            state = self._state
            wordings = state.learned if learned is None else tuple(learned)
            is_newer = not is_current(state.indexed, self._settings)
            if not is_newer and wordings == state.learned:
                return False
            indexed = open_engine(self._settings, state.indexed) if is_newer else state.indexed
            self._state = self._prepare(indexed, wordings)
            return True

    def article(self, article_id: str) -> Article:
        """Return an article whole; KeyError where there is none."""
        return self._state.engine.article(article_id)

    def heads(self, language: str) -> tuple[ArticleHead, ...]:
        """Return the heads of all articles of ``language``, by article_id."""
        engine = self._state.engine
        return engine.heads(language) if language in engine.languages else ()

    def heads_without_questions(self, language: str) -> tuple[ArticleHead, ...]:
        """Return those of the heads whose articles have no question, written or drafted; learned ones are none."""
        engine = self._state.indexed
        return engine.heads_without_questions(language) if language in engine.languages else ()

    def search(
        self, text: str, language: str, limit: int = 5, feedback: Feedback = NO_FEEDBACK, explain: bool = False
    ) -> Results:
        """Return the best ``limit`` articles for ``text`` on a page in ``language``.

        Articles of another language are only given where ``language`` has no answer or the query is plainly in the
        other one; the translation in the page's language is shown in their place where there is one. Text that holds
        no word gives no hits. Signals and terms are only listed to ``explain``. Raises QueryError for a limit below 1.
        """
        if limit < 1:
            raise QueryError(f"limit: {limit} hits cannot be given. Ask for 1 or more.")
        state = self._state
        if not state.readings:
            return Results.nothing(text, language, state.engine.generation)
        page = state.readings.get(language) or next(iter(state.readings.values()))
        parsed = parse(page, text, self._settings)
        first, *others = self._readings_to_ask(state, parsed, page)
        parsed = parsed if first is page else parse(first, text, self._settings)
        best = answer(first, parsed, self._settings, feedback)
        least = self._settings.retrieval.foreign_evidence
        asks_others = best.has_unknown_words or best.language in state.untranslated
        if others and asks_others and best.evidence() < least:
            answers = [best, *(ask(other, text, self._settings_of_others, feedback) for other in others)]
            sure = [each for each in answers if each.evidence() >= least]
            best = max(sure, key=Answer.evidence, default=best)
        results = best.results(text, limit, explain, state.engine.generation)
        return results if best.language == language else shown_in(language, results, state.engine)

    def _prepare(self, indexed: LocalEngine, learned: tuple[LearnedWording, ...]) -> State:
        engine = with_learned(indexed, learned, self._settings)
        readings = {each: open_reading(engine, each, self._settings) for each in engine.languages}
        feature_weights = {each: engine.vocabulary(each).feature_weights for each in engine.languages}
        return State(indexed, learned, engine, readings, untranslated(engine), feature_weights)

    def _readings_to_ask(self, state: State, parsed: ParsedQuery, page: Reading) -> list[Reading]:
        """Return the languages to ask in order: the query's own first, then the page's, then the rest."""
        if len(state.readings) == 1:
            return [page]
        settings = self._settings.retrieval
        own = page_language = page.analyzer.language.code
        is_long = parsed.letters >= settings.letters_of_language
        if is_long and not all(page.shelf.has_form(word.form) for word in parsed.words):
            features = parsed.word_features(self._settings.profile)
            own = guess_language(features, state.feature_weights, page_language, settings.surprise)
        return [state.readings[each] for each in dict.fromkeys((own, page_language, *state.readings))]


def untranslated(engine: LocalEngine) -> frozenset[str]:
    """Return the languages that lack an article which another one has."""
    keys = {each: {head.partition("/")[2] for head in engine.article_ids(each)} for each in engine.languages}
    every = frozenset().union(*keys.values())
    return frozenset(language for language, own in keys.items() if own != every)


def open_reading(engine: LocalEngine, language: str, settings: Settings) -> Reading:
    """Return what ``language`` needs; SettingsError where its model of meaning cannot be had."""
    analyzer, shelf = open_analyzer(language), engine.vocabulary(language)
    synonyms, _ = parse_synonyms(engine.synonyms.get(language, ""), language, analyzer)
    expander = Expander(analyzer, shelf, synonyms, settings.retrieval)
    return Reading(analyzer, shelf, expander, open_model(settings.meaning))


def parse(reading: Reading, text: str, settings: Settings) -> ParsedQuery:
    """Return the words of ``text`` as one language reads them."""
    return parse_query(text, reading.analyzer, reading.shelf, settings.retrieval, reading.expander.synonym_keys)


def answer(reading: Reading, parsed: ParsedQuery, settings: Settings, feedback: Feedback) -> Answer:
    """Return the ranked candidates of one language for what it reads."""
    groups = reading.expander.expand(parsed)
    meaning = reading.encoder.vector(meant(parsed, groups, reading.encoder)) if reading.encoder else NO_MEANING
    features = parsed.features(settings.profile)
    keys = title_keys(parsed, reading.analyzer, reading.shelf)
    query = RetrievalQuery(reading.analyzer.language.code, groups, *features, keys, meaning)
    shortlist = reading.shelf.retrieve(query, settings.retrieval.candidates, settings.meaning)
    ranking = rank(shortlist, feedback, settings.weights)
    shares = attained_shares(shortlist.evidence, ranking.has_meaning)
    return Answer(reading, parsed, groups, shortlist, ranking, shares, settings.retrieval)


def ask(reading: Reading, text: str, settings: Settings, feedback: Feedback) -> Answer:
    """Return the ranked candidates of one language for ``text``."""
    return answer(reading, parse(reading, text, settings), settings, feedback)


@dataclass(frozen=True, slots=True)
class Answer:
    """The candidates of one language in their order."""

    reading: Reading
    parsed: ParsedQuery
    groups: tuple[Group, ...]
    shortlist: Shortlist
    ranking: Ranking
    shares: NDArray[np.float32]
    """(candidates,), how much of what the query could attain each attains, 0..1."""

    settings: RetrievalSettings

    @property
    def language(self) -> str:
        """Of the articles."""
        return self.reading.analyzer.language.code

    @property
    def content(self) -> list[Group]:
        """Groups of the words that are no function words."""
        return [group for group in self.groups if group.weight == 1]

    @property
    def has_unknown_words(self) -> bool:
        """Whether nothing in this language may stand for one of the words."""
        return not all(group.alternatives for group in self.groups)

    def evidence(self, leave_out: int | None = None) -> float:
        """Return how much speaks for the first candidate, 0..1; as if rank ``leave_out`` were not there."""
        return evidence_for(self.shares, self.ranking, self._first(leave_out))

    def attained(self, leave_out: int | None = None) -> float:
        """Return the share of the most that the ranking gives which the first candidate has, 0..1, likewise."""
        return attained_score(self.ranking, self._first(leave_out))

    def _first(self, leave_out: int | None) -> NDArray[np.int64]:
        """Return the places that the decision looks at, best first.

        None where a code was asked for that no article has: its neighbours are no answers.
        """
        if any(word.is_code for word in self.parsed.words):
            return self.ranking.places[:0]
        places = self.ranking.places[: EVIDENCE_DEPTH + 1]
        if leave_out is not None:
            places = np.delete(places, np.s_[leave_out - 1 : leave_out])
        return places[:EVIDENCE_DEPTH]

    def results(self, text: str, limit: int, explain: bool, generation: str) -> Results:
        """Return the first ``limit`` candidates as hits."""
        places = self.ranking.places[:limit].tolist()
        content = self.content
        held = [self.shortlist.held(place, content) for place in places[:1]]
        by_meaning = bool(held) and held[0] < LITTLE * len(content)
        hits = tuple(
            self._hit(place, explain, explain or (by_meaning and number == 0)) for number, place in enumerate(places)
        )
        return Results(
            text=text,
            language=self.language,
            terms=tuple(terms_of(self.parsed, self.groups)) if explain else (),
            hits=hits,
            total=len(self.shortlist),
            generation=generation,
            evidence=self.evidence(),
            attained=self.attained(),
            asked=len(content),
            matched=held[0] if held else 0,
            unknown=tuple(
                word.form
                for word, group in zip(self.parsed.words, self.groups, strict=True)
                if group.weight == 1 and not group.alternatives and (word.is_code or not word.is_unfinished)
            ),
            is_gibberish=bool(content) and not any(group.alternatives for group in content),
            did_you_mean=self._did_you_mean(hits),
            answer=self.shortlist.cited(places[0]) if places else None,
        )

    def _did_you_mean(self, hits: tuple[Hit, ...]) -> str:
        replacements = misspellings(self.parsed.words, self.groups, self.settings, self._is_word)
        if not replacements or self.evidence() < self.settings.respelled_evidence:
            return ""
        passages = [text for hit in hits for text in (hit.snippet.text, hit.article.title)]
        return respelled(self.parsed.text, replacements, passages)

    def _is_word(self, form: str) -> bool:
        """Return whether ``form`` is spelt well though no article may hold it."""
        return self.reading.encoder is not None and self.reading.encoder.is_word(form)

    def _hit(self, place: int, explain: bool, with_alike: bool) -> Hit:
        head, anchor, snippet = self.shortlist.passage(place)
        return Hit(
            article=head,
            score=float(self.ranking.scores[place]),
            confidence=float(self.shares[place]),
            anchor=anchor,
            snippet=snippet,
            signals=self.ranking.explain(place) if explain else (),
            found_in=self.language,
            alike=self.shortlist.alike(place) if with_alike else "",
        )


def meant(parsed: ParsedQuery, groups: tuple[Group, ...], encoder: Encoder) -> list[str]:
    """Return the words of the query as they were meant: unfinished ones completed, misspelt ones corrected."""
    words = []
    for word, group in zip(parsed.words, groups, strict=True):
        best = group.alternatives[0].form if group.alternatives else word.form
        is_word = not best.startswith(word.form) and encoder.is_word(word.form)
        words.append(word.form if is_word else best)
    return words


def shown_in(language: str, results: Results, engine: LocalEngine) -> Results:
    """Return ``results`` with each article's translation into ``language`` in its place, where there is one."""
    hits = []
    for hit in results.hits:
        try:
            head = engine.head(f"{language}/{hit.article.key}")
        except KeyError:
            hits.append(hit)
        else:
            hits.append(replace(hit, article=head, anchor="", snippet=Snippet(head.summary, ())))
    is_translated = bool(hits) and hits[0].article != results.hits[0].article
    return replace(results, hits=tuple(hits), answer=None if is_translated else results.answer)


def terms_of(parsed: ParsedQuery, groups: tuple[Group, ...]) -> Iterator[Term]:
    """Yield what became of each word."""
    for word, group in zip(parsed.words, groups, strict=True):
        alternatives = tuple((each.form, each.share) for each in group.alternatives)
        yield Term(word.form, group.weight, alternatives, is_known=any(form == word.form for form, _ in alternatives))
