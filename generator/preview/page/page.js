// The page around the digest: it listens to the server and shows what there is. Texts are only ever set as text.
"use strict";

const LEVELS = [
  ["lost", "Не вошло в дайджест"],
  ["error", "Ошибки"],
  ["warning", "Замечания"],
  ["note", "Примечания"],
];
const at = (selector) => document.querySelector(selector);
const made = (name, text = "", className = "") =>
  Object.assign(document.createElement(name), { textContent: text, className });

let state = { version: 0, busy: true, problem: "", remarks: [] };
let pdf = { version: 0, problem: "", printing: false };
let [shown, next] = document.querySelectorAll("iframe");
let loaded = 0; // version of the page in the frame

// The page

// The new page is loaded behind the old one and takes its place at the same height: nothing blinks.
function loadPage() {
  const version = state.version;
  next.className = "next";
  next.hidden = false;
  next.onload = () => {
    if (version !== state.version) return;
    next.contentWindow.scrollTo(shown.contentWindow.scrollX, shown.contentWindow.scrollY);
    const focused = document.activeElement === shown;
    [shown, next] = [next, shown];
    shown.className = "";
    next.hidden = true;
    if (focused) shown.focus();
    document.documentElement.dataset.version = version;
  };
  next.contentWindow.location.replace(`/frame?${version}`);
}

function jump(chapter) {
  at("[value=page]").click();
  shown.contentDocument.getElementById(chapter)?.scrollIntoView();
}

// The sheets of the PDF

async function print() {
  if (pdf.printing || pdf.version === state.version || state.busy || !viewsPdf()) return;
  const version = state.version;
  pdf.printing = true;
  tell();
  try {
    const answer = await (await fetch("/pdf")).json();
    pdf.problem = answer.problem || "";
    if (pdf.problem) pdf.version = version;
    else if (!answer.stopped) place(answer);
  } catch {
    pdf.problem = "";
  }
  pdf.printing = false;
  tell();
  if (pdf.version !== state.version && !lost) print();
}

function place({ version, sheets }) {
  const home = at("#pdf");
  home.querySelectorAll("img").forEach((image, number) => number < sheets.length || image.remove());
  sheets.forEach(([width, height], number) => {
    const image = home.children[number] || home.appendChild(made("img"));
    image.loading = "lazy";
    image.width = Math.round(width * 2);
    image.height = Math.round(height * 2);
    image.alt = `Лист ${number + 1} из ${sheets.length}`;
    image.src = `/sheet/${version}/${number}`;
  });
  pdf.version = version;
  home.dataset.version = version;
}

const viewsPdf = () => at("[name=view]:checked").value === "pdf";

function look() {
  at("#page").hidden = viewsPdf();
  at("#pdf").hidden = !viewsPdf();
  print();
  tell();
}

// What there is to say

function tell() {
  const problem = state.problem || (viewsPdf() && pdf.problem);
  const box = at("#problem");
  if (problem) {
    box.querySelector("h2").textContent = state.problem ? "Дайджест не составлен" : "PDF не напечатан";
    box.querySelector(".lines").textContent = problem;
    const old = state.problem ? state.version > 0 : at("#pdf").children.length > 0;
    box.querySelector(".kept").textContent = old ? "Ниже — то, что получилось в последний раз." : "";
  }
  box.hidden = !problem;
  at("#status").textContent = status(problem);
}

function status(problem) {
  if (lost) return "Просмотр остановлен. Запустите digest preview снова.";
  if (state.busy) return "Дайджест составляется…";
  if (viewsPdf() && pdf.printing) return "PDF печатается…";
  if (problem) return "Есть ошибка";
  return `Тема «${state.theme}»${state.draft ? ", черновик" : ""}. Показано то, что в файлах.`;
}

function list() {
  const open = new Map([...document.querySelectorAll("details")].map((part) => [part.className, part.open]));
  at("#summary").textContent = `Отчётов: ${state.reports}, показателей: ${state.observations}.`;
  at("#remarks").replaceChildren(
    ...LEVELS.flatMap(([level, title]) => {
      const remarks = state.remarks.filter((remark) => remark.level === level);
      if (!remarks.length) return [];
      const part = made("details", "", level);
      part.open = open.get(level) ?? level !== "note";
      const items = made("ul");
      items.append(...remarks.map(item));
      part.append(made("summary", `${title}: ${remarks.length}`), items);
      return [part];
    }),
  );
  if (!state.remarks.length) at("#remarks").append(made("p", "Замечаний нет."));
}

function item(remark) {
  const line = made("li");
  const text = remark.chapter ? made("button", remark.text) : made("span", remark.text);
  if (remark.chapter) {
    text.title = "Показать главу";
    text.onclick = () => jump(remark.chapter);
  }
  line.append(text);
  return line;
}

// News from the server

let lost = false;
const news = new EventSource("/events");
news.onmessage = (message) => {
  lost = false;
  state = JSON.parse(message.data);
  if (state.version !== loaded) {
    if (!loaded) document.head.append(Object.assign(made("link"), { rel: "stylesheet", href: "/fonts.css" }));
    loaded = state.version;
    loadPage();
    list();
  }
  print();
  tell();
};
news.onerror = () => {
  lost = true;
  tell();
};
document.querySelectorAll("[name=view]").forEach((choice) => (choice.onchange = look));
