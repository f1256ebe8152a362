import { PasswordHashing } from './password-hashing.js';

async function makeHashing(): Promise<PasswordHashing> {
  const passwords = new PasswordHashing();
  await passwords.onModuleInit();
  return passwords;
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
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
  const times = { wrong: [] as number[], unknown: [] as number[] };
  // In turn, so that whatever else keeps the machine busy slows both down alike.
  for (let round = 0; round < 10; round++) {
    times.wrong.push(await millisecondsOf(() => passwords.matches(hash, 'wrong')));
    times.unknown.push(await millisecondsOf(() => passwords.matches(undefined, 'wrong')));
  }
  expect(await passwords.matches(undefined, 'wrong')).toBe(false);
  // Without the work it would be a hundredth.
  expect(Math.min(...times.unknown)).toBeGreaterThan(Math.min(...times.wrong) / 4);
});
