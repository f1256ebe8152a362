import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { failRequestSpan } from './request-span.js';
import { sendProblem } from './send-problem.js';
import type { AskedFor, Reply } from './send-problem.js';

/** The one way in which an error leaves a service over HTTP. Errors that nobody foresaw are logged here, with their stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<AskedFor>();
    const { status } = sendProblem(error, request, http.getResponse<Reply>());
    if (status >= 500) failRequestSpan(request, error);
    if (status === 503) this.logger.warn({ err: error }, 'answered 503');
    else if (status >= 500) this.logger.error({ err: error }, `answered ${status}: an error that nobody foresaw`);
  }
}
