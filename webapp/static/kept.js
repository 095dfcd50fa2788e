
// What somebody writes into a form stays in this tab until it is sent: through reload, back, another language, an error
// and the end of a session. The site puts this behind its other scripts; the page before you submit keeps its own draft.
{
  const BEGINNING = "ventanilla:typed:";
  const WRITTEN = "textarea, input:not([type]), input[type=text], input[type=search], input[type=email], input[type=radio]";
  const NEVER = "[readonly], [autocomplete='one-time-code'], [inert] *, [data-unkept]";
  const withoutLanguage = (path) => path.replace(new RegExp(`^/${document.documentElement.lang}(?=/)`), "");

  /** Does what can fail where a browser keeps nothing; then a page is as it was without script. */
  const attempt = (access) => {
    try {
      return access(sessionStorage);
    } catch {
      return null;
    }
  };
  const keys = () => attempt((store) => Object.keys(store).filter((key) => key.startsWith(BEGINNING))) ?? [];
  const read = (key) => attempt((store) => JSON.parse(store.getItem(key)));
  const write = (key, kept) => attempt((store) => store.setItem(key, JSON.stringify(kept)));
  const remove = (key) => attempt((store) => store.removeItem(key));

  /** What is written into one form; `given` is what stood in a field when the page came. */
  class Kept {
    #form;
    #fields;
    #key;

    constructor(form) {
      this.#form = form;
      this.#fields = [...form.elements].filter((field) => field.name && field.matches(WRITTEN) && !field.matches(NEVER));
      if (!this.#fields.length) return;
      this.#key = BEGINNING + [location.pathname, new URL(form.action, location.href).pathname].map(withoutLanguage).join(" ");
      this.#bringBack(read(this.#key));
      form.addEventListener("input", () => this.#keep());
      form.addEventListener("submit", () => this.#send());
    }

    #bringBack(kept) {
      if (!kept) return;
      for (const field of this.#fields) {
        const before = kept.fields[field.name];
        if (!before?.value) continue;
        if (field.type === "radio") field.checked = field.checked || field.value === before.value;
        else field.value = this.#joined(field, before, kept.isSent);
        if (field.value === before.value && field.matches("textarea")) field.closest("details")?.setAttribute("open", "");
      }
    }

    /** Returns what is to stand in `field`: what was written, behind it what the page brings besides. */
    #joined({ defaultValue: brought, type }, { value, given }, isSent) {
      if (!brought || brought === given) return value;
      const isSame = brought.trim() === value.trim();
      return type === "textarea" && !isSent && !isSame ? `${value}\n\n${brought}` : brought;
    }

    get #values() {
      const written = this.#fields.filter((field) => (field.type === "radio" ? field.checked : field.value !== field.defaultValue));
      return Object.fromEntries(written.map((field) => [field.name, { value: field.value, given: field.defaultValue }]));
    }

    #keep(marks = {}) {
      const fields = this.#values;
      if (Object.keys(fields).length) write(this.#key, { fields, ...marks });
      else remove(this.#key);
    }

    /** A search is over once it is asked; whatever else is sent may still come back. */
    #send() {
      if (this.#form.method === "get") remove(this.#key);
      else this.#keep({ isSent: true });
    }
  }

  /** The site says in the address that something was done: what was sent last has arrived, and is said once. */
  const address = new URL(location.href);
  if (address.searchParams.has("done")) {
    for (const key of keys()) if (read(key)?.isSent) remove(key);
    address.searchParams.delete("done");
    history.replaceState(history.state, "", address);
  }
  for (const form of document.querySelectorAll("[data-ends-session]")) {
    form.addEventListener("submit", () => keys().forEach(remove));
  }
  for (const form of document.forms) if (!form.closest("[data-contact]")) new Kept(form);
}
