/** Names for the handles of sliders: ipywidgets gives them none, and screen readers need one. */
import { NotebookPanel } from '@jupyterlab/notebook';

const HANDLE = '.noUi-handle:not([aria-label])';

/** Name every handle that a notebook shows, now and later. */
export function nameHandles(panel: NotebookPanel): void {
  const observer = new MutationObserver(records => {
    for (const { addedNodes } of records) {
      addedNodes.forEach(node => {
        if (node instanceof Element) {
          node.querySelectorAll(HANDLE).forEach(name);
        }
      });
    }
  });
  observer.observe(panel.node, { childList: true, subtree: true });
  panel.disposed.connect(() => observer.disconnect());
}

/** A slider's own label is its name; in a form that is the label of the number beside it. */
function name(handle: Element): void {
  const near = [handle.closest('.widget-slider'), handle.closest('.mlbench-row')];
  const labels = near.flatMap(node =>
    Array.from(node?.querySelectorAll('label') ?? [])
  );
  const text = labels.map(label => label.textContent?.trim()).find(text => text);
  if (text) {
    handle.setAttribute('aria-label', text);
  }
}
