import { inspect } from 'node:util';
import { z } from 'zod';
import { bool, databaseConfig, list, outsideUrl, serviceConfig } from './common-config.js';
import { ConfigError, loadConfig } from './load-config.js';

const schema = z.object({
  ...serviceConfig,
  ...databaseConfig,
  SEED_DEMO: bool.default(false),
  KAFKA_BROKERS: list.default(['127.0.0.1:9092']),
});
const usable = { JWKS_URL: 'http://127.0.0.1:1/jwks.json', DATABASE_URL: 'postgres://shop:hush@db/orders' };

function faultOf(env: Record<string, string>): ConfigError {
  try {
    loadConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('The configuration was accepted.');
}

describe('loadConfig', () => {
  it('fills in defaults and turns text into values', () => {
    const config = loadConfig(schema, { ...usable, SEED_DEMO: 'true', KAFKA_BROKERS: 'a:1, b:2,', PORT: '3000' });
    expect(config).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 3000,
      LOG_LEVEL: 'info',
      SEED_DEMO: true,
      KAFKA_BROKERS: ['a:1', 'b:2'],
    });
  });

  it('names every variable at fault at once, in plain words and without its value', () => {
    const { message, errors } = faultOf({ PORT: '70000', SEED_DEMO: 'yes', DATABASE_URL: 'mysql://root:hush@db' });
    expect(errors?.map(({ path }) => path).sort()).toEqual(['DATABASE_URL', 'JWKS_URL', 'PORT', 'SEED_DEMO']);
    expect(message).toContain('JWKS_URL is not set');
    expect(message).toContain('PORT is not valid: expected a whole number from 0 to 65535');
    expect(message).toContain('SEED_DEMO is not valid: expected true or false');
    expect(message).not.toContain('hush');
  });

  it('does not call a variable missing that a rule between variables finds fault with', () => {
    const range = z.object({ LOW: z.coerce.number().default(5), HIGH: z.coerce.number().default(9) });
    const ordered = range.refine(({ LOW, HIGH }) => LOW < HIGH, { path: ['LOW'], message: 'must be below HIGH' });
    expect(() => loadConfig(ordered, { HIGH: '3' })).toThrow('LOW is not valid: must be below HIGH');
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig(schema, { ...usable, PORT: '' }).PORT).toBe(0);
    expect(faultOf({ ...usable, JWKS_URL: '' }).message).toContain('JWKS_URL is not set');
  });

  it('lets nobody play the outside world in production', () => {
    const playing = { ...usable, CARRIER_URL: 'in-process:' };
    const withCarrier = z.object({ CARRIER_URL: outsideUrl });
    expect(loadConfig(withCarrier, playing).CARRIER_URL).toBe('in-process:');
    expect(() => loadConfig(withCarrier, { ...playing, NODE_ENV: 'production' })).toThrow(/CARRIER_URL is in-process:/);
  });

  it('puts the database URL together from PGHOST and its companions', () => {
    const parts = { JWKS_URL: usable.JWKS_URL, PGHOST: 'db', PGUSER: 'shop', PGPASSWORD: 'p@ss', PGDATABASE: 'orders' };
    expect(loadConfig(schema, parts).DATABASE_URL.reveal()).toBe('postgres://shop:p%40ss@db:5432/orders');
  });

  it('prefers a database URL to PGHOST', () => {
    expect(loadConfig(schema, { ...usable, PGHOST: 'other' }).DATABASE_URL.reveal()).toBe(usable.DATABASE_URL);
  });

  it('freezes what it gives, lists included', () => {
    const config = loadConfig(schema, usable);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.KAFKA_BROKERS)).toBe(true);
  });

  it('prints secrets as stars however they are printed', () => {
    const config = loadConfig(schema, usable);
    for (const printed of [String(config.DATABASE_URL), JSON.stringify(config), inspect(config, { depth: 5 })]) {
      expect(printed).not.toContain('hush');
      expect(printed).toContain('********');
    }
  });
});
