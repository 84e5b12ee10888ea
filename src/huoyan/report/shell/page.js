"use strict";
(() => {
  const root = document.documentElement;
  // A page opened from disk may be denied storage: the choice then lasts as long as the page.
  const store = (value) => { try { localStorage.setItem("huoyan-theme", value); } catch { /* no storage */ } };
  const stored = () => { try { return localStorage.getItem("huoyan-theme"); } catch { return null; } };
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);
  if (stored() === "dark" || stored() === "light") root.dataset.theme = stored();

  const themeButton = (button) => {
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      store(root.dataset.theme);
      show();
    });
    prefersDark.addEventListener("change", show);
    show();
  };

  const sortable = (table) => {
    const body = table.tBodies[0];
    table.querySelectorAll("thead th").forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = table.dataset.sort;
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const numeric = head.classList.contains("num");
        const was = head.getAttribute("aria-sort");
        // The first click shows what one looks for: the highest number, the first name.
        const down = was ? was === "ascending" : numeric;
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = (row) => row.cells[column].dataset.key;
        const order = numeric ? (a, b) => key(a) - key(b) : (a, b) => key(a).localeCompare(key(b), undefined, { numeric: true });
        const rows = [...body.rows].sort((a, b) => (down ? order(b, a) : order(a, b)));
        body.append(...rows);
      });
    });
  };

  const tips = () => {
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("aria-hidden", "true"); // it follows the pointer: for the eye alone
    document.body.append(tip);
    document.querySelectorAll(".chart title").forEach((title) => {
      title.parentNode.setAttribute("data-tip", title.textContent);
      title.remove();
    });
    const hide = () => tip.classList.remove("on");
    const move = (event) => {
      const target = event.target.closest && event.target.closest("[data-tip]");
      if (!target) return hide();
      tip.textContent = target.getAttribute("data-tip");
      tip.classList.add("on");
      const { width, height } = tip.getBoundingClientRect();
      const left = Math.min(Math.max(8, event.clientX - width / 2), innerWidth - width - 8);
      const above = event.clientY - height - 14;
      tip.style.left = `${left}px`;
      tip.style.top = `${above > 4 ? above : event.clientY + 20}px`;
      return undefined;
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerdown", move);
    document.addEventListener("scroll", hide, { passive: true, capture: true });
  };

  const copier = (button) => {
    const source = document.getElementById(button.dataset.copy);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        const label = button.textContent;
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = label; }, 1600);
      } catch {
        getSelection().selectAllChildren(source);
      }
    });
  };

  const contents = (links) => {
    const byId = new Map([...links].map((link) => [link.hash.slice(1), link]));
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        links.forEach((link) => link.classList.remove("here"));
        byId.get(entry.target.id).classList.add("here");
      }
    }, { rootMargin: "-15% 0px -75% 0px" });
    byId.forEach((_, id) => watcher.observe(document.getElementById(id)));
  };

  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((each) => { each.open = true; });
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".theme button").forEach(themeButton);
    document.querySelectorAll("table[data-sort]").forEach(sortable);
    document.querySelectorAll("[data-copy]").forEach(copier);
    contents(document.querySelectorAll(".rail nav a"));
    tips();
  });
})();
