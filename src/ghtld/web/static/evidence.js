// Opens a note beside the value it proves. Without this script the markers are links to the notes.
(() => {
  "use strict";
  const close = document.querySelector("article.thing")?.dataset.close ?? "×";
  let open = null;

  const shut = (returning) => {
    if (!open) return;
    const { button, panel } = open;
    open = null;
    panel.remove();
    button.setAttribute("aria-expanded", "false");
    button.removeAttribute("aria-controls");
    if (returning) button.focus();
  };

  const show = (button, note) => {
    shut(false);
    const panel = document.createElement("div");
    panel.className = "evidence";
    panel.id = "evidence-open";
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", button.getAttribute("aria-label"));
    panel.append(...[...note.cloneNode(true).childNodes]);
    const end = document.createElement("button");
    end.type = "button";
    end.className = "shut";
    end.textContent = close;
    end.addEventListener("click", () => shut(true));
    panel.append(end);
    (button.closest("li, dd, td, th, .lead") ?? button.parentElement).append(panel);
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", panel.id);
    open = { button, panel };
  };

  for (const link of document.querySelectorAll('article.thing a[href^="#note-"]')) {
    const note = document.getElementById(link.hash.slice(1));
    if (!note) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.setAttribute("aria-label", link.getAttribute("aria-label"));
    button.setAttribute("aria-expanded", "false");
    button.append(...link.childNodes);
    button.addEventListener("click", () => {
      if (open?.button === button) shut(true);
      else show(button, note);
    });
    link.replaceWith("\u2060", button); // a word joiner: no line ends before the marker
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) {
      event.preventDefault();
      shut(true);
    }
  });
})();
