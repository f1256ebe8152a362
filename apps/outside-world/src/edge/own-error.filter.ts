import { Catch, HttpException, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { isAppError } from '@shop/kernel';
import type { ErrorKind } from '@shop/kernel';

interface Reply {
  code(status: number): Reply;
  send(body: unknown): unknown;
}

const usual: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthorised: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  refused: 402,
  exhausted: 429,
  unavailable: 503,
};

/**
 * The outside world does not speak the shop's problem+json: its errors are `{error: {code, message}}`, and what a status
 * means is each system's own business (a carrier that refuses says 422, a payment provider 402).
 */
@Catch()
export class OwnErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('outside-world');

  constructor(private readonly statuses: Partial<Record<ErrorKind, number>> = {}) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<Reply>();
    if (isAppError(thrown)) {
      const { kind, code, message } = thrown;
      reply.code(this.statuses[kind] ?? usual[kind]).send({ error: { code, message } });
      return;
    }
    if (thrown instanceof HttpException) {
      reply.code(thrown.getStatus()).send({ error: { code: 'unavailable', message: thrown.message } });
      return;
    }
    this.logger.error(thrown);
    reply.code(500).send({ error: { code: 'internal', message: 'The simulator is broken.' } });
  }
}
