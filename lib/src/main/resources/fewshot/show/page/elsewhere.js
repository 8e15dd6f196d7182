// The page's half of fewshot.show.Elsewhere: a line about a cell that runs, in the corner of a page that does not show its output.
const PATIENCE = 30000;
const STYLE = `position: fixed; right: 24px; bottom: 36px; z-index: 10000; max-width: 560px; padding: 8px 12px; font-size: 13px;
  color: var(--jp-ui-font-color1, #222); background: var(--jp-layout-color1, #fff); border: 1px solid var(--jp-border-color1, #bbb);
  border-left: 4px solid #0072B2; border-radius: 3px; cursor: pointer;`;

function card(name) {
  const made = document.createElement("div");
  made.id = name;
  made.className = "fewshot-elsewhere";
  made.style.cssText = STYLE;
  made.setAttribute("role", "status");
  made.title = "Click to put this away";
  made.addEventListener("click", () => { made.hidden = true; });
  document.body.append(made);
  return made;
}

export default {
  initialize({ model }) {
    const kernel = model.widget_manager.kernel;
    if (!kernel || kernel.clientId === model.get("client")) return;   // the output of the cell is in this page
    const name = `fewshot-elsewhere-${model.get("identifier")}`;
    const shown = document.getElementById(name) || card(name);
    clearTimeout(shown.silence);
    if (model.get("over")) {
      shown.hidden = false;
      shown.textContent = `Over: ${model.get("text")}. The output is not in this page, but the variables are in the kernel.`;
      return;
    }
    shown.textContent = `Still running, started in another page: ${model.get("text")}`;
    shown.silence = setTimeout(() => { shown.textContent += " (no news for half a minute)"; }, PATIENCE);
  },
};
