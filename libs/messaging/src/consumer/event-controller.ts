import { applyDecorators, Catch, Controller, UseFilters } from '@nestjs/common';
import type { RpcExceptionFilter } from '@nestjs/common';
import { unavailable } from '@shop/kernel';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';

/** Hands a handler's error on as it was thrown; Nest's own filter would replace it by "Internal server error". */
@Catch()
export class RethrowFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** A controller of `@EventPattern` methods whose errors reach the consumer, which tells by them whether to try again. */
export const EventController = (): ClassDecorator => applyDecorators(Controller(), UseFilters(RethrowFilter));

/**
 * What the consumer should make of what a handler has thrown. Where Nest has replaced the error, all that is known is that
 * something failed: it counts as an outage, so that good messages are not put aside because of a forgotten decorator.
 */
export function originalError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const isReplaced = typeof thrown === 'object' && thrown !== null && 'status' in thrown && thrown.status === 'error';
  if (!isReplaced) return new Error(`A handler threw what is not an error: ${String(thrown)}`, { cause: thrown });
  const hint =
    'Nest has replaced the error of a handler: its class needs @EventController() in place of @Controller().';
  return unavailable('consumer.error-replaced', hint, { cause: thrown });
}
