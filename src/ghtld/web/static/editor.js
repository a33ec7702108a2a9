// The query editor over the plain form: YASGUI's editor (Yasqe) and table (Yasr), our words, our
// terms, links to our pages. Everything here is an addition: without it the form does the same.
"use strict";

(async () => {
  const form = document.getElementById("ask");
  if (!form || !window.Yasgui) return;
  const { Yasqe, Yasr } = window.Yasgui;
  const field = form.elements.namedItem("query");
  const problem = document.getElementById("problem");
  const section = document.getElementById("results");
  const shown = document.getElementById("shown");
  const asked = new URLSearchParams(location.search);
  const answered = !section.hidden;

  const got = await fetch(form.dataset.editor);
  if (!got.ok) return;
  const { base, prefixes, terms, words, yes, no } = await got.json();
  const endpoint = new URL(form.getAttribute("action"), location.href).href;
  const root = new URL(form.dataset.root || ".", location.href).href;

  // Names ────────────────────────────────────────────────────────────────────

  const byLength = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);

  function shorten(iri) {
    for (const [prefix, start] of byLength) {
      const rest = iri.startsWith(start) ? iri.slice(start.length) : "";
      if (rest && !/[/#]/.test(rest)) return `${prefix}:${rest}`;
    }
    return iri;
  }

  const named = new Map();

  async function learnNames(iris) {
    const unknown = [...new Set(iris)].filter((iri) => iri.startsWith(base) && !named.has(iri));
    const plain = unknown.filter((iri) => !/[<>"{}|\\^`\s]/.test(iri)).slice(0, 500);
    if (!plain.length) return;
    const query = `SELECT ?thing ?name WHERE {
      VALUES ?thing { ${plain.map((iri) => `<${iri}>`).join(" ")} }
      VALUES ?says { <${prefixes.skos}prefLabel> <${prefixes.rdfs}label> <${prefixes.dcterms}title> }
      ?thing ?says ?name . FILTER(LANG(?name) = "${document.documentElement.lang}")
    }`;
    const answer = await ask(query, "application/sparql-results+json");
    if (!answer.ok) return;
    plain.forEach((iri) => named.set(iri, ""));
    for (const row of (await answer.json()).results.bindings) {
      named.set(row.thing.value, row.name.value);
    }
  }

  // The editor ───────────────────────────────────────────────────────────────

  const labels = new Map(terms.map((term) => [term.name, term.label]));

  function register(name, kind, like) {
    const ours = terms.filter((term) => term.kind === kind).map((term) => term.iri);
    Yasqe.registerAutocompleter({
      ...Yasqe.Autocompleters[like],
      name,
      bulk: false,
      autoShow: false,
      persistenceId: null,
      onInitialize: undefined,
      get: (_, token) => {
        const begun = (token.autocompletionString || "").toLowerCase();
        return ours.filter((iri) => iri.toLowerCase().startsWith(begun));
      },
      postprocessHints: (_, hints) =>
        hints.map((hint) => {
          const label = labels.get(hint.text) || labels.get(shorten(hint.text.slice(1, -1)));
          return label ? { ...hint, displayText: `${hint.text} — ${label}` } : hint;
        }),
    });
  }

  register("ghtld-property", "property", "property");
  register("ghtld-class", "class", "class");
  const declarations = Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`);
  Yasqe.registerAutocompleter({
    ...Yasqe.Autocompleters.prefixes,
    persistenceId: null,
    get: declarations,
  });

  const place = document.createElement("div");
  place.className = "editor";
  field.after(place);
  field.hidden = true;
  const editor = new Yasqe(place, {
    value: field.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: true,
    editorHeight: "18rem",
    autocompleters: ["variables", "prefixes", "ghtld-property", "ghtld-class"],
    extraKeys: {
      // Who comes by keyboard has to be able to leave (WCAG 2.1.2).
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-S": false,
      "Ctrl-Enter": () => run(),
      "Cmd-Enter": () => run(),
    },
  });
  editor.getInputField().setAttribute("aria-label", words.editor);
  editor.on("change", () => {
    field.value = editor.getValue();
  });
  form.querySelector("label").addEventListener("click", () => editor.focus());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  addEventListener("popstate", () => location.reload());

  // The question ─────────────────────────────────────────────────────────────

  let running;

  function ask(query, accept, signal) {
    const fields = new URLSearchParams({ query });
    const address = `${endpoint.split("?")[0]}?${fields}`;
    const headers = { Accept: accept, "Accept-Language": document.documentElement.lang };
    return address.length < 4000
      ? fetch(address, { headers, signal })
      : fetch(endpoint, { method: "POST", body: fields, headers, signal });
  }

  async function run() {
    const query = editor.getValue();
    if (!query.trim()) return;
    if (running) running.abort();
    running = new AbortController();
    const { signal } = running;
    say(words.running);
    section.setAttribute("aria-busy", "true");
    try {
      const graph = /^(CONSTRUCT|DESCRIBE)$/.test(editor.getQueryType());
      const accept = graph ? "text/turtle" : "application/sparql-results+json";
      const answer = await ask(query, accept, signal);
      const text = await answer.text();
      if (!answer.ok) return fail(answer, text);
      say("");
      remember(query);
      show(text, answer.headers.get("Content-Type"));
      share(query, graph);
    } catch (reason) {
      if (reason.name !== "AbortError") say(words["no-answer"]);
    } finally {
      if (!signal.aborted) section.removeAttribute("aria-busy");
    }
  }

  function fail(answer, text) {
    let told = "";
    try {
      const { title, detail } = JSON.parse(text);
      told = detail || title;
    } catch {
      told = `${answer.status} ${answer.statusText}`;
    }
    section.hidden = true;
    say(told);
  }

  function say(sentence) {
    problem.textContent = sentence;
    problem.hidden = !sentence;
    problem.classList.toggle("running", sentence === words.running);
  }

  function remember(query) {
    const address = new URL(location.href);
    address.searchParams.delete("example");
    address.searchParams.set("query", query);
    address.hash = "";
    if (address.href !== location.href) history.pushState(null, "", address);
  }

  // The answer ───────────────────────────────────────────────────────────────

  let results;

  function show(text, contentType) {
    section.hidden = false;
    const yesOrNo = contentType.includes("json") ? JSON.parse(text).boolean : undefined;
    if (typeof yesOrNo === "boolean") {
      results = undefined;
      shown.replaceChildren(paragraph(yesOrNo ? yes : no));
      return;
    }
    if (!results) {
      shown.replaceChildren();
      results = table();
    }
    results.setResponse({ data: text, contentType, status: 200 });
  }

  function paragraph(text) {
    const made = document.createElement("p");
    made.className = "lead";
    made.textContent = text;
    return made;
  }

  function table() {
    Object.assign(Yasr.plugins.table.defaults.tableConfig.language, {
      info: words["rows-of"],
      infoEmpty: words["rows-none"],
      infoFiltered: words["rows-filtered"],
      zeroRecords: words["rows-none"],
      emptyTable: words["rows-none"],
    });
    const made = new Yasr(shown, {
      persistenceId: null,
      prefixes,
      plugins: {
        table: { enabled: true, dynamicConfig: { compact: true, isEllipsed: false, pageSize: 50 } },
      },
    });
    made.on("drawn", () => translate(made));
    new MutationObserver(() => link(made.resultsEl)).observe(made.resultsEl, {
      childList: true,
      subtree: true,
    });
    return made;
  }

  function translate(made) {
    const put = (selector, text, attribute) =>
      made.rootEl.querySelectorAll(selector).forEach((element) => {
        if (attribute) element.setAttribute(attribute, text);
        else element.textContent = text;
      });
    const [plain, ellipsis] = made.rootEl.querySelectorAll(".tableControls .switch .label");
    if (plain) plain.textContent = words["plain-view"];
    if (ellipsis) ellipsis.textContent = words.ellipsis;
    put(".tableFilter", words["filter-rows"], "placeholder");
    put(".tableFilter", words["filter-rows"], "aria-label");
    put(".pageSizerLabel", words["page-size"]);
    put(".tableSizer", words["page-size"].trim(), "aria-label");
    put(".tableSizer option[value='-1']", words["all-rows"]);
    for (const name of ["table", "response"]) {
      put(`.select_${name} span`, words[name]);
      put(`.select_${name}`, words[name], "title");
      put(`.select_${name}`, words[name], "aria-label");
    }
    put(".yasr_downloadIcon", words.save, "title");
    put(".yasr_downloadIcon", words.save, "aria-label");
    const rows = made.results?.getBindings()?.length;
    const said = rows === 1 ? words["result-one"] : words["result-many"].replace("_N_", rows);
    put(".yasr_response_chip", rows === undefined ? "" : said);
  }

  async function link(element) {
    // An IRI that is no web address (javascript:…) has lost its link already.
    const anchors = [...element.querySelectorAll("a.iri[href]:not([data-iri])")];
    for (const anchor of anchors) {
      const iri = anchor.getAttribute("href");
      anchor.dataset.iri = iri;
      anchor.removeAttribute("target");
      if (iri.startsWith(base)) anchor.href = root + iri.slice(base.length);
      anchor.textContent = shorten(iri);
    }
    await learnNames(anchors.map((anchor) => anchor.dataset.iri));
    for (const anchor of anchors) {
      const name = named.get(anchor.dataset.iri);
      if (!name) continue;
      const code = document.createElement("code");
      code.textContent = shorten(anchor.dataset.iri);
      anchor.replaceChildren(name, " ", code);
    }
  }

  // Addresses ────────────────────────────────────────────────────────────────

  const list = document.getElementById("share");
  const formats = {
    rows: [
      ["json", "JSON"],
      ["xml", "XML"],
      ["csv", "CSV"],
      ["tsv", "TSV"],
      ["excel-fr", words["excel-fr"]],
    ],
    graph: [
      ["turtle", "Turtle"],
      ["json-ld", "JSON-LD"],
      ["n-triples", "N-Triples"],
      ["rdf-xml", "RDF/XML"],
      ["trig", "TriG"],
      ["n-quads", "N-Quads"],
    ],
  };

  function share(query, graph) {
    const address = (more) => `${endpoint.split("?")[0]}?${new URLSearchParams({ query, ...more })}`;
    const items = [["page", words["share-link"], address({})]];
    for (const [kind, name] of graph ? formats.graph : formats.rows) {
      const told = kind === "excel-fr" ? { format: "csv", dialect: kind } : { format: kind };
      items.push([kind, name, address(told)]);
    }
    list.replaceChildren(
      ...items.map(([kind, name, href]) => {
        const item = document.createElement("li");
        const anchor = document.createElement("a");
        Object.assign(anchor, { href, textContent: name });
        anchor.dataset.kind = kind;
        item.append(anchor);
        return item;
      }),
    );
    document.getElementById("spreadsheet").hidden = graph;
    addCopyButtons();
  }

  function addCopyButtons() {
    for (const anchor of list.querySelectorAll("a")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = words.copy;
      button.setAttribute("aria-label", `${words.copy} : ${anchor.textContent}`);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(anchor.href);
        button.textContent = words.copied;
        setTimeout(() => (button.textContent = words.copy), 2000);
      });
      anchor.after(" ", button);
    }
  }

  addCopyButtons();
  if (asked.has("example") && !answered) run();
})();
