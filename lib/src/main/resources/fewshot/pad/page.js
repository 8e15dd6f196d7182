// The page's half of fewshot.pad: Pad, a sheet for mouse, pen and touch, with what was taught and what the learners answer;
// and Quiz, in which the reader answers what the learners are asked.
// The picture in the next output is for where this script does not run, and for paper.
const UNITS = 105;
const PATIENCE = 800;
const STYLE = `
.fewshot-pad { display: flex; flex-wrap: wrap; gap: 16px; padding: 4px; color: var(--jp-ui-font-color1, #222); font-size: 13px; }
.fewshot-pad canvas { background: #fff; }
.fewshot-pad .sheet { border: 1px solid #888; touch-action: none; cursor: crosshair; display: block; width: 252px; height: 252px; }
.fewshot-pad .shown { width: 42px; height: 42px; image-rendering: pixelated; border: 1px solid #ccc; }
.fewshot-pad button { margin: 4px 4px 4px 0; padding: 3px 10px; font: inherit; color: inherit;
  background: var(--jp-layout-color2, #eee); border: 1px solid var(--jp-border-color1, #bbb); border-radius: 3px; cursor: pointer; }
.fewshot-pad button:focus-visible { outline: 2px solid #0072B2; }
.fewshot-pad .side { flex: 1; min-width: 260px; }
.fewshot-pad .classes { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 8px; }
.fewshot-pad .class { border: 1px solid var(--jp-border-color2, #ccc); border-radius: 3px; padding: 4px; text-align: center; }
.fewshot-pad .class button { padding: 0 6px; margin: 2px; }
.fewshot-pad .answer { margin: 6px 0; }
.fewshot-pad .share-row { display: grid; grid-template-columns: 6em 1fr 4em; gap: 6px; align-items: center; }
.fewshot-pad .share-row.wide { grid-template-columns: 18em 1fr 4em; max-width: 700px; }
.fewshot-pad .share-row.best { font-weight: 600; }
.fewshot-pad .bar { height: 10px; background: #0072B2; border-radius: 2px; min-width: 1px; }
.fewshot-pad .choices { display: grid; grid-template-columns: repeat(5, max-content); gap: 4px; margin-top: 8px; }
.fewshot-pad .choices button { padding: 2px; margin: 0; line-height: 0; }
.fewshot-pad .track { background: var(--jp-layout-color3, #ddd); border-radius: 2px; }
@media screen { .jp-OutputArea-child:has(.fewshot-pad) + .jp-OutputArea-child:has(img) { display: none; } }
@media print { .fewshot-pad { display: none; } }
.fewshot-pad .note { min-height: 1.4em; color: var(--jp-warn-color-normal, #a15c00); }`;

function element(tag, name, text, parent) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

/** A picture of 28 × 28 bytes of ink. */
function tile(base64, title) {
  const canvas = element("canvas", "shown");
  canvas.width = canvas.height = 28;
  canvas.title = title;
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const context = canvas.getContext("2d"), image = context.createImageData(28, 28);
  bytes.forEach((ink, i) => image.data.set([255 - ink, 255 - ink, 255 - ink, 255], 4 * i));
  context.putImageData(image, 0, 0);
  return canvas;
}

/** A sheet that keeps its strokes, in units of 105 a side; finished is called when the pen is lifted. */
function sheet(parent, pen, finished) {
  const canvas = element("canvas", "sheet", undefined, parent);
  canvas.width = canvas.height = 504;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "Sheet to draw on with mouse, pen or finger");
  const context = canvas.getContext("2d");
  let strokes = [], drawing = null;
  const at = event => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width * UNITS, (event.clientY - box.top) / box.height * UNITS];
  };
  const redraw = () => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.lineWidth = pen * canvas.width;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of strokes) {
      context.beginPath();
      context.moveTo(...stroke[0].map(v => v / UNITS * canvas.width));
      stroke.forEach(p => context.lineTo(...p.map(v => v / UNITS * canvas.width)));
      context.stroke();
    }
  };
  canvas.addEventListener("pointerdown", event => {
    if (event.button || drawing !== null) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = event.pointerId;
    strokes.push([at(event)]);
    redraw();
  });
  canvas.addEventListener("pointermove", event => {
    if (event.pointerId !== drawing) return;
    const points = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    strokes.at(-1).push(...(points.length ? points : [event]).map(at));
    redraw();
  });
  const lift = event => {
    if (event.pointerId !== drawing) return;
    drawing = null;
    finished();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  return {
    strokes: () => strokes,
    undo: () => { strokes.pop(); redraw(); },
    clear: () => { strokes = []; redraw(); },
  };
}

/** Sends what the reader does, and says so when no answer comes. */
function patience(model, note) {
  const view = Math.random().toString(36).slice(2);
  let sent = 0, waiting = null, gone = false;
  const lost = () => {
    gone = true;
    clearTimeout(waiting);
    note.textContent = "The kernel has gone. Run this cell again for a new one.";
  };
  model.on("comm:close", lost);
  model.on("comm_live_update", () => { if (model.comm_live === false) lost(); });
  return {
    send(content) {
      if (gone) { lost(); return; }
      model.send({ ...content, seq: ++sent, view });
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        note.textContent = "The kernel is busy with a cell, or has stopped; the answer comes when it is free.";
      }, PATIENCE);
    },
    heard() {
      clearTimeout(waiting);
      const elsewhere = model.get("by") && model.get("by") !== view;
      note.textContent = model.get("note") || (elsewhere ? "Done in another tab of this notebook; all of them show the same." : "");
    },
  };
}

