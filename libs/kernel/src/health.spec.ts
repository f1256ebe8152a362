import { HealthRegistry } from './health.js';

const well = () => Promise.resolve();
const names = (registry: HealthRegistry, kind: 'live' | 'ready') => registry.checksFor(kind).map(({ name }) => name);

describe('HealthRegistry', () => {
  it('asks everything before work is sent, and for a restart only what a restart can mend', () => {
    const registry = new HealthRegistry();
    registry.add('database', 'ready', well);
    registry.add('consumer', 'live', well);
    expect(names(registry, 'ready')).toEqual(['database', 'consumer']);
    expect(names(registry, 'live')).toEqual(['consumer']);
  });

  it('refuses a second check of one name', () => {
    const registry = new HealthRegistry();
    registry.add('database', 'ready', well);
    expect(() => registry.add('database', 'live', well)).toThrow('There is a health check database already.');
  });
});
