import { PasswordHashing } from './password-hashing.js';

async function makeHashing(): Promise<PasswordHashing> {
  const passwords = new PasswordHashing();
  await passwords.onModuleInit();
  return passwords;
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}

it('hashes by argon2id at the cost that OWASP asks for, with a salt', async () => {
  const passwords = await makeHashing();
  const hash = await passwords.hash('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.hash('correct horse')).not.toBe(hash);
});

it('tells the right password from a wrong one', async () => {
  const passwords = await makeHashing();
  const hash = await passwords.hash('correct horse');
  expect(await passwords.matches(hash, 'correct horse')).toBe(true);
  expect(await passwords.matches(hash, 'correct house')).toBe(false);
});

it('does the work of a wrong password when there is no account', async () => {
  const passwords = await makeHashing();
  const hash = await passwords.hash('correct horse');
  const wrong = await millisecondsOf(() => passwords.matches(hash, 'wrong'));
  const unknown = await millisecondsOf(() => passwords.matches(undefined, 'wrong'));
  expect(await passwords.matches(undefined, 'wrong')).toBe(false);
  expect(unknown).toBeGreaterThan(wrong / 3);
});