/** A share as a bar. */
function bar(parent, share) {
  const track = element("span", "track", undefined, parent);
  element("span", "bar", "", track).style.cssText = `display: block; width: ${(100 * share).toFixed(1)}%`;
}

function renderPad(model, el) {
  const root = element("div", "fewshot-pad", undefined, el);
  element("style", "", STYLE, root);
  const left = element("div", "", undefined, root), side = element("div", "side", undefined, root);
  const pad = sheet(left, model.get("pen"), () => send("ask"));
  const tools = element("div", "", undefined, left);
  const button = (text, parent, act) => element("button", "", text, parent).addEventListener("click", act);
  button("Undo", tools, () => { pad.undo(); if (pad.strokes().length) send("ask"); });
  button("Clear", tools, () => pad.clear());
  button("Teach as a new character", tools, () => teach(newName()));
  const note = element("div", "note", "", left);
  note.setAttribute("role", "status");
  const line = patience(model, note);
  const classes = element("div", "classes", undefined, side);
  const answers = element("div", "answers", undefined, side);
  answers.setAttribute("aria-live", "polite");

  function newName() {
    const taken = model.get("classes").map(c => c.name);
    let n = 1;
    while (taken.includes(String(n))) n++;
    return String(n);
  }

  function teach(name) {
    if (!pad.strokes().length) { note.textContent = "Draw it first, then teach it."; return; }
    send("teach", name);
    pad.clear();
  }

  function send(kind, name) {
    if (kind === "ask" && model.get("classes").length < 2) return;
    line.send({ kind, name, strokes: kind === "forget" ? [] : pad.strokes() });
  }

  function showClasses() {
    classes.replaceChildren(...model.get("classes").map(each => {
      const box = element("div", "class");
      element("div", "name", each.name, box);
      each.pictures.slice(-3).forEach(picture => box.append(tile(picture, each.name)));
      const row = element("div", "", undefined, box);
      button("+", row, () => teach(each.name));
      row.lastChild.setAttribute("aria-label", `Teach this drawing as ${each.name} too`);
      button("×", row, () => send("forget", each.name));
      row.lastChild.setAttribute("aria-label", `Forget ${each.name}`);
      return box;
    }));
  }

  function showAnswers() {
    const names = model.get("classes").map(c => c.name);
    answers.replaceChildren(...model.get("answers").map(each => {
      const box = element("div", "answer");
      element("div", "method", each.note ? `${each.method}: ${each.note}` : each.method, box);
      const most = Math.max(...each.shares);
      each.shares.forEach((share, k) => {
        const row = element("div", share === most ? "share-row best" : "share-row", undefined, box);
        element("span", "", names[k], row);
        bar(row, share);
        element("span", "share", `${(100 * share).toFixed(0)} %`, row);
      });
      if (each.nearest) {
        const row = element("div", "nearest", "Most like it: ", box);
        row.append(tile(each.nearest, "the most similar drawing of this class"));
      }
      return box;
    }));
  }

  model.on("change:classes", showClasses);
  model.on("change:answers", showAnswers);
  model.on("change:seen change:by change:note", () => line.heard());
  showClasses();
  showAnswers();
}

function renderQuiz(model, el) {
  const root = element("div", "fewshot-pad", undefined, el);
  element("style", "", STYLE, root);
  const place = element("div", "side", undefined, root);
  const line = patience(model, element("div", "note", "", root));

  function show() {
    const number = model.get("number"), rows = model.get("rows");
    place.replaceChildren();
    if (rows.length) {
      element("div", "method", `${model.get("questions")} questions`, place);
      rows.forEach(each => {
        const row = element("div", "share-row wide", undefined, place);
        element("span", "", each.name, row);
        bar(row, each.right / 100);
        element("span", "share", `${each.right.toFixed(each.right % 1 ? 1 : 0)} %`, row);
      });
      return;
    }
    element("div", "method", `Question ${number + 1} of ${model.get("questions")}: which of these is the same character?`, place);
    place.append(tile(model.get("query"), "the question"));
    const choices = element("div", "choices", undefined, place);
    model.get("choices").forEach((picture, k) => {
      const choice = element("button", "", undefined, choices);
      choice.setAttribute("aria-label", `Answer ${k + 1}`);
      choice.append(tile(picture, `answer ${k + 1}`));
      choice.addEventListener("click", () => {
        choices.querySelectorAll("button").forEach(b => { b.disabled = true; });
        line.send({ kind: "choose", choice: k, number });
      });
    });
  }

  model.on("change:number", show);
  model.on("change:rows", show);
  model.on("change:seen", () => line.heard());
  show();
}

export default {
  render({ model, el }) {
    (model.get("part") === "quiz" ? renderQuiz : renderPad)(model, el);
  },
};
