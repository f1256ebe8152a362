import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '@shop/kernel';
import { parse } from 'yaml';
import { repositoryRoot } from '../infrastructure/repository.js';
import { dashboards } from './dashboards/dashboard-files.js';
import { PROMETHEUS } from './dashboards/grafana-panel.js';

const textOf = (path: string) => readFileSync(join(repositoryRoot, 'observability', path), 'utf8');
const read = <T>(path: string) => parse(textOf(path)) as T;

interface Collector {
  readonly receivers: object;
  readonly processors: object;
  readonly exporters: { readonly 'otlp_grpc/tempo': { readonly endpoint: string } };
  readonly extensions: object;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<Record<string, Readonly<Record<'receivers' | 'processors' | 'exporters', string[]>>>>;
  };
}

describe('the collector', () => {
  const collector = read<Collector>('collector/config.yaml');

  it.each(['receivers', 'processors', 'exporters'] as const)('uses all %s that it has, and no others', (kind) => {
    const used = Object.values(collector.service.pipelines).flatMap((pipeline) => pipeline[kind]);
    expect([...new Set(used)].sort()).toEqual(Object.keys(collector[kind]).sort());
  });

  it('refuses what does not fit before it does anything else', () => {
    for (const { processors } of Object.values(collector.service.pipelines))
      expect(processors[0]).toBe('memory_limiter');
  });

  it('sends to where Tempo listens', () => {
    const tempo = read<{ distributor: { receivers: { otlp: { protocols: { grpc: { endpoint: string } } } } } }>(
      'tempo/tempo.yaml',
    );
    const listens = tempo.distributor.receivers.otlp.protocols.grpc.endpoint.split(':')[1];
    expect(collector.exporters['otlp_grpc/tempo'].endpoint).toBe(`tempo:${listens}`);
  });
});

describe('Prometheus', () => {
  interface Job {
    readonly job_name: string;
    readonly honor_labels?: boolean;
    readonly dns_sd_configs?: readonly { readonly names: readonly string[]; readonly port: number }[];
  }
  const jobOf = (file: string) =>
    read<{ scrape_configs: readonly Job[] }>(`prometheus/${file}`).scrape_configs.find(
      ({ job_name: name }) => name === 'shop',
    );
  const expected = [...services, 'api-gateway'].sort();

  it('looks for every service, on the port that containers have for it', () => {
    const [found] = jobOf('prometheus.yml')?.dns_sd_configs ?? [];
    expect([...(found?.names ?? [])].sort()).toEqual(expected);
    expect(found?.port).toBe(9464);
  });

  it.each(['prometheus.yml', 'prometheus-kubernetes.yml'])('leaves our label service as it is (%s)', (file) => {
    expect(jobOf(file)?.honor_labels).toBe(true);
  });

  it('misses every service that is not there', () => {
    const rules = textOf('prometheus/rules/services.yml');
    const missed = [...rules.matchAll(/labels: \{ service: ([\w-]+) \}/g)].map(([, name]) => name);
    expect(missed.sort()).toEqual(expected);
  });
});

describe('Grafana', () => {
  const { datasources } = read<{
    datasources: readonly { uid: string; type: string; url: string; jsonData: object }[];
  }>('grafana/provisioning/datasources/datasources.yaml');
  const uids = datasources.map(({ uid }) => uid);

  it('has the sources that dashboards and sources point to', () => {
    expect(uids).toEqual([PROMETHEUS.uid, 'tempo', 'loki']);
    const named = [...JSON.stringify(datasources).matchAll(/"datasourceUid":"([^"]+)"/g)].map(([, uid]) => uid);
    expect(named.filter((uid) => !uids.includes(String(uid)))).toEqual([]);
  });

  it('asks Tempo and Loki where they listen', () => {
    const portOf = (path: string) =>
      read<{ server: { http_listen_port: number } }>(path).server.http_listen_port.toString();
    const urlOf = (uid: string) => datasources.find((source) => source.uid === uid)?.url;
    expect(urlOf('tempo')).toBe(`http://tempo:${portOf('tempo/tempo.yaml')}`);
    expect(urlOf('loki')).toBe(`http://loki:${portOf('loki/loki.yaml')}`);
    expect(textOf('alloy/config.alloy')).toContain(`"http://loki:${portOf('loki/loki.yaml')}/loki/api/v1/push"`);
  });
});

describe('the dashboards', () => {
  it.each(dashboards.map((dashboard) => [dashboard.uid, dashboard] as const))(
    '%s say of every panel what to think of it, once',
    (_, { rows }) => {
      const panels = rows.flatMap((row) => row.panels);
      expect(panels.filter(({ about, queries }) => about.length < 10 || queries.length === 0)).toEqual([]);
      for (const row of rows) expect(new Set(row.panels.map(({ title }) => title)).size).toBe(row.panels.length);
    },
  );

  it.each(dashboards.map(({ uid }) => uid))('%s has no panel over another, and none beyond the edge', (uid) => {
    const { panels } = JSON.parse(textOf(`grafana/dashboards/${uid}.json`)) as {
      panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    const taken = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`),
    );
    expect(new Set(taken).size).toBe(taken.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});
