import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { freePorts } from '../infrastructure/free-port.js';
import { repositoryRoot } from '../infrastructure/repository.js';
import { docker, dockerJson } from './docker.js';

export interface PublishedPorts {
  readonly gateway: number;
  readonly mail: number;
  readonly postgres: number;
  readonly kafka: number;
  readonly userService: number;
  readonly outsideWorld: number;
}

export interface RunningContainer {
  readonly id: string;
  /** As docker-compose.yml calls it. */
  readonly service: string;
  /** Of its first process, as the host counts. */
  readonly pid: number;
}

/** Those that do one thing and end. */
const ONE_SHOT = /-migrations$|^topics$/;

/** docker-compose.yml under a name, on ports and with passwords of its own, so that it disturbs no shop that runs beside it. */
export class ComposeShop {
  private constructor(
    readonly project: string,
    readonly ports: PublishedPorts,
    private readonly passwords: Readonly<Record<ServiceName, string>>,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async named(project: string, env: NodeJS.ProcessEnv): Promise<ComposeShop> {
    const [gateway = 0, mail = 0, postgres = 0, kafka = 0, userService = 0, outsideWorld = 0] = await freePorts(6);
    const passwords = Object.fromEntries(services.map((name) => [name, randomBytes(12).toString('hex')]));
    const ports = { gateway, mail, postgres, kafka, userService, outsideWorld };
    const own = {
      ...environmentOf(ports),
      ...Object.fromEntries(services.map((name) => [variableOf(name), passwords[name]])),
    };
    return new ComposeShop(project, ports, passwords as Record<ServiceName, string>, { ...env, ...own });
  }

  get gateway(): string {
    return `http://127.0.0.1:${this.ports.gateway}`;
  }

  /** As the service's own role, like the service itself. */
  get databases(): Readonly<Record<string, string>> {
    return Object.fromEntries(services.map((name) => [name, this.databaseOf(name)]));
  }

  /** `docker compose ARGS` */
  run(...args: readonly string[]): Promise<string> {
    const files = ['docker-compose.yml', 'infrastructure/compose/check.yml'].map((file) => join(repositoryRoot, file));
    return docker(['compose', '-p', this.project, ...files.flatMap((file) => ['-f', file]), ...args], this.env);
  }

  /** With everything that it has ever kept. */
  async remove(): Promise<void> {
    await this.run('down', '--volumes', '--remove-orphans', '--timeout', '5');
  }

  async images(): Promise<readonly string[]> {
    return [...new Set((await this.run('config', '--images')).trim().split('\n'))].sort();
  }

  /** What runs now, in the order of the names; not what has done its one thing. */
  async running(): Promise<readonly RunningContainer[]> {
    // Images that compose has built carry the project's label too, and hand it on to whatever runs them: only containers have a number.
    const labels = [`com.docker.compose.project=${this.project}`, 'com.docker.compose.container-number'];
    const filter = labels.flatMap((label) => ['--filter', `label=${label}`]);
    const ids = (await docker(['ps', '--quiet', '--no-trunc', ...filter])).split('\n').filter(Boolean);
    if (ids.length === 0) return [];
    const format =
      '{"id":{{json .Id}},"pid":{{.State.Pid}},"service":{{json (index .Config.Labels "com.docker.compose.service")}}}';
    const all = await dockerJson<RunningContainer>(['inspect', '--format', format, ...ids]);
    const lasting = all.filter(({ service, pid }) => pid > 0 && !ONE_SHOT.test(service));
    return [...lasting].sort((a, b) => a.service.localeCompare(b.service));
  }

  private databaseOf(service: ServiceName): string {
    const name = service.replace('-', '_');
    return `postgres://${name}:${this.passwords[service]}@127.0.0.1:${this.ports.postgres}/${name}`;
  }
}

function variableOf(service: ServiceName): string {
  return `${service.replace('-', '_').toUpperCase()}_PASSWORD`;
}

/** What docker-compose.yml and check.yml take from the environment. */
function environmentOf(ports: PublishedPorts): NodeJS.ProcessEnv {
  return {
    COMPOSE_PROFILES: '',
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
    RATE_LIMIT_PER_MINUTE: '',
    LOGIN_RATE_LIMIT_PER_MINUTE: '',
    POSTGRES_PASSWORD: randomBytes(12).toString('hex'),
    GATEWAY_PORT: String(ports.gateway),
    MAIL_PORT: String(ports.mail),
    CHECK_POSTGRES_PORT: String(ports.postgres),
    CHECK_KAFKA_PORT: String(ports.kafka),
    CHECK_USER_SERVICE_PORT: String(ports.userService),
    CHECK_OUTSIDE_WORLD_PORT: String(ports.outsideWorld),
  };
}
