/** A drawing for each template, in the colours of the theme. */
import { LabIcon } from '@jupyterlab/ui-components';

const DRAWINGS: { [name: string]: string } = {
  explore:
    '<circle cx="10" cy="10" r="6"/><path d="M14.5 14.5 20 20M7.5 11.5l2-3 2 2 1.5-2.5"/>',
  model:
    '<path d="M4 20V4M4 20h16M6.5 16.5 10 12l3.5 2.5L19 7"/><circle cx="19" cy="7" r="1.6"/>',
  evaluate:
    '<path d="M4 20V4M4 20h16M4 20C6 11 10 7 20 5"/><path stroke-dasharray="2 2" d="M4 20 20 4"/>',
  export:
    '<path d="m12 3 8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9"/>',
  score: '<path d="M4 6h10M4 12h10M4 18h10"/><path d="m17 11 2 2 3-4"/>',
  monitor:
    '<path d="M3 5h18v11H3zM9 20h6M12 16v4M6 12l3-3 2.5 2L15 8l3 2"/>'
};
const PLAIN = '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>';

export function iconOf(template: string): LabIcon {
  const drawing = DRAWINGS[template] ?? PLAIN;
  const svgstr =
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" viewBox="0 0 24 24">' +
    '<g class="jp-icon-stroke mlbench-icon" fill="none" stroke="#0072b2" ' +
    `stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round">${drawing}</g></svg>`;
  return new LabIcon({ name: `mlbench:${template}`, svgstr });
}
