import { parseDlqOptions } from './dlq-options.js';

const commandOf = (...args: string[]) => parseDlqOptions(args, {}).command;

it.each([
  [['list'], { name: 'list', status: 'open' }],
  [
    ['list', '--status', 'all', '--service', 'order-service'],
    { name: 'list', status: 'all', service: 'order-service' },
  ],
  [['list', '--kind', 'unreadable'], { name: 'list', status: 'open', kind: 'unreadable' }],
  [['show', 'a.1'], { name: 'show', id: 'a.1' }],
  [['redrive', 'a.1'], { name: 'redrive', id: 'a.1' }],
  [['redrive', '--kind', 'unreadable'], { name: 'redrive-kind', kind: 'unreadable' }],
  [['discard', 'a.1'], { name: 'discard', id: 'a.1' }],
])('takes %j', (args, command) => {
  expect(commandOf(...args)).toEqual(command);
});

it.each([
  [[]],
  [['show']],
  [['redrive']],
  [['redrive', 'a.1', '--kind', 'unreadable']],
  [['discard', 'a.1', 'a.2']],
  [['discard', '--kind', 'unreadable']],
  [['list', 'a.1']],
  [['list', '--status', 'lost']],
  [['list', '--quickly']],
  [['list', '--url', 'here']],
])('does not take %j', (args) => {
  expect(() => commandOf(...args)).toThrow();
});

it('asks the shop on this machine, with the token of the environment if there is one', () => {
  expect(parseDlqOptions(['list'], { PORT: '3303', DLQ_TOKEN: 't' })).toMatchObject({
    url: 'http://127.0.0.1:3303',
    token: 't',
  });
  expect(parseDlqOptions(['list', '--url', 'https://shop.example/', '--token', 'u'], { DLQ_TOKEN: 't' })).toMatchObject(
    {
      url: 'https://shop.example',
      token: 'u',
    },
  );
  expect(parseDlqOptions(['list'], {}).token).toBeUndefined();
});
