import { readFileSync } from 'node:fs';
import { Secret } from '@shop/kernel';
import { z } from 'zod';

export const saslMechanisms = ['scram-sha-512', 'scram-sha-256', 'plain'] as const;
export type SaslMechanism = (typeof saslMechanisms)[number];

/** How to get past a broker's door; both parts absent: it has none. Made by `kafkaSecurity`. */
export interface KafkaSecurity {
  /** Encrypted, and the broker's certificate is checked: by these authorities, or without `ca` by those that Node knows. All PEM. */
  readonly tls?: { readonly ca?: Secret; readonly cert?: Secret; readonly key?: Secret };
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: Secret };
}

/** Part of `messagingConfig`. A file is read once, when the configuration is: the value is what stands in it. */
export const kafkaSecurityConfig = {
  KAFKA_TLS: z
    .enum(['true', 'false'], 'expected true or false')
    .default('false')
    .transform((text) => text === 'true'),
  /** Who signs the brokers' certificates; not set: the authorities that Node knows. */
  KAFKA_CA_FILE: pemFile().optional(),
  /** For brokers that want to know their clients by certificate (mutual TLS), with its key. */
  KAFKA_CERT_FILE: pemFile().optional(),
  KAFKA_KEY_FILE: pemFile().optional(),
  KAFKA_SASL_MECHANISM: z.enum(saslMechanisms, `expected ${saslMechanisms.join(', ')}`).optional(),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z
    .string()
    .transform((text) => new Secret(text))
    .optional(),
};
type Settings = Readonly<z.infer<z.ZodObject<typeof kafkaSecurityConfig>>>;
type Name = keyof typeof kafkaSecurityConfig;

function pemFile() {
  return z.string().transform((path, context) => {
    const text = contentOf(path);
    if (text instanceof Error) context.addIssue(`the file cannot be read (${text.message})`);
    else if (!text.includes('-----BEGIN ')) context.addIssue('the file is no PEM');
    return new Secret(String(text));
  });
}

function contentOf(path: string): string | Error {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    return new Error(code);
  }
}

export interface SecurityFault {
  readonly path: Name;
  readonly message: string;
}

/** What does not fit together. `isSet` is asked instead of the values, so that one unusable file does not hide the other faults. */
export function securityFaults(isSet: (name: Name) => boolean, settings: Partial<Settings>): readonly SecurityFault[] {
  const tlsIsOff = settings.KAFKA_TLS === false;
  const needsTls = (['KAFKA_CA_FILE', 'KAFKA_CERT_FILE', 'KAFKA_KEY_FILE'] as const).filter(isSet);
  const pairs: readonly (readonly [Name, Name])[] = [
    ['KAFKA_CERT_FILE', 'KAFKA_KEY_FILE'],
    ['KAFKA_KEY_FILE', 'KAFKA_CERT_FILE'],
    ['KAFKA_SASL_MECHANISM', 'KAFKA_USERNAME'],
    ['KAFKA_SASL_MECHANISM', 'KAFKA_PASSWORD'],
    ['KAFKA_USERNAME', 'KAFKA_SASL_MECHANISM'],
    ['KAFKA_PASSWORD', 'KAFKA_SASL_MECHANISM'],
  ];
  return [
    ...(tlsIsOff ? needsTls.map((path) => ({ path, message: 'is of use with KAFKA_TLS=true only' })) : []),
    ...(tlsIsOff && settings.KAFKA_SASL_MECHANISM === 'plain'
      ? [{ path: 'KAFKA_SASL_MECHANISM' as const, message: 'plain sends the password readable without KAFKA_TLS=true' }]
      : []),
    ...pairs.flatMap(([has, needs]) =>
      isSet(has) && !isSet(needs) ? [{ path: needs, message: `is needed with ${has}` }] : [],
    ),
  ];
}

/** From the configuration to what a Kafka client needs. */
export function kafkaSecurity(config: Settings): KafkaSecurity {
  const { KAFKA_CA_FILE: ca, KAFKA_CERT_FILE: cert, KAFKA_KEY_FILE: key } = config;
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = config;
  return {
    ...(config.KAFKA_TLS && { tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } }),
    ...(mechanism && username !== undefined && password && { sasl: { mechanism, username, password } }),
  };
}

/** As Node's TLS takes them. */
export function tlsFiles({ ca, cert, key }: NonNullable<KafkaSecurity['tls']>) {
  return {
    ...(ca && { ca: ca.reveal() }),
    ...(cert && { cert: cert.reveal() }),
    ...(key && { key: key.reveal() }),
  };
}
