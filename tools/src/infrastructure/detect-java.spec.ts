import { majorVersion } from './detect-java.js';

describe('the version of Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "21" 2023-09-19', 21],
    ['java version "1.8.0_401"', 8],
  ])('is the number people call it by: %s', (text, version) => {
    expect(majorVersion(text)).toBe(version);
  });

  it('is unknown where something else answers', () => {
    expect(majorVersion('The operation could not be completed')).toBeUndefined();
  });
});
