import type { Choreography } from './choreography.js';

const short = (type: string) => type.replace(/^shop\./, '').replace(/\.v\d+$/, '');
const node = (name: string) => name.replace(/[^a-z]/gi, '_');

/** The choreography as a Mermaid flowchart: events are rounded, commands are boxes labelled with their service. */
export function toMermaid(choreography: Choreography): string {
  const lines = new Set<string>();
  for (const { on, service, command, leadsTo } of choreography.steps) {
    const box = `${node(service)}_${command}["${service.replace('-service', '')}: ${command}"]`;
    lines.add(`  ${node(short(on.type))}(["${short(on.type)}"]) --> ${box}`);
    for (const outcome of leadsTo) {
      lines.add(`  ${node(service)}_${command} --> ${node(short(outcome.type))}(["${short(outcome.type)}"])`);
    }
  }
  return ['flowchart LR', ...lines].join('\n');
}
