/** What the server part of mlbench is asked for. */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

export interface Template {
  name: string;
  title: string;
  question: string;
}

export interface Choice {
  value: string;
  kind: string;
}

export interface Wish {
  name: string;
  data: string;
  target: string;
}

export interface Catalogue {
  templates: Template[];
  choices: Choice[];
}

export async function catalogue(): Promise<Catalogue> {
  return (await request('catalogue')) as Catalogue;
}

/** Make a copy; returns its path, relative to the root of the server. */
export async function makeCopy(
  template: Template,
  wish: Wish
): Promise<string> {
  const body = JSON.stringify({ template: template.name, ...wish });
  const made = await request('copies', { method: 'POST', body });
  return (made as { path: string }).path;
}

async function request(name: string, init: RequestInit = {}): Promise<unknown> {
  const settings = ServerConnection.makeSettings();
  const url = URLExt.join(settings.baseUrl, 'mlbench', 'api', name);
  const response = await ServerConnection.makeRequest(url, init, settings);
  const text = await response.text();
  let told: unknown = {};
  try {
    told = JSON.parse(text);
  } catch {
    // an answer that is no JSON is told by its status alone
  }
  if (!response.ok) {
    const { message } = told as { message?: string };
    throw new Error(message || `the server answered ${response.status}`);
  }
  return told;
}
