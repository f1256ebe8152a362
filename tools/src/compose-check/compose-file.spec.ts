import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '@shop/kernel';
import { parse } from 'yaml';
import { repositoryRoot } from '../infrastructure/repository.js';

interface Container {
  readonly image: string;
  readonly command?: unknown;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly read_only: boolean;
  readonly restart: string;
  readonly mem_limit: string;
  readonly container_name?: string;
  readonly privileged?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

const text = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
const { services: containers, networks } = parse(text, { merge: true }) as {
  readonly services: Readonly<Record<string, Container>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
};
const all = Object.entries(containers);
const namesOf = (found: readonly (readonly [string, Container])[]) => found.map(([name]) => name);
const isOneShot = (name: string) => /-migrations$|^topics$/.test(name);

describe('docker-compose.yml', () => {
  it('confines every container', () => {
    const loose = all.filter(
      ([, { cap_drop, security_opt, privileged }]) =>
        !cap_drop.includes('ALL') || !security_opt.includes('no-new-privileges:true') || privileged,
    );
    expect(namesOf(loose)).toEqual([]);
    // The mail catcher keeps mails in its own layer.
    expect(namesOf(all.filter(([, { read_only }]) => !read_only))).toEqual(['mail']);
  });

  it('limits the memory of each, and starts again all but those that do one thing', () => {
    expect(namesOf(all.filter(([, { mem_limit }]) => !/^\d+m$/.test(mem_limit)))).toEqual([]);
    const wrong = all.filter(([name, { restart }]) => restart !== (isOneShot(name) ? 'no' : 'unless-stopped'));
    expect(namesOf(wrong)).toEqual([]);
  });

  it('publishes the gateway, the mail page and the consoles, on loopback alone', () => {
    const published = all.filter(([, { ports }]) => ports !== undefined);
    expect(namesOf(published)).toEqual(['api-gateway', 'mail', 'prometheus', 'grafana']);
    const open = published.filter(([, { ports }]) => ports?.some((port) => !port.startsWith('127.0.0.1:')));
    expect(namesOf(open)).toEqual([]);
  });

  it('lets nobody but services at PostgreSQL and Kafka', () => {
    const allowed = new Set<string>([...services, ...services.map((name) => name.replace('service', 'migrations'))]);
    const at = (network: string) => namesOf(all.filter(([, container]) => container.networks.includes(network)));
    expect(at('database').filter((name) => !allowed.has(name))).toEqual(['postgres']);
    expect(at('events').filter((name) => !allowed.has(name))).toEqual(['topics', 'kafka']);
    for (const network of ['calls', 'database', 'events', 'outside']) expect(networks[network]?.internal).toBe(true);
  });

  it('lets one service alone out to a model, and gives the key to nobody else', () => {
    expect(namesOf(all.filter(([, container]) => container.networks.includes('model')))).toEqual(['order-service']);
    expect(namesOf(all.filter(([, { environment }]) => environment?.['ANTHROPIC_API_KEY'] !== undefined))).toEqual([
      'order-service',
    ]);
    expect(containers['order-service']?.environment?.['ANTHROPIC_API_KEY']).toBe('${ANTHROPIC_API_KEY:-}');
  });

  it('names no container, so that there may be several of a service', () => {
    expect(namesOf(all.filter(([, container]) => container.container_name !== undefined))).toEqual([]);
  });

  it('gives each service a role of its own, and none the superuser', () => {
    const roles = services.map((name) => containers[name]?.environment?.['PGUSER']);
    expect(roles).toEqual(services.map((name) => name.replace('-', '_')));
  });
});
