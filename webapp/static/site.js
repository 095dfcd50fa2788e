/*
 * What the pages do beyond links and forms; each of them works without it.
 *
 *   [data-suggest]  a search field suggests articles                       class Combobox
 *   [data-contact]  the page before you submit                             class Gate
 *   [data-vote]     "Was this helpful?" is sent without leaving the page   class Vote
 *   [data-sent]     a request was sent: its draft is removed
 *   [data-write]    a link to that page: takes along what was typed into a search field   takeAlong
 *   [data-most-files]  files are counted and measured before they are sent                class Files
 *
 * Every sentence shown comes from the page.
 */

const API = "/api/v1";
const PAUSE_MS = 180; // without a key until the search is asked
const SETTLED_MS = 700; // without a key until the text counts as a question
const SLOW_MS = 800; // a search that takes longer opens the form
const GIVE_UP_MS = 10_000; // a search that takes longer has failed
const ANNOUNCE_MS = 1_400; // after the last key, so that screen readers have finished echoing it
const SEND_AGAIN_MS = 10_000; // a form that is still here may be sent once more
const DRAFT_DAYS = 30;
const HOLD_MS = 60_000; // after this long a page says again that it holds its draft
const LOST_MS = 5 * HOLD_MS; // a page that has not said so for as long is gone
const LEAST_LETTERS = 2;
const ASKED_LETTERS = 1_000; // of a longer text
const ADDRESS_BYTES = 7_000; // of a question; servers read 8190 of an address
const PUT_ASIDE = 4; // texts behind the one that is offered
const SHOWN_LETTERS = 80; // of a draft that is offered
const ANSWERS = 5;
const ANSWERS_SHOWN = 3;
const ANSWERS_REMEMBERED = 60;
const GREETINGS_IN_A_ROW = 3;
const OPENED_BY_TEXT = ["none", "unsure"]; // which more text may change
const ENDED = /[.?!…\n]\s*$/u; // a whole sentence; behind a blank it may go on
const REWORDINGS = 2; // after the first wording; then the form opens

const language = document.documentElement.lang;
const oneLine = (text) => text.replace(/\s+/gu, " ").trim(); // to compare; what is asked, the site cleans itself
const cut = (text, letters) => {
  const beginning = [...text].slice(0, letters);
  if (beginning.join("") === text) return text;
  return `${beginning.slice(0, Math.max(beginning.lastIndexOf(" "), 0) || -1).join("").replace(/[ ,;:.\-\u2013]+$/u, "")}…`;
};
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/gu, (whole, name) => values[name] ?? whole);

/** Returns the beginning of `text` that an address can hold, as its part `q`. */
function inAddress(text) {
  const letters = [...text].slice(0, ASKED_LETTERS);
  const size = () => new URLSearchParams({ q: letters.join("") }).toString().length;
  while (size() > ADDRESS_BYTES) letters.length = Math.floor(letters.length * 0.9);
  return letters.join("");
}

/** A store that may be switched off or full: then values live as long as the page. */
class Store {
  #area;
  #kept = new Map();

  constructor(area) {
    try {
      this.#area = window[area];
    } catch {
      this.#area = null;
    }
  }

  get(key) {
    try {
      return this.#area.getItem(key);
    } catch {
      return this.#kept.get(key) ?? null;
    }
  }

  /** Returns whether the value outlives the page. */
  set(key, value) {
    this.#kept.set(key, value);
    try {
      this.#area.setItem(key, value);
      return true;
    } catch {
      return false;
    }
  }

