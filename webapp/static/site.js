/*
 * What the pages do beyond links and forms; each of them works without it.
 *
 *   [data-suggest]  a search field suggests articles                       class Combobox
 *   [data-contact]  the page before you submit                             class Gate
 *   [data-vote]     "Was this helpful?" is sent without leaving the page   class Vote
 *   [data-sent]     a request was sent: its draft is removed
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
const LEAST_LETTERS = 2;
const ASKED_LETTERS = 300; // of a longer text
const RECORDED_LETTERS = 1_000;
const ANSWERS = 5;
const ANSWERS_SHOWN = 3;
const ANSWERS_REMEMBERED = 60;
const REWORDINGS = 2; // after the first wording; then the form opens

const language = document.documentElement.lang;
const oneLine = (text) => text.replace(/\s+/gu, " ").trim();
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/gu, (whole, name) => values[name] ?? whole);

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
    const question = [...text].slice(0, ASKED_LETTERS).join("");
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

  /** `listener` has changed(text), paused(text) and settled(text); all are given one line. */
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
    const text = oneLine(this.#field.value);
    if (isComposing || text === this.#text) return;
    this.#take(text);
    if (inputType.startsWith("insertFromPaste") || inputType === "insertFromDrop") this.#listener.paused(text);
    else this.#pause = setTimeout(() => this.#listener.paused(text), PAUSE_MS);
    this.#settled = setTimeout(() => this.#listener.settled(text), SETTLED_MS);
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
    const text = oneLine(this.#field.value);
    this.#take(text);
    this.#listener.paused(text);
    this.#listener.settled(text);
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
    this.#waiting.delete("count");
    this.#schedule();
  }

  /** Says `text` soon, instead of what was to be said about the same `subject`. */
  say(subject, text) {
    if (!text) return;
    this.#waiting.set(subject, text);
    this.#schedule();
  }

  #schedule() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#speak(), Math.max(100, this.#typedAt + ANNOUNCE_MS - performance.now()));
  }

  #speak() {
    if (!this.#waiting.size) return;
    this.#regions[this.#turn].textContent = "";
    this.#turn = 1 - this.#turn;
    this.#regions[this.#turn].textContent = [...this.#waiting.values()].join(" ");
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
    const typing = { changed: () => this.#announcer.typed(), paused: (text) => this.#ask(text), settled: () => {} };
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

  async #ask(text) {
    if (document.activeElement !== this.#input) return this.#suggestions.forget();
    if (text.length < LEAST_LETTERS) {
      this.#suggestions.forget();
      return this.#close();
    }
    const answer = await this.#suggestions.ask(text).catch(() => ({ hits: [] }));
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
    where.textContent = [hit.category, hit.language_name].filter(Boolean).join(" · ");
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
      if (!isOpen) this.#input.value = "";
      this.#close();
    }
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

  get hasFocus() {
    return this.#list.contains(document.activeElement);
  }

  /** Shows `hits`; the one that has the focus stays although it is not among them. */
  show(hits, isStrong) {
    const items = [...this.#list.children];
    const focused = items.find((item) => item.contains(document.activeElement));
    const wanted = hits.map((hit) => this.#fill(items.find((item) => item.dataset.hit === hit.id) ?? this.#blank.cloneNode(true), hit));
    if (focused && !wanted.includes(focused)) wanted.unshift(focused);
    items.filter((item) => !wanted.includes(item)).forEach((item) => item.remove());
    wanted.forEach((item, place) => this.#put(item, place, focused));
    wanted.forEach((item, place) => this.#setBest(item, isStrong && place === 0));
    this.#limit();
  }

  #put(item, place, focused) {
    if (item === focused) while (this.#list.children[place] !== item) this.#list.append(this.#list.children[place]);
    else if (this.#list.children[place] !== item) this.#list.insertBefore(item, this.#list.children[place] ?? null);
  }

  #fill(item, hit) {
    const part = (name) => item.querySelector(`[data-${name}]`);
    const content = part("content");
    item.dataset.hit = item.querySelector("[name=article]").value = hit.id;
    part("title").textContent = part("name").textContent = hit.title;
    part("title").href = part("whole").href = hit.url;
    part("passage").replaceChildren(...hit.snippet.map(pieceNode));
    part("badge").hidden = !hit.language_name;
    part("language").textContent = hit.language_name;
    part("category").textContent = hit.category;
    part("updated").textContent = hit.updated_text ? filled(part("updated").dataset.updated, { date: hit.updated_text }) : "";
    for (const foreign of [part("title"), part("passage"), content, part("name")]) foreign.lang = hit.language;
    if (this.#hits.has(item) && this.#hits.get(item).content !== hit.content) content.replaceChildren();
    this.#hits.set(item, hit);
    if (item.querySelector("details").open) this.#load(item);
    return item;
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

  openBest() {
    const details = this.#list.querySelector("details[data-auto]");
    if (details) details.open = true;
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

/** What was typed, kept on the device until it is sent, cleared or old. */
class Draft {
  #store = new Store("localStorage");
  #key = `ventanilla:draft:${language}`;

  read() {
    try {
      const draft = JSON.parse(this.#store.get(this.#key));
      return Date.now() - draft.saved < DRAFT_DAYS * 86_400_000 ? draft : null;
    } catch {
      return null;
    }
  }

  /** Returns whether it outlives the page. */
  write(draft) {
    return this.#store.set(this.#key, JSON.stringify({ ...draft, saved: Date.now() }));
  }

  remove() {
    this.#store.remove(this.#key);
  }
}

/** What the customer writes: the question, carried into the form below it, and the draft of all fields but files. */
class Sheet {
  #root;
  #form;
  #question;
  #draft = new Draft();
  #edited = new Set();
  #dropped = null;
  #page;
  #isReturned;

  constructor(root) {
    this.#root = root;
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
    this.#show("undo", false);
    this.keep();
  }

  /** Puts the question into the form, where the customer has not written something else. */
  #carry() {
    for (const [name, value] of this.#carried()) if (!this.#edited.has(name)) this.#form.elements[name].value = value;
    this.#form.elements.q.value = this.#question.value;
  }

  #carried() {
    const text = this.#question.value.trim();
    return Object.entries({ subject: firstSentence(text, this.#form.elements.subject.maxLength), description: text });
  }

  /** In a form that came back the customer's own words are those that were not carried. */
  #noteEdits() {
    for (const [name, value] of this.#carried()) if (this.#form.elements[name].value !== value) this.#edited.add(name);
  }

  keep() {
    const isOpen = this.#root.dataset.form === "open";
    const isEmpty = !Object.values(this.#values).some(Boolean);
    if (isEmpty) this.#draft.remove();
    const draft = { values: this.#values, edited: [...this.#edited], page: this.#page, isOpen };
    this.#show("kept-line", !isEmpty && this.#draft.write(draft));
    this.#show("clear", !isEmpty);
    this.#show("kept", !isEmpty || this.#dropped !== null);
  }

  #show(name, isShown) {
    this.#root.querySelector(`[data-${name}]`).hidden = !isShown;
    if (name === "undo" && !isShown) this.#dropped = null;
  }

  /** Brings back the draft and returns it; a page that brings another question keeps that one, and offers the draft's. */
  restore() {
    const draft = this.#draft.read();
    if (draft && (this.#isReturned || draft.page === this.#page || !draft.values.q)) {
      this.#bringBack(draft, (field) => !this.#isReturned && (field === this.#question || draft.edited.includes(field.name)));
    } else if (draft) {
      this.#offer(draft);
      this.#fill({ ...draft.values, q: "", subject: "", description: "" }, () => false);
    }
    this.#carry();
    if (draft) this.keep();
    return draft;
  }

  #bringBack(draft, isOurs) {
    draft.edited.forEach((name) => this.#edited.add(name));
    this.#fill(draft.values, isOurs);
  }

  #offer(draft) {
    this.#dropped = draft;
    this.#show("undo", true);
  }

  clear() {
    this.#offer({ values: this.#values, edited: [...this.#edited] });
    this.empty();
    this.#root.querySelector("[data-undo]").focus();
  }

  empty() {
    this.#edited.clear();
    this.#fill({}, () => true);
    this.#carry();
    this.keep();
  }

  undo() {
    this.#bringBack(this.#dropped, () => true);
    this.#show("undo", false);
    this.#carry();
    this.keep();
    this.#question.focus();
  }
}

/** Returns the first sentence or line of `text`, cut between words. */
function firstSentence(text, limit) {
  const line = text.split("\n")[0].trim();
  const sentence = line.match(/^.{12,}?[.!?…](?=\s|$)/u)?.[0] ?? line;
  if (limit < 0 || sentence.length <= limit) return sentence;
  const end = sentence.lastIndexOf(" ", limit);
  return sentence.slice(0, end > 0 ? end : limit);
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

  shown(text, band) {
    if (text !== this.#shown) this.tell("shown", { text, band });
    this.#shown = text;
  }

  tell(action, { article = "", text = "", band = "" }) {
    const event = { visit: this.#visit, action, language, article, text: text.slice(0, RECORDED_LETTERS), band };
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
  #isWarned = false;
  isUnderWay = false;

  constructor(root, announcer) {
    const form = root.querySelector("[data-send]");
    this.#button = form.querySelector("[data-sending]");
    this.#label = this.#button.textContent;
    this.#announcer = announcer;
    this.#offlineNote = root.querySelector("[data-offline]");
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
 *   data-band       of the answer shown: strong, possible, none, or empty
 *   data-shown-for  the text it answers
 *   data-room       what stands below the question: welcome, skeletons, answers, none, few or failed
 *   data-form       closed or open; never closed again
 *   data-opened-by  server, beside, draft, by-hand, not-solved, none, urgent, reworded, failure, slow or offline
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
  #slow = 0;

  constructor(root) {
    this.#root = root;
    this.#question = this.#part("question");
    this.#announcer = new Announcer(this.#part("announcer").children);
    this.#suggestions = new Suggestions(root.dataset.suggestUrl);
    this.#trail = new Trail(root);
    this.#sheet = new Sheet(root);
    this.#sending = new Sending(root, this.#announcer);
    this.#answers = new Answers(root, this.#texts, {
      opened: (article, title) => this.#opened(article, title),
      solved: (article) => this.#tell("solved", article),
      notSolved: (article) => this.#notSolved(article),
    });
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
    this.#part("clear").addEventListener("click", () => this.#clear());
    this.#part("undo").addEventListener("click", () => {
      this.#sheet.undo();
      this.#typing.now();
    });
    window.addEventListener("offline", () => this.#connection());
    window.addEventListener("online", () => this.#connection());
    window.addEventListener("pageshow", (event) => this.#shownAgain(event.persisted));
  }

  changed(text) {
    this.#announcer.typed();
    this.#asked = this.#settled = "";
    clearTimeout(this.#slow);
    this.#suggestions.forget();
    if (!text) return this.#rest();
    this.#set({ state: "typing" });
    if (text.length >= LEAST_LETTERS && ["welcome", "few"].includes(this.#root.dataset.room)) this.#set({ room: "skeletons" });
  }

  #rest() {
    this.#answer = null;
    this.#part("own")?.replaceChildren();
    this.#set({ state: "idle", band: "", room: "welcome", shownFor: "" });
    this.#answers.show([], false);
  }

  async paused(text) {
    if (text === this.#asked || text.length < LEAST_LETTERS) return;
    this.#asked = text;
    this.#set({ state: "searching" });
    clearTimeout(this.#slow);
    const slow = (this.#slow = setTimeout(() => this.open("slow"), SLOW_MS));
    try {
      const answer = await this.#suggestions.ask(text);
      if (answer) this.#answered(answer, text);
    } catch {
      this.#failed();
    } finally {
      clearTimeout(slow);
    }
  }

  settled(text) {
    if (text === this.#settled) return;
    this.#settled = text;
    this.#lookAmongOwn(text);
    if (this.#answer?.text === text) this.#conclude();
  }

  /** Shows the customer's own open requests about the same; without an answer there are none. */
  async #lookAmongOwn(text) {
    const own = this.#part("own");
    if (!own) return;
    const answer = await fetch(`${this.#root.dataset.ownUrl}?q=${encodeURIComponent(text)}`).catch(() => null);
    if (answer?.ok && text === this.#settled) own.innerHTML = await answer.text();
  }

  #answered(answer, text) {
    this.#answer = { ...answer, text };
    this.#set({ state: "answered" });
    if (answer.band !== "none") this.#show();
    if (this.#settled === text) this.#conclude();
  }

  #failed() {
    this.#answer = null;
    this.#asked = "";
    this.#set({ state: "failed", band: "", room: "failed", shownFor: "" });
    this.open(navigator.onLine ? "failure" : "offline");
  }

  #show() {
    const { hits, band, text, announcement, did_you_mean: meant } = this.#answer;
    this.#answers.show(hits, band === "strong" && !this.#part("errors"));
    this.#part("meant").hidden = !meant;
    this.#part("meant-link").textContent = meant;
    this.#set({ band, room: "answers", shownFor: text });
    this.#announcer.say("count", announcement);
  }

  #showNone() {
    const { text, announcement, has_enough_words: isQuestion } = this.#answer;
    if (this.#answers.hasFocus) return;
    this.#answers.show([], false);
    this.#set({ band: "none", room: isQuestion ? "none" : "few", shownFor: text });
    this.#announcer.say("count", announcement);
  }

  /** The text is a question now, and has its answer. */
  #conclude() {
    const { text, band, has_enough_words: isQuestion, is_urgent: isUrgent } = this.#answer;
    const rewordings = isQuestion ? this.#wordings.count(text) : 0;
    if (isQuestion) this.#trail.asked(text);
    if (band === "none") this.#showNone();
    else this.#trail.shown(text, band);
    if (band === "strong") this.#answers.openBest();
    if (isUrgent) this.open("urgent");
    else if (band === "none" && isQuestion) this.open("none");
    else if (rewordings >= REWORDINGS) this.open("reworded");
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

  #notSolved(article) {
    this.#tell("not_solved", article);
    this.#write("not-solved");
  }

  #tell(action, article) {
    this.#trail.tell(action, { article, ...this.#answer });
  }

  /** Opens the form for good, without moving the focus. */
  open(reason) {
    if (this.#root.dataset.form === "open") return;
    this.#set({ form: "open", openedBy: reason });
    this.#part("request").hidden = false;
    const why = this.#part(`why="${reason}"`);
    if (why) why.hidden = false;
    if (this.#sheet.isKept) this.#sheet.keep();
    this.#announcer.say("opened", this.#texts.opened);
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
    if (!navigator.onLine) this.open("offline");
    else if (this.#root.dataset.state === "failed") this.#typing.now();
  }

  /** After "back": a page that was left by sending begins anew, any other goes on. */
  #shownAgain(isOldPage) {
    if (isOldPage && this.#sending.isUnderWay && !this.#sheet.isKept) {
      this.#sheet.empty();
      return location.replace(location.pathname);
    }
    this.#sending.end();
    this.#sheet.restore();
    this.#typing.look();
  }
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
if (document.querySelector("[data-sent]")) new Draft().remove();
