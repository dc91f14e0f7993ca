/**
 * mlbench in JupyterLab: the form's line to its notebook, and the catalogue in the launcher,
 * one card a template. A card asks for a name and for data, and opens a fresh copy of the template
 * under notebooks/.
 */
import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';

import { ask } from './dialog';
import { form } from './form';
import { iconOf } from './icons';
import { catalogue, makeCopy, Template } from './server';

const CATEGORY = 'mlbench';
const COMMAND = 'mlbench:new-notebook';

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'mlbench:catalogue',
  description: 'Adds the templates of mlbench to the launcher.',
  autoStart: true,
  optional: [ILauncher],
  activate: async (app: JupyterFrontEnd, launcher: ILauncher | null) => {
    let templates: Template[] = [];
    const named = (args: { [key: string]: unknown }) =>
      templates.find(template => template.name === args['template']);

    app.commands.addCommand(COMMAND, {
      label: args => {
        const template = named(args);
        return template
          ? `${template.title}: ${template.question}`
          : 'New notebook from a template of mlbench';
      },
      caption: args => named(args)?.question ?? '',
      icon: args => iconOf(String(args['template'])),
      execute: async args => {
        const template = named(args);
        if (template) {
          await open(app, template);
        }
      }
    });
    try {
      templates = (await catalogue()).templates;
    } catch (error) {
      Notification.warning(
        `The templates of mlbench can't be listed: ${(error as Error).message}`
      );
      return;
    }
    templates.forEach((template, rank) =>
      launcher?.add({
        command: COMMAND,
        category: CATEGORY,
        rank,
        args: { template: template.name }
      })
    );
  }
};

/** Ask for name and data until a copy could be made, then open it with the warm kernel. */
async function open(app: JupyterFrontEnd, template: Template): Promise<void> {
  const { choices } = await catalogue();
  const path = await ask(template, choices, wish => makeCopy(template, wish));
  if (path === null) {
    return;
  }
  await app.commands.execute('docmanager:open', {
    path,
    factory: 'Notebook',
    kernel: { name: 'mlbench' }
  });
}

export default [plugin, form];
