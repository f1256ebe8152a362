import { applyDecorators, HttpException, Injectable, mixin, UseInterceptors } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import { wait } from '../edge/wait.js';
import { FaultBoard } from './fault-board.js';
import type { FaultTarget } from './fault-board.js';

/**
 * Makes the calls of a controller that change something meet the target's faults. Those that only look do not: tests look
 * on while a fault is set, and must neither be hit by it nor use it up.
 */
export function MeetsFaults(target: FaultTarget) {
  return applyDecorators(UseInterceptors(faultInterceptor(target)));
}

function faultInterceptor(target: FaultTarget) {
  @Injectable()
  class FaultInterceptor implements NestInterceptor {
    constructor(private readonly faults: FaultBoard) {}

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const { method } = context.switchToHttp().getRequest<{ method: string }>();
      const fault = method === 'POST' ? this.faults.take(target) : undefined;
      if (!fault) return next.handle();
      if (fault.status !== undefined) return from(fail(fault.status, fault.delayMs));
      return from(answerLate(next, fault.delayMs));
    }
  }
  return mixin(FaultInterceptor);
}

async function fail(status: number, delayMs = 0): Promise<never> {
  await wait(delayMs);
  throw new HttpException('A fault that was asked for.', status);
}

// The work first, then the wait: so a caller that gives up has paid without knowing it, the case that is worth testing.
async function answerLate(next: CallHandler, delayMs = 0): Promise<unknown> {
  const [answer] = await Promise.allSettled([lastValueFrom(next.handle(), { defaultValue: undefined })]);
  await wait(delayMs);
  if (answer.status === 'rejected') throw answer.reason;
  return answer.value;
}
