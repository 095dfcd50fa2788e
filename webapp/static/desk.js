// Keys, drafts and articles of the desk. Every page works without it.

const fields = "input, textarea, select";
const switchKey = "desk keys";
const keysSwitch = document.querySelector("[data-keys-switch]");

const areKeysOn = () => localStorage.getItem(switchKey) !== "off";

function offerSwitch() {
  if (!keysSwitch) return;
  const box = keysSwitch.querySelector("input");
  box.checked = areKeysOn();
  box.addEventListener("change", () => localStorage.setItem(switchKey, box.checked ? "on" : "off"));
  keysSwitch.hidden = false;
}

function go(element) {
  element.closest("details")?.setAttribute("open", "");
  if (element.matches("a, [data-at-once]")) {
    element.click();
    return;
  }
  element.focus();
  element.scrollIntoView({ block: "nearest" });
}

function moveInList(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const place = rows.indexOf(document.activeElement);
  const next = rows[place < 0 ? (step > 0 ? 0 : rows.length - 1) : place + step];
  next?.focus();
  next?.closest("li").scrollIntoView({ block: "nearest" });
  return rows.length > 0;
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const field = event.target.closest(fields);
  if (field) {
    if (event.key === "Escape") field.blur();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form?.querySelector(event.shiftKey ? "[data-send-shifted]" : "[data-send]")?.click();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !areKeysOn()) return;
  if (event.key === "?") {
    const keys = document.querySelector("[data-keys]");
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary").focus();
    return;
  }
  if ((event.key === "j" && moveInList(1)) || (event.key === "k" && moveInList(-1))) return;
  const target = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
  if (!target) return;
  event.preventDefault();
  go(target);
}

function keepDrafts(page) {
  const address = new URL(location.href);
  const done = address.searchParams.get("done");
  for (const area of page.querySelectorAll("textarea[data-draft]")) {
    const key = `desk draft ${page.dataset.case} ${area.name}`;
    if ((done === "replied" && area.name === "text") || (done === "noted" && area.name === "note") || done === "repeated") {
      sessionStorage.removeItem(key);
    }
    if (!area.value) {
      area.value = sessionStorage.getItem(key) ?? "";
      if (area.value) area.closest("details")?.setAttribute("open", "");
    }
    area.addEventListener("input", () => {
      if (area.value) sessionStorage.setItem(key, area.value);
      else sessionStorage.removeItem(key);
    });
  }
}

function forgetWhatWasDone() {
  const address = new URL(location.href);
  if (!address.searchParams.has("done")) return;
  address.searchParams.delete("done");
  history.replaceState(null, "", address);
}

function insert(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  const gap = before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  area.setRangeText(`${gap}${text}\n`, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

function findInPlace(form) {
  const field = form.querySelector("[data-find]");
  const found = form.querySelector("[data-found]");
  const area = form.querySelector("textarea[data-draft]");
  if (!field) return;
  let asked = 0;
  const find = async () => {
    const mine = ++asked;
    const address = new URL(field.dataset.find, location.href);
    address.searchParams.set("find", field.value);
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (mine !== asked) return;
    if (!response.ok || response.redirected) throw new Error(`${response.status}`);
    found.innerHTML = await response.text(); // made by the same template as the page
  };
  const button = form.querySelector("[data-find-button]");
  button.addEventListener("click", (event) => {
    if (button.dataset.plain) return;
    event.preventDefault();
    find().catch(() => {
      button.dataset.plain = "yes"; // the way without script
      button.click();
    });
  });
  found.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-insert]");
    if (!chosen) return;
    event.preventDefault();
    insert(area, chosen.dataset.insert);
  });
}

document.addEventListener("keydown", onKey);
offerSwitch();
for (const page of document.querySelectorAll("[data-case]")) keepDrafts(page);
for (const form of document.querySelectorAll("[data-write]")) findInPlace(form);
forgetWhatWasDone();
document.querySelector("[data-errors]")?.focus();
