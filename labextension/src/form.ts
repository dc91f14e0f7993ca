/**
 * The form's line to its notebook: a comm by which a kernel asks to save, to mark cells as
 * stale, to run cells, and to copy text. See mlbench/widgets/link.py for the other end.
 */
import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Clipboard } from '@jupyterlab/apputils';
import { Cell } from '@jupyterlab/cells';
import { INotebookTracker, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { Kernel } from '@jupyterlab/services';

import { nameHandles } from './handles';

const TARGET = 'mlbench.form';
const STALE = 'mlbench-stale';
/** On a notebook whose server does not answer; the form's own style shows a message then. */
const AWAY = 'mlbench-away';

type Told =
  | { do: 'save'; number: number }
  | { do: 'mark'; cells: { id: string; why: string }[] }
  | { do: 'run'; cells: string[] }
  | { do: 'copy'; text: string };

export const form: JupyterFrontEndPlugin<void> = {
  id: 'mlbench:form',
  description: 'Saves, marks and runs cells for the form of a notebook.',
  autoStart: true,
  optional: [INotebookTracker],
  activate: (_: JupyterFrontEnd, tracker: INotebookTracker | null) => {
    tracker?.forEach(serve);
    tracker?.widgetAdded.connect((_, panel) => serve(panel));
    NotebookActions.executed.connect((_, { notebook, cell }) => {
      unmark(cell);
      const panel = tracker?.find(panel => panel.content === notebook);
      for (const comm of panel ? open.get(panel) ?? [] : []) {
        tell(comm, { told: 'ran', id: cell.model.id });
      }
    });
  }
};

/** The forms that each notebook shows. */
const open = new Map<NotebookPanel, Set<Kernel.IComm>>();

function serve(panel: NotebookPanel): void {
  const forms = new Set<Kernel.IComm>();
  open.set(panel, forms);
  panel.disposed.connect(() => open.delete(panel));
  const register = (kernel: Kernel.IKernelConnection | null | undefined) =>
    kernel?.registerCommTarget(TARGET, comm => {
      forms.add(comm);
      comm.onClose = () => {
        forms.delete(comm);
      };
      comm.onMsg = message =>
        void act(panel, comm, message.content.data as unknown as Told);
      tell(comm, { told: 'ready' });
    });
  panel.sessionContext.kernelChanged.connect((_, { newValue }) => {
    forms.clear();
    register(newValue);
  });
  panel.sessionContext.connectionStatusChanged.connect((_, status) =>
    panel.toggleClass(AWAY, status !== 'connected')
  );
  panel.sessionContext.statusChanged.connect((_, status) => {
    if (status === 'restarting' || status === 'autorestarting') {
      // a fresh kernel has none of the variables that cells were stale against
      forms.clear();
      panel.content.widgets.forEach(unmark);
    }
  });
  register(panel.sessionContext.session?.kernel);
  nameHandles(panel);
}

async function act(
  panel: NotebookPanel,
  comm: Kernel.IComm,
  told: Told
): Promise<void> {
  const cells = panel.content.widgets;
  switch (told.do) {
    case 'save': {
      const well = await panel.context.save().then(
        () => !panel.context.model.dirty,
        () => false
      );
      tell(comm, { told: 'saved', number: told.number, well });
      break;
    }
    case 'mark':
      for (const { id, why } of told.cells) {
        const cell = cells.find(cell => cell.model.id === id);
        if (cell) {
          mark(cell, why);
        }
      }
      break;
    case 'run': {
      const chosen = cells.filter(cell => told.cells.includes(cell.model.id));
      await NotebookActions.runCells(
        panel.content,
        chosen,
        panel.sessionContext
      );
      break;
    }
    case 'copy':
      Clipboard.copyToSystem(told.text);
      break;
  }
}

function mark(cell: Cell, why: string): void {
  cell.addClass(STALE);
  cell.node.title = why;
}

function unmark(cell: Cell): void {
  if (cell.hasClass(STALE)) {
    cell.removeClass(STALE);
    cell.node.removeAttribute('title');
  }
}

function tell(comm: Kernel.IComm, data: { [key: string]: string | number | boolean }): void {
  if (!comm.isDisposed) {
    comm.send(data);
  }
}
