// Search as you type: makes a search form a combobox (WAI-ARIA 1.2, list autocomplete, manual
// selection). Without this script the form is complete. Asks no other host, writes no markup.
"use strict";

for (const form of document.querySelectorAll("form[data-search]")) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let active = -1;
  let asked = "";
  let pending = null;
  let timer = 0;
  const root = new URL(form.dataset.search, location.href);

  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  status.className = "hidden";
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.closest(".field").append(list);
  form.append(status);

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (index) => {
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    active = index;
    if (index < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", options[index].id);
      options[index].scrollIntoView({ block: "nearest" });
    }
  };

  const written = (hit, place) => {
    const option = document.createElement("li");
    const name = document.createElement("span");
    const kind = document.createElement("span");
    option.id = `${list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.href = new URL(hit.href, root).href;
    name.dir = "auto";
    if (hit.language) name.lang = hit.language;
    for (const [text, marked] of hit.pieces ?? [[hit.label, false]]) {
      const piece = marked ? document.createElement("mark") : document.createTextNode("");
      piece.textContent = text;
      name.append(piece);
    }
    kind.className = "count";
    kind.textContent = hit.kind_label;
    option.append(name, " ", kind);
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => location.assign(new URL(hit.href, root)));
    return option;
  };

  const show = (answer) => {
    const { hits, questions, only } = answer;
    options = (only ? [...questions, ...hits] : [...hits, ...questions]).map(written);
    list.replaceChildren(...options);
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = options.length
      ? form.dataset.count.replace("{count}", String(answer.count + answer.questions.length))
      : form.dataset.none;
  };

  const ask = async () => {
    const question = input.value.trim();
    if (question === asked) return;
    asked = question;
    if (pending) pending.abort();
    if (question.length < 2) {
      status.textContent = "";
      close();
      return;
    }
    pending = new AbortController();
    const said = new URLSearchParams({ q: question, format: "json" });
    if (form.dataset.chosen) said.set("lang", form.dataset.lang);
    try {
      const response = await fetch(`${root.href}?${said}`, { signal: pending.signal });
      if (response.ok && document.activeElement === input) show(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = active < 0 && step < 0 ? 0 : active;
      choose((from + step + options.length) % options.length);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      location.assign(options[active].dataset.href);
    } else if (event.key === "Tab") {
      close();
    }
  });
}