  keys(beginning) {
    let all = [];
    try {
      all = Object.keys(this.#area);
    } catch {
      /* only what lives as long as the page */
    }
    return [...new Set([...all, ...this.#kept.keys()])].filter((key) => key.startsWith(beginning));
  }

  remove(key) {
    this.#kept.delete(key);
    try {
      this.#area.removeItem(key);
    } catch {
      /* there is nothing in a store that does not work */
    }
  }
}

/** Asks for suggestions; an answer that was overtaken by a newer question is never handed out. */
class Suggestions {
  #url;
  #newest = 0;
  #request = null;
  #answers = new Map();

  constructor(url = `${API}/suggest`) {
    this.#url = url;
  }

  /** Returns the answer, null where a newer question overtook it; throws where the search failed. */
  async ask(text) {
    this.forget();
    const number = this.#newest;
    const question = inAddress(text);
    if (this.#answers.has(question)) return this.#answers.get(question);
    const request = (this.#request = new AbortController());
    const timer = setTimeout(() => request.abort(), GIVE_UP_MS);
    try {
      const answer = await getJson(`${this.#url}?${new URLSearchParams({ q: question, language, limit: ANSWERS })}`, request.signal);
      if (!Array.isArray(answer.hits)) throw new TypeError("an answer without hits");
      this.#remember(question, answer);
      return number === this.#newest ? answer : null;
    } catch (error) {
      if (number === this.#newest) throw error;
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  forget() {
    this.#newest += 1;
    this.#request?.abort();
    this.#request = null;
  }

  #remember(question, answer) {
    this.#answers.set(question, answer);
    if (this.#answers.size > ANSWERS_REMEMBERED) this.#answers.delete(this.#answers.keys().next().value);
  }
}

async function getJson(url, signal) {
  const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

function postJson(path, body) {
  const headers = { "Content-Type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body), keepalive: true });
}

/** Tells when the text of a field has changed, paused and settled; letters still being composed do not count. */
class Typing {
  #field;
  #listener;
  #text;
  #pause = 0;
  #settled = 0;

  /**
   * `listener` has changed(text), paused(text, raw) and settled(text, raw, isAsked): one line, and what was typed as it
   * is. It was asked where no pause alone says that it is all.
   */
  constructor(field, listener) {
    this.#field = field;
    this.#listener = listener;
    this.#text = oneLine(field.value);
    field.addEventListener("input", (event) => this.#read(event));
    field.addEventListener("compositionend", () => this.#read({}));
    field.addEventListener("blur", () => this.now());
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) this.now();
    });
  }

  #read({ isComposing = false, inputType = "" }) {
    const raw = this.#field.value;
    const text = oneLine(raw);
    if (isComposing || text === this.#text) return;
    this.#take(text);
    if (inputType.startsWith("insertFromPaste") || inputType === "insertFromDrop") this.#listener.paused(text, raw);
    else this.#pause = setTimeout(() => this.#listener.paused(text, raw), PAUSE_MS);
    this.#settled = setTimeout(() => this.#listener.settled(text, raw), SETTLED_MS);
  }

  #take(text) {
    clearTimeout(this.#pause);
    clearTimeout(this.#settled);
    if (text === this.#text) return;
    this.#text = text;
    this.#listener.changed(text);
  }

  /** The browser may have filled in the field by itself. */
  look() {
    if (oneLine(this.#field.value) !== this.#text) this.now();
  }

  /** The text is as it should be: do not wait. */
  now() {
    const raw = this.#field.value;
    const text = oneLine(raw);
    this.#take(text);
    this.#listener.paused(text, raw);
    this.#listener.settled(text, raw, true);
  }
}

/** Two status regions in turn, so that the same words are read again; never while somebody types. */
class Announcer {
  #regions;
  #turn = 0;
  #typedAt = -ANNOUNCE_MS;
  #timer = 0;
  #waiting = new Map();

  constructor(regions) {
    this.#regions = [...regions];
  }

  typed() {
    this.#typedAt = performance.now();
    for (const subject of ["count", "reason", "best"]) this.#waiting.delete(subject);
    this.#schedule();
  }

  /** Says `text` soon, instead of what was to be said about the same `subject`. */
  say(subject, text) {
    if (!text) return;
    this.#waiting.set(subject, text);
    this.#schedule();
  }

  /** Takes back what was to be said about `subject`; returns whether it was not said yet. */
  unsay(subject) {
    return this.#waiting.delete(subject);
  }

  #schedule() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#speak(), Math.max(100, this.#typedAt + ANNOUNCE_MS - performance.now()));
  }

  #speak() {
    if (!this.#waiting.size) return;
    this.#regions[this.#turn].textContent = "";
    this.#turn = 1 - this.#turn;
    this.#regions[this.#turn].textContent = [...this.#waiting.values()].reduce((said, next) => `${said}${/[.?!…]$/u.test(said) ? "" : "."} ${next}`);
    this.#waiting.clear();
  }
}

/** Editable combobox with list autocomplete and manual selection, after the ARIA Authoring Practices. */
class Combobox {
  #input;
  #list = document.createElement("ul");
  #active = -1;
  #suggestions;
  #announcer;

  constructor(input) {
    this.#input = input;
    this.#suggestions = new Suggestions(input.dataset.suggest || undefined);
    this.#announcer = new Announcer([this.#region(), this.#region()]);
    this.#list.id = `${input.id}-suggestions`;
    this.#list.className = "suggestions";
    this.#list.hidden = true;
    setAttributes(this.#list, { role: "listbox", "aria-label": input.labels[0]?.textContent ?? input.placeholder });
    setAttributes(input, { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id });
    input.form.append(this.#list);
    const typing = { changed: () => this.#announcer.typed(), paused: (text, raw) => this.#ask(text, raw), settled: () => {} };
    input.addEventListener("keydown", (event) => this.#key(event));
    new Typing(input, typing);
    input.addEventListener("blur", () => this.#close());
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#follow(event.target.closest("[role=option]"), event));
  }

  #region() {
    const region = document.createElement("div");
    region.className = "unseen";
    setAttributes(region, { role: "status", "aria-live": "polite", "aria-atomic": "true" });
    this.#input.form.append(region);
    return region;
  }

  async #ask(text, raw) {
    if (document.activeElement !== this.#input) return this.#suggestions.forget();
    if (text.length < LEAST_LETTERS) {
      this.#suggestions.forget();
      return this.#close();
    }
    const answer = await this.#suggestions.ask(raw).catch(() => ({ hits: [] }));
    if (answer && document.activeElement === this.#input) this.#show(answer);
  }

  #show(answer) {
    this.#list.replaceChildren(...answer.hits.map((hit, number) => this.#option(hit, number)));
    this.#mark(-1);
    this.#list.hidden = !answer.hits.length;
    this.#input.setAttribute("aria-expanded", String(!this.#list.hidden));
    this.#announcer.say("count", answer.announcement);
  }

  #option(hit, number) {
    const option = document.createElement("li");
    const title = document.createElement("span");
    const where = document.createElement("small");
    title.textContent = hit.title;
    if (hit.language !== language) title.lang = hit.language;
    where.textContent = [placeOf(hit), hit.language_name].filter(Boolean).join(" · ");
    option.id = `${this.#list.id}-${number}`;
    option.dataset.url = hit.url;
    setAttributes(option, { role: "option", "aria-selected": "false" });
    option.append(title, " ", where);
    return option;
  }

  #key(event) {
    if (event.isComposing) return;
    const options = this.#list.children;
    const isOpen = !this.#list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const stops = options.length + 1; // one of them is the field itself
      this.#open();
      if (!event.altKey) this.#mark(((this.#active + 1 + step + stops) % stops) - 1);
    } else if (event.key === "Enter" && isOpen && this.#active >= 0) {
      this.#follow(options[this.#active], event);
    } else if (event.key === "Enter") {
      this.#close();
    } else if (event.key === "Escape" && (isOpen || this.#input.value)) {
      event.preventDefault();
      if (!isOpen) this.#empty();
      this.#close();
    }
  }

  #empty() {
    this.#input.value = "";
    this.#input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #mark(number) {
    this.#active = number;
    [...this.#list.children].forEach((option, each) => option.setAttribute("aria-selected", String(each === number)));
    const option = this.#list.children[number];
    this.#input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  #open() {
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
  }

  #close() {
    this.#mark(-1);
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
  }

  #follow(option, event) {
    if (!option) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    location.assign(option.dataset.url);
  }
}

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

/** The list of answers: shows them, opens them in place, asks whether they helped. */
class Answers {
  #list;
  #blank;
  #more;
  #texts;
  #listener;
  #hits = new WeakMap();
  #isLong = false;
  #closedByHand = new Set();

  /** `listener` has opened(id, title), solved(id) and notSolved(id), each by the hand of the customer. */
  constructor(root, texts, listener) {
    this.#list = root.querySelector("[data-hits]");
    this.#blank = root.querySelector("template[data-answer]").content.firstElementChild;
    this.#more = root.querySelector("[data-more]");
    this.#texts = texts;
    this.#listener = listener;
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    this.#list.addEventListener("submit", (event) => this.#judged(event));
    this.#list.addEventListener("toggle", (event) => this.#toggled(event.target), true);
    this.#list.addEventListener("focusin", (event) => event.target.closest("[data-content] *") && this.#unfold(event.target));
    this.#more.addEventListener("click", () => this.#showAll());
    this.#limit();
  }

  get count() {
    return this.#list.children.length;
  }

  get hasFocus() {
    return this.#list.contains(document.activeElement);
  }

  /** Shows `hits` and what the first one says; the one that has the focus stays although it is not among them. */
  show(hits, isStrong, cited = null) {
    const items = [...this.#list.children];
    const focused = items.find((item) => item.contains(document.activeElement));
    const wanted = hits.map((hit) => this.#fill(items.find((item) => item.dataset.hit === hit.id) ?? this.#blank.cloneNode(true), hit));
    if (focused && !wanted.includes(focused)) wanted.unshift(focused);
    items.filter((item) => !wanted.includes(item)).forEach((item) => item.remove());
    wanted.forEach((item, place) => this.#put(item, place, focused));
    wanted.forEach((item, place) => this.#setBest(item, isStrong && !cited?.opens && place === 0));
    for (const item of wanted) this.#cite(item, cited?.article === item.dataset.hit ? cited : null);
    this.#limit();
  }

  #put(item, place, focused) {
    if (item === focused) while (this.#list.children[place] !== item) this.#list.append(this.#list.children[place]);
    else if (this.#list.children[place] !== item) this.#list.insertBefore(item, this.#list.children[place] ?? null);
  }

  #fill(item, hit) {
    const part = (name) => item.querySelector(`[data-${name}]`);
    const content = part("content");
    item.dataset.hit = hit.id;
    for (const field of item.querySelectorAll("[name=article]")) field.value = hit.id;
    part("title").textContent = part("name").textContent = hit.title;
    part("title").href = part("whole").href = hit.url;
    part("passage").replaceChildren(...hit.snippet.map(pieceNode));
    part("badge").hidden = !hit.language_name;
    part("language").textContent = hit.language_name;
    part("category").textContent = placeOf(hit);
    part("twins").hidden = !hit.twins.length;
    part("places").replaceChildren(...hit.twins.flatMap(twinNodes));
    part("updated").textContent = hit.updated_text ? filled(part("updated").dataset.updated, { date: hit.updated_text }) : "";
    for (const foreign of [part("title"), part("passage"), content, part("name")]) foreign.lang = hit.language;
    if (this.#hits.has(item) && this.#hits.get(item).content !== hit.content) content.replaceChildren();
    this.#hits.set(item, hit);
    if (item.querySelector("details").open) this.#load(item);
    return item;
  }

  /** Puts in the place of the passage what the article says; an answer that opens by itself is the best one. */
  #cite(item, cited) {
    if (!cited) return delete item.dataset.cited;
    if (!item.querySelector("[data-said]")) {
      item.querySelector("[data-passage]").after(this.#blank.querySelector("[data-said]").cloneNode(true));
      for (const field of item.querySelectorAll("[name=article]")) field.value = item.dataset.hit;
    }
    const words = item.querySelector("[data-words]");
    const source = item.querySelector("[data-source]");
    item.dataset.cited = cited.opens ? "open" : "short";
    if (cited.opens) item.toggleAttribute("data-best", true);
    words.replaceChildren(...citedNodes(cited.lines));
    words.lang = source.lang = cited.language;
    source.textContent = cited.source;
    source.href = cited.url;
    for (const field of item.querySelectorAll("[name=shown_answer]")) field.value = cited.proof;
    return true;
  }

  /** Reserves the room of the best answer, and fetches it, before it is opened. */
  #setBest(item, isBest) {
    const details = item.querySelector("details");
    const isReserved = isBest && !this.#closedByHand.has(item.dataset.hit);
    if (!isReserved && "auto" in details.dataset) details.open = false;
    if (!isReserved) delete details.dataset.auto;
    else if (!details.open) details.dataset.auto = "";
    item.toggleAttribute("data-best", isBest);
    if (isReserved) this.#load(item);
  }

  /** Returns the title of what it opened, or of what is answered without that; nothing where that was open already. */
  openBest() {
    const answered = this.#list.querySelector('[data-cited="open"] [data-title]');
    if (answered) return answered.textContent;
    const details = this.#list.querySelector("details[data-auto]");
    if (!details || details.open) return "";
    details.open = true;
    return details.closest("[data-hit]").querySelector("[data-title]").textContent;
  }

  #limit() {
    const items = [...this.#list.children];
    items.forEach((item, place) => (item.hidden = !this.#isLong && place >= ANSWERS_SHOWN && !item.contains(document.activeElement)));
    this.#more.hidden = this.#isLong || items.length <= ANSWERS_SHOWN;
  }

  #showAll() {
    this.#isLong = true;
    this.#limit();
    this.#list.children[ANSWERS_SHOWN]?.querySelector("[data-title]").focus();
  }

  #clicked(event) {
    const item = event.target.closest("[data-hit]");
    if (event.target.closest("[data-unfold]")) this.#unfold(event.target, true);
    else if (event.target.closest("summary")) this.#byHand(item);
    else if (event.target.closest("[data-title]") && isPlain(event)) {
      event.preventDefault();
      const details = item.querySelector("details");
      if (!details.open) this.#byHand(item);
      details.open = true;
      details.querySelector("summary").focus();
    }
  }

  #byHand(item) {
    const details = item.querySelector("details");
    if (details.open) this.#closedByHand.add(item.dataset.hit);
    else this.#listener.opened(item.dataset.hit, item.querySelector("[data-title]").textContent);
    delete details.dataset.auto;
  }

  #toggled(details) {
    if (!details.open) return;
    this.#load(details.closest("[data-hit]"));
    this.#measure(details);
  }

  /** What opened by itself has a bounded height; offers the rest. */
  #measure(details) {
    const content = details.querySelector("[data-content]");
    details.querySelector("[data-unfold]").hidden = !("auto" in details.dataset) || content.scrollHeight <= content.clientHeight + 1;
  }

  #unfold(inside, isPressed = false) {
    const details = inside.closest("details");
    delete details.dataset.auto;
    details.querySelector("[data-unfold]").hidden = true;
    if (isPressed) details.querySelector("[data-content]").focus();
  }

  async #load(item) {
    const content = item.querySelector("[data-content]");
    const hit = this.#hits.get(item);
    if (!hit || content.childElementCount || content.hasAttribute("aria-busy")) return;
    content.setAttribute("aria-busy", "true");
    const html = await getJson(hit.content).then((article) => article.html, () => "");
    content.removeAttribute("aria-busy");
    if (this.#hits.get(item).content !== hit.content) return this.#load(item);
    content.innerHTML = html; // sanitised by the site, without ids
    content.append(html ? "" : this.#texts.unreadable);
    this.#measure(item.querySelector("details"));
  }

  #judged(event) {
    event.preventDefault();
    const form = event.target;
    const id = form.closest("[data-hit]").dataset.hit;
    if (event.submitter?.value === "no") return this.#listener.notSolved(id);
    form.querySelector("fieldset").hidden = true;
    form.querySelector("[data-thanks]").hidden = false;
    form.querySelector("[data-thanks]").focus();
    return this.#listener.solved(id);
  }
}

function isPlain(event) {
  return event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

function twinNodes({ place, url }, number) {
  const link = document.createElement("a");
  link.href = url;
  link.textContent = place;
  return number ? [" · ", link] : [link];
}

const placeOf = (hit) => [hit.category, ...hit.folders].filter(Boolean).join(" › ");

/** Returns the lines of an answer: steps and items as lists, all others as paragraphs. */
function citedNodes(lines) {
  const nodes = [];
  for (const { kind, pieces } of lines) {
    const isListed = kind === "step" || kind === "item";
    if (!isListed || !nodes.at(-1)?.matches("ol, ul")) {
      nodes.push(document.createElement({ step: "ol", item: "ul" }[kind] ?? "p"));
    }
    const line = isListed ? nodes.at(-1).appendChild(document.createElement("li")) : nodes.at(-1);
    line.append(...pieces.map(pieceNode));
  }
  return nodes;
}

function pieceNode({ text, is_marked: isMarked }) {
  if (!isMarked) return document.createTextNode(text);
  const mark = document.createElement("mark");
  mark.textContent = text;
  return mark;
}

/** Counts how often somebody asked anew, in other words. */
class Wordings {
  #last = "";
  #changes = 0;

  /** Returns how many times the wording has changed, with `text` the newest. */
  count(text) {
    if (this.#last && !isSameWording(this.#last, text)) this.#changes += 1;
    this.#last = text;
    return this.#changes;
  }
}

/** Returns whether `after` continues or shortens `before`, or at least half of its words were there already. */
function isSameWording(before, after) {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const [oldText, nowText] = [old.join(" "), now.join(" ")];
  if (oldText.includes(nowText) || nowText.includes(oldText)) return true;
  return now.filter((word) => old.includes(word)).length * 2 >= now.length;
}

/**
 * What was typed in this tab, kept on the device until it is sent, solved, cleared or old.
 *
 * Each tab has its own, in whatever language. One that a closed tab left goes to the next tab that has none.
 */
class Draft {
  #drafts = new Store("localStorage");
  #tab = new Store("sessionStorage");
  #beginning = "ventanilla:draft:";
  #key;

  constructor() {
    const name = this.#tab.get("ventanilla:tab");
    const before = name && this.#of(this.#beginning + name);
    const [{ type = "" } = {}] = performance.getEntriesByType("navigation");
    const isDuplicate = before && !before.isLeft && type !== "reload"; // the tab that it was made from still holds it
    this.#key = this.#beginning + (name && !isDuplicate ? name : this.#newName());
    if (isDuplicate) this.write(before);
    this.#mark({ isLeft: false });
    window.addEventListener("pagehide", () => this.#mark({ isLeft: true }));
    window.addEventListener("pageshow", (event) => event.persisted && this.#mark({ isLeft: false }));
    setInterval(() => this.#mark({}), HOLD_MS);
  }

  #newName() {
    const name = crypto.getRandomValues(new Uint32Array(2)).join("-");
    this.#tab.set("ventanilla:tab", name);
    return name;
  }

  #of(key) {
    try {
      const draft = JSON.parse(this.#drafts.get(key));
      if (Date.now() - draft.saved < DRAFT_DAYS * 86_400_000) return draft;
      this.#drafts.remove(key);
    } catch {
      /* it is none of ours */
    }
    return null;
  }

  #mark(marks) {
    const draft = this.own();
    if (draft) this.#drafts.set(this.#key, JSON.stringify({ ...draft, ...marks, held: Date.now() }));
  }

  /** Returns that of this tab. */
  own() {
    return this.#of(this.#key);
  }

  /** Returns that of this tab, else what a closed tab left, which is this one's from now on. */
  read() {
    const own = this.own();
    if (own) return own;
    return this.#take(({ isLeft = true }) => isLeft);
  }

  /** Returns what a tab held that ended without a word, such as by a crash. */
  readLost() {
    return this.#take(({ isLeft, held }) => isLeft === false && Date.now() - held > LOST_MS);
  }

  #take(isFree) {
    const found = this.#drafts.keys(this.#beginning).map((key) => ({ key, draft: this.#of(key) }));
    const free = found.filter(({ key, draft }) => draft && key !== this.#key && isFree(draft));
    const [newest] = free.sort((one, other) => other.draft.saved - one.draft.saved);
    if (!newest) return null;
    this.#drafts.remove(newest.key);
    this.write(newest.draft);
    return newest.draft;
  }

  /** Returns whether it outlives the page. */
  write(draft) {
    return this.#drafts.set(this.#key, JSON.stringify({ ...draft, saved: Date.now(), held: Date.now(), isLeft: false }));
  }

  remove() {
    this.#drafts.remove(this.#key);
  }

  /** Removes it once the form that it went with, called `submission`, was sent. */
  sent() {
    const submission = this.own()?.sending;
    if (!submission) return;
    this.#tab.set("ventanilla:sent", submission);
    this.remove();
  }

  wasSent(submission) {
    return this.#tab.get("ventanilla:sent") === submission;
  }
}

const draftOfTab = new Draft(); // held by every page of the tab

/** What the customer writes: the question, carried into the form below it, and the draft of all fields but files. */
class Sheet {
  #root;
  #form;
  #question;
  #draft = draftOfTab;
  #edited = new Set();
  #dropped = null; // brought back on demand: cleared, or written about another question
  #page;
  #isReturned;
  #isOver = false; // solved: not kept until somebody types again
  #isRestored = false;
  #greetings;

  constructor(root) {
    this.#root = root;
    this.#greetings = new RegExp(root.dataset.greetings, "iu");
    this.#form = root.querySelector("[data-send]");
    this.#question = root.querySelector("[data-question]");
    this.#page = root.dataset.shownFor;
    this.#isReturned = Boolean(root.querySelector("[data-errors]"));
    this.#question.removeAttribute("maxlength"); // it keeps addresses short, which carry nothing from here on
    if (this.#isReturned) this.#noteEdits();
    root.addEventListener("input", (event) => this.typed(event.target));
  }

  get #fields() {
    const isKept = ({ name, type }) => name && name !== "website" && !["hidden", "file"].includes(type);
    return [this.#question, ...[...this.#form.elements].filter(isKept)];
  }

  get #values() {
    const value = (field) => (field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value);
    return Object.fromEntries(this.#fields.map((field) => [field.name, value(field)]));
  }

  /** Where somebody who wants to write goes on. */
  get nextField() {
    const fields = this.#fields.filter((field) => field !== this.#question && field.type !== "checkbox");
    return fields.find((field) => !field.value) ?? fields.at(-1);
  }

  get isKept() {
    return this.#draft.read() !== null;
  }

  /** Sets the fields that are empty or `isOurs`. */
  #fill(values, isOurs) {
    for (const field of this.#fields) {
      const value = values[field.name] ?? "";
      if (field.type === "checkbox") field.checked = value === "yes" || (field.checked && !isOurs(field));
      else if (!field.value || isOurs(field)) field.value = value;
    }
  }

  typed(field) {
    if (field.name === "subject" || field.name === "description") this.#edited.add(field.name);
    if (field === this.#question) this.#carry();
    if (this.#dropped && !this.#dropped.isOffered) this.#drop(inTurn(this.#dropped.rest));
    this.#isOver = false;
    this.keep();
  }

  /** Puts the question into the form, where the customer has not written something else. */
  #carry() {
    for (const [name, value] of this.#carried()) if (!this.#edited.has(name)) this.#form.elements[name].value = value;
    this.#form.elements.q.value = this.#question.value;
  }

  #carried() {
    const text = this.#question.value.trim();
    return Object.entries({ subject: this.#subjectOf(text), description: text });
  }

  /** Returns the first sentence or line behind the salutation, cut between words; `subjects.py` says the same. */
  #subjectOf(text) {
    for (let turn = 0; turn < GREETINGS_IN_A_ROW; turn += 1) text = text.replace(this.#greetings, "");
    const line = text.trim().split("\n")[0].trim();
    return cut(line.match(/^.{12,}?[.!?…](?=\s|$)/u)?.[0] ?? line, this.#form.elements.subject.maxLength);
  }

  /** In a form that came back the customer's own words are those that were not carried. */
  #noteEdits() {
    for (const [name, value] of this.#carried()) if (this.#form.elements[name].value !== value) this.#edited.add(name);
  }

  get #record() {
    const isOpen = this.#root.dataset.form === "open";
    const offered = this.#dropped?.isOffered ? this.#dropped : undefined;
    return { values: this.#values, edited: [...this.#edited], page: this.#page, isOpen, dropped: offered };
  }

  get #isEmpty() {
    return !Object.values(this.#values).some(Boolean);
  }

  keep() {
    if (this.#isOver) return;
    if (this.#isEmpty && !this.#dropped?.isOffered) this.#draft.remove();
    else this.#isKeptOnDevice(this.#record);
    this.#show("clear", !this.#isEmpty);
    this.#show("kept", !this.#isEmpty || this.#dropped !== null);
  }

  #isKeptOnDevice(record) {
    const isKept = this.#draft.write(record);
    this.#show("kept-line", isKept && !this.#isEmpty);
    return isKept;
  }

  #show(name, isShown) {
    this.#root.querySelector(`[data-${name}]`).hidden = !isShown;
  }

  /** The page is left for another language: what was typed goes along. */
  move() {
    if (!this.#isEmpty) this.#draft.write({ ...this.#record, isMoving: true });
  }

  /** The form is sent; whether it arrives, the next page knows. */
  send() {
    this.#draft.write({ ...this.#record, sending: this.#form.elements.submission.value });
  }

  get wasSent() {
    return this.#draft.wasSent(this.#form.elements.submission.value);
  }

  /** An article solved it: what was typed stays on this page and comes back on no other. */
  end() {
    this.#drop(null);
    this.#draft.remove();
    this.#isOver = true;
    this.#show("kept", false);
  }

  /** Brings back the draft and returns it; a page that brings another question keeps that one, and offers the draft's. */
  restore() {
    const draft = this.#isRestored ? this.#draft.own() : this.#draft.read();
    this.#isRestored = true;
    if (draft) {
      this.#drop(draft.dropped ?? null);
      if (this.#isAbout(draft)) this.#bringBack(draft, (field) => !this.#isReturned && this.#isDrafts(field, draft));
      else this.#putAside(draft);
    } else this.#offerLost();
    this.#carry();
    if (draft) this.keep();
    return draft;
  }

  /** Whether `draft` was written on this page as it is: here, in another language, or without a question from outside. */
  #isAbout(draft) {
    return this.#isReturned || draft.isMoving || !this.#page || draft.page === this.#page;
  }

  #isDrafts(field, draft) {
    return field === this.#question ? Boolean(draft.values.q) : draft.edited.includes(field.name);
  }

  #putAside(draft) {
    const isWorthIt = draft.edited.length || (draft.values.q && oneLine(draft.values.q) !== oneLine(this.#question.value));
    if (isWorthIt) this.#drop(inTurn([{ values: draft.values, edited: draft.edited }, ...turns(this.#dropped)]));
    this.#fill({ ...draft.values, q: "", subject: "", description: "" }, () => false);
  }

  #offerLost() {
    const lost = this.#draft.readLost();
    if (lost) this.#drop(inTurn([{ values: lost.values, edited: lost.edited }, ...turns(lost.dropped)]));
    if (lost) this.keep();
  }

  #bringBack(draft, isOurs) {
    draft.edited.forEach((name) => this.#edited.add(name));
    this.#fill(draft.values, isOurs);
  }

  /** Puts `dropped` aside, to be brought back; null leaves nothing to bring back. */
  #drop(dropped) {
    this.#dropped = dropped;
    const line = this.#root.querySelector("[data-dropped]");
    const text = dropped?.isOffered ? oneLine(dropped.values.q || dropped.values.description || dropped.values.subject || "") : "";
    line.textContent = text ? filled(line.dataset.dropped, { text: cut(text, SHOWN_LETTERS) }) : "";
    line.hidden = !text;
    this.#show("undo", dropped !== null);
    this.#show("kept", !this.#isEmpty || dropped !== null);
  }

  clear() {
    this.#drop({ values: this.#values, edited: [...this.#edited], rest: turns(this.#dropped) });
    this.empty();
    this.#root.querySelector("[data-undo]").focus();
  }

  empty() {
    this.#edited.clear();
    this.#fill({}, () => true);
    this.#carry();
    this.keep();
  }

  /** Brings back what was put aside; what stands here instead is put aside in its turn. */
  undo() {
    const { values, edited, isOffered } = this.#dropped;
    const [, ...others] = turns(this.#dropped);
    const now = { values: this.#values, edited: [...this.#edited] };
    this.#edited.clear();
    this.#bringBack({ values: isOffered ? { ...now.values, ...given(values) } : values, edited }, () => true);
    this.#drop(inTurn(isOffered && now.values.q ? [...others, now] : others));
    this.#carry();
    this.keep();
    this.#question.focus();
  }
}

/** Returns what is offered where `texts` were put aside: the first now, each of the others in its turn. */
function inTurn([first, ...rest]) {
  return first ? { ...first, rest: rest.slice(0, PUT_ASIDE), isOffered: true } : null;
}

/** Returns the texts that `dropped` offers, in turn. */
function turns(dropped) {
  if (!dropped) return [];
  const { values, edited, rest = [] } = dropped;
  return [{ values, edited }, ...rest];
}

/** Returns the `values` that are not empty. */
function given(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
}

/** What becomes of the suggestions: told to the site, and to whoever answers the request if the customer wishes. */
class Trail {
  #consent;
  #url;
  #visit;
  #asks = [];
  #reads = [];
  #shown;

  constructor(root) {
    this.#consent = root.querySelector("[data-searched]");
    this.#url = root.dataset.deflectionUrl;
    this.#visit = visitId(root.dataset.visit);
    this.#shown = root.dataset.shownFor; // the site recorded what it showed itself
  }

  asked(text) {
    if (!this.#asks.includes(text)) this.#asks.push(text);
    this.#write();
  }

  read(title) {
    if (!this.#reads.includes(title)) this.#reads.push(title);
    this.#write();
  }

  forget() {
    this.#asks = [];
    this.#reads = [];
    this.#write();
  }

  #write() {
    const { searched, read } = this.#consent.dataset;
    const asks = this.#asks.map((text) => filled(searched, { text }));
    const lines = [...asks, ...this.#reads.map((text) => filled(read, { text }))].join("\n");
    this.#consent.querySelector("[name=searched]").value = lines;
    this.#consent.querySelector(".lines").textContent = lines;
    this.#consent.hidden = !lines;
  }

  shown(text, band, answer) {
    if (text !== this.#shown) this.tell("shown", { text, band, answer });
    this.#shown = text;
  }

  tell(action, { article = "", text = "", band = "", answer = "" }) {
    const event = { visit: this.#visit, action, language, article, text, band, answer };
    postJson(this.#url, event).catch(() => {}); // nobody waits for statistics
  }
}

/** Returns what this visit is called until the window is closed. */
function visitId(offered) {
  const store = new Store("sessionStorage");
  const visit = store.get("ventanilla:visit") ?? offered;
  store.set("ventanilla:visit", visit);
  for (const field of document.querySelectorAll("[name=visit]")) field.value = visit;
  return visit;
}

/** The button that sends: once at a time, and never for good. */
class Sending {
  #button;
  #label;
  #announcer;
  #offlineNote;
  #sheet;
  #isWarned = false;
  isUnderWay = false;

  constructor(root, announcer, sheet) {
    const form = root.querySelector("[data-send]");
    this.#button = form.querySelector("[data-sending]");
    this.#label = this.#button.textContent;
    this.#announcer = announcer;
    this.#offlineNote = root.querySelector("[data-offline]");
    this.#sheet = sheet;
    form.addEventListener("submit", (event) => this.#send(event));
    this.noteConnection();
  }

  noteConnection() {
    this.#offlineNote.hidden = navigator.onLine;
  }

  #send(event) {
    if (this.isUnderWay) return event.preventDefault();
    if (!navigator.onLine && !this.#isWarned) {
      this.#isWarned = true; // once: the browser may be wrong about it
      this.#announcer.say("offline", this.#offlineNote.textContent);
      return event.preventDefault();
    }
    this.#sheet.send();
    this.#mark(true);
    return setTimeout(() => this.end(), SEND_AGAIN_MS);
  }

  end() {
    this.#mark(false);
  }

  #mark(isUnderWay) {
    this.isUnderWay = isUnderWay;
    this.#button.setAttribute("aria-disabled", String(isUnderWay));
    this.#button.textContent = isUnderWay ? this.#button.dataset.sending : this.#label;
  }
}

/**
 * The page before you submit. Its root says where it stands:
 *
 *   data-state      idle, typing, searching, answered or failed
 *   data-band       of the answer shown: strong, possible, unsure, none, or empty
 *   data-shown-for  the text it answers
 *   data-room       what stands below the question: welcome, skeletons, answers, none, few or failed
 *   data-form       closed or open
 *   data-stays      there where the form is open for good
 *   data-opened-by  server, beside, draft, by-hand, not-solved, none, unsure, urgent, reworded, failure, slow or offline
 *
 * A form that only a pause opened, maybe in the middle of a sentence, closes again when more was typed and that has an
 * answer. It is open for good once the sentence ended, or the customer asked, left the field or went into the form.
 *
 * The line [data-why] above the form says why it is needed for the present question, and nothing once that is past.
 */
class Gate {
  #root;
  #question;
  #answers;
  #announcer;
  #typing;
  #sheet;
  #trail;
  #sending;
  #suggestions;
  #wordings = new Wordings();
  #asked = "";
  #settled = "";
  #answer = null;
  #topic = null; // chosen for the customer
  #slow = 0;
  #isAsked = false; // the text is all, as far as anybody can tell

  constructor(root) {
    this.#root = root;
    this.#question = this.#part("question");
    this.#announcer = new Announcer(this.#part("announcer").children);
    this.#suggestions = new Suggestions(root.dataset.suggestUrl);
    this.#trail = new Trail(root);
    this.#sheet = new Sheet(root);
    this.#sending = new Sending(root, this.#announcer, this.#sheet);
    this.#answers = new Answers(root, this.#texts, {
      opened: (article, title) => this.#opened(article, title),
      solved: (article) => this.#solved(article),
      notSolved: (article) => this.#notSolved(article),
    });
    this.#stay();
    if (this.#sheet.restore()?.isOpen) this.open("draft");
    this.#typing = new Typing(this.#question, this);
    this.#listen();
    this.#connection();
    if (this.#question.value) this.#typing.now();
    this.#part("errors")?.focus();
  }

  #part(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }

  get #texts() {
    return this.#part("announcer").dataset;
  }

  #set(marks) {
    Object.assign(this.#root.dataset, marks);
  }

  #listen() {
    this.#part("ask").addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.matches("[data-way-out]")) this.#write("by-hand");
      else this.#typing.now();
    });
    this.#part("meant-link").addEventListener("click", (event) => this.#takeMeant(event));
    for (const act of ["focusin", "input"]) this.#part("request").addEventListener(act, () => this.#stay());
    this.#part("clear").addEventListener("click", () => this.#clear());
    this.#part("undo").addEventListener("click", () => {
      this.#sheet.undo();
      this.#typing.now();
    });
    for (const link of document.querySelectorAll("[data-language-link]")) link.addEventListener("click", () => this.#moveTo(link));
    this.#part("alarm-write").addEventListener("click", (event) => {
      if (!isPlain(event)) return;
      event.preventDefault();
      this.#write("urgent");
    });
    window.addEventListener("offline", () => this.#connection());
    window.addEventListener("online", () => this.#connection());
    window.addEventListener("pageshow", () => this.#shownAgain());
  }

  changed(text) {
    this.#announcer.typed();
    this.#asked = this.#settled = "";
    this.#isAsked = false;
    clearTimeout(this.#slow);
    this.#suggestions.forget();
    if (!text) return this.#rest();
    this.#set({ state: "typing" });
    if (text.length >= LEAST_LETTERS && ["welcome", "few"].includes(this.#root.dataset.room)) this.#set({ room: "skeletons" });
  }

  #rest() {
    this.#answer = null;
    this.#closeAgain();
    this.#alarm(null);
    this.#explain("");
    this.#part("own")?.replaceChildren();
    this.#set({ state: "idle", band: "", room: "welcome", shownFor: "" });
    this.#answers.show([], false);
  }

  async paused(text, raw) {
    if (text === this.#asked || text.length < LEAST_LETTERS) return;
    this.#asked = text;
    this.#set({ state: "searching" });
    clearTimeout(this.#slow);
    const slow = (this.#slow = setTimeout(() => this.open("slow"), SLOW_MS));
    try {
      const answer = await this.#suggestions.ask(raw);
      if (answer) this.#answered(answer, text);
    } catch {
      this.#failed();
    } finally {
      clearTimeout(slow);
    }
  }

  settled(text, raw, isAsked = false) {
    this.#isAsked ||= isAsked || ENDED.test(this.#question.value);
    if (this.#isAsked && this.#answer?.text === text) this.#stay();
    if (text === this.#settled) return;
    this.#settled = text;
    this.#lookAmongOwn(text, inAddress(raw));
    if (this.#answer?.text === text) this.#conclude();
  }

  /** Shows the customer's own open requests about the same; without an answer there are none. */
  async #lookAmongOwn(text, q) {
    const own = this.#part("own");
    if (!own) return;
    const answer = await fetch(`${this.#root.dataset.ownUrl}?${new URLSearchParams({ q })}`).catch(() => null);
    if (answer?.ok && text === this.#settled) own.innerHTML = await answer.text();
  }

  #answered(answer, text) {
    this.#answer = { ...answer, text };
    this.#set({ state: "answered" });
    if (!answer.opens) this.#closeAgain();
    if (!answer.opens && this.#part("why").dataset.why !== "reworded") this.#explain("");
    this.#alarm(answer.urgent);
    if (answer.band !== "none") this.#show();
    if (this.#settled === text) this.#conclude();
  }

  /** Says what to do at once; the topic is that of the article, until the customer chooses another. */
  #alarm(found) {
    const [box, line, article, write, about, topic] = ["alarm", "alarm-line", "alarm-article", "alarm-write", "about", "topic"].map((each) => this.#part(each));
    if (!found && about.dataset.about) return; // an urgent article led here
    if (topic && topic.value === this.#topic) topic.value = "";
    this.#topic = found?.category ?? null;
    box.hidden = !found;
    about.value = found?.article ?? "";
    if (!found) return;
    line.textContent = found.line;
    article.textContent = found.title;
    article.href = found.url;
    write.href = found.contact;
    line.lang = article.lang = found.language;
    if (topic && !topic.value) topic.value = found.category;
  }

  #failed() {
    this.#answer = null;
    this.#asked = "";
    this.#set({ state: "failed", band: "", room: "failed", shownFor: "" });
    this.open(navigator.onLine ? "failure" : "offline");
  }

  #show() {
    const { hits, band, text, did_you_mean: meant, answer } = this.#answer;
    this.#answers.show(hits, band === "strong" && !this.#part("errors"), answer);
    this.#remember(answer);
    this.#head();
    this.#part("meant").hidden = !meant;
    this.#part("meant-link").textContent = meant;
    this.#set({ band, room: "answers", shownFor: text });
    this.#announcer.say("count", this.#countText(this.#answers.count));
    if (this.#part("reason").hidden) this.#announcer.say("reason", this.#answer.reason.text);
  }

  /** Says above the articles, or where they would be, what is known. */
  #head() {
    const { heading, reason } = this.#answer;
    for (const line of this.#root.querySelectorAll("[data-reason]")) line.textContent = reason.text;
    this.#part("heading").textContent = heading;
    this.#part("reason").hidden = heading.startsWith(reason.text);
  }

  /** The request that may follow says which answer was shown before. */
  #remember(answer) {
    this.#part("send").querySelector("[name=shown_answer]").value = answer?.proof ?? "";
  }

  #showNone() {
    const { text, has_enough_words: isQuestion, reason } = this.#answer;
    if (this.#answers.hasFocus) return;
    this.#head();
    this.#answers.show([], false);
    this.#remember(null);
    this.#set({ band: "none", room: isQuestion ? "none" : "few", shownFor: text });
    if (isQuestion) this.#announcer.say("count", this.#countText(0));
    this.#announcer.say("reason", reason.text);
  }

  #countText(articles) {
    return JSON.parse(this.#texts.counts)[articles];
  }

  /** The text is a question now, and has its answer. */
  #conclude() {
    const { q, band, has_enough_words: isQuestion, opens, opens_text: why } = this.#answer;
    const rewordings = isQuestion ? this.#wordings.count(q) : 0;
    if (isQuestion) this.#trail.asked(q);
    if (band === "none") this.#showNone();
    else this.#trail.shown(q, band, this.#answer.answer?.proof);
    if (band === "strong" || this.#answer.answer?.opens) this.#openBest();
    if (opens) this.open(opens, why);
    else if (rewordings >= REWORDINGS && this.#root.dataset.form !== "open") this.open("reworded");
  }

  #openBest() {
    const title = this.#answers.openBest();
    if (title) this.#announcer.say("best", filled(this.#texts.openBest, { title }));
  }

  #takeMeant(event) {
    if (!isPlain(event)) return;
    event.preventDefault();
    this.#question.value = event.target.textContent;
    this.#sheet.typed(this.#question);
    this.#question.focus();
    this.#typing.now();
  }

  #opened(article, title) {
    this.#trail.read(title);
    this.#tell("opened", article);
  }

  #solved(article) {
    this.#tell("solved", article);
    this.#sheet.end();
  }

  /** Takes what was typed along to the page in another language. */
  #moveTo(link) {
    const address = new URL(link.href);
    const q = inAddress(this.#question.value);
    if (q) address.searchParams.set("q", q);
    else address.searchParams.delete("q");
    link.href = address;
    this.#sheet.move();
  }

  #notSolved(article) {
    this.#tell("not_solved", article);
    this.#write("not-solved");
  }

  #tell(action, article) {
    const { q: text, band, answer } = this.#answer ?? {};
    this.#trail.tell(action, { article, text, band, answer: answer?.article === article ? answer.proof : "" });
  }

  /** Opens the form without moving the focus, and says why; for good where more than a pause opened it. */
  open(reason, why = this.#part("why").dataset[camel(`because-${reason}`)] ?? "") {
    const isOpen = this.#root.dataset.form === "open";
    if (why || !isOpen) this.#explain(reason, why);
    if (!isOpen) {
      this.#set({ form: "open", openedBy: reason });
      this.#part("request").hidden = false;
      if (this.#sheet.isKept) this.#sheet.keep();
      this.#announcer.say("opened", `${this.#texts.opened} ${why}`.trim());
    }
    if (this.#isAsked || !OPENED_BY_TEXT.includes(reason)) this.#stay();
  }

  #stay() {
    if (this.#root.dataset.form === "open") this.#set({ stays: "" });
  }

  /** Closes a form that only a pause opened: what was typed since is no question without answer. */
  #closeAgain() {
    if (this.#root.dataset.form !== "open" || "stays" in this.#root.dataset) return;
    delete this.#root.dataset.openedBy;
    this.#set({ form: "closed" });
    this.#part("request").hidden = true;
    this.#explain("");
    if (this.#sheet.isKept) this.#sheet.keep();
    if (!this.#announcer.unsay("opened")) this.#announcer.say("opened", this.#texts.closed);
  }

  #explain(reason, why = "") {
    const line = this.#part("why");
    line.dataset.why = reason;
    line.textContent = why;
    line.hidden = !why;
  }

  #write(reason) {
    this.open(reason);
    this.#sheet.nextField.focus();
  }

  #clear() {
    this.#sheet.clear();
    this.#trail.forget();
    this.#typing.now();
    this.#announcer.say("cleared", this.#texts.cleared);
  }

  #connection() {
    this.#sending.noteConnection();
    if (!navigator.onLine) return this.open("offline");
    if (this.#part("why").dataset.why === "offline") this.#explain("");
    if (this.#root.dataset.state === "failed") this.#typing.now();
  }

  /** After "back": a page that was left by sending begins anew, any other goes on. */
  #shownAgain() {
    if (this.#sheet.wasSent) {
      this.#sheet.empty();
      return location.replace(location.pathname);
    }
    this.#sending.end();
    this.#sheet.restore();
    this.#typing.look();
  }
}

/** Returns the name that the attribute `data-${name}` has in a dataset. */
function camel(name) {
  return name.replace(/-(\w)/gu, (whole, letter) => letter.toUpperCase());
}

/** Says of files, as soon as they are chosen, what the site would say of them after they were sent. */
class Files {
  #field;
  #frame;

  constructor(field) {
    this.#field = field;
    this.#frame = field.closest(".field");
    field.addEventListener("change", () => this.#check());
    this.#check(); // browsers keep what was chosen when somebody comes back
  }

  #check() {
    const wrong = this.#wrong();
    const line = this.#frame.querySelector(".error") ?? this.#newLine();
    line.textContent = wrong;
    line.hidden = !wrong;
    this.#field.setCustomValidity(wrong);
    this.#field.toggleAttribute("aria-invalid", Boolean(wrong));
    this.#frame.classList.toggle("is-wrong", Boolean(wrong));
  }

  #wrong() {
    const { mostFiles, mostBytes, mostTogether, tooMany, tooLarge, tooHeavy } = this.#field.dataset;
    const files = [...this.#field.files];
    const large = files.find(({ size }) => size > Number(mostBytes));
    if (files.length > Number(mostFiles)) return filled(tooMany, { chosen: files.length });
    if (large) return filled(tooLarge, { name: large.name });
    return files.reduce((bytes, { size }) => bytes + size, 0) > Number(mostTogether) ? tooHeavy : "";
  }

  #newLine() {
    const line = document.createElement("p");
    line.className = "error";
    line.id = `${this.#field.id}-error`;
    line.setAttribute("role", "alert");
    this.#field.before(line);
    this.#field.setAttribute("aria-describedby", `${this.#field.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
    return line;
  }
}

/** Takes along what was typed into a search field and not asked yet. */
function takeAlong(link) {
  const typed = [...document.querySelectorAll("[data-suggest]")].map(({ value }) => value.trim()).find(Boolean);
  if (!typed) return;
  const address = new URL(link.href);
  address.searchParams.set("q", inAddress(typed));
  link.href = address;
}

/** "Was this helpful?", sent in place. */
class Vote {
  constructor(form) {
    form.addEventListener("submit", (event) => this.#send(event, form));
  }

  async #send(event, form) {
    event.preventDefault();
    const { value } = event.submitter;
    const vote = { article: form.dataset.vote, is_helpful: value === "yes" };
    const response = await postJson(`${API}/votes`, vote).catch(() => null);
    if (!response?.ok) return sendWithout(form, event.submitter);
    const thanks = form.parentElement.querySelector(`[data-vote-answer="${value}"]`);
    form.hidden = true;
    thanks.hidden = false;
    thanks.tabIndex = -1;
    thanks.focus();
  }
}

/** Sends `form` as it would be without script; `form.submit()` would leave out the button. */
function sendWithout(form, button) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button.name, value: button.value });
  form.append(field);
  form.submit();
}

for (const input of document.querySelectorAll("[data-suggest]")) new Combobox(input);
for (const root of document.querySelectorAll("[data-contact]")) new Gate(root);
for (const form of document.querySelectorAll("[data-vote]")) new Vote(form);
for (const field of document.querySelectorAll("[data-most-files]")) new Files(field);
for (const link of document.querySelectorAll("[data-write]")) link.addEventListener("click", () => takeAlong(link));
if (document.querySelector("[data-sent]")) draftOfTab.sent();
