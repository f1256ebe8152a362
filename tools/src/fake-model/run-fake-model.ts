import { isAppError, refused } from '@shop/kernel';
import { FakeMessagesApi } from '@shop/order-analysis-agent/testing';
import { stopRequested } from '../infrastructure/stop-signal.js';
import { parseFakeModelOptions } from './fake-model-options.js';
import type { FakeModelOptions } from './fake-model-options.js';

/** The exit code: 0 when it is stopped by a signal, 2 for options or a scenario that it does not know, 1 for a port that is taken. */
export async function runFakeModel(args: readonly string[]): Promise<number> {
  const stop = stopRequested();
  try {
    const options = parseFakeModelOptions(args);
    const api = await start(options);
    console.log(`A fake Messages API answers at ${api.url} and plays "${options.scenario.name}".`);
    console.log(`ANTHROPIC_BASE_URL=${api.url} ANTHROPIC_API_KEY=sk-fake; what reaches it: ${api.url}/requests`);
    console.log(`Another scenario: curl -X PUT ${api.url}/scenario --data-binary @FILE`);
    await stop;
    await api.stop();
    return 0;
  } catch (error) {
    if (!isAppError(error)) throw error;
    console.error(error.message);
    return error.kind === 'invalid' ? 2 : 1;
  }
}

async function start(options: FakeModelOptions): Promise<FakeMessagesApi> {
  try {
    return await FakeMessagesApi.start(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw refused('fake-model.port-taken', `Port ${options.port} is taken: choose another with --port.`);
  }
}
