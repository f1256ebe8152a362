import { parseConcatenated } from './go-modules.js';

it('reads the objects that go mod download prints one after the other', () => {
  const printed = '{\n\t"Path": "a",\n\t"Dir": "/a"\n}\n{\n\t"Path": "b",\n\t"Error": "needs a newer go"\n}\n';
  expect(parseConcatenated(printed)).toEqual([
    { Path: 'a', Dir: '/a' },
    { Path: 'b', Error: 'needs a newer go' },
  ]);
});
