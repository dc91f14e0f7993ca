/** The dialog of a card: a name, data, a target; it stays open until the server is content. */
import { Dialog } from '@jupyterlab/apputils';
import { Widget } from '@lumino/widgets';

import { Choice, Template, Wish } from './server';

export async function ask(
  template: Template,
  choices: Choice[],
  make: (wish: Wish) => Promise<string>
): Promise<string | null> {
  let wish: Wish = { name: template.name, data: '', target: '' };
  let complaint = '';
  for (;;) {
    const dialog = new Dialog<Wish>({
      title: template.title,
      body: new Questions(template, choices, wish, complaint),
      focusNodeSelector: 'input',
      buttons: [
        Dialog.cancelButton(),
        Dialog.okButton({ label: 'Open a copy' })
      ]
    });
    const answer = await dialog.launch();
    if (!answer.button.accept || !answer.value) {
      return null;
    }
    wish = answer.value;
    try {
      return await make(wish);
    } catch (error) {
      complaint = (error as Error).message;
    }
  }
}

class Questions extends Widget {
  constructor(
    template: Template,
    choices: Choice[],
    wish: Wish,
    complaint: string
  ) {
    super();
    this.addClass('mlbench-questions');
    const question = document.createElement('p');
    question.textContent = template.question;
    this.node.append(question);
    this.name = this.field('Name of the notebook', wish.name);
    this.data = this.field('Study or data', wish.data, {
      hint: 'A study file, a data file, or a named source such as sklearn:iris. ' +
        'Left empty: the example that the template brings.',
      choices
    });
    this.target = this.field('Column to predict', wish.target, {
      hint: 'Left empty: none, or the one of the study.'
    });
    this.error.className = 'mlbench-error';
    this.error.setAttribute('role', 'alert');
    this.error.textContent = complaint;
    this.node.append(this.error);
  }

  getValue(): Wish {
    return {
      name: this.name.value,
      data: this.data.value,
      target: this.target.value
    };
  }

  private field(
    label: string,
    value: string,
    more: { hint?: string; choices?: Choice[] } = {}
  ): HTMLInputElement {
    const id = `mlbench-${label.toLowerCase().replace(/\W+/g, '-')}`;
    const name = document.createElement('label');
    name.htmlFor = id;
    name.textContent = label;
    const input = document.createElement('input');
    Object.assign(input, { id, type: 'text', value, autocomplete: 'off' });
    input.className = 'jp-mod-styled';
    this.node.append(name, input);
    if (more.hint) {
      const hint = document.createElement('small');
      hint.id = `${id}-hint`;
      hint.textContent = more.hint;
      input.setAttribute('aria-describedby', hint.id);
      this.node.append(hint);
    }
    if (more.choices) {
      const list = document.createElement('datalist');
      list.id = `${id}-choices`;
      for (const { value, kind } of more.choices) {
        const option = document.createElement('option');
        Object.assign(option, { value, label: kind });
        list.append(option);
      }
      input.setAttribute('list', list.id);
      this.node.append(list);
    }
    return input;
  }

  private readonly name: HTMLInputElement;
  private readonly data: HTMLInputElement;
  private readonly target: HTMLInputElement;
  private readonly error = document.createElement('p');
}
