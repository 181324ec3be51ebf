"use strict";
{
  const fold = text => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\u0111/g, "d");
  const form = document.querySelector("form");
  const body = document.querySelector("tbody");
  const rows = [...body.rows].map((row, place) => ({
    row, place,
    keys: row.dataset.keys.split(" ").map(Number),
    group: row.dataset.group,
    states: row.dataset.state.split(" "),
    text: "",
  }));
  const told = document.querySelector("[role=status]");
  const heads = [...document.querySelectorAll("th[data-key]")];
  let shown = rows;

  // The words are folded when they are first asked for: opening the page waits for nothing.
  const matches = (one, words) => {
    if (!words.length) return true;
    one.text ||= fold(`${one.row.dataset.province} ${[0, 1, 2].map(n => one.row.cells[n].textContent).join(" ")}`);
    return words.every(word => one.text.includes(word));
  };
  const mark = () => {
    let last = "";
    for (const { row, group } of shown) {
      row.classList.toggle("again", group === last);
      last = group;
    }
  };
  const choose = () => {
    const words = fold(form.elements.words.value).split(/\s+/).filter(Boolean);
    const { province, year, period, state } = form.elements;
    shown = rows.filter(one => {
      const { row } = one;
      const kept = (!province.value || row.dataset.province === province.value)
        && (!year.value || String(one.keys[0]) === year.value)
        && (!period.value || row.dataset.period === period.value)
        && (!state.value || one.states.includes(state.value))
        && matches(one, words);
      row.hidden = !kept;
      return kept;
    });
    const counts = { shown: shown.length, all: rows.length };
    told.textContent = told.dataset.words.replace(/\{(\w+)\}/g, (_, name) =>
      counts[name].toLocaleString(document.documentElement.lang));
    document.getElementById("none").hidden = shown.length > 0;
    mark();
  };
  const order = head => {
    const key = head.dataset.key;
    // Units and years from the first, counts from the most; the other way round at the second call.
    const usual = key === "" ? "ascending" : "descending";
    const other = usual === "ascending" ? "descending" : "ascending";
    const way = head.getAttribute("aria-sort") === usual ? other : usual;
    for (const one of heads) one.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way);
    const sign = way === "ascending" ? 1 : -1;
    rows.sort((a, b) => key === ""
      ? sign * (a.place - b.place)
      : sign * (a.keys[key] - b.keys[key]) || a.place - b.place);
    body.append(...rows.map(one => one.row));
    choose();
  };

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => order(head));
    head.append(button);
  }
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", choose);
  form.addEventListener("reset", () => setTimeout(choose));
  // A browser that comes back to the page fills the form in again.
  addEventListener("pageshow", choose);
  form.hidden = false;
}
