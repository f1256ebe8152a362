import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An authority made for one test, in a folder of its own. */
export class TestAuthority {
  readonly certificate: string;
  private readonly key: string;

  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    this.certificate = join(folder, `${name}.pem`);
    this.key = join(folder, `${name}.key`);
    openssl(['req', '-x509', ...newKey(this.key), '-days', '2', '-subj', `/CN=${name}`, '-out', this.certificate]);
  }

  /** Files of a server of that name. */
  issueFor(server: string): { readonly key: string; readonly certificate: string } {
    const path = (ending: string) => join(this.folder, `${this.name}-${server}.${ending}`);
    const [key, request, certificate, extensions] = [path('key'), path('csr'), path('pem'), path('ext')];
    writeFileSync(extensions, `subjectAltName=DNS:${server}\n`);
    openssl(['req', '-new', ...newKey(key), '-subj', `/CN=${server}`, '-out', request]);
    const signer = ['-CA', this.certificate, '-CAkey', this.key, '-CAcreateserial', '-extfile', extensions];
    openssl(['x509', '-req', '-in', request, ...signer, '-days', '2', '-out', certificate]);
    return { key, certificate };
  }
}

/** Key and certificate in one file: what Kafka calls a PEM keystore. */
export function keystoreOf({ key, certificate }: { readonly key: string; readonly certificate: string }): string {
  return readFileSync(key, 'utf8') + readFileSync(certificate, 'utf8');
}

function newKey(path: string): readonly string[] {
  return ['-newkey', 'rsa:2048', '-nodes', '-keyout', path];
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
